use vfiodex_engine::Bdf;
use vfiodex_engine::iommu::{Card, GroupClass, Sharing, Topology, Viability, cards as all_cards, sharing_by_group};

use super::candidates::{Candidates, candidates};
use super::quirks::{self, Setting};
use super::report::{CardFacts, FunctionFacts, GroupFacts, Member, RecordHit};
use super::resets::resets;
use crate::catalogue::Catalogue;
use crate::host::{Machine, PciDevice};
use crate::pci_names::names;

/// ASPEED, Matrox; Bochs and QXL, virtio, VMware, VirtualBox, Hyper-V, Cirrus.
const NOT_GPUS: &[u16] = &[0x1a03, 0x102b, 0x1234, 0x1b36, 0x1af4, 0x15ad, 0x80ee, 0x1414, 0x1013];

/// A device in words: its class and its name.
pub(super) fn describe(device: &PciDevice) -> String {
    let class = device.class.and_then(|class| names().class(class)).unwrap_or("device");
    let Some(id) = device.id else { return class.to_owned() };
    let vendor = names().vendor(id.vendor).map(|vendor| format!("{vendor} ")).unwrap_or_default();
    let name = names().device(id).unwrap_or("device");
    format!("{class}: {vendor}{name} [{id}]")
}

fn short_name(device: &PciDevice) -> String {
    let Some(id) = device.id else { return "device without a readable ID".into() };
    let vendor = names().vendor(id.vendor).unwrap_or_default();
    let name = names().device(id).map_or_else(|| format!("device {id}"), str::to_owned);
    format!("{vendor} {name}").trim().to_owned()
}

/// Every graphics card and accelerator.
pub(super) fn cards(
    machine: &Machine,
    tree: &Topology,
    catalogue: Option<&Catalogue>,
    setting: &Setting<'_>,
) -> Vec<CardFacts> {
    let accelerator =
        |address: &Bdf| tree.device(*address).and_then(|d| d.class).is_some_and(|class| class.0 == 0x1200);
    let wanted = |card: &Card| card.display || card.functions.iter().any(accelerator);
    let cards = all_cards(tree).into_iter().filter(wanted);
    cards.filter_map(|card| facts(machine, tree, catalogue, setting, &card)).collect()
}

fn facts(
    machine: &Machine,
    tree: &Topology,
    catalogue: Option<&Catalogue>,
    setting: &Setting<'_>,
    card: &Card,
) -> Option<CardFacts> {
    let first = machine.device(*card.functions.first()?)?;
    let found = catalogue.map(|catalogue| candidates(catalogue, first)).unwrap_or_default();
    let quirks = catalogue.map(|catalogue| quirks::of_card(catalogue, setting, &found.records)).unwrap_or_default();
    let Candidates { records, told_apart_by } = found;
    let functions: Vec<_> = card.functions.iter().filter_map(|a| machine.device(*a)).collect();
    let place = |address: &Bdf| address.to_string().rsplit_once('.').map(|(place, _)| place.to_owned());
    let places: Vec<String> = card.bridges.iter().chain(&card.functions).filter_map(place).collect();
    let slot = machine.slots.iter().find(|slot| slot.address.as_ref().is_some_and(|at| places.contains(at)));
    Some(CardFacts {
        address: first.address,
        name: short_name(first),
        integrated: card.integrated,
        not_a_gpu: first.id.is_some_and(|id| NOT_GPUS.contains(&id.vendor)),
        slot: slot.map(|slot| slot.label.clone()),
        candidates: records
            .iter()
            .map(|(id, gpu)| RecordHit { id: (*id).to_owned(), name: gpu.name.clone() })
            .collect(),
        told_apart_by,
        functions: functions.into_iter().map(|device| function(tree, device)).collect(),
        groups: sharing_by_group(tree, card, machine.kernel.acs_override())
            .into_iter()
            .map(|s| group(machine, tree, card, s))
            .collect(),
        quirks,
    })
}

fn function(tree: &Topology, device: &PciDevice) -> FunctionFacts {
    FunctionFacts {
        address: device.address,
        id: device.id,
        class: device.class,
        name: describe(device),
        subsystem: device.subsystem,
        revision: device.revision,
        driver: device.driver.clone(),
        group: device.group,
        reset: resets(tree, device),
        boot_vga: device.boot_vga,
        d3cold_allowed: device.d3cold_allowed,
        bars: device.bars.clone(),
        link: device.link.clone(),
        numa_node: device.numa_node,
    }
}

fn group(machine: &Machine, tree: &Topology, card: &Card, sharing: Sharing) -> GroupFacts {
    let other = |device: &&PciDevice| {
        let own = card.functions.contains(&device.address) || card.bridges.contains(&device.address);
        let port = tree.device(device.address).is_some_and(vfiodex_engine::iommu::Device::is_port_like);
        device.group.is_some_and(|group| sharing.groups.contains(&group)) && !own && !port
    };
    let member = |device: &PciDevice| Member {
        address: device.address,
        name: describe(device),
        driver: device.driver.clone(),
        used_for: device.used_for.clone(),
    };
    GroupFacts {
        number: sharing.groups.first().copied().unwrap_or_default(),
        words: words(sharing.class.as_ref()),
        class: sharing.class,
        others: machine.devices.iter().filter(other).map(member).collect(),
        // Unlike a listing, the host knows that a device without a driver has none.
        kernel: Viability { viable: sharing.kernel.held.is_empty().into(), ..sharing.kernel },
        proxmox: sharing.proxmox,
    }
}

fn words(class: Option<&GroupClass>) -> String {
    match class {
        None => "not known, since the class of a member could not be read".into(),
        Some(GroupClass::Clean) => "clean: nothing but this card".into(),
        Some(GroupClass::CardPlusHarmless { .. }) => "this card and devices that nobody misses".into(),
        Some(GroupClass::Shared { with }) => format!("shared with {}", count(with.len())),
        Some(GroupClass::MayHoldHostCritical { critical, with }) => format!(
            "shared with {}, of which the host may need {}",
            count(with.len()),
            if critical.len() == with.len() { "all".to_owned() } else { critical.len().to_string() }
        ),
        Some(GroupClass::IsolationNotProven { otherwise }) => {
            format!("isolation not proven: an ACS override is in force (as listed: {})", words(Some(otherwise)))
        }
    }
}

fn count(devices: usize) -> String {
    if devices == 1 { "1 other device".into() } else { format!("{devices} other devices") }
}
