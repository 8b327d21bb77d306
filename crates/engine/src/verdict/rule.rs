use serde::{Deserialize, Serialize};

use super::condition::{Condition, ConditionError, RawCondition};
use super::facts::FACTS;
use super::level::Severity;

/// One row of the decision matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleFacts {
    /// ID of the record.
    pub id: String,
    /// What it is about.
    pub name: String,
    /// When it applies.
    #[serde(with = "as_text")]
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
    /// Whether it asks about the slot or the group there, so that its answer differs from slot to slot.
    pub of_slot: bool,
}

impl<'k> Rule<'k> {
    /// Reads a rule's condition.
    ///
    /// # Errors
    /// What is wrong with the condition.
    pub fn new(facts: &'k RuleFacts) -> Result<Self, ConditionError> {
        let condition = Condition::read(&facts.when)?;
        let mut asked = Vec::new();
        condition.facts(&mut asked);
        let of_slot = |index: &usize| {
            let name = FACTS.get(*index).map_or("", |fact| fact.name);
            ["slot.", "group.", "fit."].iter().any(|start| name.starts_with(start))
        };
        Ok(Self { facts, of_slot: asked.iter().any(of_slot), condition })
    }
}

/// A condition as JSON text: its values are of many types, which the compact form of facts does not tell
/// apart.
mod as_text {
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::RawCondition;

    pub fn serialize<S: Serializer>(when: &RawCondition, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(when).map_err(S::Error::custom)?)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RawCondition, D::Error> {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
