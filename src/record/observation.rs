use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BoardRef, Date, GpuRef, WorkloadRef, record};

record! {
    /// A number that somebody measured or quoted, with all its conditions. Never a card's specification.
    pub struct Observation {
        /// What was measured: `Llama 3.1 8B on an L4`.
        #[schemars(length(min = 2, max = 120))]
        pub name: String,
        /// Card that it is about.
        pub gpu: Option<GpuRef>,
        /// Board that it is about.
        pub board: Option<BoardRef>,
        /// Use that it is about.
        pub workload: Option<WorkloadRef>,
        /// Subject in words, where there is no record for it.
        pub subject: Option<String>,
        /// What the number is.
        pub metric: Metric,
        /// The number.
        pub value: Option<f64>,
        /// Lower end, where a range was told.
        pub min: Option<f64>,
        /// Upper end, where a range was told.
        pub max: Option<f64>,
        /// Unit: `EUR`, `tokens/s`, `W`, `streams`, `h`.
        pub unit: String,
        /// Everything that the number depends on.
        #[serde(default)]
        pub conditions: Vec<Condition>,
        /// Region, for prices.
        pub region: Option<String>,
        /// Day of the measurement or quotation.
        pub date: Date,
        /// What speaks against the number, with the arithmetic.
        pub implausible: Option<String>,
    }
}

/// What an observed number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Price of a new card.
    PriceNew,
    /// Price of a used card.
    PriceUsed,
    /// Text generation speed.
    TokenRate,
    /// Simultaneous video streams.
    Streams,
    /// Electric power.
    Power,
    /// Memory use.
    MemoryUse,
    /// Time to set up.
    SetupTime,
    /// Speed compared with bare metal.
    RelativeSpeed,
    /// Time until a purchase pays off.
    BreakEven,
    /// Frames per second.
    FrameRate,
    /// Running cost.
    RunningCost,
    /// Users served.
    Users,
    /// Any other number.
    Other,
}

/// A condition under which a number holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Condition {
    /// What: `quantisation`.
    pub name: String,
    /// Which: `Q4_K_M`.
    pub value: String,
}
