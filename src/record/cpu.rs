use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Date, GpuRef, VendorRef, record};

record! {
    /// A processor family as a passthrough host sees it.
    pub struct Cpu {
        /// Vendor's name of the family: `Ryzen 7000 (Raphael)`.
        #[schemars(length(min = 2, max = 100))]
        pub name: String,
        /// Who makes it.
        pub vendor: VendorRef,
        /// Code name in lower case: `raphael`.
        pub codename: Option<String>,
        /// What it is sold for.
        pub segment: CpuSegment,
        /// Sockets.
        #[serde(default)]
        pub sockets: Vec<String>,
        /// First day of sale.
        pub launched: Option<Date>,
        /// Integrated graphics.
        pub igpu: Option<CpuGraphics>,
        /// Physical address width in bits.
        #[schemars(range(min = 32, max = 57))]
        pub physical_address_bits: Option<u8>,
        /// Guest address width of the IOMMU in bits (MGAW on Intel).
        #[schemars(range(min = 32, max = 64))]
        pub iommu_address_bits: Option<u8>,
        /// The IOMMU.
        #[schemars(extend("x-core" = true))]
        pub iommu: Option<CpuIommu>,
        /// PCI Express lanes from the processor, those to the chipset included.
        pub pcie_lanes: Option<u16>,
        /// PCI Express generation of the lanes for graphics.
        #[schemars(range(min = 2, max = 6))]
        pub pcie_generation: Option<u8>,
        /// Access Control Services on root ports.
        pub acs: Option<CpuAcs>,
        /// Models that are exceptions.
        #[serde(default)]
        pub exceptions: Vec<CpuException>,
    }
}

/// What a processor family is sold for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CpuSegment {
    /// Desktop.
    Desktop,
    /// Laptop and mini PC.
    Mobile,
    /// High-end desktop and workstation.
    Workstation,
    /// Server.
    Server,
    /// Low-power (Atom-based).
    LowPower,
}

/// Integrated graphics of a processor family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CpuGraphics {
    /// Which models have it.
    pub present: GraphicsPresence,
    /// Records of the integrated GPUs.
    #[serde(default)]
    pub gpus: Vec<GpuRef>,
    /// Models without it in words: `F variants`.
    pub except: Option<String>,
}

/// Which models of a family have integrated graphics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GraphicsPresence {
    /// All.
    All,
    /// Some.
    Some,
    /// None.
    None,
}

/// The IOMMU of a processor family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CpuIommu {
    /// Which one.
    pub kind: IommuKind,
    /// Which models have it.
    pub present: GraphicsPresence,
    /// Whether interrupts are remapped.
    pub interrupt_remapping: Option<bool>,
}

/// Kinds of IOMMU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IommuKind {
    /// Intel VT-d.
    VtD,
    /// AMD-Vi.
    AmdVi,
    /// Arm SMMU.
    Smmu,
    /// IBM POWER TCE.
    Tce,
}

/// Access Control Services on the root ports of a processor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CpuAcs {
    /// Ports for graphics.
    pub graphics_ports: Option<AcsState>,
    /// Other ports of the processor.
    pub other_ports: Option<AcsState>,
    /// Ports of the platform's chipset.
    pub chipset_ports: Option<AcsState>,
}

/// How ports isolate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AcsState {
    /// They announce ACS.
    Acs,
    /// The kernel knows that they isolate, though they do not announce it (`pci_dev_acs_enabled` quirks).
    KernelQuirk,
    /// They do not isolate.
    None,
    /// It depends on firmware settings.
    Firmware,
}

/// Models that differ from their family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CpuException {
    /// The models.
    pub models: String,
    /// How they differ.
    pub difference: String,
}
