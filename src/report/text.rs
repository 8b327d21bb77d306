use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{count, counted};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};

pub(super) fn write(out: &mut dyn Write, colour: bool, sources: &SourceMap, found: &[Diagnostic]) -> io::Result<()> {
    for diagnostic in found {
        writeln!(out, "{}\n", render(colour, sources, diagnostic))?;
    }
    let (errors, warnings) = count(found);
    if errors + warnings > 0 {
        writeln!(out, "{}, {}", counted(errors, "error"), counted(warnings, "warning"))?;
        if let Some(first) = found.first() {
            writeln!(out, "`vfiodex check --explain {}` says more about a code", first.code)?;
        }
    }
    Ok(())
}

/// One finding as terminal text; also shown in the browser by `vfiodex serve`.
pub(crate) fn render(colour: bool, sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&diagnostic.message).id(diagnostic.code));
    let mut main =
        snippet(sources, diagnostic.span).annotation(AnnotationKind::Primary.span(range(sources, diagnostic.span)));
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        diagnostic.related.iter().partition(|(span, _)| span.file == diagnostic.span.file);
    for (span, label) in here {
        main = main.annotation(AnnotationKind::Context.span(range(sources, *span)).label(label));
    }
    group = group.element(main);
    for (span, label) in elsewhere {
        group = group.element(
            snippet(sources, *span).annotation(AnnotationKind::Context.span(range(sources, *span)).label(label)),
        );
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let mut groups = vec![group];
    if let Some(fix) = &diagnostic.fix {
        let file = sources.file(fix.span.file);
        let patch = Patch::new(range(sources, fix.span), &fix.replacement);
        let source = Snippet::source(file.text.as_str()).path(&file.shown).fold(true).patch(patch);
        groups.push(Group::with_title(Level::HELP.secondary_title("this mends it")).element(source));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&groups)
}

fn snippet<'a>(sources: &'a SourceMap, span: Span) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let file = sources.file(span.file);
    Snippet::source(file.text.as_str()).path(&file.shown).fold(true)
}

/// A span on character boundaries; one that covers many lines shrinks to its first.
fn range(sources: &SourceMap, span: Span) -> std::ops::Range<usize> {
    let text = &sources.file(span.file).text;
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.min(text.len())).max(start);
    let line_end = text[start..end].find('\n').map_or(end, |at| start + at);
    start..line_end
}
