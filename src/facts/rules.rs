use std::collections::BTreeMap;

use vfiodex_engine::verdict::{RawCondition, RuleFacts, Severity};

use crate::derive::weight_where_it_applies;
use crate::record::{Citation, Quirk, QuirkFamily, QuirkSeverity, Record, Rule, RuleCondition, SourceKind};

/// Kinds of the documents that records cite by ID.
pub(super) struct Documents<'a>(BTreeMap<&'a str, SourceKind>);

impl<'a> Documents<'a> {
    pub(super) fn of(records: impl Iterator<Item = (&'a str, &'a Record)>) -> Self {
        let kind = |(id, record): (&'a str, &'a Record)| match record {
            Record::Source(source) => Some((id, source.kind)),
            _ => None,
        };
        Self(records.filter_map(kind).collect())
    }

    /// How well something is supported: the best sort of document behind it.
    pub(super) fn standing(&self, sources: &[Citation]) -> String {
        let kind =
            |citation: &Citation| citation.kind.or_else(|| self.0.get(citation.source.as_ref()?.0.as_str()).copied());
        let best = sources.iter().filter_map(kind).min();
        let word = match best {
            Some(SourceKind::Vendor) => "documented by the maker",
            Some(SourceKind::Code) => "read in source code",
            Some(SourceKind::Documentation) => "documented by a project",
            Some(SourceKind::Maintainer) => "said by a maintainer",
            Some(SourceKind::Database) => "from a database",
            Some(SourceKind::Dump) => "seen in a published log",
            Some(SourceKind::Article) => "said by an article",
            Some(SourceKind::Forum) if sources.len() > 1 => "reported in several threads",
            Some(SourceKind::Forum) => "reported in one thread",
            None => "no source of its own",
        };
        word.to_owned()
    }
}

pub(super) fn rule(id: &str, rule: &Rule, documents: &Documents) -> RuleFacts {
    RuleFacts {
        id: id.to_owned(),
        name: rule.name.clone(),
        when: condition(&rule.when),
        severity: severity(rule.severity),
        message: rule.message.clone(),
        next_step: rule.next_step.clone(),
        unblocked_by: rule.unblocked_by.clone(),
        standing: documents.standing(&rule.sources),
    }
}

/// A rule's condition in the engine's form.
#[must_use]
pub fn condition(condition: &RuleCondition) -> RawCondition {
    let RuleCondition { all, any, not, fact, is, one_of, at_least, below } = condition;
    let list = |parts: &Vec<RuleCondition>| parts.iter().map(self::condition).collect();
    RawCondition {
        all: all.as_ref().map(list),
        any: any.as_ref().map(list),
        not: not.as_ref().map(|part| Box::new(self::condition(part))),
        fact: fact.clone(),
        is: is.clone(),
        one_of: one_of.clone(),
        at_least: at_least.clone(),
        below: below.clone(),
    }
}

/// What a quirk weighs in a verdict. Traps of sharing, containers and tools are left to rules, which know
/// what is wanted.
pub(super) fn weight(quirk: &Quirk) -> Severity {
    match quirk.family {
        QuirkFamily::Sharing | QuirkFamily::Lxc | QuirkFamily::Tooling => Severity::Info,
        _ => severity(weight_where_it_applies(quirk)),
    }
}

/// Whether a quirk can bite in a container: those of drivers can, those of VFIO cannot.
pub(super) fn concerns_containers(quirk: &Quirk) -> bool {
    matches!(quirk.family, QuirkFamily::Driver | QuirkFamily::Lxc | QuirkFamily::Tooling)
}

fn severity(severity: QuirkSeverity) -> Severity {
    match severity {
        QuirkSeverity::Info => Severity::Info,
        QuirkSeverity::Care => Severity::Care,
        QuirkSeverity::NotRecommended => Severity::NotRecommended,
        QuirkSeverity::Blocked => Severity::Blocked,
    }
}
