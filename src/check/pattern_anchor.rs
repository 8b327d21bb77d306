//! `pattern-anchor`: the pattern of a symptom has a text by which its lines are found.

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::Quirk;

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, quirk) in draft.records::<Quirk>() {
        for (index, symptom) in quirk.symptoms.iter().enumerate() {
            if symptom.pattern.anchors().is_empty() {
                let place = document.root.at(&format!("symptoms.{index}.pattern"));
                found.push(
                    Diagnostic::error(
                        "pattern-anchor",
                        place.map_or(document.root.span, |node| node.span),
                        "no text of three characters stands in every line that this matches",
                    )
                    .help("give each alternative a word outside of `?` and `*`, do without flags such as `(?i)`, or write two symptoms"),
                );
            }
        }
    }
}
