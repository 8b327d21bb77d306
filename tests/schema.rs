//! The published schemas: no drift, one per kind, and what they accept the program accepts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use vfiodex::record::Kind;
use vfiodex::schema;

#[test]
fn committed_schemas_are_what_the_types_say() {
    for kind in schema::all() {
        let path = format!("schema/{}", kind.file_name());
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == kind.text(), "{path} has drifted: run `cargo run -- schema` and commit the result");
    }
    assert_eq!(schema::all().len(), Kind::ALL.len());
    assert_eq!(std::fs::read_dir("schema").unwrap().count(), Kind::ALL.len());
}

#[test]
fn every_field_is_described() {
    for kind in schema::all() {
        undescribed(kind.json, kind.json, kind.kind.folder());
    }
}

fn undescribed(root: &Value, schema: &Value, path: &str) {
    for (key, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let own = field.get("description").is_some();
        let target = field.get("$ref").and_then(Value::as_str).and_then(|target| root.pointer(&target[1..]));
        assert!(own || target.is_some_and(|t| t.get("description").is_some()), "{path}.{key} has no description");
        if field.get("type").and_then(Value::as_str) == Some("object") {
            undescribed(root, field, &format!("{path}.{key}"));
        }
    }
}

/// A document that follows the schema in shape, with values of all sorts in its free places.
fn document(root: &'static Value, schema: &'static Value, depth: u32) -> BoxedStrategy<Value> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return document(root, root.pointer(&target[1..]).expect("a definition"), depth);
    }
    if let Some(options) = schema.get("enum").and_then(Value::as_array) {
        return prop::sample::select(options.clone()).boxed();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => object(root, schema, depth),
        Some("array") => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0) as usize;
            let most = if depth > 4 { least } else { least + 2 };
            prop::collection::vec(document(root, &schema["items"], depth + 1), least..=most)
                .prop_map(Value::from)
                .boxed()
        }
        Some("string") => text(schema),
        Some("integer") => {
            let bound = |key: &str, otherwise: i64| schema.get(key).and_then(Value::as_i64).unwrap_or(otherwise);
            (bound("minimum", 0)..=bound("maximum", 255)).prop_map(Value::from).boxed()
        }
        Some("number") => prop_oneof![Just(json!(1)), Just(json!(12)), Just(json!(2.5)), Just(json!(300.0))].boxed(),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        _ => prop_oneof![Just(json!("x")), Just(json!(1)), Just(json!(true)), Just(json!(["a"]))].boxed(),
    }
}

fn text(schema: &'static Value) -> BoxedStrategy<Value> {
    if schema.get("format").is_some() || schema.get("pattern").is_some() {
        let example = schema.pointer("/examples/0").and_then(Value::as_str).unwrap_or("test-id");
        let odd = [
            "6.10",
            "1.0-rc1",
            "0000",
            "a1",
            "8.6",
            "gfx1100",
            "rdna-3",
            "memory.size_gib",
            "https://example.org/x",
            "2026-02-30",
            "10DE:2504",
            "ampere",
            "gpu.die",
        ];
        let mut all: Vec<&'static str> = vec![example];
        all.extend(odd);
        return prop::sample::select(all).prop_map(Value::from).boxed();
    }
    "[a-zA-Z0-9 <>\"'`é:#{}-]{2,60}".prop_map(Value::from).boxed()
}

fn object(root: &'static Value, schema: &'static Value, depth: u32) -> BoxedStrategy<Value> {
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let mut whole = Just(Map::new()).boxed();
    for (key, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let needed = required.contains(&key.as_str());
        if !needed && depth > 3 {
            continue;
        }
        let value = document(root, field, depth + 1);
        let value = if needed { value.prop_map(Some).boxed() } else { prop::option::weighted(0.4, value).boxed() };
        whole = (whole, value)
            .prop_map(move |(mut map, value)| {
                map.extend(value.map(|value| (key.clone(), value)));
                map
            })
            .boxed();
    }
    whole.prop_map(Value::Object).boxed()
}

/// The schema runs first and reports everything; what it lets pass the types must take.
#[test]
fn types_accept_what_the_schema_accepts() {
    let mut accepted = 0;
    for kind in schema::all() {
        let mut runner = TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
        let taken = std::cell::Cell::new(0);
        runner
            .run(&document(kind.json, kind.json, 0), |value| {
                let text = serde_json::to_string(&value).expect("JSON");
                let sources = vfiodex::source::SourceMap::from_texts([("x.yaml", text.as_str())]);
                let (id, file) = sources.files().next().expect("one file");
                let document = vfiodex::document::parse_yaml(id, &file.text).expect("JSON is YAML");
                let fits = kind.check(&sources, &document, &value).is_empty();
                let typed = kind.kind.deserialize(value.clone());
                if fits {
                    taken.set(taken.get() + 1);
                    prop_assert!(
                        typed.is_ok(),
                        "{}: the schema accepts and the types refuse: {:?}\n{value:#}",
                        kind.kind.folder(),
                        typed.err()
                    );
                }
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{error}"));
        accepted += taken.get();
    }
    assert!(accepted > 50, "only {accepted} documents fitted; the generator no longer follows the schemas");
}
