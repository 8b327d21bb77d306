use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Date, SourceKind, Url, record};

record! {
    /// A document that three or more records cite.
    pub struct Source {
        /// Its title.
        #[schemars(length(min = 4, max = 160))]
        pub title: String,
        /// Its address.
        pub url: Url,
        /// Who published it.
        pub publisher: String,
        /// What sort of document it is.
        pub kind: SourceKind,
        /// When it was published or last changed.
        pub published: Option<Date>,
        /// Version, commit or edition that was read.
        pub version: Option<String>,
        /// Licence, for databases whose facts are taken over.
        pub licence: Option<String>,
        /// How far it can be relied on.
        pub standing: Standing,
    }
}

/// How far a document can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It decides: vendor document, source code, standard.
    Authoritative,
    /// Careful work by people who know.
    Reliable,
    /// One voice among several.
    Indicative,
    /// Known to be wrong in places; see its notes.
    Weak,
}
