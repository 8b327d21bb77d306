//! `unsourced-core-fact`: a core fact that is present has a source.

use std::fmt::Write;

use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::document::{Node, Value};
use crate::schema::Place;

/// Fields that only say how a fact is to be read; they need no source of their own.
const NOT_FACTS: &[&str] = &["same_id_as"];

pub(super) fn field(subject: &Subject, place: &Place, found: &mut Vec<Diagnostic>) {
    if !place.marks.core {
        return;
    }
    let supported: Vec<_> = subject.record.common().sources().iter().flat_map(|source| &source.supports).collect();
    let mut bare = Vec::new();
    leaves(place.node, &mut place.path.to_owned(), &mut |path| {
        if !supported.iter().any(|support| support.covers(path)) {
            bare.push(path.to_owned());
        }
    });
    let Some(first) = bare.first() else { return };
    let all = supported.is_empty() || !supported.iter().any(|s| s.0.starts_with(place.path));
    let names = if all { place.path.to_owned() } else { bare.join("`, `") };
    let node = subject.document.root.at(first).unwrap_or(place.node);
    let span = if all { place.node.span } else { node.span };
    found.push(Diagnostic::error("unsourced-core-fact", span, format!("no source supports `{names}`")).help(format!(
        "add `{}` to `supports` of the source that states it, or leave the fact out",
        if all { place.path } else { first }
    )));
}

/// Visits every fact below a field with its path.
fn leaves(node: &Node, path: &mut String, visit: &mut dyn FnMut(&str)) {
    let length = path.len();
    match &node.value {
        Value::Map(entries) => {
            for entry in entries.iter().filter(|entry| !NOT_FACTS.contains(&entry.key.as_str())) {
                path.push('.');
                path.push_str(&entry.key);
                leaves(&entry.node, path, visit);
                path.truncate(length);
            }
        }
        Value::List(items) if items.iter().any(|item| matches!(item.value, Value::Map(_))) => {
            for (index, item) in items.iter().enumerate() {
                let _ = write!(path, ".{index}");
                leaves(item, path, visit);
                path.truncate(length);
            }
        }
        _ => visit(path),
    }
}
