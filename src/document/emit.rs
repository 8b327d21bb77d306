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
                } else if let Some(line) = one_line(item, indent) {
                    let _ = writeln!(out, "{pad}- {line}");
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

/// A mapping of scalars on one line, where it fits.
fn one_line(value: &Value, indent: usize) -> Option<String> {
    let map = value.as_object().filter(|map| map.values().all(is_scalar))?;
    let parts = map.iter().map(|(key, value)| format!("{key}: {}", scalar(value))).collect::<Vec<_>>().join(", ");
    let inside = |value: &Value| !value.as_str().is_some_and(|text| text.contains('\n'));
    (parts.chars().count() + indent < 116 && map.values().all(inside)).then(|| format!("{{{parts}}}"))
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_yaml;
    use crate::document::parse_yaml;
    use crate::source::SourceMap;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let awkward = [
            "",
            " a",
            "6.10",
            "0600",
            "2684e01",
            "yes",
            "null",
            "a: b",
            "a #b",
            "- a",
            "\"q\" \\",
            "tab\there",
            "line\nbreak",
            "{x}",
            "[x]",
            "a, b",
            "*x",
            "&x",
            "!x",
            "%x",
            "@x",
            "`x`",
            "é",
            "\u{2028}",
        ];
        let value = json!({
            "list": awkward,
            "maps": [{ "address": "0000:01:00.0", "group": 14, "id": "10de:2504" }, { "deep": { "empty": [], "none": {} } }],
            "nested": [[1, 2], ["a"]],
            "text": awkward.join(" "),
            "number": 1.5,
            "flag": false,
        });
        let text = to_yaml(&value);
        let sources = SourceMap::from_texts([("x.yaml", text.as_str())]);
        let read =
            sources.files().next().map(|(id, file)| parse_yaml(id, &file.text).map(|document| document.root.to_json()));
        assert_eq!(read, Some(Ok(value)), "{text}");
    }
}
