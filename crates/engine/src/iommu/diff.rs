use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Device;
use crate::Bdf;

/// A layout with everything it depends on. `None` means that nobody wrote it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// BIOS version.
    pub bios: Option<String>,
    /// BIOS settings by name.
    pub settings: Option<BTreeMap<String, String>>,
    /// CPU model.
    pub cpu: Option<String>,
    /// Kernel release.
    pub kernel: Option<String>,
    /// PCI and IOMMU words of the command line.
    pub command_line: Option<Vec<String>>,
    /// Cards plugged, by slot or in any other words. Cards that show among the devices are compared
    /// whether this is known or not.
    pub plugged: Option<Vec<String>>,
    /// The devices.
    pub devices: Vec<Device>,
}

/// What a layout depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// BIOS version.
    Bios,
    /// BIOS settings.
    Settings,
    /// CPU.
    Cpu,
    /// Kernel.
    Kernel,
    /// Kernel command line.
    CommandLine,
    /// Cards plugged.
    Plugged,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bios => "BIOS version",
            Self::Settings => "BIOS settings",
            Self::Cpu => "CPU",
            Self::Kernel => "kernel",
            Self::CommandLine => "kernel command line",
            Self::Plugged => "plugged cards",
        })
    }
}

/// A key that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyChange {
    /// Which.
    pub key: Key,
    /// Its value before.
    pub before: String,
    /// Its value after.
    pub after: String,
}

/// A device whose company changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// Where it was.
    pub before: Bdf,
    /// Where it is now; bus numbers shift when cards come and go.
    pub after: Bdf,
    /// Devices that it shared a group with and does no longer, at their old addresses.
    pub parted_from: Vec<Bdf>,
    /// Devices that it now shares a group with, at their new addresses.
    pub joined_by: Vec<Bdf>,
    /// Whether it had a group before and after.
    pub grouped: (bool, bool),
}

/// What the changed partition may be put down to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "blame")]
pub enum Blame {
    /// The partition is the same.
    Unchanged,
    /// One key differs, and every other is known to be the same.
    Changed {
        /// That key.
        by: Key,
    },
    /// One key is known to differ, but not every other is known.
    Perhaps {
        /// That key.
        by: Key,
        /// What nobody wrote down on one side or both.
        not_known: Vec<Key>,
    },
    /// Several keys differ.
    OneOf {
        /// Those.
        keys: Vec<Key>,
    },
    /// No key is known to differ.
    NotExplained {
        /// What nobody wrote down on one side or both.
        not_known: Vec<Key>,
    },
}

impl fmt::Display for Blame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |keys: &[Key]| keys.iter().map(Key::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Self::Unchanged => f.write_str("the groups are the same"),
            Self::Changed { by: Key::Bios } => f.write_str("the BIOS changed it: nothing else differs"),
            Self::Changed { by } => write!(f, "the {by} changed it: nothing else differs"),
            Self::Perhaps { by, not_known } => {
                write!(f, "the {by} may have changed it; not known: {}", list(not_known))
            }
            Self::OneOf { keys } => write!(f, "any of these may have changed it: {}", list(keys)),
            Self::NotExplained { not_known } if not_known.is_empty() => {
                f.write_str("nothing that was written down explains it")
            }
            Self::NotExplained { not_known } => {
                write!(f, "nothing that was written down explains it; not known: {}", list(not_known))
            }
        }
    }
}

/// Two layouts compared by device, never by group number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LayoutDiff {
    /// Every key that differs.
    pub keys: Vec<KeyChange>,
    /// Keys that are not known on one side or both.
    pub not_known: Vec<Key>,
    /// Devices that are gone.
    pub only_before: Vec<Bdf>,
    /// Devices that are new.
    pub only_after: Vec<Bdf>,
    /// Devices that kept their company but moved.
    pub moved: Vec<(Bdf, Bdf)>,
    /// Devices whose company changed.
    pub changes: Vec<Change>,
    /// What that may be put down to.
    pub blame: Blame,
}

/// Compares two observations.
#[must_use]
pub fn diff(before: &Observation, after: &Observation) -> LayoutDiff {
    let pairs = pair(&before.devices, &after.devices);
    let back: BTreeMap<Bdf, Bdf> = pairs.iter().map(|(a, b)| (*b, *a)).collect();
    let gone = |devices: &[Device], known: &dyn Fn(Bdf) -> bool| {
        devices.iter().map(|d| d.address).filter(|a| !known(*a)).collect()
    };
    let only_before: Vec<Bdf> = gone(&before.devices, &|a| pairs.contains_key(&a));
    let only_after: Vec<Bdf> = gone(&after.devices, &|a| back.contains_key(&a));
    let changes = changes(before, after, &pairs, &back);
    let (keys, not_known) = keys(before, after, &only_before, &only_after);
    let moved = pairs.iter().filter(|(a, b)| a != b).map(|(a, b)| (*a, *b)).collect();
    let differ: Vec<Key> = keys.iter().map(|change| change.key).collect();
    let blame = match differ.as_slice() {
        _ if changes.is_empty() => Blame::Unchanged,
        [] => Blame::NotExplained { not_known: not_known.clone() },
        [by] if not_known.is_empty() => Blame::Changed { by: *by },
        [by] => Blame::Perhaps { by: *by, not_known: not_known.clone() },
        _ => Blame::OneOf { keys: differ },
    };
    LayoutDiff { keys, not_known, only_before, only_after, moved, changes, blame }
}

/// Which device of the one side is which of the other: the same address unless the IDs contradict, else
/// the only one with its ID on both sides.
fn pair(before: &[Device], after: &[Device]) -> BTreeMap<Bdf, Bdf> {
    let at: BTreeMap<Bdf, &Device> = after.iter().map(|d| (d.address, d)).collect();
    let agrees = |a: &Device, b: &Device| a.id.is_none() || b.id.is_none() || a.id == b.id;
    let mut pairs: BTreeMap<Bdf, Bdf> = before
        .iter()
        .filter(|d| at.get(&d.address).is_some_and(|b| agrees(d, b)))
        .map(|d| (d.address, d.address))
        .collect();
    let taken: BTreeSet<Bdf> = pairs.values().copied().collect();
    let mut open: BTreeMap<_, (Vec<Bdf>, Vec<Bdf>)> = BTreeMap::new();
    for device in before.iter().filter(|d| !pairs.contains_key(&d.address)) {
        if let Some(id) = device.id {
            open.entry((id, device.address.function)).or_default().0.push(device.address);
        }
    }
    for device in after.iter().filter(|d| !taken.contains(&d.address)) {
        if let Some(id) = device.id {
            open.entry((id, device.address.function)).or_default().1.push(device.address);
        }
    }
    for (old, new) in open.into_values() {
        if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
            pairs.insert(*old, *new);
        }
    }
    pairs
}

fn companions(devices: &[Device]) -> BTreeMap<Bdf, BTreeSet<Bdf>> {
    let mut groups: BTreeMap<u32, BTreeSet<Bdf>> = BTreeMap::new();
    for device in devices {
        if let Some(group) = device.group {
            groups.entry(group).or_default().insert(device.address);
        }
    }
    let of = |device: &Device| device.group.and_then(|group| groups.get(&group)).cloned().unwrap_or_default();
    devices.iter().map(|d| (d.address, of(d))).collect()
}

fn changes(
    before: &Observation,
    after: &Observation,
    pairs: &BTreeMap<Bdf, Bdf>,
    back: &BTreeMap<Bdf, Bdf>,
) -> Vec<Change> {
    let (old, new) = (companions(&before.devices), companions(&after.devices));
    let mut out = Vec::new();
    for (&from, &to) in pairs {
        let (Some(was), Some(is)) = (old.get(&from), new.get(&to)) else { continue };
        // Only devices that are there on both sides count: a new card is no change of an old one's company.
        let parted: Vec<Bdf> = was
            .iter()
            .filter(|a| **a != from)
            .filter(|a| pairs.get(a).is_some_and(|b| !is.contains(b)))
            .copied()
            .collect();
        let joined: Vec<Bdf> = is
            .iter()
            .filter(|b| **b != to)
            .filter(|b| back.get(b).is_some_and(|a| !was.contains(a)))
            .copied()
            .collect();
        let grouped = (!was.is_empty(), !is.is_empty());
        if !parted.is_empty() || !joined.is_empty() || grouped.0 != grouped.1 {
            out.push(Change { before: from, after: to, parted_from: parted, joined_by: joined, grouped });
        }
    }
    out
}

fn keys(
    before: &Observation,
    after: &Observation,
    only_before: &[Bdf],
    only_after: &[Bdf],
) -> (Vec<KeyChange>, Vec<Key>) {
    let (mut changed, mut not_known) = (Vec::new(), Vec::new());
    let mut compare = |key: Key, old: Option<String>, new: Option<String>| match (old, new) {
        (Some(old), Some(new)) if old == new => {}
        (Some(before), Some(after)) => changed.push(KeyChange { key, before, after }),
        _ => not_known.push(key),
    };
    let settings = |o: &Observation| {
        o.settings.as_ref().map(|s| s.iter().map(|(k, v)| format!("{k} = {v}")).collect::<Vec<_>>().join("; "))
    };
    let sorted = |list: &Option<Vec<String>>| {
        list.as_ref().map(|words| {
            let mut words = words.clone();
            words.sort();
            words.join(" ")
        })
    };
    compare(Key::Bios, before.bios.clone(), after.bios.clone());
    compare(Key::Settings, settings(before), settings(after));
    compare(Key::Cpu, before.cpu.clone(), after.cpu.clone());
    compare(Key::Kernel, before.kernel.clone(), after.kernel.clone());
    compare(Key::CommandLine, sorted(&before.command_line), sorted(&after.command_line));
    let names = |devices: &[Device], addresses: &[Bdf]| {
        let name = |d: &Device| d.id.map_or(d.address.to_string(), |id| format!("{id} at {}", d.address));
        let cards: Vec<String> =
            devices.iter().filter(|d| addresses.contains(&d.address) && !d.is_port_like()).map(name).collect();
        cards.join(", ")
    };
    let (gone, come) = (names(&before.devices, only_before), names(&after.devices, only_after));
    match (sorted(&before.plugged), sorted(&after.plugged)) {
        (old, new) if old.is_none() || new.is_none() || old == new => {
            if gone.is_empty() && come.is_empty() {
                // Every device is the same one where IDs say so.
                let told = before.devices.iter().chain(&after.devices).all(|d| d.id.is_some());
                if !told && (old.is_none() || new.is_none()) {
                    not_known.push(Key::Plugged);
                }
            } else {
                changed.push(KeyChange { key: Key::Plugged, before: gone, after: come });
            }
        }
        (old, new) => compare(Key::Plugged, old, new),
    }
    (changed, not_known)
}
