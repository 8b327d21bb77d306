//! `vfiodex serve`
use crate::cli::{Failure, Outcome};
use clap::Args;
/// Serve.
#[derive(Debug, Args)]
pub struct Arguments {}
/// Runs the command.
///
/// # Errors
/// None.
pub fn run(_: &Arguments) -> Result<Outcome, Failure> {
    Ok(Outcome::Clean)
}
