use vfiodex_engine::situation::Card;
use vfiodex_engine::version::{NvidiaVersion, Range, Version};
use vfiodex_engine::{Applies, CardMatch};

use crate::record::{Gpu, Match};

/// Compares the card-side keys of conditions with a card. Keys about board, host and guest are left
/// open, but a driver that can never drive the card rules it out.
#[must_use]
pub fn applies_to_card(applies: &Applies, card: &Card, gpu: &Gpu) -> CardMatch {
    if driver_reaches(applies, gpu) { applies.card_match(card) } else { CardMatch::No }
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

/// Whether a driver that the conditions name can drive the card at all.
fn driver_reaches(applies: &Applies, gpu: &Gpu) -> bool {
    let Some(driver) = &gpu.driver else { return true };
    let reaches = |range: &Range<NvidiaVersion>| {
        let bounds = driver.last_branch.as_ref().zip(range.from.as_ref());
        let too_new = bounds.is_some_and(|(last, from)| last.branch() < from.branch());
        let bounds = driver.first_branch.as_ref().zip(range.before.as_ref());
        let too_old = bounds.is_some_and(|(first, before)| first.at_least(before).is_yes());
        !too_new && !too_old
    };
    applies.nvidia_driver.is_empty() || applies.nvidia_driver.iter().any(reaches)
}
