//! What is wrong with a record, told to the person who wrote it.

use serde::Serialize;

use crate::source::Span;

/// Whether a finding stops a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It does.
    Error,
    /// It does not; a maintainer may want to look.
    Warning,
}

/// A change that surely mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// With what.
    pub replacement: String,
}

/// One finding. Findings sort by place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable kebab-case name of the rule.
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// Where it stands.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What was expected, or what to do.
    pub help: Option<String>,
    /// Other places that it concerns, each with what stands there.
    pub related: Vec<(Span, String)>,
    /// The change that mends it, where one is certain.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            span,
            message: message.into(),
            help: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Says what was expected or what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Points to another place.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push((span, text.into()));
        self
    }

    /// Offers the change that mends it.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }
}

/// The known name that a mistyped one most likely meant: at most a third of its letters differ.
#[must_use]
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(typed, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Known IDs that say more than the typed one: `geforce-rtx-3060-12gb` holds `RTX 3060`. More than `most` are
/// no hint.
#[must_use]
pub fn longer_ids<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let typed = typed.to_lowercase();
    let gap = |c: char| !c.is_ascii_alphanumeric();
    let words: Vec<_> = typed.split(gap).filter(|word| !word.is_empty()).collect();
    let joined = words.concat();
    let number = joined.ends_with(|c: char| c.is_ascii_digit());
    let holds = |id: &&str| {
        let parts: Vec<_> = id.split('-').collect();
        // Written without hyphens, but not as the beginning of a longer number.
        let id = parts.concat();
        let run =
            |(at, _): (usize, &str)| !(number && id[at + joined.len()..].starts_with(|c: char| c.is_ascii_digit()));
        words.iter().all(|word| parts.contains(word)) || id.match_indices(&joined).any(run)
    };
    let found: Vec<_> = if words.is_empty() { Vec::new() } else { known.into_iter().filter(holds).collect() };
    if found.len() > most { Vec::new() } else { found }
}

/// What to say to somebody who named a record that does not exist: the ID that they most likely meant, or those
/// that say more.
#[must_use]
pub fn suggestion<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    let near = did_you_mean(typed, known.clone()).map_or_else(|| longer_ids(typed, known, 6), |id| vec![id]);
    (!near.is_empty()).then(|| format!("did you mean `{}`?", near.join("` or `")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_ids_that_say_more() {
        let known = ["geforce-rtx-3060-12gb", "geforce-rtx-3060-ti", "geforce-rtx-3070", "tesla-t4"];
        for (typed, want) in [
            ("rtx-3060", &known[..2]),
            ("RTX 3060", &known[..2]),
            ("rtx3060ti", &known[1..2]),
            ("RTX-306", &[]),
            ("t4", &known[3..]),
            ("-", &[]),
        ] {
            assert_eq!(longer_ids(typed, known, 3), want, "{typed}");
        }
        assert_eq!(longer_ids("geforce", known, 2), [""; 0]);
        assert_eq!(suggestion("tesla-t5", known).as_deref(), Some("did you mean `tesla-t4`?"));
    }
}
