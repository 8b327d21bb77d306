use serde::{Deserialize, Serialize};

use crate::iommu::{Kind, SlotSource};
use crate::{Bdf, PciId};

/// A board and its slots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BoardFacts {
    /// ID of the record.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is: `motherboard`, `laptop`.
    pub kind: String,
    /// Maker.
    pub vendor: String,
    /// Chipset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chipset: Option<String>,
    /// Processor families by record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cpus: Vec<String>,
    /// Whether it has a management controller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bmc: Option<bool>,
    /// Video without a card: `none`, `cpu`, `bmc`, `cpu-and-bmc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<String>,
    /// Longest card that the case takes, in millimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length_mm: Option<u32>,
    /// Whether its firmware has Above 4G decoding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above_4g: Option<bool>,
    /// Whether its firmware has Resizable BAR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resizable_bar: Option<bool>,
    /// Whether its firmware has an IOMMU option or one that is always on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iommu: Option<bool>,
    /// Names by which DMI tells it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dmi: Vec<DmiFacts>,
    /// Exact names of firmware options, with the feature that each controls: `iommu`, `above-4g`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub firmware_options: Vec<OptionFacts>,
    /// Its newest layout, by record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// Slots, and ports behind which a card was seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<SlotFacts>,
    /// The processor's graphics in the newest layout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub igpu: Option<GroupFacts>,
    /// What boards with the same chipset suggest for slots of the processor and of the chipset.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expectations: Vec<ExpectationFacts>,
}

/// Names of a machine as DMI gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DmiFacts {
    /// Product name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Board name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
}

/// An option in a board's firmware setup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OptionFacts {
    /// What it switches: `iommu`, `above-4g`, `resizable-bar`, `sr-iov`, `primary-display`, `csm`.
    pub controls: String,
    /// Its exact name.
    pub name: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// A slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SlotFacts {
    /// The board's label, or the port's address where only a card gave it away.
    pub label: String,
    /// Kind: `pcie`, `m2`, `oculink`, `usb4`, `mxm`, `pci`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Lanes that the connector has room for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanical_lanes: Option<u8>,
    /// Lanes that are connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lanes: Option<u8>,
    /// PCI Express generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation: Option<u8>,
    /// Where its lanes come from: `cpu`, `cpu2`, `chipset`, `switch`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached_to: Option<String>,
    /// Room in slots of width.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<f64>,
    /// Whether only low-profile cards fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_profile: Option<bool>,
    /// Longest card in millimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length_mm: Option<u32>,
    /// Watts that the slot gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_w: Option<u32>,
    /// Where a card there lands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupFacts>,
}

/// The group that a card lands in, as observed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupFacts {
    /// `clean`, `card-plus-harmless`, `shared`, `may-hold-host-critical`.
    pub class: String,
    /// Whether the ACS override was in use, so that the class says nothing about the hardware.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_proven: bool,
    /// What goes along with the card.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<CompanyFacts>,
    /// Other root ports in the same group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with_ports: Vec<Bdf>,
    /// How the slot's place is known.
    pub known_by: SlotSource,
}

/// A device that shares the card's group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyFacts {
    /// What it is.
    pub kind: Kind,
    /// Its ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<PciId>,
    /// Whether the host may need it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub critical: bool,
}

/// What observed layouts of boards with the same chipset suggest. Inference, and never more than that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExpectationFacts {
    /// `cpu` or `chipset`.
    pub attached_to: String,
    /// Boards observed.
    pub observed: usize,
    /// Those on which a card stood alone.
    pub alone: usize,
    /// Those on which the host may need what shares the group.
    pub host_critical: usize,
}
