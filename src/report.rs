//! Findings written out: for people, for programs, and as GitHub annotations.

mod github;
mod json;
mod text;

use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the lines of the file, for people.
    Text,
    /// One JSON object with `diagnostics[]`.
    Json,
    /// GitHub workflow commands, which mark the lines of a pull request.
    Github,
}

/// Writes findings.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(
    out: &mut dyn Write,
    format: Format,
    colour: bool,
    sources: &SourceMap,
    found: &[Diagnostic],
) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, colour, sources, found),
        Format::Json => json::write(out, sources, found),
        Format::Github => github::write(out, sources, found),
    }
}

/// How many errors and warnings there are.
#[must_use]
pub fn count(found: &[Diagnostic]) -> (usize, usize) {
    let errors = found.iter().filter(|d| d.severity == Severity::Error).count();
    (errors, found.len() - errors)
}

/// A count with its noun: `1 error`, `3 errors`.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
