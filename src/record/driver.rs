use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::PciId;
use vfiodex_engine::version::{KernelRange, NvidiaVersion};

use super::{Date, DriverFamily, DriverRef, ModuleFlavour, SessionClass, Url, VendorRef, record};

record! {
    /// A driver branch or an out-of-tree module.
    pub struct Driver {
        /// What it is called: `NVIDIA R580`.
        #[schemars(length(min = 2, max = 80))]
        pub name: String,
        /// Who makes it.
        pub vendor: Option<VendorRef>,
        /// What sort of driver it is.
        pub kind: DriverKind,
        /// Card drivers family that it belongs to.
        pub family: Option<DriverFamily>,
        /// NVIDIA branch number.
        pub branch: Option<NvidiaVersion>,
        /// Releases worth knowing: first, newest, and where something changed.
        #[serde(default)]
        pub releases: Vec<Release>,
        /// Support window.
        pub support: Option<Support>,
        /// Hardware covered.
        #[schemars(extend("x-core" = true))]
        pub hardware: Option<DriverHardware>,
        /// Kernels on which it builds and works.
        #[serde(default)]
        pub kernels: Vec<KernelRange>,
        /// Kernels on which it is known not to build.
        #[serde(default)]
        pub fails_on: Vec<KernelRange>,
        /// Caps on concurrent encoding sessions by version.
        #[schemars(extend("x-core" = true))]
        pub session_caps: Option<Vec<SessionCap>>,
        /// Facts that matter for passthrough, one sentence each.
        #[serde(default)]
        pub facts: Vec<String>,
        /// Project page or repository.
        pub homepage: Option<Url>,
        /// Record of the project that it was forked from.
        pub forked_from: Option<DriverRef>,
    }
}

/// Sorts of drivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DriverKind {
    /// A branch of a vendor's driver.
    Branch,
    /// A branch of NVIDIA's vGPU software.
    Vgpu,
    /// A compute platform: ROCm.
    Platform,
    /// A module of the mainline kernel.
    KernelDriver,
    /// A module built outside the kernel, usually with DKMS.
    OutOfTree,
}

/// One release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Release {
    /// Version as its maker writes it.
    pub version: String,
    /// System that it is for.
    pub os: Option<DriverOs>,
    /// Day of release.
    pub date: Option<Date>,
    /// What it brought.
    pub change: Option<String>,
}

/// Systems that a release is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DriverOs {
    /// Linux.
    Linux,
    /// Windows.
    Windows,
}

/// Support window of a branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Support {
    /// Kind of branch in the vendor's words: `production`, `long-term support`, `new feature`, `legacy`.
    pub track: Option<String>,
    /// First release.
    pub from: Option<Date>,
    /// End of support.
    #[schemars(extend("x-future" = true))]
    pub until: Option<Date>,
}

/// Hardware that a driver covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriverHardware {
    /// Architectures as GPU records name them.
    #[serde(default)]
    pub architectures: Vec<String>,
    /// Dies, where not the whole architecture is covered.
    #[serde(default)]
    pub dies: Vec<String>,
    /// Device IDs, where the driver lists them.
    #[serde(default)]
    pub pci_ids: Vec<PciId>,
    /// LLVM targets, for ROCm.
    #[serde(default)]
    pub gfx_targets: Vec<String>,
    /// Which architectures run on which of NVIDIA's kernel modules.
    #[serde(default)]
    pub modules: Vec<ModuleSupport>,
}

/// Architectures that run on one flavour of NVIDIA's kernel modules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModuleSupport {
    /// Flavour of the modules.
    pub module: ModuleFlavour,
    /// Architectures.
    #[schemars(length(min = 1))]
    pub architectures: Vec<String>,
}

/// A cap on concurrent encoding sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SessionCap {
    /// Cards that it is for.
    pub class: SessionClass,
    /// Sessions over all such cards of the system together.
    #[schemars(range(min = 1, max = 100))]
    pub sessions: u16,
    /// First release with this cap; absent means from the branch's first.
    pub from: Option<NvidiaVersion>,
    /// First release with another cap; absent means to the branch's last.
    pub before: Option<NvidiaVersion>,
    /// System, where the cap differs.
    pub os: Option<DriverOs>,
}
