//! The page that shows how much is known, and what is wanted.

use super::blocks::{Block, Cell, Column, Row, Run, Runs, Section, code, joined, link, prose, reference, text};
use super::citations::path_words;
use super::href::Href;
use super::labels::capital;
use super::pages::Page;
use super::site::Context;
use crate::derive::{FieldCoverage, KindCoverage, percent};
use crate::record::Kind;

/// Records that a row names; the JSON file has all.
const NAMED: usize = 3;
/// Fields that are offered as a start, and records that each of them may lack.
const STARTS: usize = 10;
const FEW: usize = 5;

/// Address of the page.
pub fn href() -> Href {
    Href::page("coverage/")
}

/// The page.
pub fn page(context: &Context) -> Page {
    let all = &context.coverage;
    let mut sections = Vec::new();
    sections.extend(Section::new("start", "Where to start", start(context, all)));
    sections.extend(Section::new("kinds", "By kind", vec![overview(all)]));
    sections.extend(all.iter().filter_map(|kind| {
        let title = capital(kind.kind.many());
        Section::new(kind.kind.folder(), &title, vec![fields(context, kind)])
    }));
    let mut lead = vec![text(
        "What the records know, field by field, and which records lack what. A field counts only where it can apply. Whole records that are wanted are ",
    )];
    lead.extend([link(Href::page("wanted/"), "listed by themselves"), text("; facts that have aged are under ")]);
    lead.extend([link(Href::page("stale/"), "stale facts"), text("; the full lists are in ")]);
    lead.extend([link(Href::page("api/v1/coverage.json"), "coverage.json"), text(".")]);
    Page { title: "Coverage".into(), lead, sections, ..Page::default() }
}

/// Fields that nearly all records have: the last few make a good first contribution.
fn start(context: &Context, all: &[KindCoverage]) -> Vec<Block> {
    let mut near: Vec<(&KindCoverage, &FieldCoverage)> = all
        .iter()
        .flat_map(|kind| kind.fields.iter().map(move |field| (kind, field)))
        .filter(|(_, field)| (1..=FEW).contains(&field.lacking.len()) && field.applicable() >= 4 * FEW)
        .collect();
    near.sort_by_key(|(kind, field)| (std::cmp::Reverse(field.applicable()), kind.kind, field.field.clone()));
    let item = |(kind, field): &(&KindCoverage, &FieldCoverage)| {
        let mut runs = vec![text(format!("{}: ", capital(kind.kind.many()))), code(&field.field)];
        runs.push(text(" of "));
        runs.extend(joined(records(context, kind.kind, &field.lacking), ", "));
        runs
    };
    let items: Vec<Runs> = near.iter().take(STARTS).map(item).collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![
        Block::Paragraph {
            runs: prose(
                "Each of these fields is known of all records but a few. Open the record, follow “Edit this record”, add the fact and the source where you read it; `not_known` says that you looked and nobody knows.",
            ),
        },
        Block::List { ordered: false, items },
    ]
}

fn records<'a>(context: &'a Context, kind: Kind, ids: &'a [&str]) -> impl Iterator<Item = Run> {
    ids.iter().map(move |id| reference(context.catalogue, kind, id))
}

fn overview(all: &[KindCoverage]) -> Block {
    let row = |kind: &KindCoverage| {
        let (known, possible) = kind.facts();
        let anchor = href().anchor(kind.kind.folder());
        Row::new([
            Cell::from(link(anchor, capital(kind.kind.many()))),
            Cell::from(kind.records.to_string()),
            Cell::from(kind.fields.len().to_string()),
            Cell::from(known.to_string()),
            Cell::from(possible.to_string()),
            Cell::from(percent(known, possible).to_string()),
        ])
    };
    let mut columns = vec![Column::text("Kind")];
    columns.extend(["Records", "Fields", "Facts known", "Facts possible", "Share, %"].map(Column::number));
    Block::Table { caption: "Coverage by kind".into(), columns, rows: all.iter().map(row).collect() }
}

fn fields(context: &Context, kind: &KindCoverage) -> Block {
    let row = |field: &FieldCoverage| {
        let mut wanted =
            joined(records(context, kind.kind, field.lacking.get(..NAMED).unwrap_or(&field.lacking)), ", ");
        if field.lacking.len() > NAMED {
            wanted.push(text(format!(" and {} more", field.lacking.len() - NAMED)));
        }
        Row::new([
            Cell::from(vec![code(&field.field)]),
            Cell::from(field.applies_to.unwrap_or_default()),
            Cell::from(field.filled.to_string()),
            Cell::from(field.not_known.to_string()),
            Cell::from(field.lacking.len().to_string()),
            Cell::from(percent(field.filled, field.applicable()).to_string()),
            Cell::from(wanted),
        ])
    };
    let columns = vec![
        Column::text("Field"),
        Column::text("Applies to"),
        Column::number("Filled"),
        Column::number("Not known"),
        Column::number("Lacking"),
        Column::number("Share, %"),
        Column::text("Wanted for"),
    ];
    let caption = format!("Coverage of {}, {} records", path_words(kind.kind.folder()), kind.records);
    Block::Table { caption, columns, rows: kind.fields.iter().map(row).collect() }
}
