use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle};

use super::slip::{Slip, slip};
use super::{Document, Entry, Node, Value};
use crate::source::{FileId, Span};

/// Deepest nesting of lists and mappings.
const MAX_DEPTH: usize = 24;

/// Something that keeps a text from being read as a record.
#[derive(Clone, Debug, PartialEq)]
pub struct ParseProblem {
    /// Which sort of problem.
    pub kind: ParseProblemKind,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
    /// The other place that it concerns: the first of two equal keys.
    pub related: Option<Span>,
    /// What it most likely comes from; the place of a fix counts from the start of the file.
    pub slip: Option<Slip>,
}

/// Sorts of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseProblemKind {
    /// Not YAML.
    Syntax,
    /// YAML that records do without: anchors, tags, several documents, keys that are not text.
    Feature,
    /// A key that stands twice in one mapping.
    DuplicateKey,
}

enum Frame {
    List(Vec<Node>, Span),
    Map(Vec<Entry>, HashMap<String, Span>, Option<(String, Span)>, Span),
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    offset: usize,
    stack: Vec<Frame>,
    root: Option<Node>,
    problems: Vec<ParseProblem>,
}

/// Reads one YAML document.
///
/// # Errors
/// Everything that is wrong with it. Duplicate keys are all reported; other problems end the reading.
pub fn parse_yaml(file: FileId, text: &str) -> Result<Document, Vec<ParseProblem>> {
    parse_part(file, text, 0)
}

/// Reads Markdown with YAML front matter; the Markdown becomes the key `body`.
///
/// # Errors
/// As [`parse_yaml`], and where there is no front matter.
pub fn parse_markdown(file: FileId, text: &str) -> Result<Document, Vec<ParseProblem>> {
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let missing = || {
        vec![ParseProblem {
            kind: ParseProblemKind::Syntax,
            message: "a guide starts with front matter: a line `---`, keys, and another line `---`".into(),
            span: Span { file, start, end: start + text[start..].lines().next().map_or(0, str::len) },
            related: None,
            slip: None,
        }]
    };
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---").ok_or_else(missing)?;
    let head_start = start + first.len();
    let mut head_end = head_start;
    let closing = loop {
        let line = lines.next().ok_or_else(missing)?;
        if line.trim_end() == "---" {
            break line;
        }
        head_end += line.len();
    };
    let body_start = head_end + closing.len();
    let mut document = parse_part(file, &text[head_start..head_end], head_start)?;
    if let Value::Map(entries) = &mut document.root.value {
        let span = Span { file, start: body_start, end: text.len() };
        let node = Node { value: Value::String(text[body_start..].to_owned()), span };
        entries.push(Entry { key: "body".into(), key_span: Span { end: body_start, ..span }, node });
    }
    Ok(document)
}

fn parse_part(file: FileId, text: &str, offset: usize) -> Result<Document, Vec<ParseProblem>> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut builder = Builder { file, text, offset, stack: Vec::new(), root: None, problems: Vec::new() };
    for event in Parser::new_from_str_with_options(text, options) {
        let done = match event {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0);
                builder.problem(ParseProblemKind::Syntax, error.kind().to_string(), at..at + 1);
                let mut slip = slip(text, text.floor_char_boundary(at));
                if let Some((range, _)) = &mut slip.fix {
                    *range = range.start + offset..range.end + offset;
                }
                if let Some(problem) = builder.problems.last_mut() {
                    problem.slip = Some(slip);
                }
                false
            }
        };
        if !done {
            break;
        }
    }
    let nothing = Node { value: Value::Null, span: Span { file, start: offset, end: offset + text.len().min(1) } };
    if builder.problems.is_empty() {
        Ok(Document { file, root: builder.root.unwrap_or(nothing) })
    } else {
        Err(builder.problems)
    }
}

impl Builder<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let end = range.end.min(self.text.len()).max(range.start.min(self.text.len()));
        Span { file: self.file, start: range.start.min(self.text.len()) + self.offset, end: end + self.offset }
    }

    fn problem(&mut self, kind: ParseProblemKind, message: impl Into<String>, range: std::ops::Range<usize>) {
        let span = self.span(range);
        self.problems.push(ParseProblem { kind, message: message.into(), span, related: None, slip: None });
    }

    /// Takes one event; false ends the reading.
    fn take(&mut self, event: Event<'_>, at: granit_parser::Span) -> bool {
        let range = at.byte_range().unwrap_or(0..0);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if !self.plain_node(anchor, tag.is_some(), range.clone()) {
                    return false;
                }
                self.scalar(text.into_owned(), style, range)
            }
            Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag)
                if !self.plain_node(anchor, tag.is_some(), range.clone()) =>
            {
                false
            }
            Event::SequenceStart(..) => self.open(Frame::List(Vec::new(), self.span(range.clone())), range),
            Event::MappingStart(..) => {
                self.open(Frame::Map(Vec::new(), HashMap::new(), None, self.span(range.clone())), range)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close();
                true
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) | Event::Anchor(..) => {
                self.problem(
                    ParseProblemKind::Feature,
                    "aliases (`*name`) are not used in records; write the value out",
                    range,
                );
                false
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                self.problem(
                    ParseProblemKind::Feature,
                    "a file holds one record; take the second document (`---`) out",
                    range,
                );
                false
            }
            _ => true,
        }
    }

    fn plain_node(&mut self, anchor: usize, tagged: bool, range: std::ops::Range<usize>) -> bool {
        if anchor != 0 {
            self.problem(
                ParseProblemKind::Feature,
                "anchors (`&name`) are not used in records; write the value out",
                range,
            );
        } else if tagged {
            self.problem(ParseProblemKind::Feature, "tags (`!name`) are not used in records", range);
        } else {
            return true;
        }
        false
    }

    fn open(&mut self, frame: Frame, range: std::ops::Range<usize>) -> bool {
        if matches!(self.stack.last(), Some(Frame::Map(_, _, None, _))) {
            self.problem(ParseProblemKind::Feature, "a key is text, not a list or mapping", range);
            return false;
        }
        if self.stack.len() >= MAX_DEPTH {
            self.problem(ParseProblemKind::Feature, format!("lists and mappings nest {MAX_DEPTH} deep at most"), range);
            return false;
        }
        self.stack.push(frame);
        true
    }

    fn close(&mut self) {
        let node = match self.stack.pop() {
            Some(Frame::List(items, start)) => {
                let end = items.last().map_or(start.end, |item| item.span.end);
                Node { value: Value::List(items), span: Span { end, ..start } }
            }
            Some(Frame::Map(entries, _, _, start)) => {
                let begin = entries.first().map_or(start.start, |entry| entry.key_span.start);
                let end = entries.last().map_or(start.end, |entry| entry.node.span.end);
                Node { value: Value::Map(entries), span: Span { start: begin, end, ..start } }
            }
            None => return,
        };
        self.put(node);
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, range: std::ops::Range<usize>) -> bool {
        let span = self.span(range.clone());
        if let Some(Frame::Map(_, seen, key @ None, _)) = self.stack.last_mut() {
            if let Some(first) = seen.insert(text.clone(), span) {
                self.problems.push(ParseProblem {
                    kind: ParseProblemKind::DuplicateKey,
                    message: format!("the key `{text}` stands twice in one mapping"),
                    span,
                    related: Some(first),
                    slip: None,
                });
            }
            *key = Some((text, span));
            return true;
        }
        let value = if style == ScalarStyle::Plain { resolve(text) } else { Ok(Value::String(text)) };
        match value {
            Ok(value) => self.put(Node { value, span }),
            Err(message) => self.problem(ParseProblemKind::Feature, message, range),
        }
        self.problems.iter().all(|problem| problem.kind == ParseProblemKind::DuplicateKey)
    }

    fn put(&mut self, node: Node) {
        match self.stack.last_mut() {
            Some(Frame::List(items, _)) => items.push(node),
            Some(Frame::Map(entries, _, key, _)) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry { key, key_span, node });
                }
            }
            None => self.root = Some(node),
        }
    }
}

/// A plain scalar by YAML 1.2's core schema.
fn resolve(text: String) -> Result<Value, String> {
    Ok(match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".inf" | "-.inf" | "+.inf" | ".nan" | ".NaN" | ".Inf" => return Err("infinity and NaN are not facts".into()),
        other => number(other)?.map_or(Value::String(text), Value::Number),
    })
}

fn number(text: &str) -> Result<Option<serde_json::Number>, String> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || !digits.contains(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(rest) = text.strip_prefix(prefix) {
            return Ok(i64::from_str_radix(rest, radix).ok().map(Into::into));
        }
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        let value = text.strip_prefix('+').unwrap_or(text).parse::<i64>();
        return value
            .map(|value| Some(value.into()))
            .map_err(|_| format!("the number {text} is too large; quote it if it is text"));
    }
    let mantissa = digits.split(['e', 'E']).next().unwrap_or("");
    let float = mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.') && mantissa.matches('.').count() <= 1;
    if !float {
        return Ok(None);
    }
    match text.parse::<f64>() {
        Ok(value) => serde_json::Number::from_f64(value)
            .map(Some)
            .ok_or_else(|| format!("the number {text} is too large; quote it if it is text")),
        Err(_) => Ok(None),
    }
}
