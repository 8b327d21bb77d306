use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::version::NvidiaVersion;
use vfiodex_engine::{ClassCode, HexWord, PciId};

use super::{Date, DriverRef, GpuRef, VendorRef, record};

record! {
    /// One retail variant of a graphics or compute card, or one integrated GPU. Cards that differ in
    /// memory size are different variants even where they share a name.
    pub struct Gpu {
        /// Retail name with what tells the variant apart: `GeForce RTX 3060 12 GB`.
        #[schemars(length(min = 2, max = 80))]
        pub name: String,
        /// Who makes the chip.
        pub vendor: VendorRef,
        /// Market that the card is sold into.
        pub segment: Segment,
        /// Architecture in lower case, as the vendor names it: `ampere`, `rdna-3`, `xe-hpg`.
        #[schemars(regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
        pub architecture: String,
        /// Die, as the vendor names it: `GA106`, `Navi 31`.
        pub die: Option<String>,
        /// First day of sale, or announcement for cards sold only in servers.
        pub launched: Option<Date>,
        /// How the card behaves when it is passed through, in one sentence, from the evidence in this record.
        pub summary: Option<String>,
        /// How the card is recognised on the PCI bus.
        #[schemars(extend("x-core" = true))]
        pub pci: GpuPci,
        /// Every PCI function of the card; all of them leave the host together.
        #[schemars(extend("x-core" = true))]
        pub functions: Option<Vec<Function>>,
        /// Video memory.
        #[schemars(extend("x-core" = true))]
        pub memory: Option<Memory>,
        /// Board power in watts: the vendor's TDP, TGP or TBP. For an integrated GPU leave it out.
        #[schemars(extend("x-core" = true), range(min = 1, max = 3000))]
        pub tdp_w: Option<u32>,
        /// Auxiliary power connectors of the vendor's own card; an empty list means slot power alone.
        pub power_connectors: Option<Vec<PowerConnector>>,
        /// Measured idle draw by what holds the card.
        #[serde(default)]
        pub idle_draw: Vec<IdleDraw>,
        /// Size and cooling of the vendor's own card.
        pub form: Option<Form>,
        /// PCI Express link of the card.
        pub pcie: Option<PcieLink>,
        /// Memory windows (BARs) that host and guest firmware must place.
        pub bars: Option<Bars>,
        /// Display outputs of the vendor's own card.
        pub outputs: Option<Outputs>,
        /// Video engines.
        pub video: Option<Video>,
        /// Compute target.
        pub compute: Option<Compute>,
        /// Ways to share the card between virtual machines.
        pub sharing: Option<Sharing>,
        /// How the card can be reset between guests.
        #[schemars(extend("x-core" = true))]
        pub reset: Option<Reset>,
        /// What the card's ROM needs.
        pub rom: Option<Rom>,
        /// Guest and host drivers.
        pub driver: Option<GpuDriver>,
        /// Guest systems with a vendor driver for this card.
        pub guests: Option<Guests>,
    }
}

/// Market that a card is sold into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Segment {
    /// Sold for desktop PCs and games.
    Consumer,
    /// Sold for professional workstations.
    Workstation,
    /// Sold for servers.
    Datacenter,
    /// Soldered into laptops.
    Mobile,
    /// Part of a processor.
    Integrated,
}

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

/// Video memory of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Memory {
    /// Size in GiB of one GPU; vendors print it as GB.
    #[schemars(range(min = 0.125, max = 1024))]
    pub size_gib: Option<f64>,
    /// Memory type.
    #[serde(rename = "type")]
    pub kind: Option<MemoryType>,
    /// Width of the bus in bits.
    #[schemars(range(min = 32, max = 16384))]
    pub bus_bits: Option<u32>,
    /// Peak bandwidth in GB/s (10⁹ bytes per second).
    #[schemars(range(min = 1, max = 40000))]
    pub bandwidth_gb_s: Option<f64>,
    /// Error correction of the video memory.
    pub ecc: Option<Ecc>,
}

/// Kinds of video memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum MemoryType {
    /// GDDR5.
    #[serde(rename = "GDDR5")]
    Gddr5,
    /// GDDR5X.
    #[serde(rename = "GDDR5X")]
    Gddr5x,
    /// GDDR6.
    #[serde(rename = "GDDR6")]
    Gddr6,
    /// GDDR6X.
    #[serde(rename = "GDDR6X")]
    Gddr6x,
    /// GDDR7.
    #[serde(rename = "GDDR7")]
    Gddr7,
    /// HBM, first generation.
    #[serde(rename = "HBM")]
    Hbm,
    /// HBM2.
    #[serde(rename = "HBM2")]
    Hbm2,
    /// HBM2e.
    #[serde(rename = "HBM2e")]
    Hbm2e,
    /// HBM3.
    #[serde(rename = "HBM3")]
    Hbm3,
    /// HBM3e.
    #[serde(rename = "HBM3e")]
    Hbm3e,
    /// LPDDR5 or LPDDR5X of the card's own.
    #[serde(rename = "LPDDR5")]
    Lpddr5,
    /// DDR3 of the card's own.
    #[serde(rename = "DDR3")]
    Ddr3,
    /// DDR4 of the card's own.
    #[serde(rename = "DDR4")]
    Ddr4,
    /// Shares the host's memory.
    #[serde(rename = "system")]
    System,
}

/// Error correction of video memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ecc {
    /// The card has none.
    None,
    /// It can be switched.
    Optional,
    /// It is always on.
    Always,
}

/// Auxiliary power connectors of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PowerConnector {
    /// Kind of connector.
    pub kind: PowerConnectorKind,
    /// How many.
    #[schemars(range(min = 1, max = 4))]
    pub count: u8,
}

/// Kinds of auxiliary power connectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum PowerConnectorKind {
    /// 6-pin PCIe, 75 W.
    #[serde(rename = "6-pin")]
    SixPin,
    /// 8-pin PCIe, 150 W.
    #[serde(rename = "8-pin")]
    EightPin,
    /// 8-pin CPU (EPS12V), as on Tesla cards; a PCIe cable does not fit it.
    #[serde(rename = "eps-8-pin")]
    Eps,
    /// 12-pin of the first RTX 30 Founders Editions.
    #[serde(rename = "12-pin")]
    TwelvePin,
    /// 16-pin 12VHPWR, up to 600 W.
    #[serde(rename = "12vhpwr")]
    TwelveVhpwr,
    /// 16-pin 12V-2x6, up to 600 W.
    #[serde(rename = "12v-2x6")]
    TwelveV2x6,
}

/// Idle draw in one state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IdleDraw {
    /// What holds the card.
    pub state: IdleState,
    /// Watts.
    pub draw_w: f64,
}

/// What holds an idle card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IdleState {
    /// The vendor's driver on the host.
    HostDriver,
    /// vfio-pci, no guest running.
    VfioPci,
    /// No driver.
    NoDriver,
    /// The guest's driver.
    GuestDriver,
}

/// Size and cooling of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Form {
    /// How the GPU is mounted.
    pub mount: Option<Mount>,
    /// Slots that it takes, cooler included.
    #[schemars(range(min = 1.0, max = 4.5))]
    pub slot_width: Option<f64>,
    /// Length in millimetres.
    #[schemars(range(min = 50, max = 500))]
    pub length_mm: Option<f64>,
    /// Height of the bracket.
    pub height: Option<CardHeight>,
    /// Cooling of the card.
    pub cooling: Option<Cooling>,
}

/// How a GPU is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mount {
    /// A card for a PCI Express slot.
    PcieCard,
    /// An SXM module.
    Sxm,
    /// An OAM module.
    Oam,
    /// An MXM module.
    Mxm,
    /// Soldered to a laptop or mini PC board.
    Soldered,
    /// Inside the processor.
    Integrated,
}

/// Bracket height of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CardHeight {
    /// Needs a full-height slot.
    FullHeight,
    /// Fits a low-profile slot.
    LowProfile,
}

/// How a card is cooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cooling {
    /// Fans of its own that blow into the case.
    Active,
    /// One radial fan that blows out of the bracket.
    Blower,
    /// No fan: it depends on server airflow.
    Passive,
    /// Water.
    Liquid,
    /// The processor's cooler.
    Host,
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
    /// Whether the card has the Resizable BAR capability.
    pub resizable: Option<bool>,
}

/// Display outputs of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outputs {
    /// Connectors; an empty list means that the card has none.
    pub connectors: Option<Vec<OutputConnector>>,
    /// Whether a guest needs a display or dummy plug on the card to get a picture to stream.
    pub needs_display: Option<bool>,
}

/// Display connectors of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutputConnector {
    /// Kind of connector.
    pub kind: OutputKind,
    /// How many.
    #[schemars(range(min = 1, max = 12))]
    pub count: u8,
}

/// Kinds of display connectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutputKind {
    /// HDMI.
    Hdmi,
    /// DisplayPort.
    Displayport,
    /// Mini DisplayPort.
    MiniDisplayport,
    /// DVI of any kind.
    Dvi,
    /// VGA.
    Vga,
    /// USB-C with DisplayPort or VirtualLink.
    UsbC,
}

/// Video engines of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Video {
    /// Name and generation of the encoder as the vendor counts it: `NVENC 8`, `VCN 4.0`, `Xe media`.
    pub encoder_generation: Option<String>,
    /// Encoder units; 0 where the card cannot encode.
    #[schemars(range(min = 0, max = 16))]
    pub encoders: Option<u8>,
    /// Decoder units.
    #[schemars(range(min = 0, max = 16))]
    pub decoders: Option<u8>,
    /// Codecs that it encodes in hardware.
    pub encodes: Option<Vec<Codec>>,
    /// Codecs that it decodes in hardware.
    pub decodes: Option<Vec<Codec>>,
    /// Which session cap of the driver applies; the caps themselves are in the driver records.
    #[schemars(extend("x-core" = true))]
    pub session_class: Option<SessionClass>,
}

/// Video codecs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Codec {
    /// MPEG-2.
    Mpeg2,
    /// VC-1.
    Vc1,
    /// H.264 (AVC).
    H264,
    /// H.265 (HEVC).
    Hevc,
    /// H.266 (VVC).
    Vvc,
    /// VP8.
    Vp8,
    /// VP9.
    Vp9,
    /// AV1.
    Av1,
    /// Motion JPEG.
    Mjpeg,
}

/// Which limit on concurrent encoding sessions the vendor's driver applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SessionClass {
    /// NVIDIA's cap for non-qualified cards, counted over the whole system.
    Capped,
    /// NVIDIA qualified: limited by the hardware alone.
    Qualified,
    /// The vendor has no such limit.
    NoCap,
    /// The card has no encoder.
    NoEncoder,
}

/// Compute target of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Compute {
    /// CUDA compute capability: `8.6`.
    #[schemars(regex(pattern = "^[0-9]{1,2}\\.[0-9]$"))]
    pub cuda_capability: Option<String>,
    /// LLVM target of AMD cards: `gfx1100`.
    #[schemars(regex(pattern = "^gfx[0-9a-f]{3,4}$"))]
    pub gfx_target: Option<String>,
}

/// Ways to share a card between virtual machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sharing {
    /// Whether the vendor's mediated vGPU software supports the card.
    pub vgpu: Option<bool>,
    /// Whether the card has SR-IOV that its drivers use.
    pub sr_iov: Option<bool>,
    /// Most virtual functions.
    #[schemars(range(min = 1, max = 256))]
    pub max_vfs: Option<u16>,
    /// Whether NVIDIA Multi-Instance GPU splits the card.
    pub mig: Option<bool>,
    /// Most MIG instances.
    #[schemars(range(min = 1, max = 16))]
    pub mig_instances: Option<u8>,
    /// Whether Intel GVT-g splits the GPU.
    pub gvt_g: Option<bool>,
}

/// How a card can be reset between guests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reset {
    /// Whether the graphics function announces Function Level Reset (`FLReset+` in `lspci -vv`).
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

/// Drivers of a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GpuDriver {
    /// Driver family.
    pub family: DriverFamily,
    /// First NVIDIA branch that supports the card.
    pub first_branch: Option<NvidiaVersion>,
    /// Last NVIDIA branch that supports the card; absent while current branches do.
    pub last_branch: Option<NvidiaVersion>,
    /// Which of NVIDIA's kernel modules drive the card.
    pub module: Option<ModuleFlavour>,
    /// Driver records that cover the card beyond what their hardware lists match.
    #[serde(default)]
    pub drivers: Vec<DriverRef>,
}

/// Driver families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DriverFamily {
    /// NVIDIA's driver.
    Nvidia,
    /// amdgpu and AMD's Windows driver.
    Amdgpu,
    /// i915 and Intel's Windows driver.
    I915,
    /// xe and Intel's Windows driver.
    Xe,
    /// radeon, for cards before amdgpu.
    Radeon,
}

/// NVIDIA's two sets of Linux kernel modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ModuleFlavour {
    /// Only the proprietary modules: Maxwell, Pascal, Volta and older.
    Proprietary,
    /// Both: Turing to Hopper.
    Either,
    /// Only the open modules: Blackwell and newer.
    Open,
}

/// Guest systems with a vendor driver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Guests {
    /// Current Linux distributions.
    pub linux: Option<bool>,
    /// Windows 10 or 11.
    pub windows: Option<bool>,
    /// Windows Server.
    pub windows_server: Option<bool>,
}

impl Gpu {
    /// Whether a device with this ID can be this variant.
    #[must_use]
    pub fn answers_to(&self, id: PciId) -> bool {
        self.pci.ids.contains(&id)
    }

    /// PCI vendor of the graphics function.
    #[must_use]
    pub fn pci_vendor(&self) -> Option<HexWord> {
        self.pci.ids.first().map(|id| HexWord(id.vendor))
    }
}
