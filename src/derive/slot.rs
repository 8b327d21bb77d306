use serde::Serialize;
use vfiodex_engine::iommu::{Card, GroupClass, SlotSource, class_of};
use vfiodex_engine::{Bdf, Tri};

use super::layout::LayoutFacts;
use crate::record::{Board, Device, SlotEvidence};

/// A slot and what a card in it shares, in one layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SlotLanding {
    /// The board's own name for it; absent for a port that only a card gave away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The port above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<Bdf>,
    /// Groups that a card put there lands in.
    pub groups: Vec<u32>,
    /// What was seen in it; empty where the port stands for it.
    pub devices: Vec<Bdf>,
    /// What a card there shares; absent where the listing does not tell.
    pub class: Option<GroupClass>,
    /// Other root ports in the same group: cards behind them share it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with_ports: Vec<Bdf>,
    /// How the slot's place is known.
    pub known_by: SlotSource,
}

/// Where each slot of a board leads in a layout: slots that the layout names, slots whose root port the
/// board's record names, then ports behind which a card was seen.
#[must_use]
pub fn slot_landings(board: Option<&Board>, facts: &LayoutFacts) -> Vec<SlotLanding> {
    let mut out: Vec<SlotLanding> = Vec::new();
    let mut add = |landing: SlotLanding| {
        let same = |other: &SlotLanding| {
            other.label.is_some() && other.label == landing.label
                || landing.port.is_some() && other.port == landing.port
                || landing.devices.iter().any(|a| other.devices.contains(a))
        };
        if !out.iter().any(same) {
            out.push(landing);
        }
    };
    for device in facts.layout.devices.iter().filter(|device| device.slot.is_some()) {
        add(at_device(facts, device.address, device.slot.clone(), known_by(device)));
    }
    for card in facts.layout.plugged.iter().filter(|card| card.slot.is_some()) {
        if let Some(address) = card.address {
            add(at_device(facts, address, card.slot.clone(), SlotSource::Observed));
        }
    }
    for slot in board.into_iter().flat_map(|board| &board.slots) {
        if let Some(port) = slot.root_port.filter(|port| facts.tree.device(*port).is_some()) {
            add(at_port(facts, port, Some(slot.label.clone()), SlotSource::Inferred));
        }
    }
    for card in facts.graphics() {
        if let Some(port) = card.card.port {
            add(at_port(facts, port, None, SlotSource::Observed));
        }
    }
    out
}

fn known_by(device: &Device) -> SlotSource {
    match device.slot_known_by {
        Some(SlotEvidence::Dmi) => SlotSource::Dmi,
        Some(SlotEvidence::SysfsSlots) => SlotSource::Sysfs,
        Some(SlotEvidence::ObservedCard) => SlotSource::Observed,
        Some(SlotEvidence::Inferred) | None => SlotSource::Inferred,
    }
}

fn at_device(facts: &LayoutFacts, address: Bdf, label: Option<String>, known_by: SlotSource) -> SlotLanding {
    match facts.tree.device(address) {
        Some(device) if device.is_port_like() && facts.tree.on_root_bus(address) => {
            at_port(facts, address, label, known_by)
        }
        Some(device) => landing(facts, vfiodex_engine::iommu::card_of(&facts.tree, device), label, known_by),
        None => landing(facts, empty(None, Vec::new()), label, known_by),
    }
}

/// A card behind the port where one was seen, else the port's own group, which a card there joins.
fn at_port(facts: &LayoutFacts, port: Bdf, label: Option<String>, known_by: SlotSource) -> SlotLanding {
    let below = facts.tree.below(port);
    let card = facts.cards.iter().find(|card| {
        card.card.port == Some(port) || card.card.functions.first().is_some_and(|first| below.contains(first))
    });
    let group = facts.tree.device(port).and_then(|d| d.group);
    let card = card.map_or_else(|| empty(Some(port), group.into_iter().collect()), |card| card.card.clone());
    landing(facts, card, label, known_by)
}

fn empty(port: Option<Bdf>, groups: Vec<u32>) -> Card {
    Card { port, functions: Vec::new(), bridges: Vec::new(), groups, integrated: false, display: false }
}

fn landing(facts: &LayoutFacts, card: Card, label: Option<String>, known_by: SlotSource) -> SlotLanding {
    let own = card.port.and_then(|port| facts.tree.root_port(port));
    let ports = card.groups.iter().filter_map(|group| facts.group(*group)).flat_map(|group| &group.root_ports);
    SlotLanding {
        label,
        port: card.port,
        class: class_of(&facts.tree, &card, Tri::from(facts.layout.acs_override)),
        with_ports: ports.copied().filter(|port| Some(*port) != own).collect(),
        groups: card.groups,
        devices: card.functions,
        known_by,
    }
}
