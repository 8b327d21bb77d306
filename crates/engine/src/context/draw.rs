//! What an answer rests on, for people.

use super::Assumed;
use crate::text::{Block, Runs, code, prose, text};

/// What was taken for granted, each with its file where there are several.
pub(crate) fn assumed<'a>(assumed: impl Iterator<Item = (Option<&'a str>, &'a Assumed)>) -> Vec<Block> {
    let item = |(file, assumed): (Option<&str>, &Assumed)| {
        let mut runs: Runs = file.map(|file| vec![code(file), text(": ")]).unwrap_or_default();
        runs.push(text(format!("{} {}", assumed.about, assumed.value)));
        runs.extend(prose(&format!(" ({})", assumed.because)));
        runs
    };
    let items: Vec<Runs> = assumed.map(item).collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![Block::paragraph("Taken from what was given:"), Block::List { ordered: false, items }]
}

/// What would make an answer more certain.
pub(crate) fn not_known(not_known: &[&str]) -> Option<Block> {
    let list = not_known.join(", ");
    (!list.is_empty()).then(|| Block::paragraph(&format!("Not known, and would make the answer more certain: {list}.")))
}
