use serde::Serialize;

use super::blocks::{Block, Run, Runs, Section, link, text};
use super::citations::{Cited, cited};
use super::facts;
use super::href::Href;
use super::kinds;
use super::site::Context;
use crate::catalogue::Item;
use crate::record::{Date, Kind};

/// A label with a value, large at the top of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeyFact {
    /// Label.
    pub label: String,
    /// Value.
    pub value: Runs,
}

/// The answer in one sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Role, a class name: `works`, `care`, `not-recommended`, `blocked`, `unknown`.
    pub role: &'static str,
    /// The verdict in words.
    pub words: String,
    /// The sentence.
    pub runs: Runs,
}

/// Something to look out for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Watch {
    /// Page that says more.
    pub href: Href,
    /// Its name.
    pub name: String,
    /// Role of its severity.
    pub role: &'static str,
    /// State in words.
    pub state: String,
    /// What it is.
    pub summary: Runs,
    /// When it applies, beyond the card.
    pub condition: Option<Runs>,
}

/// What is particular to a kind.
#[derive(Debug, Default)]
pub struct Parts {
    /// What it is, in a few words.
    pub what: String,
    /// The answer.
    pub answer: Option<Answer>,
    /// Five facts at the top.
    pub key_facts: Vec<KeyFact>,
    /// What to look out for.
    pub watch: Vec<Watch>,
    /// Sections before the facts.
    pub sections: Vec<Section>,
    /// Fields that those sections show.
    pub elsewhere: &'static [&'static str],
    /// Sections after the facts.
    pub related: Vec<Section>,
    /// Whether the page is a text to read, with narrow lines.
    pub reading: bool,
}

/// The page of a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordPage {
    /// Kind, as the folder's name.
    pub kind: &'static str,
    /// Kind in words, one of them.
    pub kind_one: &'static str,
    /// Kind in words, many of them.
    pub kind_many: &'static str,
    /// The list.
    pub list: Href,
    /// ID.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub what: String,
    /// The answer.
    pub answer: Option<Answer>,
    /// Facts at the top.
    pub key_facts: Vec<KeyFact>,
    /// What to look out for.
    pub watch: Vec<Watch>,
    /// Content.
    pub sections: Vec<Section>,
    /// Sources.
    pub sources: Vec<Cited>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Day on which a source was last read.
    pub verified: Option<Date>,
    /// Age of that, in words.
    pub age: Option<String>,
    /// Where to change it.
    pub edit_url: String,
    /// Where to report on it.
    pub report_url: String,
    /// What was changed when.
    pub history_url: String,
    /// The same as JSON.
    pub api: Href,
    /// Whether the page is a text to read.
    pub reading: bool,
}

/// Makes the page of a record.
pub fn page(context: &Context, item: &Item) -> RecordPage {
    let parts = kinds::parts(context, item);
    let common = item.record.common();
    let json = serde_json::to_value(&item.record).unwrap_or_default();
    let mut sections = parts.sections;
    for group in facts::groups(context.catalogue, item, &json, parts.elsewhere) {
        sections.extend(Section::new(
            &group.id,
            &group.title,
            if group.lines.is_empty() { vec![] } else { vec![Block::Facts { lines: group.lines }] },
        ));
    }
    let notes: Vec<_> = common.notes().iter().map(|note| Block::Markdown { html: context.markdown(note) }).collect();
    sections.extend(Section::new("notes", "Notes", notes));
    sections.extend(parts.related);
    sections.extend(Section::new("named-by", "Related records", named_by(context, item, &sections)));
    let verified = common.sources().iter().map(|source| source.accessed).max();
    let path = format!("data/{}", item.source_file);
    RecordPage {
        kind: item.kind.folder(),
        kind_one: item.kind.one(),
        kind_many: item.kind.many(),
        list: Href::list(item.kind),
        id: item.id.clone(),
        name: item.record.name().to_owned(),
        what: parts.what,
        answer: parts.answer,
        key_facts: parts.key_facts,
        watch: parts.watch,
        sections,
        sources: cited(context.catalogue, common.sources()),
        aliases: common.aliases().to_vec(),
        verified,
        age: verified.map(|day| age(day.months_until(context.as_of))),
        edit_url: format!("{}/edit/main/{path}", context.repository),
        report_url: format!(
            "{}/issues/new?title={}",
            context.repository,
            percent(&format!("{}/{}", item.kind.folder(), item.id))
        ),
        history_url: format!("{}/commits/main/{path}", context.repository),
        api: Href::page(&format!("api/v1/{}/{}.json", item.kind.folder(), item.id)),
        reading: parts.reading,
    }
}

fn percent(text: &str) -> String {
    text.replace('/', "%2F")
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

/// Records that name this one and are not on the page yet, by kind.
fn named_by(context: &Context, item: &Item, sections: &[Section]) -> Vec<Block> {
    let shown = |href: &Href| sections.iter().flat_map(|s| &s.blocks).any(|block| has_link(block, href));
    let mut out = Vec::new();
    for kind in Kind::ALL {
        let found: Vec<_> = context.catalogue.naming(item.kind, &item.id).filter(|other| other.kind == *kind).collect();
        let total = found.len();
        let links: Vec<Run> = found
            .into_iter()
            .map(|other| (Href::record(other.kind, &other.id), other))
            .filter(|(href, _)| !shown(href))
            .take(40)
            .map(|(href, other)| link(href, other.record.name()))
            .collect();
        if links.is_empty() {
            continue;
        }
        let more = total.saturating_sub(links.len());
        let mut runs = vec![text(format!("{}: ", kind.many()))];
        runs.extend(super::blocks::joined(links, ", "));
        if more > 0 && total > 40 {
            runs.push(text(format!(" and {more} more")));
        }
        out.push(Block::Paragraph { runs });
    }
    out
}

fn has_link(block: &Block, href: &Href) -> bool {
    let in_runs = |runs: &Runs| runs.iter().any(|run| matches!(run, Run::Link { href: target, .. } if target == href));
    match block {
        Block::Paragraph { runs } | Block::Note { runs, .. } => in_runs(runs),
        Block::Table { rows, .. } => rows.iter().flat_map(|row| &row.cells).any(|cell| in_runs(&cell.runs)),
        Block::Facts { lines } => lines.iter().any(|line| in_runs(&line.value)),
        Block::List { items, .. } => items.iter().any(in_runs),
        Block::Figure { text, .. } => text.iter().any(|block| has_link(block, href)),
        Block::Part { title, blocks } => in_runs(title) || blocks.iter().any(|block| has_link(block, href)),
        Block::Markdown { .. } | Block::Code { .. } => false,
    }
}
