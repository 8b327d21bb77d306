use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::headings::with_anchors;
use crate::check::markdown::is_safe;

/// What Markdown may become; everything else is dropped.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .add_tags([
            "p",
            "strong",
            "em",
            "code",
            "pre",
            "ul",
            "ol",
            "li",
            "a",
            "blockquote",
            "h2",
            "h3",
            "h4",
            "hr",
            "br",
        ])
        .add_tags(["table", "thead", "tbody", "tr", "th", "td"])
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(["http", "https"].into())
        .link_rel(Some("noopener external"));
    builder
});

/// Markdown as sanitised HTML. Headings start below the page's own; HTML and unsafe links are shown as
/// text or dropped.
#[must_use]
pub fn markdown(source: &str) -> String {
    let events = Parser::new_ext(source, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level: lower(level), id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(lower(level)))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if is_safe(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        other => Some(other),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    SANITISER
        .clean(&out)
        .to_string()
        .replace("<th>", "<th scope=\"col\">")
        .replace("<table>", "<div class=\"table\"><table>")
        .replace("</table>", "</table></div>")
}

/// The same for a text that is a page by itself: its headings can be linked to.
#[must_use]
pub fn article(source: &str) -> String {
    with_anchors(&markdown(source))
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn strangers_markdown_does_no_harm() {
        for (source, bad) in [
            ("<script>alert(1)</script>", "<script"),
            ("[x](javascript:alert(1))", "javascript:"),
            ("![x](https://example.org/x.png)", "<img"),
            ("a <b onclick=x>b</b>", "<b "),
            ("[x](//example.org)", "\"//example"),
        ] {
            assert!(!markdown(source).contains(bad), "{source} gave {}", markdown(source));
        }
        assert!(markdown("# T\n\n`a`").contains("<h3>T</h3>"));
    }
}
