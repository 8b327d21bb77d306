use serde::Serialize;
use vfiodex_engine::iommu::{BusReset, Consequence, GroupClass, Revision, Viability};
use vfiodex_engine::{Bdf, ClassCode, PciId, Tri};

use crate::host::{Bar, ConfigLine, Dmi, Hypervisor, Iommu, Link, Place, Remapping, Use};
use crate::record::{QuirkSeverity, ToldApartBy};

/// What `vfiodex doctor --json` prints. Keys that are absent are not known.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Number of this format; it grows when a key changes its meaning.
    pub format: u32,
    /// The machine.
    pub host: HostFacts,
    /// Whether the IOMMU works, by groups and units.
    pub iommu: Iommu,
    /// Whether interrupts are remapped.
    pub interrupt_remapping: Remapping,
    /// Whether an ACS override is on the command line.
    pub acs_override: Tri,
    /// Graphics cards and accelerators, by address.
    pub cards: Vec<CardFacts>,
    /// Quirks of the board, processor, kernel or hypervisor, whatever the card.
    pub host_quirks: Vec<QuirkHit>,
    /// Lines of the module configuration that bear on passthrough.
    pub configuration: Vec<ConfigLine>,
    /// What to know and to do, worst first.
    pub findings: Vec<Finding>,
    /// Whether records were there to compare with.
    pub records: bool,
    /// Files that are there and could not be read, with the reason.
    pub not_read: Vec<String>,
}

/// The machine.
#[derive(Clone, Debug, Serialize)]
pub struct HostFacts {
    /// Kernel release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<String>,
    /// Words of the kernel command line that bear on passthrough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command_line: Option<Vec<String>>,
    /// Hypervisor and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hypervisor: Option<Hypervisor>,
    /// Processor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// DMI names, without serial numbers.
    pub dmi: Dmi,
    /// The board's record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board: Option<BoardFacts>,
    /// Container or virtual machine.
    pub place: Place,
}

/// A board's record.
#[derive(Clone, Debug, Serialize)]
pub struct BoardFacts {
    /// Its ID.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A graphics card, an integrated GPU or an accelerator.
#[derive(Clone, Debug, Serialize)]
pub struct CardFacts {
    /// Address of its first function.
    pub address: Bdf,
    /// Name from the PCI ID database, or the ID.
    pub name: String,
    /// Part of the CPU or chipset, not of a slot.
    pub integrated: bool,
    /// Video of a management controller or of a hypervisor: not meant to be passed through.
    pub not_a_gpu: bool,
    /// Label of the slot, where the firmware names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Records that it can be. More than one where nothing that software reads tells them apart.
    pub candidates: Vec<RecordHit>,
    /// What would tell the candidates apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_apart_by: Option<ToldApartBy>,
    /// Its functions; all of them leave the host together.
    pub functions: Vec<FunctionFacts>,
    /// Its groups.
    pub groups: Vec<GroupFacts>,
    /// Quirks that concern it on this host.
    pub quirks: Vec<QuirkHit>,
}

/// One PCI function.
#[derive(Clone, Debug, Serialize)]
pub struct FunctionFacts {
    /// Where it sits.
    pub address: Bdf,
    /// `vendor:device`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<PciId>,
    /// Class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassCode>,
    /// Class and name in words.
    pub name: String,
    /// Subsystem ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subsystem: Option<PciId>,
    /// Revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// Driver that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// IOMMU group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    /// How it can be reset.
    pub reset: ResetFacts,
    /// Whether the firmware used it as the primary display.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_vga: Option<bool>,
    /// Whether the kernel may cut its power.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d3cold_allowed: Option<bool>,
    /// Memory windows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bars: Vec<Bar>,
    /// PCI Express link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// NUMA node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numa_node: Option<i64>,
}

/// How a function can be reset.
#[derive(Clone, Debug, Serialize)]
pub struct ResetFacts {
    /// What the kernel lists, in its order; absent before Linux 5.15.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
    /// Whether a bus reset is possible. That `bus` is listed does not mean that it works.
    #[serde(flatten)]
    pub bus: BusReset,
    /// In words.
    pub words: String,
}

/// A group as the card sees it.
#[derive(Clone, Debug, Serialize)]
pub struct GroupFacts {
    /// Its number, which changes from boot to boot.
    pub number: u32,
    /// Its class; absent where the members are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<GroupClass>,
    /// The class in words.
    pub words: String,
    /// Members that are no part of the card.
    pub others: Vec<Member>,
    /// What the kernel asks.
    pub kernel: Viability,
    /// What starting a VM does on Proxmox VE.
    pub proxmox: Consequence,
}

/// A member of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// Where it sits.
    pub address: Bdf,
    /// Class and name in words.
    pub name: String,
    /// Driver that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// What the host uses it for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_for: Vec<Use>,
}

/// A record that fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordHit {
    /// Its ID.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A quirk that concerns this host.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuirkHit {
    /// Its ID.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How bad it is.
    pub severity: QuirkSeverity,
    /// False where something that decides is not known, such as the guest or the exact card.
    pub certain: bool,
    /// What sets it off.
    pub trigger: String,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Passthrough cannot work as it stands.
    Blocked,
    /// It takes care.
    Care,
    /// Good to know.
    Info,
}

/// Something to know or to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// Stable kebab-case code.
    pub code: &'static str,
    /// What was found.
    pub text: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
