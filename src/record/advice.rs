use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::Pattern;

use super::{AdviceRef, Date, Match, QuirkRef, record};

record! {
    /// One line or habit that guides repeat, and whether it still holds.
    pub struct Advice {
        /// The line or habit itself: `amd_iommu=on`.
        #[schemars(length(min = 2, max = 100))]
        pub name: String,
        /// What people expect from it, in one sentence.
        pub claim: String,
        /// Where the line is written.
        pub placed_in: Vec<Placement>,
        /// How to recognise it.
        #[schemars(length(min = 1))]
        pub patterns: Vec<Pattern>,
        /// Real lines that one of the patterns matches.
        #[schemars(length(min = 1))]
        pub examples: Vec<String>,
        /// Lines that look alike and must not match.
        #[serde(default)]
        pub not_examples: Vec<String>,
        /// The verdicts, tried in order; the first whose conditions hold counts, so the general one comes last.
        #[schemars(length(min = 1))]
        pub verdicts: Vec<AdviceVerdict>,
        /// Quirks that the line is meant against.
        #[serde(default)]
        pub quirks: Vec<QuirkRef>,
    }
}

/// Where a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// Kernel command line, in GRUB's or systemd-boot's file.
    KernelCommandLine,
    /// `/etc/modules` or `modules-load.d`.
    Modules,
    /// `/etc/modprobe.d/`.
    Modprobe,
    /// `/etc/pve/qemu-server/….conf` or `qm set`.
    ProxmoxVm,
    /// `/etc/pve/lxc/….conf`.
    ProxmoxLxc,
    /// libvirt XML.
    Libvirt,
    /// QEMU's command line.
    Qemu,
    /// A shell command.
    Shell,
    /// Firmware setup.
    Firmware,
    /// Inside the guest.
    Guest,
    /// A udev rule.
    Udev,
}

/// What is to be thought of a line in some situation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AdviceVerdict {
    /// Where this verdict applies; absent means everywhere else.
    pub when: Option<Match>,
    /// Other advice of which one line must stand in the same file or guide, for what is wrong only together.
    #[serde(default)]
    pub beside: Vec<AdviceRef>,
    /// The verdict.
    pub verdict: AdviceLevel,
    /// Why, in one or two sentences.
    pub reason: String,
    /// Since when it is so.
    pub since: Option<Date>,
    /// What to write or do instead.
    pub instead: Option<String>,
}

/// What is to be thought of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AdviceLevel {
    /// It does not work without.
    Needed,
    /// It can help.
    Optional,
    /// It no longer does anything.
    Obsolete,
    /// Something else does the same already.
    Redundant,
    /// It is refused or ignored as written.
    Invalid,
    /// It does damage.
    Harmful,
}
