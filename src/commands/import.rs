//! `vfiodex import`

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use vfiodex_engine::iommu::{self, Listing, Observation};

use crate::cli::{DataArguments, Failure, Outcome};
use crate::document::to_yaml;
use crate::draft::Draft;
use crate::import::{Imported, Told, layout};
use crate::record::{Board, Date, Layout};

/// Make a record of something that was pasted.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to import.
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A listing of IOMMU groups, in any format that people paste.
    Layout(LayoutArguments),
}

/// Read a listing of IOMMU groups and print its layout record, or how it differs from the record of
/// the same board, BIOS and kernel.
#[derive(Debug, Args)]
struct LayoutArguments {
    /// File with the paste; `-` or nothing reads standard input.
    file: Option<PathBuf>,
    /// ID of the board's record; found by the DMI names in the paste where it is left out.
    #[arg(long, value_name = "ID")]
    board: Option<String>,
    /// BIOS version.
    #[arg(long, value_name = "VERSION")]
    bios: Option<String>,
    /// Kernel as `uname -r` prints it.
    #[arg(long, value_name = "RELEASE")]
    kernel: Option<String>,
    /// Processor.
    #[arg(long)]
    cpu: Option<String>,
    /// Whether an ACS override was in force.
    #[arg(long, value_enum)]
    acs_override: Option<YesNo>,
    /// Address of the document that has the paste.
    #[arg(long, value_name = "URL")]
    source: Option<String>,
    /// Title of that document.
    #[arg(long, value_name = "TEXT", requires = "source")]
    source_title: Option<String>,
    /// Who published that document.
    #[arg(long, value_name = "NAME", requires = "source")]
    publisher: Option<String>,
    /// Day of the observation.
    #[arg(long)]
    date: Option<Date>,
    /// Day on which you read the source. Default: the day of the observation.
    #[arg(long, value_name = "DATE")]
    accessed: Option<Date>,
    /// What the listing leaves out, in one sentence.
    #[arg(long, value_name = "TEXT")]
    missing: Option<String>,
    /// Write the record below the data folder instead of printing it.
    #[arg(long)]
    write: bool,
    /// Print JSON, with what was skipped.
    #[arg(long, conflicts_with = "write")]
    json: bool,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum YesNo {
    Yes,
    No,
}

/// Runs the command.
///
/// # Errors
/// A paste that is no listing, with what it looks like and what to run instead; a file that cannot be
/// read or written.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let What::Layout(arguments) = &arguments.what;
    let mut out = anstream::stdout().lock();
    let bytes = read(arguments.file.as_deref())?;
    let listing = match iommu::read_bytes(&bytes) {
        Ok(listing) => listing,
        Err(refusal) if arguments.json => {
            let refused = json!({ "refused": { "code": refusal.code(), "message": refusal.to_string() } });
            writeln!(out, "{refused:#}")?;
            writeln!(anstream::stderr().lock(), "not a layout: {refusal}")?;
            return Ok(Outcome::Findings);
        }
        Err(refusal) => {
            writeln!(anstream::stderr().lock(), "not a layout: {refusal}")?;
            return Ok(Outcome::Findings);
        }
    };
    let draft = if arguments.data.data.is_dir() { Draft::read(&arguments.data.data)? } else { Draft::default() };
    let told = told(arguments, &listing, &draft);
    let imported = layout(&listing, &told);
    if arguments.json {
        writeln!(out, "{:#}", as_json(&listing, &imported))?;
        return Ok(Outcome::Clean);
    }
    if let Some(existing) = same_observation(&draft, &imported) {
        return differences(&mut out, &draft, existing, &listing, &imported);
    }
    write_record(&mut out, arguments, &listing, &imported)
}

fn read(file: Option<&Path>) -> anyhow::Result<Vec<u8>> {
    // One byte more than the reader takes, so that it can say that the paste is too large.
    const MOST: u64 = 17 * 1024 * 1024;
    let mut bytes = Vec::new();
    match file.filter(|path| *path != Path::new("-")) {
        Some(path) => {
            let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
            file.take(MOST).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
        }
        None => {
            std::io::stdin().lock().take(MOST).read_to_end(&mut bytes).context("cannot read standard input")?;
        }
    }
    Ok(bytes)
}

fn told(arguments: &LayoutArguments, listing: &Listing, draft: &Draft) -> Told {
    let board = arguments.board.clone().or_else(|| board_by_dmi(draft, listing));
    let name = board
        .as_deref()
        .and_then(|id| draft.records::<Board>().find(|(entry, ..)| entry.id == id))
        .map(|(_, _, board)| board.name.clone());
    Told {
        board_name: name,
        board,
        bios: arguments.bios.clone(),
        kernel: arguments.kernel.clone(),
        cpu: arguments.cpu.clone(),
        acs_override: arguments.acs_override.map(|answer| matches!(answer, YesNo::Yes)),
        source: arguments.source.clone(),
        source_title: arguments.source_title.clone(),
        publisher: arguments.publisher.clone(),
        date: arguments.date,
        accessed: arguments.accessed.or(arguments.date),
        missing: arguments.missing.clone(),
    }
}

/// The one board whose DMI names the paste has.
fn board_by_dmi(draft: &Draft, listing: &Listing) -> Option<String> {
    let host = &listing.host;
    let same = |ours: &Option<String>, theirs: &Option<String>| match (ours, theirs) {
        (Some(ours), Some(theirs)) => ours.trim().eq_ignore_ascii_case(theirs.trim()),
        _ => false,
    };
    let fits = |board: &Board| {
        board.dmi.iter().any(|dmi| {
            same(&dmi.board_name, &host.board) || (dmi.board_name.is_none() && same(&dmi.product_name, &host.product))
        })
    };
    let mut found = draft.records::<Board>().filter(|(_, _, board)| fits(board)).map(|(entry, ..)| entry.id.clone());
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn as_json(listing: &Listing, imported: &Imported) -> serde_json::Value {
    let mut record = imported.record.clone();
    if let Some(map) = record.as_object_mut() {
        map.insert("incomplete".into(), listing.incomplete.into());
        map.insert("skipped".into(), json!(listing.skipped));
        map.insert("conflicts".into(), json!(listing.conflicts));
        map.insert("formats".into(), json!(listing.formats));
        map.insert("file".into(), format!("data/layouts/{}/{}.yaml", imported.board, imported.stem).into());
    }
    record
}

/// `<stem>.yaml`, or `<stem>-2.yaml` and so on where other observations have those names.
fn free_path(folder: &Path, stem: &str) -> PathBuf {
    let first = folder.join(format!("{stem}.yaml"));
    let numbered = (2..).map(|number| folder.join(format!("{stem}-{number}.yaml")));
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

/// The layout of the same board, BIOS and kernel that is there already.
fn same_observation<'a>(draft: &'a Draft, imported: &Imported) -> Option<&'a Layout> {
    let text = |key: &str| imported.record.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let (bios, kernel) = (text("bios"), text("kernel"));
    let same = |layout: &Layout| {
        layout.board.0 == imported.board
            && layout.bios.as_ref().map(ToString::to_string) == bios
            && layout.kernel.as_ref().map(ToString::to_string) == kernel
    };
    (bios.is_some() || kernel.is_some())
        .then(|| draft.records::<Layout>().find(|(_, _, layout)| same(layout)).map(|(_, _, layout)| layout))
        .flatten()
}

fn differences(
    out: &mut impl Write,
    draft: &Draft,
    existing: &Layout,
    listing: &Listing,
    imported: &Imported,
) -> Result<Outcome, Failure> {
    let Ok(crate::record::Record::Layout(new)) = crate::record::Kind::Layout.deserialize(imported.record.clone())
    else {
        return Err(Failure::Operation(anyhow::anyhow!("the listing does not make a layout record")));
    };
    let before = crate::derive::observation(existing);
    let after = Observation { devices: listing.devices.clone(), ..crate::derive::observation(&new) };
    let found = iommu::diff(&before, &after);
    let id = draft
        .records::<Layout>()
        .find(|(_, _, layout)| std::ptr::eq(*layout, existing))
        .map(|(entry, ..)| entry.id.as_str());
    writeln!(out, "there is a layout of this board, BIOS and kernel: {}", id.unwrap_or_default())?;
    let list =
        |addresses: &[vfiodex_engine::Bdf]| addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    for key in &found.keys {
        writeln!(out, "{} differs: {} there, {} here", key.key, key.before, key.after)?;
    }
    for (what, addresses) in [("only there", &found.only_before), ("only here", &found.only_after)] {
        if !addresses.is_empty() {
            writeln!(out, "{what}: {}", list(addresses))?;
        }
    }
    for change in &found.changes {
        writeln!(
            out,
            "{}: parted from [{}], joined by [{}]",
            change.after,
            list(&change.parted_from),
            list(&change.joined_by)
        )?;
    }
    writeln!(out, "{}", found.blame)?;
    let same = found.keys.is_empty()
        && found.only_before.is_empty()
        && found.only_after.is_empty()
        && found.changes.is_empty();
    Ok(if same { Outcome::Clean } else { Outcome::Findings })
}

fn write_record(
    out: &mut impl Write,
    arguments: &LayoutArguments,
    listing: &Listing,
    imported: &Imported,
) -> Result<Outcome, Failure> {
    let yaml = to_yaml(&imported.record);
    let mut errors = anstream::stderr().lock();
    let path = free_path(&arguments.data.data.join("layouts").join(&imported.board), &imported.stem);
    if arguments.write {
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        std::fs::write(&path, yaml).with_context(|| format!("cannot write {}", path.display()))?;
        writeln!(errors, "{}", path.display())?;
    } else {
        write!(out, "{yaml}")?;
        writeln!(errors, "# this belongs into {}", path.display())?;
    }
    for skipped in &listing.skipped {
        let lines = if skipped.line == skipped.through {
            format!("line {}", skipped.line)
        } else {
            format!("lines {} to {}", skipped.line, skipped.through)
        };
        writeln!(errors, "# skipped {lines}: {}", skipped.reason)?;
    }
    for conflict in &listing.conflicts {
        writeln!(errors, "# {} stands in the groups {:?}", conflict.address, conflict.groups)?;
    }
    if imported.board == "unknown-board" {
        writeln!(errors, "# the paste does not say which board it is; name it with --board")?;
    }
    if arguments.source.is_none() {
        writeln!(
            errors,
            "# a layout needs a source: publish the listing and name its address with --source and the day with --date"
        )?;
    }
    Ok(Outcome::Clean)
}
