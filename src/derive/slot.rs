use serde::Serialize;
use vfiodex_engine::iommu::{Card, GroupClass, SlotSource, sharing};
use vfiodex_engine::{Bdf, Tri};

use super::layout::LayoutFacts;
use crate::record::{Attachment, Board, Device, SlotEvidence, SlotKind};

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
                || landing.label.is_none() && other.port.is_none() && other.groups == landing.groups
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
        let label = Some(slot.label.clone());
        match slot.root_port.filter(|port| facts.tree.device(*port).is_some()) {
            Some(port) if facts.leads_to_chipset(port) => behind_chipset(facts, label).into_iter().for_each(&mut add),
            Some(port) if facts.is_empty(port) || !facts.tree.children(port).is_empty() => {
                add(at_port(facts, port, label, SlotSource::Inferred));
            }
            None if slot.attached_to == Some(Attachment::Chipset) && slot.kind == SlotKind::Pcie => {
                behind_chipset(facts, label).into_iter().for_each(&mut add);
            }
            Some(_) | None => {}
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

/// A slot behind the chipset's switch, which port nobody said: where all its ports are in one group, a
/// card lands there whichever it is.
fn behind_chipset(facts: &LayoutFacts, label: Option<String>) -> Option<SlotLanding> {
    let ports = facts.chipset_ports();
    let mut groups: Vec<u32> = ports.iter().filter_map(|port| facts.tree.device(*port)?.group).collect();
    let told = groups.len() == ports.len();
    groups.sort_unstable();
    groups.dedup();
    let one = told && groups.len() == 1;
    one.then(|| landing(facts, empty(None, groups), label, SlotSource::Inferred))
}

/// A card behind the port where one was seen, else the port's own group, which a card there joins.
fn at_port(facts: &LayoutFacts, port: Bdf, label: Option<String>, known_by: SlotSource) -> SlotLanding {
    let below = facts.tree.below(port);
    let card = facts.cards.iter().find(|card| {
        card.card.port == Some(port) || card.card.functions.first().is_some_and(|first| below.contains(first))
    });
    let group = facts.tree.device(port).and_then(|d| d.group);
    // A card that the listing does not name is there all the same.
    let unnamed = || {
        let first = below.iter().filter_map(|a| facts.tree.device(*a)).find(|d| !d.is_port_like())?;
        Some(vfiodex_engine::iommu::card_of(&facts.tree, first))
    };
    let card = card.map(|card| card.card.clone()).or_else(unnamed);
    let card = card.unwrap_or_else(|| empty(Some(port), group.into_iter().collect()));
    landing(facts, card, label, known_by)
}

fn empty(port: Option<Bdf>, groups: Vec<u32>) -> Card {
    Card { port, functions: Vec::new(), bridges: Vec::new(), groups, integrated: false, display: false }
}

fn landing(facts: &LayoutFacts, card: Card, label: Option<String>, known_by: SlotSource) -> SlotLanding {
    let own = card.port.or(card.functions.first().copied()).and_then(|port| facts.tree.root_port(port));
    let ports = card.groups.iter().filter_map(|group| facts.group(*group)).flat_map(|group| &group.root_ports);
    SlotLanding {
        label,
        port: card.port,
        class: sharing(&facts.tree, &card, Tri::from(facts.layout.acs_override)).class,
        with_ports: ports.copied().filter(|port| Some(*port) != own).collect(),
        groups: card.groups,
        devices: card.functions,
        known_by,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::layout_facts;

    #[test]
    fn joins_slots_to_groups() {
        let board: Board = serde_json::from_value(serde_json::json!({
            "name": "Test", "vendor": "msi", "kind": "motherboard", "sources": [], "slots": [
                {"label": "E1", "kind": "pcie", "root_port": "0000:00:01.0"},
                {"label": "E2", "kind": "pcie", "root_port": "0000:00:01.1"},
                {"label": "E3", "kind": "pcie"},
            ],
        }))
        .unwrap_or_else(|e| unreachable!("{e}"));
        let layout = serde_json::from_value(serde_json::json!({
            "name": "Test", "board": "test", "complete": true, "sources": [], "devices": [
                {"address": "0000:00:01.0", "group": 1, "id": "8086:1901", "class": "0604", "secondary_bus": 1, "subordinate_bus": 1},
                {"address": "0000:00:01.1", "group": 1, "id": "8086:1905", "class": "0604", "secondary_bus": 2, "subordinate_bus": 2},
                {"address": "0000:01:00.0", "group": 1, "id": "10de:2504", "class": "0300"},
                {"address": "0000:03:00.0", "group": 2, "id": "8086:1533", "class": "0200", "slot": "7", "slot_known_by": "dmi"},
                {"address": "0000:00:1c.0", "group": 2, "id": "8086:a110", "class": "0604", "secondary_bus": 3, "subordinate_bus": 3},
            ],
        }))
        .unwrap_or_else(|e| unreachable!("{e}"));
        let found = slot_landings(Some(&board), &layout_facts("test--1", &layout));
        let told: Vec<_> =
            found.iter().map(|slot| (slot.label.as_deref(), slot.devices.len(), slot.known_by)).collect();
        assert_eq!(
            told,
            [
                (Some("7"), 1, SlotSource::Dmi),
                (Some("E1"), 1, SlotSource::Inferred),
                (Some("E2"), 0, SlotSource::Inferred)
            ]
        );
        // Two root ports in one group: cards in both slots share it.
        assert!(found.iter().skip(1).all(|slot| slot.groups == [1] && slot.with_ports.len() == 1));
        assert!(matches!(found.get(2).map(|slot| &slot.class), Some(Some(GroupClass::Shared { .. }))));
    }
}
