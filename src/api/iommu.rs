//! Groups, cards and slots on the wire.

use serde::Serialize;
use serde_json::{Map, Value, json};
use vfiodex_engine::Bdf;
use vfiodex_engine::iommu::{Alone, Group, GroupClass, Kind, Viability};

use crate::derive::{BoardFacts, CardFacts, LayoutFacts, SlotLanding};

/// A class with the members that it speaks of.
#[derive(Serialize)]
struct Class<'a> {
    /// `clean`, `card-plus-harmless`, `shared`, `may-hold-host-critical`; absent where not known.
    class: Option<&'static str>,
    /// Whether an ACS override stood between the group and the hardware.
    isolation_not_proven: bool,
    /// What goes along and may be missed.
    with: &'a [Bdf],
    /// Those that the host may need.
    host_critical: &'a [Bdf],
}

fn class(class: Option<&GroupClass>) -> Class<'_> {
    let known =
        |name, with, host_critical| Class { class: Some(name), isolation_not_proven: false, with, host_critical };
    match class {
        None => Class { class: None, isolation_not_proven: false, with: &[], host_critical: &[] },
        Some(GroupClass::Clean) => known("clean", &[], &[]),
        Some(GroupClass::CardPlusHarmless { .. }) => known("card-plus-harmless", &[], &[]),
        Some(GroupClass::Shared { with }) => known("shared", with, &[]),
        Some(GroupClass::MayHoldHostCritical { critical, with }) => known("may-hold-host-critical", with, critical),
        Some(GroupClass::IsolationNotProven { otherwise }) => {
            Class { isolation_not_proven: true, ..self::class(Some(otherwise)) }
        }
    }
}

/// One group.
#[derive(Serialize)]
struct GroupWire<'a> {
    number: u32,
    #[serde(flatten)]
    class: Class<'a>,
    members: &'a [Bdf],
    ports: &'a [Bdf],
    viability: &'a Viability,
    proxmox_detaches: &'a [Bdf],
    proxmox_blocked_unless_spare: &'a [Bdf],
}

fn group(group: &Group) -> GroupWire<'_> {
    GroupWire {
        number: group.number,
        class: class(group.class.as_ref()),
        members: &group.members,
        ports: &group.ports,
        viability: &group.kernel,
        proxmox_detaches: &group.proxmox.detached,
        proxmox_blocked_unless_spare: &group.proxmox.blocked_unless_spare,
    }
}

/// A card.
#[derive(Serialize)]
struct CardWire<'a> {
    kind: Kind,
    functions: &'a [Bdf],
    port: Option<Bdf>,
    groups: &'a [u32],
    integrated: bool,
    #[serde(flatten)]
    class: Class<'a>,
}

fn card(facts: &CardFacts) -> CardWire<'_> {
    CardWire {
        kind: facts.kind,
        functions: &facts.card.functions,
        port: facts.card.port,
        groups: &facts.card.groups,
        integrated: facts.card.integrated,
        class: class(facts.class.as_ref()),
    }
}

fn alone(alone: &Alone) -> Value {
    json!({
        "kind": alone.kind, "functions": alone.card.functions, "groups": alone.card.groups,
        "may_be_host_critical": alone.may_be_host_critical,
    })
}

/// A slot.
#[derive(Serialize)]
struct SlotWire<'a> {
    label: Option<&'a str>,
    port: Option<Bdf>,
    devices: &'a [Bdf],
    groups: &'a [u32],
    known_by: vfiodex_engine::iommu::SlotSource,
    shares_with_ports: &'a [Bdf],
    #[serde(flatten)]
    class: Class<'a>,
}

fn slot(landing: &SlotLanding) -> SlotWire<'_> {
    SlotWire {
        label: landing.label.as_deref(),
        port: landing.port,
        devices: &landing.devices,
        groups: &landing.groups,
        known_by: landing.known_by,
        shares_with_ports: &landing.with_ports,
        class: class(landing.class.as_ref()),
    }
}

/// What follows from a layout.
pub(super) fn layout(map: &mut Map<String, Value>, facts: &LayoutFacts) {
    map.insert("groups".into(), facts.groups.iter().map(|g| json!(group(g))).collect());
    map.insert("cards".into(), facts.cards.iter().map(|c| json!(card(c))).collect());
    map.insert("alone".into(), facts.alone.iter().map(alone).collect());
    map.insert("without_group".into(), json!(facts.without_group));
}

/// What follows for a board.
pub(super) fn board(map: &mut Map<String, Value>, facts: &BoardFacts) {
    let change = |change: &crate::derive::LayoutChange| json!({ "before": change.before, "after": change.after, "both_complete": change.complete, "diff": change.diff });
    map.insert("layouts".into(), json!(facts.layouts));
    map.insert("slots".into(), facts.slots.iter().map(|s| json!(slot(s))).collect());
    map.insert("changes".into(), facts.changes.iter().map(change).collect());
    map.insert("expectations".into(), json!(facts.expectations));
}
