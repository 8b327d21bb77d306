//! Runs as HTML: what a template's `draw` gives. Every cell of every table is drawn by it, so that it is
//! no template itself.

use std::fmt::Write;

use minijinja::{Error, ErrorKind, HtmlEscape, State, Value};

/// Draws runs: text, code, links, marks.
pub(super) fn draw(state: &State, runs: &Value, base: &str) -> Result<Value, Error> {
    let mut out = String::new();
    for run in runs.try_iter()? {
        one(state, &run, base, &mut out)?;
    }
    Ok(Value::from_safe_string(out))
}

fn one(state: &State, run: &Value, base: &str, out: &mut String) -> Result<(), Error> {
    let value = run.get_attr("text")?;
    let text = HtmlEscape(value.as_str().unwrap_or_default());
    let attribute = |name: &str| run.get_attr(name).map(|value| value.as_str().unwrap_or_default().to_owned());
    let kind = run.get_attr("run")?;
    match kind.as_str().unwrap_or_default() {
        "text" => write!(out, "{text}")?,
        "code" => write!(out, "<code>{text}</code>")?,
        "link" => {
            let href = super::templates::link(state, &attribute("href")?, base)?;
            write!(out, "<a href=\"{href}\">{text}</a>")?;
        }
        "record" => {
            let target = format!("/{}/{}/", attribute("kind")?, attribute("id")?);
            let href = super::templates::link(state, &target, base)?;
            write!(out, "<a href=\"{href}\">{text}</a>")?;
        }
        "out" => {
            let url = super::templates::external(&attribute("url")?)?;
            write!(out, "<a href=\"{url}\" rel=\"external noopener\">{text}</a>")?;
        }
        "mark" => write!(out, "<span class=\"mark {}\">{text}</span>", HtmlEscape(&attribute("role")?))?,
        other => return Err(Error::new(ErrorKind::InvalidOperation, format!("`{other}` is no run"))),
    }
    Ok(())
}
