use serde::{Deserialize, Serialize};

use crate::Tri;

/// What a paste says about the machine. Free of host names, user names, serial numbers and MAC
/// addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Host {
    /// System or board maker as DMI spells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// System product name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Board name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
    /// BIOS version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bios_version: Option<String>,
    /// BIOS date as printed, usually month/day/year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bios_date: Option<String>,
    /// Kernel release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kernel: Option<String>,
    /// CPU model name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// The PCI and IOMMU related words of the kernel command line; `Some` and empty when the command
    /// line was there and had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_line: Option<Vec<String>>,
    /// Whether the ACS override patch was in use.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub acs_override: Tri,
    /// Hypervisor and version, such as `Proxmox VE 8.2.4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hypervisor: Option<String>,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            vendor: None,
            product: None,
            board: None,
            bios_version: None,
            bios_date: None,
            kernel: None,
            cpu: None,
            command_line: None,
            acs_override: Tri::Unknown,
            hypervisor: None,
        }
    }
}

/// A physical slot that the paste names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Slot {
    /// The label, such as `PCIEX16_1` or the slot number.
    pub label: String,
    /// Domain, bus and device of the slot as printed, such as `0000:01:00`; absent when the slot is
    /// known to exist but not where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Who says so.
    pub source: SlotSource,
    /// Slot type as DMI prints it, such as `x16 PCI Express 4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether DMI calls it in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use: Option<bool>,
}

/// How a slot's place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SlotSource {
    /// DMI type 9 (`dmidecode -t slot`).
    Dmi,
    /// `/sys/bus/pci/slots`.
    Sysfs,
    /// `Physical Slot:` of `lspci -v`.
    Lspci,
    /// A card was seen behind the port.
    Observed,
    /// Worked out from the order of ports.
    Inferred,
}
