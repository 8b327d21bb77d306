//! `vfiodex schema`

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::cli::{Failure, Outcome};
use crate::schema;

/// Write the JSON Schemas of the record kinds, which are generated from the program's types.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder to write to.
    #[arg(long, value_name = "DIR", default_value = "schema")]
    out: PathBuf,
    /// Write nothing; exit with 1 where the folder differs from what would be written.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
///
/// # Errors
/// Where a file cannot be read or written.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut stdout = anstream::stdout().lock();
    let mut drifted = Vec::new();
    for kind in schema::all() {
        let path = arguments.out.join(kind.file_name());
        let text = kind.text();
        if arguments.check {
            if std::fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
                drifted.push(path.display().to_string());
            }
        } else {
            std::fs::create_dir_all(&arguments.out)
                .with_context(|| format!("cannot make {}", arguments.out.display()))?;
            std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    if drifted.is_empty() {
        return Ok(Outcome::Clean);
    }
    writeln!(
        stdout,
        "these schemas are not what the types say: {}\nrun `vfiodex schema` and commit the result",
        drifted.join(", ")
    )?;
    Ok(Outcome::Findings)
}
