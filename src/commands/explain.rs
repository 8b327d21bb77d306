//! `vfiodex explain`

use std::path::PathBuf;

use clap::Args;
use vfiodex_engine::knowledge::Severity;
use vfiodex_engine::tool::explain::{self, Request};

use super::input;
use super::situation::{SituationArguments, facts, refused, write_answer};
use crate::cli::{DataArguments, Failure, Outcome};

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
    let facts = facts(&arguments.data)?;
    let situation = arguments.situation.said()?;
    let request = Request { text: input::read(&arguments.file)?, situation };
    let answer = explain::run(&facts, &request).map_err(|refusal| refused(&facts, &arguments.situation, refusal))?;
    write_answer(&answer, arguments.json)?;
    let serious = answer.matches.iter().any(|found| found.severity > Severity::Info);
    Ok(if serious { Outcome::Findings } else { Outcome::Clean })
}
