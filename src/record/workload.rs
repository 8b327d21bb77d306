use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record;

record! {
    /// What a passed-through GPU is used for.
    pub struct Workload {
        /// What it is called.
        #[schemars(length(min = 2, max = 80))]
        pub name: String,
        /// What it is, in one or two sentences.
        pub summary: String,
        /// Purpose in the checker that it belongs to.
        pub purpose: Purpose,
        /// What it asks of card and host, one sentence each.
        #[serde(default)]
        pub needs: Vec<String>,
        /// When a container on the host serves better than a virtual machine.
        pub lxc: Option<String>,
        /// How to size it.
        #[serde(default)]
        pub sizing: Vec<Sizing>,
    }
}

/// Purposes that the checker asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// A display or a streamed desktop.
    Display,
    /// Computing.
    Compute,
    /// Video transcoding.
    Transcoding,
    /// Many desktops.
    Vdi,
}

/// How to size one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sizing {
    /// What is sized: `VRAM`.
    pub resource: String,
    /// The formula in plain symbols.
    pub formula: String,
    /// What the symbols mean, with units.
    pub symbols: String,
    /// An example worked through.
    pub example: Option<String>,
}
