use std::collections::BTreeMap;

use vfiodex_engine::{HexWord, PciId};

use super::blocks::{Block, Cell, Column, Row, Run, Section, code, joined, link, paragraph, reference, text};
use super::href::Href;
use super::pages::Page;
use super::site::Context;
use crate::record::{FunctionRole, Gpu, Kind, Layout};

/// Cards and functions that answer to one PCI ID.
#[derive(Default)]
struct Candidates<'a> {
    graphics: Vec<(&'a str, &'a Gpu)>,
    functions: Vec<(&'a str, &'a Gpu, FunctionRole)>,
}

fn address(id: PciId) -> Href {
    Href::page(&format!("pci/{:04x}/{:04x}/", id.vendor, id.device))
}

fn candidates<'a>(context: &Context<'a>) -> BTreeMap<PciId, Candidates<'a>> {
    let mut out: BTreeMap<PciId, Candidates> = BTreeMap::new();
    for (name, gpu) in context.catalogue.all::<Gpu>() {
        for id in &gpu.pci.ids {
            out.entry(*id).or_default().graphics.push((name, gpu));
        }
        for function in gpu.functions.iter().flatten().filter(|f| f.role != FunctionRole::Graphics) {
            for id in function.id.iter().chain(&function.ids) {
                let functions = &mut out.entry(*id).or_default().functions;
                if !functions.iter().any(|(other, ..)| *other == name) {
                    functions.push((name, gpu, function.role));
                }
            }
        }
    }
    out
}

/// The look-up pages: an index, one page per vendor, one per ID.
pub fn pages(context: &Context) -> Vec<(Href, Page)> {
    let all = candidates(context);
    let mut vendors: BTreeMap<u16, Vec<(&PciId, &Candidates)>> = BTreeMap::new();
    for (id, found) in &all {
        vendors.entry(id.vendor).or_default().push((id, found));
    }
    let mut out = vec![(Href::page("pci/"), index(context, &vendors))];
    for (vendor, ids) in &vendors {
        out.push((Href::page(&format!("pci/{vendor:04x}/")), vendor_page(context, *vendor, ids)));
    }
    let seen = seen(context);
    for (id, found) in &all {
        out.push((address(*id), id_page(context, &seen, *id, found)));
    }
    out
}

fn index(context: &Context, vendors: &BTreeMap<u16, Vec<(&PciId, &Candidates)>>) -> Page {
    let item = |(vendor, ids): (&u16, &Vec<(&PciId, &Candidates)>)| {
        let name = context.names.vendor(*vendor).unwrap_or("vendor").to_owned();
        vec![
            link(Href::page(&format!("pci/{vendor:04x}/")), name),
            text(" "),
            code(HexWord(*vendor).to_string()),
            text(format!(": {} IDs", ids.len())),
        ]
    };
    Page {
        title: "Look up a PCI ID".into(),
        lead: super::blocks::prose(
            "Find the ID in square brackets at the end of a line of `lspci -nn`, such as `[10de:2504]`. An ID is not always one model: where several cards share it, all are shown with what tells them apart.",
        ),
        sections: Section::new(
            "vendors",
            "By vendor",
            vec![Block::List { ordered: false, items: vendors.iter().map(item).collect() }],
        )
        .into_iter()
        .collect(),
        search: true,
        ..Page::default()
    }
}

fn names<'a>(cards: impl IntoIterator<Item = (&'a str, &'a Gpu)>) -> Vec<Run> {
    joined(cards.into_iter().map(|(id, gpu)| link(Href::record(Kind::Gpu, id), &gpu.name)), ", ")
}

fn vendor_page(context: &Context, vendor: u16, ids: &[(&PciId, &Candidates)]) -> Page {
    let row = |(id, found): &(&PciId, &Candidates)| {
        let functions = found.functions.iter().map(|(name, gpu, _)| (*name, *gpu));
        let cards = names(found.graphics.iter().copied().chain(functions));
        Row::new([
            link(address(**id), id.to_string()).into(),
            Cell::from(context.names.device(**id).unwrap_or_default()),
            cards.into(),
        ])
    };
    let columns = ["ID", "In the PCI ID database", "Cards"].map(Column::text).to_vec();
    let name = context.names.vendor(vendor).unwrap_or("Vendor").to_owned();
    Page {
        title: format!("{name} PCI IDs"),
        lead: vec![text(format!("{} IDs of cards that have a record here.", ids.len()))],
        sections: Section::new(
            "ids",
            "IDs",
            vec![Block::Table { caption: format!("{name} IDs"), columns, rows: ids.iter().map(row).collect() }],
        )
        .into_iter()
        .collect(),
        ..Page::default()
    }
}

fn id_page(context: &Context, seen: &Seen, id: PciId, found: &Candidates) -> Page {
    let known = context.names.device(id);
    let mut sections = Vec::new();
    let lead = match (found.graphics.as_slice(), found.functions.as_slice()) {
        ([(card, gpu)], _) => vec![text("This is the "), link(Href::record(Kind::Gpu, card), &gpu.name), text(".")],
        ([], functions) => {
            let role = functions.first().map_or("function", |(_, _, role)| role_words(*role));
            vec![text(format!(
                "This is the {role} of a card, not the card itself. Bind it together with the graphics function."
            ))]
        }
        (cards, _) => vec![text(format!(
            "{} cards answer with this ID. The ID alone does not tell which one you have.",
            cards.len()
        ))],
    };
    if found.graphics.len() > 1 {
        sections.extend(Section::new("candidates", "Candidates", vec![candidate_table(context, found)]));
    }
    if found.graphics.is_empty() {
        let cards = names(found.functions.iter().map(|(name, gpu, _)| (*name, *gpu)));
        sections.extend(Section::new("cards", "Cards with this function", vec![Block::Paragraph { runs: cards }]));
    }
    sections.extend(Section::new("observed", "Seen in layouts", observed(seen, id)));
    if let Some(name) = known {
        sections.extend(Section::new("database", "In the PCI ID database", vec![paragraph(name)]));
    }
    let title = match found.graphics.as_slice() {
        [(_, gpu)] => format!("{id}: {}", gpu.name),
        _ => format!("PCI ID {id}"),
    };
    Page { title, lead, sections, ..Page::default() }
}

fn role_words(role: FunctionRole) -> &'static str {
    match role {
        FunctionRole::Graphics => "graphics function",
        FunctionRole::Audio => "audio function",
        FunctionRole::Usb => "USB controller",
        FunctionRole::Ucsi => "USB-C controller",
        FunctionRole::Switch => "PCI Express switch",
        FunctionRole::Other => "other function",
    }
}

fn candidate_table(context: &Context, found: &Candidates) -> Block {
    let row = |(name, gpu): &(&str, &Gpu)| {
        let pci = &gpu.pci;
        let revisions = joined(pci.revisions.iter().map(|rev| code(format!("rev {rev}"))), ", ");
        let subsystems = joined(pci.subsystems.iter().map(|id| code(id.to_string())), ", ");
        let memory = gpu
            .memory
            .as_ref()
            .and_then(|m| m.size_gib)
            .map(|gib| super::labels::with_unit(gib, Some("GB")))
            .unwrap_or_default();
        let by = pci.told_apart_by.map(|by| super::citations::words_of(&by)).unwrap_or_default();
        Row::new([
            reference(context.catalogue, Kind::Gpu, name).into(),
            Cell::from(by),
            revisions.into(),
            subsystems.into(),
            Cell::from(memory),
        ])
    };
    let columns = ["Card", "Told apart by", "Revisions", "Subsystem IDs", "Memory"].map(Column::text).to_vec();
    Block::Table {
        caption: "Candidates and what tells them apart".into(),
        columns,
        rows: found.graphics.iter().map(row).collect(),
    }
}

/// Layouts in which each ID was seen.
type Seen<'a> = BTreeMap<PciId, Vec<(&'a str, &'a Layout)>>;

fn seen<'a>(context: &Context<'a>) -> Seen<'a> {
    let mut out = Seen::new();
    for (name, layout) in context.catalogue.all::<Layout>() {
        let mut ids: Vec<PciId> = layout.devices.iter().filter_map(|device| device.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().for_each(|id| out.entry(id).or_default().push((name, layout)));
    }
    out
}

fn observed(seen: &Seen, id: PciId) -> Vec<Block> {
    let layouts = seen.get(&id).into_iter().flatten();
    let links: Vec<_> =
        layouts.map(|(name, layout)| vec![link(Href::record(Kind::Layout, name), &layout.name)]).collect();
    if links.is_empty() { Vec::new() } else { vec![Block::List { ordered: false, items: links }] }
}
