use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::Fact;
use super::level::{Level, Severity};
use crate::setup::Assumption;

/// What a finding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// A rule.
    Rule,
    /// A quirk.
    Quirk,
}

/// Something that speaks for care.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What it comes from.
    pub about: About,
    /// ID of the rule or quirk.
    #[serde(rename = "rule")]
    pub id: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about, in a few words.
    pub name: String,
    /// Facts that it rests on.
    pub params: BTreeMap<String, String>,
    /// Why.
    pub text: String,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    /// What would lift it and what that costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unblocked_by: Option<String>,
    /// How well it is supported.
    pub standing: String,
}

/// Something that could change the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NotKnown {
    /// Name of the fact.
    pub fact: &'static str,
    /// What is not known.
    pub text: &'static str,
    /// How to find it out.
    pub how: &'static str,
    /// The worst that it could turn out to be.
    pub could_be: Severity,
    /// Rules that ask for it.
    pub rules: Vec<String>,
}

impl NotKnown {
    pub(super) fn new(fact: &Fact) -> Self {
        Self { fact: fact.name, text: fact.text, how: fact.how, could_be: Severity::Info, rules: Vec::new() }
    }
}

/// Reports behind a verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportCount {
    /// With a good outcome.
    pub good: usize,
    /// With a partial or bad outcome.
    pub bad: usize,
    /// Good ones on the board of the question.
    pub good_here: usize,
    /// All of them, newest first.
    pub list: Vec<ReportName>,
}

/// A report by its record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportName {
    /// Its ID.
    pub id: String,
    /// What it says, in a few words.
    pub name: String,
    /// Its day.
    pub date: String,
}

/// A slot with its level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SlotLevel {
    /// The slot.
    pub slot: String,
    /// The level of the card there.
    pub level: Level,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The answer in one word.
    pub level: Level,
    /// The answer in a sentence.
    pub text: String,
    /// The card, by record.
    pub gpu: String,
    /// Its name.
    pub gpu_name: String,
    /// The board, by record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_name: Option<String>,
    /// The slot that the answer is for; where none was asked for, the best one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Every slot of the board with its level, where none was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<SlotLevel>,
    /// Findings, worst first.
    pub findings: Vec<Finding>,
    /// What could change the answer.
    pub not_known: Vec<NotKnown>,
    /// What boards of the same platform suggest where this one has no layout. Inference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Reports about the card.
    pub reports: ReportCount,
    /// What was taken for granted.
    pub assumptions: Vec<Assumption>,
}
