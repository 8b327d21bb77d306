use std::collections::BTreeMap;

use vfiodex_engine::iommu::{LayoutDiff, diff};

use super::layout::{LayoutFacts, layout_facts};
use super::observed::observation;
use super::platform::{Expectation, expectations};
use super::slot::{SlotLanding, slot_landings};
use crate::catalogue::Catalogue;
use crate::record::{Board, Layout};

/// What follows for one board from its layouts, and from those of its platform.
#[derive(Default)]
pub struct BoardFacts {
    /// IDs of its layouts, newest first.
    pub layouts: Vec<String>,
    /// Slots and where a card put there lands, in the newest layout.
    pub slots: Vec<SlotLanding>,
    /// Each layout compared with the one before it, newest first.
    pub changes: Vec<LayoutChange>,
    /// What boards with the same chipset suggest.
    pub expectations: Vec<Expectation>,
}

/// A layout compared with the one before it.
pub struct LayoutChange {
    /// The older one's ID.
    pub before: String,
    /// The newer one's ID.
    pub after: String,
    /// Whether both listings are complete; else what is missing on one side proves nothing.
    pub complete: bool,
    /// What differs.
    pub diff: LayoutDiff,
}

/// All that follows from layouts, by ID of layout and board.
pub struct IommuFacts<'a> {
    layouts: BTreeMap<&'a str, LayoutFacts<'a>>,
    boards: BTreeMap<&'a str, BoardFacts>,
}

impl<'a> IommuFacts<'a> {
    /// Judges every layout of the catalogue.
    #[must_use]
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Self::of(catalogue.all::<Layout>().collect(), catalogue.all::<Board>().collect())
    }

    /// Judges layouts with the boards that they belong to.
    #[must_use]
    pub fn of(records: Vec<(&'a str, &'a Layout)>, boards: BTreeMap<&'a str, &'a Board>) -> Self {
        use rayon::prelude::*;
        let layouts: BTreeMap<&str, LayoutFacts> =
            records.par_iter().map(|(id, layout)| (*id, layout_facts(id, layout))).collect();
        let mut by_board: BTreeMap<&str, Vec<&LayoutFacts>> = BTreeMap::new();
        for facts in layouts.values() {
            by_board.entry(facts.layout.board.0.as_str()).or_default().push(facts);
        }
        by_board.values_mut().for_each(|list| list.sort_by(|a, b| age(b).cmp(&age(a))));
        let newest: BTreeMap<&str, &LayoutFacts> =
            by_board.iter().filter_map(|(board, list)| Some((*board, *list.first()?))).collect();
        let facts = |id: &str, board: &Board| {
            let own: &[&LayoutFacts] = by_board.get(id).map_or(&[], Vec::as_slice);
            BoardFacts {
                layouts: own.iter().map(|facts| facts.id.to_owned()).collect(),
                slots: own.first().map(|newest| slot_landings(Some(board), newest)).unwrap_or_default(),
                changes: own.windows(2).map(|pair| change(pair[1], pair[0])).collect(),
                expectations: expectations(id, board, &boards, &newest),
            }
        };
        let boards = boards.par_iter().map(|(id, board)| (*id, facts(id, board))).collect();
        Self { layouts, boards }
    }

    /// What follows from a layout.
    #[must_use]
    pub fn layout(&self, id: &str) -> Option<&LayoutFacts<'a>> {
        self.layouts.get(id)
    }

    /// What follows for a board.
    #[must_use]
    pub fn board(&self, id: &str) -> Option<&BoardFacts> {
        self.boards.get(id)
    }

    /// Layouts of a board, newest first.
    #[must_use]
    pub fn of_board(&self, id: &str) -> Vec<&LayoutFacts<'a>> {
        let ids = self.boards.get(id).into_iter().flat_map(|board| &board.layouts);
        ids.filter_map(|id| self.layout(id)).collect()
    }
}

/// What orders layouts in time: the day of the observation, then BIOS and kernel.
fn age<'f>(facts: &'f LayoutFacts) -> (Option<crate::record::Date>, Option<crate::record::Date>, &'f str) {
    (facts.layout.date, facts.layout.bios_date, facts.id)
}

fn change(before: &LayoutFacts, after: &LayoutFacts) -> LayoutChange {
    LayoutChange {
        before: before.id.to_owned(),
        after: after.id.to_owned(),
        complete: before.layout.complete && after.layout.complete,
        diff: diff(&observation(before.layout), &observation(after.layout)),
    }
}
