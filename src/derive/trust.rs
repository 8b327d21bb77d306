//! How far a record can be relied on, in words: from what sort of documents its facts come, and how many
//! people reported on it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::catalogue::{Catalogue, Item};
use crate::record::{Citation, Date, Kind, SourceKind};

/// How far a record can be relied on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Trust {
    /// Day on which one of its sources was last read.
    pub verified: Option<Date>,
    /// Its standing in words, sources first, reports after; absent where a record is a source itself.
    pub standing: Option<String>,
    /// Reports that name it.
    pub reports: usize,
    /// Layouts that name it.
    pub layouts: usize,
}

/// Sorts of documents, best first.
const RANKS: [SourceKind; 8] = [
    SourceKind::Vendor,
    SourceKind::Code,
    SourceKind::Documentation,
    SourceKind::Maintainer,
    SourceKind::Database,
    SourceKind::Dump,
    SourceKind::Article,
    SourceKind::Forum,
];

/// Derives it for a record.
#[must_use]
pub fn trust(catalogue: &Catalogue, item: &Item) -> Trust {
    let sources = item.record.common().sources();
    let naming = |kind: Kind| catalogue.naming(item.kind, &item.id).filter(|other| other.kind == kind).count();
    let (reports, layouts) = (naming(Kind::Report), naming(Kind::Layout));
    let standing = (item.kind != Kind::Source).then(|| {
        let mut words = sources_words(catalogue, sources);
        for (count, one) in [(reports, "report"), (layouts, "published layout")] {
            match count {
                0 => {}
                1 => words.push_str(&format!("; one {one}")),
                2 => words.push_str(&format!("; two {one}s")),
                n => words.push_str(&format!("; several {one}s ({n})")),
            }
        }
        if item.kind == Kind::Gpu && reports == 0 {
            words.push_str("; no report yet");
        }
        words
    });
    Trust { verified: sources.iter().map(|source| source.accessed).max(), standing, reports, layouts }
}

/// What most of the facts rest on: the sort of document that at least half of the supported fields have, or
/// a better one.
fn sources_words(catalogue: &Catalogue, sources: &[Citation]) -> String {
    let mut ranks: Vec<usize> = Vec::new();
    for source in sources {
        let rank = kind_of(catalogue, source).and_then(|kind| RANKS.iter().position(|rank| *rank == kind));
        ranks.extend(std::iter::repeat_n(rank.unwrap_or(RANKS.len() - 1), source.supports.len().max(1)));
    }
    ranks.sort_unstable();
    let Some(kind) = ranks.get(ranks.len().saturating_sub(1) / 2).and_then(|rank| RANKS.get(*rank)).copied() else {
        return "no source named".into();
    };
    let all = ranks.iter().all(|rank| RANKS.get(*rank) == Some(&kind));
    let documents: BTreeSet<&str> = sources
        .iter()
        .filter(|source| kind_of(catalogue, source) == Some(kind))
        .filter_map(|source| {
            source.source.as_ref().map(|id| id.0.as_str()).or(source.url.as_ref().map(|url| url.0.as_str()))
        })
        .collect();
    let words = kind_words(kind, documents.len());
    if all { words } else { format!("mostly {words}") }
}

fn kind_of(catalogue: &Catalogue, source: &Citation) -> Option<SourceKind> {
    catalogue.document(source).map(|document| document.source.kind).or(source.kind)
}

fn kind_words(kind: SourceKind, documents: usize) -> String {
    match (kind, documents) {
        (SourceKind::Vendor, _) => "documented by the maker".into(),
        (SourceKind::Code, _) => "read in source code".into(),
        (SourceKind::Documentation, _) => "documented by a project".into(),
        (SourceKind::Maintainer, _) => "told by a maintainer".into(),
        (SourceKind::Database, _) => "taken from databases".into(),
        (SourceKind::Dump, 0..=1) => "read in one published listing".into(),
        (SourceKind::Dump, n) => format!("read in {n} published listings"),
        (SourceKind::Article, 0..=1) => "told by one article".into(),
        (SourceKind::Article, n) => format!("told by {n} articles"),
        (SourceKind::Forum, 0..=1) => "told in one thread".into(),
        (SourceKind::Forum, n) => format!("told in {n} threads"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation(kind: &str, url: &str, supports: &[&str]) -> Citation {
        serde_json::from_value(
            serde_json::json!({"kind": kind, "url": url, "accessed": "2026-11-20", "supports": supports}),
        )
        .unwrap_or_else(|error| unreachable!("{error}"))
    }

    #[test]
    fn the_standing_is_that_of_most_facts() {
        let catalogue = Catalogue::default();
        let maker = citation("vendor", "https://a.example", &["memory", "tdp_w"]);
        let thread = citation("forum", "https://b.example", &["reset"]);
        let other = citation("forum", "https://c.example", &["reset", "rom", "driver"]);
        for (sources, want) in [
            (vec![], "no source named"),
            (vec![maker.clone()], "documented by the maker"),
            (vec![maker.clone(), thread.clone()], "mostly documented by the maker"),
            (vec![maker.clone(), thread.clone(), other.clone()], "mostly told in 2 threads"),
            (vec![thread.clone()], "told in one thread"),
            (vec![thread, other], "told in 2 threads"),
        ] {
            assert_eq!(sources_words(&catalogue, &sources), want);
        }
    }
}
