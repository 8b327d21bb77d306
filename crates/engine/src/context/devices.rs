use std::collections::{BTreeMap, BTreeSet};

use crate::situation::Card;
use crate::{Bdf, ClassCode, Knowledge, PciId};

/// PCI devices that a text lists with their IDs.
#[derive(Clone, Debug, Default)]
pub struct Devices {
    by_address: BTreeMap<Bdf, (PciId, Option<ClassCode>)>,
    passed: BTreeSet<Bdf>,
}

/// PCI addresses in a line, in the order in which they stand.
pub(crate) fn addresses(line: &str) -> impl Iterator<Item = Bdf> + '_ {
    let part = |c: char| c.is_ascii_hexdigit() || c == ':' || c == '.';
    line.split(move |c| !part(c)).filter_map(|word| {
        let word = word.trim_end_matches([':', '.']);
        word.parse().ok().or_else(|| word.contains(':').then(|| format!("{word}.0").parse().ok()).flatten())
    })
}

/// The last `vvvv:dddd` in square brackets.
fn bracketed_id(line: &str) -> Option<PciId> {
    line.split('[').skip(1).filter_map(|part| part.split(']').next()?.to_ascii_lowercase().parse().ok()).last()
}

fn class(line: &str) -> Option<ClassCode> {
    if let Some((_, hex)) = line.split_once("class 0x") {
        return hex.get(..4)?.parse().ok();
    }
    line.split('[').skip(1).find_map(|part| part.split(']').next().filter(|code| code.len() == 4)?.parse().ok())
}

impl Devices {
    /// Every device with its ID, by address.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Bdf, PciId, Option<ClassCode>)> + '_ {
        self.by_address.iter().map(|(address, (id, class))| (*address, *id, *class))
    }

    /// Takes a line of `lspci -nn` or of the kernel's enumeration.
    pub(crate) fn take(&mut self, line: &str) {
        if let (Some(address), Some(id)) = (addresses(line).next(), bracketed_id(line)) {
            self.by_address.entry(address).or_insert((id, class(line)));
        }
    }

    /// Takes a line that says which device goes to a guest.
    pub(crate) fn take_passed(&mut self, line: &str) {
        if self.passed.len() < 64 {
            self.passed.extend(addresses(line));
        }
    }

    /// The card at an address in a line. Where another function of a card is named, the card counts.
    pub(crate) fn card_in(&self, line: &str, knowledge: &Knowledge) -> Option<Card> {
        if self.by_address.is_empty() {
            return None;
        }
        addresses(line).find_map(|address| self.card_at(address, knowledge))
    }

    fn card_at(&self, address: Bdf, knowledge: &Knowledge) -> Option<Card> {
        let (own, class) = *self.by_address.get(&address)?;
        let first = Bdf { function: 0, ..address };
        let display = self.by_address.get(&first).filter(|(_, class)| class.is_none_or(ClassCode::is_display));
        let mut card = match display {
            Some((id, class)) => knowledge.card(*id, *class),
            None => knowledge.card(own, class),
        };
        if !card.ids.contains(&own) {
            card.ids.push(own);
        }
        Some(card)
    }

    /// The display devices that go to a guest, or, where that is not said, all of them.
    pub(crate) fn cards(&self, knowledge: &Knowledge) -> Vec<Card> {
        let display = |address: &Bdf| {
            let known = self.by_address.get(address).and_then(|(_, class)| *class);
            known.is_some_and(ClassCode::is_display)
        };
        let passed: Vec<Bdf> = self.passed.iter().copied().filter(display).collect();
        let chosen = if passed.is_empty() { self.by_address.keys().copied().filter(display).collect() } else { passed };
        let mut cards: Vec<Card> = Vec::new();
        for card in chosen.into_iter().filter_map(|address| self.card_at(address, knowledge)) {
            if !cards.contains(&card) && !is_server_console(&card) {
                cards.push(card);
            }
        }
        cards
    }
}

/// The graphics of a management controller (ASPEED, Matrox) is not what anybody passes.
fn is_server_console(card: &Card) -> bool {
    card.ids.first().is_some_and(|id| matches!(id.vendor, 0x1a03 | 0x102b))
}
