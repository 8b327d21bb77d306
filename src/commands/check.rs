//! `vfiodex check`

use std::io::Write;
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use anyhow::Context;
use clap::Args;

use crate::check::{self, CODES};
use crate::cli::{DataArguments, Failure, Outcome};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::draft::Draft;
use crate::record::Date;
use crate::report::{self, Format};
use crate::source::SourceMap;

/// Check the records: shape, references, sources, plausibility. Exits with 0 where nothing has to be
/// mended, 1 where something has, 2 on wrong usage, 3 where a file cannot be read.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files and folders to report on; all records are read all the same. Default: everything.
    paths: Vec<PathBuf>,
    /// How to write the findings.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Explain a code instead of checking.
    #[arg(long, value_name = "CODE")]
    explain: Option<String>,
    /// Look also for stale facts and for claims of the register that no record answers. `release` makes
    /// the latter errors.
    #[arg(long, value_enum, value_name = "LEVEL", num_args = 0..=1, require_equals = true, default_missing_value = "warn")]
    strict: Option<Level>,
    /// Day against which ages are told. Default: the newest date in the records.
    #[arg(long, value_name = "DATE", requires = "strict")]
    as_of: Option<Date>,
    /// The claims register. Default: tests/claims.tsv, where it is there.
    #[arg(long, value_name = "FILE", requires = "strict")]
    claims: Option<PathBuf>,
    #[command(flatten)]
    data: DataArguments,
}

/// How much strictness asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Level {
    /// Everything that it finds is a warning.
    Warn,
    /// A claim without an answer is an error.
    Release,
}

/// Where the claims register is looked for, from the folder that the program runs in.
const REGISTER: &str = "tests/claims.tsv";

/// Runs the command.
///
/// # Errors
/// A path that does not exist or lies outside the data folder; a file that cannot be read.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let stdout = AutoStream::auto(std::io::stdout());
    let colour = stdout.current_choice() != ColorChoice::Never;
    let mut out = stdout.lock();
    if let Some(name) = &arguments.explain {
        let code = check::code(name).ok_or_else(|| unknown_code(name))?;
        write!(out, "{}: {}", code.name, code.text.trim_start_matches("# "))?;
        return Ok(Outcome::Clean);
    }
    let sources = SourceMap::read(&arguments.data.data)?;
    let wanted = wanted_files(&arguments.paths, &arguments.data.data)?;
    let mut draft = Draft::load(sources);
    let mut found = check::run(&draft);
    if let Some(level) = arguments.strict {
        found.extend(strict(arguments, level, &mut draft)?);
    }
    if !wanted.is_empty() {
        found.retain(|d| is_wanted(&draft.sources, d, &wanted));
    }
    report::write(&mut out, arguments.format, colour, &draft.sources, &found)?;
    let (errors, warnings) = report::count(&found);
    if arguments.format == Format::Text && errors + warnings == 0 {
        writeln!(out, "{}, nothing to mend", report::counted(draft.entries.len(), "record"))?;
    }
    Ok(if errors > 0 { Outcome::Findings } else { Outcome::Clean })
}

fn strict(arguments: &Arguments, level: Level, draft: &mut Draft) -> Result<Vec<Diagnostic>, Failure> {
    let default = Some(PathBuf::from(REGISTER)).filter(|path| path.is_file());
    let path = arguments.claims.clone().or(default);
    let claims = path.map(|path| draft.sources.read_beside(&path)).transpose()?;
    let release = level == Level::Release;
    Ok(check::strict(draft, &check::Strict { as_of: arguments.as_of, claims, release }))
}

fn unknown_code(name: &str) -> Failure {
    let known = CODES.iter().map(|code| code.name);
    Failure::Usage(match did_you_mean(name, known.clone()) {
        Some(near) => format!("there is no code `{name}`; did you mean `{near}`?"),
        None => format!("there is no code `{name}`; the codes are {}", known.collect::<Vec<_>>().join(", ")),
    })
}

/// The paths asked for, relative to the data folder.
fn wanted_files(paths: &[PathBuf], data: &Path) -> Result<Vec<PathBuf>, Failure> {
    let root = data.canonicalize().with_context(|| format!("cannot read {}", data.display()))?;
    let below = |path: &PathBuf| {
        let real = path.canonicalize().map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        let inside = real.strip_prefix(&root).map(Path::to_owned);
        inside.map_err(|_| Failure::Usage(format!("{} does not lie below {}", path.display(), data.display())))
    };
    paths.iter().map(below).collect()
}

fn is_wanted(sources: &SourceMap, diagnostic: &Diagnostic, wanted: &[PathBuf]) -> bool {
    let path = Path::new(&sources.file(diagnostic.span.file).path);
    wanted.iter().any(|prefix| path.starts_with(prefix))
}
