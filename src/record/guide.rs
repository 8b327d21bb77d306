use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{QuirkRef, record};

record! {
    /// A how-to page: front matter between two lines of `---`, then Markdown.
    pub struct Guide {
        /// Its title.
        #[schemars(length(min = 4, max = 100))]
        pub title: String,
        /// What the reader can do afterwards, in one sentence.
        pub summary: String,
        /// Group in the list of guides.
        pub section: GuideSection,
        /// Place within the section, from 1.
        #[schemars(range(min = 1, max = 99))]
        pub order: u8,
        /// Quirks that it helps with.
        #[serde(default)]
        pub quirks: Vec<QuirkRef>,
        /// The Markdown below the front matter.
        pub body: String,
    }
}

/// Groups in the list of guides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GuideSection {
    /// Before you start.
    Prepare,
    /// Setting it up.
    SetUp,
    /// Sharing and containers.
    Share,
    /// When it goes wrong.
    Recover,
    /// What is not covered.
    Scope,
}

impl Guide {
    /// Names of the sections of the guide, as links to them are written: `the-way-back`. Lines in fences are no headings.
    pub fn sections(&self) -> impl Iterator<Item = String> {
        let mut fenced = false;
        self.body.lines().filter_map(move |line| {
            fenced ^= line.trim_start().starts_with("```");
            let heading = line.trim_start_matches('#');
            let level = line.len() - heading.len();
            (!fenced && (1..=4).contains(&level) && heading.starts_with(' ')).then(|| section_name(heading))
        })
    }
}

/// The name of a section: the letters and digits of its heading in lower case, joined by hyphens.
#[must_use]
pub fn section_name(heading: &str) -> String {
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() { "part".into() } else { name }
}
