use std::collections::BTreeSet;

use crate::Tri;
use crate::knowledge::VerdictFacts;
use crate::situation::Situation;

use super::hit::Hit;
use super::{Finding, Otherwise};

/// The verdict on a hit: the first one that is sure to hold. Those before it of which that is not known
/// are told as well, where they would say something else.
pub(super) fn judge(hit: &Hit<'_>, line: &str, situation: &Situation, present: &BTreeSet<&str>) -> Option<Finding> {
    let holds = |verdict: &VerdictFacts| {
        let beside = verdict.beside.is_empty() || verdict.beside.iter().any(|id| present.contains(id.as_str()));
        verdict.when.holds(situation).and(beside.into())
    };
    let verdicts: Vec<(&VerdictFacts, Tri)> =
        hit.advice.verdicts.iter().map(|verdict| (verdict, holds(verdict))).collect();
    let sure = verdicts.iter().position(|(_, holds)| *holds == Tri::Yes);
    let chosen = sure.or_else(|| verdicts.iter().position(|(_, holds)| *holds == Tri::Unknown))?;
    let (verdict, _) = verdicts.get(chosen)?;
    let open = verdicts.iter().enumerate().filter(|(place, (other, holds))| {
        let matters = *place < chosen || (sure.is_none() && *place == chosen);
        matters && *holds == Tri::Unknown && (other.verdict != verdict.verdict || sure.is_none())
    });
    let open: Vec<&VerdictFacts> = open.map(|(_, (other, _))| *other).collect();
    let mut depends_on: Vec<&'static str> = Vec::new();
    for condition in open.iter().flat_map(|other| other.when.conditions(situation)) {
        if condition.holds == Tri::Unknown && !depends_on.contains(&condition.about) {
            depends_on.push(condition.about);
        }
    }
    let otherwise = open.iter().filter(|other| !std::ptr::eq(**other, *verdict)).map(|other| Otherwise {
        when: open_words(other, situation),
        verdict: other.verdict,
        reason: other.reason.clone(),
        instead: other.instead.clone(),
    });
    Some(Finding {
        line: hit.line,
        column: line.find(&hit.text).map_or(0, |at| line[..at].chars().count() + 1),
        text: hit.text.clone(),
        advice: hit.advice.id.clone(),
        name: hit.advice.name.clone(),
        placement: hit.placement,
        verdict: verdict.verdict,
        reason: verdict.reason.clone(),
        since: verdict.since.clone(),
        instead: verdict.instead.clone(),
        depends_on,
        otherwise: otherwise.collect(),
        in_prose: hit.in_prose,
    })
}

/// The conditions of a verdict that stay open, in words.
fn open_words(verdict: &VerdictFacts, situation: &Situation) -> String {
    let open = verdict.when.conditions(situation).into_iter().filter(|condition| condition.holds == Tri::Unknown);
    open.map(|condition| condition.text).collect::<Vec<_>>().join(", ")
}
