//! What mends a value of the wrong type, where that is certain, and what to say where it is not.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::KindSchema;
use crate::document::{self, Node};

/// How a value of the wrong type is mended.
pub(super) struct Cure {
    /// What to do, in words.
    pub(super) help: Cow<'static, str>,
    /// What to write instead, where nothing else can be meant.
    pub(super) fix: Option<String>,
}

/// How a node is mended that stands where the rules ask for another type.
pub(super) fn wrong_type(
    schema: &KindSchema,
    rules: Option<&Map<String, Value>>,
    node: &Node,
    raw: &str,
) -> Option<Cure> {
    let cure = |help: &'static str, fix| Some(Cure { help: help.into(), fix });
    match (rules?.get("type").and_then(Value::as_str)?, &node.value) {
        (_, document::Value::Null) => cure("what is not known is left out: take the key out, or give it a value", None),
        ("string", document::Value::Number(_) | document::Value::Bool(_)) => {
            cure("put it in quotes, or YAML reads it as a number or switch", Some(format!("\"{raw}\"")))
        }
        ("boolean", document::Value::String(text)) => {
            let word = switch(text)?;
            cure("YAML’s words for it are `true` and `false`, without quotes", Some(word.to_owned()))
        }
        ("number" | "integer", document::Value::String(text)) => {
            let plain = text.parse::<f64>().is_ok_and(f64::is_finite);
            match (plain, text.starts_with(|c: char| c.is_ascii_digit())) {
                (true, _) => cure("write the number without quotes", Some(text.clone())),
                (false, true) => cure("write the number alone; its unit is part of the key", None),
                (false, false) => None,
            }
        }
        ("array", document::Value::String(text)) => {
            let items = schema.resolve(rules?.get("items")?.as_object()?);
            if items.get("type").and_then(Value::as_str) != Some("string") {
                let help = match keys(items) {
                    Some(keys) => format!("each entry stands behind `- `, with its keys: {keys}").into(),
                    None => "each entry stands on a line of its own, behind `- `".into(),
                };
                return Some(Cure { help, fix: None });
            }
            let quoted: Vec<_> = text.split(',').map(|item| format!("\"{}\"", item.trim())).collect();
            let simple = !text.contains(['"', '\\', '\n']) && !text.is_empty();
            cure("write it as a list, in brackets", simple.then(|| format!("[{}]", quoted.join(", "))))
        }
        ("object", _) => {
            let keys = keys(rules?)?;
            Some(Cure { help: format!("its keys stand below it, each on a line of its own: {keys}").into(), fix: None })
        }
        ("array", _) => cure("a list has `- ` in front of each entry, or stands in brackets", None),
        _ => None,
    }
}

/// A day that was written as day.month.year, in the catalogue's order.
pub(super) fn day(text: &str) -> Option<String> {
    let mut parts = text.split('.').map(|part| part.trim().parse::<u16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    let fine = parts.next().is_none() && (1..=31).contains(&day) && (1..=12).contains(&month) && year > 1900;
    fine.then(|| format!("{year}-{month:02}-{day:02}"))
}

/// The keys of a mapping, as they are shown.
fn keys(rules: &Map<String, Value>) -> Option<String> {
    let properties = rules.get("properties")?.as_object()?;
    Some(properties.keys().map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// Words that older YAML and people take for a switch.
fn switch(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "true" => Some("true"),
        "no" | "n" | "off" | "false" => Some("false"),
        _ => None,
    }
}
