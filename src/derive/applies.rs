use vfiodex_engine::version::{Range, Version};

use crate::record::{Gpu, Match};

/// Whether a match concerns a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardMatch {
    /// It names something that the card is not.
    No,
    /// It names no card property: it concerns every card alike.
    AnyCard,
    /// It names the card's maker or segment.
    Maker,
    /// It names this card, its ID, die or architecture.
    Named,
}

/// Compares the card-side keys of a match with a card. Keys about board, host and guest are conditions
/// that stay open.
#[must_use]
pub fn applies_to_card(applies: &Match, id: &str, gpu: &Gpu) -> CardMatch {
    // IDs, dies and architectures are ways of naming cards: one of them is enough.
    let names = !applies.gpus.is_empty()
        || !applies.pci_ids.is_empty()
        || !applies.dies.is_empty()
        || !applies.architectures.is_empty();
    let named = applies.gpus.iter().any(|gpu| gpu.0 == id)
        || applies.pci_ids.iter().any(|pci| gpu.answers_to(*pci))
        || gpu.die.as_ref().is_some_and(|die| applies.dies.iter().any(|d| d.eq_ignore_ascii_case(die)))
        || applies.architectures.contains(&gpu.architecture);
    let maker = applies.gpu_vendors.is_empty() || applies.gpu_vendors.contains(&gpu.vendor);
    let segment = applies.segments.is_empty() || applies.segments.contains(&gpu.segment);
    if (names && !named) || !maker || !segment || !driver_reaches(applies, gpu) {
        CardMatch::No
    } else if names {
        CardMatch::Named
    } else if applies.gpu_vendors.is_empty() && applies.segments.is_empty() {
        CardMatch::AnyCard
    } else {
        CardMatch::Maker
    }
}

/// Whether a match also asks for a certain board, processor or version, so that it says nothing about
/// the card by itself.
#[must_use]
pub fn depends_on_host(applies: &Match) -> bool {
    !(applies.boards.is_empty()
        && applies.chipsets.is_empty()
        && applies.cpus.is_empty()
        && applies.cpu_vendors.is_empty()
        && applies.kernel.is_empty()
        && applies.nvidia_driver.is_empty()
        && applies.qemu.is_empty()
        && applies.proxmox.is_empty()
        && applies.bios.is_empty()
        && applies.hypervisors.is_empty()
        && applies.bootloaders.is_empty())
}

/// Whether a driver that the match names can drive the card at all.
fn driver_reaches(applies: &Match, gpu: &Gpu) -> bool {
    let Some(driver) = &gpu.driver else { return true };
    let reaches = |range: &Range<_>| {
        let too_new = driver.last_branch.as_ref().zip(range.from.as_ref()).is_some_and(
            |(last, from): (&vfiodex_engine::version::NvidiaVersion, &vfiodex_engine::version::NvidiaVersion)| {
                last.branch() < from.branch()
            },
        );
        let too_old = driver
            .first_branch
            .as_ref()
            .zip(range.before.as_ref())
            .is_some_and(|(first, before)| first.at_least(before).is_yes());
        !too_new && !too_old
    };
    applies.nvidia_driver.is_empty() || applies.nvidia_driver.iter().any(reaches)
}
