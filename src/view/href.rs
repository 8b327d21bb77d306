use serde::{Serialize, Serializer};

use crate::record::Kind;

/// An address on this site, from the root: `/gpus/l4/#memory`. The template renders it relative to its
/// page, so that the site works under any path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Href(String);

impl Href {
    /// A page by its path from the root.
    #[must_use]
    pub fn page(path: &str) -> Self {
        Self(format!("/{}", path.trim_start_matches('/')))
    }

    /// The page of a record.
    #[must_use]
    pub fn record(kind: Kind, id: &str) -> Self {
        Self(format!("/{}/{id}/", kind.folder()))
    }

    /// The list of a kind.
    #[must_use]
    pub fn list(kind: Kind) -> Self {
        Self(format!("/{}/", kind.folder()))
    }

    /// The same page at an anchor.
    #[must_use]
    pub fn anchor(&self, id: &str) -> Self {
        Self(format!("{}#{id}", self.0))
    }

    /// The address from the root.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that answers to a page's address.
    #[must_use]
    pub fn file(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }

    /// The address as a link from a page. Both are addresses from the root.
    #[must_use]
    pub fn relative_to(&self, page: &str) -> String {
        relative(&self.0, page)
    }
}

/// A link from one address to another, both from the root.
#[must_use]
pub fn relative(target: &str, page: &str) -> String {
    let (path, rest) = target.find(['#', '?']).map_or((target, ""), |at| target.split_at(at));
    if path == page && !rest.is_empty() {
        return rest.to_owned();
    }
    let folder = |address: &str| address.rfind('/').map_or(0, |slash| slash + 1);
    let (from, to) = (&page[..folder(page)], &path[..folder(path)]);
    let shared = from
        .split_inclusive('/')
        .zip(to.split_inclusive('/'))
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len())
        .sum::<usize>();
    let up = from[shared..].matches('/').count();
    let link = format!("{}{}", "../".repeat(up), &path[shared..]);
    format!("{}{rest}", if link.is_empty() { "./" } else { &link })
}

impl Serialize for Href {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn links_are_relative_to_their_page() {
        for (target, page, want) in [
            ("/gpus/l4/", "/", "gpus/l4/"),
            ("/gpus/l4/", "/gpus/", "l4/"),
            ("/", "/gpus/l4/", "../../"),
            ("/gpus/", "/gpus/l4/", "../"),
            ("/boards/x/", "/gpus/l4/", "../../boards/x/"),
            ("/gpus/l4/#memory", "/gpus/l4/", "#memory"),
            ("/gpus/l4/", "/gpus/l4/", "./"),
            ("/assets/site.css", "/404.html", "assets/site.css"),
            ("/gpus/?vendor=amd", "/", "gpus/?vendor=amd"),
        ] {
            assert_eq!(relative(target, page), want, "{target} from {page}");
        }
    }
}
