//! `unknown-field`, `known-and-not-known`: field paths name fields.

use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::document::{Node, Value};
use crate::schema::{KindSchema, Place};

pub(super) fn field(subject: &Subject, place: &Place, found: &mut Vec<Diagnostic>) {
    let Some(path) = place.node.as_str().filter(|_| place.marks.names_field) else { return };
    let (schema, root) = (subject.schema, &subject.document.root);
    let span = place.node.span;
    if place.path.starts_with("sources.") {
        if root.at(path).is_none() {
            found.push(missing(schema, root, path, span));
        }
    } else if !schema.has_field(path) {
        found.push(missing(schema, root, path, span));
    } else if place.path.starts_with("not_known.")
        && let Some(node) = root.at(path)
    {
        found.push(
            Diagnostic::error("known-and-not-known", span, format!("`{path}` is listed as not known and has a value"))
                .help("keep one of them")
                .related(node.span, "the value"),
        );
    }
}

fn missing(schema: &KindSchema, root: &Node, path: &str, span: crate::source::Span) -> Diagnostic {
    let mut known = Vec::new();
    paths(root, "", &mut known);
    let why = if schema.has_field(path) {
        "this record has no value for it"
    } else {
        "records of this kind have no such field"
    };
    let found = Diagnostic::error("unknown-field", span, format!("`{path}`: {why}"));
    match crate::diagnostic::did_you_mean(path, known.iter().map(String::as_str)) {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(span, near),
        None => found.help("paths join keys with dots and count list items from 0: `memory.size_gib`, `slots.0.label`"),
    }
}

fn paths(node: &Node, prefix: &str, out: &mut Vec<String>) {
    if let Value::Map(entries) = &node.value {
        for entry in entries
            .iter()
            .filter(|e| !prefix.is_empty() || !matches!(e.key.as_str(), "sources" | "disputed" | "not_known"))
        {
            let path = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
            paths(&entry.node, &path, out);
            out.push(path);
        }
    }
}
