//! Detail lines below a device: `lspci -k` and `lspci -v`.

use super::Reader;
use super::describe::text;
use super::scan::{Number, id_at, last_id, next_marker, starts_ci};
use crate::iommu::{BusNumbers, Format, SlotSource};

/// Beginnings of detail lines that carry nothing for us.
const OTHER: &[&str] = &[
    "Control:",
    "Status:",
    "Latency:",
    "Latency ",
    "Interrupt:",
    "NUMA node:",
    "Region ",
    "Memory at",
    "Memory behind",
    "I/O ports at",
    "I/O behind",
    "Prefetchable memory",
    "Secondary status",
    "BridgeCtl:",
    "PriDiscTmr",
    "Capabilities:",
    "Expansion ROM",
    "BIST",
    "Kernel modules:",
    "DeviceName:",
    "DevCap",
    "DevCtl",
    "DevSta",
    "LnkCap",
    "LnkCtl",
    "LnkSta",
    "SltCap",
    "SltCtl",
    "SltSta",
    "RootCap",
    "RootCtl",
    "RootSta",
    "ExtTag",
    "Virtual Channel",
    "Address:",
    "Masking:",
    "Access:",
    "!!!",
];

impl Reader {
    /// Reads a detail of the current device; true when the line was one.
    pub(super) fn detail(&mut self, rest: &str, indented: bool) -> bool {
        let Some(bdf) = self.current else {
            return false;
        };
        if let Some(value) = rest.strip_prefix("Subsystem:") {
            let id = last_id(value).map(|(_, id)| id).or_else(|| id_at(value.trim(), 0));
            let device = &mut self.entry(bdf).device;
            device.subsystem = device.subsystem.or(id);
        } else if let Some(value) =
            rest.strip_prefix("Kernel driver in use:").or_else(|| rest.strip_prefix("Driver in use:"))
        {
            if let Some(driver) = super::driver_name(value) {
                self.entry(bdf).device.driver = Some(driver);
            }
            self.open_text = None;
            return true;
        } else if rest.strip_prefix("Flags:").is_some() {
            let marker = next_marker(rest, 0).filter(|m| m.iommu);
            if let Some(Number::Is(group)) = marker.map(|m| m.number) {
                self.format(Format::LspciVerbose);
                self.claim(bdf, group);
            }
            self.in_block = true;
        } else if let Some(value) = rest.strip_prefix("Bus: primary=") {
            self.entry(bdf).device.buses = bus_numbers(value);
        } else if let Some(value) = rest.strip_prefix("Physical Slot:") {
            if let Some(label) = text(value).filter(|label| label.len() < 40) {
                let address = format!("{:04x}:{:02x}:{:02x}", bdf.domain, bdf.bus, bdf.device);
                self.facts.push_slot(&label, Some(&address), SlotSource::Lspci);
                self.entry(bdf).device.slot = Some(label);
            }
        } else if OTHER.iter().any(|word| rest.starts_with(word)) {
            self.in_block |= !starts_ci(rest, "kernel modules") && !rest.starts_with("DeviceName");
        } else if !self.in_block || !indented && self.scope.group.is_some() {
            return false;
        }
        self.open_text = None;
        true
    }
}

/// `00, secondary=01, subordinate=02, sec-latency=0`
fn bus_numbers(value: &str) -> Option<BusNumbers> {
    let field = |name: &str| {
        let at = value.find(name)? + name.len();
        u8::from_str_radix(value.get(at..at + 2)?, 16).ok()
    };
    Some(BusNumbers { secondary: field("secondary=")?, subordinate: field("subordinate=")? })
}
