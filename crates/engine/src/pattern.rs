use std::fmt;
use std::str::FromStr;

#[cfg(feature = "texts")]
mod anchors;
mod matcher;

use matcher::Matcher;

use crate::text_type::text_type;

/// A line to look for in a log or a config: literal text with typed holes. `<bdf>` is a PCI address,
/// `<hex>` hex digits with or without `0x`, `<num>` a decimal number, `<any>` anything up to the next
/// literal. A run of blanks matches any run of blanks. A text that starts with `re:` is a regular
/// expression instead.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    matcher: Matcher,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError(String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PatternError {}

const HOLES: [(&str, &str); 4] = [
    ("<bdf>", "(?:[0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]"),
    ("<hex>", "(?:0[xX])?[0-9a-fA-F]+"),
    ("<num>", "-?[0-9]+(?:\\.[0-9]+)?"),
    ("<any>", ".*?"),
];

impl Pattern {
    /// Whether the pattern occurs in the line.
    #[must_use]
    pub fn matches(&self, line: &str) -> bool {
        self.find(line).is_some()
    }

    /// Where the pattern first occurs in the line, in bytes.
    #[must_use]
    pub fn find(&self, line: &str) -> Option<std::ops::Range<usize>> {
        let anchors = self.anchors();
        let can_match = anchors.is_empty() || anchors.iter().any(|anchor| line.contains(anchor.as_str()));
        if can_match { self.matcher.find(line) } else { None }
    }

    /// Texts of three bytes or more of which every line that matches holds one: what to look for before the
    /// pattern itself is tried. They hold no blanks and no quotes. None where there is no such text.
    #[must_use]
    pub fn anchors(&self) -> &[String] {
        &self.matcher.anchors
    }

    /// Whether it is a raw regular expression.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        self.source.starts_with("re:")
    }

    /// How many characters it fixes: of two patterns that match, the longer one says more.
    #[must_use]
    pub fn weight(&self) -> usize {
        let holes: usize = HOLES.iter().map(|(hole, _)| self.source.matches(hole).count() * hole.len()).sum();
        self.source.len().saturating_sub(holes)
    }

    /// The pattern as written in the record.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }
}

#[cfg(feature = "texts")]
fn compile(source: &str) -> Result<String, PatternError> {
    if source.trim().len() < 3 {
        return Err(PatternError("a pattern needs at least three characters, or it matches everything".into()));
    }
    if let Some(raw) = source.strip_prefix("re:") {
        return Ok(raw.to_owned());
    }
    let mut out = String::new();
    let mut rest = source;
    let mut literal = 0;
    while let Some(next) = rest.chars().next() {
        if let Some((hole, regex)) = HOLES.iter().find(|(hole, _)| rest.starts_with(hole)) {
            out.push_str(regex);
            rest = &rest[hole.len()..];
        } else if next.is_whitespace() {
            out.push_str("\\s+");
            rest = rest.trim_start();
        } else {
            out.push_str(&regex_lite::escape(&rest[..next.len_utf8()]));
            literal += 1;
            rest = &rest[next.len_utf8()..];
        }
    }
    if literal < 3 {
        return Err(PatternError("a pattern needs at least three literal characters beside its holes".into()));
    }
    Ok(out)
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(source: &str) -> Result<Self, Self::Err> {
        Ok(Self { source: source.to_owned(), matcher: Matcher::new(source)? })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

text_type!(
    Pattern,
    "Pattern",
    "^(re:.+|.*\\S.*\\S.*)$",
    "Text of a log or config line with holes `<bdf>`, `<hex>`, `<num>`, `<any>`; `re:` starts a raw regular expression.",
    "vfio-pci <bdf>: not ready <num>ms after bus reset; giving up"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_match_what_they_name() {
        for (pattern, line, want) in [
            (
                "vfio-pci <bdf>: not ready <num>ms",
                "[ 12.1] vfio-pci 0000:84:00.0: not ready 65535ms after bus reset",
                true,
            ),
            ("vfio-pci <bdf>: not ready <num>ms", "vfio-pci device: not ready 65535ms", false),
            ("BAR <num>: can't reserve", "vfio-pci 0000:c3:00.0: BAR 0: can't reserve [mem 0x28]", true),
            ("BAR1 is 0M @ <hex> (PCI:<any>)", "NVRM: BAR1 is 0M @ 0x0 (PCI:0000:14:00.0)", true),
            ("WPR2 already  up", "GSP: WPR2 already up", true),
            ("<hidden state='on'/>", "    <hidden state='on'/>", true),
            ("re:Xid \\(.*\\): 119,", "NVRM: Xid (PCI:0000:01:00): 119, pid=1", true),
        ] {
            let compiled: Pattern = pattern.parse().unwrap_or_else(|e| unreachable!("{pattern}: {e}"));
            assert_eq!(compiled.matches(line), want, "{pattern} on {line}");
        }
        for (pattern, want) in [
            ("vfio-pci <bdf>: not ready <num>ms", &["vfio-pci"][..]),
            ("BAR <num>: can't reserve", &["reserve"]),
            ("re:Xid \\(.*\\): 119,", &["119,"]),
            ("re:^\\s*blacklist\\s+amdgpu\\s*$", &["blacklist"]),
            ("re:(abcd)?efgh[abc]+ijkm?l", &["efgh"]),
            ("re:(?i)secure boot", &[]),
            ("re:abcd|efgh", &["abcd", "efgh"]),
            ("re:abcd|ef", &[]),
            ("re:abcd{20,300}xy", &["abc"]),
            ("re:(^|: )(no ROM here|unable (to|of)) *$", &["here", "unable"]),
            ("re:(?:ab|(cdef|ghij)k)=[a|b]", &[]),
            ("re:(?:abc|(cdef|ghij)k)=[a|b]", &["abc", "cdef", "ghij"]),
            ("re:(abcd|efgh)*x", &[]),
            ("re:(abcd|efgh)+\\|", &["abcd", "efgh"]),
        ] {
            let compiled: Pattern = pattern.parse().unwrap_or_else(|e| unreachable!("{pattern}: {e}"));
            assert_eq!(compiled.anchors(), want, "{pattern}");
        }
        assert!("<any><num>".parse::<Pattern>().is_err());
        assert!("re:(".parse::<Pattern>().is_err());
    }
}
