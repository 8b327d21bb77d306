use serde::{Deserialize, Serialize};

use super::{Device, Topology};
use crate::Bdf;

/// A card: everything below its slot's port, its own switch included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    /// The port of the slot, where the tree is known that far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<Bdf>,
    /// Its functions, the display first where there is one.
    pub functions: Vec<Bdf>,
    /// Bridges on the card itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bridges: Vec<Bdf>,
    /// Every group it spans, its own bridges not counted.
    pub groups: Vec<u32>,
    /// Part of the CPU or chipset, not of a slot.
    pub integrated: bool,
    /// Has a display controller.
    pub display: bool,
}

/// Upstream ports of switches that sit on graphics cards.
const CARD_SWITCHES: &[(u16, u16)] = &[
    (0x1002, 0x1478),
    (0x1002, 0x1479),
    (0x8086, 0x4fa0),
    (0x8086, 0x4fa1),
    (0x8086, 0x4fa4),
    (0x8086, 0xe2ff),
    (0x8086, 0xe2f0),
    (0x8086, 0xe2f1),
];

/// Whether everything below the bridge is one card.
fn is_card_switch(tree: &Topology, bridge: &Device) -> bool {
    if bridge.is_chipset_switch() {
        return false;
    }
    let named = bridge.name.as_deref().is_some_and(|name| name.contains("Navi") && name.contains("Switch"));
    if named || bridge.id.is_some_and(|id| CARD_SWITCHES.contains(&(id.vendor, id.device))) {
        return true;
    }
    let below: Vec<&Device> =
        tree.below(bridge.address).into_iter().filter_map(|a| tree.device(a)).filter(|d| !d.is_port_like()).collect();
    let displays: Vec<&&Device> = below.iter().filter(|d| d.is_display()).collect();
    let [display] = displays.as_slice() else {
        return false;
    };
    let vendor = display.id.map(|id| id.vendor);
    vendor.is_some() && below.iter().all(|d| d.id.map(|id| id.vendor) == vendor && !d.is_storage() && !d.is_network())
}

/// A bus inside the CPU: AMD puts graphics, PSP, USB and audio behind an internal bridge.
fn inside_cpu(devices: &[&Device]) -> bool {
    devices.iter().any(|d| {
        d.known_class().is_some_and(|class| matches!(class.0, 0x1080 | 0x1300))
            && d.id.is_none_or(|id| id.vendor == 0x1022)
    })
}

/// Every card of the machine, in the order of addresses. Devices on root buses are cards of their own,
/// function by function: `00:1f.3` and `00:1f.4` have nothing in common but the host they belong to.
#[must_use]
pub fn cards(tree: &Topology) -> Vec<Card> {
    let mut out: Vec<Card> = Vec::new();
    let mut seen: Vec<Bdf> = Vec::new();
    for device in tree.devices() {
        if device.is_port_like() || seen.contains(&device.address) || tree.behind_vmd(device.address) {
            continue;
        }
        let card = card_of(tree, device);
        seen.extend(&card.functions);
        out.push(card);
    }
    out
}

/// The card that a function belongs to.
#[must_use]
pub fn card_of(tree: &Topology, device: &Device) -> Card {
    if tree.on_root_bus(device.address) {
        let mut functions = vec![device.address];
        if device.is_vmd() {
            // The drives behind it follow it.
            functions.extend(
                tree.devices().filter(|d| tree.vmd_above(d.address) == Some(device.address)).map(|d| d.address),
            );
        }
        return finish(tree, None, functions, Vec::new(), true);
    }
    let bus: Vec<&Device> = tree.devices().filter(|d| same_bus(d, device) && !d.is_port_like()).collect();
    if inside_cpu(&bus) {
        return cpu_function(tree, device, &bus);
    }
    if tree.devices().any(|d| same_bus(d, device) && d.is_port_like() && d.is_chipset_switch()) {
        // USB and SATA of an AMD chipset stand beside its switch: each is on its own.
        let port = tree.parent(device.address).map(|(port, _)| port);
        return finish(tree, port, vec![device.address], Vec::new(), true);
    }
    // Up through the card's own switch to the slot's port.
    let path = tree.path(device.address);
    let mut port = path.first().copied();
    for pair in path.windows(2) {
        let own = tree.device(pair[0]).is_some_and(|bridge| is_card_switch(tree, bridge));
        if !own || Some(pair[0]) != port {
            break;
        }
        port = Some(pair[1]);
    }
    let below = match port {
        Some(port) => card_below(tree, port),
        None => bus.iter().map(|d| d.address).collect(),
    };
    let (bridges, functions) = below.into_iter().partition(|a| tree.device(*a).is_some_and(Device::is_port_like));
    finish(tree, port, functions, bridges, false)
}

/// Everything below the port, but nothing behind a switch that belongs to the board.
fn card_below(tree: &Topology, port: Bdf) -> Vec<Bdf> {
    let mut all = tree.children(port);
    let mut at = 0;
    while at < all.len() {
        if tree.device(all[at]).is_some_and(|d| d.is_port_like() && is_card_switch(tree, d)) {
            for child in tree.children(all[at]) {
                if !all.contains(&child) {
                    all.push(child);
                }
            }
        }
        at += 1;
    }
    all
}

fn same_bus(a: &Device, b: &Device) -> bool {
    (a.address.domain, a.address.bus) == (b.address.domain, b.address.bus)
}

/// Of an APU's bus only the display and its audio function are a card; `.2` to `.6` belong to the host.
fn cpu_function(tree: &Topology, device: &Device, bus: &[&Device]) -> Card {
    let port = tree.parent(device.address).map(|(port, _)| port);
    let display = bus.iter().find(|d| d.is_display());
    let audio = |d: &Device| d.known_class().is_some_and(|class| class.0 == 0x0403) && d.address.function == 1;
    let pair = |d: &Device| {
        display
            .is_some_and(|display| display.address == d.address || d.address.same_device(display.address) && audio(d))
    };
    let functions =
        if pair(device) { bus.iter().filter(|d| pair(d)).map(|d| d.address).collect() } else { vec![device.address] };
    finish(tree, port, functions, Vec::new(), true)
}

fn finish(tree: &Topology, port: Option<Bdf>, mut functions: Vec<Bdf>, bridges: Vec<Bdf>, integrated: bool) -> Card {
    let display = |a: &Bdf| tree.device(*a).is_some_and(Device::is_display);
    functions.sort_by_key(|a| (!display(a), *a));
    let mut groups: Vec<u32> = functions.iter().filter_map(|a| tree.device(*a)?.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let display = functions.iter().any(display);
    Card { port, functions, bridges, groups, integrated, display }
}
