use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text_type::text_type;
use crate::{Bdf, ClassCode, PciId};

/// One PCI function as a listing shows it. What the listing does not show is `None`, which means
/// "not known", never "not there".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// Where it sits, always with its domain.
    pub address: Bdf,
    /// Number of its IOMMU group. Numbers change from boot to boot; only the partition counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    /// `vendor:device`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<PciId>,
    /// `subsystem vendor:subsystem device`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subsystem: Option<PciId>,
    /// Revision byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rev: Option<Revision>,
    /// Base class and sub-class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassCode>,
    /// The class in the words of the listing, in whatever language it was printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_name: Option<String>,
    /// Vendor and device in the words of the listing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Kernel driver in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// Whether the kernel offers a reset (`[RESET]` in some listings).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<bool>,
    /// Bus numbers, for a bridge whose listing shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buses: Option<BusNumbers>,
    /// The bridge directly above, where the listing shows the sysfs path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Bdf>,
    /// The physical slot's label, where the listing shows one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
}

impl Device {
    /// A device of which nothing but the address is known.
    #[must_use]
    pub fn at(address: Bdf) -> Self {
        Self {
            address,
            group: None,
            id: None,
            subsystem: None,
            rev: None,
            class: None,
            class_name: None,
            name: None,
            driver: None,
            reset: None,
            buses: None,
            parent: None,
            slot: None,
        }
    }

    /// A PCI-to-PCI bridge: root port, switch port or PCIe-to-PCI bridge.
    #[must_use]
    pub fn is_port(&self) -> bool {
        self.buses.is_some() || self.class.is_some_and(|class| class.0 == 0x0604)
    }
}

/// The bus numbers of a bridge, as `lspci -v` prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BusNumbers {
    /// The bus directly below the bridge.
    pub secondary: u8,
    /// The highest bus number below the bridge.
    pub subordinate: u8,
}

/// A PCI revision, two hex digits such as `a1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u8);

/// The text is not a PCI revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseRevisionError;

impl fmt::Display for ParseRevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a PCI revision is two hex digits, such as a1")
    }
}

impl std::error::Error for ParseRevisionError {}

impl FromStr for Revision {
    type Err = ParseRevisionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 2 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(ParseRevisionError);
        }
        u8::from_str_radix(text, 16).map(Self).map_err(|_| ParseRevisionError)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}", self.0)
    }
}

text_type!(Revision, "Revision", "^[0-9a-f]{2}$", "PCI revision, two lower-case hex digits in quotes.", "a1");
