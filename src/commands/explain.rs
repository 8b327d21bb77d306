//! `vfiodex explain`

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use vfiodex_engine::Tri;
use vfiodex_engine::explain::{Cure, Explanation, Match, explain};
use vfiodex_engine::knowledge::Severity;

use super::input;
use super::situation::{SituationArguments, knowledge};
use crate::cli::{DataArguments, Failure, Outcome};
use crate::report::counted;

/// Say what the lines of a log mean, how serious they are, and what helps on this host. Reads kernel logs,
/// journals, QEMU, Proxmox VE and libvirt messages, Device Manager texts and nvidia-smi. Exits with 0 where
/// nothing but harmless lines was found, 1 where something was, 2 on wrong usage, 3 where a file cannot be read.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The log; - or nothing reads standard input.
    #[arg(default_value = "-", hide_default_value = true)]
    file: PathBuf,
    /// Write JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    situation: SituationArguments,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read; a card that is not known.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let knowledge = knowledge(&arguments.data)?;
    let said = arguments.situation.situation(&knowledge)?;
    let text = input::read(&arguments.file)?;
    let answer = explain(&knowledge, &text, &said);
    let mut out = anstream::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &answer)?;
        writeln!(out)?;
    } else {
        write_text(&mut out, &answer)?;
    }
    let serious = answer.matches.iter().any(|found| found.severity > Severity::Info);
    Ok(if serious { Outcome::Findings } else { Outcome::Clean })
}

fn write_text(out: &mut dyn Write, answer: &Explanation) -> io::Result<()> {
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let mut line = 0;
    for found in &answer.matches {
        let id = found.quirk.as_deref().or(found.advice.as_deref()).unwrap_or_default();
        // Two settings of one command line are two findings; two quirks are two meanings of one line.
        if found.line != line || found.advice.is_some() {
            if found.line != line {
                write_line(out, found)?;
            }
            line = found.line;
            write_meaning(out, found, id, told.get(id).copied())?;
        } else {
            let because = found.because.as_deref().map(|text| format!(", {text}")).unwrap_or_default();
            writeln!(out, "    or: {} ({id}){because}", found.name)?;
        }
        told.entry(id).or_insert(found.line);
    }
    write_end(out, answer)
}

fn write_line(out: &mut dyn Write, found: &Match) -> io::Result<()> {
    let times = match found.count {
        1 => String::new(),
        count => format!(" ({count} times, to line {})", found.last_line),
    };
    writeln!(out, "\nline {}: {}{times}\n  {}", found.line, found.severity, found.text)
}

fn write_meaning(out: &mut dyn Write, found: &Match, id: &str, before: Option<usize>) -> io::Result<()> {
    writeln!(out, "    {} ({id})", found.name)?;
    if let Some(line) = before {
        return writeln!(out, "    see line {line}");
    }
    writeln!(out, "    {}", found.meaning)?;
    if let Some(because) = &found.because {
        let word = if found.applies == Tri::No { "Not this host" } else { "Not certain" };
        writeln!(out, "    {word}: {because}")?;
    }
    if found.severity == Severity::Info && found.quirk.is_some() {
        match found.look_at {
            Some(line) => writeln!(out, "    Harmless by itself; look at line {line}.")?,
            None => writeln!(out, "    Harmless by itself; if something fails, the cause is in the next lines.")?,
        }
    }
    for (place, cure) in found.cures.iter().enumerate() {
        write_cure(out, place + 1, cure)?;
    }
    Ok(())
}

fn write_cure(out: &mut dyn Write, place: usize, Cure { cure, fits }: &Cure) -> io::Result<()> {
    let note = if *fits == Tri::No { " (not on this host)" } else { "" };
    writeln!(out, "    {place}. {}{note}", cure.name)?;
    if *fits == Tri::No {
        return Ok(());
    }
    for step in &cure.steps {
        writeln!(out, "       - {step}")?;
    }
    if let Some(risk) = &cure.risk {
        writeln!(out, "       Risk: {risk}")?;
    }
    if let Some(when) = &cure.impossible_when {
        writeln!(out, "       Not possible: {when}")?;
    }
    Ok(())
}

fn write_end(out: &mut dyn Write, answer: &Explanation) -> io::Result<()> {
    if answer.matches.is_empty() {
        writeln!(out, "nothing known in {}", counted(answer.lines, "line"))?;
    } else {
        writeln!(out)?;
    }
    if answer.left_out > 0 {
        writeln!(out, "left out: {} of the same kinds", counted(answer.left_out, "further line"))?;
    }
    for assumed in &answer.assumed {
        writeln!(out, "assumed: {} {} ({})", assumed.about, assumed.value, assumed.because)?;
    }
    if !answer.not_known.is_empty() {
        writeln!(out, "not known: {}; the flags of `vfiodex explain --help` say it", answer.not_known.join(", "))?;
    }
    Ok(())
}
