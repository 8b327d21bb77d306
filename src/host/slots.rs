use vfiodex_engine::iommu::{Slot, SlotSource};

use super::Sysroot;

const FOLDER: &str = "/sys/bus/pci/slots";

/// Slots that the firmware names, from `/sys/bus/pci/slots`.
pub(super) fn read(root: &Sysroot) -> Vec<Slot> {
    let slot = |label: &String| {
        let address = root.line(&format!("{FOLDER}/{label}/address"))?.to_ascii_lowercase();
        // `0000:01:00`, without a function.
        let fits = format!("{address}.0").parse::<vfiodex_engine::Bdf>().is_ok();
        let label: String = label.chars().filter(|c| !c.is_control()).take(40).collect();
        fits.then_some(Slot { label, address: Some(address), source: SlotSource::Sysfs, kind: None, in_use: None })
    };
    root.names(FOLDER).iter().take(256).filter_map(slot).collect()
}
