use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{QuirkRef, QuirkSeverity, record};

record! {
    /// One row of the decision matrix: where the condition holds, the verdict gets this finding.
    pub struct Rule {
        /// What it is about.
        #[schemars(length(min = 8, max = 100))]
        pub name: String,
        /// When it applies.
        pub when: RuleCondition,
        /// How bad it is.
        pub severity: QuirkSeverity,
        /// Why, in one sentence.
        pub message: String,
        /// What to do next, in one sentence.
        pub next_step: Option<String>,
        /// What would lift it and what that costs; required where it blocks.
        pub unblocked_by: Option<String>,
        /// Quirks behind it.
        #[serde(default)]
        pub quirks: Vec<QuirkRef>,
        /// Situations with the answer that the condition must give.
        #[schemars(length(min = 2))]
        pub examples: Vec<RuleExample>,
    }
}

/// A condition over facts: exactly one of `all`, `any`, `not` and `fact`. A fact that is not known
/// makes it unknown unless the rest decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleCondition {
    /// Every part must hold.
    pub all: Option<Vec<RuleCondition>>,
    /// One part must hold.
    pub any: Option<Vec<RuleCondition>>,
    /// The part must not hold.
    pub not: Option<Box<RuleCondition>>,
    /// Name of a fact: `gpu.die`.
    #[schemars(regex(pattern = "^[a-z]+(\\.[a-z0-9_]+)+$"))]
    pub fact: Option<String>,
    /// The fact has this value.
    pub is: Option<serde_json::Value>,
    /// The fact has one of these values.
    pub one_of: Option<Vec<serde_json::Value>>,
    /// The fact, a number or version, is at least this.
    pub at_least: Option<serde_json::Value>,
    /// The fact, a number or version, is below this.
    pub below: Option<serde_json::Value>,
}

/// A situation with the answer that a rule's condition must give in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleExample {
    /// Facts by name; what is absent is not known.
    pub facts: std::collections::BTreeMap<String, serde_json::Value>,
    /// The answer.
    pub applies: RuleAnswer,
}

/// Answers of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleAnswer {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// The facts do not tell.
    Unknown,
}
