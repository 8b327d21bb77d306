use jsonschema::{Draft, Validator};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use vfiodex_engine::version::{BiosVersion, KernelVersion, NvidiaVersion, PackageVersion, ProxmoxVersion, QemuVersion};
use vfiodex_engine::{Bdf, ClassCode, HexWord, Pattern, PciId};

use crate::record::{Date, Kind};

/// The schema of a kind, in the shape that gives the clearest errors.
pub(super) fn schema(kind: Kind) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut root = kind.raw_schema(&mut generator).to_value();
    let definitions = generator.take_definitions(true);
    if let Value::Object(map) = &mut root {
        map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("$id".into(), format!("https://vfiodex.org/schema/{}.json", kind.folder()).into());
        map.insert("title".into(), kind.one().into());
        if !definitions.is_empty() {
            map.insert("$defs".into(), Value::Object(definitions));
        }
    }
    tidy(&mut root);
    root
}

/// Applied to every schema from the inside out: no `null`, closed objects, plain enums.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, below) in map.iter_mut() {
                match below {
                    // Names of properties are not keywords: a property may be called `default`.
                    Value::Object(named) if matches!(key.as_str(), "properties" | "$defs") => {
                        named.values_mut().for_each(tidy)
                    }
                    other => tidy(other),
                }
            }
            drop_null(map);
            flatten_enum(map);
            if map.contains_key("properties") && map.get("type").and_then(Value::as_str) == Some("object") {
                map.entry("additionalProperties").or_insert(false.into());
            }
            map.remove("default");
            map.remove("minimum").map(whole).and_then(|v| map.insert("minimum".into(), v));
            map.remove("maximum").map(whole).and_then(|v| map.insert("maximum".into(), v));
            let machine = |f: &Value| {
                f.as_str().is_some_and(|f| f.starts_with("uint") || f == "int" || f == "double" || f == "float")
            };
            if map.get("format").is_some_and(machine) {
                map.remove("format");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn whole(value: Value) -> Value {
    match value.as_f64() {
        Some(f) if f.fract() == 0.0 && f.abs() < 1e15 => json!(f as i64),
        _ => value,
    }
}

/// What is optional is left out, not set to null.
fn drop_null(map: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = map.get_mut("type") {
        types.retain(|t| t != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            map.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(variants)) = map.get_mut("enum") {
        variants.retain(|v| !v.is_null());
    }
    if let Some(Value::Array(branches)) = map.get_mut("anyOf") {
        branches.retain(|b| b.get("type").and_then(Value::as_str) != Some("null"));
        if let [Value::Object(only)] = branches.as_slice() {
            let only = only.clone();
            map.remove("anyOf");
            for (key, value) in only {
                map.entry(key).or_insert(value);
            }
        }
    }
}

/// Doc comments on variants make schemars write `oneOf`; errors are clearer with one `enum`. The
/// comments are kept as `x-values`.
fn flatten_enum(map: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = map.get("oneOf") else { return };
    let mut values = Vec::new();
    let mut meanings = Map::new();
    for branch in branches {
        let Some(value) = branch.get("const").and_then(Value::as_str) else { return };
        values.push(Value::from(value));
        if let Some(text) = branch.get("description") {
            meanings.insert(value.to_owned(), text.clone());
        }
    }
    map.remove("oneOf");
    map.insert("type".into(), "string".into());
    map.insert("enum".into(), values.into());
    map.insert("x-values".into(), meanings.into());
}

/// Says why a text does not have a format.
type Check = fn(&str) -> Result<(), String>;

/// Formats that a regular expression cannot check to the end, each with its parser.
pub(super) const FORMATS: &[(&str, Check)] = &[
    ("Date", parses::<Date>),
    ("PciId", parses::<PciId>),
    ("HexWord", parses::<HexWord>),
    ("ClassCode", parses::<ClassCode>),
    ("Bdf", parses::<Bdf>),
    ("Pattern", parses::<Pattern>),
    ("KernelVersion", parses::<KernelVersion>),
    ("NvidiaVersion", parses::<NvidiaVersion>),
    ("QemuVersion", parses::<QemuVersion>),
    ("ProxmoxVersion", parses::<ProxmoxVersion>),
    ("PackageVersion", parses::<PackageVersion>),
    ("BiosVersion", parses::<BiosVersion>),
];

fn parses<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<(), String> {
    text.parse::<T>().map(drop).map_err(|error| error.to_string())
}

pub(super) fn validator(schema: &Value) -> Option<Validator> {
    let mut options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    for (name, check) in FORMATS {
        options = options.with_format(*name, move |text| check(text).is_ok());
    }
    options.build(schema).ok()
}
