//! `vfiodex verdict`

use std::io::Write;

use clap::Args;
use vfiodex_engine::verdict::{FACTS, Level, verdict};

use super::scenario::{ScenarioArguments, knowledge, wrong};
use super::situation::write_answer;
use crate::cli::{DataArguments, Failure, Outcome};

/// Say whether a card can be passed through on a board, why, and what is not known. Exits with 0 where it works
/// or is expected to, with or without care, 1 where it is not known, not recommended or blocked, 2 on wrong
/// usage, 3 where a file cannot be read.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Write JSON.
    #[arg(long)]
    json: bool,
    /// List the facts that rules can ask about, and end.
    #[arg(long)]
    facts: bool,
    #[command(flatten)]
    data: DataArguments,
}

/// Runs the command.
///
/// # Errors
/// A card, board or slot that no record has; a file that cannot be read.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.facts {
        let mut out = anstream::stdout().lock();
        for fact in FACTS {
            writeln!(out, "{}: {}; {}", fact.name, fact.text, fact.kind.words())?;
        }
        return Ok(Outcome::Clean);
    }
    let knowledge = knowledge(&arguments.data)?;
    let scenario = arguments.scenario.scenario(&knowledge)?;
    let verdict = verdict(&scenario, &knowledge).map_err(|error| wrong(&error, &knowledge))?;
    write_answer(&verdict, arguments.json)?;
    let good = matches!(verdict.level, Level::Works | Level::Expected | Level::Care);
    Ok(if good { Outcome::Clean } else { Outcome::Findings })
}
