//! `unsourced-core-fact`: a core fact that is present has a source.

use crate::diagnostic::Diagnostic;
use crate::document::{Node, Value};
use crate::draft::Draft;
use crate::schema;

/// Fields that only say how a fact is to be read; they need no source of their own.
const NOT_FACTS: &[&str] = &["same_id_as"];

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for entry in draft.entries.values() {
        let (Some(document), Some(record)) = (&entry.document, &entry.record) else { continue };
        let supported: Vec<_> = record.common().sources().iter().flat_map(|source| &source.supports).collect();
        schema::of(entry.kind).visit(&document.root, &mut |place| {
            if !place.is_marked("x-core") {
                return;
            }
            let mut bare = Vec::new();
            leaves(place.node, &place.path, &mut |path| {
                if !supported.iter().any(|support| support.covers(path)) {
                    bare.push(path.to_owned());
                }
            });
            let Some(first) = bare.first() else { return };
            let all = supported.is_empty() || !supported.iter().any(|s| s.0.starts_with(&place.path));
            let names = if all { place.path.clone() } else { bare.join("`, `") };
            let node = document.root.at(first).unwrap_or(place.node);
            let span = if all { place.node.span } else { node.span };
            found.push(Diagnostic::error("unsourced-core-fact", span, format!("no source supports `{names}`")).help(
                format!(
                    "add `{}` to `supports` of the source that states it, or leave the fact out",
                    if all { &place.path } else { first }
                ),
            ));
        });
    }
}

fn leaves(node: &Node, path: &str, visit: &mut dyn FnMut(&str)) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries.iter().filter(|entry| !NOT_FACTS.contains(&entry.key.as_str())) {
                leaves(&entry.node, &format!("{path}.{}", entry.key), visit);
            }
        }
        Value::List(items) if items.iter().any(|item| matches!(item.value, Value::Map(_))) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}.{index}"), visit);
            }
        }
        _ => visit(path),
    }
}
