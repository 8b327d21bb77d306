//! Cards, boards, processors, releases and reports as far as verdicts and plans need them.

mod board;

pub use board::{BoardFacts, CompanyFacts, DmiFacts, ExpectationFacts, GroupFacts, OptionFacts, SlotFacts};

use serde::{Deserialize, Serialize};

use crate::PciId;
use crate::version::{KernelRange, KernelVersion, NvidiaVersion, ProxmoxVersion, QemuVersion};

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
