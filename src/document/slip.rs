//! What a syntax error most likely comes from, in a contributor's words. A parser knows what it expected, not
//! what somebody meant.

use std::ops::Range;

/// A likely cause with its cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What to do.
    pub help: &'static str,
    /// What to write instead of a part of the text, where nothing else can be meant.
    pub fix: Option<(Range<usize>, String)>,
}

/// Characters with which YAML starts something other than text.
const RESERVED: [char; 6] = ['@', '`', '%', '*', '&', '!'];

/// Looks at the line of the error, and at the one above.
pub(super) fn slip(text: &str, at: usize) -> Slip {
    let told = |help| Slip { help, fix: None };
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let above = text[..start].lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if line.trim_start_matches(' ').starts_with('\t') {
        return told("YAML is indented with spaces: put two spaces where the tab is");
    }
    if let Some(value) = value(line).filter(|value| needs_quotes(&line[value.clone()])) {
        let plain = &line[value.clone()];
        let fix = format!("\"{plain}\"");
        let simple = !plain.contains(['"', '\\']);
        return Slip {
            help: "put the text in quotes: a colon with a space behind it, and @ ` % * & ! in front, mean something to YAML",
            fix: simple.then(|| (start + value.start..start + value.end, fix)),
        };
    }
    if open_quote(above) || open_quote(line) {
        return told("a quote that opens here or on the line above is not closed");
    }
    if open_brackets(&text[..start]) > 0 {
        return told("a bracket that opens above is not closed");
    }
    told(
        "check the indentation of this line and of the one above: keys of one mapping start in the same column, keys below another key two columns further in",
    )
}

/// Where the value of a line `key: value` or `- key: value` stands.
fn value(line: &str) -> Option<Range<usize>> {
    let colon = line.find(": ")?;
    let start = colon + 2 + (line[colon + 2..].len() - line[colon + 2..].trim_start().len());
    let end = start + line[start..].split(" #").next().unwrap_or_default().trim_end().len();
    (end > start).then_some(start..end)
}

fn needs_quotes(value: &str) -> bool {
    let is_plain = !value.starts_with(['"', '\'', '[', '{', '|', '>']);
    is_plain && (value.contains(": ") || value.ends_with(':') || value.starts_with(RESERVED))
}

/// Whether a double quote of the line is still open at its end.
fn open_quote(line: &str) -> bool {
    let mut escaped = false;
    let quotes = line.chars().filter(|c| {
        let counts = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        counts
    });
    quotes.count() % 2 == 1
}

/// Brackets outside of quotes and remarks that are still open at the end of the text.
fn open_brackets(text: &str) -> i32 {
    let outside = |line: &str| line.split(" #").next().unwrap_or_default().split('"').step_by(2).collect::<String>();
    let count = |text: &str| {
        text.chars().fold(0, |open, c| match c {
            '[' | '{' => open + 1,
            ']' | '}' => open - 1,
            _ => open,
        })
    };
    text.lines().map(|line| count(&outside(line))).sum()
}

#[cfg(test)]
mod tests {
    use super::slip;

    /// Help and cured text for an error at a mark in a text.
    fn at(marked: &str) -> (String, Option<String>) {
        let place = marked.find('|').unwrap_or_default();
        let text = marked.replace('|', "");
        let found = slip(&text, place);
        let cured = found.fix.map(|(range, new)| format!("{}{new}{}", &text[..range.start], &text[range.end..]));
        (found.help.split(':').next().unwrap_or_default().to_owned(), cured)
    }

    #[test]
    fn names_the_likely_cause() {
        let quotes = "put the text in quotes";
        for (marked, help, cured) in [
            ("name: RTX|: the best\n", quotes, Some("name: \"RTX: the best\"\n")),
            ("  - title: |@home # mine\n", quotes, Some("  - title: \"@home\" # mine\n")),
            ("name: say \"x\"|: y", quotes, None),
            ("name: \"RTX\n|vendor: nvidia\n", "a quote that opens here or on the line above is not closed", None),
            ("pci: {ids: [\"a}\"]\n|vendor: x\n", "a bracket that opens above is not closed", None),
            ("pci:\n|\tids: []\n", "YAML is indented with spaces", None),
            ("a:\n  b: 1\n |c: 2\n", "check the indentation of this line and of the one above", None),
            ("", "check the indentation of this line and of the one above", None),
        ] {
            assert_eq!(at(marked), (help.into(), cured.map(str::to_owned)), "{marked:?}");
        }
    }
}
