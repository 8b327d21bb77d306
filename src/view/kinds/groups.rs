use vfiodex_engine::iommu::{Alone, Group, GroupClass, Kind, NoGroup};
use vfiodex_engine::{Bdf, Tri};

use crate::derive::{CardFacts, LayoutFacts};
use crate::view::blocks::{Block, Cell, Column, Row, Run, Runs, code, text};
use crate::view::devices::{named_short, places, short, summary};
use crate::view::site::Context;

/// A class as a word with its role.
pub fn class_mark(class: Option<&GroupClass>) -> Run {
    let (role, words) = match class {
        Some(GroupClass::Clean) => ("works", "alone"),
        Some(GroupClass::CardPlusHarmless { .. }) => ("works", "alone but for harmless devices"),
        Some(GroupClass::Shared { .. }) => ("care", "shared"),
        Some(GroupClass::MayHoldHostCritical { .. }) => ("not-recommended", "shared, host may need it"),
        Some(GroupClass::IsolationNotProven { .. }) => ("care", "isolation not proven"),
        None => ("unknown", "not known"),
    };
    Run::Mark { role, text: words.into() }
}

/// Group numbers: `14`, `14, 15`, `14–19` where many.
pub fn numbers(groups: &[u32]) -> String {
    match groups {
        [] => "none".into(),
        [first, .., last] if groups.len() > 2 && (last - first) as usize == groups.len() - 1 => {
            format!("{first}–{last}")
        }
        all => all.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Gpu => "Graphics",
        Kind::Usb => "USB controllers",
        Kind::Nvme => "NVMe drives",
        Kind::Hba => "SATA, SAS and RAID controllers",
        Kind::Nic => "Network cards",
        Kind::Audio => "Sound",
        Kind::Other => "Other cards",
    }
}

/// What goes along with a card, in words.
pub fn company_words(context: &Context, facts: &LayoutFacts, class: Option<&GroupClass>, own: &[Bdf]) -> String {
    let with = facts.company(class);
    match class {
        None if own.iter().filter_map(|a| facts.tree.device(*a)).any(|d| d.group.is_none()) => {
            "a function has no group".into()
        }
        None => "the listing does not name every member".into(),
        Some(_) if with.is_empty() => "nothing".into(),
        Some(_) => summary(context, facts, &with, 5),
    }
}

/// Cards with their groups and what goes along, graphics first.
pub fn card_table<'f>(context: &Context, facts: &'f LayoutFacts, most: usize) -> Vec<Block> {
    let mut told: Vec<&[u32]> = Vec::new();
    let mut row = |card: &'f CardFacts| {
        let along = match card.card.groups.as_slice() {
            groups if told.contains(&groups) => format!("the rest of group {}, as above", numbers(groups)),
            groups => {
                if !facts.company(card.class.as_ref()).is_empty() {
                    told.push(groups);
                }
                company_words(context, facts, card.class.as_ref(), &card.card.functions)
            }
        };
        let first = card.card.functions.first().and_then(|a| facts.tree.device(*a));
        Row::new([
            first.map(|device| named_short(context, device).into()).unwrap_or_default(),
            code(places(&card.card.functions)).into(),
            Cell::from(numbers(&card.card.groups)),
            Cell::from(class_mark(card.class.as_ref())),
            Cell::from(along),
        ])
    };
    if facts.cards.is_empty() {
        return Vec::new();
    }
    let columns = ["Device", "Address", "Group", "Sharing", "Goes along"].map(Column::text).to_vec();
    let rows = facts.cards.iter().take(most).map(&mut row).collect();
    let mut out = vec![Block::Table { caption: "Cards and devices with their groups".into(), columns, rows }];
    let more = facts.cards.len().saturating_sub(most);
    if more > 0 {
        out.push(Block::Paragraph { runs: vec![text(format!("{more} more devices are in the full table."))] });
    }
    out
}

/// What a shared group means: the kernel's rule and Proxmox's deed.
pub fn consequence(facts: &LayoutFacts) -> Option<Block> {
    let shared = facts.cards.iter().any(|card| !facts.company(card.class.as_ref()).is_empty());
    shared.then(|| Block::Note {
        role: "care",
        runs: vec![text(
            "The kernel gives a shared IOMMU group to a VM only when every device in it is off its host driver. Proxmox VE does not ask: starting the VM takes all of them from the host, network and disks included.",
        )],
    })
}

/// What can be passed through without anything else, one line per kind.
pub fn alone_list(context: &Context, facts: &LayoutFacts, most: usize) -> Vec<Block> {
    // The management controller's video is the host's console.
    let alone: Vec<&Alone> = facts.alone.iter().filter(|alone| !facts.is_console(&alone.card)).collect();
    let mut kinds: Vec<Kind> = alone.iter().map(|alone| alone.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let one = |alone: &Alone| {
        let first = alone.card.functions.first().and_then(|a| facts.tree.device(*a));
        let name = first.map(|device| short(context, device)).unwrap_or_default();
        format!(
            "{name} ({}, {} {})",
            places(&alone.card.functions),
            if alone.card.groups.len() == 1 { "group" } else { "groups" },
            numbers(&alone.card.groups)
        )
    };
    let line = |kind: Kind| -> Runs {
        let of: Vec<&Alone> = alone.iter().copied().filter(|alone| alone.kind == kind).collect();
        let mut words: Vec<String> = of.iter().take(most).map(|alone| one(alone)).collect();
        if of.len() > most {
            words.push(format!("{} more", of.len() - most));
        }
        vec![text(format!("{}: {}", kind_words(kind), words.join("; ")))]
    };
    let mut out = Vec::new();
    if alone.iter().any(|alone| alone.may_be_host_critical) {
        out.push(Block::Paragraph {
            runs: vec![text("A listing cannot know which disk the host boots from, which network card carries it or where the keyboard is. Keep those.")],
        });
    }
    if !kinds.is_empty() {
        out.push(Block::List { ordered: false, items: kinds.into_iter().map(line).collect() });
    }
    out
}

/// One row per group that has something to pass through, or several devices that nobody named; the
/// rest is counted.
pub fn group_table(context: &Context, facts: &LayoutFacts, most: usize) -> Vec<Block> {
    let telling = |group: &&Group| {
        !group.unknown.is_empty() && group.members.len() > 1
            || facts.cards.iter().any(|card| card.card.groups.contains(&group.number))
    };
    let (told, rest): (Vec<&Group>, Vec<&Group>) = facts.groups.iter().partition(telling);
    let (unnamed, rest): (Vec<&Group>, Vec<&Group>) = rest.into_iter().partition(|group| !group.unknown.is_empty());
    let row = |group: &&Group| {
        let ends: Vec<Bdf> = group.members.iter().filter(|a| !group.ports.contains(a)).copied().collect();
        let mut words = summary(context, facts, &ends, 6);
        match group.ports.len() {
            0 => {}
            1 => words.push_str(", 1 bridge"),
            n => words.push_str(&format!(", {n} bridges")),
        }
        Row::new([Cell::from(group.number.to_string()), class_mark(group.class.as_ref()).into(), Cell::from(words)])
    };
    let columns = vec![Column::number("Group"), Column::text("Sharing"), Column::text("Members")];
    let rows: Vec<Row> = told.iter().take(most).map(row).collect();
    let mut out = Vec::new();
    if !rows.is_empty() {
        out.push(Block::Table { caption: format!("IOMMU groups: {}", facts.layout.name), columns, rows });
    }
    let hidden = told.len().saturating_sub(most);
    let mut remarks = Vec::new();
    if hidden > 0 {
        remarks.push(format!("{hidden} more groups of this sort"));
    }
    if !unnamed.is_empty() {
        remarks.push(format!("{} groups of one device each, which the listing does not name", unnamed.len()));
    }
    if !rest.is_empty() {
        remarks.push(format!("{} groups hold only bridges and functions of CPU and chipset", rest.len()));
    }
    if !remarks.is_empty() {
        out.push(Block::Paragraph { runs: vec![text(format!("Not in this table: {}.", remarks.join("; ")))] });
    }
    out
}

/// Devices without a group and why, as far as the listing shows.
pub fn without_group(context: &Context, facts: &LayoutFacts) -> Option<Block> {
    let reason = |state: NoGroup| match state {
        NoGroup::Expected => "as expected",
        NoGroup::IgfxOff => "the integrated graphics are kept out of the IOMMU",
        NoGroup::IommuOff => "no device has one: the IOMMU was off",
        NoGroup::Unknown => "the listing does not tell why",
    };
    let mut states: Vec<(NoGroup, Vec<Bdf>)> = Vec::new();
    for device in &facts.without_group {
        match states.iter_mut().find(|(state, _)| *state == device.state) {
            Some((_, list)) => list.push(device.address),
            None => states.push((device.state, vec![device.address])),
        }
    }
    let words: Vec<String> = states
        .iter()
        .map(|(state, list)| format!("{} ({})", summary(context, facts, list, 4), reason(*state)))
        .collect();
    (!words.is_empty())
        .then(|| Block::Paragraph { runs: vec![text(format!("Without a group: {}.", words.join("; ")))] })
}

/// Whether the kernel could have used a group as it stood.
pub fn state_when_listed(group: &Group) -> Option<&'static str> {
    match group.kernel.viable {
        Tri::Yes => Some("free when listed"),
        Tri::No => Some("held by the host when listed"),
        Tri::Unknown => None,
    }
}
