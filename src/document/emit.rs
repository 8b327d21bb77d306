use std::fmt::Write;

use serde_json::Value;

/// Writes a value as block YAML in the house style: two blanks, text quoted wherever it could be read
/// as something else, short lists of scalars on one line.
#[must_use]
pub fn to_yaml(value: &Value) -> String {
    let mut out = String::new();
    block(&mut out, value, 0);
    out
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Array(items) if items.is_empty() => "[]".into(),
        Value::Object(map) if map.is_empty() => "{}".into(),
        other => other.to_string(),
    }
}

/// Whether the text means itself without quotes, here and inside a one-line list.
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '+'))
        && !text.ends_with(' ')
        && !text.contains("  ")
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        )
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn is_scalar(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => true,
    }
}

fn block(out: &mut String, value: &Value, indent: usize) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = if is_plain(key) { key.clone() } else { quoted(key) };
                out.push_str(&pad);
                out.push_str(&key);
                out.push(':');
                entry(out, value, indent);
            }
        }
        Value::Array(items) => {
            for item in items {
                if is_scalar(item) {
                    let _ = writeln!(out, "{pad}- {}", scalar(item));
                } else {
                    let mut inner = String::new();
                    block(&mut inner, item, indent + 2);
                    let _ = writeln!(out, "{pad}- {}", inner.trim_start().trim_end_matches('\n'));
                }
            }
        }
        other => {
            let _ = writeln!(out, "{pad}{}", scalar(other));
        }
    }
}

fn entry(out: &mut String, value: &Value, indent: usize) {
    if is_scalar(value) {
        let _ = writeln!(out, " {}", scalar(value));
        return;
    }
    if let Value::Array(items) = value
        && items.iter().all(is_scalar)
    {
        let line = items.iter().map(scalar).collect::<Vec<_>>().join(", ");
        if line.chars().count() + indent < 100 {
            let _ = writeln!(out, " [{line}]");
            return;
        }
    }
    out.push('\n');
    block(out, value, indent + 2);
}
