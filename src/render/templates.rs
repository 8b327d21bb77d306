use std::path::PathBuf;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value, context};

use super::embedded::TEMPLATES;
use super::policy::policy;
use super::{Assets, Options, RenderError};
use crate::record::{Date, Kind};
use crate::view::{Href, PageView};

/// Where the templates come from.
#[derive(Debug)]
pub enum Templates {
    /// From the program.
    Embedded,
    /// From a folder, for working on them.
    Folder(PathBuf),
}

/// Templates that are ready to render pages.
pub(super) struct Pages {
    environment: Environment<'static>,
    base_url: Option<String>,
}

impl Templates {
    pub(super) fn environment(&self, assets: &Assets, options: &Options, as_of: Date) -> Pages {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            environment.set_syntax(syntax);
        }
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        for (name, embedded) in TEMPLATES {
            let text = match self {
                Self::Embedded => Ok(String::from_utf8_lossy(embedded).into_owned()),
                Self::Folder(folder) => std::fs::read_to_string(folder.join(name)),
            };
            let added = text
                .map_err(|error| error.to_string())
                .and_then(|text| environment.add_template_owned(*name, text).map_err(|error| format!("{error:#}")));
            // A template that cannot be used is reported when a page asks for it.
            if let Err(said) = added {
                let _ =
                    environment.add_template_owned(*name, format!("{{{{ fail({:?}) }}}}", format!("{name}: {said}")));
            }
        }
        let base = options.base_path().to_owned();
        environment.add_function("fail", |text: String| -> Result<String, Error> {
            Err(Error::new(ErrorKind::InvalidOperation, text))
        });
        let root = base.clone();
        environment
            .add_filter("rel", move |state: &State, href: &str| -> Result<Value, Error> { link(state, href, &root) });
        environment.add_filter("html", move |state: &State, html: &str| -> Result<Value, Error> {
            let page = current(state)?;
            let parts: Vec<_> = html.split("href=\"/").collect();
            let mut out = parts.first().copied().unwrap_or_default().to_owned();
            for part in parts.iter().skip(1) {
                let (target, rest) = part.split_once('"').unwrap_or((part, ""));
                out.push_str(&format!("href=\"{}\"{rest}", Href::page(target).relative_to(&page)));
            }
            Ok(Value::from_safe_string(out))
        });
        environment.add_filter("out", external);
        let owned = |(name, path, hash): (&str, &str, &str)| (name.to_owned(), path.to_owned(), hash.to_owned());
        let paths: Vec<_> = assets.all().map(owned).collect();
        let root = base.clone();
        environment.add_function("draw_runs", move |state: &State, runs: &Value| super::runs::draw(state, runs, &root));
        let all = paths.clone();
        environment.add_filter("asset", move |state: &State, name: &str| -> Result<Value, Error> {
            let found = all.iter().find(|(known, ..)| known == name);
            let (_, path, _) =
                found.ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("site/{name} is missing")))?;
            link(state, &format!("/{path}"), &base)
        });
        environment.add_filter("integrity", move |name: &str| {
            paths.iter().find(|(known, ..)| known == name).map(|(_, _, hash)| Value::from_safe_string(hash.clone()))
        });
        environment.add_global("as_of", as_of.to_string());
        environment.add_global("repository", options.repository.clone());
        environment.add_global("nav", Value::from(Serde(navigation())));
        environment.add_global("base_url", Value::from(options.base_url.clone()));
        Pages { environment, base_url: options.base_url.clone() }
    }
}

fn current(state: &State) -> Result<String, Error> {
    let path = state.lookup("path").and_then(|path| path.as_str().map(str::to_owned));
    path.ok_or_else(|| Error::new(ErrorKind::UndefinedError, "the page has no path"))
}

/// A link from the page that is being rendered. The not-found page is shown at any depth and so links
/// from the root.
pub(super) fn link(state: &State, href: &str, base: &str) -> Result<Value, Error> {
    let page = current(state)?;
    let link = if page == "/404.html" {
        format!("{base}{}", href.trim_start_matches('/'))
    } else {
        Href::page(href).relative_to(&page)
    };
    Ok(attribute(&link))
}

/// Text of an attribute in double quotes.
fn attribute(text: &str) -> Value {
    Value::from_safe_string(text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// A link to another site.
pub(super) fn external(url: &str) -> Result<Value, Error> {
    if url.starts_with("https://") || url.starts_with("http://") {
        Ok(attribute(url))
    } else {
        Err(Error::new(ErrorKind::InvalidOperation, format!("`{url}` is no address of another site")))
    }
}

/// Kinds in the page's head.
fn navigation() -> Vec<(Href, &'static str)> {
    let kinds = [Kind::Gpu, Kind::Board, Kind::Quirk, Kind::Advice, Kind::Driver, Kind::Report];
    kinds.into_iter().map(|kind| (Href::list(kind), kind.many())).collect()
}

impl Pages {
    pub(super) fn page(&self, href: &Href, view: &PageView) -> Result<String, RenderError> {
        let name = match view {
            PageView::Home(_) => "home.html",
            PageView::List(_) => "list.html",
            PageView::Record(_) => "record.html",
            PageView::Page(_) => "page.html",
            PageView::Tool(_) => "tool.html",
        };
        let canonical = self.base_url.as_ref().map(|base| format!("{base}{}", href.as_str().trim_start_matches('/')));
        let values = context! { page => Value::from(Serde(view)), path => href.as_str(), title => view.title(), description => view.description(), canonical, hidden => view.hidden(), policy => attribute(&policy(view.has_engine())) };
        self.render(name, values)
    }

    pub(super) fn redirect(&self, old: &Href, new: &Href) -> Result<String, RenderError> {
        self.render("redirect.html", context! { path => old.as_str(), target => new.as_str() })
    }

    fn render(&self, name: &str, values: Value) -> Result<String, RenderError> {
        let template = self.environment.get_template(name);
        template.and_then(|template| template.render(values)).map_err(|error| RenderError::Template(chain(&error)))
    }
}

/// An error with its causes, each with its place.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(&format!("; {inner}"));
        cause = inner.source();
    }
    text
}
