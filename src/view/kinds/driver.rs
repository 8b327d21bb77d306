use crate::record::{Driver, Gpu, Kind};
use crate::view::blocks::{Block, Cell, Column, Row, Section, link, paragraph, prose};
use crate::view::citations::{label_of, words_of};
use crate::view::conditions;
use crate::view::href::Href;
use crate::view::record::{KeyFact, Parts};
use crate::view::site::Context;

pub(super) fn parts(context: &Context, id: &str, driver: &Driver) -> Parts {
    let mut sections = Vec::new();
    sections.extend(Section::new("facts", "What to know", list(driver.facts.iter().map(|fact| prose(fact)).collect())));
    sections.extend(Section::new("caps", "Encoding sessions", caps(driver)));
    sections.extend(Section::new("releases", "Releases", releases(driver)));
    sections.extend(Section::new("kernels", "Kernels", kernels(driver)));
    let mut key_facts = Vec::new();
    if let Some(support) = &driver.support {
        let mut add = |label: &str, value: Option<String>| {
            key_facts.extend(value.map(|v| KeyFact { label: label.into(), value: vec![crate::view::blocks::text(v)] }))
        };
        add("Track", support.track.clone());
        add("Support from", support.from.map(|d| d.to_string()));
        add("Support ends", support.until.map(|d| d.to_string()));
    }
    Parts {
        what: format!("Driver · {}", words_of(&driver.kind)),
        key_facts,
        sections,
        elsewhere: &["name", "kind", "support", "releases", "facts", "session_caps", "kernels", "fails_on"],
        related: Section::new("cards", "Cards it supports", cards(context, id)).into_iter().collect(),
        ..Parts::default()
    }
}

fn list(items: Vec<crate::view::blocks::Runs>) -> Vec<Block> {
    if items.is_empty() { Vec::new() } else { vec![Block::List { ordered: false, items }] }
}

fn caps(driver: &Driver) -> Vec<Block> {
    let Some(caps) = driver.session_caps.as_ref().filter(|caps| !caps.is_empty()) else { return Vec::new() };
    let row = |cap: &crate::record::SessionCap| {
        let from = cap.from.as_ref().map_or_else(|| "first of the branch".into(), ToString::to_string);
        Row::new([
            Cell::from(words_of(&cap.class)),
            Cell::from(from),
            Cell::from(cap.before.as_ref().map(ToString::to_string).unwrap_or_default()),
            Cell::from(cap.os.map(|os| label_of(&os)).unwrap_or_default()),
            Cell::from(cap.sessions.to_string()),
        ])
    };
    let columns = vec![
        Column::text("Class"),
        Column::text("From"),
        Column::text("Before"),
        Column::text("System"),
        Column::number("Sessions"),
    ];
    vec![
        paragraph("A cap counts over all cards of its class in the system together."),
        Block::Table { caption: "Concurrent encoding sessions".into(), columns, rows: caps.iter().map(row).collect() },
    ]
}

fn releases(driver: &Driver) -> Vec<Block> {
    let row = |release: &crate::record::Release| {
        Row::new([
            Cell::from(release.version.clone()),
            Cell::from(release.os.map(|os| label_of(&os)).unwrap_or_default()),
            Cell::from(release.date.map(|d| d.to_string()).unwrap_or_default()),
            release.change.as_deref().map(prose).map(Cell::from).unwrap_or_default(),
        ])
    };
    let rows: Vec<_> = driver.releases.iter().map(row).collect();
    let columns = ["Version", "System", "Date", "What it brought"].map(Column::text).to_vec();
    if rows.is_empty() {
        Vec::new()
    } else {
        vec![Block::Table { caption: "Releases worth knowing".into(), columns, rows }]
    }
}

fn kernels(driver: &Driver) -> Vec<Block> {
    let line = |label: &str, ranges: &[vfiodex_engine::version::KernelRange]| {
        let words: Vec<_> = ranges.iter().map(conditions::kernel).collect();
        (!words.is_empty()).then(|| paragraph(&format!("{label}: {}.", words.join(", "))))
    };
    [line("Builds and works", &driver.kernels), line("Does not build", &driver.fails_on)]
        .into_iter()
        .flatten()
        .collect()
}

fn cards(context: &Context, id: &str) -> Vec<Block> {
    let supported = |gpu: &(&str, &Gpu)| {
        context.gpu(gpu.0).is_some_and(|facts| facts.drivers.iter().any(|(driver, _)| *driver == id))
    };
    let links: Vec<_> = context
        .catalogue
        .all::<Gpu>()
        .filter(supported)
        .map(|(id, gpu)| link(Href::record(Kind::Gpu, id), &gpu.name))
        .collect();
    if links.is_empty() {
        Vec::new()
    } else {
        vec![Block::Paragraph { runs: crate::view::blocks::joined(links, ", ") }]
    }
}
