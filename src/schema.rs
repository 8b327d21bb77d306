//! JSON Schemas of the record kinds: generated from the Rust types, published, and used to check the
//! shape of every record before its meaning.

mod cure;
mod explain;
mod fields;
mod generate;
mod near;
mod walk;

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::record::Kind;
use crate::source::SourceMap;

pub use fields::{OptionalField, empty_says_none};
pub use walk::{Marks, Place};

/// The schema of one kind, ready to check records with.
pub struct KindSchema {
    /// Kind that it describes.
    pub kind: Kind,
    /// The schema as published.
    pub json: &'static Value,
    validator: Validator,
    walk: walk::Walk,
}

// Threads of their own, not those of a pool: a pool whose threads all wait here could not help.
static SCHEMAS: LazyLock<Vec<KindSchema>> = LazyLock::new(|| {
    std::thread::scope(|scope| {
        let started: Vec<_> = Kind::ALL.iter().map(|kind| scope.spawn(|| compile(*kind))).collect();
        started.into_iter().filter_map(|thread| thread.join().ok().flatten()).collect()
    })
});

/// Generates the schema of a kind, which stays for as long as the program runs.
fn compile(kind: Kind) -> Option<KindSchema> {
    let json: &'static Value = Box::leak(Box::new(generate::schema(kind)));
    let validator = generate::validator(json)?;
    Some(KindSchema { kind, json, validator, walk: walk::Walk::new(json) })
}

/// Follows a `$ref` as far as it goes.
fn resolve<'a>(json: &'a Value, schema: &'a Map<String, Value>) -> &'a Map<String, Value> {
    let mut schema = schema;
    while let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let name = target.trim_start_matches("#/$defs/");
        match json.get("$defs").and_then(|defs| defs.get(name)).and_then(Value::as_object) {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

/// The schemas of all kinds, in the kinds' order.
#[must_use]
pub fn all() -> &'static [KindSchema] {
    &SCHEMAS
}

/// The schema of a kind.
#[must_use]
pub fn of(kind: Kind) -> &'static KindSchema {
    // Every kind has one: `tests/schema.rs` compares the counts.
    &SCHEMAS[Kind::ALL.iter().position(|k| *k == kind).unwrap_or(0)]
}

impl KindSchema {
    /// File name under `schema/`.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.json", self.kind.folder())
    }

    /// The schema as committed and published, with a final line break.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", self.json)
    }

    /// Everything in which a document departs from the schema.
    #[must_use]
    pub fn check(&self, sources: &SourceMap, document: &Document, json: &Value) -> Vec<Diagnostic> {
        if self.validator.is_valid(json) {
            return Vec::new();
        }
        self.validator.iter_errors(json).flat_map(|error| explain::explain(self, sources, document, &error)).collect()
    }

    /// Follows a `$ref` as far as it goes.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Map<String, Value>) -> &'a Map<String, Value> {
        resolve(self.json, schema)
    }

    /// The schema of a field, unresolved, so that its own description is seen first.
    pub(crate) fn field<'a, 'p>(&'a self, path: impl IntoIterator<Item = &'p str>) -> Option<&'a Map<String, Value>> {
        path.into_iter().try_fold(self.json.as_object()?, |schema, part| {
            let schema = self.resolve(schema);
            let below = schema.get("properties").and_then(|properties| properties.get(part));
            below
                .or_else(|| schema.get("items"))
                .or_else(|| schema.get("additionalProperties"))
                .and_then(Value::as_object)
        })
    }

    /// Description of a field in the contributors' words.
    #[must_use]
    pub fn describe<'a>(&'a self, path: &str) -> Option<&'a str> {
        let schema = self.field(path.split('.'))?;
        let own = schema.get("description").and_then(Value::as_str);
        own.or_else(|| self.resolve(schema).get("description").and_then(Value::as_str))
    }

    /// Whether a dotted path names a field that records of this kind can have.
    #[must_use]
    pub fn has_field(&self, path: &str) -> bool {
        self.field(path.split('.')).is_some()
    }
}
