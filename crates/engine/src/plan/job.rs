use std::str::FromStr;

use crate::hardware::{CardFacts, FunctionFacts};
use crate::iommu::Kind;
use crate::scenario::{HostDisplay, Purpose, Scenario, Trust};
use crate::situation::{Bootloader, Firmware, Guest, Hypervisor, Situation};
use crate::version::{Flavour, KernelVersion, ProxmoxVersion, QemuVersion, Version};
use crate::{Knowledge, Setup, Tri};

use super::model::RecordRef;
use super::names::Names;

/// What plans are made from: the question, the records, and what follows from them.
pub(super) struct Job<'a> {
    pub(super) setup: &'a Setup<'a>,
    pub(super) knowledge: &'a Knowledge,
    pub(super) names: Names,
}

impl<'a> Job<'a> {
    pub(super) fn new(setup: &'a Setup<'a>, knowledge: &'a Knowledge) -> Self {
        Self { setup, knowledge, names: Names::of(setup) }
    }

    pub(super) fn scenario(&self) -> &Scenario {
        &self.setup.scenario
    }

    /// The question as it was asked, without defaults.
    pub(super) fn asked(&self) -> &'a Scenario {
        &self.setup.asked
    }

    pub(super) fn at(&self) -> &Situation {
        &self.setup.scenario.situation
    }

    pub(super) fn card(&self) -> &'a CardFacts {
        self.setup.card
    }

    pub(super) fn hypervisor(&self) -> Hypervisor {
        self.at().hypervisor.unwrap_or(Hypervisor::Proxmox)
    }

    pub(super) fn on_proxmox(&self) -> bool {
        self.hypervisor() == Hypervisor::Proxmox
    }

    pub(super) fn windows(&self) -> bool {
        self.at().guest == Some(Guest::Windows)
    }

    pub(super) fn ovmf(&self) -> bool {
        self.at().firmware != Some(Firmware::Seabios)
    }

    pub(super) fn display(&self) -> bool {
        self.scenario().purpose == Some(Purpose::Display)
    }

    pub(super) fn integrated(&self, vendor: &str) -> bool {
        self.card().is_integrated() && self.card().vendor == vendor
    }

    /// Whether Proxmox VE is at least of this release.
    pub(super) fn proxmox_from(&self, version: &str) -> Tri {
        known_from::<ProxmoxVersion>(self.at().proxmox.as_ref(), version)
    }

    /// Whether the kernel is at least of this version.
    pub(super) fn kernel_from(&self, version: &str) -> Tri {
        known_from::<KernelVersion>(self.at().kernel.as_ref(), version)
    }

    /// Whether QEMU is at least of this version.
    pub(super) fn qemu_from(&self, version: &str) -> Tri {
        known_from::<QemuVersion>(self.at().qemu.as_ref(), version)
    }

    /// Whether it is certain that the host's processor is of a maker.
    pub(super) fn cpu_by(&self, vendor: &str) -> Tri {
        self.at().cpu_vendor.as_ref().map_or(Tri::Unknown, |known| (known == vendor).into())
    }

    /// Whether the kernel is a Proxmox VE kernel, or will be one.
    pub(super) fn proxmox_kernel(&self) -> bool {
        self.at().kernel.as_ref().map_or(self.on_proxmox(), |kernel| kernel.flavour() == Flavour::Pve)
    }

    /// Whether the host has Debian's tools: update-initramfs, update-grub.
    pub(super) fn debian_tools(&self) -> bool {
        let flavour = self.at().kernel.as_ref().map(KernelVersion::flavour);
        self.on_proxmox() || matches!(flavour, Some(Flavour::Pve | Flavour::Debian | Flavour::Ubuntu))
    }

    pub(super) fn bootloader(&self) -> Option<Bootloader> {
        self.at().bootloader
    }

    /// Whether guests of others run, so that isolation must be proven.
    pub(super) fn untrusted(&self) -> bool {
        self.scenario().trust == Some(Trust::Untrusted)
    }

    /// An advice, where there is such a record.
    pub(super) fn advice(&self, id: &str) -> Option<RecordRef> {
        let known = self.knowledge.advice.iter().any(|advice| advice.id == id);
        known.then(|| RecordRef { kind: "advice", id: id.to_owned() })
    }

    /// A quirk, where there is such a record.
    pub(super) fn quirk(&self, id: &str) -> Option<RecordRef> {
        let known = self.knowledge.quirks.iter().any(|quirk| quirk.id == id);
        known.then(|| RecordRef { kind: "quirks", id: id.to_owned() })
    }

    /// Whether a quirk is on record and holds here.
    pub(super) fn quirk_holds(&self, id: &str) -> bool {
        let quirk = self.knowledge.quirks.iter().find(|quirk| quirk.id == id);
        quirk.is_some_and(|quirk| quirk.applies.holds(self.at()).is_yes())
    }

    /// Functions of the card other than its bridges. None where the record does not list them.
    pub(super) fn functions(&self) -> Vec<&'a FunctionFacts> {
        self.card().functions.iter().filter(|function| function.role != "switch").collect()
    }

    /// Whether the card has a function of a role.
    pub(super) fn has(&self, role: &str) -> Tri {
        if self.functions().iter().any(|function| function.role == role) {
            return Tri::Yes;
        }
        if self.functions().is_empty() { Tri::Unknown } else { Tri::No }
    }

    /// Kernel modules of the host that would take the graphics function.
    pub(super) fn host_drivers(&self) -> Vec<&'static str> {
        drivers_of(self.card())
    }

    /// Whether something else of the host uses one of these drivers. Unknown is not no.
    pub(super) fn driver_used_elsewhere(&self) -> Tri {
        let own = self.host_drivers();
        let shares = |card: &CardFacts| drivers_of(card).iter().any(|driver| own.contains(driver));
        if self.setup.host_gpus.iter().any(|card| shares(card)) {
            return Tri::Yes;
        }
        if self.setup.assumptions.iter().any(|assumed| assumed.input == "host_display")
            && self.setup.host_gpus.is_empty()
        {
            return self.shares_with_processor();
        }
        match self.scenario().host_display {
            Some(HostDisplay::Igpu) => self.shares_with_processor(),
            Some(HostDisplay::OtherGpu) if self.setup.host_gpus.is_empty() => Tri::Unknown,
            Some(_) => Tri::No,
            None => Tri::Unknown,
        }
    }

    /// Whether graphics of the processor use the same driver: never certain that nothing does, where
    /// nobody said what else the host has.
    fn shares_with_processor(&self) -> Tri {
        let igpu = self.scenario().host_display == Some(HostDisplay::Igpu);
        let said = !self.setup.assumptions.iter().any(|assumed| assumed.input == "host_display");
        let same = self.at().cpu_vendor.as_ref().map(|vendor| *vendor == self.card().vendor);
        match (igpu, same, said) {
            (true, Some(true), _) => Tri::Yes,
            (true, Some(false), true) => Tri::No,
            _ => Tri::Unknown,
        }
    }

    /// Whether another card of the host has the same IDs, so that an ID takes both.
    pub(super) fn same_ids_elsewhere(&self) -> bool {
        self.setup
            .host_gpus
            .iter()
            .any(|other| other.id == self.card().id || other.ids.iter().any(|id| self.card().ids.contains(id)))
    }

    /// What shares the card's group and is no part of it, in words.
    pub(super) fn company(&self) -> Vec<String> {
        let group = self.setup.group();
        group.into_iter().flat_map(|group| &group.with).map(|with| kind_word(with.kind).to_owned()).collect()
    }

    /// Whether the group has to be split before the card can go alone.
    pub(super) fn group_shared(&self) -> Tri {
        self.setup.group().map_or(Tri::Unknown, |group| {
            let shared = !matches!(group.class.as_str(), "clean" | "card-plus-harmless");
            (shared || group.not_proven || !group.with_ports.is_empty()).into()
        })
    }
}

fn known_from<V: Version + FromStr>(known: Option<&V>, bound: &str) -> Tri {
    match (known, bound.parse::<V>()) {
        (Some(known), Ok(bound)) => known.at_least(&bound),
        _ => Tri::Unknown,
    }
}

fn drivers_of(card: &CardFacts) -> Vec<&'static str> {
    match (card.driver.as_deref(), card.vendor.as_str()) {
        (Some("nvidia"), _) | (None, "nvidia") => vec!["nvidia", "nouveau"],
        (Some("amdgpu"), _) | (None, "amd") if matches!(card.architecture.as_str(), "gcn-1" | "gcn-2") => {
            vec!["amdgpu", "radeon"]
        }
        (Some("amdgpu"), _) | (None, "amd") => vec!["amdgpu"],
        (Some("radeon"), _) => vec!["radeon"],
        (Some("xe"), _) => vec!["xe"],
        (Some("i915"), _) | (None, "intel") => vec!["i915", "xe"],
        _ => Vec::new(),
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Nic => "network",
        Kind::Nvme | Kind::Hba => "storage",
        Kind::Usb => "USB",
        Kind::Gpu => "graphics",
        Kind::Audio => "audio",
        Kind::Other => "another device",
    }
}
