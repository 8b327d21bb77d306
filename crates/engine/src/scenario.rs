//! What somebody wants to do with a card: the question that verdicts and plans answer.

mod told;

use serde::{Deserialize, Serialize};

use crate::named::named;
use crate::situation::Situation;

named! {
    /// What the card is for.
    Purpose {
        /// A picture: desktop, games, CAD.
        Display = "display", "display";
        /// Compute: language models, training, rendering without a screen.
        Compute = "compute", "compute";
        /// Video transcoding.
        Transcoding = "transcoding", "transcoding";
        /// Virtual desktops: several guests on one card.
        Vdi = "vdi", "virtual desktops";
    }
}

named! {
    /// Root file system of the host, which decides what boots a Proxmox VE host.
    RootFs {
        /// ZFS.
        Zfs = "zfs", "ZFS";
        /// ext4.
        Ext4 = "ext4", "ext4";
        /// XFS.
        Xfs = "xfs", "XFS";
        /// Btrfs.
        Btrfs = "btrfs", "Btrfs";
    }
}

named! {
    /// What shows the host's console once the card is gone.
    HostDisplay {
        /// The processor's graphics.
        Igpu = "igpu", "the processor's graphics";
        /// Another card.
        OtherGpu = "other-gpu", "another card";
        /// A management controller.
        Bmc = "bmc", "the management controller";
        /// Nothing: the card is the only one.
        None = "none", "nothing";
    }
}

named! {
    /// Whose guests run.
    Trust {
        /// One's own.
        Own = "own", "your own guests";
        /// Those of people whom the operator need not trust.
        Untrusted = "untrusted", "guests of others";
    }
}

named! {
    /// What is expected when the host fails.
    Availability {
        /// Nothing.
        None = "none", "no high availability";
        /// The guest is started on another host.
        Restart = "restart", "restart on another host";
        /// The guest moves while it runs.
        LiveMigration = "live-migration", "live migration";
    }
}

named! {
    /// Devices that the host can do without.
    Spare {
        /// Network cards.
        Nic = "nic", "network";
        /// Disk controllers and drives.
        Storage = "storage", "storage";
        /// USB controllers.
        Usb = "usb", "USB";
        /// Everything that shares the card's group.
        All = "all", "everything in the group";
    }
}

named! {
    /// Where a guest's anti-cheat stands.
    AntiCheat {
        /// No such game.
        None = "none", "no anti-cheat";
        /// Games that refuse virtual machines.
        Strict = "strict", "anti-cheat that refuses virtual machines";
    }
}

/// The question. Whatever is absent is filled with a default that the answer names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "snake_case")]
pub struct Scenario {
    /// The card, by record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpu: Option<String>,
    /// The slot, by the board's label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// What the card is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Host and guest; the board is among them.
    #[serde(flatten)]
    pub situation: Situation,
    /// Root file system of the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_fs: Option<RootFs>,
    /// Whether the host boots by UEFI rather than by BIOS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uefi: Option<bool>,
    /// Whether the host boots with Secure Boot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secure_boot: Option<bool>,
    /// What shows the host's console.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_display: Option<HostDisplay>,
    /// Other cards that stay with the host, by record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub host_gpus: Vec<String>,
    /// Whether the firmware starts on this card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_gpu: Option<bool>,
    /// Whether the guest has Secure Boot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest_secure_boot: Option<bool>,
    /// Whether the guest has a TPM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest_tpm: Option<bool>,
    /// Anti-cheat in the guest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anti_cheat: Option<AntiCheat>,
    /// Whose guests run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// Whether several guests use the card at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<bool>,
    /// What is expected when the host fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
    /// Whether the ACS override is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acs_override: Option<bool>,
    /// Whether interrupts without remapping are accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsafe_interrupts: Option<bool>,
    /// Devices that the host can do without.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spare: Vec<Spare>,
    /// Whether the IOMMU is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iommu: Option<bool>,
    /// Whether interrupts are remapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupt_remapping: Option<bool>,
    /// Whether Above 4G decoding is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above_4g: Option<bool>,
    /// Whether Resizable BAR is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resizable_bar: Option<bool>,
    /// Whether the host can be reached without the card: serial console, IPMI, a KVM switch over IP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_band: Option<bool>,
    /// Whether nobody is near the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<bool>,
    /// Whether the case blows server airflow through passive cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub airflow: Option<bool>,
    /// Whether the guest's memory is backed by huge pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hugepages: Option<bool>,
    /// Guest memory in GiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_gib: Option<u32>,
    /// Guest processors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cores: Option<u32>,
    /// Number or name of the guest: `100`, `win11`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vm: Option<String>,
    /// Address of the card on the host, where it was looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<crate::Bdf>,
    /// Real IDs of the card's functions, where they were looked up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<crate::PciId>,
}

impl Scenario {
    /// Fills what is absent here from another question, the weaker source.
    #[must_use]
    pub fn or(mut self, weaker: &Self) -> Self {
        macro_rules! fill {
            ($empty:ident: $($field:ident)*) => {$(
                if self.$field.$empty() {
                    self.$field.clone_from(&weaker.$field);
                }
            )*};
        }
        fill!(is_none: gpu slot purpose root_fs uefi secure_boot host_display boot_gpu guest_secure_boot guest_tpm anti_cheat trust share availability acs_override unsafe_interrupts iommu interrupt_remapping above_4g resizable_bar out_of_band remote airflow hugepages memory_gib cores vm address);
        fill!(is_empty: host_gpus spare ids);
        self.situation = self.situation.or(&weaker.situation);
        self
    }
}
