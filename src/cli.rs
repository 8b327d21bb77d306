//! The command line: what can be asked, and nothing about how it is answered.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands;

/// Hardware compatibility knowledge base for GPU passthrough (VFIO).
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the records.
    Check(commands::check::Arguments),
    /// Build the site and the API.
    Build(commands::build::Arguments),
    /// Serve the site on this machine and rebuild it on every change.
    #[cfg(feature = "serve")]
    Serve(commands::serve::Arguments),
    /// Look at this host: IOMMU, groups, graphics cards, resets.
    Doctor(commands::doctor::Arguments),
    /// Make a record of a pasted listing.
    Import(commands::import::Arguments),
    /// Say whether a card can be passed through on a board.
    Verdict(Box<commands::verdict::Arguments>),
    /// Say what the lines of a log mean.
    Explain(commands::explain::Arguments),
    /// Say which lines of a config or guide are needed, outdated or harmful.
    Audit(commands::audit::Arguments),
    /// Say what to do to hand a card over, line by line.
    Plan(Box<commands::plan::Arguments>),
    /// Write the JSON Schemas of the record kinds.
    Schema(commands::schema::Arguments),
}

/// Where the records are.
#[derive(Clone, Debug, Args)]
pub struct DataArguments {
    /// Folder of the records.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}

/// How a command ended, as its exit code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Clean,
    /// Something was found that has to be mended.
    Findings,
}

/// Why a command could not be carried out.
#[derive(Debug)]
pub enum Failure {
    /// It was asked in a way that makes no sense.
    Usage(String),
    /// The system did not let it; the error names the file.
    Operation(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Operation(error.into())
    }
}

/// Carries out a command.
///
/// # Errors
/// Where it was asked wrongly, or the system refused.
pub fn run(cli: Cli) -> Result<Outcome, Failure> {
    match cli.command {
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Build(arguments) => commands::build::run(&arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => commands::serve::run(&arguments),
        Command::Doctor(arguments) => commands::doctor::run(&arguments),
        Command::Import(arguments) => commands::import::run(&arguments),
        Command::Verdict(arguments) => commands::verdict::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Audit(arguments) => commands::audit::run(&arguments),
        Command::Plan(arguments) => commands::plan::run(&arguments),
        Command::Schema(arguments) => commands::schema::run(&arguments),
    }
}
