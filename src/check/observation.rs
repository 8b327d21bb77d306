//! `observation-value`: an observation has one number or one range, and says what it is about.

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::Observation;

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, seen) in draft.records::<Observation>() {
        let at = |path: &str| document.root.at(path).map_or(document.root.span, |node| node.span);
        let mut report = |span, text: &str, help: &str| {
            found.push(Diagnostic::error("observation-value", span, text).help(help));
        };
        match (seen.value, seen.min, seen.max) {
            (Some(_), None, None) => {}
            (None, Some(min), Some(max)) if min < max => {}
            (None, Some(_), Some(_)) => report(at("max"), "the range ends before it starts", "`min` is below `max`"),
            _ => report(
                at("metric"),
                "an observation has a number or a range",
                "give `value`, or `min` and `max`, not both",
            ),
        }
        if seen.gpu.is_none() && seen.board.is_none() && seen.workload.is_none() && seen.subject.is_none() {
            report(at("name"), "it is not said what was observed", "give `gpu`, `board`, `workload` or `subject`");
        }
    }
}
