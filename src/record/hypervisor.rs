use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::version::{KernelVersion, PackageVersion, QemuVersion};

use super::{Date, record};

record! {
    /// One release of a hypervisor or of a part of it.
    pub struct Hypervisor {
        /// What it is called: `Proxmox VE 9.1`.
        #[schemars(length(min = 2, max = 80))]
        pub name: String,
        /// Product.
        pub product: Product,
        /// Version.
        pub version: PackageVersion,
        /// Day of release.
        pub released: Option<Date>,
        /// End of support.
        #[schemars(extend("x-future" = true))]
        pub end_of_life: Option<Date>,
        /// Distribution that it is built on.
        pub base: Option<String>,
        /// Kernels that it ships.
        #[serde(default)]
        pub kernels: Vec<HypervisorKernel>,
        /// QEMU that it shipped with.
        pub qemu: Option<QemuVersion>,
        /// What it brought for passthrough.
        #[serde(default)]
        pub features: Vec<Feature>,
    }
}

/// What has releases on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// Proxmox VE.
    Proxmox,
    /// libvirt.
    Libvirt,
    /// QEMU.
    Qemu,
    /// EDK II, whose firmware for guests is OVMF.
    Edk2,
    /// Unraid.
    Unraid,
    /// TrueNAS SCALE.
    Truenas,
    /// KubeVirt.
    Kubevirt,
}

/// A kernel that a release ships.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HypervisorKernel {
    /// Series: `6.14`.
    pub series: KernelVersion,
    /// Whether a new installation boots it.
    pub default: bool,
}

/// Something that a release or a package update brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Feature {
    /// What it is, in one sentence.
    pub text: String,
    /// Package that brought it: `qemu-server`.
    pub package: Option<String>,
    /// First package version that has it.
    pub since: Option<PackageVersion>,
    /// Day of that version.
    pub date: Option<Date>,
}
