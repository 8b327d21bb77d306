//! How far a record can be relied on: its standing, what has aged, and where its sources disagree.

use serde::Serialize;
use serde_json::Value;

use super::blocks::{Block, Cell, Column, Line, Row, Run, Runs, Section, code, link, text};
use super::citations::label_of;
use super::facts::{self, Group};
use super::href::Href;
use super::labels::capital;
use super::pages::Page;
use super::site::Context;
use crate::catalogue::Item;
use crate::derive::{AGE_LIMITS, AgeLimit, StaleFact, stale_fact, trust};
use crate::record::Date;

/// What stands below a record's name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrustLine {
    /// Day on which a source was last read.
    pub verified: Option<Date>,
    /// Age of that, in words.
    pub age: Option<String>,
    /// Standing in words.
    pub standing: Option<String>,
    /// What has aged, in a sentence.
    pub stale: Option<Runs>,
}

/// The line of a record.
pub fn line(context: &Context, item: &Item) -> TrustLine {
    let found = trust(context.catalogue, item);
    TrustLine {
        verified: found.verified,
        age: found.verified.map(|day| age(day.months_until(context.as_of))),
        standing: found.standing.map(|words| capital(&words)),
        stale: stale_fact(&item.record, context.as_of).map(|stale| sentence(&stale)),
    }
}

/// The word that marks a stale fact.
pub fn stale_mark() -> Run {
    Run::Mark { role: "stale", text: "stale".into() }
}

fn sentence(stale: &StaleFact) -> Runs {
    vec![
        stale_mark(),
        text(format!(
            " The {} is of {}, {}; after {} months such a fact ",
            stale.name(),
            stale.since,
            age(stale.months),
            stale.limit
        )),
        link(href(), "counts as stale"),
        text("."),
    ]
}

/// An age in words.
fn age(months: i32) -> String {
    match months {
        i32::MIN..=0 => "this month".into(),
        1 => "a month ago".into(),
        2..=23 => format!("{months} months ago"),
        _ => format!("{} years ago", months / 12),
    }
}

/// Values that sources state and that no line of facts shows beside the value followed.
pub fn disputes(context: &Context, item: &Item, json: &Value, groups: &[Group]) -> Option<Section> {
    let shown = |other: &Runs| groups.iter().flat_map(|group| &group.lines).any(|line| line.disputed.contains(other));
    let lines: Vec<Line> = facts::disputed_lines(context.catalogue, item, json)
        .into_iter()
        .filter(|line| !line.disputed.iter().any(shown))
        .collect();
    Section::new(
        "disputed",
        "Where sources disagree",
        if lines.is_empty() { vec![] } else { vec![Block::Facts { lines }] },
    )
}

/// Address of the page of stale facts.
pub fn href() -> Href {
    Href::page("stale/")
}

/// The page of stale facts.
pub fn stale_page(context: &Context) -> Page {
    let found: Vec<(&Item, StaleFact)> =
        context.catalogue.items().filter_map(|item| Some((item, stale_fact(&item.record, context.as_of)?))).collect();
    let mut sections: Vec<Section> = AGE_LIMITS.iter().filter_map(|limit| of_class(limit, &found)).collect();
    sections.extend(Section::new("limits", "Age limits", vec![limits()]));
    let lead = match found.len() {
        0 => "No fact is older than facts of its class may be.".to_owned(),
        1 => "One fact is older than facts of its class may be. To confirm it, read its source again or find a newer one.".to_owned(),
        n => format!("{n} facts are older than facts of their class may be. To confirm one, read its source again or find a newer one."),
    };
    let lead = vec![
        text(format!("As of {}. {lead} ", context.as_of)),
        code("vfiodex check --strict"),
        text(" lists the same."),
    ];
    Page { title: "Stale facts".into(), lead, sections, ..Page::default() }
}

fn of_class(limit: &AgeLimit, found: &[(&Item, StaleFact)]) -> Option<Section> {
    let mut own: Vec<_> = found.iter().filter(|(_, stale)| stale.class == limit.class).collect();
    own.sort_by_key(|(item, stale)| (stale.since, item.id.as_str()));
    let row = |(item, stale): &&(&Item, StaleFact)| {
        Row::new([
            Cell::from(link(Href::record(item.kind, &item.id), item.record.name())),
            Cell::from(stale.since.to_string()),
            Cell::from(stale.months.to_string()),
        ])
    };
    let columns = vec![Column::text("Record"), Column::text("Dated"), Column::number("Age, months")];
    let caption = format!("Stale: {}", limit.name);
    let table = Block::Table { caption, columns, rows: own.iter().map(row).collect() };
    Section::new(
        &label_of(&limit.class).to_lowercase().replace(' ', "-"),
        &capital(limit.name),
        if own.is_empty() { vec![] } else { vec![table] },
    )
}

fn limits() -> Block {
    let row = |limit: &AgeLimit| {
        Row::new([
            Cell::from(capital(limit.name)),
            Cell::from(limit.months.map_or_else(|| "none".to_owned(), |months| format!("{months} months"))),
            Cell::from(limit.counted_from),
            Cell::from(limit.why),
        ])
    };
    let columns = ["Sort of fact", "Stale after", "Counted from", "Why"].map(Column::text).to_vec();
    Block::Table {
        caption: "How long facts count as fresh".into(),
        columns,
        rows: AGE_LIMITS.iter().map(row).collect(),
    }
}
