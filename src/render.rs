//! Pages as HTML, assets, API, feeds: everything that a build gives, in memory.

mod assets;
mod embedded;
mod engine;
mod extras;
mod headings;
mod markdown;
mod policy;
mod runs;
mod templates;

use std::fmt;

use vfiodex_engine::Knowledge;
use vfiodex_engine::knowledge::Parts;
use vfiodex_engine::tool::Facts;

use crate::api;
use crate::catalogue::Catalogue;
use crate::derive::IommuFacts;
use crate::output::{BrokenLink, Output, PathTaken};
use crate::pci_names::names;
use crate::record::Date;
use crate::view::{Context, Href, draw_pages, redirects};

pub use assets::Assets;
pub use engine::{Engine, NoEngine};
pub use markdown::{article, markdown};
pub use templates::Templates;

/// Tools that have a page.
const TOOLS: [&str; 4] = ["explain", "audit", "verdict", "plan"];

/// What a build is given beside the records.
#[derive(Debug, Default)]
pub struct Options {
    /// Address under which the site will be published, with a final slash.
    pub base_url: Option<String>,
    /// Day against which ages are told; the newest date in the records where it is not given.
    pub as_of: Option<Date>,
    /// Address of the repository, for links that edit.
    pub repository: String,
    /// Engines for the tool pages; those without show which command to run instead.
    pub engines: Vec<Engine>,
}

/// Why a site could not be rendered. Each is a defect of templates or program, not of records.
#[derive(Debug)]
pub enum RenderError {
    /// A template failed.
    Template(String),
    /// Two parts want one path.
    Path(PathTaken),
    /// Links lead nowhere.
    Links(Vec<BrokenLink>),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(text) => write!(f, "a template failed: {text}"),
            Self::Path(path) => write!(f, "{path}"),
            Self::Links(broken) => {
                let shown: Vec<_> = broken.iter().take(10).map(ToString::to_string).collect();
                write!(
                    f,
                    "{} links of the site lead nowhere; nothing was written\n  {}",
                    broken.len(),
                    shown.join("\n  ")
                )
            }
        }
    }
}

impl std::error::Error for RenderError {}

impl From<PathTaken> for RenderError {
    fn from(path: PathTaken) -> Self {
        Self::Path(path)
    }
}

impl Options {
    /// The path part of the base address: `/` or `/sub/path/`.
    #[must_use]
    pub fn base_path(&self) -> &str {
        let url = self.base_url.as_deref().unwrap_or("/");
        let after = url.find("://").map_or(url, |at| &url[at + 3..]);
        after.find('/').map_or("/", |slash| &after[slash..])
    }
}

/// A page that has been drawn.
struct Drawn {
    href: Href,
    /// Whether search engines leave it out.
    hidden: bool,
    /// Whether it runs the engine.
    engine: bool,
}

/// Renders the whole site and checks its links.
///
/// # Errors
/// Where a template fails, two parts want one path, or a link leads nowhere.
pub fn site(
    catalogue: &Catalogue,
    templates: &Templates,
    assets: &Assets,
    options: &Options,
) -> Result<Output, RenderError> {
    let as_of = options.as_of.or_else(|| catalogue.newest_date());
    let as_of = as_of
        .or_else(|| "2026-01-01".parse().ok())
        .ok_or_else(|| RenderError::Template("no day to tell ages against".into()))?;
    let iommu = IommuFacts::new(catalogue);
    let knowledge = catalogue.knowledge_with(&iommu);
    let mut context = Context::new(catalogue, &knowledge, iommu, names(), as_of, &options.repository);
    let mut assets = assets.clone();
    for engine in &options.engines {
        let tools: Vec<&'static str> = TOOLS.into_iter().filter(|tool| engine.has(tool)).collect();
        let Some(first) = tools.first() else { continue };
        let name = format!("engine-{first}.wasm");
        assets.extend([(name.clone(), engine.bytes().to_vec())]);
        context.engines.extend(tools.into_iter().map(|tool| (tool, name.clone())));
    }
    if !context.engines.is_empty() {
        let file = |part: Knowledge| {
            let facts = Facts { knowledge: Some(part) };
            facts.file().map_err(|error| RenderError::Template(error.to_string()))
        };
        let Parts { texts, hardware, verdicts, plans } = knowledge.parts();
        for (name, part) in [("texts", texts), ("hardware", hardware), ("verdicts", verdicts), ("plans", plans)] {
            assets.extend([(format!("facts-{name}.txt"), file(part)?)]);
        }
    }
    let mut output = Output::default();
    assets.add_to(&mut output)?;
    let environment = templates.environment(&assets, options, as_of);
    let drawn = draw_pages(&context, |href, view| {
        let page = Drawn { href: href.clone(), hidden: view.hidden(), engine: view.has_engine() };
        environment.page(href, view).map(|html| (page, html))
    });
    let mut pages = Vec::with_capacity(drawn.len());
    for page in drawn {
        let (page, html) = page?;
        output.add(page.href.file(), html)?;
        pages.push(page);
    }
    for (old, new) in redirects(&context) {
        output.add(old.file(), environment.redirect(&old, &new)?)?;
    }
    api::v1::add_to(&mut output, &context)?;
    extras::add_to(&mut output, &pages, &context, options)?;
    let broken = output.broken_links(options.base_path());
    if broken.is_empty() { Ok(output) } else { Err(RenderError::Links(broken)) }
}
