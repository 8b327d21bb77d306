//! Rules that records must keep: one file per rule, one Markdown text per code, and the table of them.

mod bandwidth;
mod date_order;
mod empty_range;
mod encoder;
mod field_path;
mod former_id;
mod guide_audit;
mod layout;
pub mod markdown;
mod observation;
mod pattern_example;
mod personal_data;
mod power;
mod reference;
mod rule_fact;
mod rule_shape;
mod shared_pci_id;
mod source_shape;
mod strict;
mod unsourced;

pub use strict::{Strict, strict};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Severity};
use crate::draft::Draft;

/// A rule's code with its explanation.
pub struct Code {
    /// Stable kebab-case name.
    pub name: &'static str,
    /// Whether its findings stop a pull request.
    pub severity: Severity,
    /// Explanation in Markdown: what it means, why it is so, an example, how to mend it.
    pub text: &'static str,
}

type Rule = fn(&Draft, &mut Vec<Diagnostic>);

macro_rules! codes {
    ($($severity:ident $name:literal,)*) => {
        /// Every code, in alphabetical order.
        pub const CODES: &[Code] = &[$(Code {
            name: $name,
            severity: Severity::$severity,
            text: include_str!(concat!("check/explain/", $name, ".md")),
        },)*];
    };
}

codes! {
    Warning "claim-pointer",
    Error "date-order",
    Error "duplicate-device",
    Error "duplicate-id",
    Error "duplicate-key",
    Error "empty-range",
    Error "file-encoding",
    Error "file-place",
    Error "file-size",
    Error "former-id-taken",
    Error "guide-audit",
    Error "implausible-bandwidth",
    Error "implausible-encoder",
    Error "implausible-power",
    Error "incomplete-layout",
    Error "known-and-not-known",
    Error "layout-folder",
    Error "missing-key",
    Error "observation-value",
    Error "pattern-example",
    Error "personal-data",
    Error "rule-example",
    Error "rule-fact",
    Error "rule-shape",
    Error "schema-gap",
    Error "shared-pci-id",
    Error "source-shape",
    Warning "stale-fact",
    Error "unknown-field",
    Error "unknown-key",
    Error "unknown-record",
    Error "unsafe-markdown",
    Error "unsourced-core-fact",
    Warning "wanted-record",
    Error "wrong-type",
    Error "wrong-value",
    Error "yaml-feature",
    Error "yaml-syntax",
}

/// Rules over the whole catalogue; each gives findings of one code or of a few close ones.
const RULES: &[Rule] = &[
    date_order::check,
    empty_range::check,
    encoder::check,
    field_path::check,
    former_id::check,
    guide_audit::check,
    layout::check,
    markdown::check,
    observation::check,
    pattern_example::check,
    personal_data::check,
    power::check,
    bandwidth::check,
    reference::check,
    rule_fact::check,
    rule_shape::check,
    shared_pci_id::check,
    source_shape::check,
    unsourced::check,
];

/// The code with a name.
#[must_use]
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

/// Every finding in a draft, in the order of the files.
#[must_use]
pub fn run(draft: &Draft) -> Vec<Diagnostic> {
    let rule = |rule: &Rule| {
        let mut found = Vec::new();
        rule(draft, &mut found);
        found
    };
    let mut all = draft.problems.clone();
    all.extend(RULES.par_iter().flat_map_iter(rule).collect::<Vec<_>>());
    all.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    all.dedup();
    all
}
