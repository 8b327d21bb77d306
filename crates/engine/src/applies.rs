//! Where something applies, compared with a situation in three values.

mod card;

use serde::{Deserialize, Serialize};

pub use card::{CardMatch, maker};

use crate::situation::{Bootloader, Firmware, Guest, Hypervisor, Situation};
use crate::version::{
    BiosVersion, KernelRange, KernelRanges, NvidiaVersion, ProxmoxVersion, QemuVersion, Range, Version, contains_any,
};
use crate::{PciId, Tri};

/// Where a quirk, a cure or a verdict on advice applies. Every key that is given must hold; within one
/// key any entry will do. What is absent does not matter. `gpus`, `pci_ids`, `dies` and `architectures`
/// are ways of naming cards: where several are given, one of them is enough.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Applies {
    /// Cards by record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gpus: Vec<String>,
    /// Cards by vendor:device ID.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pci_ids: Vec<PciId>,
    /// Cards by die.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dies: Vec<String>,
    /// Cards by architecture.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub architectures: Vec<String>,
    /// Cards by chip maker.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gpu_vendors: Vec<String>,
    /// Cards by market segment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<String>,
    /// Boards by record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub boards: Vec<String>,
    /// Boards by chipset.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chipsets: Vec<String>,
    /// Processor families by record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cpus: Vec<String>,
    /// Processor makers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cpu_vendors: Vec<String>,
    /// Host kernels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kernel: Vec<KernelRange>,
    /// NVIDIA driver versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nvidia_driver: Vec<Range<NvidiaVersion>>,
    /// QEMU versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub qemu: Vec<Range<QemuVersion>>,
    /// Proxmox VE releases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proxmox: Vec<Range<ProxmoxVersion>>,
    /// BIOS versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bios: Vec<Range<BiosVersion>>,
    /// Hypervisors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hypervisors: Vec<Hypervisor>,
    /// Guest systems.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Guest>,
    /// Guest firmware.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub firmware: Vec<Firmware>,
    /// Bootloaders of the host.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bootloaders: Vec<Bootloader>,
}

/// What a key asks about, and in words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is asked: `card`, `kernel`, `guest`.
    pub about: &'static str,
    /// What would satisfy it: `kernel from 6.18`.
    pub text: String,
    /// Whether it holds.
    pub holds: Tri,
}

fn one_of(list: &[String], value: Option<&String>) -> Tri {
    match value {
        _ if list.is_empty() => Tri::Yes,
        Some(value) => list.iter().any(|entry| entry.eq_ignore_ascii_case(value)).into(),
        None => Tri::Unknown,
    }
}

fn is_one_of<T: PartialEq>(list: &[T], value: Option<&T>) -> Tri {
    match value {
        _ if list.is_empty() => Tri::Yes,
        Some(value) => list.contains(value).into(),
        None => Tri::Unknown,
    }
}

fn in_range<V: Version>(ranges: &[Range<V>], value: Option<&V>) -> Tri {
    match value {
        _ if ranges.is_empty() => Tri::Yes,
        Some(value) => contains_any(ranges, value),
        None => Tri::Unknown,
    }
}

impl Applies {
    /// Whether it applies in a situation.
    #[must_use]
    pub fn holds(&self, situation: &Situation) -> Tri {
        self.truths(situation).into_iter().fold(Tri::Yes, |all, (_, one)| all.and(one))
    }

    /// Whether it names a card, board, processor or version, rather than everybody's host or a whole maker.
    #[must_use]
    pub fn is_specific(&self) -> bool {
        let hardware = [&self.architectures, &self.boards, &self.chipsets, &self.cpus];
        hardware.iter().any(|list| !list.is_empty()) || self.names_model() || self.depends_on_version()
    }

    /// Whether it names models, by record, ID or die.
    #[must_use]
    pub fn names_model(&self) -> bool {
        !(self.gpus.is_empty() && self.pci_ids.is_empty() && self.dies.is_empty())
    }

    /// Whether it asks for versions of kernel, driver, QEMU, hypervisor or firmware.
    #[must_use]
    pub fn depends_on_version(&self) -> bool {
        !(self.kernel.is_empty()
            && self.nvidia_driver.is_empty()
            && self.qemu.is_empty()
            && self.proxmox.is_empty()
            && self.bios.is_empty())
    }

    /// How much it asks for: the more, the more specific. Naming a card weighs more than its maker.
    #[must_use]
    pub fn specificity(&self) -> u32 {
        let weigh = |given: bool, weight| if given { weight } else { 0 };
        weigh(!self.gpus.is_empty() || !self.pci_ids.is_empty(), 8)
            + weigh(!self.dies.is_empty(), 7)
            + weigh(!self.boards.is_empty(), 6)
            + weigh(!self.architectures.is_empty(), 5)
            + weigh(!self.kernel.is_empty() || !self.bios.is_empty(), 4)
            + weigh(!self.nvidia_driver.is_empty() || !self.qemu.is_empty() || !self.proxmox.is_empty(), 3)
            + weigh(!self.segments.is_empty() || !self.chipsets.is_empty() || !self.cpus.is_empty(), 2)
            + weigh(!self.gpu_vendors.is_empty(), 2)
            + weigh(!self.cpu_vendors.is_empty(), 1)
            + weigh(!self.hypervisors.is_empty() || !self.bootloaders.is_empty(), 1)
            + weigh(!self.guests.is_empty() || !self.firmware.is_empty(), 1)
    }

    /// Every condition with its truth, for an answer that explains itself.
    #[must_use]
    pub fn conditions(&self, situation: &Situation) -> Vec<Condition> {
        self.truths(situation)
            .into_iter()
            .map(|(about, holds)| Condition { about, text: self.describe(about), holds })
            .filter(|condition| !condition.text.is_empty())
            .collect()
    }

    /// The conditions in words, such as `kernel before 6.8, hypervisor Proxmox VE`.
    #[must_use]
    pub fn words(&self) -> String {
        let texts = self.conditions(&Situation::default()).into_iter().map(|condition| condition.text);
        texts.collect::<Vec<_>>().join(", ")
    }

    fn truths(&self, at: &Situation) -> [(&'static str, Tri); 13] {
        let kernel = match &at.kernel {
            _ if self.kernel.is_empty() => Tri::Yes,
            Some(kernel) => KernelRanges(&self.kernel).contains(kernel),
            None => Tri::Unknown,
        };
        let proxmox = match at.hypervisor {
            Some(other) if other != Hypervisor::Proxmox && !self.proxmox.is_empty() => Tri::No,
            _ => in_range(&self.proxmox, at.proxmox.as_ref()),
        };
        [
            ("card", self.card(at)),
            ("kernel", kernel),
            ("NVIDIA driver", in_range(&self.nvidia_driver, at.nvidia_driver.as_ref())),
            ("QEMU version", in_range(&self.qemu, at.qemu.as_ref())),
            ("Proxmox VE version", proxmox),
            ("hypervisor", is_one_of(&self.hypervisors, at.hypervisor.as_ref())),
            ("processor maker", one_of(&self.cpu_vendors, at.cpu_vendor.as_ref())),
            ("processor", one_of(&self.cpus, at.cpu.as_ref())),
            ("board", one_of(&self.boards, at.board.as_ref()).and(one_of(&self.chipsets, at.chipset.as_ref()))),
            ("BIOS version", in_range(&self.bios, at.bios.as_ref())),
            ("guest", is_one_of(&self.guests, at.guest.as_ref())),
            ("guest firmware", is_one_of(&self.firmware, at.firmware.as_ref())),
            ("bootloader", is_one_of(&self.bootloaders, at.bootloader.as_ref())),
        ]
    }

    fn describe(&self, about: &str) -> String {
        match about {
            "card" => self.describe_card(),
            "kernel" => {
                let range = |r: &KernelRange| {
                    let whose = r.flavour.map(flavour_word).unwrap_or_default();
                    format!("{whose}{}", ends(r.from.as_ref(), r.before.as_ref()))
                };
                listed("kernel ", self.kernel.iter().map(range))
            }
            "NVIDIA driver" => ranges("NVIDIA driver ", &self.nvidia_driver),
            "QEMU version" => ranges("QEMU ", &self.qemu),
            "Proxmox VE version" => ranges("Proxmox VE ", &self.proxmox),
            "BIOS version" => ranges("BIOS ", &self.bios),
            "hypervisor" => listed("", self.hypervisors.iter().map(|h| h.label().to_owned())),
            "processor maker" => listed("processor by ", self.cpu_vendors.iter().map(|v| vendor_name(v))),
            "processor" => listed("processor ", self.cpus.iter().cloned()),
            "board" => listed("board ", self.boards.iter().chain(&self.chipsets).cloned()),
            "guest" => listed("", self.guests.iter().map(|g| g.label().to_owned())),
            "guest firmware" => listed("guest firmware ", self.firmware.iter().map(|f| f.label().to_owned())),
            "bootloader" => listed("bootloader ", self.bootloaders.iter().map(|b| b.label().to_owned())),
            _ => String::new(),
        }
    }
}

fn flavour_word(flavour: crate::version::Flavour) -> &'static str {
    use crate::version::Flavour;
    match flavour {
        Flavour::Mainline => "of kernel.org ",
        Flavour::Pve => "of Proxmox VE ",
        Flavour::Ubuntu => "of Ubuntu ",
        Flavour::Debian => "of Debian ",
        Flavour::Unraid => "of Unraid ",
        Flavour::Truenas => "of TrueNAS ",
        Flavour::Other => "of another builder ",
    }
}

/// A maker's name for people.
fn vendor_name(key: &str) -> String {
    match key {
        "nvidia" => "NVIDIA".into(),
        "amd" => "AMD".into(),
        "intel" => "Intel".into(),
        other => other.into(),
    }
}

fn ends<V: ToString>(from: Option<&V>, before: Option<&V>) -> String {
    match (from.map(V::to_string), before.map(V::to_string)) {
        (Some(from), Some(before)) => format!("{from} to before {before}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(before)) => format!("before {before}"),
        (None, None) => "of any version".into(),
    }
}

fn ranges<V: ToString>(what: &str, list: &[Range<V>]) -> String {
    listed(what, list.iter().map(|range| ends(range.from.as_ref(), range.before.as_ref())))
}

/// `a, b or c` with a word in front; of long lists only the beginning.
fn listed(what: &str, items: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = items.collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => format!("{what}{one}"),
        [first @ .., last] if all.len() <= 4 => format!("{what}{} or {last}", first.join(", ")),
        [a, b, ..] => format!("{what}{a}, {b} or {} others", all.len() - 2),
    }
}

#[cfg(test)]
mod tests;
