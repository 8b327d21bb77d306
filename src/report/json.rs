use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};

#[derive(Serialize)]
struct Report<'a> {
    diagnostics: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    severity: Severity,
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

fn place(sources: &SourceMap, span: Span) -> Place<'_> {
    let (line, column) = sources.position(span.file, span.start);
    let (end_line, end_column) = sources.position(span.file, span.end);
    Place { file: &sources.file(span.file).shown, line, column, end_line, end_column }
}

pub(super) fn write(out: &mut dyn Write, sources: &SourceMap, found: &[Diagnostic]) -> io::Result<()> {
    let diagnostics = found.iter().map(|d| item(d, sources)).collect();
    serde_json::to_writer_pretty(&mut *out, &Report { diagnostics })?;
    writeln!(out)
}

fn item<'a>(d: &'a Diagnostic, sources: &'a SourceMap) -> Item<'a> {
    Item {
        code: d.code,
        severity: d.severity,
        place: place(sources, d.span),
        message: &d.message,
        help: d.help.as_deref(),
        related: d.related.iter().map(|(span, message)| Related { place: place(sources, *span), message }).collect(),
        fix: d.fix.as_ref().map(|fix| Fix { place: place(sources, fix.span), replacement: &fix.replacement }),
    }
}
