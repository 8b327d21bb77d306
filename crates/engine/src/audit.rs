//! Which lines of a config or guide are needed, and which are outdated, without effect or harmful.

mod card;
mod fragment;
mod hit;
mod judge;
mod kind;
mod line;
mod markdown;
mod shell;

use std::collections::BTreeSet;

use serde::Serialize;

pub use kind::Kind;

use crate::Knowledge;
use crate::context::{Assumed, Context};
use crate::knowledge::{Placement, Verdict};
use crate::order::sort_by;
use crate::situation::{Guest, Hypervisor, Situation};

use fragment::Fragment;

/// The answer to a config or guide.
#[derive(Clone, Debug, Serialize)]
pub struct Audit {
    /// What kind of text it is.
    pub kind: Kind,
    /// What was found, by line.
    pub findings: Vec<Finding>,
    /// What was taken for granted because the text says so.
    pub assumed: Vec<Assumed>,
    /// What would make the answer more certain.
    pub not_known: Vec<&'static str>,
}

/// One line or word that is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The line, from 1.
    pub line: usize,
    /// Where in the line the text starts, in characters from 1; 0 where it does not stand there literally.
    pub column: usize,
    /// The word or line that is meant.
    pub text: String,
    /// Record of the advice.
    pub advice: String,
    /// Name of the record.
    pub name: String,
    /// Where such a line is written.
    pub placement: Placement,
    /// What is to be thought of it.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Since when it is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// What to write or do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// What the verdict depends on that is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<&'static str>,
    /// Other verdicts that would be right if something unknown were so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub otherwise: Vec<Otherwise>,
    /// Whether it stands in running text rather than in a line of its own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_prose: bool,
}

/// A verdict that would be right under a condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Otherwise {
    /// The condition, in words.
    pub when: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// What to write or do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// Audits a file or a pasted text. What is said outright stands above what the text tells about itself.
#[must_use]
pub fn audit(knowledge: &Knowledge, text: &str, said: &Situation) -> Audit {
    let kind = Kind::of(text);
    let context = context(knowledge, text, kind, said);
    audit_as(knowledge, text, kind, context)
}

/// What a text of a kind tells about its host, below what is said outright. Texts of one host can be read
/// one after the other, each below the one before.
#[must_use]
pub fn context(knowledge: &Knowledge, text: &str, kind: Kind, said: &Situation) -> Context {
    let mut context = Context::read(text, knowledge);
    if kind::is_guide(text, kind) {
        // A guide speaks of many machines; what it quotes is no machine's own.
        let told = std::mem::take(&mut context.situation);
        context.situation = Situation { hypervisor: told.hypervisor, cards: told.cards, ..Situation::default() };
        context.assumed.retain(|assumed| matches!(assumed.about, "hypervisor" | "card"));
    }
    let told = &mut context.situation;
    let (hypervisor, guest) = match kind {
        Kind::ProxmoxVm => (Some(Hypervisor::Proxmox), None),
        Kind::ProxmoxLxc => (Some(Hypervisor::Proxmox), Some(Guest::Lxc)),
        Kind::Libvirt => (Some(Hypervisor::Libvirt), None),
        _ => (None, None),
    };
    let because = || format!("it looks like {}", kind.label());
    if let Some(hypervisor) = hypervisor.filter(|_| told.hypervisor.is_none()) {
        let value = hypervisor.to_string();
        context.assumed.push(Assumed { about: "hypervisor", value, line: None, because: because() });
        told.hypervisor = Some(hypervisor);
    }
    if let Some(guest) = guest {
        context.assumed.retain(|assumed| assumed.about != "guest");
        context.assumed.push(Assumed { about: "guest", value: guest.to_string(), line: None, because: because() });
        told.guest = Some(guest);
    }
    if told.cards.is_empty() {
        let cards = card::in_config(text, knowledge);
        context.assumed.extend(cards.iter().map(|(card, line)| Assumed {
            about: "card",
            value: card.label(),
            line: Some(*line),
            because: format!("line {line} names its ID"),
        }));
        told.cards = cards.into_iter().map(|(card, _)| card).collect();
    }
    context.under(said)
}

/// Audits a text whose kind and context are known.
#[must_use]
pub fn audit_as(knowledge: &Knowledge, text: &str, kind: Kind, context: Context) -> Audit {
    let fragments = fragment::split(text, kind);
    let lines: Vec<&str> = text.lines().collect();
    let findings = find(knowledge, &fragments, &lines, &context.situation);
    let not_known: BTreeSet<_> = findings.iter().flat_map(|finding| finding.depends_on.iter().copied()).collect();
    Audit { kind, findings, assumed: context.assumed, not_known: not_known.into_iter().collect() }
}

/// Audits one line of which it is known where it is written.
#[must_use]
pub fn fragment(knowledge: &Knowledge, text: &str, places: &[Placement], situation: &Situation) -> Vec<Finding> {
    let fragment = Fragment { line: 1, text: text.to_owned(), places: places.to_vec(), in_prose: false };
    find(knowledge, &[fragment], &[text], situation)
}

fn find(knowledge: &Knowledge, fragments: &[Fragment], lines: &[&str], situation: &Situation) -> Vec<Finding> {
    let hits = hit::all(knowledge, fragments);
    let present: BTreeSet<&str> = hits.iter().map(|hit| hit.advice.id.as_str()).collect();
    let mut findings: Vec<Finding> = Vec::new();
    for hit in &hits {
        // Running text repeats what the lines say; one mention is enough.
        let said_before = hit.in_prose
            && (findings.iter().any(|finding| finding.advice == hit.advice.id)
                || hits.iter().any(|other| other.advice.id == hit.advice.id && !other.in_prose));
        if said_before {
            continue;
        }
        let line = lines.get(hit.line.saturating_sub(1)).copied().unwrap_or_default();
        findings.extend(judge::judge(hit, line, situation, &present));
    }
    sort_by(&mut findings, |a, b| (a.line, a.column, &a.advice).cmp(&(b.line, b.column, &b.advice)));
    let mut seen = BTreeSet::new();
    findings.retain(|finding| seen.insert((finding.line, finding.advice.clone())));
    findings
}

#[cfg(test)]
mod tests;
