//! `stale-fact`, `claim-pointer`: what only `check --strict` looks for, because it changes with the calendar
//! or belongs to the project and not to a contributor's record.

use std::collections::BTreeMap;

use crate::claims::{self, Claim, Pointer, Stance};
use crate::derive::stale_fact;
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::draft::{Draft, Entry};
use crate::record::{Date, Guide, Kind, Record};
use crate::source::{FileId, Span};

/// What `check --strict` is told.
#[derive(Clone, Copy, Debug)]
pub struct Strict {
    /// Day against which ages are told.
    pub as_of: Option<Date>,
    /// The claims register, as a file of the draft's sources.
    pub claims: Option<FileId>,
    /// Whether a release is made: then a claim without an answer is an error.
    pub release: bool,
}

/// What strictness finds beyond [`super::run`], in the order of the files.
#[must_use]
pub fn strict(draft: &Draft, strict: &Strict) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(as_of) = strict.as_of.or_else(|| newest(draft)) {
        stale(draft, as_of, &mut found);
    }
    if let Some(file) = strict.claims {
        let severity = if strict.release { Severity::Error } else { Severity::Warning };
        register(draft, file, severity, &mut found);
    }
    found.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    found
}

/// The newest day on which any source was read.
fn newest(draft: &Draft) -> Option<Date> {
    let records = draft.entries.values().filter_map(|entry| entry.record.as_ref());
    records.flat_map(|record| record.common().sources()).map(|source| source.accessed).max()
}

fn stale(draft: &Draft, as_of: Date, found: &mut Vec<Diagnostic>) {
    for entry in draft.entries.values() {
        let (Some(document), Some(record)) = (&entry.document, &entry.record) else { continue };
        let Some(stale) = stale_fact(record, as_of) else { continue };
        let span = document.root.at(&stale.field).map_or(document.root.span, |node| node.span);
        let message = format!(
            "this {} is of {}, {} months before {as_of}; after {} such a fact is stale",
            stale.name(),
            stale.since,
            stale.months,
            stale.limit
        );
        found.push(Diagnostic::warning("stale-fact", span, message).help(
            "read its source again and raise the date, or find a newer source; pages mark it as stale until then",
        ));
    }
}

fn register(draft: &Draft, file: FileId, severity: Severity, found: &mut Vec<Diagnostic>) {
    let (claims, bad) = claims::read(file, &draft.sources.file(file).text);
    let mut report = |span: Span, message: String, help: &str| {
        found.push(Diagnostic { severity, ..Diagnostic::error("claim-pointer", span, message).help(help) });
    };
    for line in bad {
        report(line.span, line.problem, "one claim per line, cells divided by tabs; empty cells stay");
    }
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for claim in &claims {
        if seen.insert(claim.id, claim.span).is_some() {
            report(claim.span, format!("claim `{}` stands here twice", claim.id), "keep one of the lines");
        }
        if let Some((message, help)) = shape(claim) {
            report(claim.span, message, help);
        }
        for pointer in &claim.pointers {
            if let Some((message, help)) = unresolved(draft, pointer) {
                report(pointer.span, format!("claim `{}`: {message}", claim.id), &help);
            }
        }
    }
}

/// What is wrong with a claim by itself.
fn shape(claim: &Claim) -> Option<(String, &'static str)> {
    match claim.stance {
        None => Some((
            format!("claim `{}` has no stance", claim.id),
            "write `agrees`, `disputes`, `supersedes` or `out-of-scope`",
        )),
        Some(Stance::OutOfScope) if claim.why.is_empty() => {
            Some((format!("claim `{}` is out of scope without a reason", claim.id), "say in the last cell why"))
        }
        Some(Stance::OutOfScope) => None,
        Some(_) if claim.pointers.is_empty() => {
            Some((format!("claim `{}` has no answer", claim.id), "name the record and field that answer it"))
        }
        Some(_) => None,
    }
}

/// Why a pointer leads nowhere.
fn unresolved(draft: &Draft, pointer: &Pointer) -> Option<(String, String)> {
    let how = || "write `kind/id`, as in `gpus/tesla-t4`".to_owned();
    let Some((folder, id)) = pointer.record.split_once('/') else {
        return Some((format!("`{}` is not a record", pointer.record), how()));
    };
    let Some(kind) = Kind::from_folder(folder) else {
        return Some((format!("there is no kind `{folder}`"), how()));
    };
    // A record that was renamed is still found by its old ID.
    let renamed = |entry: &&Entry| {
        entry.record.as_ref().is_some_and(|record| record.common().former_ids().iter().any(|old| old.0 == id))
    };
    let Some(entry) = draft.get(kind, id).or_else(|| draft.of_kind(kind).find(renamed)) else {
        let near = did_you_mean(id, draft.of_kind(kind).map(|entry| entry.id.as_str()));
        let help =
            near.map_or_else(|| "name a record that exists".to_owned(), |near| format!("did you mean `{near}`?"));
        return Some((format!("there is no {} `{id}`", kind.one()), help));
    };
    if let (Some(Record::Guide(guide)), Some(section)) = (&entry.record, pointer.field.strip_prefix("body")) {
        return no_section(guide, pointer, section.trim_start_matches('.'));
    }
    let has = entry.document.as_ref().is_some_and(|document| document.root.at(pointer.field).is_some());
    (!has).then(|| {
        let help = "paths join keys with dots and count list items from 0: `memory.size_gib`, `verdicts.0`".to_owned();
        (format!("`{}` has no field `{}`", pointer.record, pointer.field), help)
    })
}

/// Why a pointer into a guide's text leads nowhere: it names a section, `body.the-way-back`, since a whole text answers
/// anything. `intro` is what stands above the first heading.
fn no_section(guide: &Guide, pointer: &Pointer, section: &str) -> Option<(String, String)> {
    let sections: Vec<String> = std::iter::once("intro".into()).chain(guide.sections()).collect();
    if sections.iter().any(|known| known == section) {
        return None;
    }
    let message = if section.is_empty() {
        format!("`body` of `{}` is a whole text", pointer.record)
    } else {
        format!("`{}` has no section `{section}`", pointer.record)
    };
    let near = did_you_mean(section, sections.iter().map(String::as_str));
    let help = near.map_or_else(
        || format!("name one of its sections: `body.{}`", sections.join("`, `body.")),
        |near| format!("did you mean `body.{near}`?"),
    );
    Some((message, help))
}
