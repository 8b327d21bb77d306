//! `vfiodex plan`

use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, anyhow};
use clap::Args;
use vfiodex_engine::Setup;
use vfiodex_engine::plan::{File, FileAction, Plan, markdown, plan};

use super::scenario::{ScenarioArguments, knowledge, wrong};
use crate::cli::{DataArguments, Failure, Outcome};

/// Say what to do to hand a card over: preflight, exactly the lines that this setup needs with a reason for
/// each, checks, and the way back. Exits with 0 where there is a plan, 1 where there is none for this setup,
/// 2 on wrong usage, 3 where a file cannot be read or written.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Write JSON.
    #[arg(long)]
    json: bool,
    /// Write PLAN.md and the files into this folder, which must be new, empty or made by this command; nothing
    /// is ever overwritten.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    scenario: ScenarioArguments,
}

/// Lies in every folder that this command made.
const MARK: &str = ".vfiodex-plan";

/// Runs the command.
///
/// # Errors
/// A card, board or slot that is not known; a folder that cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let knowledge = knowledge(&arguments.data)?;
    let scenario = arguments.scenario.scenario(&knowledge)?;
    let setup = Setup::new(&scenario, &knowledge).map_err(|error| wrong(&error, &knowledge))?;
    let plan = plan(&setup, &knowledge);
    let mut out = anstream::stdout().lock();
    if let Some(folder) = &arguments.out {
        let written = write(&plan, folder)?;
        if !arguments.json {
            for path in &written {
                writeln!(out, "{}", path.display())?;
            }
        }
    }
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &plan)?;
        writeln!(out)?;
    } else if arguments.out.is_none() {
        out.write_all(markdown(&plan).as_bytes())?;
    }
    Ok(if plan.refused.is_some() { Outcome::Findings } else { Outcome::Clean })
}

/// Writes the plan and its files; gives their paths.
fn write(plan: &Plan, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = vec![(folder.join("PLAN.md"), markdown(plan), false)];
    for file in plan.files() {
        let path = place(folder, file)?;
        // Several steps can add to one file.
        match files.iter_mut().find(|(known, ..)| *known == path) {
            Some((_, content, _)) => content.push_str(&file.content()),
            None => files.push((path, file.content(), file.executable)),
        }
    }
    let own = folder.join(MARK).exists();
    if folder.exists() && !own && fs::read_dir(folder).with_context(|| reading(folder))?.next().is_some() {
        return Err(anyhow!("{} is not empty and was not made by this command; name another folder", folder.display()));
    }
    // Looked at before anything is written, so that a refusal leaves nothing half done.
    for (path, content, _) in &files {
        if path.exists() && fs::read_to_string(path).with_context(|| reading(path))? != *content {
            return Err(anyhow!(
                "{} exists and differs; nothing is overwritten, so name another folder",
                path.display()
            ));
        }
    }
    fs::create_dir_all(folder).with_context(|| writing(folder))?;
    let mark = folder.join(MARK);
    fs::write(&mark, "").with_context(|| writing(&mark))?;
    for (path, content, executable) in &files {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| writing(parent))?;
        }
        fs::write(path, content).with_context(|| writing(path))?;
        if *executable {
            runnable(path)?;
        }
    }
    Ok(files.into_iter().map(|(path, _, _)| path).collect())
}

/// Where a file goes below the folder. What is no whole file gets a name of its own, so that nobody copies
/// it over a file of the host.
fn place(folder: &Path, file: &File) -> anyhow::Result<PathBuf> {
    let name = file.path.replace(['<', '>'], "");
    let name = Path::new(name.trim_start_matches('/'));
    if !name.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(anyhow!("{} cannot be placed below {}", file.path, folder.display()));
    }
    let mut path = folder.join(name).into_os_string();
    match file.action {
        FileAction::Create => {}
        FileAction::AddLines => path.push(".add-lines"),
        FileAction::AddWords => path.push(".add-words"),
    }
    Ok(PathBuf::from(path))
}

#[cfg(unix)]
fn runnable(path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).with_context(|| writing(path))
}

#[cfg(not(unix))]
fn runnable(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

fn reading(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

fn writing(path: &Path) -> String {
    format!("cannot write {}", path.display())
}
