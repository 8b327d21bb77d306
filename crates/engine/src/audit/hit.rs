use crate::knowledge::{AdviceFacts, Placement};
use crate::{Knowledge, Pattern};

use super::fragment::Fragment;

/// A piece of text that an advice knows.
#[derive(Clone, Debug)]
pub(super) struct Hit<'k> {
    pub(super) advice: &'k AdviceFacts,
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) placement: Placement,
    pub(super) in_prose: bool,
}

/// Every advice found in the fragments, in their order.
pub(super) fn all<'k>(knowledge: &'k Knowledge, fragments: &[Fragment]) -> Vec<Hit<'k>> {
    let mut out = Vec::new();
    for fragment in fragments {
        let kernel = fragment.places.contains(&Placement::KernelCommandLine);
        let words = if kernel { kernel_words(&fragment.text) } else { Vec::new() };
        let start = out.len();
        for advice in &knowledge.advice {
            let places = || fragment.places.iter().copied().filter(|place| advice.placed_in.contains(place));
            if places().any(|place| place == Placement::KernelCommandLine) {
                let matching = |word: &&Word<'_>| advice.patterns.iter().any(|p| is_word(p, word.tested()));
                // Of a word and its items the item is the better answer, unless the advice is about the word.
                let rank = |word: &&Word<'_>| match &word.item {
                    Some(_) => 1,
                    None if advice.name == word.text || advice.patterns.iter().any(|p| is_open(p, word.text)) => 0,
                    None => 2,
                };
                let best = words.iter().filter(matching).min_by_key(rank);
                out.extend(best.map(|word| hit(advice, fragment, word.text.to_owned(), Placement::KernelCommandLine)));
            }
            let Some(place) = places().find(|place| *place != Placement::KernelCommandLine) else { continue };
            let found = advice.patterns.iter().find_map(|pattern| bounded(pattern, &fragment.text));
            out.extend(found.map(|text| hit(advice, fragment, text.to_owned(), place)));
        }
        drop_parts(&mut out, start);
    }
    out
}

fn hit<'k>(advice: &'k AdviceFacts, fragment: &Fragment, text: String, placement: Placement) -> Hit<'k> {
    Hit { advice, line: fragment.line, text, placement, in_prose: fragment.in_prose }
}

/// Where one advice is about `a=b,c` and another about `a=b`, the first one covers the word.
fn drop_parts(hits: &mut Vec<Hit<'_>>, start: usize) {
    let names: Vec<String> = hits[start..].iter().map(|hit| hit.advice.name.clone()).collect();
    let covered = |hit: &Hit<'_>| {
        names.iter().any(|name| name.strip_prefix(&hit.advice.name).is_some_and(|rest| rest.starts_with(',')))
    };
    let mut kept: Vec<Hit<'_>> = hits.drain(start..).collect();
    kept.retain(|hit| !covered(hit));
    hits.append(&mut kept);
}

/// A word of a kernel command line, or one item of its comma list.
struct Word<'t> {
    /// The word or item as it stands there.
    text: &'t str,
    /// An item with its key in front.
    item: Option<String>,
}

impl Word<'_> {
    fn tested(&self) -> &str {
        self.item.as_deref().unwrap_or(self.text)
    }
}

fn kernel_words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '(' | ')' | '“' | '”')) {
        let word = word.trim_end_matches(['.', ',', ';', ':', '/', '\\', '!', '?']);
        let word = word
            .split_once('=')
            .filter(|(key, value)| key.starts_with("GRUB_") && !value.is_empty())
            .map_or(word, |(_, value)| value);
        if word.is_empty() {
            continue;
        }
        out.push(Word { text: word, item: None });
        let Some((key, list)) = word.split_once('=').filter(|(_, list)| list.contains(',')) else { continue };
        for item in list.split(',').filter(|item| !item.is_empty()) {
            let first = list.starts_with(item);
            // The first item stands behind the key as it is.
            let text = if first { word.get(..key.len() + 1 + item.len()).unwrap_or(item) } else { item };
            out.push(Word { text, item: Some(format!("{key}={item}")) });
        }
    }
    out
}

/// Whether a pattern is a whole word: from its start to its end, or to where a value begins that the
/// pattern leaves open.
fn is_word(pattern: &Pattern, word: &str) -> bool {
    let Some(found) = pattern.find(word) else { return false };
    let end = &word[..found.end];
    found.start == 0 && (found.end == word.len() || end.ends_with('='))
}

/// Whether a pattern ends where a value begins, whatever the value.
fn is_open(pattern: &Pattern, word: &str) -> bool {
    pattern.find(word).is_some_and(|found| found.start == 0 && word[..found.end].ends_with('='))
}

/// The text that a pattern finds, where it does not begin or end inside of a word.
fn bounded<'t>(pattern: &Pattern, text: &'t str) -> Option<&'t str> {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut from = 0;
    loop {
        let found = pattern.find(text.get(from..)?)?;
        let (start, end) = (from + found.start, from + found.end);
        let inside = |a: Option<char>, b: Option<char>| a.is_some_and(part_of_word) && b.is_some_and(part_of_word);
        let cut = inside(text[..start].chars().next_back(), text[start..].chars().next())
            || inside(text[..end].chars().next_back(), text[end..].chars().next());
        if pattern.is_raw() || !cut {
            let end = if text[..end].ends_with('=') { word_end(text, end) } else { end };
            return Some(text[start..end].trim());
        }
        from = start + text[start..].chars().next().map_or(1, char::len_utf8);
    }
}

fn word_end(text: &str, from: usize) -> usize {
    text[from..]
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'))
        .map_or(text.len(), |at| from + at)
}
