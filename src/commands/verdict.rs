//! `vfiodex verdict`

use std::io::{self, Write};

use clap::Args;
use vfiodex_engine::Knowledge;
use vfiodex_engine::verdict::{FACTS, Finding, Level, Verdict, verdict};

use super::scenario::{ScenarioArguments, wrong};
use crate::cli::{DataArguments, Failure, Outcome};
use crate::draft::Draft;
use crate::source::SourceMap;

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
    let mut out = anstream::stdout().lock();
    if arguments.facts {
        for fact in FACTS {
            writeln!(out, "{}: {}; {}", fact.name, fact.text, fact.kind.words())?;
        }
        return Ok(Outcome::Clean);
    }
    let knowledge = hardware(&arguments.data)?;
    let scenario = arguments.scenario.scenario(&knowledge)?;
    let verdict = verdict(&scenario, &knowledge).map_err(|error| wrong(&error, &knowledge))?;
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &verdict)?;
        writeln!(out)?;
    } else {
        write_text(&mut out, &verdict)?;
    }
    let good = matches!(verdict.level, Level::Works | Level::Expected | Level::Care);
    Ok(if good { Outcome::Clean } else { Outcome::Findings })
}

/// Reads the records, as far as they are well-shaped.
pub(super) fn hardware(data: &DataArguments) -> Result<Knowledge, Failure> {
    let knowledge = Draft::load(SourceMap::read(&data.data)?).knowledge();
    if knowledge.cards.is_empty() {
        let text = format!("{} holds no cards; name the records with --data", data.data.display());
        return Err(Failure::Operation(anyhow::anyhow!(text)));
    }
    Ok(knowledge)
}

fn write_text(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    writeln!(out, "{}", verdict.text)?;
    if verdict.slots.len() > 1 {
        let slots: Vec<String> =
            verdict.slots.iter().map(|slot| format!("{} ({})", slot.slot, slot.level.words())).collect();
        writeln!(out, "Slots: {}", slots.join(", "))?;
    }
    for finding in &verdict.findings {
        write_finding(out, finding)?;
    }
    if !verdict.not_known.is_empty() {
        writeln!(out, "\nNot known:")?;
    }
    for open in &verdict.not_known {
        writeln!(out, "  {} ({})\n      {}", open.text, open.fact, open.how)?;
    }
    if let Some(platform) = &verdict.platform {
        writeln!(out, "\n{platform}")?;
    }
    if !verdict.assumptions.is_empty() {
        writeln!(out, "\nTaken for granted:")?;
    }
    for assumed in &verdict.assumptions {
        writeln!(out, "  {} {} ({})", assumed.input.replace('_', "-"), assumed.value, assumed.because)?;
    }
    Ok(())
}

fn write_finding(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    use vfiodex_engine::verdict::Severity::{Blocked, Care, Info, NotRecommended};
    let word = match finding.severity {
        Info => "good to know",
        Care => "care",
        NotRecommended => "not recommended",
        Blocked => "blocked",
    };
    writeln!(out, "\n{word}: {} ({})\n    {}", finding.name, finding.id, finding.text)?;
    if let Some(next) = &finding.next_step {
        writeln!(out, "    Next: {next}")?;
    }
    if let Some(cure) = finding.unblocked_by.as_ref().filter(|cure| Some(*cure) != finding.next_step.as_ref()) {
        writeln!(out, "    Unblocked by: {cure}")?;
    }
    writeln!(out, "    Standing: {}", finding.standing)
}
