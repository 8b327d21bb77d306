use std::collections::BTreeMap;

use rayon::prelude::*;
use vfiodex_engine::Knowledge;
use vfiodex_engine::hardware::{BoardFacts, CardFacts};
use vfiodex_engine::scenario::{Purpose, Scenario};
use vfiodex_engine::setup::Setup;
use vfiodex_engine::verdict::{Judge, Level};

/// Uses that every combination is judged for, on the newest Proxmox VE with everything else by default.
pub const USES: [(Purpose, &str); 2] =
    [(Purpose::Display, "Display in Windows"), (Purpose::Compute, "Compute in Linux")];

/// A card in a place with its levels, one for each use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination<'k> {
    /// The card.
    pub card: &'k str,
    /// The board.
    pub board: &'k str,
    /// The slot; absent for the processor's graphics.
    pub slot: Option<&'k str>,
    /// Levels by use.
    pub levels: [Level; USES.len()],
}

/// Every card on every board whose groups are known, slot by slot.
#[derive(Clone, Debug, Default)]
pub struct Verdicts<'k> {
    by_card: BTreeMap<&'k str, Vec<Combination<'k>>>,
    /// Places in the lists of cards, by board.
    by_board: BTreeMap<&'k str, Vec<(&'k str, usize)>>,
}

impl<'k> Verdicts<'k> {
    /// Judges every combination.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let judge = Judge::new(knowledge);
        let cards: Vec<&CardFacts> = knowledge.cards.iter().collect();
        let judged = cards.par_iter().map(|card| (card.id.as_str(), of_card(card, knowledge, &judge)));
        let by_card: BTreeMap<&str, Vec<Combination>> = judged.collect();
        let mut by_board: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
        for (card, found) in &by_card {
            for (place, one) in found.iter().enumerate() {
                by_board.entry(one.board).or_default().push((card, place));
            }
        }
        Self { by_card, by_board }
    }

    /// Combinations of a card, in the order of boards and slots.
    #[must_use]
    pub fn of_card(&self, id: &str) -> &[Combination<'k>] {
        self.by_card.get(id).map_or(&[], Vec::as_slice)
    }

    /// Combinations on a board, in the order of cards.
    #[must_use]
    pub fn of_board(&self, id: &str) -> Vec<&Combination<'k>> {
        let places = self.by_board.get(id).into_iter().flatten();
        places.filter_map(|(card, place)| self.by_card.get(card)?.get(*place)).collect()
    }
}

fn of_card<'k>(card: &'k CardFacts, knowledge: &'k Knowledge, judge: &Judge<'k>) -> Vec<Combination<'k>> {
    let movable = card.mount.as_deref().is_none_or(|mount| mount == "pcie-card");
    let mut out: Vec<Combination> = Vec::new();
    if !movable && !card.is_integrated() {
        return out;
    }
    for (index, (purpose, _)) in USES.iter().enumerate() {
        let mut place = 0;
        let mut quirks = None;
        let scenario = Scenario { gpu: Some(card.id.clone()), purpose: Some(*purpose), ..Scenario::default() };
        for board in knowledge.boards.iter().filter(|board| concerns(card, board, knowledge)) {
            let Ok(mut setup) = Setup::on(&scenario, board, knowledge) else { continue };
            let quirks = quirks.get_or_insert_with(|| judge.concerned(&setup));
            let reports = judge.reports(&setup);
            let slots = setup.slots().iter().filter(|slot| slot.group.is_some()).map(Some);
            let slots: Vec<_> = if card.is_integrated() { vec![None] } else { slots.collect() };
            for slot in slots {
                setup.slot = slot;
                let level = judge.level(&setup, quirks, &reports);
                if out.len() == place {
                    let slot = slot.map(|slot| slot.label.as_str());
                    out.push(Combination { card: &card.id, board: &board.id, slot, levels: [level; USES.len()] });
                }
                if let Some(found) = out.get_mut(place).and_then(|found| found.levels.get_mut(index)) {
                    *found = level;
                }
                place += 1;
            }
        }
    }
    out
}

/// Whether a board says anything about a card: slots with groups, or the processor that the GPU is part of.
fn concerns(card: &CardFacts, board: &BoardFacts, knowledge: &Knowledge) -> bool {
    if !card.is_integrated() {
        return board.slots.iter().any(|slot| slot.group.is_some());
    }
    let mut families = knowledge.cpus.iter().filter(|cpu| board.cpus.contains(&cpu.id));
    board.igpu.is_some() && families.any(|cpu| cpu.gpus.contains(&card.id))
}
