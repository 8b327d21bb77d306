//! Host and guest as far as they are known: what changes an answer.

use serde::{Deserialize, Serialize};

use crate::PciId;
use crate::named::named;
use crate::version::{BiosVersion, KernelVersion, NvidiaVersion, ProxmoxVersion, QemuVersion};

named! {
    /// Hypervisors that verdicts and plans cover.
    Hypervisor {
        /// Proxmox VE.
        Proxmox = "proxmox", "Proxmox VE";
        /// libvirt on any distribution.
        Libvirt = "libvirt", "libvirt";
        /// QEMU without a manager.
        Qemu = "qemu", "plain QEMU";
        /// Unraid.
        Unraid = "unraid", "Unraid";
        /// TrueNAS SCALE.
        Truenas = "truenas", "TrueNAS";
        /// KubeVirt.
        Kubevirt = "kubevirt", "KubeVirt";
    }
}

named! {
    /// Guest systems.
    Guest {
        /// Linux.
        Linux = "linux", "a Linux guest";
        /// Windows 10, 11 or Server.
        Windows = "windows", "a Windows guest";
        /// A BSD.
        Bsd = "bsd", "a BSD guest";
        /// A Linux container on the host's kernel.
        Lxc = "lxc", "a container";
    }
}

named! {
    /// Guest firmware.
    Firmware {
        /// OVMF (UEFI).
        Ovmf = "ovmf", "OVMF";
        /// SeaBIOS.
        Seabios = "seabios", "SeaBIOS";
    }
}

named! {
    /// What boots the host.
    Bootloader {
        /// GRUB, which reads `/etc/default/grub`.
        Grub = "grub", "GRUB";
        /// systemd-boot, which on Proxmox VE gets its command line from `/etc/kernel/cmdline`.
        SystemdBoot = "systemd-boot", "systemd-boot";
    }
}

/// A card as far as it is known. Where an ID stands for several models, what they do not share is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// vendor:device IDs, also of the other functions where they were seen.
    pub ids: Vec<PciId>,
    /// Records that it can be; empty with an ID means that no record has that ID.
    pub records: Vec<String>,
    /// Name of the model, or of the models.
    pub name: Option<String>,
    /// Maker of the chip: `nvidia`, `amd`, `intel`.
    pub vendor: Option<String>,
    /// Die.
    pub die: Option<String>,
    /// Architecture.
    pub architecture: Option<String>,
    /// Market segment.
    pub segment: Option<String>,
}

impl Card {
    /// A card of which nothing but the maker is known.
    #[must_use]
    pub fn of_vendor(vendor: &str) -> Self {
        Self { vendor: Some(vendor.to_owned()), ..Self::default() }
    }

    /// What to call it.
    #[must_use]
    pub fn label(&self) -> String {
        let id = self.ids.first().map(ToString::to_string);
        match (&self.name, id) {
            (Some(name), Some(id)) => format!("{name} ({id})"),
            (Some(name), None) => name.clone(),
            (None, Some(id)) => id,
            (None, None) => format!("a card by {}", self.vendor.as_deref().unwrap_or("nobody known")),
        }
    }
}

/// Host and guest. Whatever is absent is not known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Situation {
    /// The hypervisor.
    pub hypervisor: Option<Hypervisor>,
    /// Proxmox VE release.
    pub proxmox: Option<ProxmoxVersion>,
    /// QEMU version.
    pub qemu: Option<QemuVersion>,
    /// The host's kernel.
    pub kernel: Option<KernelVersion>,
    /// Maker of the host's processor: `amd` or `intel`.
    pub cpu_vendor: Option<String>,
    /// Processor family, by record.
    pub cpu: Option<String>,
    /// Board, by record.
    pub board: Option<String>,
    /// Chipset of the board.
    pub chipset: Option<String>,
    /// BIOS version of the board.
    pub bios: Option<BiosVersion>,
    /// The guest system.
    pub guest: Option<Guest>,
    /// Firmware of the guest.
    pub firmware: Option<Firmware>,
    /// NVIDIA driver of the guest, or of whoever drives the card.
    pub nvidia_driver: Option<NvidiaVersion>,
    /// What boots the host.
    pub bootloader: Option<Bootloader>,
    /// The cards in question. One is meant for certain, several are candidates, none is not known.
    pub cards: Vec<Card>,
}

impl Situation {
    /// Fills what is absent here from another situation, the weaker source.
    #[must_use]
    pub fn or(mut self, weaker: &Self) -> Self {
        macro_rules! fill {
            ($($field:ident)*) => {$(
                if self.$field.is_none() {
                    self.$field.clone_from(&weaker.$field);
                }
            )*};
        }
        fill!(hypervisor proxmox qemu kernel cpu_vendor cpu board chipset bios guest firmware nvidia_driver bootloader);
        if self.cards.is_empty() {
            self.cards.clone_from(&weaker.cards);
        }
        self
    }
}
