//! Drivers of a card, on hosts and in guests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::version::NvidiaVersion;

use crate::record::DriverRef;

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
