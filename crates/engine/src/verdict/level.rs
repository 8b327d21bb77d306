use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    #[default]
    Info,
    /// Works with care.
    Care,
    /// Better left alone.
    NotRecommended,
    /// Does not work.
    Blocked,
}

/// The answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Reports say so, and nothing speaks against it.
    Works,
    /// Nothing speaks against it, and nobody has reported.
    Expected,
    /// It works with care.
    Care,
    /// Something that is not known could block it, and no report covers it.
    Unknown,
    /// Better left alone.
    NotRecommended,
    /// It does not work.
    Blocked,
}

impl Level {
    /// Every level, best first.
    pub const ALL: [Self; 6] =
        [Self::Works, Self::Expected, Self::Care, Self::Unknown, Self::NotRecommended, Self::Blocked];

    /// The level in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Expected => "expected to work",
            Self::Care => "works with care",
            Self::Unknown => "not known",
            Self::NotRecommended => "not recommended",
            Self::Blocked => "blocked",
        }
    }

    /// The key, as JSON has it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Expected => "expected",
            Self::Care => "care",
            Self::Unknown => "unknown",
            Self::NotRecommended => "not-recommended",
            Self::Blocked => "blocked",
        }
    }

    /// The level that the worst finding, what stays open and the reports make.
    #[must_use]
    pub fn of(worst: Severity, may_block: bool, reports: usize) -> Self {
        match worst {
            Severity::Blocked => Self::Blocked,
            _ if may_block => Self::Unknown,
            Severity::NotRecommended => Self::NotRecommended,
            Severity::Care => Self::Care,
            Severity::Info if reports > 0 => Self::Works,
            Severity::Info => Self::Expected,
        }
    }
}
