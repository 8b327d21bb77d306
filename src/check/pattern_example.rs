//! `pattern-example`: patterns match the real lines that they were made from.

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::draft::Draft;
use crate::record::{Advice, Quirk};
use crate::source::Span;

fn at(document: &Document, path: &str) -> Span {
    document.root.at(path).map_or(document.root.span, |node| node.span)
}

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, quirk) in draft.records::<Quirk>() {
        for (index, symptom) in quirk.symptoms.iter().enumerate() {
            if !symptom.example.lines().any(|line| symptom.pattern.matches(line)) {
                found.push(
                    Diagnostic::error(
                        "pattern-example",
                        at(document, &format!("symptoms.{index}.example")),
                        "the pattern does not match this line",
                    )
                    .help("make what differs from machine to machine a hole: `<bdf>`, `<hex>`, `<num>` or `<any>`")
                    .related(at(document, &format!("symptoms.{index}.pattern")), "the pattern"),
                );
            }
        }
    }
    for (_, document, advice) in draft.records::<Advice>() {
        let hit = |text: &str| advice.patterns.iter().any(|pattern| text.lines().any(|line| pattern.matches(line)));
        for (index, example) in advice.examples.iter().enumerate().filter(|(_, example)| !hit(example)) {
            found.push(
                Diagnostic::error(
                    "pattern-example",
                    at(document, &format!("examples.{index}")),
                    format!("no pattern matches `{example}`"),
                )
                .help("widen a pattern, or take the example out")
                .related(at(document, "patterns"), "the patterns"),
            );
        }
        for (index, other) in advice.not_examples.iter().enumerate().filter(|(_, other)| hit(other)) {
            found.push(
                Diagnostic::error(
                    "pattern-example",
                    at(document, &format!("not_examples.{index}")),
                    format!("a pattern matches `{other}`, which it must not"),
                )
                .help("make the pattern more specific")
                .related(at(document, "patterns"), "the patterns"),
            );
        }
    }
}
