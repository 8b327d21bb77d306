//! What a contributor most likely meant by a key that does not exist: by its spelling, by the words that it
//! shares with a key, or because it stands one level too high.

use super::KindSchema;
use crate::diagnostic::did_you_mean;

/// More than this many are no hint.
const MOST: usize = 3;

/// What an unknown key most likely meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A key of the same mapping.
    Key(String),
    /// One of several keys of the same mapping.
    OneOf(Vec<String>),
    /// Fields elsewhere in the record, as dotted paths.
    Elsewhere(Vec<String>),
}

/// Guesses; `free` are the keys of the mapping that it does not have yet.
pub(super) fn meant(schema: &KindSchema, typed: &str, free: &[&str]) -> Option<Meant> {
    if let Some(key) = did_you_mean(typed, free.iter().copied()) {
        return Some(Meant::Key(key.to_owned()));
    }
    let here = sharing(typed, free.iter().copied());
    match here.as_slice() {
        [] => {}
        [key] => return Some(Meant::Key(key.clone())),
        _ => return Some(Meant::OneOf(here)),
    }
    let paths: Vec<_> = schema.leaves().into_iter().map(|field| field.path).collect();
    let elsewhere = sharing(typed, paths.iter().map(String::as_str).filter(|path| path.contains('.')));
    (!elsewhere.is_empty()).then_some(Meant::Elsewhere(elsewhere))
}

/// The shortest names that hold all words of the typed one, in its order.
fn sharing<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let typed = words(typed);
    let mut fits: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let known = words(name);
            let last = words(name.rsplit('.').next()?);
            let about_it = typed.last().is_some_and(|word| last.iter().any(|known| alike(word, known)));
            (about_it && in_order(&typed, &known)).then_some((known.len(), name))
        })
        .collect();
    fits.sort_unstable();
    let shortest = fits.first().map_or(0, |(length, _)| *length);
    let found: Vec<_> =
        fits.into_iter().filter(|(length, _)| *length == shortest).map(|(_, name)| name.into()).collect();
    if found.len() > MOST { Vec::new() } else { found }
}

fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn in_order(typed: &[String], known: &[String]) -> bool {
    let mut rest = known.iter();
    !typed.is_empty() && typed.iter().all(|word| rest.any(|known| alike(word, known)))
}

/// Whether one word is the other, its beginning (`gen` for `generation`), or its plural.
fn alike(typed: &str, known: &str) -> bool {
    typed == known
        || (typed.len() >= 3 && known.starts_with(typed))
        || known.strip_suffix('s') == Some(typed)
        || typed.strip_suffix('s') == Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kind;
    use crate::schema;

    fn elsewhere(path: &str) -> Option<Meant> {
        Some(Meant::Elsewhere(vec![path.into()]))
    }

    #[test]
    fn guesses_what_was_meant() {
        let gpu = schema::of(Kind::Gpu);
        let free = ["name", "pci", "functions", "memory", "tdp_w", "power_connectors", "form", "outputs", "reset"];
        for (typed, want) in [
            ("tpd_w", Some(Meant::Key("tdp_w".into()))),
            ("tdp", Some(Meant::Key("tdp_w".into()))),
            ("connectors", Some(Meant::Key("power_connectors".into()))),
            ("pci_id", elsewhere("pci.ids")),
            ("size_gib", elsewhere("memory.size_gib")),
            ("memory_type", elsewhere("memory.type")),
            ("slot_width", elsewhere("form.slot_width")),
            ("flr", elsewhere("reset.flr")),
            ("colour", None),
            ("__", None),
        ] {
            assert_eq!(meant(gpu, typed, &free), want, "{typed}");
        }
        let slot = ["label", "mechanical_lanes", "electrical_lanes", "generation"];
        let board = schema::of(Kind::Board);
        let lanes = Meant::OneOf(vec!["electrical_lanes".into(), "mechanical_lanes".into()]);
        assert_eq!(meant(board, "lanes", &slot), Some(lanes));
        assert_eq!(meant(board, "gen", &slot), Some(Meant::Key("generation".into())));
    }
}
