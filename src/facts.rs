//! Catalogue → engine: what the records know, in the engine's own compact form.

mod hardware;
mod rules;

pub use rules::condition;

use std::collections::BTreeSet;

use vfiodex_engine::Applies;
use vfiodex_engine::knowledge::{
    AdviceFacts, CureFacts, Knowledge, Placement as EnginePlacement, QuirkFacts, SeenIn as EngineSeenIn, Severity,
    SymptomFacts, Verdict, VerdictFacts,
};
use vfiodex_engine::situation::{Bootloader, Card, Firmware, Guest, Hypervisor};
use vfiodex_engine::tool::Facts;
use vfiodex_engine::verdict::Severity as Weight;

use crate::catalogue::Catalogue;
use crate::derive::IommuFacts;
use crate::draft::Draft;
use crate::record::{
    Advice, AdviceLevel, BootloaderName, Gpu, GuestFirmware, GuestSystem, HypervisorName, Match, Placement, Quirk,
    Record, SeenIn, SymptomSeverity, Workaround,
};

impl Catalogue {
    /// What the tools need.
    #[must_use]
    pub fn knowledge(&self) -> Knowledge {
        self.knowledge_with(&IommuFacts::new(self))
    }

    /// The same, where what follows from layouts is there already.
    #[must_use]
    pub fn knowledge_with(&self, iommu: &IommuFacts) -> Knowledge {
        whole(self.items().map(|item| (item.id.as_str(), &item.record)), iommu)
    }
}

impl Draft {
    /// What the tools answer from, from the records that are well-shaped.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts { knowledge: Some(self.knowledge()) }
    }

    /// What the tools need, from the records that are well-shaped: a slip in one record keeps nobody from
    /// asking about another.
    #[must_use]
    pub fn knowledge(&self) -> Knowledge {
        whole(self.shaped(), &hardware::iommu(self.shaped()))
    }

    /// The part of it that explaining and auditing need.
    #[must_use]
    pub fn text_knowledge(&self) -> Knowledge {
        texts(self.shaped())
    }

    fn shaped(&self) -> impl Iterator<Item = (&str, &Record)> + Clone {
        self.entries.values().filter_map(|entry| Some((entry.id.as_str(), entry.record.as_ref()?)))
    }
}

fn texts<'a>(records: impl Iterator<Item = (&'a str, &'a Record)> + Clone) -> Knowledge {
    let mut all = Knowledge::default();
    let documents = rules::Documents::of(records.clone());
    for (id, record) in records {
        match record {
            Record::Quirk(record) => all.quirks.push(quirk(id, record, &documents)),
            Record::Advice(record) => all.advice.push(advice(id, record)),
            Record::Gpu(record) => all.cards.push(hardware::card(id, record)),
            _ => {}
        }
    }
    all
}

fn whole<'a>(records: impl Iterator<Item = (&'a str, &'a Record)> + Clone, iommu: &IommuFacts) -> Knowledge {
    let mut all = Knowledge { boards: hardware::boards(records.clone(), iommu), ..texts(records.clone()) };
    let documents = rules::Documents::of(records.clone());
    let mut linked = BTreeSet::new();
    for (id, record) in records {
        match record {
            Record::Cpu(record) => all.cpus.push(hardware::cpu(id, record)),
            Record::Rule(record) => {
                linked.extend(record.quirks.iter().map(|quirk| quirk.0.as_str()));
                all.rules.push(rules::rule(id, record, &documents));
            }
            Record::Report(record) => all.reports.push(hardware::report(id, record)),
            Record::Hypervisor(record) => all.releases.extend(hardware::release(record)),
            Record::Driver(record) => {
                all.branches.extend(hardware::branch(id, record));
                all.modules.extend(hardware::module(id, record));
            }
            _ => {}
        }
    }
    leave_to_rules(&mut all.quirks, &linked);
    all.releases.sort_by(|a, b| a.version.cmp(&b.version));
    all.branches.sort_by(|a, b| a.branch.cmp(&b.branch));
    all
}

/// A quirk that names neither a model nor a version is weighed by the rule that has it behind it, which knows
/// more of the setup.
fn leave_to_rules(quirks: &mut [QuirkFacts], linked: &BTreeSet<&str>) {
    let broad = |applies: &Applies| !applies.names_model() && !applies.depends_on_version();
    for quirk in quirks.iter_mut().filter(|quirk| linked.contains(quirk.id.as_str()) && broad(&quirk.applies)) {
        quirk.weight = Weight::Info;
    }
}

fn quirk(id: &str, quirk: &Quirk, documents: &rules::Documents) -> QuirkFacts {
    let symptom = |symptom: &crate::record::Symptom| SymptomFacts {
        pattern: symptom.pattern.clone(),
        severity: severity(symptom.severity),
        seen_in: seen_in(symptom.seen_in),
        meaning: symptom.meaning.clone(),
    };
    QuirkFacts {
        id: id.to_owned(),
        name: quirk.name.clone(),
        summary: quirk.summary.clone(),
        applies: applies(&quirk.applies),
        symptoms: quirk.symptoms.iter().map(symptom).collect(),
        status: key(&quirk.status.state),
        severity: key(&quirk.severity),
        weight: rules::weight(quirk),
        containers: rules::concerns_containers(quirk),
        standing: documents.standing(&quirk.sources),
        cures: quirk.workarounds.iter().map(cure).collect(),
    }
}

fn cure(cure: &Workaround) -> CureFacts {
    CureFacts {
        name: cure.name.clone(),
        steps: cure.steps.clone(),
        applies: cure.when.as_ref().map(applies).unwrap_or_default(),
        risk: cure.risk.clone(),
        impossible_when: cure.impossible_when.clone(),
        evidence: cure.evidence.as_ref().map(key),
    }
}

fn advice(id: &str, advice: &Advice) -> AdviceFacts {
    let verdict = |verdict: &crate::record::AdviceVerdict| VerdictFacts {
        when: verdict.when.as_ref().map(applies).unwrap_or_default(),
        beside: verdict.beside.iter().map(|id| id.0.clone()).collect(),
        verdict: level(verdict.verdict),
        reason: verdict.reason.clone(),
        since: verdict.since.map(|date| date.to_string()),
        instead: verdict.instead.clone(),
    };
    AdviceFacts {
        id: id.to_owned(),
        name: advice.name.clone(),
        placed_in: advice.placed_in.iter().copied().map(placement).collect(),
        patterns: advice.patterns.clone(),
        verdicts: advice.verdicts.iter().map(verdict).collect(),
    }
}

/// A card that is known by its record.
#[must_use]
pub fn known_card(id: &str, gpu: &Gpu) -> Card {
    Card {
        ids: gpu.pci.ids.clone(),
        records: vec![id.to_owned()],
        name: Some(gpu.name.clone()),
        vendor: Some(gpu.vendor.0.clone()),
        die: gpu.die.clone(),
        architecture: Some(gpu.architecture.clone()),
        segment: Some(key(&gpu.segment)),
    }
}

/// A record's conditions in the engine's form. The pattern names every key, so that a new one cannot be
/// forgotten here.
#[must_use]
pub fn applies(applies: &Match) -> Applies {
    let Match {
        gpus,
        pci_ids,
        dies,
        architectures,
        gpu_vendors,
        segments,
        boards,
        chipsets,
        cpus,
        cpu_vendors,
        kernel,
        nvidia_driver,
        qemu,
        proxmox,
        bios,
        hypervisors,
        guests,
        firmware,
        bootloaders,
    } = applies;
    Applies {
        gpus: gpus.iter().map(|id| id.0.clone()).collect(),
        pci_ids: pci_ids.clone(),
        dies: dies.clone(),
        architectures: architectures.clone(),
        gpu_vendors: gpu_vendors.iter().map(|id| id.0.clone()).collect(),
        segments: segments.iter().map(key).collect(),
        boards: boards.iter().map(|id| id.0.clone()).collect(),
        chipsets: chipsets.clone(),
        cpus: cpus.iter().map(|id| id.0.clone()).collect(),
        cpu_vendors: cpu_vendors.iter().map(|id| id.0.clone()).collect(),
        kernel: kernel.clone(),
        nvidia_driver: nvidia_driver.clone(),
        qemu: qemu.clone(),
        proxmox: proxmox.clone(),
        bios: bios.clone(),
        hypervisors: hypervisors.iter().copied().map(hypervisor).collect(),
        guests: guests.iter().copied().map(guest).collect(),
        firmware: firmware.iter().copied().map(guest_firmware).collect(),
        bootloaders: bootloaders.iter().copied().map(bootloader).collect(),
    }
}

/// An enum value as records write it.
fn key(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Functions that turn a record's enum into the engine's enum with the same variants.
macro_rules! mirror {
    ($($name:ident: $from:ident => $to:ident { $($variant:ident)* })*) => {$(
        fn $name(value: $from) -> $to {
            match value {
                $($from::$variant => $to::$variant,)*
            }
        }
    )*};
}

mirror! {
    hypervisor: HypervisorName => Hypervisor { Proxmox Libvirt Qemu Unraid Truenas Kubevirt }
    guest: GuestSystem => Guest { Linux Windows Bsd Lxc }
    guest_firmware: GuestFirmware => Firmware { Ovmf Seabios }
    bootloader: BootloaderName => Bootloader { Grub SystemdBoot }
    severity: SymptomSeverity => Severity { Info Warning Error }
    seen_in: SeenIn => EngineSeenIn {
        HostKernel Qemu ProxmoxTask Libvirt GuestKernel Windows HostCommand GuestCommand
    }
    placement: Placement => EnginePlacement {
        KernelCommandLine Modules Modprobe ProxmoxVm ProxmoxLxc Libvirt Qemu Shell Firmware Guest Udev
    }
    level: AdviceLevel => Verdict { Needed Optional Obsolete Redundant Invalid Harmful }
}
