//! `rule-shape`: a condition is one thing at a time, and what blocks says how to unblock it.

use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::draft::Draft;
use crate::record::{QuirkSeverity, Rule};

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, rule) in draft.records::<Rule>() {
        if let Some(when) = document.root.get("when") {
            condition(when, found);
        }
        if rule.severity == QuirkSeverity::Blocked && rule.unblocked_by.is_none() {
            let span = document.root.at("severity").map_or(document.root.span, |node| node.span);
            found.push(
                Diagnostic::error("rule-shape", span, "a rule that blocks says what would unblock it")
                    .help("add `unblocked_by` with the step and its cost"),
            );
        }
    }
}

fn condition(node: &Node, found: &mut Vec<Diagnostic>) {
    let has = |key: &str| node.get(key).is_some();
    let forms = ["all", "any", "not", "fact"].into_iter().filter(|key| has(key)).count();
    let tests = ["is", "one_of", "at_least", "below"].into_iter().filter(|key| has(key)).count();
    if forms != 1 {
        found.push(
            Diagnostic::error("rule-shape", node.span, "a condition is exactly one of `all`, `any`, `not` and `fact`")
                .help("put further conditions into the list of an `all` or `any`"),
        );
    } else if has("fact") != (tests > 0) {
        found.push(
            Diagnostic::error(
                "rule-shape",
                node.span,
                "a fact is compared with `is`, `one_of`, `at_least` or `below`, and nothing else is",
            )
            .help("write `fact: gpu.die` and `is: GB202`"),
        );
    }
    for key in ["all", "any"] {
        node.get(key).map(Node::items).unwrap_or_default().iter().for_each(|item| condition(item, found));
    }
    if let Some(inner) = node.get("not") {
        condition(inner, found);
    }
}
