use serde::{Deserialize, Serialize};

use super::condition::{Condition, ConditionError, RawCondition};
use super::level::Severity;

/// One row of the decision matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleFacts {
    /// ID of the record.
    pub id: String,
    /// What it is about.
    pub name: String,
    /// When it applies.
    pub when: RawCondition,
    /// How bad it is.
    pub severity: Severity,
    /// Why; `{gpu.name}` stands for the value of a fact.
    pub message: String,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    /// What would lift it and what that costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unblocked_by: Option<String>,
    /// How well it is supported, in words.
    pub standing: String,
}

/// A rule that is ready to be asked.
#[derive(Clone, Debug)]
pub struct Rule<'k> {
    /// The rule.
    pub facts: &'k RuleFacts,
    /// Its condition.
    pub condition: Condition,
}

impl<'k> Rule<'k> {
    /// Reads a rule's condition.
    ///
    /// # Errors
    /// What is wrong with the condition.
    pub fn new(facts: &'k RuleFacts) -> Result<Self, ConditionError> {
        Ok(Self { facts, condition: Condition::read(&facts.when)? })
    }
}
