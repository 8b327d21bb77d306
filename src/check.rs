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
mod pattern_anchor;
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
use crate::document::Document;
use crate::draft::{Draft, Entry};
use crate::record::Record;
use crate::schema::{self, KindSchema, Place};

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

/// A rule over single fields.
type FieldRule = fn(&Subject, &Place, &mut Vec<Diagnostic>);

/// A well-shaped record whose fields are looked at one after the other.
struct Subject<'a> {
    document: &'a Document,
    record: &'a Record,
    schema: &'static KindSchema,
}

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
    Error "pattern-anchor",
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
    empty_range::check,
    encoder::check,
    former_id::check,
    guide_audit::check,
    layout::check,
    observation::check,
    pattern_anchor::check,
    pattern_example::check,
    personal_data::check,
    power::check,
    bandwidth::check,
    reference::check,
    rule_fact::check,
    rule_shape::check,
    shared_pci_id::check,
];

/// Rules over single fields: one walk along the schema serves them all.
const FIELD_RULES: &[FieldRule] =
    &[date_order::field, empty_range::field, field_path::field, markdown::field, source_shape::field, unsourced::field];

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
    let entries: Vec<&Entry> = draft.entries.values().collect();
    let fields = || entries.par_iter().flat_map_iter(|entry| fields(entry)).collect::<Vec<_>>();
    let (whole, single) = rayon::join(|| RULES.par_iter().flat_map_iter(rule).collect::<Vec<_>>(), fields);
    let mut all = draft.problems.clone();
    all.extend(whole);
    all.extend(single);
    all.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    all.dedup();
    all
}

/// Findings in the fields of one record.
fn fields(entry: &Entry) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let (Some(document), Some(record)) = (&entry.document, &entry.record) {
        let subject = Subject { document, record, schema: schema::of(entry.kind) };
        subject.schema.visit(&document.root, &mut |place| {
            FIELD_RULES.iter().for_each(|rule| rule(&subject, place, &mut found));
        });
    }
    found
}
