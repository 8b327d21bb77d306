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
