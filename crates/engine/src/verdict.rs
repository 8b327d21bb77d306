//! Will it work? Rules and quirks weighed against what is known about card, board, slot, host and guest.

mod condition;
mod draw;
mod facts;
mod finding;
mod judge;
mod level;
mod rule;
mod value;

pub use condition::{Condition, ConditionError, Example, Lookup, Mistake, RawCondition};
pub use draw::level;
pub use facts::{Asked, FACTS, Fact, fact};
pub use finding::{About, Finding, NotKnown, ReportCount, ReportName, SlotLevel, Verdict};
pub use judge::{Concerned, Judge, Reports, Row, placeholders};
pub use level::{Level, Severity};
pub use rule::{Rule, RuleFacts};
pub use value::{FactKind, Operand, Value};

use crate::Knowledge;
use crate::hardware::{ExpectationFacts, SlotFacts};
use crate::scenario::Scenario;
use crate::setup::{Setup, SetupError};

/// Answers a question. Where the board has several slots and none is named, the answer is for the best.
///
/// # Errors
/// Where the question names no card, or something that no record has.
pub fn verdict(scenario: &Scenario, knowledge: &Knowledge) -> Result<Verdict, SetupError> {
    let judge = Judge::new(knowledge);
    let mut setup = Setup::new(scenario, knowledge)?;
    let quirks = judge.concerned(&setup);
    let reports = judge.reports(&setup);
    let mut slots = Vec::new();
    if setup.slot.is_none() {
        let mut best: Option<(Level, &SlotFacts)> = None;
        for slot in setup.slots() {
            setup.slot = Some(slot);
            let level = judge.level(&setup, &quirks, &reports);
            slots.push(SlotLevel { slot: slot.label.clone(), level });
            if best.is_none_or(|(so_far, _)| level < so_far) {
                best = Some((level, slot));
            }
        }
        setup.slot = best.map(|(_, slot)| slot);
    }
    let level = judge.level(&setup, &quirks, &reports);
    let (findings, not_known) = judge.findings(&setup, &quirks, &reports);
    let mut newest = reports.all.clone();
    newest.sort_by(|a, b| (&b.date, &a.id).cmp(&(&a.date, &b.id)));
    let name = |report: &crate::hardware::ReportFacts| ReportName {
        id: report.id.clone(),
        name: report.name.clone(),
        date: report.date.clone(),
    };
    let count = ReportCount {
        good: reports.good,
        bad: reports.all.len() - reports.good,
        good_here: reports.good_here,
        list: newest.into_iter().map(name).collect(),
    };
    Ok(Verdict {
        level,
        text: sentence(level, &setup, &count, &not_known),
        gpu: setup.card.id.clone(),
        gpu_name: setup.card.name.clone(),
        board: setup.board.map(|board| board.id.clone()),
        board_name: setup.board.map(|board| board.name.clone()),
        slot: setup.slot.map(|slot| slot.label.clone()),
        slots,
        findings,
        not_known,
        platform: platform(&setup),
        reports: count,
        assumptions: setup.assumptions,
    })
}

fn sentence(level: Level, setup: &Setup, reports: &ReportCount, not_known: &[NotKnown]) -> String {
    let place = match (setup.board, setup.slot) {
        (Some(board), Some(slot)) => match slot.label.strip_prefix("port ") {
            Some(port) => format!(" behind root port {port} of the {}", board.name),
            None => format!(" in slot {} of the {}", slot.label, board.name),
        },
        (Some(board), None) => format!(" on the {}", board.name),
        (None, _) => String::new(),
    };
    let open = match not_known.len() {
        0 => String::new(),
        1 => "; one thing is not known".to_owned(),
        n => format!("; {n} things are not known"),
    };
    let number = |n: usize| if n == 1 { "1 report".to_owned() } else { format!("{n} reports") };
    let card = &setup.card.name;
    match level {
        Level::Works => format!("{card}{place}: works, by {}{open}.", number(reports.good)),
        Level::Expected => format!("{card}{place}: expected to work, by 0 reports{open}."),
        Level::Care | Level::NotRecommended => {
            format!("{card}{place}: {}, with {}{open}.", level.words(), number(reports.good + reports.bad))
        }
        Level::Blocked => format!("{card}{place}: blocked{open}."),
        Level::Unknown => format!("{card}{place}: not known; what is missing could block it."),
    }
}

/// What boards with the same chipset suggest, where this one has no layout of its own.
fn platform(setup: &Setup) -> Option<String> {
    let board = setup.board.filter(|_| setup.group().is_none() && !setup.card.is_integrated())?;
    let chipset = board.chipset.as_ref()?;
    let attached = setup.slot.and_then(|slot| slot.attached_to.as_deref());
    let fits = |seen: &&ExpectationFacts| attached.is_none_or(|attached| seen.attached_to == attached);
    let seen: Vec<String> = board
        .expectations
        .iter()
        .filter(fits)
        .map(|seen| {
            let place = if seen.attached_to == "cpu" { "of the processor" } else { "of the chipset" };
            format!(
                "a card in a slot {place} stood alone on {} of {} observed {chipset} boards",
                seen.alone, seen.observed
            )
        })
        .collect();
    (!seen.is_empty()).then(|| format!("Inference, not observation: {}.", seen.join("; ")))
}
