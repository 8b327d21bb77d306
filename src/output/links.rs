use std::collections::{HashMap, HashSet};
use std::fmt;

use rayon::prelude::*;

use super::Output;

/// An internal link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenLink {
    /// Page with the link.
    pub page: String,
    /// The link as written.
    pub target: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl fmt::Display for BrokenLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the link to `{}` {}", self.page, self.target, self.problem)
    }
}

/// Attribute values of one page.
#[derive(Default)]
struct Page<'a> {
    ids: HashSet<&'a str>,
    links: Vec<&'a str>,
    doubled: Vec<&'a str>,
}

impl Output {
    /// Internal links and anchors that lead nowhere, and anchors that stand twice on a page. `base` is
    /// the path under which the site will be served, `/` or `/sub/path/`.
    #[must_use]
    pub fn broken_links(&self, base: &str) -> Vec<BrokenLink> {
        let html: Vec<_> = self.files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
        let pages: HashMap<&str, Page> = html
            .par_iter()
            .map(|(path, bytes)| (path.as_str(), scan(std::str::from_utf8(bytes).unwrap_or_default())))
            .collect();
        let files: HashSet<&str> = self.files.keys().map(String::as_str).collect();
        let mut broken: Vec<_> = pages
            .par_iter()
            .flat_map_iter(|(path, page)| {
                let broken =
                    |target: &str, problem| BrokenLink { page: (*path).to_owned(), target: target.to_owned(), problem };
                let twice = page
                    .doubled
                    .iter()
                    .map(|id| broken(id, "is an anchor that stands twice on this page"))
                    .collect::<Vec<_>>();
                let dead = page
                    .links
                    .iter()
                    .filter_map(|link| Some(broken(link, dead(&files, &pages, path, link, base)?)))
                    .collect::<Vec<_>>();
                twice.into_iter().chain(dead)
            })
            .collect();
        broken.sort();
        broken.dedup();
        broken
    }
}

/// What is wrong with a link, if anything.
fn dead(
    files: &HashSet<&str>,
    pages: &HashMap<&str, Page>,
    from: &str,
    link: &str,
    base: &str,
) -> Option<&'static str> {
    if link.starts_with("https://") || link.starts_with("http://") || link.starts_with("data:image/") {
        return None;
    }
    if link.contains(':') {
        return Some("has a scheme that the site does not use");
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let path = path.split('?').next().unwrap_or_default();
    let Some(mut target) = resolve(from, path, base) else { return Some("leaves the site") };
    if target.is_empty() || target.ends_with('/') {
        target.push_str("index.html");
    }
    if !files.contains(target.as_str()) {
        return Some("leads to no page of the site");
    }
    let known = |anchor: &str| pages.get(target.as_str()).is_none_or(|page| page.ids.contains(anchor));
    anchor
        .is_some_and(|anchor| !anchor.is_empty() && !known(anchor))
        .then_some("leads to an anchor that its page does not have")
}

/// The path below the site that a link on a page means.
fn resolve(from: &str, link: &str, base: &str) -> Option<String> {
    if link.is_empty() {
        return Some(from.to_owned());
    }
    if let Some(absolute) = link.strip_prefix('/') {
        return format!("/{absolute}").strip_prefix(base).map(str::to_owned);
    }
    let mut path = from.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let directory = link.ends_with('/') || link.ends_with("..") || link == ".";
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            name => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(name);
            }
        }
    }
    if directory && !path.is_empty() {
        path.push('/');
    }
    Some(path)
}

/// Collects `id`, `href` and `src` of a page that our own templates wrote: attributes are quoted and
/// `<` never stands in text.
fn scan(html: &str) -> Page<'_> {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        loop {
            let Some(stop) = rest.find(['>', '"']) else { return page };
            if rest.as_bytes()[stop] == b'>' {
                rest = &rest[stop..];
                break;
            }
            let name = rest[..stop].trim_end_matches('=').rsplit([' ', '\n', '\t']).next().unwrap_or_default();
            let value = &rest[stop + 1..];
            let Some(end) = value.find('"') else { return page };
            match name {
                "id" if !page.ids.insert(&value[..end]) => page.doubled.push(&value[..end]),
                "href" | "src" => page.links.push(&value[..end]),
                _ => {}
            }
            rest = &value[end + 1..];
        }
    }
    // The same place is linked again and again, from a table's every row.
    page.links.sort_unstable();
    page.links.dedup();
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(pages: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        for (path, html) in pages {
            assert_eq!(output.add(*path, html.as_bytes()), Ok(()));
        }
        output
    }

    #[test]
    fn finds_links_that_lead_nowhere() {
        let output = site(&[
            (
                "index.html",
                r##"<p id="top"><a href="gpus/">a</a><a href="gpus/l4/#memory">b</a><a href="#top">c</a><a href="nowhere/">d</a>"##,
            ),
            ("gpus/index.html", r#"<a href="../">a</a><a href="../../">out</a>"#),
            (
                "gpus/l4/index.html",
                r##"<i id="memory"></i><a href="../../#bottom">a</a><a href="javascript:x">b</a><b id="x"></b><b id="x"></b>"##,
            ),
        ]);
        let found: Vec<_> = output.broken_links("/").into_iter().map(|link| (link.page, link.target)).collect();
        let want = [
            ("gpus/index.html", "../../"),
            ("gpus/l4/index.html", "../../#bottom"),
            ("gpus/l4/index.html", "javascript:x"),
            ("gpus/l4/index.html", "x"),
            ("index.html", "nowhere/"),
        ];
        assert_eq!(found, want.map(|(page, target)| (page.to_owned(), target.to_owned())));
    }

    #[test]
    fn refuses_paths_that_leave_the_folder() {
        for path in ["../x", "a//b", "/etc/passwd", "a/../b", ""] {
            assert!(Output::default().add(path, "x").is_err(), "{path}");
        }
    }
}
