use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::PciId;
use vfiodex_engine::version::{BiosVersion, KernelRange, NvidiaVersion, ProxmoxVersion, QemuVersion, Range};

use super::{BoardRef, CpuRef, GpuRef, VendorRef};

/// Where a quirk or a verdict on advice applies. Every key that is given must hold; within one key any
/// entry will do. What is absent does not matter. `gpus`, `pci_ids`, `dies` and `architectures` are ways
/// of naming cards: where several are given, one of them is enough.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Match {
    /// Cards by record.
    #[serde(default)]
    pub gpus: Vec<GpuRef>,
    /// Cards by vendor:device ID.
    #[serde(default)]
    pub pci_ids: Vec<PciId>,
    /// Cards by die: `Navi 31`.
    #[serde(default)]
    pub dies: Vec<String>,
    /// Cards by architecture: `polaris`.
    #[serde(default)]
    pub architectures: Vec<String>,
    /// Cards by chip maker.
    #[serde(default)]
    pub gpu_vendors: Vec<VendorRef>,
    /// Cards by market segment.
    #[serde(default)]
    pub segments: Vec<super::Segment>,
    /// Boards by record.
    #[serde(default)]
    pub boards: Vec<BoardRef>,
    /// Boards by chipset: `X570`.
    #[serde(default)]
    pub chipsets: Vec<String>,
    /// Processor families.
    #[serde(default)]
    pub cpus: Vec<CpuRef>,
    /// Processor makers.
    #[serde(default)]
    pub cpu_vendors: Vec<VendorRef>,
    /// Host kernels.
    #[serde(default)]
    pub kernel: Vec<KernelRange>,
    /// NVIDIA driver versions, in the guest unless the trigger says otherwise.
    #[serde(default)]
    pub nvidia_driver: Vec<Range<NvidiaVersion>>,
    /// QEMU versions.
    #[serde(default)]
    pub qemu: Vec<Range<QemuVersion>>,
    /// Proxmox VE releases.
    #[serde(default)]
    pub proxmox: Vec<Range<ProxmoxVersion>>,
    /// BIOS versions of the boards named.
    #[serde(default)]
    pub bios: Vec<Range<BiosVersion>>,
    /// Hypervisors.
    #[serde(default)]
    pub hypervisors: Vec<HypervisorName>,
    /// Guest systems.
    #[serde(default)]
    pub guests: Vec<GuestSystem>,
    /// Guest firmware.
    #[serde(default)]
    pub firmware: Vec<GuestFirmware>,
    /// Bootloaders of the host.
    #[serde(default)]
    pub bootloaders: Vec<BootloaderName>,
}

/// Bootloaders of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BootloaderName {
    /// GRUB.
    Grub,
    /// systemd-boot.
    SystemdBoot,
}

/// Hypervisors that verdicts and plans cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HypervisorName {
    /// Proxmox VE.
    Proxmox,
    /// libvirt on any distribution.
    Libvirt,
    /// QEMU without a manager.
    Qemu,
    /// Unraid.
    Unraid,
    /// TrueNAS SCALE.
    Truenas,
    /// KubeVirt.
    Kubevirt,
}

/// Guest systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GuestSystem {
    /// Linux.
    Linux,
    /// Windows 10, 11 or Server.
    Windows,
    /// A BSD.
    Bsd,
    /// A Linux container on the host's kernel.
    Lxc,
}

/// Guest firmware.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GuestFirmware {
    /// OVMF (UEFI).
    Ovmf,
    /// SeaBIOS.
    Seabios,
}
