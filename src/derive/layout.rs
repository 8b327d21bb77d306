use serde::Serialize;
use vfiodex_engine::iommu::{
    Alone, Card, Device, Group, GroupClass, Kind, Topology, WithoutGroup, alone, cards, groups, sharing, without_group,
};
use vfiodex_engine::{Bdf, Tri};

use super::observed::device;
use crate::record::{Attachment, Layout};

/// What follows from one observed layout.
pub struct LayoutFacts<'a> {
    /// The record's ID.
    pub id: &'a str,
    /// The record.
    pub layout: &'a Layout,
    /// The PCI tree, as far as the listing gives it away.
    pub tree: Topology,
    /// Every group, judged.
    pub groups: Vec<Group>,
    /// Cards and devices that somebody may want to pass through, graphics first.
    pub cards: Vec<CardFacts>,
    /// Those that share their groups with nothing that anybody would miss.
    pub alone: Vec<Alone>,
    /// Devices without a group.
    pub without_group: Vec<WithoutGroup>,
}

/// A card with the company it keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CardFacts {
    /// What it is.
    pub kind: Kind,
    /// The card.
    #[serde(flatten)]
    pub card: Card,
    /// What it shares, over all its groups; `None` where the listing does not tell.
    pub class: Option<GroupClass>,
}

/// Rebuilds the tree of a layout and judges its groups.
#[must_use]
pub fn layout_facts<'a>(id: &'a str, layout: &'a Layout) -> LayoutFacts<'a> {
    let devices: Vec<Device> = layout.devices.iter().map(device).collect();
    let tree = Topology::new(&devices);
    let acs_override = Tri::from(layout.acs_override);
    let mut found: Vec<CardFacts> = cards(&tree)
        .into_iter()
        .filter_map(|card| {
            let first = tree.device(*card.functions.first()?)?;
            let kind = Kind::of(first);
            let class = sharing(&tree, &card, acs_override).class;
            wanted(&tree, &card, kind).then_some(CardFacts { kind, card, class })
        })
        .collect();
    found.sort_by_key(|card| (card.kind, card.card.integrated, card.card.functions.first().copied()));
    LayoutFacts {
        id,
        layout,
        groups: groups(&tree, acs_override),
        alone: alone(&tree),
        without_group: without_group(&tree),
        cards: found,
        tree,
    }
}

/// Whether anybody would pass it through: not what the CPU and chipset keep for themselves.
fn wanted(tree: &Topology, card: &Card, kind: Kind) -> bool {
    let known: Vec<&Device> = card.functions.iter().filter_map(|a| tree.device(*a)).collect();
    let idle = known.iter().all(|d| {
        d.is_harmless() || d.known_class().is_none_or(|c| c.is_bridge() || matches!(c.0 >> 8, 0x08 | 0x11 | 0x13))
    });
    !(idle || kind == Kind::Other && card.integrated)
}

impl LayoutFacts<'_> {
    /// Graphics cards in slots, and other displays that are no part of the CPU.
    pub fn graphics(&self) -> impl Iterator<Item = &CardFacts> {
        self.cards.iter().filter(|card| card.card.display && !card.card.integrated && !self.is_console(&card.card))
    }

    /// The management controller's video, which shows the host's console.
    #[must_use]
    pub fn is_console(&self, card: &Card) -> bool {
        let console = |a: &Bdf| {
            self.tree.device(*a).and_then(|d| d.id).is_some_and(|id| matches!(id.vendor, 0x102b | 0x1a03 | 0x18ca))
        };
        card.functions.iter().any(console)
    }

    /// Whether the listing gives addresses and groups only, as a kernel log does: what sits at an address
    /// is then not known.
    #[must_use]
    pub fn names_nothing(&self) -> bool {
        self.tree.devices().all(|d| d.known_class().is_none())
    }

    /// Whether a port without anything below it is empty, as far as the listing tells: not where devices
    /// are left whose port is not known.
    #[must_use]
    pub fn is_empty(&self, port: Bdf) -> bool {
        let placed = |a: Bdf| self.tree.on_root_bus(a) || self.tree.parent(a).is_some();
        self.tree.children(port).is_empty() && self.tree.devices().all(|d| placed(d.address))
    }

    /// A group by its number.
    #[must_use]
    pub fn group(&self, number: u32) -> Option<&Group> {
        self.groups.iter().find(|group| group.number == number)
    }

    /// Whether a bridge belongs to the CPU or to the chipset; `None` on platforms whose numbering says
    /// nothing.
    #[must_use]
    pub fn attachment(&self, port: Bdf) -> Option<Attachment> {
        let mut path = vec![port];
        path.extend(self.tree.path(port));
        if path.iter().any(|a| self.is_chipset_switch(*a)) || self.leads_to_chipset(port) {
            return Some(Attachment::Chipset);
        }
        let top = path.last().copied().filter(|a| self.tree.on_root_bus(*a))?;
        match self.tree.device(top)?.id?.vendor {
            0x1022 => Some(Attachment::Cpu),
            0x8086 if top.bus == 0 && matches!(top.device, 0x10..=0x1f) => Some(Attachment::Chipset),
            0x8086 => Some(Attachment::Cpu),
            _ => None,
        }
    }

    fn is_chipset_switch(&self, address: Bdf) -> bool {
        self.tree.device(address).is_some_and(|d| d.is_port_like() && d.is_chipset_switch())
    }

    /// Whether a root port leads to the chipset's own switch rather than to a slot.
    #[must_use]
    pub fn leads_to_chipset(&self, port: Bdf) -> bool {
        self.tree.children(port).iter().any(|child| self.is_chipset_switch(*child))
    }

    /// The ports of the chipset's own switch behind which slots and soldered devices hang.
    #[must_use]
    pub fn chipset_ports(&self) -> Vec<Bdf> {
        let ports = self.tree.devices().map(|d| d.address).filter(|a| self.is_chipset_switch(*a));
        ports.filter(|port| !self.leads_to_chipset(*port)).collect()
    }

    /// Members of a card's groups that go along with it and that somebody may miss.
    #[must_use]
    pub fn company(&self, class: Option<&GroupClass>) -> Vec<Bdf> {
        match class {
            Some(GroupClass::Shared { with } | GroupClass::MayHoldHostCritical { with, .. }) => with.clone(),
            Some(GroupClass::IsolationNotProven { otherwise }) => self.company(Some(otherwise)),
            Some(GroupClass::Clean | GroupClass::CardPlusHarmless { .. }) | None => Vec::new(),
        }
    }
}

/// Whether nothing goes along that anybody would miss, as far as the hardware and not an override
/// makes it so.
#[must_use]
pub fn stands_alone(class: &GroupClass) -> bool {
    matches!(class, GroupClass::Clean | GroupClass::CardPlusHarmless { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(devices: &str) -> Layout {
        let devices: serde_json::Value = serde_json::from_str(devices).unwrap_or_default();
        serde_json::from_value(serde_json::json!({
            "name": "Test", "board": "test", "complete": true, "sources": [], "devices": devices,
        }))
        .unwrap_or_else(|e| unreachable!("{e}"))
    }

    const TWO_SLOTS: &str = r#"[
        {"address": "0000:00:01.0", "group": 0, "id": "8086:1901", "class": "0604", "secondary_bus": 1, "subordinate_bus": 1},
        {"address": "0000:00:1c.0", "group": 1, "id": "8086:a110", "class": "0604", "secondary_bus": 2, "subordinate_bus": 2},
        {"address": "0000:00:1c.4", "group": 1, "id": "8086:a114", "class": "0604", "secondary_bus": 3, "subordinate_bus": 3},
        {"address": "0000:01:00.0", "group": 0, "id": "10de:2504", "class": "0300"},
        {"address": "0000:01:00.1", "group": 0, "id": "10de:228e", "class": "0403"},
        {"address": "0000:02:00.0", "group": 1, "id": "8086:1533", "class": "0200"},
        {"address": "0000:03:00.0", "group": 1, "id": "1b21:1242", "class": "0c03"},
        {"address": "0000:00:02.0", "id": "8086:1912", "class": "0300"}
    ]"#;

    #[test]
    fn judges_cards_and_places_ports() {
        let layout = layout(TWO_SLOTS);
        let facts = layout_facts("test--1", &layout);
        let graphics: Vec<_> = facts.graphics().collect();
        assert_eq!(graphics.len(), 1);
        assert!(graphics.iter().all(|card| card.class == Some(GroupClass::Clean) && card.card.functions.len() == 2));
        let nic = facts.cards.iter().find(|card| card.kind == Kind::Nic).and_then(|card| card.class.clone());
        assert_eq!(facts.company(nic.as_ref()).len(), 1);
        let port = |text: &str| text.parse::<Bdf>().ok().and_then(|port| facts.attachment(port));
        assert_eq!(port("0000:00:01.0"), Some(Attachment::Cpu));
        assert_eq!(port("0000:00:1c.4"), Some(Attachment::Chipset));
        assert_eq!(facts.alone.len(), 1);
        assert_eq!(facts.without_group.len(), 1);
    }

    #[test]
    fn an_override_proves_nothing() {
        let layout = Layout { acs_override: Some(true), ..layout(TWO_SLOTS) };
        let facts = layout_facts("test--1", &layout);
        assert!(facts.graphics().all(|card| card.class.as_ref().is_some_and(|class| !stands_alone(class))));
    }
}
