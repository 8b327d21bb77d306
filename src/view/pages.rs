use serde::Serialize;

use super::blocks::{
    Block, Cell, Column, Row, Run, Runs, Section, code, joined, link, paragraph, prose, reference, text,
};
use super::citations::words_of;
use super::coverage;
use super::glossary;
use super::href::Href;
use super::site::Context;
use super::trust;
use crate::check::{CODES, Code};
use crate::record::Kind;
use crate::schema;

/// A page that is no record and no list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Page {
    /// Heading.
    pub title: String,
    /// First paragraph.
    pub lead: Runs,
    /// Content.
    pub sections: Vec<Section>,
    /// Whether it has the search field.
    pub search: bool,
    /// Whether search engines leave it out.
    pub hidden: bool,
}

/// All such pages but the look-up pages.
pub fn pages(context: &Context) -> Vec<(Href, Page)> {
    let mut out = vec![
        (Href::page("glossary/"), glossary_page()),
        (Href::page("tools/"), super::tool::index()),
        (Href::page("wanted/"), wanted(context)),
        (coverage::href(), coverage::page(context)),
        (trust::href(), trust::stale_page(context)),
        (Href::page("api/"), api()),
        (Href::page("contribute/"), contribute(context)),
        (Href::page("search/"), search()),
        (Href::page("codes/"), codes()),
        (Href::page("404.html"), not_found()),
    ];
    out.extend(super::symptoms::pages(context));
    out.extend(super::outdated::pages(context));
    out.extend(CODES.iter().map(|code| (Href::page(&format!("codes/{}/", code.name)), code_page(context, code))));
    out
}

fn glossary_page() -> Page {
    let section = |term: &glossary::Term| Section::new(term.id, term.name, vec![paragraph(term.meaning)]);
    Page {
        title: "Glossary".into(),
        lead: vec![text("The words of GPU passthrough as this site uses them.")],
        sections: glossary::TERMS.iter().filter_map(section).collect(),
        ..Page::default()
    }
}

fn wanted(context: &Context) -> Page {
    let mut sections = Vec::new();
    let all = context.catalogue.wanted();
    for kind in Kind::ALL {
        let row = |wanted: &crate::catalogue::Wanted| {
            let by = wanted.named_by.iter().take(8).map(|(kind, id)| reference(context.catalogue, *kind, id));
            Row::new([Cell::from(wanted.id.clone()), joined(by, ", ").into()])
        };
        let rows: Vec<_> = all.iter().filter(|wanted| wanted.kind == *kind).map(row).collect();
        let columns = ["Record", "Named by"].map(Column::text).to_vec();
        let blocks = if rows.is_empty() {
            Vec::new()
        } else {
            vec![Block::Table { caption: format!("Wanted: {}", kind.many()), columns, rows }]
        };
        sections.extend(Section::new(kind.folder(), kind.many(), blocks));
    }
    let layouts: Vec<_> = context
        .catalogue
        .all::<crate::record::Board>()
        .filter(|(id, _)| !context.catalogue.naming(Kind::Board, id).any(|item| item.kind == Kind::Layout))
        .map(|(id, board)| vec![link(Href::record(Kind::Board, id), &board.name)])
        .collect();
    let blocks = if layouts.is_empty() { Vec::new() } else { vec![Block::List { ordered: false, items: layouts }] };
    sections.extend(Section::new("no-layout", "Boards without an IOMMU layout", blocks));
    let lead = if sections.is_empty() {
        "Nothing is wanted at the moment."
    } else {
        "Records that others name and that nobody has written yet, and boards whose IOMMU groups nobody has published. Each is a good first contribution."
    };
    let lead = vec![
        text(lead),
        text(" Which facts the records lack stands under "),
        link(coverage::href(), "coverage"),
        text(", which facts have aged under "),
        link(trust::href(), "stale facts"),
        text("."),
    ];
    Page { title: "Wanted".into(), lead, sections, ..Page::default() }
}

fn api() -> Page {
    let row = |address: &str, what: &str| Row::new([Cell::from(code(address)), prose(what).into()]);
    let addresses = Block::Table {
        caption: "Addresses".into(),
        columns: ["Address", "What it gives"].map(Column::text).to_vec(),
        rows: vec![
            row("/api/v1/index.json", "Version, kinds with counts and addresses, newest date"),
            row(
                "/api/v1/<kind>.json",
                "Every record of a kind in short: `id`, `name`, `url`, `aliases` and a few fields",
            ),
            row(
                "/api/v1/<kind>/<id>.json",
                "One record: `id`, `kind`, `url`, `source_file`, `derived` and the whole `record`",
            ),
            row(
                "/api/v1/coverage.json",
                "Per kind and field: how many records fill it, and the IDs of those that lack it",
            ),
            row("/schema/<kind>.json", "JSON Schema (2020-12) of a kind’s records"),
        ],
    };
    let schemas = schema::all()
        .iter()
        .map(|kind| vec![link(Href::page(&format!("schema/{}", kind.file_name())), kind.kind.many())])
        .collect();
    let example = "curl -s https://example.org/api/v1/gpus/l4.json | jq '.record.memory'";
    Page {
        title: "API".into(),
        lead: prose("Everything on this site is also there as JSON: static files, no key, no limit. Facts are under CC0-1.0."),
        sections: [
            Section::new("addresses", "Addresses", vec![addresses, Block::Code { text: example.into() }, Block::Paragraph { runs: vec![link(Href::page("api/v1/index.json"), "Start at index.json"), text(".")] }]),
            Section::new("record", "What a record means", vec![paragraph("A key that is absent or `null` is not known. A list that is there and empty is known to be empty. Units are part of the key: `tdp_w` is in watts, `bandwidth_gb_s` in 10⁹ bytes per second."), paragraph("`derived` holds what follows from several records together: the quirks that name a card, the drivers that support it, the session caps of its class, its standing. It is computed and can change with any record.")]),
            Section::new("schemas", "Schemas", vec![Block::List { ordered: false, items: schemas }]),
            Section::new("stability", "Stability", vec![paragraph("Version 1 is a preview until the first tagged release. After it, keys are only added, never renamed, removed or given another meaning.")]),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Page::default()
    }
}

fn contribute(context: &Context) -> Page {
    let out =
        |path: &str, words: &str| Run::Out { url: format!("{}/{path}", context.repository), text: words.to_owned() };
    let items = vec![
        vec![
            text("Fill a gap: "),
            link(coverage::href(), "coverage"),
            text(" shows field by field which records lack what, and "),
            link(trust::href(), "stale facts"),
            text(" what should be read again."),
        ],
        vec![text(
            "Correct a fact: every page has a link “Edit this record”. Name the source that you read and the day.",
        )],
        vec![
            text("Tell how it went: open an "),
            out("issues/new", "issue"),
            text(" with card, board, kernel, guest and what happened. Failures count as much as successes."),
        ],
        vec![text("Share your IOMMU groups: see which boards are "), link(Href::page("wanted/"), "wanted"), text(".")],
        vec![
            text("Add a record: the "),
            out("blob/main/CONTRIBUTING.md", "contributor’s guide"),
            text(" takes you from clone to pull request in five minutes."),
        ],
    ];
    let check = vec![
        paragraph("The same program that builds this site checks every record and says what to mend:"),
        Block::Code { text: "cargo run --release -- check".into() },
        Block::Paragraph {
            runs: vec![text("What its codes mean is explained under "), link(Href::page("codes/"), "codes"), text(".")],
        },
    ];
    Page {
        title: "Contribute".into(),
        lead: vec![text("This catalogue is made of small, sourced facts from many people.")],
        sections: [
            Section::new("ways", "Ways", vec![Block::List { ordered: false, items }]),
            Section::new("check", "Check it", check),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Page::default()
    }
}

fn search() -> Page {
    Page {
        title: "Search".into(),
        lead: vec![text("Find a card, board, quirk or PCI ID by name.")],
        search: true,
        hidden: true,
        ..Page::default()
    }
}

fn codes() -> Page {
    let row = |code: &Code| {
        let title = code.text.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
        let severity = words_of(&code.severity);
        let name =
            Cell::from(vec![Run::Link { href: Href::page(&format!("codes/{}/", code.name)), text: code.name.into() }]);
        Row::new([name, Cell::from(title), Cell::from(severity)])
    };
    let columns = ["Code", "What it means", "Severity"].map(Column::text).to_vec();
    Page {
        title: "Codes of the checker".into(),
        lead: prose("What `vfiodex check` finds, and how to mend it."),
        sections: Section::new(
            "codes",
            "Codes",
            vec![Block::Table { caption: "Codes".into(), columns, rows: CODES.iter().map(row).collect() }],
        )
        .into_iter()
        .collect(),
        ..Page::default()
    }
}

fn code_page(context: &Context, code: &Code) -> Page {
    let (title, body) = code.text.split_once('\n').unwrap_or((code.text, ""));
    Page {
        title: title.trim_start_matches("# ").to_owned(),
        lead: vec![text("Code "), super::blocks::code(code.name), text(format!(", {}", words_of(&code.severity)))],
        sections: Section::new("meaning", "What it means", vec![Block::Markdown { html: context.markdown(body) }])
            .into_iter()
            .collect(),
        ..Page::default()
    }
}

fn not_found() -> Page {
    Page {
        title: "There is no page here".into(),
        lead: vec![
            text("The address may be mistyped, or the record may have another ID. Look in the lists of "),
            link(Href::list(Kind::Gpu), "cards"),
            text(", "),
            link(Href::list(Kind::Board), "boards"),
            text(" and "),
            link(Href::list(Kind::Quirk), "quirks"),
            text(", or start from the "),
            link(Href::page(""), "home page"),
            text("."),
        ],
        sections: Vec::new(),
        search: true,
        hidden: true,
    }
}
