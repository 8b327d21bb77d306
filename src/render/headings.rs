//! Anchors on the headings of a text: each heading gets an ID and a link to itself.

use std::collections::BTreeSet;

use crate::record::section_name;

/// IDs that a record's page uses around a text.
const TAKEN: &[&str] =
    &["content", "find", "q", "sort", "watch", "sources", "notes", "named-by", "basics", "guide", "quirks", "disputed"];

/// Puts an ID and a link on every heading that sanitised HTML has.
pub(super) fn with_anchors(html: &str) -> String {
    let mut taken: BTreeSet<String> = TAKEN.iter().map(|id| (*id).to_owned()).collect();
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some((at, tag)) = next_heading(rest) {
        let open = format!("<{tag}>");
        let close = format!("</{tag}>");
        let start = at + open.len();
        let Some(length) = rest[start..].find(&close) else { break };
        let inner = &rest[start..start + length];
        let text = plain(inner);
        let id = free(slug(&text), &mut taken);
        out.push_str(&rest[..at]);
        out.push_str(&format!(
            "<{tag} id=\"{id}\">{inner} <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to {}\">#</a>{close}",
            text.replace('"', "&quot;")
        ));
        rest = &rest[start + length + close.len()..];
    }
    out.push_str(rest);
    out
}

fn next_heading(html: &str) -> Option<(usize, &'static str)> {
    ["h2", "h3", "h4"].into_iter().filter_map(|tag| Some((html.find(&format!("<{tag}>"))?, tag))).min()
}

/// Text without tags; character references stay as they are.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// The ID of a heading is the name of its section.
fn slug(text: &str) -> String {
    section_name(&text.replace("&amp;", " ").replace("&lt;", " ").replace("&gt;", " ").replace("&quot;", " "))
}

/// The ID itself, or with a number where it is taken.
fn free(id: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    let found = std::iter::once(id.clone()).chain(numbered).find(|name| !taken.contains(name) && !is_source(name));
    let found = found.unwrap_or(id);
    taken.insert(found.clone());
    found
}

/// Sources of a page are numbered anchors: `source-1`.
fn is_source(id: &str) -> bool {
    id.strip_prefix("source-").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::with_anchors;

    #[test]
    fn headings_can_be_linked_to() {
        for (html, want) in [
            (
                "<h3>Is it on?</h3><p>a</p>",
                r##"<h3 id="is-it-on">Is it on? <a class="anchor" href="#is-it-on" aria-label="Link to Is it on?">#</a></h3><p>a</p>"##,
            ),
            (
                "<h4>Use <code>q35</code> &amp; OVMF</h4>",
                r##"<h4 id="use-q35-ovmf">Use <code>q35</code> &amp; OVMF <a class="anchor" href="#use-q35-ovmf" aria-label="Link to Use q35 &amp; OVMF">#</a></h4>"##,
            ),
            ("<p>no heading</p>", "<p>no heading</p>"),
        ] {
            assert_eq!(with_anchors(html), want);
        }
    }

    #[test]
    fn no_id_stands_twice() {
        let html = with_anchors("<h3>Undo</h3><h3>Undo</h3><h3>Sources</h3><h3>Source 1</h3><h3>?</h3>");
        let ids: Vec<_> = html.split("<h3 id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
        assert_eq!(ids, ["undo", "undo-2", "sources-2", "source-1-2", "part"]);
    }
}
