//! `vfiodex build`

use std::io::Write;
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use anyhow::Context;
use clap::Args;

use crate::catalogue::Catalogue;
use crate::cli::{DataArguments, Failure, Outcome};
use crate::diagnostic::Severity;
use crate::draft::Draft;
use crate::output::Output;
use crate::record::Date;
use crate::render::{self, Assets, Engine, Options, Templates};
use crate::report::{self, Format, counted};

/// Check the records and build the site and the API. Where a record has an error nothing is written.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder to write; it is replaced as a whole, and only if this program made it.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
    #[command(flatten)]
    site: SiteArguments,
}

/// What a site is made of.
#[derive(Clone, Debug, Args)]
pub struct SiteArguments {
    #[command(flatten)]
    pub(super) data: DataArguments,
    /// Address under which the site will be published; needed for the sitemap.
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// Day against which ages are told. Default: the newest date in the records.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Engine for tool pages, as WebAssembly; may be given several times, each for the tools that it has. Pages
    /// without one show the command to run instead.
    #[arg(long, value_name = "FILE")]
    engine: Vec<PathBuf>,
    /// Address of the repository that the pages' edit links lead to.
    #[arg(long, value_name = "URL", default_value = env!("CARGO_PKG_REPOSITORY"))]
    repository: String,
}

fn base_url(text: &str) -> Result<String, String> {
    let fine =
        (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(['"', '<', '>', ' ', '?', '#']);
    if fine {
        Ok(format!("{}/", text.trim_end_matches('/')))
    } else {
        Err("it starts with http:// or https:// and has no query".into())
    }
}

impl SiteArguments {
    pub(super) fn options(&self) -> anyhow::Result<Options> {
        Ok(Options {
            base_url: self.base_url.clone(),
            as_of: self.as_of,
            repository: self.repository.trim_end_matches('/').to_owned(),
            engines: self.engine.iter().map(|path| engine(path)).collect::<Result<_, _>>()?,
        })
    }

    /// Files of the engines.
    #[cfg(feature = "serve")]
    pub(super) fn engines(&self) -> &[PathBuf] {
        &self.engine
    }
}

fn engine(path: &Path) -> anyhow::Result<Engine> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Engine::new(bytes).with_context(|| format!("{} cannot be used as engine", path.display()))
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read or written; a folder that the program did not make.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let stdout = AutoStream::auto(std::io::stdout());
    let colour = stdout.current_choice() != ColorChoice::Never;
    let mut out = stdout.lock();
    let options = arguments.site.options()?;
    let draft = Draft::read(&arguments.site.data.data)?;
    let catalogue = match Catalogue::new(draft) {
        Ok(catalogue) => catalogue,
        Err((draft, mut found)) => {
            found.retain(|d| d.severity == Severity::Error);
            report::write(&mut out, Format::Text, colour, &draft.sources, &found)?;
            writeln!(out, "nothing was built; {} stays as it was", arguments.out.display())?;
            return Ok(Outcome::Findings);
        }
    };
    let site: Output = render::site(&catalogue, &Templates::Embedded, &Assets::embedded(), &options)?;
    site.write(&arguments.out)?;
    let pages = site.files().filter(|(path, _)| path.ends_with(".html")).count();
    writeln!(
        out,
        "{}, {}: {}",
        counted(catalogue.items().count(), "record"),
        counted(pages, "page"),
        arguments.out.display()
    )?;
    Ok(Outcome::Clean)
}
