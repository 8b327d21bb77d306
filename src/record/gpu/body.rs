//! Power, size, cooling and connectors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
