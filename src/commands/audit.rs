//! `vfiodex audit`

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use vfiodex_engine::audit::{self, Audit, Finding, Kind};
use vfiodex_engine::context::Assumed;
use vfiodex_engine::knowledge::Verdict;
use vfiodex_engine::{Knowledge, Situation};

use super::input;
use super::situation::{SituationArguments, knowledge};
use crate::cli::{DataArguments, Failure, Outcome};
use crate::report::counted;

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

/// The answer about several files.
#[derive(Serialize)]
struct Answer<'a> {
    files: Vec<FileKind<'a>>,
    findings: Vec<FileFinding<'a>>,
    assumed: Vec<FileAssumed<'a>>,
    not_known: Vec<&'static str>,
}

#[derive(Serialize)]
struct FileKind<'a> {
    file: &'a str,
    kind: Kind,
}

#[derive(Serialize)]
struct FileFinding<'a> {
    file: &'a str,
    #[serde(flatten)]
    finding: &'a Finding,
}

#[derive(Serialize)]
struct FileAssumed<'a> {
    file: &'a str,
    #[serde(flatten)]
    assumed: &'a Assumed,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read; a card that is not known.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let knowledge = knowledge(&arguments.data)?;
    let said = arguments.situation.situation(&knowledge)?;
    let mut texts = Vec::new();
    for path in &arguments.files {
        texts.push((path.display().to_string(), input::read(path)?));
    }
    let audits = audit_all(&knowledge, &texts, &said);
    let mut out = anstream::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &answer(&audits))?;
        writeln!(out)?;
    } else {
        for (name, audit) in &audits {
            write_text(&mut out, name, audit)?;
        }
    }
    let bad = audits.iter().any(|(_, audit)| audit.findings.iter().any(|finding| finding.verdict.is_bad()));
    Ok(if bad { Outcome::Findings } else { Outcome::Clean })
}

/// Audits texts; what one config tells about the host counts for the others too. Guides tell only about
/// themselves.
fn audit_all<'a>(knowledge: &Knowledge, texts: &'a [(String, String)], said: &Situation) -> Vec<(&'a str, Audit)> {
    let kinds: Vec<Kind> = texts.iter().map(|(_, text)| Kind::of(text)).collect();
    let is_guide = |kind: &Kind| *kind == Kind::Markdown;
    let mut host = said.clone();
    for ((_, text), kind) in texts.iter().zip(&kinds).filter(|(_, kind)| !is_guide(kind)) {
        host = audit::context(knowledge, text, *kind, &host).situation;
    }
    let one = |((name, text), kind): (&'a (String, String), &Kind)| {
        // What the file itself tells comes before what its neighbours tell.
        let own = audit::context(knowledge, text, *kind, said);
        let mut context = own;
        if !is_guide(kind) {
            context.situation = context.situation.or(&host);
        }
        (name.as_str(), audit::audit_as(knowledge, text, *kind, context))
    };
    texts.iter().zip(&kinds).map(one).collect()
}

fn answer<'a>(audits: &'a [(&'a str, Audit)]) -> Answer<'a> {
    let mut not_known: Vec<&'static str> = audits.iter().flat_map(|(_, audit)| audit.not_known.clone()).collect();
    not_known.sort_unstable();
    not_known.dedup();
    let files = audits.iter().map(|(file, audit)| FileKind { file, kind: audit.kind });
    let findings =
        audits.iter().flat_map(|(file, audit)| audit.findings.iter().map(|finding| FileFinding { file, finding }));
    let assumed =
        audits.iter().flat_map(|(file, audit)| audit.assumed.iter().map(|assumed| FileAssumed { file, assumed }));
    Answer { files: files.collect(), findings: findings.collect(), assumed: assumed.collect(), not_known }
}

fn write_text(out: &mut dyn Write, name: &str, audit: &Audit) -> io::Result<()> {
    writeln!(out, "{name}: {}", audit.kind.label())?;
    for finding in &audit.findings {
        write_finding(out, finding)?;
    }
    let bad = audit.findings.iter().filter(|finding| finding.verdict.is_bad()).count();
    match (audit.findings.len(), bad) {
        (0, _) => writeln!(out, "  no line that the records know")?,
        (all, 0) => writeln!(out, "  {}, none has to go", counted(all, "known line"))?,
        (all, bad) => writeln!(out, "  {}, {bad} had better go", counted(all, "known line"))?,
    }
    for assumed in &audit.assumed {
        writeln!(out, "  assumed: {} {} ({})", assumed.about, assumed.value, assumed.because)?;
    }
    if !audit.not_known.is_empty() {
        writeln!(out, "  not known: {}; the flags of `vfiodex audit --help` say it", audit.not_known.join(", "))?;
    }
    Ok(())
}

fn write_finding(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    let since = finding.since.as_deref().filter(|_| finding.verdict.is_bad());
    let since = since.map(|date| format!(" since {date}")).unwrap_or_default();
    writeln!(out, "  line {}: {}{since}: {}", finding.line, finding.verdict, finding.text)?;
    writeln!(out, "      {} ({})", finding.reason, finding.advice)?;
    if let Some(instead) = &finding.instead {
        let label = if finding.verdict == Verdict::Optional { "Better" } else { "Instead" };
        writeln!(out, "      {label}: {instead}")?;
    }
    for other in &finding.otherwise {
        writeln!(out, "      But {} if: {}. {}", other.verdict, other.when, other.reason)?;
    }
    Ok(())
}
