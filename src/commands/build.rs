//! `vfiodex build`
use clap::Args;
use crate::cli::{Failure, Outcome};
/// Build.
#[derive(Debug, Args)]
pub struct Arguments {}
/// Runs the command.
///
/// # Errors
/// None.
pub fn run(_: &Arguments) -> Result<Outcome, Failure> { Ok(Outcome::Clean) }
