//! The keys that are about cards. Some name cards, and any of them will do; maker and segment restrict
//! in addition.

use super::{Applies, listed, one_of, vendor_name};
use crate::situation::{Card, Situation};
use crate::{PciId, Tri};

/// How conditions speak of a card that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardMatch {
    /// They ask for something that the card is not.
    No,
    /// They ask nothing of the card: they concern every card alike.
    AnyCard,
    /// They ask for the card's maker or segment.
    Maker,
    /// They name this card, its ID, die or architecture.
    Named,
}

/// The chip maker that a vendor ID stands for.
#[must_use]
pub fn maker(id: PciId) -> Option<&'static str> {
    match id.vendor {
        0x10de => Some("nvidia"),
        0x1002 => Some("amd"),
        0x8086 => Some("intel"),
        _ => None,
    }
}

/// One record of several candidates: certain only where all of them agree.
fn is_record(list: &[String], card: &Card) -> Tri {
    let named = card.records.iter().filter(|record| list.contains(record)).count();
    match (card.records.len(), named) {
        (0, _) if card.ids.is_empty() => Tri::Unknown,
        (_, 0) => Tri::No,
        (all, named) if all == named => Tri::Yes,
        _ => Tri::Unknown,
    }
}

fn has_id(list: &[PciId], card: &Card) -> Tri {
    if card.ids.is_empty() { Tri::Unknown } else { card.ids.iter().any(|id| list.contains(id)).into() }
}

impl Applies {
    /// Whether a key names cards.
    #[must_use]
    pub fn names_cards(&self) -> bool {
        !(self.gpus.is_empty() && self.pci_ids.is_empty() && self.dies.is_empty() && self.architectures.is_empty())
    }

    /// How the card keys speak of a card. What is not known of the card does not count for it.
    #[must_use]
    pub fn card_match(&self, card: &Card) -> CardMatch {
        if !self.fits(card).is_yes() {
            CardMatch::No
        } else if self.names_cards() {
            CardMatch::Named
        } else if self.gpu_vendors.is_empty() && self.segments.is_empty() {
            CardMatch::AnyCard
        } else {
            CardMatch::Maker
        }
    }

    /// Whether the card keys hold for one card.
    fn fits(&self, card: &Card) -> Tri {
        let named = if self.names_cards() { self.names(card) } else { Tri::Yes };
        named.and(one_of(&self.gpu_vendors, card.vendor.as_ref())).and(one_of(&self.segments, card.segment.as_ref()))
    }

    /// Whether one of the keys that name cards names this one.
    fn names(&self, card: &Card) -> Tri {
        let ways = [
            (!self.gpus.is_empty()).then(|| is_record(&self.gpus, card)),
            (!self.pci_ids.is_empty()).then(|| has_id(&self.pci_ids, card)),
            (!self.dies.is_empty()).then(|| one_of(&self.dies, card.die.as_ref())),
            (!self.architectures.is_empty()).then(|| one_of(&self.architectures, card.architecture.as_ref())),
        ];
        let named = ways.into_iter().flatten().fold(Tri::No, Tri::or);
        // The IDs tell whose cards are meant, where the card is known by its maker alone.
        let other = |vendor: &String| self.pci_ids.iter().all(|id| maker(*id).is_some_and(|m| m != vendor));
        let others = !self.pci_ids.is_empty() && card.vendor.as_ref().is_some_and(other);
        if named == Tri::Unknown && others { Tri::No } else { named }
    }

    pub(super) fn card(&self, situation: &Situation) -> Tri {
        if !self.names_cards() && self.gpu_vendors.is_empty() && self.segments.is_empty() {
            return Tri::Yes;
        }
        let mut cards = situation.cards.iter().map(|card| self.fits(card));
        let Some(first) = cards.next() else { return Tri::Unknown };
        if cards.all(|other| other == first) { first } else { Tri::Unknown }
    }

    pub(super) fn describe_card(&self) -> String {
        let mut names = vec![
            listed("", self.architectures.iter().cloned()),
            listed("", self.dies.iter().cloned()),
            listed("", self.gpus.iter().cloned()),
            listed("", self.pci_ids.iter().map(ToString::to_string)),
        ];
        names.retain(|part| !part.is_empty());
        let mut parts = vec![
            listed("", self.gpu_vendors.iter().map(|vendor| vendor_name(vendor))),
            listed("", self.segments.iter().cloned()),
            names.join(" or "),
        ];
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() { String::new() } else { format!("card: {}", parts.join(", ")) }
    }
}
