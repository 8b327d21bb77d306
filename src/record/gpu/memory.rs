//! Video memory.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
