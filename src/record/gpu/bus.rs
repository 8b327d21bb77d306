//! How a card shows on the PCI bus.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::{ClassCode, PciId};

use crate::record::GpuRef;

/// How a card is recognised on the PCI bus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GpuPci {
    /// vendor:device IDs of the graphics function, every one that this variant was sold with.
    #[schemars(length(min = 1))]
    pub ids: Vec<PciId>,
    /// Revisions of this variant, two hex digits each, where the revision tells models apart.
    #[serde(default)]
    #[schemars(inner(regex(pattern = "^[0-9a-f]{2}$")))]
    pub revisions: Vec<String>,
    /// Subsystem vendor:device IDs of this variant, where they tell models apart.
    #[serde(default)]
    pub subsystems: Vec<PciId>,
    /// Other variants that answer with one of these IDs.
    #[serde(default)]
    pub same_id_as: Vec<GpuRef>,
    /// What tells this variant from those.
    pub told_apart_by: Option<ToldApartBy>,
}

/// What tells variants with the same PCI ID apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ToldApartBy {
    /// The revision that `lspci` prints as `(rev c1)`.
    Revision,
    /// The subsystem ID that `lspci -nnv` prints.
    Subsystem,
    /// The memory size that the driver reports.
    Memory,
    /// Nothing that software can read.
    None,
}

/// One PCI function of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Function {
    /// What the function does.
    pub role: FunctionRole,
    /// Function number, the digit behind the dot of the address. Left out for a device of its own.
    #[schemars(range(min = 0, max = 7))]
    pub function: Option<u8>,
    /// Device ID, where all cards of this variant share one.
    pub id: Option<PciId>,
    /// Device IDs, where the variant was sold with several.
    #[serde(default)]
    pub ids: Vec<PciId>,
    /// PCI class.
    pub class: Option<ClassCode>,
    /// True where it is a device of its own behind the card's switch (Intel Arc audio), not a function of the GPU.
    pub own_device: Option<bool>,
}

/// What a PCI function of a card does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FunctionRole {
    /// Graphics or compute.
    Graphics,
    /// HDMI and DisplayPort audio.
    Audio,
    /// USB controller of a VirtualLink or USB-C port.
    Usb,
    /// Serial bus or UCSI controller of a USB-C port.
    Ucsi,
    /// The card's own PCI Express switch.
    Switch,
    /// Anything else.
    Other,
}

/// A PCI Express link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PcieLink {
    /// Generation.
    #[schemars(range(min = 1, max = 6))]
    pub generation: u8,
    /// Electrical lanes.
    #[schemars(range(min = 1, max = 16))]
    pub lanes: u8,
}

/// Memory windows of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bars {
    /// Size in MiB of the largest BAR as the card comes up.
    #[schemars(range(min = 1))]
    pub largest_mib: Option<u64>,
    /// Whether the largest BAR can be made larger as the card is sold (Resizable BAR). A capability that lists no size
    /// beyond the one at power-on, as on Turing cards, is `false`.
    pub resizable: Option<bool>,
}
