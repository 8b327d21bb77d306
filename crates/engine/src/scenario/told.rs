//! What a pasted text tells of the question: the output of `collect.sh`, a report of `doctor`, or commands
//! that somebody ran on the host.

mod report;

use crate::context::Context;
use crate::hardware::BoardFacts;
use crate::iommu::{self, Listing};
use crate::situation::Bootloader;
use crate::{Bdf, ClassCode, Knowledge, PciId};

use super::{HostDisplay, RootFs, Scenario};

impl Scenario {
    /// Reads what a text tells of the host. The card is the one that was said, else the only one that can
    /// be meant; the other cards are those that stay with the host.
    #[must_use]
    pub fn told(text: &str, knowledge: &Knowledge, gpu: Option<&str>) -> Self {
        if let Some(report) = report::read(text) {
            return report.scenario(knowledge, gpu);
        }
        let context = Context::read(text, knowledge);
        let listed: Vec<(Bdf, PciId, Option<ClassCode>)> = context.devices.all().collect();
        let mut told = Self { situation: context.situation, ..Self::default() };
        told.situation.cards.clear();
        if told.situation.kernel.is_none() {
            told.situation.kernel =
                text.lines().find_map(|line| line.trim().parse().ok().filter(|_| line.contains('-')));
        }
        boot(&mut told, text);
        let listing = iommu::read(text);
        if let Ok(listing) = &listing {
            host(&mut told, listing, knowledge);
        }
        // Lines of lspci alone are no listing of groups, and name the cards all the same.
        let grouped = listing.iter().flat_map(|listing| &listing.devices);
        let mut devices: Vec<_> = grouped.filter_map(|d| Some((d.address, d.id?, d.known_class()))).collect();
        if devices.is_empty() {
            devices = listed;
        }
        cards(&mut told, &devices, text, knowledge, gpu);
        told
    }
}

/// How the host boots.
fn boot(told: &mut Scenario, text: &str) {
    let has = |words: &str| text.contains(words);
    if has("SecureBoot enabled") || has("Secure Boot: enabled") {
        told.secure_boot = Some(true);
    } else if has("SecureBoot disabled") || has("Secure Boot: disabled") {
        told.secure_boot = Some(false);
    }
    if has("EFI variables are not supported") {
        told.uefi = Some(false);
    } else if has("configured with: uefi") || told.secure_boot == Some(true) || has("BootCurrent:") {
        told.uefi = Some(true);
    }
    let root = |name: &str| text.lines().any(|line| mounted_at_root(line).is_some_and(|kind| kind == name));
    if has("root=ZFS=") || has("BOOT_IMAGE=/ROOT/") || root("zfs") {
        told.root_fs = Some(RootFs::Zfs);
    } else {
        let known = [("ext4", RootFs::Ext4), ("xfs", RootFs::Xfs), ("btrfs", RootFs::Btrfs)];
        told.root_fs = known.into_iter().find(|(name, _)| root(name)).map(|(_, kind)| kind);
    }
    if told.situation.bootloader == Some(Bootloader::SystemdBoot) {
        told.uefi = Some(true);
    }
}

/// File system of `/` in a line of `findmnt`, `mount` or `/proc/mounts`.
fn mounted_at_root(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["/", _, kind, ..] | [_, "/", kind, ..] | [_, "on", "/", "type", kind, ..] => Some(kind),
        _ => None,
    }
}

fn host(told: &mut Scenario, listing: &Listing, knowledge: &Knowledge) {
    let host = &listing.host;
    told.situation.board =
        board(host.product.as_deref(), host.board.as_deref(), knowledge).map(|board| board.id.clone());
    told.situation.bios = host.bios_version.as_ref().and_then(|version| version.parse().ok());
    if told.situation.kernel.is_none() {
        told.situation.kernel = host.kernel.as_ref().and_then(|kernel| kernel.parse().ok());
    }
    if told.situation.cpu_vendor.is_none() {
        told.situation.cpu_vendor = host.cpu.as_deref().and_then(cpu_vendor).map(str::to_owned);
    }
    if !listing.group_numbers().is_empty() {
        told.iommu = Some(true);
    }
}

/// The maker that a processor's name tells.
fn cpu_vendor(name: &str) -> Option<&'static str> {
    if name.contains("Intel") {
        Some("intel")
    } else if name.contains("AMD") {
        Some("amd")
    } else {
        None
    }
}

/// The only board that goes by these names.
fn board<'k>(product: Option<&str>, name: Option<&str>, knowledge: &'k Knowledge) -> Option<&'k BoardFacts> {
    let same = |ours: &Option<String>, theirs: Option<&str>| {
        let (ours, theirs) = (ours.as_deref()?.trim(), theirs?.trim());
        Some(ours.eq_ignore_ascii_case(theirs))
    };
    let score = |board: &BoardFacts| {
        let agree = |dmi: &crate::hardware::DmiFacts| match (same(&dmi.product, product), same(&dmi.board, name)) {
            (Some(false), _) | (_, Some(false)) | (None, None) => 0,
            (a, b) => usize::from(a == Some(true)) + usize::from(b == Some(true)),
        };
        board.dmi.iter().map(agree).max().unwrap_or(0)
    };
    let best = knowledge.boards.iter().map(&score).max().filter(|best| *best > 0)?;
    let mut found = knowledge.boards.iter().filter(|board| score(board) == best);
    found.next().filter(|_| found.next().is_none())
}

/// A graphics function that a text lists.
struct Seen {
    address: Bdf,
    id: PciId,
    records: Vec<String>,
    integrated: bool,
    boot: Option<bool>,
    ids: Vec<PciId>,
}

fn cards(
    told: &mut Scenario,
    devices: &[(Bdf, PciId, Option<ClassCode>)],
    text: &str,
    knowledge: &Knowledge,
    gpu: Option<&str>,
) {
    let one = |address: Bdf, id: PciId| {
        let records = knowledge.card(id, None).records;
        let fits = |record: &String| knowledge.cards.iter().any(|card| card.id == *record && card.is_integrated());
        let integrated = records.iter().any(fits) || (address.bus == 0 && id.vendor == 0x8086);
        // Of a processor's device only graphics and, with AMD, their sound are meant.
        let meant = |function: u8| !integrated || function == 0 || (function == 1 && id.vendor == 0x1002);
        let own = devices.iter().filter(|(other, ..)| other.same_device(address) && meant(other.function));
        Seen {
            address,
            id,
            records,
            integrated,
            boot: boot_vga(text, address),
            ids: own.map(|(_, id, _)| *id).collect(),
        }
    };
    let display = devices.iter().filter(|(_, _, class)| class.is_some_and(ClassCode::is_display));
    let seen: Vec<Seen> = display.map(|(address, id, _)| one(*address, *id)).collect();
    choose(told, seen, knowledge, gpu);
}

/// `…/0000:01:00.0/boot_vga:1`, as collect.sh prints it.
fn boot_vga(text: &str, address: Bdf) -> Option<bool> {
    let mark = format!("{address}/boot_vga:");
    let (_, rest) = text.split_once(&mark)?;
    match rest.as_bytes().first() {
        Some(b'1') => Some(true),
        Some(b'0') => Some(false),
        _ => None,
    }
}

/// Which of the cards is meant, and what the others say about the host's screen.
fn choose(told: &mut Scenario, seen: Vec<Seen>, knowledge: &Knowledge, gpu: Option<&str>) {
    let meant: Vec<usize> = match gpu {
        Some(gpu) => {
            let ids =
                knowledge.cards.iter().find(|card| card.id == gpu).map(|card| card.ids.clone()).unwrap_or_default();
            (0..seen.len()).filter(|index| ids.contains(&seen[*index].id)).collect()
        }
        None => {
            let cards: Vec<usize> = (0..seen.len()).filter(|index| !seen[*index].integrated).collect();
            if cards.len() == 1 { cards } else { Vec::new() }
        }
    };
    let Some(first) = meant.first().copied() else { return };
    let card = &seen[first];
    if meant.len() == 1 {
        told.address = Some(card.address);
        told.ids.clone_from(&card.ids);
        told.boot_gpu = card.boot;
    }
    if gpu.is_none()
        && let [only] = card.records.as_slice()
    {
        told.gpu = Some(only.clone());
    }
    // Of two equal cards one stays with the host.
    let others: Vec<&Seen> =
        seen.iter().enumerate().filter(|(index, _)| *index != first).map(|(_, other)| other).collect();
    for other in &others {
        if let [only] = other.records.as_slice()
            && !other.integrated
        {
            told.host_gpus.push(only.clone());
        }
    }
    told.host_display = if others.iter().any(|other| other.integrated) {
        Some(HostDisplay::Igpu)
    } else if !told.host_gpus.is_empty() {
        Some(HostDisplay::OtherGpu)
    } else if others.iter().any(|other| other.id.vendor == 0x1a03 || other.id.vendor == 0x102b) {
        Some(HostDisplay::Bmc)
    } else if others.is_empty() {
        Some(HostDisplay::None)
    } else {
        None
    };
}

#[cfg(test)]
mod tests;
