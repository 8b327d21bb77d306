use std::cmp::Reverse;

use vfiodex_engine::version::{BiosVersion, KernelRanges, KernelVersion, ProxmoxVersion, contains_any};
use vfiodex_engine::{CardMatch, Tri};

use super::report::QuirkHit;
use crate::catalogue::Catalogue;
use crate::derive::applies_to_card;
use crate::facts::{applies, known_card};
use crate::host::Machine;
use crate::record::{Board, Gpu, HypervisorName, Match, Quirk, QuirkState};

/// What quirks ask about the host.
pub(super) struct Setting<'a> {
    board: Option<(&'a str, &'a Board)>,
    board_named: bool,
    cpu_vendor: Option<&'static str>,
    kernel: Option<KernelVersion>,
    bios: Option<BiosVersion>,
    hypervisor: Option<(HypervisorName, Option<ProxmoxVersion>)>,
}

impl<'a> Setting<'a> {
    pub(super) fn new(machine: &Machine, board: Option<(&'a str, &'a Board)>) -> Self {
        let hypervisor = machine.hypervisor.as_ref();
        Self {
            board,
            board_named: machine.dmi.spelled().is_some(),
            cpu_vendor: machine.cpu.vendor,
            kernel: machine.kernel.version(),
            bios: machine.dmi.bios_version.as_ref().and_then(|text| text.parse().ok()),
            hypervisor: hypervisor.map(|h| {
                let version = h.version.as_ref().filter(|_| h.name == HypervisorName::Proxmox);
                (h.name, version.and_then(|text| text.parse().ok()))
            }),
        }
    }

    /// Whether the host is one that a match speaks of. Guest and driver stay open.
    fn fits(&self, applies: &Match) -> Tri {
        let listed = |empty: bool, answer: Tri| if empty { Tri::Yes } else { answer };
        let board = self.board.map(|(id, _)| applies.boards.iter().any(|board| board.0 == id));
        // A board that has names of its own and no record is none of those listed.
        let board = board.or_else(|| self.board_named.then_some(false));
        let chipset = self.board.and_then(|(_, board)| board.chipset.as_ref());
        let chipset = chipset.map(|own| applies.chipsets.iter().any(|c| c.eq_ignore_ascii_case(own)));
        let cpu = self.board.map(|(_, board)| &board.cpus).filter(|cpus| !cpus.is_empty());
        let cpu = cpu.map(|cpus| {
            let all = cpus.iter().all(|cpu| applies.cpus.contains(cpu));
            let any = cpus.iter().any(|cpu| applies.cpus.contains(cpu));
            if all {
                Tri::Yes
            } else if any {
                Tri::Unknown
            } else {
                Tri::No
            }
        });
        let vendor = self.cpu_vendor.map(|own| applies.cpu_vendors.iter().any(|vendor| vendor.0 == own));
        let kernel = self.kernel.as_ref().map(|kernel| KernelRanges(&applies.kernel).contains(kernel));
        let bios = self.bios.as_ref().map(|bios| contains_any(&applies.bios, bios));
        let named = self.hypervisor.as_ref().map(|(name, _)| applies.hypervisors.contains(name));
        let proxmox = match &self.hypervisor {
            Some((HypervisorName::Proxmox, Some(version))) => contains_any(&applies.proxmox, version),
            Some((HypervisorName::Proxmox, None)) | None => Tri::Unknown,
            Some(_) => Tri::No,
        };
        [
            listed(applies.boards.is_empty(), board.into()),
            listed(applies.chipsets.is_empty(), chipset.into()),
            listed(applies.cpus.is_empty(), cpu.unwrap_or(Tri::Unknown)),
            listed(applies.cpu_vendors.is_empty(), vendor.into()),
            listed(applies.kernel.is_empty(), kernel.unwrap_or(Tri::Unknown)),
            listed(applies.bios.is_empty(), bios.unwrap_or(Tri::Unknown)),
            listed(applies.hypervisors.is_empty(), named.into()),
            listed(applies.proxmox.is_empty(), proxmox),
        ]
        .into_iter()
        .fold(Tri::Yes, Tri::and)
    }
}

/// Whether something decides that only guest or driver can tell.
fn open(applies: &Match) -> bool {
    !(applies.guests.is_empty()
        && applies.firmware.is_empty()
        && applies.nvidia_driver.is_empty()
        && applies.qemu.is_empty())
}

/// What is fixed concerns a host only where the match says in which versions it is not.
fn stands(quirk: &Quirk) -> bool {
    quirk.status.state != QuirkState::Fixed || !quirk.applies.kernel.is_empty() || !quirk.applies.proxmox.is_empty()
}

fn hit(id: &str, quirk: &Quirk, certain: bool) -> QuirkHit {
    QuirkHit {
        id: id.to_owned(),
        name: quirk.name.clone(),
        severity: quirk.severity,
        certain: certain && !open(&quirk.applies) && quirk.status.state != QuirkState::Disputed,
        trigger: quirk.trigger.clone(),
    }
}

fn sorted(mut hits: Vec<QuirkHit>) -> Vec<QuirkHit> {
    hits.sort_by_key(|hit| (Reverse(hit.severity), !hit.certain, hit.id.clone()));
    hits
}

/// Quirks that concern a card, of which these are the candidates.
pub(super) fn of_card(catalogue: &Catalogue, setting: &Setting<'_>, candidates: &[(&str, &Gpu)]) -> Vec<QuirkHit> {
    let cards: Vec<_> = candidates.iter().map(|(id, gpu)| (known_card(id, gpu), *gpu)).collect();
    let quirks = catalogue.all::<Quirk>().filter(|(_, quirk)| stands(quirk));
    let hits = quirks.filter_map(|(id, quirk)| {
        let asked = applies(&quirk.applies);
        let matches: Vec<_> = cards.iter().map(|(card, gpu)| applies_to_card(&asked, card, gpu)).collect();
        let concerned = matches.iter().any(|found| matches!(found, CardMatch::Named | CardMatch::Maker));
        // What names no more than a maker speaks of circumstances that nobody knows here.
        let named = matches.iter().all(|found| *found == CardMatch::Named);
        let host = setting.fits(&quirk.applies);
        (concerned && host != Tri::No).then(|| hit(id, quirk, named && host.is_yes()))
    });
    sorted(hits.collect())
}

/// Quirks of the host itself: those that name no card and of which board, processor, kernel, BIOS or
/// hypervisor are certain to fit.
pub(super) fn of_host(catalogue: &Catalogue, setting: &Setting<'_>) -> Vec<QuirkHit> {
    let names_card = |m: &Match| {
        !(m.gpus.is_empty()
            && m.pci_ids.is_empty()
            && m.dies.is_empty()
            && m.architectures.is_empty()
            && m.gpu_vendors.is_empty()
            && m.segments.is_empty())
    };
    let names_host = |m: &Match| {
        !(m.boards.is_empty() && m.chipsets.is_empty() && m.cpus.is_empty() && m.kernel.is_empty() && m.bios.is_empty())
    };
    let quirks = catalogue.all::<Quirk>().filter(|(_, quirk)| stands(quirk));
    let own = quirks.filter(|(_, q)| !names_card(&q.applies) && names_host(&q.applies));
    sorted(own.filter(|(_, q)| setting.fits(&q.applies).is_yes()).map(|(id, q)| hit(id, q, true)).collect())
}
