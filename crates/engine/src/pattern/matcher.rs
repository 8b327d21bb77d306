//! What finds a pattern in a line. An engine without texts to look through keeps patterns to show them, and
//! does without.

use super::PatternError;

/// Finds a pattern.
#[cfg(feature = "texts")]
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    regex: regex_lite::Regex,
    /// Texts of which every match holds one.
    pub(super) anchors: Vec<String>,
}

#[cfg(feature = "texts")]
impl Matcher {
    pub(super) fn new(source: &str) -> Result<Self, PatternError> {
        let regex = regex_lite::Regex::new(&super::compile(source)?)
            .map_err(|error| PatternError(format!("not a usable regular expression: {error}")))?;
        Ok(Self { regex, anchors: super::anchors::anchors(source) })
    }

    pub(super) fn find(&self, line: &str) -> Option<std::ops::Range<usize>> {
        self.regex.find(line).map(|found| found.range())
    }
}

/// Finds nothing.
#[cfg(not(feature = "texts"))]
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    pub(super) anchors: Vec<String>,
}

#[cfg(not(feature = "texts"))]
impl Matcher {
    #[allow(clippy::unnecessary_wraps)]
    pub(super) fn new(_: &str) -> Result<Self, PatternError> {
        Ok(Self { anchors: Vec::new() })
    }

    pub(super) fn find(&self, _: &str) -> Option<std::ops::Range<usize>> {
        None
    }
}
