//! What `site/collect.sh` prints beside the listing: its headings, IOMMU units, and sysfs attributes as
//! `grep . /sys/bus/pci/devices/*/…` prints them.

use super::Reader;
use super::record::class_code;
use super::scan::bdf_at;
use crate::PciId;
use crate::iommu::BusNumbers;

/// Attributes that come in halves, until both are there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Halves {
    id: (Option<u16>, Option<u16>),
    subsystem: (Option<u16>, Option<u16>),
    buses: (Option<u8>, Option<u8>),
}

/// First line of what the script prints, up to the number of its format.
const FIRST: &str = "== vfiodex collect ";
const LAST: &str = "== end";
const HEADINGS: &[&str] = &["== devices by group", "== slots"];

fn hex(value: &str) -> Option<u16> {
    u16::from_str_radix(value.strip_prefix("0x").unwrap_or(value), 16).ok()
}

fn pair(halves: (Option<u16>, Option<u16>)) -> Option<PciId> {
    let id = PciId { vendor: halves.0?, device: halves.1? };
    // Bridges have a subsystem of zeros, which is none.
    (id.vendor != 0).then_some(id)
}

impl Reader {
    /// Reads a line that the script prints beside the listing; true when it was one.
    pub(super) fn collected(&mut self, line: &str) -> bool {
        if line.starts_with("== ") {
            return self.heading(line);
        }
        if let Some(name) = line.strip_prefix("IOMMU unit: ") {
            return name.len() < 60 && !name.contains(' ');
        }
        self.attribute(line)
    }

    fn heading(&mut self, line: &str) -> bool {
        let first = line.starts_with(FIRST);
        if !first && line != LAST && !HEADINGS.contains(&line) {
            return false;
        }
        if first {
            self.collect_open = true;
        } else if line == LAST {
            self.collect_open = false;
        }
        self.end_record();
        self.end_scope();
        self.facts.blank();
        self.current = None;
        self.in_block = false;
        self.open_text = None;
        true
    }

    /// `/sys/bus/pci/devices/0000:01:00.0/revision:0xa1`
    fn attribute(&mut self, line: &str) -> bool {
        let body = line.rsplit_once("pci/devices/").map_or(line, |(_, body)| body);
        let body = body.strip_prefix("./").unwrap_or(body);
        let Some(found) = bdf_at(body, 0) else { return false };
        let Some((name, value)) = body[found.end..].strip_prefix('/').and_then(|tail| tail.split_once([':', '=']))
        else {
            return false;
        };
        let value = value.trim();
        if name.len() > 32 || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return false;
        }
        let mut halves = self.halves.get(&found.bdf).copied().unwrap_or_default();
        let byte = || value.parse::<u8>().ok();
        let device = &mut self.entry(found.bdf).device;
        match name {
            "revision" => device.rev = device.rev.or_else(|| value.trim_start_matches("0x").parse().ok()),
            "class" => device.class = device.class.or_else(|| class_code(value)),
            "vendor" => halves.id.0 = hex(value),
            "device" => halves.id.1 = hex(value),
            "subsystem_vendor" => halves.subsystem.0 = hex(value),
            "subsystem_device" => halves.subsystem.1 = hex(value),
            "secondary_bus_number" => halves.buses.0 = byte(),
            "subordinate_bus_number" => halves.buses.1 = byte(),
            "reset_method" => device.reset = device.reset.or(Some(!value.is_empty())),
            _ => {}
        }
        device.id = device.id.or_else(|| pair(halves.id));
        device.subsystem = device.subsystem.or_else(|| pair(halves.subsystem));
        if let (Some(secondary), Some(subordinate)) = halves.buses {
            device.buses.get_or_insert(BusNumbers { secondary, subordinate });
        }
        self.halves.insert(found.bdf, halves);
        self.open_text = None;
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::iommu::read;

    #[test]
    fn reads_attributes() {
        let text = "== vfiodex collect 1\nIOMMU unit: dmar0\n== devices by group\n\
            IOMMU group 0 0000:00:01.0 0604: 8086:1901\nIOMMU group 0 [RESET] 0000:01:00.0 0300: 10de:2204\n\
            \tKernel driver in use: vfio-pci\n./0000:01:00.0/revision:0xa1\n./0000:00:01.0/subsystem_vendor:0x0000\n\
            ./0000:01:00.0/subsystem_vendor:0x1043\n./0000:00:01.0/subsystem_device:0x0000\n\
            ./0000:01:00.0/subsystem_device:0x87b3\n./0000:00:01.0/secondary_bus_number:1\n\
            ./0000:00:01.0/subordinate_bus_number:1\n./0000:01:00.0/boot_vga:1\n== slots\n\
            /sys/bus/pci/slots/7/address:0000:01:00\n== end\n";
        let listing = read(text).unwrap_or_default();
        assert!(listing.skipped.is_empty(), "{:#?}", listing.skipped);
        assert_eq!(listing.devices.len(), 2);
        let (bridge, card) = (&listing.devices[0], &listing.devices[1]);
        assert_eq!((bridge.subsystem, bridge.buses.map(|b| b.secondary), bridge.reset), (None, Some(1), Some(false)));
        assert_eq!(card.rev.map(|rev| rev.to_string()).as_deref(), Some("a1"));
        assert_eq!(card.subsystem.map(|id| id.to_string()).as_deref(), Some("1043:87b3"));
        assert_eq!((card.class.map(|class| class.0), card.driver.as_deref()), (Some(0x0300), Some("vfio-pci")));
        assert_eq!(listing.slots.len(), 1);
        assert!(!listing.incomplete, "{:?}", listing.incomplete_because);
        let cut = text.split("== slots").next().unwrap_or_default();
        assert!(read(cut).is_ok_and(|listing| listing.incomplete));
    }
}
