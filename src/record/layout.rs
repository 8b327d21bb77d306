use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::version::{BiosVersion, KernelVersion};
use vfiodex_engine::{Bdf, ClassCode, PciId};

use super::{BoardRef, CpuRef, Date, GpuRef, HypervisorName, record};

record! {
    /// The IOMMU groups of one machine as somebody observed them. It belongs to this board with this
    /// BIOS, these settings and this kernel, and to nothing else. Devices carry only what the listing
    /// shows: absent means not known. Device names are not written down; they come from the PCI ID database.
    pub struct Layout {
        /// Board, BIOS and kernel: `ASRock X870E Taichi Lite, BIOS 3.15, kernel 6.14.7`.
        #[schemars(length(min = 2, max = 160))]
        pub name: String,
        /// The board; also the folder's name.
        pub board: BoardRef,
        /// BIOS version as DMI reports it.
        pub bios: Option<BiosVersion>,
        /// BIOS date.
        pub bios_date: Option<Date>,
        /// Kernel as `uname -r` prints it.
        pub kernel: Option<KernelVersion>,
        /// Hypervisor on the host.
        pub hypervisor: Option<HypervisorName>,
        /// Version of the hypervisor.
        pub hypervisor_version: Option<String>,
        /// Processor as it names itself.
        pub cpu: Option<String>,
        /// Processor family.
        pub cpu_family: Option<CpuRef>,
        /// Firmware settings that the reporter told, option: value.
        #[serde(default)]
        pub bios_settings: Vec<Setting>,
        /// Words of the kernel command line that concern PCI and the IOMMU.
        pub command_line: Option<String>,
        /// Whether an ACS override was in force.
        pub acs_override: Option<bool>,
        /// What sat in which slot.
        #[serde(default)]
        pub plugged: Vec<Plugged>,
        /// Day of the observation.
        pub date: Option<Date>,
        /// Whether the listing shows every device of the machine.
        pub complete: bool,
        /// What is missing, where it is not complete.
        pub missing: Option<String>,
        /// The devices, by address.
        #[schemars(length(min = 1), extend("x-core" = true))]
        pub devices: Vec<Device>,
    }
}

/// A firmware setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Setting {
    /// Option by its exact name.
    pub option: String,
    /// Its value.
    pub value: String,
}

/// A card in a slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plugged {
    /// Label of the slot in the board record.
    pub slot: Option<String>,
    /// The card, where it has a record.
    pub gpu: Option<GpuRef>,
    /// The card in words, where it has none.
    pub card: Option<String>,
    /// Address of its first function.
    pub address: Option<Bdf>,
}

/// One PCI function of the machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Device {
    /// Address with domain.
    pub address: Bdf,
    /// IOMMU group; absent where the listing shows the device without one.
    #[schemars(range(min = 0, max = 100000))]
    pub group: Option<u32>,
    /// vendor:device ID.
    pub id: Option<PciId>,
    /// Subsystem ID.
    pub subsystem: Option<PciId>,
    /// Revision.
    #[schemars(regex(pattern = "^[0-9a-f]{2}$"))]
    pub rev: Option<String>,
    /// PCI class.
    pub class: Option<ClassCode>,
    /// Kernel driver in use.
    pub driver: Option<String>,
    /// Whether the kernel can reset the function.
    pub reset: Option<bool>,
    /// First bus below a bridge, from its secondary bus number.
    pub secondary_bus: Option<u8>,
    /// Last bus below a bridge, from its subordinate bus number.
    pub subordinate_bus: Option<u8>,
    /// Label of the slot that the device sits in.
    pub slot: Option<String>,
    /// How the slot is known.
    pub slot_known_by: Option<SlotEvidence>,
}

/// How a device's slot is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SlotEvidence {
    /// DMI type 9 gives the slot's bus address.
    Dmi,
    /// `/sys/bus/pci/slots` names it.
    SysfsSlots,
    /// The reporter said which card sits where.
    ObservedCard,
    /// It follows from the board's documents.
    Inferred,
}
