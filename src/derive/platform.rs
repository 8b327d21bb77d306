use std::collections::BTreeMap;

use serde::Serialize;
use vfiodex_engine::Bdf;
use vfiodex_engine::iommu::{Card, GroupClass, sharing};

use super::layout::{LayoutFacts, stands_alone};
use super::slot::{SlotLanding, slot_landings};
use crate::record::{Attachment, Board};

/// What the observed layouts of boards with the same chipset suggest for a slot. Inference, and never
/// more than that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expectation {
    /// The chipset that the boards share.
    pub chipset: String,
    /// Where the slot's lanes come from.
    pub attached_to: Attachment,
    /// Other boards with this chipset of which a layout says something about such a slot.
    pub observed: Vec<String>,
    /// Those on which a card there shared its group with nothing that anybody would miss.
    pub alone: usize,
    /// Those on which it shared the group with devices that the host may need.
    pub host_critical: usize,
}

/// What boards with the same chipset suggest, the board itself left out.
#[must_use]
pub fn expectations(
    id: &str,
    board: &Board,
    boards: &BTreeMap<&str, &Board>,
    newest: &BTreeMap<&str, &LayoutFacts>,
) -> Vec<Expectation> {
    let Some(chipset) = &board.chipset else { return Vec::new() };
    let peers: Vec<_> = newest
        .iter()
        .filter(|(other, facts)| **other != id && facts.layout.acs_override != Some(true))
        .filter_map(|(other, facts)| Some((*other, *boards.get(other)?, *facts)))
        .filter(|(_, other, _)| other.chipset.as_ref() == Some(chipset))
        .collect();
    let expect = |attached_to: Attachment| {
        let seen: Vec<(&str, GroupClass)> = peers
            .iter()
            .filter_map(|(other, board, facts)| Some((*other, worst(board, facts, attached_to)?)))
            .collect();
        let critical = |class: &GroupClass| matches!(class, GroupClass::MayHoldHostCritical { .. });
        (!seen.is_empty()).then(|| Expectation {
            chipset: chipset.clone(),
            attached_to,
            observed: seen.iter().map(|(other, _)| (*other).to_owned()).collect(),
            alone: seen.iter().filter(|(_, class)| stands_alone(class)).count(),
            host_critical: seen.iter().filter(|(_, class)| critical(class)).count(),
        })
    };
    [Attachment::Cpu, Attachment::Chipset].into_iter().filter_map(expect).collect()
}

/// The worst that a card met in a slot of this kind on one board.
fn worst(board: &Board, facts: &LayoutFacts, attached_to: Attachment) -> Option<GroupClass> {
    let named = |landing: &SlotLanding| {
        let slot = board.slots.iter().find(|slot| Some(&slot.label) == landing.label.as_ref());
        let told = slot.and_then(|slot| slot.attached_to);
        told.or_else(|| landing.port.and_then(|port| facts.attachment(port)))
    };
    let landings = slot_landings(Some(board), facts);
    let classes = landings.iter().filter(|landing| named(landing) == Some(attached_to)).filter_map(|l| l.class.clone());
    let ports = if attached_to == Attachment::Chipset { chipset_ports(facts) } else { Vec::new() };
    classes.chain(ports).max_by_key(GroupClass::rank)
}

/// What a card behind the chipset's own switch would share, whether one was there or not: downstream
/// ports without ACS put everything behind them into one group.
fn chipset_ports(facts: &LayoutFacts) -> Vec<GroupClass> {
    let class = |port: Bdf| {
        let groups = facts.tree.device(port)?.group.into_iter().collect();
        let card = Card {
            port: Some(port),
            functions: Vec::new(),
            bridges: Vec::new(),
            groups,
            integrated: false,
            display: false,
        };
        sharing(&facts.tree, &card, vfiodex_engine::Tri::No).class
    };
    facts.chipset_ports().into_iter().filter_map(class).collect()
}
