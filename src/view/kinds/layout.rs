use std::collections::BTreeMap;

use crate::record::{Device, Gpu, Kind, Layout};
use crate::view::blocks::{Block, Cell, Column, Row, Run, Section, code, link, paragraph, reference, text};
use crate::view::citations::words_of;
use crate::view::href::Href;
use crate::view::labels::number;
use crate::view::record::{Answer, KeyFact, Parts};
use crate::view::site::Context;

pub(super) fn parts(context: &Context, layout: &Layout) -> Parts {
    let groups = by_group(layout);
    let counted = groups.keys().filter(|group| group.is_some()).count();
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
    key_facts.insert(
        0,
        KeyFact { label: "Board".into(), value: vec![reference(context.catalogue, Kind::Board, &layout.board.0)] },
    );
    let mut blocks = Vec::new();
    if layout.acs_override == Some(true) {
        blocks.push(Block::Note { role: "care", runs: vec![text("An ACS override was in force: the groups show what the kernel was told, not what the hardware isolates.")] });
    }
    if !layout.complete {
        let missing = layout.missing.clone().unwrap_or_default();
        blocks.push(Block::Note { role: "care", runs: vec![text(format!("The listing is not complete. {missing}"))] });
    }
    blocks.push(Block::Table { caption: "IOMMU groups".into(), columns: columns(), rows: group_rows(context, layout) });
    Parts {
        what: "IOMMU layout, observed".into(),
        answer: Some(Answer {
            role: "unknown",
            words: format!("{} groups", number(counted as f64)),
            runs: vec![text(format!(
                "{} devices in {counted} groups. Another BIOS, kernel, setting or card can change them; compare with your own host before you buy.",
                layout.devices.len()
            ))],
        }),
        key_facts,
        sections: Section::new("groups", "Groups", blocks).into_iter().collect(),
        elsewhere: &["name", "board", "bios", "kernel", "date", "acs_override", "devices", "complete", "missing"],
        ..Parts::default()
    }
}

/// Columns of a table of groups.
fn columns() -> Vec<Column> {
    vec![
        Column::number("Group"),
        Column::text("Address"),
        Column::text("Device"),
        Column::text("ID"),
        Column::text("Driver"),
    ]
}

fn by_group(layout: &Layout) -> BTreeMap<Option<u32>, Vec<&Device>> {
    let mut groups: BTreeMap<Option<u32>, Vec<&Device>> = BTreeMap::new();
    for device in &layout.devices {
        groups.entry(device.group).or_default().push(device);
    }
    groups.values_mut().for_each(|devices| devices.sort_by_key(|device| device.address));
    groups
}

/// One row per device, by group; devices without a group come last.
pub fn group_rows(context: &Context, layout: &Layout) -> Vec<Row> {
    let groups = by_group(layout);
    let (none, numbered): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(group, _)| group.is_none());
    let row = |group: Option<u32>, device: &Device| {
        let number = group.map_or_else(|| "none".to_owned(), |group| group.to_string());
        Row::new([
            Cell::from(number),
            code(device.address.to_string()).into(),
            name(context, device).into(),
            device.id.map(|id| code(id.to_string())).map(Cell::from).unwrap_or_default(),
            device.driver.clone().map(|driver| code(driver).into()).unwrap_or_default(),
        ])
    };
    let all = numbered.into_iter().chain(none);
    all.flat_map(|(group, devices)| devices.into_iter().map(move |device| row(group, device))).collect()
}

/// What a device is: its card's record, its name in the PCI ID database, or its class.
fn name(context: &Context, device: &Device) -> Vec<Run> {
    let class = device.class.and_then(|class| context.names.class(class));
    let Some(id) = device.id else {
        return vec![text(class.map_or_else(|| "not known".to_owned(), str::to_owned))];
    };
    let known = context
        .names
        .device(id)
        .map(str::to_owned)
        .unwrap_or_else(|| class.map(str::to_owned).unwrap_or_else(|| "not in the PCI ID database".into()));
    let cards: Vec<_> = context.catalogue.all::<Gpu>().filter(|(_, gpu)| gpu.answers_to(id)).collect();
    let vendor = context.names.vendor(id.vendor).map(|v| format!("{v} ")).unwrap_or_default();
    match cards.as_slice() {
        [] => vec![text(format!("{vendor}{known}"))],
        [(card, gpu)] => vec![link(Href::record(Kind::Gpu, card), &gpu.name)],
        _ => vec![link(Href::page(&format!("pci/{:04x}/{:04x}/", id.vendor, id.device)), format!("{vendor}{known}"))],
    }
}

/// Layouts of a board, newest first, each with its groups.
pub fn of_board(context: &Context, board: &str) -> Vec<Block> {
    let mut layouts: Vec<_> = context.catalogue.all::<Layout>().filter(|(_, layout)| layout.board.0 == board).collect();
    layouts.sort_by(|a, b| (b.1.date, b.0).cmp(&(a.1.date, a.0)));
    if layouts.is_empty() {
        return vec![paragraph(
            "Nobody has published the IOMMU groups of this board yet. Run the listing on yours and contribute it.",
        )];
    }
    let mut out = Vec::new();
    for (id, layout) in &layouts {
        let groups = layout.devices.iter().filter_map(|d| d.group).collect::<std::collections::BTreeSet<_>>().len();
        let mut runs = vec![
            link(Href::record(Kind::Layout, id), &layout.name),
            text(format!(": {} devices in {groups} groups", layout.devices.len())),
        ];
        if let Some(date) = layout.date {
            runs.push(text(format!(", observed {date}")));
        }
        if layout.acs_override == Some(true) {
            runs.push(text(", with an ACS override"));
        }
        if !layout.complete {
            runs.push(text(", incomplete"));
        }
        out.push(Block::Paragraph { runs });
        out.push(Block::Table {
            caption: format!("Groups: {}", layout.name),
            columns: columns(),
            rows: group_rows(context, layout),
        });
    }
    out
}

/// Kind of a slot with its lanes.
pub fn slot_words(slot: &crate::record::Slot) -> String {
    let lanes = match (slot.mechanical_lanes, slot.electrical_lanes) {
        (Some(room), Some(wired)) if room != wired => format!(" x{room}, wired x{wired}"),
        (Some(lanes), _) | (None, Some(lanes)) => format!(" x{lanes}"),
        (None, None) => String::new(),
    };
    let generation = slot.generation.map(|g| format!(" {g}.0")).unwrap_or_default();
    format!("{}{generation}{lanes}", crate::view::labels::capital(&words_of(&slot.kind))).replace("PCIe PCIe", "PCIe")
}
