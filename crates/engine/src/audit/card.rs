use crate::situation::Card;
use crate::{Knowledge, PciId};

/// Cards whose IDs a config binds to vfio-pci (`ids=10de:2504,10de:228e`), each with its line.
pub(super) fn in_config(text: &str, knowledge: &Knowledge) -> Vec<(Card, usize)> {
    let mut all: Vec<(Card, usize)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let Some((before, list)) = line.split_once("ids=") else { continue };
        if line.starts_with('#') || !before.contains("vfio") {
            continue;
        }
        let end = list.find(|c: char| !(c.is_ascii_hexdigit() || c == ':' || c == ',')).unwrap_or(list.len());
        for id in list[..end].split(',').filter_map(|id| id.to_ascii_lowercase().parse::<PciId>().ok()) {
            let card = knowledge.card(id, None);
            if !all.iter().any(|(known, _)| known.ids == card.ids) {
                all.push((card, index + 1));
            }
        }
    }
    // The audio function beside a known model is the same card; without a known model the first ID of
    // each maker stands for it.
    let known: Vec<_> = all.iter().filter(|(card, _)| !card.records.is_empty()).cloned().collect();
    let mut cards = known;
    for (card, line) in all.into_iter().filter(|(card, _)| card.records.is_empty() && card.vendor.is_some()) {
        if !cards.iter().any(|(other, _)| other.vendor == card.vendor) {
            cards.push((card, line));
        }
    }
    cards
}
