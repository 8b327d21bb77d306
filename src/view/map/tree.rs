use vfiodex_engine::Bdf;
use vfiodex_engine::iommu::{GroupClass, Kind};

use super::{MarkKind, Node};
use crate::derive::{CardFacts, LayoutFacts, SlotLanding, stands_alone};
use crate::record::{Attachment, Board};
use crate::view::devices::{place, places, short};
use crate::view::site::Context;

/// Where something hangs: its root bus, and whether below the chipset.
type Home = (Option<(u32, u8)>, bool);

/// CPU, chipset and what hangs off them.
pub(super) fn hubs(
    context: &Context,
    board: Option<&Board>,
    facts: &LayoutFacts,
    slots: &[SlotLanding],
    most: usize,
) -> Vec<Node> {
    let mut places: Vec<(Home, Node)> = Vec::new();
    let (drawn, left): (Vec<_>, Vec<_>) = facts.cards.iter().enumerate().partition(|(at, _)| *at < most);
    for (_, card) in drawn {
        let landing = slots.iter().find(|slot| slot.devices.iter().any(|a| card.card.functions.contains(a)));
        places.push((home(facts, card), device(context, facts, card, landing.and_then(|slot| slot.label.as_deref()))));
    }
    for slot in slots.iter().filter(|slot| slot.devices.is_empty() && slot.label.is_some()) {
        if let Some(port) = slot.port {
            places.push((home_of(facts, port), empty_slot(slot, port)));
        }
    }
    places.sort_by_key(|(_, node)| node.at);
    let mut buses: Vec<Option<(u32, u8)>> = places.iter().map(|((bus, _), _)| *bus).collect();
    buses.sort_unstable_by_key(|bus| (bus.is_none(), *bus));
    buses.dedup();
    let single = buses.iter().flatten().count() == 1;
    let mut out: Vec<Node> = Vec::new();
    for bus in buses {
        let (here, rest): (Vec<_>, Vec<_>) = places.into_iter().partition(|((at, _), _)| *at == bus);
        places = rest;
        let (chipset, cpu): (Vec<_>, Vec<_>) = here.into_iter().partition(|((_, chipset), _)| *chipset);
        let mut below: Vec<Node> = cpu.into_iter().map(|(_, node)| node).collect();
        let chipset: Vec<Node> = chipset.into_iter().map(|(_, node)| node).collect();
        if !chipset.is_empty() {
            let name = board.and_then(|board| board.chipset.clone());
            below.push(hub(name.map_or_else(|| "Chipset".to_owned(), |name| format!("{name} chipset")), chipset));
        }
        let name = match bus {
            Some(_) if single => "CPU".to_owned(),
            Some((0, bus)) => format!("CPU, root bus {bus:02x}"),
            Some((domain, bus)) => format!("CPU, root bus {domain:04x}:{bus:02x}"),
            None => "Place not known".to_owned(),
        };
        out.push(hub(name, below));
    }
    if !left.is_empty() {
        let name = format!("{} more devices: see the tables", left.len());
        out.push(Node { kind: MarkKind::More, ..hub(name, Vec::new()) });
    }
    out
}

fn hub(name: String, below: Vec<Node>) -> Node {
    Node { kind: MarkKind::Hub, name, detail: Vec::new(), tag: String::new(), groups: Vec::new(), at: None, below }
}

fn home(facts: &LayoutFacts, card: &CardFacts) -> Home {
    card.card.port.or(card.card.functions.first().copied()).map_or((None, false), |at| home_of(facts, at))
}

fn home_of(facts: &LayoutFacts, address: Bdf) -> Home {
    let top = facts.tree.path(address).last().copied().unwrap_or(address);
    let bus = facts.tree.on_root_bus(top).then_some((top.domain, top.bus));
    (bus, facts.attachment(address) == Some(Attachment::Chipset))
}

fn device(context: &Context, facts: &LayoutFacts, card: &CardFacts, slot: Option<&str>) -> Node {
    let first = card.card.functions.first().and_then(|a| facts.tree.device(*a));
    let mut name = first.map(|device| short(context, device)).unwrap_or_default();
    if card.kind == Kind::Other && name.is_empty() {
        name = "Device".into();
    }
    let mut detail: Vec<String> = slot.map(str::to_owned).into_iter().collect();
    detail.push(places(&card.card.functions));
    detail.extend(card.card.port.map(|port| format!("port {}", place(port))));
    Node {
        kind: MarkKind::Device,
        name,
        detail,
        tag: tag(&card.card.groups, card.class.as_ref(), false),
        groups: card.card.groups.clone(),
        at: card.card.port.or(card.card.functions.first().copied()).zip(card.card.functions.first().copied()),
        below: Vec::new(),
    }
}

fn empty_slot(slot: &SlotLanding, port: Bdf) -> Node {
    Node {
        kind: MarkKind::Slot,
        name: format!("{}, nothing seen in it", slot.label.clone().unwrap_or_default()),
        detail: vec![format!("port {}", place(port))],
        tag: tag(&slot.groups, slot.class.as_ref(), !slot.with_ports.is_empty()),
        groups: slot.groups.clone(),
        at: Some((port, port)),
        below: Vec::new(),
    }
}

fn tag(groups: &[u32], class: Option<&GroupClass>, with_ports: bool) -> String {
    let numbers = match groups {
        [] => return "no group".into(),
        [one] => format!("group {one}"),
        [a, b] => format!("groups {a}, {b}"),
        more => format!("{} groups", more.len()),
    };
    match class {
        Some(class) if stands_alone(class) && !with_ports => format!("{numbers}, alone"),
        Some(GroupClass::IsolationNotProven { .. }) => format!("{numbers}, not proven"),
        Some(_) => format!("{numbers}, shared"),
        None => numbers,
    }
}
