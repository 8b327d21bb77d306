use serde::{Deserialize, Serialize};

use super::{Listing, SlotSource, Topology};
use crate::Bdf;

/// A slot and the group that a card put there lands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SlotGroup {
    /// The slot's label, or nothing for a port that only a card gave away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The port above the slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<Bdf>,
    /// Groups that the card in it, or the port itself, is in.
    pub groups: Vec<u32>,
    /// Devices seen in the slot.
    pub devices: Vec<Bdf>,
    /// How the slot's place is known.
    pub known_by: SlotSource,
}

/// Joins the slots that a listing names, and the ports behind which a card was seen, to groups.
#[must_use]
pub fn slot_groups(listing: &Listing, tree: &Topology) -> Vec<SlotGroup> {
    let mut out: Vec<SlotGroup> = Vec::new();
    for slot in &listing.slots {
        let Some(at) = slot.address.as_deref().and_then(slot_bdf) else { continue };
        let devices: Vec<Bdf> = tree.devices().map(|d| d.address).filter(|a| a.same_device(at)).collect();
        let port = tree.parent(at).map(|(port, _)| port);
        out.push(SlotGroup {
            label: Some(slot.label.clone()),
            port,
            groups: groups_of(tree, &devices, port),
            devices,
            known_by: slot.source,
        });
    }
    for card in super::cards(tree) {
        let Some(port) = card.port.filter(|_| !card.integrated) else { continue };
        if out.iter().any(|slot| slot.port == Some(port)) {
            continue;
        }
        out.push(SlotGroup {
            label: None,
            port: Some(port),
            groups: card.groups,
            devices: card.functions,
            known_by: SlotSource::Observed,
        });
    }
    out
}

fn slot_bdf(text: &str) -> Option<Bdf> {
    if text.contains('.') { text.parse().ok() } else { format!("{text}.0").parse().ok() }
}

fn groups_of(tree: &Topology, devices: &[Bdf], port: Option<Bdf>) -> Vec<u32> {
    let seen = if devices.is_empty() { port.as_slice() } else { devices };
    let mut groups: Vec<u32> = seen.iter().filter_map(|a| tree.device(*a)?.group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}
