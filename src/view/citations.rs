use serde::Serialize;

use super::blocks::{Run, Runs, link, text};
use super::href::Href;
use super::labels::{capital, words};
use crate::catalogue::Catalogue;
use crate::record::{Citation, Date, Kind, SourceKind};

/// A source in the list at the end of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cited {
    /// Its number on the page, from 1.
    pub number: usize,
    /// Title with its link.
    pub title: Runs,
    /// Publisher, kind and standing in words.
    pub about: String,
    /// Where in the document.
    pub locator: Option<String>,
    /// Day on which it was last read.
    pub accessed: Date,
    /// What it supports, in words.
    pub supports: Vec<String>,
}

/// The sources of a record, numbered.
pub fn cited(catalogue: &Catalogue, sources: &[Citation]) -> Vec<Cited> {
    let one = |(index, citation): (usize, &Citation)| {
        let (title, about) = describe(catalogue, citation);
        let supports = citation.supports.iter().map(|path| path_words(&path.0)).collect();
        Cited {
            number: index + 1,
            title,
            about,
            locator: citation.locator.clone(),
            accessed: citation.accessed,
            supports,
        }
    };
    sources.iter().enumerate().map(one).collect()
}

/// A field's path as people read it: `slots.0.label` becomes `slots 1 label`.
pub fn path_words(path: &str) -> String {
    let part = |part: &str| part.parse::<usize>().map_or_else(|_| words(part), |index| (index + 1).to_string());
    path.split('.').map(part).collect::<Vec<_>>().join(" ")
}

fn describe(catalogue: &Catalogue, citation: &Citation) -> (Runs, String) {
    if let Some(document) = catalogue.document(citation) {
        let source = document.source;
        let mut about = format!("{}, {}", source.publisher, kind_words(source.kind));
        if let Some(published) = source.published {
            about = format!("{about}, {published}");
        }
        let title = vec![
            Run::Out { url: source.url.0.clone(), text: source.title.clone() },
            text(" ("),
            link(Href::record(Kind::Source, document.id), "about this source"),
            text(")"),
        ];
        return (title, format!("{about}; {}", words_of(&source.standing)));
    }
    let title = citation.title.clone().or_else(|| citation.source.as_ref().map(|id| id.0.clone())).unwrap_or_default();
    let title = match &citation.url {
        Some(url) => vec![Run::Out { url: url.0.clone(), text: title }],
        None => vec![text(title)],
    };
    let mut about: Vec<String> = citation.publisher.iter().cloned().collect();
    about.extend(citation.kind.map(kind_words));
    about.extend(citation.published.map(|date| date.to_string()));
    (title, about.join(", "))
}

/// A source kind in words.
pub fn kind_words(kind: SourceKind) -> String {
    match kind {
        SourceKind::Vendor => "maker’s document".into(),
        SourceKind::Code => "source code".into(),
        SourceKind::Maintainer => "maintainer’s word".into(),
        SourceKind::Dump => "published listing".into(),
        other => words_of(&other),
    }
}

/// An enum value in words.
pub fn words_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(words)).unwrap_or_default()
}

/// An enum value at the start of a line.
pub fn label_of(value: &impl Serialize) -> String {
    capital(&words_of(value))
}

/// A source in short, for a remark: title with its link.
pub fn short(catalogue: &Catalogue, citation: &Citation) -> Run {
    match (catalogue.document(citation), &citation.url) {
        (Some(document), _) => Run::Out { url: document.source.url.0.clone(), text: document.source.title.clone() },
        (None, Some(url)) => {
            Run::Out { url: url.0.clone(), text: citation.title.clone().unwrap_or_else(|| url.0.clone()) }
        }
        (None, None) => text(citation.source.as_ref().map(|id| id.0.clone()).unwrap_or_default()),
    }
}
