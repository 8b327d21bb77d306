use crate::catalogue::Catalogue;
use crate::host::PciDevice;
use crate::record::{Gpu, ToldApartBy};

const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

/// Records that a device can be.
#[derive(Clone, Debug, Default)]
pub struct Candidates<'a> {
    /// The records, by ID.
    pub records: Vec<(&'a str, &'a Gpu)>,
    /// What would tell them apart, where there are several.
    pub told_apart_by: Option<ToldApartBy>,
}

/// Looks a device up by its ID, then drops what revision, subsystem or memory contradict. It never
/// drops the last one: a partner's card may carry values that no record lists.
#[must_use]
pub fn candidates<'a>(catalogue: &'a Catalogue, device: &PciDevice) -> Candidates<'a> {
    let Some(id) = device.id else { return Candidates::default() };
    let mut records: Vec<(&str, &Gpu)> = catalogue.all::<Gpu>().filter(|(_, gpu)| gpu.answers_to(id)).collect();
    // Subsystem lists are never complete: a hit decides, a miss says nothing.
    let by_subsystem = |gpu: &Gpu| device.subsystem.is_some_and(|own| gpu.pci.subsystems.contains(&own));
    if records.iter().any(|(_, gpu)| by_subsystem(gpu)) {
        records.retain(|(_, gpu)| by_subsystem(gpu));
    }
    keep(&mut records, |gpu| {
        let revision = device.revision.map(|rev| rev.to_string());
        gpu.pci.revisions.is_empty() || revision.is_none_or(|rev| gpu.pci.revisions.contains(&rev))
    });
    keep(&mut records, |gpu| fits_memory(gpu, device));
    let told_apart_by =
        (records.len() > 1).then(|| records.iter().find_map(|(_, gpu)| gpu.pci.told_apart_by)).flatten();
    Candidates { records, told_apart_by }
}

fn keep(records: &mut Vec<(&str, &Gpu)>, fits: impl Fn(&Gpu) -> bool) {
    if records.iter().any(|(_, gpu)| fits(gpu)) {
        records.retain(|(_, gpu)| fits(gpu));
    }
}

/// Whether the video memory can be that of the record: by what the driver says, or by the largest
/// window that the card offers, which is its memory rounded up to a power of two.
fn fits_memory(gpu: &Gpu, device: &PciDevice) -> bool {
    let Some(size) = gpu.memory.as_ref().and_then(|memory| memory.size_gib) else { return true };
    #[allow(clippy::cast_precision_loss)]
    let gib = |bytes: u64| bytes as f64 / GIB;
    if let Some(told) = device.video_memory.map(gib) {
        return told > size * 0.9 && told < size * 1.05;
    }
    match device.bars.iter().filter_map(|bar| bar.resizable_to).max().map(gib) {
        Some(window) if window >= 1.0 => size <= window && size > window / 2.0,
        _ => true,
    }
}
