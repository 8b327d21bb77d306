//! Lines that people found in their logs: an index of the places where they appear, and a page for each.

use std::collections::BTreeMap;

use super::blocks::{Block, Cell, Column, Row, Run, Section, code, link, prose, text};
use super::citations::words_of;
use super::href::Href;
use super::kinds::{severity_role, state_words};
use super::pages::Page;
use super::site::Context;
use crate::record::{Kind, Quirk, SeenIn, Symptom, SymptomSeverity};
use crate::report::counted;

type Lines<'a> = Vec<(&'a str, &'a Quirk, &'a Symptom)>;

/// The index and the page of each place.
pub(super) fn pages(context: &Context) -> Vec<(Href, Page)> {
    let mut by_place: BTreeMap<SeenIn, Lines> = BTreeMap::new();
    for (id, quirk) in context.catalogue.all::<Quirk>() {
        for symptom in &quirk.symptoms {
            by_place.entry(symptom.seen_in).or_default().push((id, quirk, symptom));
        }
    }
    let mut out = vec![(index_href(), index(&by_place))];
    out.extend(by_place.into_iter().map(|(place, lines)| (href(place), place_page(place, lines))));
    out
}

fn index_href() -> Href {
    Href::page("symptoms/")
}

fn href(place: SeenIn) -> Href {
    Href::page(&format!("symptoms/{}/", words_of(&place).to_lowercase().replace(' ', "-")))
}

fn index(by_place: &BTreeMap<SeenIn, Lines>) -> Page {
    let row = |(place, lines): (&SeenIn, &Lines)| {
        let of = |wanted: SymptomSeverity| {
            lines.iter().filter(|(.., symptom)| symptom.severity == wanted).count().to_string()
        };
        let name = link(href(*place), words(*place));
        Row::new([
            name.into(),
            of(SymptomSeverity::Error).into(),
            of(SymptomSeverity::Warning).into(),
            of(SymptomSeverity::Info).into(),
        ])
    };
    let columns =
        vec![Column::text("Place"), Column::number("Errors"), Column::number("Warnings"), Column::number("Harmless")];
    let rows = by_place.iter().map(row).collect();
    Page {
        title: "Symptoms".into(),
        lead: vec![
            text("Lines that people found in their logs, by where they appear. Or "),
            link(Href::page("tools/explain/"), "paste the whole log"),
            text("."),
        ],
        sections: Section::new("places", "Places", vec![Block::Table { caption: "Places".into(), columns, rows }])
            .into_iter()
            .collect(),
        ..Page::default()
    }
}

fn place_page(place: SeenIn, mut lines: Lines) -> Page {
    lines.sort_by_key(|(.., symptom)| symptom.pattern.to_string().to_lowercase());
    let count = lines.len();
    let row = |(id, quirk, symptom): (&str, &Quirk, &Symptom)| {
        Row::new([
            code(symptom.pattern.to_string()).into(),
            Cell::from(words_of(&symptom.severity)),
            link(Href::record(Kind::Quirk, id), &quirk.name).into(),
            vec![Run::Mark { role: severity_role(quirk), text: state_words(quirk.status.state).into() }].into(),
        ])
    };
    let title = format!("Symptoms: {}", words(place));
    let table = Block::Table {
        caption: words(place).into(),
        columns: ["Line", "By itself", "Quirk", "State"].map(Column::text).to_vec(),
        rows: lines.into_iter().map(row).collect(),
    };
    let mut lead = prose(
        "`<bdf>` stands for a PCI address, `<num>` and `<hex>` for numbers, `<any>` for anything. Use your browser’s search for a word of your line, ",
    );
    lead.extend([
        link(Href::page("tools/explain/"), "paste the whole log"),
        text(", or look in "),
        link(index_href(), "another place"),
        text("."),
    ]);
    Page {
        title,
        lead,
        sections: Section::new("lines", &counted(count, "line"), vec![table]).into_iter().collect(),
        ..Page::default()
    }
}

fn words(place: SeenIn) -> &'static str {
    match place {
        SeenIn::HostKernel => "Host kernel log",
        SeenIn::Qemu => "QEMU",
        SeenIn::ProxmoxTask => "Proxmox task log",
        SeenIn::Libvirt => "libvirt",
        SeenIn::GuestKernel => "Guest kernel log",
        SeenIn::Windows => "Windows guest",
        SeenIn::HostCommand => "Commands on the host",
        SeenIn::GuestCommand => "Commands in the guest",
    }
}
