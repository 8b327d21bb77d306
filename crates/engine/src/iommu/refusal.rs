use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a paste cannot become a layout. The text of each says what the paste looks like and which
/// command to run instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Nothing but blanks.
    Empty,
    /// More bytes than are read.
    TooLarge,
    /// PCI devices, but no group anywhere.
    NoGroups,
    /// `IOMMU Group *`: the shell did not expand the glob.
    IommuOff,
    /// Groups, but no device in them.
    HeadersOnly,
    /// Devices under a group heading that has lost its number.
    NumbersLost,
    /// Went through a translator, keywords included.
    Translated,
    /// Only platform devices have groups.
    PlatformOnly,
    /// Neither devices nor groups.
    NotAListing,
}

/// A command that prints everything that a layout needs.
pub const LISTING_COMMAND: &str = "lspci -Dnnvmmk; find /sys/kernel/iommu_groups -type l";

impl Refusal {
    /// Stable kebab-case code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::NoGroups => "no-groups",
            Self::IommuOff => "iommu-off",
            Self::HeadersOnly => "headers-only",
            Self::NumbersLost => "numbers-lost",
            Self::Translated => "translated",
            Self::PlatformOnly => "platform-only",
            Self::NotAListing => "not-a-listing",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let looks_like = match self {
            Self::Empty => "the paste is empty: run",
            Self::TooLarge => {
                "the paste is larger than 16 MiB or names more than 8192 devices, which is no listing of one machine: paste the output of"
            }
            Self::NoGroups => "this looks like plain lspci output without any IOMMU group: run",
            Self::IommuOff => {
                "this looks like a listing made while the IOMMU was off (the * did not expand, so the kernel has no groups): \
                 enable VT-d or AMD-Vi in the BIOS and intel_iommu=on on Intel, reboot, then run"
            }
            Self::HeadersOnly => "this looks like group headers without any PCI device under them: run",
            Self::NumbersLost => "this looks like a group listing that has lost its group numbers: run",
            Self::Translated => {
                "this looks like a listing that went through a machine translator, which changes keywords and digits: \
                 paste the original text, or run"
            }
            Self::PlatformOnly => "only platform devices have IOMMU groups here and no PCI device does: on the PC run",
            Self::NotAListing => "this shows neither PCI devices nor IOMMU groups: run",
        };
        write!(f, "{looks_like} `{LISTING_COMMAND}`")
    }
}

impl std::error::Error for Refusal {}
