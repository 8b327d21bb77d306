use std::path::{Path, PathBuf};

use axum::http::StatusCode;

use crate::catalogue::Catalogue;
use crate::commands::build::SiteArguments;
use crate::diagnostic::Severity;
use crate::draft::Draft;
use crate::output::Output;
use crate::render::{self, Assets, Templates};
use crate::report;
use crate::source::SourceMap;

/// What is built and from where.
pub(super) struct Site {
    pub(super) arguments: SiteArguments,
}

/// What the browser sees.
pub(super) enum Shown {
    /// The site.
    Site(Box<Output>),
    /// What keeps it from being built, as text.
    Problem(String),
}

/// Folders that are read instead of the program's own copies where they are there.
const TEMPLATES: &str = "templates";
const ASSETS: &str = "site";

impl Site {
    /// Folders whose changes count.
    pub(super) fn watched(&self) -> Vec<PathBuf> {
        let own = [TEMPLATES, ASSETS].into_iter().map(PathBuf::from).filter(|folder| folder.is_dir());
        let engines = self.arguments.engines().iter().filter(|file| file.is_file()).cloned();
        std::iter::once(self.arguments.data.data.clone()).chain(own).chain(engines).collect()
    }

    /// Builds the site in memory.
    pub(super) fn build(&self) -> Shown {
        self.try_build().unwrap_or_else(Shown::Problem)
    }

    fn try_build(&self) -> Result<Shown, String> {
        let sources = SourceMap::read(&self.arguments.data.data).map_err(|error| error.to_string())?;
        let catalogue = Catalogue::new(Draft::load(sources)).map_err(|(draft, mut found)| {
            found.retain(|d| d.severity == Severity::Error);
            let mut text = Vec::new();
            let written = report::write(&mut text, report::Format::Text, false, &draft.sources, &found);
            written.map_or_else(|error| error.to_string(), |()| String::from_utf8_lossy(&text).into_owned())
        })?;
        let options = self.arguments.options().map_err(|error| format!("{error:#}"))?;
        let templates =
            if Path::new(TEMPLATES).is_dir() { Templates::Folder(TEMPLATES.into()) } else { Templates::Embedded };
        let assets = if Path::new(ASSETS).is_dir() {
            Assets::read(Path::new(ASSETS)).map_err(|error| format!("cannot read {ASSETS}: {error}"))?
        } else {
            Assets::embedded()
        };
        let output = render::site(&catalogue, &templates, &assets, &options).map_err(|error| error.to_string())?;
        Ok(Shown::Site(Box::new(output)))
    }
}

impl Shown {
    /// One line about the build.
    pub(super) fn summary(&self) -> String {
        match self {
            Self::Site(output) => format!("built, {}", report::counted(output.files().count(), "file")),
            Self::Problem(text) => text.clone(),
        }
    }

    /// Status, content type and bytes for a path.
    pub(super) fn answer(&self, path: &str) -> (StatusCode, &'static str, Vec<u8>) {
        let output = match self {
            Self::Site(output) => output,
            Self::Problem(text) => {
                return (StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", problem(text).into_bytes());
            }
        };
        let mut file = path.trim_start_matches('/').to_owned();
        if file.is_empty() || file.ends_with('/') {
            file.push_str("index.html");
        }
        match output.get(&file) {
            Some(bytes) if file.ends_with(".html") => (StatusCode::OK, content_type(&file), reloadable(bytes)),
            Some(bytes) => (StatusCode::OK, content_type(&file), bytes.to_vec()),
            None => (
                StatusCode::NOT_FOUND,
                content_type("404.html"),
                reloadable(output.get("404.html").unwrap_or_default()),
            ),
        }
    }
}

/// A page whose policy lets the reloader's inline script run; published pages have none.
fn reloadable(html: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(html).replacen("script-src 'self'", "script-src 'self' 'unsafe-inline'", 1).into_bytes()
}

/// A page with the findings; it reloads like any other once they are mended.
fn problem(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><title>Not built – vfiodex</title></head>\
         <body><main><h1>The site could not be built</h1><p>Mend this and save; the page reloads by itself.</p><pre>{escaped}</pre></main></body></html>"
    )
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("xml") => "application/xml",
        Some("wasm") => "application/wasm",
        _ => "text/plain; charset=utf-8",
    }
}
