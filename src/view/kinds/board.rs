use super::layout;
use crate::record::{Attachment, Board, OnboardVideo, Slot};
use crate::view::blocks::{Block, Cell, Column, Row, Section, prose, text};
use crate::view::citations::{label_of, words_of};
use crate::view::record::{Answer, KeyFact, Parts};
use crate::view::site::Context;

pub(super) fn parts(context: &Context, id: &str, board: &Board) -> Parts {
    let mut what = vec![label_of(&board.kind)];
    what.extend(board.socket.clone());
    what.extend(board.chipset.clone());
    let layouts = context.catalogue.all::<crate::record::Layout>().filter(|(_, layout)| layout.board.0 == id).count();
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
    let answer = match layouts {
        0 => "Its IOMMU groups are not known: nobody has published a layout yet.".to_owned(),
        1 => "One observed IOMMU layout. Groups belong to that BIOS and kernel; compare with your own host.".to_owned(),
        n => format!("{n} observed IOMMU layouts. Groups belong to their BIOS and kernel; compare with your own host."),
    };
    let mut sections = Vec::new();
    sections.extend(Section::new("layouts", "IOMMU groups", layout::of_board(context, id)));
    sections.extend(Section::new("slots", "Slots", slots(board)));
    sections.extend(Section::new("firmware", "Firmware options", firmware(board)));
    Parts {
        what: what.join(" · "),
        answer: Some(Answer {
            role: "unknown",
            words: if layouts == 0 { "not known".into() } else { "observed".into() },
            runs: vec![text(answer)],
        }),
        key_facts,
        sections,
        elsewhere: &["name", "kind", "slots", "bios_options"],
        ..Parts::default()
    }
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

fn attached(slot: &Slot) -> String {
    match slot.attached_to {
        Some(Attachment::Cpu) => "CPU".into(),
        Some(other) => words_of(&other),
        None => String::new(),
    }
}

fn slots(board: &Board) -> Vec<Block> {
    let row = |slot: &Slot| {
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
            Cell::from(layout::slot_words(slot)),
            Cell::from(attached(slot)),
            slot.root_port.map(|port| crate::view::blocks::code(port.to_string()).into()).unwrap_or_default(),
            Cell::from(remarks.join("; ")),
        ])
    };
    if board.slots.is_empty() {
        return Vec::new();
    }
    let columns = ["Slot", "Link", "Attached to", "Root port", "Remarks"].map(Column::text).to_vec();
    vec![Block::Table { caption: "Slots".into(), columns, rows: board.slots.iter().map(row).collect() }]
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
