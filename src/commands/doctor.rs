//! `vfiodex doctor`

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use clap::Args;

use crate::catalogue::Catalogue;
use crate::cli::{DataArguments, Failure, Outcome};
use crate::doctor::{self, Contribution, Draft, Level};
use crate::draft::Draft as Records;
use crate::host::{Machine, Sysroot};
use crate::record::Date;
use crate::source::SourceMap;

/// Look at this host: IOMMU, groups, graphics cards, resets, and what the records know about them. It
/// only reads and needs no root. Exits with 0 where nothing keeps passthrough from working, 1 where
/// something does, 2 on wrong usage, 3 where something cannot be read or written.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Root of the system to look at, such as a mounted disk or a copied tree.
    #[arg(long, value_name = "DIR", default_value = "/")]
    sysroot: PathBuf,
    /// Print one JSON object instead of text.
    #[arg(long, conflicts_with = "contribute")]
    json: bool,
    /// Write the layout record of this host, and a draft of its board where that has no record, into a data folder
    /// (default: that of --data). Without --source they are printed instead.
    #[arg(long, value_name = "DIR", num_args = 0..=1)]
    contribute: Option<Option<PathBuf>>,
    /// Address under which you published the listing (that of collect.sh will do).
    #[arg(long, value_name = "URL", requires = "contribute", value_parser = web_address)]
    source: Option<String>,
    /// ID of the board's record, where DMI does not tell.
    #[arg(long, value_name = "ID", requires = "contribute", value_parser = record_id)]
    board: Option<String>,
    /// Day of the observation. Default: today.
    #[arg(long, requires = "contribute")]
    date: Option<Date>,
    #[command(flatten)]
    data: DataArguments,
}

fn web_address(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fine = rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace));
    if fine { Ok(text.to_owned()) } else { Err("write the full address with https://".into()) }
}

fn record_id(text: &str) -> Result<String, String> {
    let fine = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && (1..=80).contains(&text.len());
    if fine { Ok(text.to_owned()) } else { Err("an ID is lower-case letters, digits and hyphens".into()) }
}

/// Runs the command.
///
/// # Errors
/// A root that is no Linux system; a record that cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if !arguments.sysroot.is_dir() {
        return Err(Failure::Usage(format!("{} is not a folder", arguments.sysroot.display())));
    }
    if !arguments.sysroot.join("sys").is_dir() && !arguments.sysroot.join("proc").is_dir() {
        let shown = arguments.sysroot.display();
        return Err(Failure::Operation(anyhow!("{shown} has neither /sys nor /proc: it is no root of a Linux host")));
    }
    let catalogue = records(&arguments.data.data)?;
    let machine = Machine::read(&Sysroot::new(&arguments.sysroot));
    let report = doctor::examine(&machine, catalogue.as_ref());
    let mut out = anstream::stdout().lock();
    if let Some(folder) = &arguments.contribute {
        return contribute(&mut out, arguments, folder.as_deref(), &machine, &report, catalogue.as_ref());
    }
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        doctor::write_text(&mut out, &report)?;
    }
    let blocked = report.findings.iter().any(|finding| finding.level == Level::Blocked);
    Ok(if blocked { Outcome::Findings } else { Outcome::Clean })
}

/// The records, where there are any without an error; the host is looked at all the same.
fn records(data: &Path) -> Result<Option<Catalogue>, Failure> {
    let mut errors = anstream::stderr().lock();
    if !data.is_dir() {
        writeln!(errors, "note: no records in {}; name their folder with --data", data.display())?;
        return Ok(None);
    }
    match Catalogue::new(Records::load(SourceMap::read(data)?)) {
        Ok(catalogue) => Ok(Some(catalogue)),
        Err(_) => {
            writeln!(errors, "note: the records have errors (`vfiodex check` shows them) and were left aside")?;
            Ok(None)
        }
    }
}

fn contribute(
    out: &mut impl Write,
    arguments: &Arguments,
    folder: Option<&Path>,
    machine: &Machine,
    report: &doctor::Report,
    catalogue: Option<&Catalogue>,
) -> Result<Outcome, Failure> {
    let told = Contribution {
        source: arguments.source.clone(),
        date: match arguments.date {
            Some(date) => date,
            None => today()?,
        },
        board: arguments.board.clone(),
    };
    let drafts = match doctor::contribution(machine, report, catalogue, &told) {
        Ok(drafts) => drafts,
        Err(why) => {
            writeln!(anstream::stderr().lock(), "nothing to contribute: {why}")?;
            return Ok(Outcome::Findings);
        }
    };
    if told.source.is_none() {
        for draft in &drafts {
            writeln!(out, "# data/{}\n{}", draft.path, draft.text)?;
        }
        let how = "nothing was written: a layout needs a public source. Publish the output of collect.sh (a forum post, a \
                   gist, an issue) and run this again with --source and its address";
        writeln!(anstream::stderr().lock(), "{how}")?;
        return Ok(Outcome::Clean);
    }
    let folder = folder.unwrap_or(&arguments.data.data);
    for draft in &drafts {
        writeln!(out, "{}", write_draft(folder, draft)?)?;
    }
    writeln!(out, "look the files over, run `vfiodex check`, and open a pull request")?;
    Ok(Outcome::Clean)
}

fn today() -> anyhow::Result<Date> {
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    now.to_string().parse().map_err(|error: String| anyhow!(error))
}

/// Writes a record and says where. It never replaces a file: another observation gets a number.
fn write_draft(folder: &Path, draft: &Draft) -> anyhow::Result<String> {
    let stem = draft.path.trim_end_matches(".yaml");
    for number in 1..100 {
        let name = if number == 1 { draft.path.clone() } else { format!("{stem}-{number}.yaml") };
        let path = folder.join(&name);
        if path.exists() {
            if std::fs::read_to_string(&path).is_ok_and(|text| text == draft.text) {
                return Ok(format!("{} is there already and says the same", path.display()));
            }
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        std::fs::write(&path, &draft.text).with_context(|| format!("cannot write {}", path.display()))?;
        return Ok(format!("wrote {}", path.display()));
    }
    Err(anyhow!("{} and 98 more of its name exist", folder.join(&draft.path).display()))
}
