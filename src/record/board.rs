use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::version::BiosVersion;
use vfiodex_engine::{Bdf, PciId};

use super::{CpuRef, Date, Url, VendorRef, record};

record! {
    /// A motherboard, server, mini PC or laptop; by revision where revisions differ.
    pub struct Board {
        /// Maker and model: `ASRock X870E Taichi Lite`.
        #[schemars(length(min = 2, max = 100))]
        pub name: String,
        /// Who makes it.
        pub vendor: VendorRef,
        /// What sort of machine it is.
        pub kind: BoardKind,
        /// Hardware revision, where it matters.
        pub revision: Option<String>,
        /// CPU socket: `AM5`, `LGA1700`; absent for soldered processors.
        pub socket: Option<String>,
        /// Chipset: `X870E`; absent where the processor has none beside it.
        pub chipset: Option<String>,
        /// Processor sockets.
        #[schemars(range(min = 1, max = 8))]
        pub cpu_sockets: Option<u8>,
        /// Processor families that the board takes, or that are soldered to it.
        #[serde(default)]
        pub cpus: Vec<CpuRef>,
        /// First day of sale.
        pub launched: Option<Date>,
        /// How the board names itself in DMI.
        #[serde(default)]
        pub dmi: Vec<DmiName>,
        /// Whether it has a management controller with a remote console.
        pub bmc: Option<bool>,
        /// Video output that works without a GPU in a slot.
        pub onboard_video: Option<OnboardVideo>,
        /// Slots and connectors for PCI Express devices.
        #[serde(default)]
        pub slots: Vec<Slot>,
        /// Firmware options by the board's own names.
        #[serde(default)]
        pub bios_options: Vec<BiosOption>,
        /// Controllers soldered to the board.
        #[serde(default)]
        pub onboard: Vec<Onboard>,
        /// Longest card that the case takes, in millimetres, where the machine has a case.
        pub max_card_length_mm: Option<u32>,
        /// The maker's page or manual.
        pub manual: Option<Url>,
    }
}

/// What sort of machine a board is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BoardKind {
    /// Motherboard sold by itself.
    Motherboard,
    /// Complete desktop PC or workstation.
    Desktop,
    /// Server or server board.
    Server,
    /// Mini PC.
    MiniPc,
    /// Laptop, tablet or handheld.
    Laptop,
    /// Network storage appliance.
    Nas,
    /// Single-board computer.
    Sbc,
}

/// How a board names itself in DMI.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DmiName {
    /// `/sys/class/dmi/id/sys_vendor`.
    pub sys_vendor: Option<String>,
    /// `/sys/class/dmi/id/product_name`.
    pub product_name: Option<String>,
    /// `/sys/class/dmi/id/board_vendor`.
    pub board_vendor: Option<String>,
    /// `/sys/class/dmi/id/board_name`.
    pub board_name: Option<String>,
}

/// Video output without a GPU in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnboardVideo {
    /// None.
    None,
    /// From the processor's GPU, where the processor has one.
    Cpu,
    /// From the management controller (ASPEED, Matrox).
    Bmc,
    /// From both.
    CpuAndBmc,
}

/// A slot or connector for PCI Express devices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slot {
    /// The board's own name for it: `PCIE1`.
    pub label: String,
    /// Kind of slot.
    pub kind: SlotKind,
    /// Lanes that the connector has room for.
    #[schemars(range(min = 1, max = 16))]
    pub mechanical_lanes: Option<u8>,
    /// Lanes that are connected.
    #[schemars(range(min = 1, max = 16))]
    pub electrical_lanes: Option<u8>,
    /// PCI Express generation.
    #[schemars(range(min = 1, max = 6))]
    pub generation: Option<u8>,
    /// Where its lanes come from.
    pub attached_to: Option<Attachment>,
    /// Where lanes or generation depend on the processor.
    #[serde(default)]
    pub by_cpu: Vec<SlotByCpu>,
    /// Ways to split it, as the firmware names them: `x8/x8`.
    #[serde(default)]
    pub bifurcation: Vec<String>,
    /// Labels of slots, M.2 or SATA ports that lose lanes when this one is used.
    #[serde(default)]
    pub shares_with: Vec<String>,
    /// Address of the root port that it hangs off.
    pub root_port: Option<Bdf>,
    /// Slots of width that a card has room for here.
    #[schemars(range(min = 1.0, max = 5.0))]
    pub width_slots: Option<f64>,
    /// Whether only low-profile cards fit.
    pub low_profile: Option<bool>,
    /// Longest card in millimetres, where it is less than the case allows.
    pub max_length_mm: Option<u32>,
    /// Watts that the slot gives, where they differ from the standard 75 W.
    pub power_w: Option<u32>,
}

/// Kinds of slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SlotKind {
    /// PCI Express card slot or riser slot.
    Pcie,
    /// M.2 with PCI Express lanes.
    M2,
    /// OCuLink.
    Oculink,
    /// USB4 or Thunderbolt.
    Usb4,
    /// MXM.
    Mxm,
    /// Conventional PCI.
    Pci,
}

/// Where a slot's lanes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Attachment {
    /// The processor, or the first one.
    Cpu,
    /// The second processor.
    Cpu2,
    /// The chipset.
    Chipset,
    /// A switch on the board.
    Switch,
}

/// A slot's link with one group of processors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SlotByCpu {
    /// Processors in the manual's words.
    pub cpus: String,
    /// Lanes with them; 0 where the slot is dead.
    #[schemars(range(min = 0, max = 16))]
    pub electrical_lanes: Option<u8>,
    /// Generation with them.
    #[schemars(range(min = 1, max = 6))]
    pub generation: Option<u8>,
}

/// A firmware option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BiosOption {
    /// What it switches.
    pub controls: BiosFeature,
    /// Its exact name in setup.
    pub name: Option<String>,
    /// Where it is: `Advanced > AMD CBS > NBIO`.
    pub path: Option<String>,
    /// Its default.
    pub default: Option<String>,
    /// First BIOS that has it.
    pub since: Option<BiosVersion>,
    /// False where the firmware lacks it altogether.
    pub available: Option<bool>,
}

/// Firmware features that matter for passthrough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BiosFeature {
    /// VT-d or AMD-Vi.
    Iommu,
    /// ACS.
    Acs,
    /// Above 4G decoding.
    Above4g,
    /// Resizable BAR.
    ResizableBar,
    /// SR-IOV.
    SrIov,
    /// Compatibility support module.
    Csm,
    /// Primary display.
    PrimaryDisplay,
    /// Bifurcation.
    Bifurcation,
    /// VT-x or SVM.
    Virtualization,
}

/// A controller soldered to the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Onboard {
    /// What it is.
    pub kind: OnboardKind,
    /// Its name.
    pub name: Option<String>,
    /// Its PCI ID.
    pub id: Option<PciId>,
    /// How many.
    #[schemars(range(min = 1, max = 16))]
    pub count: Option<u8>,
}

/// Kinds of controllers on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnboardKind {
    /// Wired network.
    Nic,
    /// Wireless network.
    Wifi,
    /// SATA.
    Sata,
    /// SAS or RAID.
    Hba,
    /// USB.
    Usb,
    /// Audio.
    Audio,
}
