use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::Pattern;

use super::{Date, Match, QuirkRef, SourceRef, Url, record};

record! {
    /// A defect or trap of passthrough, with how to recognise and how to cure it.
    pub struct Quirk {
        /// What goes wrong, in a few words: `Navi 31 does not come back after a guest crash`.
        #[schemars(length(min = 8, max = 100))]
        pub name: String,
        /// Part of passthrough that it belongs to.
        pub family: QuirkFamily,
        /// What happens and why, in two or three sentences.
        pub summary: String,
        /// Where it applies.
        #[serde(rename = "match")]
        pub applies: Match,
        /// What sets it off: `VM stop`.
        pub trigger: String,
        /// Lines by which it shows.
        #[serde(default)]
        pub symptoms: Vec<Symptom>,
        /// Where things stand.
        pub status: Status,
        /// What helps, best first.
        #[serde(default)]
        pub workarounds: Vec<Workaround>,
        /// How bad it is for somebody whom it hits.
        pub severity: QuirkSeverity,
        /// Related quirks.
        #[serde(default)]
        pub see_also: Vec<QuirkRef>,
    }
}

/// Part of passthrough that a quirk belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuirkFamily {
    /// The card does not come back after a guest.
    Reset,
    /// IOMMU, groups, interrupt remapping, RMRR.
    Iommu,
    /// BAR placement, MMIO window, address width.
    Bar,
    /// Video BIOS and option ROM.
    Rom,
    /// The host's framebuffer or console holds the card.
    Framebuffer,
    /// The guest driver refuses the device (Windows Code 43).
    Code43,
    /// Host or guest driver.
    Driver,
    /// A regression of the host kernel.
    Kernel,
    /// Intel integrated graphics.
    Igd,
    /// AMD integrated graphics.
    AmdIgpu,
    /// vGPU, SR-IOV, mediated devices.
    Sharing,
    /// Containers.
    Lxc,
    /// Tools around passthrough.
    Tooling,
    /// Hypervisor configuration.
    Hypervisor,
    /// One board or platform.
    Board,
    /// Power states and suspend.
    Power,
    /// Picture, sound or input quality inside the guest.
    Guest,
}

/// A line by which a quirk shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Symptom {
    /// What to look for.
    pub pattern: Pattern,
    /// Real line, as somebody published it, that the pattern matches.
    pub example: String,
    /// Where the line appears.
    pub seen_in: SeenIn,
    /// How serious the line is by itself.
    pub severity: SymptomSeverity,
    /// Document in which the example was read: an ID of `data/sources/`.
    pub source: Option<SourceRef>,
    /// Document in which the example was read: its address.
    pub url: Option<Url>,
    /// What the line means, where the quirk's summary does not say.
    pub meaning: Option<String>,
}

/// Where a line appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeenIn {
    /// The host's kernel log.
    HostKernel,
    /// QEMU's messages, also in libvirt's per-guest log.
    Qemu,
    /// A Proxmox task log.
    ProxmoxTask,
    /// libvirt's log or error dialog.
    Libvirt,
    /// A Linux guest's kernel log.
    GuestKernel,
    /// Windows Device Manager or event log.
    Windows,
    /// Output of a command on the host.
    HostCommand,
    /// Output of a command in the guest or container.
    GuestCommand,
}

/// How serious a line is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SymptomSeverity {
    /// Harmless: the cause is elsewhere, look at the next line.
    Info,
    /// May lead to trouble.
    Warning,
    /// Something failed.
    Error,
}

/// How bad a quirk is for somebody whom it hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuirkSeverity {
    /// Good to know.
    Info,
    /// Works with care.
    Care,
    /// Better left alone.
    NotRecommended,
    /// Does not work as long as it stands.
    Blocked,
}

/// Where a quirk stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// State today.
    pub state: QuirkState,
    /// Day on which the state was last confirmed.
    pub as_of: Date,
    /// What happened when, oldest first.
    #[serde(default)]
    pub history: Vec<StatusChange>,
}

/// States of a quirk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuirkState {
    /// No cure.
    Open,
    /// It can be worked around.
    WorkedAround,
    /// Fixed in the versions that the match leaves out.
    Fixed,
    /// It works as designed.
    ByDesign,
    /// Sources contradict each other on whether it exists.
    Disputed,
}

impl QuirkState {
    /// Whether nothing is left to wait for: it is fixed, or stays as it is by design.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Fixed | Self::ByDesign)
    }
}

/// A dated event of a quirk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatusChange {
    /// When.
    pub date: Date,
    /// What happened, in one sentence.
    pub event: String,
    /// Where that is said.
    pub url: Option<Url>,
}

/// Something that helps against a quirk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Workaround {
    /// What to do, in a few words.
    pub name: String,
    /// Where it helps, where that is not everywhere the quirk applies.
    pub when: Option<Match>,
    /// Steps in order; commands in backticks.
    #[schemars(length(min = 1))]
    pub steps: Vec<String>,
    /// What it costs or endangers.
    pub risk: Option<String>,
    /// When it cannot be done.
    pub impossible_when: Option<String>,
    /// How well it is supported by evidence.
    pub evidence: Option<Evidence>,
}

/// How well something is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Follows from source code or the vendor's documents.
    Documented,
    /// Several people say that it works.
    Confirmed,
    /// One person says that it works.
    SingleReport,
    /// Some say that it works, some that it does not.
    Mixed,
}
