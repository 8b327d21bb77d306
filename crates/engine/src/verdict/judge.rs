use std::collections::BTreeMap;

use super::condition::Lookup;
use super::facts::{Asked, FACTS, Fact, fact};
use super::finding::{About, Finding, NotKnown};
use super::level::{Level, Severity};
use super::rule::Rule;
use crate::hardware::{BoardFacts, ReportFacts, SlotFacts};
use crate::knowledge::QuirkFacts;
use crate::scenario::Scenario;
use crate::setup::{Setup, SetupError};
use crate::situation::Guest;
use crate::{Knowledge, Tri};

/// Rules and reports, made ready for many questions.
#[derive(Clone, Debug)]
pub struct Judge<'k> {
    knowledge: &'k Knowledge,
    rules: Vec<Rule<'k>>,
    reports: BTreeMap<&'k str, Vec<&'k ReportFacts>>,
}

/// Quirks that may concern a card, whatever host it sits in.
#[derive(Clone, Debug, Default)]
pub struct Concerned<'k>(Vec<&'k QuirkFacts>);

/// Reports about a card.
#[derive(Clone, Debug, Default)]
pub struct Reports<'k> {
    /// All of them.
    pub all: Vec<&'k ReportFacts>,
    /// Those with a good outcome.
    pub good: usize,
    /// Those with a good outcome on the board of the question.
    pub good_here: usize,
}

/// A board with the levels of a card in its slots; one level without a slot where none is on record or the
/// GPU is part of the processor.
#[derive(Clone, Debug)]
pub struct Row<'k> {
    /// The board.
    pub board: &'k BoardFacts,
    /// Its slots.
    pub slots: Vec<(Option<&'k SlotFacts>, Level)>,
}

impl<'k> Judge<'k> {
    /// Makes the rules ready. Those that `check` would refuse are left out.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let rules = knowledge.rules.iter().filter_map(|rule| Rule::new(rule).ok()).collect();
        let mut reports: BTreeMap<&str, Vec<&ReportFacts>> = BTreeMap::new();
        for report in &knowledge.reports {
            reports.entry(report.gpu.as_str()).or_default().push(report);
        }
        Self { knowledge, rules, reports }
    }

    /// Quirks that may concern the card of a setup.
    #[must_use]
    pub fn concerned(&self, setup: &Setup) -> Concerned<'k> {
        let mut open = crate::Situation { cards: setup.scenario.situation.cards.clone(), ..Default::default() };
        open.hypervisor = setup.scenario.situation.hypervisor;
        let container = in_container(setup);
        let may = |quirk: &&QuirkFacts| {
            quirk.weight >= Severity::Care
                && (quirk.containers || !container)
                && quirk.applies.is_specific()
                && quirk.applies.holds(&open) != Tri::No
        };
        Concerned(self.knowledge.quirks.iter().filter(may).collect())
    }

    /// Reports about the card of a setup.
    #[must_use]
    pub fn reports(&self, setup: &Setup) -> Reports<'k> {
        let container = in_container(setup);
        let of_card = self.reports.get(setup.card.id.as_str()).map_or(&[][..], Vec::as_slice);
        let all: Vec<&ReportFacts> = of_card.iter().copied().filter(|report| report.container == container).collect();
        let good = all.iter().filter(|report| report.good).count();
        let here = |report: &&&ReportFacts| {
            report.good && setup.board.is_some_and(|board| report.board.as_ref() == Some(&board.id))
        };
        let good_here = all.iter().filter(here).count();
        Reports { all, good, good_here }
    }

    /// The level alone, for tables of many combinations.
    #[must_use]
    pub fn level(&self, setup: &Setup, quirks: &Concerned, reports: &Reports) -> Level {
        let (worst, may_block) = self.weigh(setup, quirks, reports, None);
        Level::of(worst, may_block, reports.good)
    }

    /// The worst finding, and whether something that is not known may block. With `of_slot`, only rules that ask
    /// about the slot, or only the others and the quirks. What is sure to decide ends the search.
    fn weigh(&self, setup: &Setup, quirks: &Concerned, reports: &Reports, of_slot: Option<bool>) -> (Severity, bool) {
        let asked = asked(setup, reports);
        let covered = covered(setup, reports);
        let quirks = if of_slot == Some(true) { &[][..] } else { &quirks.0 };
        let mut may_block = false;
        for severity in [Severity::Blocked, Severity::NotRecommended, Severity::Care] {
            let wanted = |rule: &&Rule| rule.facts.severity == severity && of_slot.is_none_or(|of| rule.of_slot == of);
            let rules = self.rules.iter().filter(wanted).map(|rule| rule.condition.holds(&asked));
            let quirks = quirks.iter().filter(|quirk| quirk.weight == severity);
            for truth in rules.chain(quirks.map(|quirk| quirk.applies.holds(&setup.scenario.situation))) {
                match truth {
                    Tri::Yes => return (severity, may_block),
                    Tri::Unknown => may_block |= severity == Severity::Blocked && !covered,
                    Tri::No => {}
                }
            }
            if may_block {
                break;
            }
        }
        (Severity::Info, may_block)
    }

    /// The levels of the scenario's card on every board, in every slot.
    ///
    /// # Errors
    /// Where the question names no card, or something that no record has.
    pub fn table(&self, scenario: &Scenario) -> Result<Vec<Row<'k>>, SetupError> {
        let anywhere = self.filled(scenario)?;
        let mut rows = Vec::with_capacity(self.knowledge.boards.len());
        let mut quirks = None;
        for board in &self.knowledge.boards {
            let mut setup = Setup::on(&anywhere, board, self.knowledge)?;
            let quirks = quirks.get_or_insert_with(|| self.concerned(&setup));
            let reports = self.reports(&setup);
            let (worst, may_block) = self.weigh(&setup, quirks, &reports, Some(false));
            let with = |part: (Severity, bool)| Level::of(worst.max(part.0), may_block || part.1, reports.good);
            let mut slots: Vec<(Option<&'k SlotFacts>, Level)> = Vec::with_capacity(board.slots.len().max(1));
            for slot in setup.slots() {
                setup.slot = Some(slot);
                slots.push((Some(slot), with(self.weigh(&setup, quirks, &reports, Some(true)))));
            }
            if slots.is_empty() {
                slots.push((None, with(self.weigh(&setup, quirks, &reports, Some(true)))));
            }
            rows.push(Row { board, slots });
        }
        Ok(rows)
    }

    /// A question with the defaults that are the same on every board.
    fn filled(&self, scenario: &Scenario) -> Result<Scenario, SetupError> {
        let mut anywhere = Scenario { slot: None, ..scenario.clone() };
        anywhere.situation.board = None;
        let mut filled = Setup::new(&anywhere, self.knowledge)?.scenario.into_owned();
        let said = anywhere.situation;
        (filled.situation.cpu, filled.situation.cpu_vendor) = (said.cpu, said.cpu_vendor);
        (filled.host_display, filled.boot_gpu) = (scenario.host_display, scenario.boot_gpu);
        (filled.out_of_band, filled.airflow) = (scenario.out_of_band, scenario.airflow);
        Ok(filled)
    }

    /// Every finding, worst first, and what is not known.
    #[must_use]
    pub fn findings(&self, setup: &Setup, quirks: &Concerned, reports: &Reports) -> (Vec<Finding>, Vec<NotKnown>) {
        let asked = asked(setup, reports);
        let mut findings = Vec::new();
        let mut open: BTreeMap<usize, NotKnown> = BTreeMap::new();
        for rule in &self.rules {
            match rule.condition.holds(&asked) {
                Tri::Yes => findings.push(of_rule(rule, &asked)),
                Tri::Unknown if rule.facts.severity >= Severity::Care => {
                    let mut facts = Vec::new();
                    rule.condition.open(&asked, &mut facts);
                    for (index, fact) in facts.into_iter().filter_map(|index| Some((index, FACTS.get(index)?))) {
                        let entry = open.entry(index).or_insert_with(|| NotKnown::new(fact));
                        entry.could_be = entry.could_be.max(rule.facts.severity);
                        entry.rules.push(rule.facts.id.clone());
                    }
                }
                Tri::Unknown | Tri::No => {}
            }
        }
        for quirk in &quirks.0 {
            if quirk.applies.holds(&setup.scenario.situation) == Tri::Yes {
                findings.push(of_quirk(quirk));
            }
        }
        findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.id.cmp(&b.id)));
        let mut open: Vec<NotKnown> = open.into_values().collect();
        open.sort_by(|a, b| b.could_be.cmp(&a.could_be).then_with(|| a.fact.cmp(b.fact)));
        (findings, open)
    }
}

/// Whether the guest is a container: passthrough, and what is told of it, does not concern it.
fn in_container(setup: &Setup) -> bool {
    setup.scenario.situation.guest == Some(Guest::Lxc)
}

fn asked<'s>(setup: &'s Setup<'s>, reports: &Reports) -> Asked<'s> {
    Asked { setup, good: reports.good, bad: reports.all.len() - reports.good }
}

/// Whether a report stands for what is not known: one with this card on this board, or with this card where
/// no board was named.
fn covered(setup: &Setup, reports: &Reports) -> bool {
    if setup.board.is_some() { reports.good_here > 0 } else { reports.good > 0 }
}

fn of_rule(rule: &Rule, asked: &Asked) -> Finding {
    let mut used = Vec::new();
    rule.condition.facts(&mut used);
    let param = |index: usize| Some((FACTS.get(index)?.name.to_owned(), asked.value(index)?.to_string()));
    Finding {
        about: About::Rule,
        id: rule.facts.id.clone(),
        severity: rule.facts.severity,
        name: rule.facts.name.clone(),
        params: used.into_iter().filter_map(param).collect(),
        text: filled(&rule.facts.message, asked),
        next_step: rule.facts.next_step.as_ref().map(|text| filled(text, asked)),
        unblocked_by: rule.facts.unblocked_by.as_ref().map(|text| filled(text, asked)),
        standing: rule.facts.standing.clone(),
    }
}

fn of_quirk(quirk: &QuirkFacts) -> Finding {
    let cure = quirk.cures.first();
    Finding {
        about: About::Quirk,
        id: quirk.id.clone(),
        severity: quirk.weight,
        name: quirk.name.clone(),
        params: BTreeMap::new(),
        text: quirk.summary.clone(),
        next_step: cure.map(|cure| cure.name.clone()),
        unblocked_by: (quirk.weight == Severity::Blocked).then(|| cure.map(|cure| cure.name.clone())).flatten(),
        standing: quirk.standing.clone(),
    }
}

/// A text with the values of its facts put in.
fn filled(text: &str, asked: &Asked) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}').filter(|(name, _)| names_a_fact(name)) else {
            out.push('{');
            rest = after;
            continue;
        };
        match fact(name).and_then(|(index, _)| asked.value(index)) {
            Some(value) => out.push_str(&value.to_string()),
            None => out.push_str("not known"),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Whether what stands in braces has the form of a fact's name: `gpu.name`. Other braces are text, as in shell
/// commands.
fn names_a_fact(text: &str) -> bool {
    text.contains('.')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_' | b'0'..=b'9'))
}

/// Names in braces of a text, and whether each is a fact.
#[must_use]
pub fn placeholders(text: &str) -> Vec<(&str, Option<&'static Fact>)> {
    let names = text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name));
    names.filter(|name| names_a_fact(name)).map(|name| (name, fact(name).map(|(_, fact)| fact))).collect()
}
