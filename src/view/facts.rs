use serde_json::{Map, Value};

use super::blocks::{Line, Run, Runs, code, joined, prose, reference, text};
use super::citations::short;
use super::labels::{label, scalar, words};
use crate::catalogue::{Catalogue, Item};
use crate::record::{Common, Kind};
use crate::schema::{self, KindSchema};

/// Facts that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Lines.
    pub lines: Vec<Line>,
}

struct Builder<'a> {
    catalogue: &'a Catalogue,
    schema: &'static KindSchema,
    common: &'a dyn Common,
}

/// Every fact of a record with its sources, in the order of the schema, but for the fields named in
/// `elsewhere`, which the page shows in a way of its own.
pub fn groups(catalogue: &Catalogue, item: &Item, json: &Value, elsewhere: &[&str]) -> Vec<Group> {
    let builder = Builder { catalogue, schema: schema::of(item.kind), common: item.record.common() };
    const COMMON: &[&str] = &["aliases", "former_ids", "notes", "sources", "disputed", "not_known"];
    let mut basics = Group { id: "basics".into(), title: "Basics".into(), lines: Vec::new() };
    let mut out = Vec::new();
    let fields = builder.schema.json.get("properties").and_then(Value::as_object);
    for key in fields.into_iter().flat_map(Map::keys) {
        if COMMON.contains(&key.as_str()) || elsewhere.contains(&key.as_str()) {
            continue;
        }
        let empty = |value: &&Value| value.as_array().is_some_and(Vec::is_empty) && !schema::empty_says_none(key);
        let value = json.get(key).filter(|value| is_told(value) && !empty(value));
        match value {
            Some(Value::Object(map)) => {
                let mut lines = Vec::new();
                builder.object(key, map, "", &mut lines);
                builder.not_known(key, &mut lines);
                out.push(Group { id: key.replace('_', "-"), title: label(key), lines });
            }
            Some(value) => basics.lines.push(builder.line(key, key, "", value)),
            None => {
                let mut lines = Vec::new();
                builder.not_known(key, &mut lines);
                basics.lines.extend(lines);
            }
        }
    }
    if !basics.lines.is_empty() {
        out.insert(0, basics);
    }
    out
}

/// Each value that a source states and the record does not follow, beside the value that it follows.
pub fn disputed_lines(catalogue: &Catalogue, item: &Item, json: &Value) -> Vec<Line> {
    let builder = Builder { catalogue, schema: schema::of(item.kind), common: item.record.common() };
    let mut paths: Vec<&str> = builder.common.disputed().iter().map(|other| other.field.0.as_str()).collect();
    paths.dedup();
    let line = |path: &str| {
        let key = path.rsplit('.').next().unwrap_or(path);
        let value = path.split('.').try_fold(json, |value, key| match value {
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            other => other.get(key),
        });
        let value = value.filter(|value| is_told(value));
        let mut line = builder.line(path, key, "", value.unwrap_or(&Value::Null));
        line.label = super::labels::capital(&super::citations::path_words(path));
        line.not_known = value.is_none();
        line
    };
    paths.into_iter().map(line).collect()
}

/// Null and empty lists that only mean "nothing written" are not told.
fn is_told(value: &Value) -> bool {
    !value.is_null()
}

impl Builder<'_> {
    fn object(&self, path: &str, map: &Map<String, Value>, prefix: &str, lines: &mut Vec<Line>) {
        for (key, value) in map.iter().filter(|(_, value)| is_told(value)) {
            let below = format!("{path}.{key}");
            match value {
                Value::Array(items) if items.is_empty() && !schema::empty_says_none(&below) => {}
                Value::Object(inner) => self.object(&below, inner, &format!("{prefix}{}: ", label(key)), lines),
                _ => lines.push(self.line(&below, key, prefix, value)),
            }
        }
    }

    fn line(&self, path: &str, key: &str, prefix: &str, value: &Value) -> Line {
        let name = if prefix.is_empty() { label(key) } else { format!("{prefix}{}", words(key)) };
        let disputed = self
            .common
            .disputed()
            .iter()
            .filter(|other| other.field.0 == path)
            .map(|other| self.other_side(key, other))
            .collect();
        Line {
            label: name,
            help: self.schema.describe(path).map(str::to_owned),
            value: self.value(path, key, value),
            sources: self.sources(path),
            disputed,
            not_known: false,
        }
    }

    fn other_side(&self, key: &str, other: &crate::record::Disputed) -> Runs {
        let mut runs = vec![text(format!("disputed: {} according to ", scalar(key, &other.value, false)))];
        runs.extend(joined(other.sources.iter().map(|source| short(self.catalogue, source)), ", "));
        runs.push(text(". "));
        runs.extend(prose(&other.why_not_followed));
        runs
    }

    fn not_known(&self, key: &str, lines: &mut Vec<Line>) {
        for missing in self.common.not_known() {
            let path = missing.field.0.as_str();
            if path.split('.').next() == Some(key) {
                lines.push(Line {
                    label: label(path.rsplit('.').next().unwrap_or(path)),
                    help: self.schema.describe(path).map(str::to_owned),
                    value: Vec::new(),
                    sources: Vec::new(),
                    disputed: Vec::new(),
                    not_known: true,
                });
            }
        }
    }

    fn sources(&self, path: &str) -> Vec<usize> {
        let supports = |index: usize, source: &crate::record::Citation| {
            let hit = |support: &crate::record::FieldPath| {
                support.covers(path) || support.0.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
            };
            source.supports.iter().any(hit).then_some(index + 1)
        };
        self.common.sources().iter().enumerate().filter_map(|(index, source)| supports(index, source)).collect()
    }

    fn value(&self, path: &str, key: &str, value: &Value) -> Runs {
        match value {
            Value::Array(items) if items.is_empty() => vec![text("none")],
            Value::Array(items) => {
                let mut out = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(text(if item.is_object() { "; " } else { ", " }));
                    }
                    out.extend(self.value(&format!("{path}.{index}"), key, item));
                }
                out
            }
            Value::Object(map) => self.inline(path, map),
            other => vec![self.scalar(path, key, other)],
        }
    }

    /// A mapping inside a list, on one line.
    fn inline(&self, path: &str, map: &Map<String, Value>) -> Runs {
        if let (Some(kind), Some(count)) = (map.get("kind"), map.get("count").filter(|v| v.is_number()))
            && map.values().filter(|v| is_told(v)).count() == 2
        {
            return vec![text(format!("{} × {}", scalar("count", count, false), scalar("kind", kind, true)))];
        }
        let mut out: Runs = Vec::new();
        for (key, value) in map.iter().filter(|(_, v)| is_told(v) && !v.as_array().is_some_and(Vec::is_empty)) {
            if !out.is_empty() {
                out.push(text(", "));
            }
            let runs = self.value(&format!("{path}.{key}"), key, value);
            let plain = matches!(
                key.as_str(),
                "name" | "label" | "text" | "role" | "kind" | "state" | "controls" | "version" | "series"
            );
            if !plain {
                out.push(text(format!("{} ", words(key))));
            }
            out.extend(runs);
        }
        out
    }

    fn scalar(&self, path: &str, key: &str, value: &Value) -> Run {
        let shape = self.schema.field(path.split('.')).map(|field| (field, self.schema.resolve(field)));
        let annotation = |name: &str| {
            shape.and_then(|(field, rules)| field.get(name).or_else(|| rules.get(name))).and_then(Value::as_str)
        };
        if let (Some(kind), Some(id)) = (annotation("x-ref").and_then(Kind::from_folder), value.as_str()) {
            return reference(self.catalogue, kind, id);
        }
        match (annotation("format"), value.as_str()) {
            (Some("PciId" | "Bdf" | "HexWord" | "ClassCode" | "Pattern"), Some(id)) => code(id),
            _ if annotation("format").is_none()
                && value.as_str().is_some_and(|v| v.starts_with("https://") || v.starts_with("http://")) =>
            {
                let url = value.as_str().unwrap_or_default().to_owned();
                Run::Out { text: url.clone(), url }
            }
            _ if key == "architecture" || key == "architectures" => {
                text(value.as_str().map(super::labels::architecture).unwrap_or_default())
            }
            _ => text(scalar(key, value, shape.is_some_and(|(_, rules)| rules.contains_key("enum")))),
        }
    }
}
