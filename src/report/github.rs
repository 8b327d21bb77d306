use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;

pub(super) fn write(out: &mut dyn Write, sources: &SourceMap, found: &[Diagnostic]) -> io::Result<()> {
    for d in found {
        let level = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let (line, column) = sources.position(d.span.file, d.span.start);
        let (end_line, end_column) = sources.position(d.span.file, d.span.end);
        let file = property(&sources.file(d.span.file).shown);
        let help = d.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
        let text = message(&format!("{}{help}", d.message));
        // GitHub takes an end column only where the finding lies on one line.
        let end = if line == end_line { format!(",endColumn={end_column}") } else { String::new() };
        writeln!(
            out,
            "::{level} file={file},line={line},col={column},endLine={end_line}{end},title={}::{text}",
            d.code
        )?;
    }
    Ok(())
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
