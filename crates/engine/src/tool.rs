//! The tools behind one door: a request in JSON, its answer in JSON. The command line and the pages ask
//! the same way and get the same.

pub mod audit;
pub mod explain;
pub mod question;
mod said;

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use said::Said;

use crate::text::{Draw, Drawn};
use crate::{Knowledge, compact};

/// What the tools answer from. Each part can come in a file of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Quirks, advice and cards, for logs and configs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub knowledge: Option<Knowledge>,
}

impl Facts {
    /// Nothing yet.
    #[must_use]
    pub const fn none() -> Self {
        Self { knowledge: None }
    }

    /// The facts as a file for browsers.
    ///
    /// # Errors
    /// Where a type cannot be written, which is a defect of the program.
    pub fn file(&self) -> Result<Vec<u8>, compact::Error> {
        compact::write(self)
    }

    /// Adds the parts that a file holds.
    ///
    /// # Errors
    /// Where the file is none of ours.
    pub fn load(&mut self, file: &[u8]) -> Result<(), Refusal> {
        let more: Self = compact::read(file).map_err(|error| Refusal::new("facts", error.to_string()))?;
        if let Some(part) = more.knowledge {
            self.knowledge.get_or_insert_default().join(part);
        }
        Ok(())
    }

    fn knowledge(&self) -> Result<&Knowledge, Refusal> {
        self.knowledge.as_ref().ok_or_else(|| Refusal::new("facts", "the facts have not been loaded"))
    }
}

/// A request that cannot be answered, and which of its fields is to blame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub message: String,
}

impl Refusal {
    /// Refuses a field.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

/// The tools of this engine. Browsers load an engine with the tools of one page; the marks tell a build which
/// is which.
pub const TOOLS: &[&str] = &[
    #[cfg(feature = "texts")]
    "[tool:explain][tool:audit]",
    #[cfg(feature = "verdicts")]
    "[tool:verdict]",
    #[cfg(feature = "plans")]
    "[tool:plan]",
];

/// What every request says.
#[derive(Deserialize)]
struct Head {
    tool: String,
    /// Whether the answer is wanted as people read it, too.
    #[serde(default)]
    draw: bool,
}

#[derive(Serialize)]
struct Answer<T> {
    #[serde(flatten)]
    answer: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<Drawn>,
}

#[derive(Serialize)]
struct Refused {
    error: Refusal,
}

/// Adds a file of facts. Answers `{}`, or says under `error` what is wrong with it.
#[must_use]
pub fn load(facts: &mut Facts, file: &[u8]) -> String {
    // A build looks for the marks in the module.
    std::hint::black_box(TOOLS);
    facts.load(file).map_or_else(|error| json(&Refused { error }), |()| "{}".to_owned())
}

/// Answers a request, or says under `error` why it cannot.
#[must_use]
pub fn answer(facts: &Facts, request: &str) -> String {
    try_answer(facts, request).unwrap_or_else(|error| json(&Refused { error }))
}

fn try_answer(facts: &Facts, request: &str) -> Result<String, Refusal> {
    let head: Head = parse("tool", request)?;
    let draw = head.draw;
    match head.tool.as_str() {
        #[cfg(feature = "texts")]
        "explain" => Ok(reply(explain::run(facts, &parse("request", request)?)?, draw)),
        #[cfg(feature = "texts")]
        "audit" => Ok(reply(audit::run(facts, &parse("request", request)?)?, draw)),
        #[cfg(feature = "verdicts")]
        "verdict" => {
            let knowledge = facts.knowledge()?;
            let question: question::Question = parse("request", request)?;
            let verdict = crate::verdict::verdict(&question.scenario(knowledge)?, knowledge);
            Ok(reply(verdict.map_err(|error| question::refused(&error))?, draw))
        }
        #[cfg(feature = "plans")]
        "plan" => {
            let knowledge = facts.knowledge()?;
            let question: question::Question = parse("request", request)?;
            let scenario = question.scenario(knowledge)?;
            let setup = crate::Setup::new(&scenario, knowledge).map_err(|error| question::refused(&error))?;
            Ok(reply(crate::plan::plan(&setup, knowledge), draw))
        }
        other => Err(Refusal::new("tool", format!("there is no tool `{other}`"))),
    }
}

fn reply<T: Serialize + Draw>(answer: T, draw: bool) -> String {
    let drawn = draw.then(|| answer.drawn());
    json(&Answer { answer, drawn })
}

fn parse<T: DeserializeOwned>(field: &'static str, json: &str) -> Result<T, Refusal> {
    serde_json::from_str(json).map_err(|error| Refusal::new(field, error.to_string()))
}

fn json<T: Serialize>(value: &T) -> String {
    // Nothing here has keys that are no text, the only thing that JSON cannot hold.
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests;
