//! `vfiodex audit`

use std::path::PathBuf;

use clap::Args;
use vfiodex_engine::tool::audit::{self, File, Request};

use super::input;
use super::situation::{SituationArguments, facts, refused, write_answer};
use crate::cli::{DataArguments, Failure, Outcome};

/// Say which lines of a config or guide are needed, optional, obsolete, redundant, invalid or harmful. Reads
/// GRUB settings, kernel command lines, module lists, modprobe.d, Proxmox VE guest and container configs,
/// libvirt XML, shell snippets and Markdown guides; comments and fences marked `bad` are passed over. Exits
/// with 0 where nothing has to change, 1 where something has, 2 on wrong usage, 3 where a file cannot be read.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files of one host, or guides; - reads standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
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
    let mut files = Vec::new();
    for path in &arguments.files {
        files.push(File { file: path.display().to_string(), text: input::read(path)? });
    }
    let request = Request { files, situation };
    let answer = audit::run(&facts, &request).map_err(|refusal| refused(&facts, &arguments.situation, refusal))?;
    write_answer(&answer, arguments.json)?;
    let bad = answer.findings.iter().any(|found| found.finding.verdict.is_bad());
    Ok(if bad { Outcome::Findings } else { Outcome::Clean })
}
