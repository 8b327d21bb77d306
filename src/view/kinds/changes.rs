use vfiodex_engine::Bdf;
use vfiodex_engine::iommu::{Blame, Change, Device, Key, KeyChange};

use crate::derive::{LayoutChange, LayoutFacts};
use crate::record::{Board, Kind};
use crate::view::blocks::{Block, Cell, Column, Row, Runs, Section, code, link, paragraph, text};
use crate::view::devices::{place, short, summary};
use crate::view::href::Href;
use crate::view::pages::Page;
use crate::view::site::Context;

/// Changes that the board's page shows before it links to a page of their own.
const FEW: usize = 8;

/// One comparison: what differs, what changed, and what that may be put down to.
struct Pair<'p, 'a> {
    change: &'p LayoutChange,
    before: &'p LayoutFacts<'a>,
    after: &'p LayoutFacts<'a>,
}

fn pairs<'p, 'a>(context: &'p Context<'a>, board: &str) -> Vec<Pair<'p, 'a>> {
    let changes = context.iommu.board(board).into_iter().flat_map(|facts| &facts.changes);
    let pair = |change: &'p LayoutChange| {
        let (before, after) = (context.iommu.layout(&change.before)?, context.iommu.layout(&change.after)?);
        Some(Pair { change, before, after })
    };
    changes.filter_map(pair).collect()
}

/// What changed from each layout of a board to the next, in short.
pub fn of_board(context: &Context, board: &str) -> Vec<Block> {
    pairs(context, board).iter().flat_map(|pair| blocks(context, pair, FEW)).collect()
}

/// Pages of comparisons that are too long for the board's page.
pub fn pages(context: &Context) -> Vec<(Href, Page)> {
    let mut out = Vec::new();
    for (id, board) in context.catalogue.all::<Board>() {
        for pair in pairs(context, id).iter().filter(|pair| rows(context, pair).len() > FEW) {
            let page = Page {
                title: format!("What changed: {}", board.name),
                lead: vec![
                    text("The IOMMU groups of two layouts of "),
                    link(Href::record(Kind::Board, id), &board.name),
                    text(", compared device by device. Group numbers mean nothing: they change from boot to boot."),
                ],
                sections: Section::new("changes", "Changes", blocks(context, pair, usize::MAX)).into_iter().collect(),
                ..Page::default()
            };
            out.push((address(&pair.change.after), page));
        }
    }
    out
}

fn address(after: &str) -> Href {
    Href::page(&format!("layouts/{after}/changes/"))
}

fn blocks(context: &Context, pair: &Pair, most: usize) -> Vec<Block> {
    let diff = &pair.change.diff;
    let layout = |facts: &LayoutFacts| link(Href::record(Kind::Layout, facts.id), label(facts));
    let mut out = vec![
        Block::Paragraph {
            runs: vec![text("From "), layout(pair.before), text(" to "), layout(pair.after), text(":")],
        },
        verdict(pair),
    ];
    // What an incomplete listing leaves out was not unplugged.
    let keys: Vec<&KeyChange> =
        diff.keys.iter().filter(|key| pair.change.complete || key.key != Key::Plugged).collect();
    if !keys.is_empty() {
        let row = |key: &KeyChange| {
            let (before, after) = values(context, pair, key);
            Row::new([Cell::from(capital(&key.key.to_string())), Cell::from(before), Cell::from(after)])
        };
        let columns = ["Differs", "Before", "After"].map(Column::text).to_vec();
        out.push(Block::Table {
            caption: "What differs between the two observations".into(),
            columns,
            rows: keys.into_iter().map(row).collect(),
        });
    }
    let told = matches!(diff.blame, Blame::Perhaps { .. } | Blame::NotExplained { .. });
    if !diff.not_known.is_empty() && !told {
        let keys: Vec<String> = diff.not_known.iter().map(ToString::to_string).collect();
        out.push(paragraph(&format!("Not written down on one side or both: {}.", keys.join(", "))));
    }
    let mut rows = rows(context, pair);
    let more = rows.len().saturating_sub(most);
    rows.truncate(most);
    if !rows.is_empty() {
        let columns = ["Device", "Address", "No longer with", "Now with"].map(Column::text).to_vec();
        out.push(Block::Table { caption: "Devices that share with others than before".into(), columns, rows });
    }
    if more > 0 {
        let runs = vec![link(
            address(&pair.change.after),
            format!("All {} devices that share with others than before", more + most),
        )];
        out.push(Block::Paragraph { runs });
    }
    out
}

/// What tells a layout from the others of its board.
fn label(facts: &LayoutFacts) -> String {
    let layout = facts.layout;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(layout.bios.as_ref().map(|bios| format!("BIOS {bios}")));
    parts.extend(layout.kernel.as_ref().map(|kernel| format!("kernel {kernel}")));
    if parts.len() < 2 {
        parts.extend(layout.date.map(|date| format!("observed {date}")));
    }
    if parts.is_empty() { facts.id.to_owned() } else { parts.join(", ") }
}

fn rows(context: &Context, pair: &Pair) -> Vec<Row> {
    let row = |change: &Change| {
        let device = pair.after.tree.device(change.after);
        let mut at: Runs = vec![code(place(change.after))];
        if change.before != change.after {
            at.extend([text(", was "), code(place(change.before))]);
        }
        let names = |facts: &LayoutFacts, list: &[Bdf]| summary(context, facts, list, 4);
        let (mut parted, mut joined) = (names(pair.before, &change.parted_from), names(pair.after, &change.joined_by));
        match change.grouped {
            (true, false) => joined = "in no group".into(),
            (false, true) => parted = "was in no group".into(),
            _ => {}
        }
        Row::new([
            match device {
                Some(device) if device.known_class().is_some() => Cell::from(short(context, device)),
                _ => Cell::from("not named"),
            },
            Cell::from(at),
            Cell::from(parted),
            Cell::from(joined),
        ])
    };
    let bridge = |facts: &LayoutFacts, a: Bdf| facts.tree.device(a).is_some_and(Device::is_port_like);
    let counts = |change: &&Change| {
        let company = change.parted_from.iter().any(|a| !bridge(pair.before, *a))
            || change.joined_by.iter().any(|a| !bridge(pair.after, *a));
        !bridge(pair.after, change.after) && (company || change.grouped.0 != change.grouped.1)
    };
    pair.change.diff.changes.iter().filter(counts).map(row).collect()
}

/// Devices in few words, bridges left out.
fn ends(context: &Context, facts: &LayoutFacts, list: &[Bdf]) -> String {
    let end = |a: &Bdf| !facts.tree.device(*a).is_some_and(Device::is_port_like);
    summary(context, facts, &list.iter().copied().filter(end).collect::<Vec<_>>(), 4)
}

/// What the change may be put down to. Two listings of which one is incomplete do not tell.
fn verdict(pair: &Pair) -> Block {
    let blame = &pair.change.diff.blame;
    let (role, words) = match blame {
        _ if pair.change.complete => (role(blame), sentence(blame)),
        Blame::Unchanged => (
            "unknown",
            "Devices in both listings share with the same devices as before, but one of the listings is not complete."
                .into(),
        ),
        _ => (
            "unknown",
            "One of the listings is not complete: what changed cannot be told from what it leaves out.".into(),
        ),
    };
    Block::Note { role, runs: vec![text(words)] }
}

fn role(blame: &Blame) -> &'static str {
    match blame {
        Blame::Unchanged => "works",
        Blame::Changed { .. } => "care",
        Blame::Perhaps { .. } | Blame::OneOf { .. } | Blame::NotExplained { .. } => "unknown",
    }
}

fn sentence(blame: &Blame) -> String {
    format!("{}.", capital(&blame.to_string()))
}

fn capital(words: &str) -> String {
    crate::view::labels::capital(words)
}

/// Both values of a key that differs; cards by name where they show among the devices.
fn values(context: &Context, pair: &Pair, key: &KeyChange) -> (String, String) {
    let diff = &pair.change.diff;
    let seen = key.key == Key::Plugged && !(diff.only_before.is_empty() && diff.only_after.is_empty());
    let (before, after) = if seen {
        (ends(context, pair.before, &diff.only_before), ends(context, pair.after, &diff.only_after))
    } else {
        (key.before.clone(), key.after.clone())
    };
    let or_none = |value: String| if value.is_empty() { "none".to_owned() } else { value };
    (or_none(before), or_none(after))
}
