//! Every card on every board: counts and worst cases on the pages of both, the whole table on pages of its own.

use vfiodex_engine::verdict::Level;

use super::blocks::{Block, Cell, Column, Row, Run, Section, link, reference, text};
use super::href::Href;
use super::pages::Page;
use super::site::Context;
use crate::derive::{Combination, USES};
use crate::record::{Board, Gpu, Kind};

/// Worst cases that a record's page names.
const WORST: usize = 4;

/// What stands for a level: its class name.
#[must_use]
pub fn role(level: Level) -> &'static str {
    match level {
        Level::Works | Level::Expected => "works",
        level => level.key(),
    }
}

fn mark(level: Level) -> Run {
    Run::Mark { role: role(level), text: level.words().into() }
}

/// A card on the boards whose groups are known.
pub fn on_boards(context: &Context, id: &str) -> Option<Section> {
    let found: Vec<&Combination> = context.verdicts.of_card(id).iter().collect();
    let boards = unique(found.iter().map(|one| one.board));
    let lead = match boards {
        0 => return None,
        1 => "On the one board on record whose IOMMU groups are published, slot by slot:".to_owned(),
        n => format!("On the {n} boards on record whose IOMMU groups are published, slot by slot:"),
    };
    Section::new(
        "boards",
        "On boards",
        blocks(context, &found, &lead, (boards_page(id), checker("gpu", id)), Side::Board),
    )
}

/// The cards on a board whose groups are known.
pub fn of_cards(context: &Context, id: &str) -> Option<Section> {
    let found = context.verdicts.of_board(id);
    let cards = unique(found.iter().map(|one| one.card));
    if cards == 0 {
        return None;
    }
    let lead = format!("Each of {cards} cards on record, in every slot whose IOMMU group is known:");
    Section::new(
        "cards",
        "Cards on this board",
        blocks(context, &found, &lead, (cards_page(id), checker("board", id)), Side::Card),
    )
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>) -> usize {
    ids.collect::<std::collections::BTreeSet<_>>().len()
}

fn boards_page(card: &str) -> Href {
    Href::page(&format!("gpus/{card}/boards/"))
}

fn cards_page(board: &str) -> Href {
    Href::page(&format!("boards/{board}/cards/"))
}

/// The checker, filled in.
fn checker(field: &str, id: &str) -> Href {
    Href::page(&format!("tools/check/?{field}={id}"))
}

/// Which side of a combination a page names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Board,
    Card,
}

impl Side {
    fn name(self, context: &Context, found: &Combination) -> Run {
        match self {
            Self::Board => reference(context.catalogue, Kind::Board, found.board),
            Self::Card => reference(context.catalogue, Kind::Gpu, found.card),
        }
    }
}

fn blocks(
    context: &Context,
    found: &[&Combination],
    lead: &str,
    (whole, checker): (Href, Href),
    side: Side,
) -> Vec<Block> {
    let count = |level: Level, index: usize| found.iter().filter(|one| one.levels.get(index) == Some(&level)).count();
    let row = |level: &Level| {
        let counts: Vec<usize> = (0..USES.len()).map(|index| count(*level, index)).collect();
        let cells = std::iter::once(mark(*level).into()).chain(counts.iter().map(|n| Cell::from(n.to_string())));
        counts.iter().any(|n| *n > 0).then(|| Row::new(cells))
    };
    let columns = std::iter::once(Column::text("Verdict")).chain(USES.iter().map(|(_, name)| Column::number(name)));
    let mut out = vec![
        Block::Paragraph { runs: vec![text(lead)] },
        Block::Table {
            caption: "Verdicts by use, counted over slots".into(),
            columns: columns.collect(),
            rows: Level::ALL.iter().filter_map(row).collect(),
        },
    ];
    let mut worst: Vec<&&Combination> = found.iter().filter(|one| bad(one) >= Level::NotRecommended).collect();
    worst.sort_by_key(|one| std::cmp::Reverse(bad(one)));
    let items = worst.iter().take(WORST).map(|one| {
        let mut runs = vec![side.name(context, one)];
        runs.extend(one.slot.map(|slot| text(format!(", {}", place(slot)))));
        runs.extend([text(": "), mark(bad(one))]);
        runs
    });
    if !worst.is_empty() {
        out.push(Block::Paragraph { runs: vec![text("Worst cases:")] });
        out.push(Block::List { ordered: false, items: items.collect() });
    }
    out.push(Block::Paragraph {
        runs: vec![
            link(whole, "Every slot with its verdict"),
            text("; "),
            link(checker, "check your own setup"),
            text("."),
        ],
    });
    out
}

/// A slot by its label, or a port that stands for one.
fn place(slot: &str) -> String {
    slot.strip_prefix("port ").map_or_else(|| format!("slot {slot}"), |port| format!("behind root port {port}"))
}

fn bad(found: &Combination) -> Level {
    found.levels.iter().copied().max().unwrap_or(Level::Works)
}

/// The pages with every combination.
pub fn pages(context: &Context) -> Vec<(Href, Page)> {
    use rayon::prelude::*;
    let cards: Vec<(&str, &Gpu)> = context.catalogue.all::<Gpu>().collect();
    let boards: Vec<(&str, &Board)> = context.catalogue.all::<Board>().collect();
    let of_card = cards.par_iter().filter_map(|(id, gpu)| {
        let found: Vec<&Combination> = context.verdicts.of_card(id).iter().collect();
        let lead = vec![link(Href::record(Kind::Gpu, id), &gpu.name), text(LEAD)];
        let title = format!("{} on boards", gpu.name);
        page(context, &found, title, lead, Side::Board).map(|page| (boards_page(id), page))
    });
    let of_board = boards.par_iter().filter_map(|(id, board)| {
        let found = context.verdicts.of_board(id);
        let lead = vec![link(Href::record(Kind::Board, id), &board.name), text(LEAD)];
        let title = format!("Cards on the {}", board.name);
        page(context, &found, title, lead, Side::Card).map(|page| (cards_page(id), page))
    });
    of_card.chain(of_board).collect()
}

const LEAD: &str = ": every combination on the newest Proxmox VE with your own guests, everything else by default. `vfiodex verdict` and the checker tell the reasons and take your own setup.";

fn page(context: &Context, found: &[&Combination], title: String, lead: Vec<Run>, side: Side) -> Option<Page> {
    if found.is_empty() {
        return None;
    }
    let slots = found.iter().any(|one| one.slot.is_some());
    let mut columns = vec![Column::text(if side == Side::Board { "Board" } else { "Card" })];
    columns.extend(slots.then(|| Column::text("Slot")));
    columns.extend(USES.iter().map(|(_, name)| Column::text(name)));
    let row = |one: &&Combination| {
        let mut cells = vec![side.name(context, one).into()];
        cells.extend(slots.then(|| Cell::from(one.slot.unwrap_or_default())));
        cells.extend(one.levels.iter().map(|level| Cell::from(mark(*level))));
        Row::new(cells)
    };
    let table = Block::Table { caption: "Verdicts by use".into(), columns, rows: found.iter().map(row).collect() };
    Some(Page {
        title,
        lead,
        sections: Section::new("verdicts", "Verdicts", vec![table]).into_iter().collect(),
        ..Page::default()
    })
}
