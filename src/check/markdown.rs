//! `unsafe-markdown`: Markdown brings no HTML and no scripts.

use pulldown_cmark::{Event, Parser, Tag};

use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::schema::Place;
use crate::source::Span;

/// Fields that are rendered as Markdown.
fn is_markdown(path: &str) -> bool {
    path == "body" || path.starts_with("notes.")
}

pub(super) fn field(_: &Subject, place: &Place, found: &mut Vec<Diagnostic>) {
    if let Some(text) = place.node.as_str().filter(|_| is_markdown(place.path)) {
        scan(place.node, text, found);
    }
}

fn scan(node: &Node, text: &str, found: &mut Vec<Diagnostic>) {
    // Only a guide's body stands in the file as it is; in YAML text, quotes and indents shift places.
    let exact = node.span.end - node.span.start == text.len();
    for (event, range) in Parser::new(text).into_offset_iter() {
        let span = if exact {
            Span { start: node.span.start + range.start, end: node.span.start + range.end, ..node.span }
        } else {
            node.span
        };
        match event {
            Event::Html(_) | Event::InlineHtml(_) => found.push(
                Diagnostic::error("unsafe-markdown", span, "HTML is not rendered")
                    .help("write Markdown; put `<…>` that is meant as text in backticks"),
            ),
            Event::Start(Tag::Image { .. }) => {
                found.push(
                    Diagnostic::error("unsafe-markdown", span, "pictures are not shown")
                        .help("describe what it shows, and link to the page that has it"),
                );
            }
            Event::Start(Tag::Link { dest_url, .. }) if !is_safe(&dest_url) => found.push(
                Diagnostic::error("unsafe-markdown", span, format!("the link to `{dest_url}` is not followed"))
                    .help("links start with https://, http://, / or #"),
            ),
            _ => {}
        }
    }
}

/// Whether a link may stand on a page.
#[must_use]
pub fn is_safe(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web || url.starts_with('#') || (url.starts_with('/') && !url.starts_with("//"))
}
