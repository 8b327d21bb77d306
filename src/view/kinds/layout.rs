use std::collections::BTreeMap;

use vfiodex_engine::iommu::Device;

use super::groups;
use crate::derive::{LayoutFacts, SlotLanding, slot_landings, stands_alone};
use crate::record::{Board, Kind, Layout, Record};
use crate::view::blocks::{Block, Cell, Column, Row, Section, code, reference, text};
use crate::view::devices::{named, places, short};
use crate::view::map::map;
use crate::view::record::{Answer, KeyFact, Parts};
use crate::view::site::Context;

/// Cards that a page's first table shows.
const CARDS: usize = 30;

pub(super) fn parts(context: &Context, id: &str, layout: &Layout) -> Parts {
    let fact =
        |label: &str, value: Option<String>| value.map(|v| KeyFact { label: label.into(), value: vec![text(v)] });
    let mut key_facts: Vec<_> = [
        fact("BIOS", layout.bios.as_ref().map(ToString::to_string)),
        fact("Kernel", layout.kernel.as_ref().map(ToString::to_string)),
        fact("Observed", layout.date.map(|d| d.to_string())),
        fact("ACS override", layout.acs_override.map(|on| if on { "on".into() } else { "off".into() })),
    ]
    .into_iter()
    .flatten()
    .collect();
    let board = reference(context.catalogue, Kind::Board, &layout.board.0);
    key_facts.insert(0, KeyFact { label: "Board".into(), value: vec![board] });
    let elsewhere: &[&str] =
        &["name", "board", "bios", "kernel", "date", "acs_override", "devices", "complete", "missing"];
    let base = Parts { what: "IOMMU layout, observed".into(), key_facts, elsewhere, ..Parts::default() };
    let Some(facts) = context.iommu.layout(id) else { return base };
    let board = board_of(context, layout);
    let slots = slot_landings(board, facts);
    let mut sections = Vec::new();
    let mut blocks = cautions(facts);
    blocks.extend(figure(context, board, facts, &slots, CARDS));
    blocks.extend(groups::consequence(facts));
    sections.extend(Section::new("cards", "Cards and what goes along", blocks));
    let mut blocks = Vec::new();
    if slots.iter().any(|slot| slot.label.is_some()) {
        blocks.extend(super::slots::landings(context, None, facts, &slots, &[]));
    }
    sections.extend(Section::new("slots", "Slots", blocks));
    sections.extend(Section::new(
        "alone",
        "Passed through without anything else",
        groups::alone_list(context, facts, 12),
    ));
    let mut blocks = vec![full_table(context, facts)];
    blocks.extend(groups::without_group(context, facts));
    sections.extend(Section::new("groups", "Every group", blocks));
    Parts { answer: Some(answer(context, facts)), sections, ..base }
}

fn board_of<'a>(context: &Context<'a>, layout: &Layout) -> Option<&'a Board> {
    match &context.catalogue.get(Kind::Board, &layout.board.0)?.record {
        Record::Board(board) => Some(board),
        _ => None,
    }
}

/// The map with the table of cards beside it, or the table alone.
pub(super) fn figure(
    context: &Context,
    board: Option<&Board>,
    facts: &LayoutFacts,
    slots: &[SlotLanding],
    most: usize,
) -> Vec<Block> {
    let table = groups::card_table(context, facts, most);
    let Some(map) = map(context, board, facts, slots) else { return table };
    let mut caption = "Where each device hangs, bridges left out.".to_owned();
    if !map.tones.is_empty() {
        caption.push_str(" The same pattern at the edge: the same IOMMU group.");
    }
    vec![Block::Figure { map: Box::new(map), caption: vec![text(caption)], text: table }]
}

/// What has to be said before the groups of a layout are read.
pub(super) fn cautions(facts: &LayoutFacts) -> Vec<Block> {
    let layout = facts.layout;
    let mut out = Vec::new();
    let mut say = |words: String| out.push(Block::Note { role: "care", runs: vec![text(words)] });
    if layout.acs_override == Some(true) {
        say("An ACS override was in force: the groups show what the kernel was told, not what the hardware isolates."
            .into());
    }
    if !layout.complete {
        say(format!("The listing is not complete. {}", layout.missing.clone().unwrap_or_default()));
    }
    out
}

/// How the cards of a layout stand, in one sentence.
pub(super) fn answer(context: &Context, facts: &LayoutFacts) -> Answer {
    if facts.names_nothing() {
        return unnamed(facts);
    }
    let graphics: Vec<_> = facts.graphics().collect();
    let told: Vec<_> = graphics.iter().filter_map(|card| card.class.as_ref()).collect();
    let alone = told.iter().filter(|class| stands_alone(class)).count();
    let (role, words) = match (told.len(), alone) {
        _ if facts.layout.acs_override == Some(true) => ("care", "isolation not proven".to_owned()),
        (0, _) => ("unknown", "no separate graphics card".to_owned()),
        (1, 1) => ("works", "graphics card alone".to_owned()),
        (1, _) => ("care", "graphics card shares its group".to_owned()),
        (all, n) if n == all => ("works", format!("all {all} graphics cards alone")),
        (all, 0) => ("care", format!("all {all} graphics cards share")),
        (all, n) => ("care", format!("{n} of {all} graphics cards alone")),
    };
    let mut sentence = String::new();
    if let [card] = graphics.as_slice() {
        let first = card.card.functions.first().and_then(|a| facts.tree.device(*a));
        let name = first.map(|device| short(context, device)).unwrap_or_default();
        let with = groups::company_words(context, facts, card.class.as_ref(), &card.card.functions);
        sentence = match &card.class {
            Some(class) if stands_alone(class) => {
                format!("{name} at {} has its IOMMU group to itself. ", places(&card.card.functions))
            }
            Some(_) if with != "nothing" => {
                format!("{name} at {} shares its IOMMU group with {with}. ", places(&card.card.functions))
            }
            _ => String::new(),
        };
    }
    let others = facts.alone.iter().filter(|alone| !alone.card.display).count();
    sentence.push_str(&format!(
        "{} devices in {} groups; {others} besides graphics can be passed through without anything else. Another BIOS, kernel, setting or card can change that: compare with your own host.",
        facts.layout.devices.len(),
        facts.groups.len(),
    ));
    Answer { role, words, runs: vec![text(sentence)] }
}

/// The answer where the listing gives addresses and groups only.
fn unnamed(facts: &LayoutFacts) -> Answer {
    let several = facts.groups.iter().filter(|group| group.members.len() > 1).count();
    let sentence = format!(
        "{} devices in {} IOMMU groups, {several} of them with more than one device. The listing is of addresses only: it says which share a group, not what sits there. Run the listing on yours to know.",
        facts.layout.devices.len(),
        facts.groups.len(),
    );
    Answer { role: "unknown", words: "devices not named".into(), runs: vec![text(sentence)] }
}

/// One row per device, by group; devices without a group come last.
fn full_table(context: &Context, facts: &LayoutFacts) -> Block {
    let mut by_group: BTreeMap<u32, Vec<&Device>> = BTreeMap::new();
    let mut rest = Vec::new();
    for device in facts.tree.devices() {
        match device.group {
            Some(group) => by_group.entry(group).or_default().push(device),
            None => rest.push(device),
        }
    }
    let row = |group: String, company: Cell, device: &Device| {
        Row::new([
            Cell::from(group),
            company,
            code(device.address.to_string()).into(),
            named(context, device).into(),
            device.id.map(|id| code(id.to_string())).map(Cell::from).unwrap_or_default(),
            device.driver.clone().map(|driver| code(driver).into()).unwrap_or_default(),
        ])
    };
    let mut rows = Vec::new();
    for (number, devices) in by_group {
        for (at, device) in devices.into_iter().enumerate() {
            let company = if at == 0 { company(facts, number) } else { Cell::default() };
            rows.push(row(number.to_string(), company, device));
        }
    }
    rows.extend(rest.into_iter().map(|device| row("none".into(), Cell::default(), device)));
    let columns = vec![
        Column::number("Group"),
        Column::text("Sharing"),
        Column::text("Address"),
        Column::text("Device"),
        Column::text("ID"),
        Column::text("Driver"),
    ];
    Block::Table { caption: "IOMMU groups".into(), columns, rows }
}

/// The class of a group that has something to pass through, and its state when it was listed.
fn company(facts: &LayoutFacts, number: u32) -> Cell {
    let Some(group) = facts.group(number) else { return Cell::default() };
    let Some(class) = &group.class else { return Cell::default() };
    let mut runs = vec![groups::class_mark(Some(class))];
    runs.extend(groups::state_when_listed(group).map(|state| text(format!(" {state}"))));
    runs.into()
}
