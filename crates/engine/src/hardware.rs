//! Cards, boards, processors, releases and reports as far as verdicts and plans need them.

use serde::{Deserialize, Serialize};

use crate::iommu::{Kind, SlotSource};
use crate::version::{KernelRange, KernelVersion, NvidiaVersion, ProxmoxVersion, QemuVersion};
use crate::{Bdf, PciId};

/// A retail model. What is absent is not known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardFacts {
    /// ID of the record.
    pub id: String,
    /// Its name.
    pub name: String,
    /// IDs of the graphics function.
    pub ids: Vec<PciId>,
    /// Chip maker.
    pub vendor: String,
    /// Die.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub die: Option<String>,
    /// Architecture.
    pub architecture: String,
    /// Market segment.
    pub segment: String,
    /// Its functions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<FunctionFacts>,
    /// How it is mounted: `pcie-card`, `integrated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mount: Option<String>,
    /// Memory in GiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_gib: Option<f64>,
    /// Board power in watts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tdp_w: Option<u32>,
    /// Power connectors; an empty list means that the slot feeds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_connectors: Option<Vec<String>>,
    /// Width in slots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot_width: Option<f64>,
    /// Length in millimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_mm: Option<f64>,
    /// Height: `full`, `low-profile`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<String>,
    /// Cooling: `active`, `passive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cooling: Option<String>,
    /// PCI Express lanes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lanes: Option<u8>,
    /// PCI Express generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation: Option<u8>,
    /// Largest BAR in MiB as the card comes up, Resizable BAR not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar_mib: Option<u64>,
    /// Whether the BAR can be resized.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resizable_bar: Option<bool>,
    /// Whether a screen can be plugged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<bool>,
    /// Codecs that it encodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encodes: Option<Vec<String>>,
    /// Session class: `capped`, `qualified`, `no-cap`, `no-encoder`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_class: Option<String>,
    /// Whether NVIDIA vGPU supports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vgpu: Option<bool>,
    /// Whether it has SR-IOV.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sr_iov: Option<bool>,
    /// Whether it can be partitioned by MIG.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mig: Option<bool>,
    /// Whether GVT-g shares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gvt_g: Option<bool>,
    /// Whether it announces Function Level Reset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flr: Option<bool>,
    /// Whether vendor-reset covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_reset: Option<bool>,
    /// Whether the guest needs a ROM file: `always`, `integrated-boot`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rom_file: Option<String>,
    /// Driver family: `nvidia`, `amdgpu`, `i915`, `xe`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// First NVIDIA branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_branch: Option<NvidiaVersion>,
    /// Last NVIDIA branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_branch: Option<NvidiaVersion>,
    /// Kernel module flavour: `proprietary`, `open`, `either`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Whether Linux guests have a driver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linux: Option<bool>,
    /// Whether Windows guests have a driver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows: Option<bool>,
}

impl CardFacts {
    /// What tells a card by its ID, and no more.
    #[must_use]
    pub fn recognition(&self) -> Self {
        Self {
            id: self.id.clone(),
            name: self.name.clone(),
            ids: self.ids.clone(),
            vendor: self.vendor.clone(),
            die: self.die.clone(),
            architecture: self.architecture.clone(),
            segment: self.segment.clone(),
            ..Self::default()
        }
    }

    /// Whether it is part of a processor.
    #[must_use]
    pub fn is_integrated(&self) -> bool {
        self.segment == "integrated" || self.mount.as_deref() == Some("integrated")
    }
}

/// One function of a card.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionFacts {
    /// What it does: `graphics`, `audio`, `usb`, `ucsi`.
    pub role: String,
    /// Function number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<u8>,
    /// IDs that it can have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<PciId>,
    /// Whether it is a PCI device of its own rather than a function of the card's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub own_device: bool,
}

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

/// A processor family.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CpuFacts {
    /// ID of the record.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Maker.
    pub vendor: String,
    /// Which models have graphics: `all`, `some`, `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub igpu: Option<String>,
    /// Its graphics, by record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gpus: Vec<String>,
    /// Physical address width in bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_bits: Option<u8>,
    /// Address width of the IOMMU in bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iommu_bits: Option<u8>,
    /// Which models have an IOMMU: `all`, `some`, `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iommu: Option<String>,
    /// Whether it remaps interrupts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupt_remapping: Option<bool>,
}

/// A release of Proxmox VE with what it ships.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReleaseFacts {
    /// The release.
    pub version: ProxmoxVersion,
    /// Kernel of a new installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kernel: Option<KernelVersion>,
    /// QEMU that it shipped with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qemu: Option<QemuVersion>,
}

/// An NVIDIA driver branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BranchFacts {
    /// ID of the record.
    pub id: String,
    /// The branch.
    pub branch: NvidiaVersion,
    /// Its newest version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<NvidiaVersion>,
}

/// A module that is built outside of the kernel, such as vendor-reset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModuleFacts {
    /// ID of the record.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Kernels on which it builds; none means not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kernels: Vec<KernelRange>,
    /// Kernels on which it does not build.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fails_on: Vec<KernelRange>,
    /// IDs that it covers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pci_ids: Vec<PciId>,
    /// Architectures that it covers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub architectures: Vec<String>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// The module that it was forked from, by record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fork_of: Option<String>,
}

/// One person's outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportFacts {
    /// ID of the record.
    pub id: String,
    /// What it says, in a few words.
    pub name: String,
    /// The card.
    pub gpu: String,
    /// The board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
    /// Whether it worked, with or without a workaround.
    pub good: bool,
    /// Whether the guest was a container, which says nothing about passthrough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub container: bool,
    /// Day of the report.
    pub date: String,
}
