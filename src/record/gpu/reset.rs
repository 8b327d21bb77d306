//! How a card comes back between guests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a card can be reset between guests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reset {
    /// Whether the graphics function announces Function Level Reset (`FLReset+` in `lspci -vv`, or `FLR+` in the
    /// Advanced Features capability of devices without PCI Express).
    pub flr: Option<bool>,
    /// What `/sys/bus/pci/devices/…/reset_method` lists, in the kernel's order.
    pub methods: Option<Vec<ResetMethod>>,
    /// Whether the gnif/vendor-reset module knows one of the card's IDs.
    pub vendor_reset: Option<bool>,
}

/// Reset methods of the Linux kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResetMethod {
    /// A quirk of the kernel or of vendor-reset.
    DeviceSpecific,
    /// ACPI `_RST`.
    Acpi,
    /// Function Level Reset.
    Flr,
    /// Advanced Features FLR.
    AfFlr,
    /// Power management state change.
    Pm,
    /// Secondary bus reset; works only for a function alone on its bus.
    Bus,
    /// CXL bus reset.
    CxlBus,
}

/// What a card's ROM needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rom {
    /// Whether the ROM carries a UEFI driver (GOP).
    pub uefi: Option<bool>,
    /// When a ROM file must be given to the VM.
    pub file_needed: Option<RomNeed>,
}

/// When a ROM file must be given to the VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RomNeed {
    /// Never seen to be needed.
    No,
    /// Where the host used the card at boot.
    WhenBootGpu,
    /// Always: the card has no ROM of its own.
    Always,
}
