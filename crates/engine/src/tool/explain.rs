//! What the lines of a log mean.

use serde::Deserialize;

use super::{Facts, Refusal, Said};
use crate::explain::{Explanation, explain};

/// A log and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Request {
    /// The log.
    pub text: String,
    /// Host, card and guest.
    #[serde(default)]
    pub situation: Said,
}

/// Explains the log.
///
/// # Errors
/// Where something is said that cannot be.
pub fn run(facts: &Facts, request: &Request) -> Result<Explanation, Refusal> {
    let knowledge = facts.knowledge()?;
    let (said, taken) = request.situation.with_context(knowledge)?;
    let mut answer = explain(knowledge, &request.text, &said);
    answer.assumed.extend(taken);
    Ok(answer)
}
