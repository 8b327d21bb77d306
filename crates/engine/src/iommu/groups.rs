use serde::{Deserialize, Serialize};

use super::{Card, Device, Topology, cards};
use crate::{Bdf, Tri};

/// What a group is to somebody who wants to pass its card through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "class")]
pub enum GroupClass {
    /// One card and nothing else; bridges do not count.
    Clean,
    /// One card and devices from the closed list of what nobody misses.
    CardPlusHarmless {
        /// Those devices.
        harmless: Vec<Bdf>,
    },
    /// The card shares the group with other devices.
    Shared {
        /// Those devices.
        with: Vec<Bdf>,
    },
    /// Among the others are disks, network or chipset functions. Whether the host needs them only the
    /// host or its owner can tell.
    MayHoldHostCritical {
        /// Those that the host may need.
        critical: Vec<Bdf>,
        /// All others that share the group.
        with: Vec<Bdf>,
    },
    /// The ACS override was in use: the group says nothing about the hardware. Real ACS may exist.
    IsolationNotProven {
        /// What it would be if the group were real.
        otherwise: Box<GroupClass>,
    },
}

impl GroupClass {
    /// From best to worst, for cards that span several groups.
    #[must_use]
    pub fn rank(&self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::CardPlusHarmless { .. } => 1,
            Self::Shared { .. } => 2,
            Self::MayHoldHostCritical { .. } => 3,
            Self::IsolationNotProven { otherwise } => 4 + otherwise.rank(),
        }
    }
}

/// What the kernel asks before a group can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Viability {
    /// Members that must be unbound or on a vfio driver.
    pub must_be_free: Vec<Bdf>,
    /// Of these, the ones that a host driver holds now.
    pub held: Vec<Bdf>,
    /// Whether the group could be used as it stood when it was listed.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub viable: Tri,
}

/// What starting the VM does on Proxmox VE, which does not refuse a shared group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Consequence {
    /// Every non-bridge member: all are taken from the host.
    pub detached: Vec<Bdf>,
    /// Network and storage among what goes along with the card: blocked unless spare.
    pub blocked_unless_spare: Vec<Bdf>,
}

/// One group, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// Its number in this observation.
    pub number: u32,
    /// Every PCI device in it.
    pub members: Vec<Bdf>,
    /// Root ports and other bridges in it. Cards in the slots of several root ports share the group.
    pub ports: Vec<Bdf>,
    /// Root ports among them.
    pub root_ports: Vec<Bdf>,
    /// The functions of the card that the class speaks of: the display card, else the first.
    pub subject: Vec<Bdf>,
    /// Its class; `None` where there is nothing to pass through or the listing does not say what the
    /// members are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<GroupClass>,
    /// Members whose class the listing does not show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Bdf>,
    /// What the kernel asks.
    pub kernel: Viability,
    /// What Proxmox VE does.
    pub proxmox: Consequence,
}

/// Why a device is in no group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoGroup {
    /// The host bridge and the IOMMU itself have none on AMD.
    Expected,
    /// The integrated graphics are kept out of the IOMMU (`intel_iommu=on,igfx_off`, or by the kernel).
    IgfxOff,
    /// No device has one: the IOMMU is off.
    IommuOff,
    /// The listing does not tell.
    Unknown,
}

/// A device without a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WithoutGroup {
    /// The device.
    pub address: Bdf,
    /// Why, as far as can be told.
    pub state: NoGroup,
}

fn devices<'a>(tree: &'a Topology, members: &[Bdf]) -> Vec<&'a Device> {
    members.iter().filter_map(|a| tree.device(*a)).collect()
}

/// Judges every group of a machine.
#[must_use]
pub fn groups(tree: &Topology, acs_override: Tri) -> Vec<Group> {
    let cards = cards(tree);
    let mut numbers: Vec<u32> = tree.devices().filter_map(|d| d.group).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().map(|number| judge(tree, &cards, number, acs_override)).collect()
}

/// What a card shares, seen from the card: one of its groups, or all of them together. Where two cards
/// stand in one group, [`groups`] speaks of one of them; this speaks of the card that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sharing {
    /// Numbers of the groups.
    pub groups: Vec<u32>,
    /// The class for this card; `None` where a function is in no group, or the listing does not say
    /// what the others are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<GroupClass>,
    /// What the kernel asks.
    pub kernel: Viability,
    /// What Proxmox VE does.
    pub proxmox: Consequence,
}

/// What a card shares, all its groups together. A card without functions stands for one that is yet to
/// be put behind a port.
#[must_use]
pub fn sharing(tree: &Topology, card: &Card, acs_override: Tri) -> Sharing {
    let all = seen_from(tree, card, card.groups.clone(), acs_override);
    let grouped = devices(tree, &card.functions).iter().all(|d| d.group.is_some());
    Sharing { class: all.class.filter(|_| grouped && !card.groups.is_empty()), ..all }
}

/// What a card shares, group by group.
#[must_use]
pub fn sharing_by_group(tree: &Topology, card: &Card, acs_override: Tri) -> Vec<Sharing> {
    card.groups.iter().map(|number| seen_from(tree, card, vec![*number], acs_override)).collect()
}

fn seen_from(tree: &Topology, card: &Card, groups: Vec<u32>, acs_override: Tri) -> Sharing {
    let inside = |d: &&Device| d.group.is_some_and(|group| groups.contains(&group)) && !d.is_port_like();
    let rest: Vec<Bdf> = tree.devices().filter(inside).map(|d| d.address).collect();
    let others: Vec<Bdf> = rest.iter().filter(|a| !card.functions.contains(a)).copied().collect();
    let told = devices(tree, &others).iter().all(|d| d.known_class().is_some());
    let class = told.then(|| classify(tree, &others, acs_override));
    Sharing { groups, class, kernel: viability(tree, &rest), proxmox: consequence(tree, &rest, &others) }
}

fn judge(tree: &Topology, cards: &[Card], number: u32, acs_override: Tri) -> Group {
    let members: Vec<Bdf> = tree.devices().filter(|d| d.group == Some(number)).map(|d| d.address).collect();
    let (ports, rest): (Vec<Bdf>, Vec<Bdf>) =
        members.iter().partition(|a| tree.device(**a).is_some_and(Device::is_port_like));
    let unknown: Vec<Bdf> =
        devices(tree, &rest).iter().filter(|d| d.known_class().is_none()).map(|d| d.address).collect();
    let subject = subject(tree, cards, &rest);
    let others: Vec<Bdf> = rest.iter().filter(|a| !subject.contains(a)).copied().collect();
    Group {
        number,
        class: (unknown.is_empty() && !subject.is_empty()).then(|| classify(tree, &others, acs_override)),
        root_ports: ports.iter().filter(|a| tree.on_root_bus(**a)).copied().collect(),
        kernel: viability(tree, &rest),
        proxmox: consequence(tree, &rest, &others),
        members,
        ports,
        subject,
        unknown,
    }
}

/// What starting a VM with the card takes from the host: of the others, network and disks are missed.
fn consequence(tree: &Topology, rest: &[Bdf], others: &[Bdf]) -> Consequence {
    let bridge = |d: &&&Device| d.known_class().is_some_and(crate::ClassCode::is_bridge);
    let missed = |d: &&&Device| d.is_network() || d.is_storage();
    Consequence {
        detached: devices(tree, rest).iter().filter(|d| !bridge(d)).map(|d| d.address).collect(),
        blocked_unless_spare: devices(tree, others).iter().filter(missed).map(|d| d.address).collect(),
    }
}

/// The card that the group is about.
fn subject(tree: &Topology, cards: &[Card], rest: &[Bdf]) -> Vec<Bdf> {
    let here = |card: &&Card| card.functions.iter().any(|f| rest.contains(f));
    let idle = |card: &&Card| devices(tree, &card.functions).iter().all(|d| d.is_harmless());
    let candidates: Vec<&Card> = cards.iter().filter(here).filter(|c| !idle(c)).collect();
    let best = candidates.iter().min_by_key(|card| (!card.display, card.integrated, card.functions.first().copied()));
    best.map(|card| card.functions.iter().filter(|f| rest.contains(f)).copied().collect()).unwrap_or_default()
}

fn classify(tree: &Topology, others: &[Bdf], acs_override: Tri) -> GroupClass {
    let all = devices(tree, others);
    let pick =
        |test: &dyn Fn(&Device) -> bool| -> Vec<Bdf> { all.iter().filter(|d| test(d)).map(|d| d.address).collect() };
    let with = pick(&|d| !d.is_harmless());
    let critical = pick(&|d| !d.is_harmless() && d.may_be_host_critical());
    let class = if all.is_empty() {
        GroupClass::Clean
    } else if with.is_empty() {
        GroupClass::CardPlusHarmless { harmless: others.to_vec() }
    } else if critical.is_empty() {
        GroupClass::Shared { with }
    } else {
        GroupClass::MayHoldHostCritical { critical, with }
    };
    if acs_override.is_yes() { GroupClass::IsolationNotProven { otherwise: Box::new(class) } } else { class }
}

/// Every non-bridge endpoint must be unbound or on a vfio driver. A host bridge without a driver is
/// in nobody's way.
fn viability(tree: &Topology, rest: &[Bdf]) -> Viability {
    let all = devices(tree, rest);
    let vfio = |driver: &str| driver.starts_with("vfio") || driver == "pci-stub" || driver == "pciback";
    let held_by = |d: &Device| d.driver.as_deref().is_some_and(|driver| !vfio(driver));
    let counts = |d: &Device| {
        !d.known_class().is_some_and(crate::ClassCode::is_bridge)
            || held_by(d) && d.known_class().is_some_and(|c| c.0 != 0x0604)
    };
    let must_be_free: Vec<Bdf> = all.iter().filter(|d| counts(d)).map(|d| d.address).collect();
    let held: Vec<Bdf> = all.iter().filter(|d| counts(d) && held_by(d)).map(|d| d.address).collect();
    let told = all.iter().filter(|d| counts(d)).all(|d| d.driver.is_some());
    let viable = if !held.is_empty() {
        Tri::No
    } else if told {
        Tri::Yes
    } else {
        Tri::Unknown
    };
    Viability { must_be_free, held, viable }
}

/// Devices without a group, with the reason as far as it shows.
#[must_use]
pub fn without_group(tree: &Topology) -> Vec<WithoutGroup> {
    let any = tree.devices().any(|d| d.group.is_some());
    let state = |d: &Device| match d.known_class() {
        _ if !any => NoGroup::IommuOff,
        Some(class) if matches!(class.0, 0x0806) => NoGroup::Expected,
        Some(class) if class.0 == 0x0600 && d.address.device == 0 => NoGroup::Expected,
        Some(class) if class.is_display() && d.address.bus == 0 && d.address.device == 2 => NoGroup::IgfxOff,
        _ => NoGroup::Unknown,
    };
    tree.devices().filter(|d| d.group.is_none()).map(|d| WithoutGroup { address: d.address, state: state(d) }).collect()
}
