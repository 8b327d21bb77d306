use serde::{Deserialize, Serialize};

use super::{Card, Device, Topology, cards};
use crate::Bdf;

/// A kind of device that people pass through besides graphics cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Graphics card or integrated graphics.
    Gpu,
    /// USB controller.
    Usb,
    /// NVMe drive.
    Nvme,
    /// SATA, SAS or RAID controller.
    Hba,
    /// Network card, wireless included.
    Nic,
    /// Sound.
    Audio,
    /// Anything else.
    Other,
}

/// A card or device that can be passed through without anything else going along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alone {
    /// What it is.
    pub kind: Kind,
    /// The card.
    pub card: Card,
    /// The host may need it: its boot disk, its only NIC, the controller with the keyboard. A listing
    /// cannot know.
    pub may_be_host_critical: bool,
}

impl Kind {
    /// Which kind a device is of.
    #[must_use]
    pub fn of(device: &Device) -> Self {
        match device.known_class().map(|class| class.0) {
            Some(0x0c03) => Self::Usb,
            Some(0x0108) => Self::Nvme,
            Some(0x0300..=0x03ff) => Self::Gpu,
            Some(0x0100..=0x01ff) => Self::Hba,
            Some(0x0200..=0x02ff) => Self::Nic,
            Some(0x0401 | 0x0403) => Self::Audio,
            _ => Self::Other,
        }
    }
}

/// Everything that shares its groups with nothing but bridges and harmless devices. The functions of
/// the chipset at `00:1f` belong to the host and are left out.
#[must_use]
pub fn alone(tree: &Topology) -> Vec<Alone> {
    let mut out = Vec::new();
    for card in cards(tree) {
        let functions: Vec<&Device> = card.functions.iter().filter_map(|a| tree.device(*a)).collect();
        let Some(first) = functions.first() else { continue };
        let chipset = tree.on_root_bus(first.address) && first.address.device == 0x1f;
        let told = functions.iter().all(|d| d.known_class().is_some() && d.group.is_some());
        let idle =
            functions.iter().all(|d| d.is_harmless() || d.known_class().is_some_and(crate::ClassCode::is_bridge));
        let system = Kind::of(first) == Kind::Other && card.integrated;
        if chipset || !told || idle || system || !nothing_else(tree, &card) {
            continue;
        }
        let may_be_host_critical = functions.iter().any(|d| d.may_be_host_critical()) && !card.display;
        out.push(Alone { kind: Kind::of(first), card, may_be_host_critical });
    }
    out
}

fn nothing_else(tree: &Topology, card: &Card) -> bool {
    let member = |d: &&Device| d.group.is_some_and(|group| card.groups.contains(&group));
    let own = |a: Bdf| card.functions.contains(&a) || card.bridges.contains(&a);
    tree.devices().filter(member).all(|d| own(d.address) || d.is_port_like() || d.is_harmless())
}
