use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Problem;
use serde_json::{Map, Value};

use super::generate::FORMATS;
use super::near::{Meant, meant};
use super::{KindSchema, cure};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::{self, Document, Node};
use crate::source::SourceMap;

/// Says what one schema error means, where it stands, and how to mend it.
pub(super) fn explain(
    schema: &KindSchema,
    sources: &SourceMap,
    document: &Document,
    error: &ValidationError<'_>,
) -> Vec<Diagnostic> {
    let pointer = error.instance_path().to_string();
    let path: Vec<&str> = pointer.split('/').skip(1).collect();
    let node = document.root.nearest(path.iter().copied());
    let field = schema.field(path.iter().copied());
    let rules = field.map(|field| schema.resolve(field));
    let meaning = field
        .and_then(|f| f.get("description"))
        .or_else(|| rules.and_then(|r| r.get("description")))
        .and_then(Value::as_str);
    let name = path.iter().rev().find(|part| part.parse::<usize>().is_err()).copied().unwrap_or("the record");
    let is_entry = path.last().is_some_and(|part| part.parse::<usize>().is_ok());
    let subject = match path.last() {
        None => "a record".to_owned(),
        Some(_) if is_entry => format!("an entry of `{name}`"),
        Some(_) => format!("`{name}`"),
    };
    let wrong = |message: String| Diagnostic::error("wrong-value", node.span, message);
    match error.kind() {
        Problem::AdditionalProperties { unexpected } | Problem::UnevaluatedProperties { unexpected } => {
            unexpected.iter().filter_map(|key| unknown_key(schema, rules, node, key)).collect()
        }
        Problem::Required { property } => {
            vec![missing_key(schema, rules, node, property.as_str().unwrap_or_default(), &path)]
        }
        Problem::Type { .. } if path.is_empty() && matches!(node.value, document::Value::Null) => {
            let empty = Diagnostic::error("wrong-type", node.span, "the record is empty");
            vec![empty.help("CONTRIBUTING.md shows a whole one")]
        }
        Problem::Type { .. } => vec![wrong_type(schema, sources, rules, node, &subject, meaning)],
        Problem::Enum { options } => vec![not_an_option(node, name, options)],
        Problem::Format { format } => {
            let text = node.as_str().unwrap_or_default();
            let reason = FORMATS.iter().find(|(known, _)| known == format).and_then(|(_, check)| check(text).err());
            let found = with_meaning(wrong(reason.unwrap_or_else(|| format!("`{text}` is not a {format}"))), meaning);
            let day = cure::day(text).filter(|day| format == "Date" && fits(format, day));
            vec![match day {
                Some(day) => found.fix(node.span, format!("\"{day}\"")),
                None => found,
            }]
        }
        Problem::Pattern { .. } => {
            let text = node.as_str().unwrap_or_default();
            let shape = rules.and_then(|r| r.get("format")).and_then(Value::as_str).unwrap_or_default();
            let pattern = rules.and_then(|r| r.get("pattern")).and_then(Value::as_str);
            let fixed = lower_case(text, pattern).filter(|fixed| shape.is_empty() || fits(shape, fixed));
            // A value that its format refuses as well is told of once, in the format's words.
            if FORMATS.iter().any(|(known, check)| *known == shape && check(text).is_err()) {
                return Vec::new();
            }
            let shown: String = text.chars().take(60).collect();
            let mut found =
                with_meaning(wrong(format!("`{shown}` does not have the shape that `{name}` needs")), meaning);
            let example = rules.and_then(|r| r.get("examples")).and_then(|e| e.get(0)).and_then(Value::as_str);
            if let Some(example) = example {
                found.help =
                    Some(format!("{} For example: \"{example}\"", found.help.unwrap_or_default()).trim().to_owned());
            }
            vec![match fixed {
                // An ID needs no quotes; a PCI ID without them may be read as a number.
                Some(fixed) if shape.is_empty() => found.fix(node.span, fixed),
                Some(fixed) => found.fix(node.span, format!("\"{fixed}\"")),
                None => found,
            }]
        }
        Problem::Minimum { limit } => vec![with_meaning(wrong(format!("`{name}` is at least {limit}")), meaning)],
        Problem::Maximum { limit } => vec![with_meaning(wrong(format!("`{name}` is at most {limit}")), meaning)],
        Problem::MinItems { limit } => {
            vec![with_meaning(wrong(format!("`{name}` needs at least {limit} {}", items(*limit))), meaning)]
        }
        Problem::MinLength { limit } => {
            vec![with_meaning(wrong(format!("`{name}` needs at least {limit} characters")), meaning)]
        }
        Problem::MaxLength { limit } => {
            vec![with_meaning(wrong(format!("`{name}` has at most {limit} characters")), meaning)]
        }
        _ => vec![with_meaning(wrong(error.to_string()), meaning)],
    }
}

fn fits(format: &str, text: &str) -> bool {
    FORMATS.iter().any(|(known, check)| *known == format && check(text).is_ok())
}

/// The text in lower case with hyphens, where that is all it lacks of the pattern.
fn lower_case(text: &str, pattern: Option<&str>) -> Option<String> {
    let pattern = regex_lite::Regex::new(pattern?).ok()?;
    let fixed = text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    (fixed != text && pattern.is_match(&fixed)).then_some(fixed)
}

fn items(count: u64) -> &'static str {
    if count == 1 { "entry" } else { "entries" }
}

fn with_meaning(diagnostic: Diagnostic, meaning: Option<&str>) -> Diagnostic {
    match meaning {
        Some(text) => diagnostic.help(text),
        None => diagnostic,
    }
}

fn keys(rules: Option<&Map<String, Value>>) -> Vec<&str> {
    rules
        .and_then(|r| r.get("properties"))
        .and_then(Value::as_object)
        .map(|p| p.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

fn unknown_key(schema: &KindSchema, rules: Option<&Map<String, Value>>, node: &Node, key: &str) -> Option<Diagnostic> {
    let entry = node.entry(key)?;
    let known = keys(rules);
    let found = Diagnostic::error("unknown-key", entry.key_span, format!("there is no key `{key}` here"));
    let free: Vec<_> = known.iter().copied().filter(|name| node.get(name).is_none()).collect();
    Some(match meant(schema, key, &free) {
        Some(Meant::Key(name)) => found.help(format!("did you mean `{name}`?")).fix(entry.key_span, name),
        _ if key == "id" => found.help("the file's name is the ID; take the key out"),
        Some(Meant::OneOf(names)) => found.help(format!("did you mean `{}`?", names.join("` or `"))),
        Some(Meant::Elsewhere(paths)) => {
            let below = |path: &String| {
                let (above, name) = path.rsplit_once('.').unwrap_or_default();
                format!("`{name}` below `{above}`")
            };
            found.help(format!("did you mean {}?", paths.iter().map(below).collect::<Vec<_>>().join(" or ")))
        }
        None => found.help(format!("known keys: {}", known.join(", "))),
    })
}

fn missing_key(
    schema: &KindSchema,
    rules: Option<&Map<String, Value>>,
    node: &Node,
    key: &str,
    path: &[&str],
) -> Diagnostic {
    let property = rules.and_then(|r| r.get("properties")).and_then(|p| p.get(key)).and_then(Value::as_object);
    let meaning = property
        .and_then(|p| p.get("description").or_else(|| schema.resolve(p).get("description")))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let place = if path.is_empty() { "the record".to_owned() } else { format!("`{}`", path.join(".")) };
    let mut span = node.span;
    if let document::Value::Map(entries) = &node.value
        && let Some(first) = entries.first()
    {
        span = first.key_span;
    }
    let options = property.map(|p| schema.resolve(p)).and_then(|rules| rules.get("enum")).map(known_values);
    let options = options.map(|values| format!(" Known values: {values}")).unwrap_or_default();
    Diagnostic::error("missing-key", span, format!("{place} needs the key `{key}`"))
        .help(format!("`{key}`: {meaning}{options}"))
}

fn wrong_type(
    schema: &KindSchema,
    sources: &SourceMap,
    rules: Option<&Map<String, Value>>,
    node: &Node,
    subject: &str,
    meaning: Option<&str>,
) -> Diagnostic {
    let expected = match rules.and_then(|r| r.get("type")).and_then(Value::as_str) {
        Some("string") => "text",
        Some("integer") => "a whole number",
        Some("number") => "a number",
        Some("boolean") => "true or false",
        Some("array") => "a list",
        Some("object") => "a mapping of keys",
        _ => "another type",
    };
    let found = match &node.value {
        document::Value::Null => "nothing",
        document::Value::Bool(_) => "true or false",
        document::Value::Number(_) => "a number",
        document::Value::String(_) => "text",
        document::Value::List(_) => "a list",
        document::Value::Map(_) => "a mapping",
    };
    let diagnostic = Diagnostic::error("wrong-type", node.span, format!("{subject} expects {expected}, found {found}"));
    let Some(cure) = cure::wrong_type(schema, rules, node, sources.slice(node.span)) else {
        return with_meaning(diagnostic, meaning);
    };
    let diagnostic = diagnostic.help(cure.help);
    match cure.fix {
        Some(fix) => diagnostic.fix(node.span, fix),
        None => diagnostic,
    }
}

fn known_values(options: &Value) -> String {
    options.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

fn not_an_option(node: &Node, name: &str, options: &Value) -> Diagnostic {
    let known: Vec<&str> = options.as_array().map(|o| o.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
    let all = known_values(options);
    let typed = node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
    let found = Diagnostic::error("wrong-value", node.span, format!("`{typed}` is not a value of `{name}`"));
    let normal = typed.to_lowercase().replace([' ', '_'], "-");
    let near = known
        .iter()
        .copied()
        .find(|k| k.to_lowercase() == normal)
        .or_else(|| did_you_mean(&typed, known.iter().copied()));
    match near {
        Some(near) => found.help(format!("did you mean `{near}`? Known values: {all}")).fix(node.span, near),
        None => found.help(format!("known values: {all}")),
    }
}
