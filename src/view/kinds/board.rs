use super::{changes, groups, layout, slots};
use crate::derive::{BoardFacts, LayoutFacts};
use crate::record::{Board, Kind, OnboardVideo};
use crate::view::blocks::{Block, Cell, Column, Row, Section, link, paragraph, prose, text};
use crate::view::citations::label_of;
use crate::view::href::Href;
use crate::view::record::{Answer, KeyFact, Parts};
use crate::view::site::Context;

/// Cards and groups that the board's page shows; its layouts' pages show all.
const MOST: usize = 14;

pub(super) fn parts(context: &Context, id: &str, board: &Board) -> Parts {
    let mut what = vec![label_of(&board.kind)];
    what.extend(board.socket.clone());
    what.extend(board.chipset.clone());
    let mut key_facts = Vec::new();
    let mut add = |label: &str, value: Option<String>| {
        key_facts.extend(value.map(|v| KeyFact { label: label.into(), value: vec![text(v)] }))
    };
    add("Chipset", board.chipset.clone());
    add("Socket", board.socket.clone());
    add(
        "Slots for cards",
        (!board.slots.is_empty())
            .then(|| board.slots.iter().filter(|s| s.kind == crate::record::SlotKind::Pcie).count().to_string()),
    );
    add("Video without a card", board.onboard_video.map(video));
    add("Remote console", board.bmc.map(|bmc| if bmc { "yes".into() } else { "no".into() }));
    let layouts = context.iommu.of_board(id);
    let none = BoardFacts::default();
    let facts = context.iommu.board(id).unwrap_or(&none);
    let mut sections = Vec::new();
    match layouts.first() {
        Some(newest) => sections.extend(observed(context, id, board, facts, newest, &layouts)),
        None => sections.extend(not_observed(context, board, facts)),
    }
    sections.extend(Section::new("slots", "Slots", slots::table(board)));
    sections.extend(crate::view::verdicts::of_cards(context, id));
    sections.extend(Section::new("firmware", "Firmware options", firmware(board)));
    Parts {
        what: what.join(" · "),
        answer: Some(layouts.first().map_or_else(|| unobserved(facts), |newest| layout::answer(context, newest))),
        key_facts,
        sections,
        elsewhere: &["name", "kind", "slots", "bios_options"],
        ..Parts::default()
    }
}

fn unobserved(facts: &BoardFacts) -> Answer {
    let mut words = "The IOMMU groups of this board are not known: nobody has published a layout yet.".to_owned();
    if let Some(first) = facts.expectations.first() {
        words.push_str(&format!(
            " What observed boards with the {} chipset suggest stands below, as inference.",
            first.chipset
        ));
    }
    Answer { role: "unknown", words: "not observed".into(), runs: vec![text(words)] }
}

/// What layouts say: the newest in full, the others beside it, and what changed in between.
fn observed(
    context: &Context,
    id: &str,
    board: &Board,
    facts: &BoardFacts,
    newest: &LayoutFacts,
    layouts: &[&LayoutFacts],
) -> Vec<Section> {
    let mut map = vec![lead(newest)];
    map.extend(layout::cautions(newest));
    map.extend(layout::figure(context, Some(board), newest, &facts.slots, MOST));
    map.extend(groups::consequence(newest));
    let landings = slots::landings(context, Some(board), newest, &facts.slots, &facts.expectations);
    let mut table = groups::group_table(context, newest, MOST);
    table.push(Block::Paragraph {
        runs: vec![link(Href::record(Kind::Layout, newest.id).anchor("groups"), "Every device of every group")],
    });
    let mut out = Vec::new();
    let drawn = map.iter().any(|block| matches!(block, Block::Figure { .. }));
    out.extend(Section::new("map", if drawn { "Map and groups" } else { "As observed" }, map));
    out.extend(Section::new("landing", "What a card in each slot shares", landings));
    out.extend(Section::new("alone", "Passed through without anything else", groups::alone_list(context, newest, 6)));
    out.extend(Section::new("layouts", "IOMMU groups", table));
    if layouts.len() > 1 {
        let mut blocks = vec![side_by_side(layouts)];
        blocks.extend(changes::of_board(context, id));
        out.extend(Section::new("changes", "What changed", blocks));
    }
    out
}

/// Which layout the page speaks of.
fn lead(newest: &LayoutFacts) -> Block {
    let layout = newest.layout;
    let mut runs = vec![text("As observed with ")];
    let bios = layout.bios.as_ref().map_or("a BIOS that is not known".to_owned(), |bios| format!("BIOS {bios}"));
    let kernel = layout.kernel.as_ref().map_or("a kernel that is not known".to_owned(), |k| format!("kernel {k}"));
    runs.push(link(Href::record(Kind::Layout, newest.id), format!("{bios} and {kernel}")));
    if let Some(date) = layout.date {
        runs.push(text(format!(" on {date}")));
    }
    runs.push(text(". Groups belong to that host; compare with your own."));
    Block::Paragraph { runs }
}

fn not_observed(context: &Context, board: &Board, facts: &BoardFacts) -> Vec<Section> {
    let mut blocks = vec![Block::Paragraph {
        runs: vec![
            text("Nobody has published the IOMMU groups of this board yet. Run the listing on yours and "),
            link(Href::page("contribute/"), "contribute it"),
            text("."),
        ],
    }];
    blocks.extend(slots::expectation(context, &facts.expectations));
    if let (true, Some(chipset)) = (facts.expectations.is_empty(), &board.chipset) {
        blocks.push(paragraph(&format!("No other board with the {chipset} chipset has been observed either.")));
    }
    Section::new("layouts", "IOMMU groups", blocks).into_iter().collect()
}

/// Layouts of the board, newest first, with what tells them apart.
fn side_by_side(layouts: &[&LayoutFacts]) -> Block {
    let row = |facts: &&LayoutFacts| {
        let layout = facts.layout;
        let mut remarks = Vec::new();
        if layout.acs_override == Some(true) {
            remarks.push("ACS override");
        }
        if !layout.complete {
            remarks.push("incomplete");
        }
        let named = !facts.names_nothing();
        if !named {
            remarks.push("devices not named");
        }
        let others = facts.alone.iter().filter(|alone| !alone.card.display).count();
        let graphics = facts.graphics().filter(|card| card.class.as_ref().is_some_and(crate::derive::stands_alone));
        Row::new([
            link(
                Href::record(Kind::Layout, facts.id),
                layout.date.map_or_else(|| "date not known".to_owned(), |date| date.to_string()),
            )
            .into(),
            Cell::from(layout.bios.as_ref().map(ToString::to_string).unwrap_or_default()),
            Cell::from(layout.kernel.as_ref().map(ToString::to_string).unwrap_or_default()),
            Cell::from(layout.devices.len().to_string()),
            Cell::from(facts.groups.len().to_string()),
            Cell::from(if named {
                format!("{} of {}", graphics.count(), facts.graphics().count())
            } else {
                String::new()
            }),
            Cell::from(if named { others.to_string() } else { String::new() }),
            Cell::from(remarks.join(", ")),
        ])
    };
    let columns = vec![
        Column::text("Observed"),
        Column::text("BIOS"),
        Column::text("Kernel"),
        Column::number("Devices"),
        Column::number("Groups"),
        Column::number("Graphics alone"),
        Column::number("Others alone"),
        Column::text("Remarks"),
    ];
    Block::Table { caption: "Layouts side by side".into(), columns, rows: layouts.iter().map(row).collect() }
}

fn video(video: OnboardVideo) -> String {
    match video {
        OnboardVideo::None => "none",
        OnboardVideo::Cpu => "from the CPU’s GPU",
        OnboardVideo::Bmc => "from the BMC",
        OnboardVideo::CpuAndBmc => "from CPU and BMC",
    }
    .into()
}

fn firmware(board: &Board) -> Vec<Block> {
    let row = |option: &crate::record::BiosOption| {
        let name = match (&option.name, option.available) {
            (_, Some(false)) => "the firmware has none".to_owned(),
            (Some(name), _) => name.clone(),
            (None, _) => String::new(),
        };
        Row::new([
            Cell::from(label_of(&option.controls)),
            prose(&name).into(),
            Cell::from(option.path.clone().unwrap_or_default()),
            Cell::from(option.default.clone().unwrap_or_default()),
            Cell::from(option.since.as_ref().map(ToString::to_string).unwrap_or_default()),
        ])
    };
    if board.bios_options.is_empty() {
        return Vec::new();
    }
    let columns = ["What", "Name in setup", "Where", "Default", "Since BIOS"].map(Column::text).to_vec();
    vec![Block::Table {
        caption: "Firmware options".into(),
        columns,
        rows: board.bios_options.iter().map(row).collect(),
    }]
}
