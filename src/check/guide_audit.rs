//! `guide-audit`: guides do not show lines that the advice records call outdated or worse.

use vfiodex_engine::Situation;
use vfiodex_engine::audit::{Finding, Kind, audit_as, context};

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::Guide;
use crate::source::Span;

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    if draft.records::<Guide>().next().is_none() {
        return;
    }
    let knowledge = draft.text_knowledge();
    for (_, document, guide) in draft.records::<Guide>() {
        let Some(body) = document.root.get("body") else { continue };
        // The guide's fences are what readers copy; its sentences may well name what not to write.
        let context = context(&knowledge, &guide.body, Kind::Markdown, &Situation::default());
        let audit = audit_as(&knowledge, &guide.body, Kind::Markdown, context);
        for finding in audit.findings.iter().filter(|finding| finding.verdict.is_bad() && !finding.in_prose) {
            found.push(diagnostic(finding, place(&guide.body, finding, body.span)));
        }
    }
}

fn diagnostic(finding: &Finding, span: Span) -> Diagnostic {
    let text = format!("`{}` is {}: {}", finding.text, finding.verdict, finding.reason);
    let instead = finding.instead.as_deref().map(|instead| format!("write {instead}; ")).unwrap_or_default();
    Diagnostic::error("guide-audit", span, text).help(format!(
        "{instead}see advice `{}`, or mark the fence as a counter-example with the word `bad` behind its language",
        finding.advice
    ))
}

/// Where a finding stands in the file.
fn place(body: &str, finding: &Finding, whole: Span) -> Span {
    let Some(line) = body.split_inclusive('\n').nth(finding.line.saturating_sub(1)) else { return whole };
    let before: usize = body.split_inclusive('\n').take(finding.line.saturating_sub(1)).map(str::len).sum();
    let (at, length) = match line.find(&finding.text) {
        Some(at) => (at, finding.text.len()),
        None => (0, line.trim_end().len()),
    };
    let start = whole.start + before + at;
    Span { start, end: start + length, ..whole }
}
