mod columns;
mod rows;

use serde::Serialize;

use super::blocks::{Column, Row};
use super::href::Href;
use super::labels::architecture;
use super::site::Context;
use crate::catalogue::Item;
use crate::record::{Kind, Record};

/// Most rows on one page; more rows make a page slow on a phone.
pub const ROWS: usize = 500;

/// Stands between several values of one facet in a row's data.
const SEVERAL: &str = "|";

/// What a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FacetKind {
    /// One of several values.
    Choice,
    /// A number, at least.
    Min,
    /// A number, at most.
    Max,
}

/// A filter of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facet {
    /// Name in the address and in the rows' data.
    pub name: String,
    /// Label.
    pub label: String,
    /// What it compares.
    pub kind: FacetKind,
    /// Values with their labels, for a choice.
    pub values: Vec<(String, String)>,
}

/// A page of the list of a kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct List {
    /// Kind, as the folder's name.
    pub kind: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What the records are.
    pub about: &'static str,
    /// Columns; the first is the name.
    pub columns: Vec<Column>,
    /// Filters.
    pub facets: Vec<Facet>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Number of this page, from 1.
    pub number: usize,
    /// Pages with their numbers.
    pub pages: Vec<(usize, Href)>,
    /// Rows on all pages.
    pub total: usize,
    /// Where to add a record.
    pub add_url: String,
    /// The same as JSON.
    pub api: Href,
}

/// The address of a page of a list.
fn address(kind: Kind, number: usize) -> Href {
    if number == 1 { Href::list(kind) } else { Href::page(&format!("{}/page-{number}/", kind.folder())) }
}

/// The pages of the list of a kind with their addresses.
pub fn pages(context: &Context, kind: Kind) -> Vec<(Href, List)> {
    let (columns, facets) = columns::columns(kind);
    let mut items: Vec<&Item> = context.catalogue.of_kind(kind).collect();
    items.sort_by_key(|item| sort_key(item));
    let rows: Vec<Row> = items.into_iter().map(|item| rows::row(context, item)).collect();
    let facets: Vec<Facet> = facets
        .into_iter()
        .map(|facet| with_values(facet, &rows))
        .filter(|f| f.kind != FacetKind::Choice || f.values.len() > 1)
        .collect();
    let count = rows.len().div_ceil(ROWS).max(1);
    let links: Vec<_> = (1..=count).map(|number| (number, address(kind, number))).collect();
    let total = rows.len();
    let page = |number: usize| List {
        kind: kind.folder(),
        title: kind.many(),
        about: kind.about(),
        columns: columns.clone(),
        facets: facets.clone(),
        rows: rows.iter().skip((number - 1) * ROWS).take(ROWS).cloned().collect(),
        number,
        pages: if count > 1 { links.clone() } else { Vec::new() },
        total,
        add_url: format!("{}/new/main/data/{}", context.repository, kind.folder()),
        api: Href::page(&format!("api/v1/{}.json", kind.folder())),
    };
    (1..=count).map(|number| (address(kind, number), page(number))).collect()
}

/// Newest first where time matters, else by name with numbers in their order.
fn sort_key(item: &Item) -> (String, String) {
    let newest = |date: Option<crate::record::Date>| {
        date.map(|d| format!("{:09}", 99_999_999 - d.to_string().replace('-', "").parse::<u64>().unwrap_or(0)))
            .unwrap_or_default()
    };
    let first = match &item.record {
        Record::Report(r) => newest(Some(r.date)),
        Record::Observation(r) => newest(Some(r.date)),
        Record::Guide(r) => format!("{:?}{:02}", r.section, r.order),
        Record::Gpu(r) => r.vendor.0.clone(),
        _ => String::new(),
    };
    (first, natural(item.record.name()))
}

/// A name in which numbers sort by value.
fn natural(name: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for c in name.to_lowercase().chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            out.push_str(&format!("{digits:0>10}"));
            digits.clear();
        }
        out.push(c);
    }
    out
}

fn with_values(mut facet: Facet, rows: &[Row]) -> Facet {
    if facet.kind == FacetKind::Choice {
        let mut values: Vec<String> = rows
            .iter()
            .flat_map(|row| row.data.iter().filter(|(name, _)| *name == facet.name))
            .flat_map(|(_, value)| value.split(SEVERAL).map(str::to_owned))
            .collect();
        values.sort();
        values.dedup();
        let label = |value: &String| match facet.name.as_str() {
            "architecture" => architecture(value),
            "vendor" | "gpu" => value.replace('-', " "),
            _ => value.clone(),
        };
        facet.values = values.iter().filter(|v| !v.is_empty()).map(|value| (value.clone(), label(value))).collect();
    }
    facet
}
