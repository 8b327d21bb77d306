use vfiodex_engine::iommu::SlotSource;

use super::groups::{class_mark, company_words, numbers};
use crate::derive::{Expectation, LayoutFacts, SlotLanding, stands_alone};
use crate::record::{Attachment, Board, Slot};
use crate::view::blocks::{Block, Cell, Column, Row, Run, Runs, code, text};
use crate::view::citations::words_of;
use crate::view::devices::{place, summary};
use crate::view::site::Context;

/// What a card in each slot would share.
pub fn landings(
    context: &Context,
    board: Option<&Board>,
    facts: &LayoutFacts,
    slots: &[SlotLanding],
    expected: &[Expectation],
) -> Vec<Block> {
    let mut rows: Vec<Row> = slots.iter().map(|slot| landing_row(context, facts, slot)).collect();
    let open = board.into_iter().flat_map(|board| &board.slots).filter(|slot| {
        slot.kind != crate::record::SlotKind::M2 && !slots.iter().any(|known| known.label.as_ref() == Some(&slot.label))
    });
    let open: Vec<&Slot> = open.collect();
    if rows.is_empty() && expected.is_empty() && !open.is_empty() {
        let words = "Which group each slot leads to is not known: no layout names them. `dmidecode -t slot` on the host tells the address behind each.";
        return vec![crate::view::blocks::paragraph(words)];
    }
    rows.extend(open.into_iter().map(|slot| open_row(slot, expected)));
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = ["Slot", "Seen in it", "Group", "Sharing", "Goes along", "Known by"].map(Column::text).to_vec();
    vec![Block::Table { caption: "Slots and their groups".into(), columns, rows }]
}

fn landing_row(context: &Context, facts: &LayoutFacts, slot: &SlotLanding) -> Row {
    let label = match (&slot.label, slot.port) {
        (Some(label), _) => vec![text(label.clone())],
        (None, Some(port)) => vec![text("behind port "), code(place(port))],
        (None, None) => vec![text("not known")],
    };
    let seen = match (slot.devices.is_empty(), slot.port) {
        (false, _) => summary(context, facts, &slot.devices, 2),
        (true, Some(_)) => "nothing".to_owned(),
        (true, None) => String::new(),
    };
    let ports: Vec<String> = slot.with_ports.iter().map(|port| place(*port)).collect();
    let alone = slot.class.as_ref().is_some_and(stands_alone);
    let mut along = company_words(context, facts, slot.class.as_ref(), &slot.devices);
    if !ports.is_empty() {
        along = if alone { String::new() } else { format!("{along}; ") };
        along.push_str(&format!("whatever sits behind {}", ports.join(", ")));
    }
    let company = if alone && !ports.is_empty() {
        Run::Mark { role: "care", text: "shared".into() }
    } else {
        class_mark(slot.class.as_ref())
    };
    Row::new([
        Cell::from(label),
        Cell::from(seen),
        Cell::from(numbers(&slot.groups)),
        Cell::from(company),
        Cell::from(along),
        Cell::from(known_by(slot)),
    ])
}

fn known_by(slot: &SlotLanding) -> &'static str {
    match slot.known_by {
        SlotSource::Dmi => "DMI slot table",
        SlotSource::Sysfs => "/sys/bus/pci/slots",
        SlotSource::Lspci => "lspci",
        SlotSource::Observed if slot.label.is_some() => "the reporter’s word",
        SlotSource::Observed => "a card was seen there",
        SlotSource::Inferred if slot.port.is_none() => "inferred: every chipset port is in this group",
        SlotSource::Inferred => "inferred from the root port",
    }
}

fn open_row(slot: &Slot, expected: &[Expectation]) -> Row {
    let found = expected.iter().find(|e| Some(e.attached_to) == slot.attached_to);
    let words = found.map_or_else(|| "not known".to_owned(), count_words);
    Row::new([
        Cell::from(slot.label.clone()),
        Cell::default(),
        Cell::default(),
        Cell::from(Run::Mark { role: "unknown", text: "not known".into() }),
        Cell::from(words),
        Cell::from(if found.is_some() { "inferred from other boards" } else { "" }),
    ])
}

/// `8 observed B550 boards`.
fn boards(expected: &Expectation) -> String {
    let all = expected.observed.len();
    format!("{all} observed {} board{}", expected.chipset, if all == 1 { "" } else { "s" })
}

/// Counts in words: `shared, on 5 of 6 observed B550 boards`.
fn count_words(expected: &Expectation) -> String {
    let (all, boards) = (expected.observed.len(), boards(expected));
    match all - expected.alone {
        0 => format!("nothing, on {all} of {boards}"),
        shared => format!("shared, on {shared} of {boards}"),
    }
}

/// What boards with the same chipset suggest, marked as inference.
pub fn expectation(context: &Context, expected: &[Expectation]) -> Vec<Block> {
    let item = |e: &Expectation| -> Runs {
        let all = e.observed.len();
        let place = match e.attached_to {
            Attachment::Chipset => "the chipset",
            Attachment::Cpu | Attachment::Cpu2 => "the CPU",
            Attachment::Switch => "a switch",
        };
        let shared = all - e.alone;
        let boards = boards(e);
        let mut words = format!("Slots at {place}: ");
        match (e.alone, shared) {
            (alone, 0) => words.push_str(&format!("on {alone} of {boards} a card there had its group to itself")),
            (0, shared) => words.push_str(&format!("on {shared} of {boards} a card there shared its group")),
            (alone, shared) => words.push_str(&format!(
                "on {alone} of {boards} a card there had its group to itself, on {shared} it shared the group"
            )),
        }
        if e.host_critical > 0 {
            words.push_str(&format!(" (on {} with devices that the host may need)", e.host_critical));
        }
        let mut out = vec![text(words)];
        out.push(text(". Observed: "));
        out.extend(crate::view::blocks::references(
            context.catalogue,
            crate::record::Kind::Board,
            e.observed.iter().take(8).map(String::as_str),
        ));
        out.push(text("."));
        out
    };
    if expected.is_empty() {
        return Vec::new();
    }
    let lead = "This is inference from other boards, not an observation: firmware and wiring differ. Your own listing decides.";
    vec![
        Block::Note { role: "unknown", runs: vec![text(lead)] },
        Block::List { ordered: false, items: expected.iter().map(item).collect() },
    ]
}

/// The board's slots as its record has them.
pub fn table(board: &Board) -> Vec<Block> {
    if board.slots.is_empty() {
        return Vec::new();
    }
    let columns = ["Slot", "Link", "Attached to", "Root port", "Remarks"].map(Column::text).to_vec();
    vec![Block::Table { caption: "Slots".into(), columns, rows: board.slots.iter().map(row).collect() }]
}

fn row(slot: &Slot) -> Row {
    let by_cpu = slot.by_cpu.iter().map(|by| {
        let lanes = by.electrical_lanes.map(|l| format!(" x{l}")).unwrap_or_default();
        let generation = by.generation.map(|g| format!(" PCIe {g}.0")).unwrap_or_default();
        format!("{}:{generation}{lanes}", by.cpus)
    });
    let mut remarks: Vec<String> = by_cpu.collect();
    if !slot.shares_with.is_empty() {
        remarks.push(format!("shares lanes with {}", slot.shares_with.join(", ")));
    }
    if !slot.bifurcation.is_empty() {
        remarks.push(format!("splits into {}", slot.bifurcation.join(" or ")));
    }
    if slot.low_profile == Some(true) {
        remarks.push("low profile only".into());
    }
    remarks.extend(slot.width_slots.map(|w| format!("room for {} slots", crate::view::labels::number(w))));
    remarks.extend(slot.max_length_mm.map(|l| format!("cards up to {l}\u{2009}mm")));
    remarks.extend(slot.power_w.map(|w| format!("{w}\u{2009}W")));
    Row::new([
        Cell::from(slot.label.clone()),
        Cell::from(slot_words(slot)),
        Cell::from(attached(slot)),
        slot.root_port.map(|port| code(port.to_string()).into()).unwrap_or_default(),
        Cell::from(remarks.join("; ")),
    ])
}

fn attached(slot: &Slot) -> String {
    match slot.attached_to {
        Some(Attachment::Cpu) => "CPU".into(),
        Some(other) => words_of(&other),
        None => String::new(),
    }
}

/// Kind of a slot with its lanes.
fn slot_words(slot: &Slot) -> String {
    let lanes = match (slot.mechanical_lanes, slot.electrical_lanes) {
        (Some(room), Some(wired)) if room != wired => format!(" x{room}, wired x{wired}"),
        (Some(lanes), _) | (None, Some(lanes)) => format!(" x{lanes}"),
        (None, None) => String::new(),
    };
    let generation = slot.generation.map(|g| format!(" {g}.0")).unwrap_or_default();
    format!("{}{generation}{lanes}", crate::view::labels::capital(&words_of(&slot.kind))).replace("PCIe PCIe", "PCIe")
}
