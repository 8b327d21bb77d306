//! What sysfs and dmidecode say about board, BIOS and slots.

use super::{Facts, Section, set};
use crate::iommu::reader::words::{slot_address, value};
use crate::iommu::{Slot, SlotSource};

impl Facts {
    /// `board_name: X`, `/sys/class/dmi/id/board_name:X`, and the slots of `/sys/bus/pci/slots`.
    pub(super) fn sysfs(&mut self, text: &str) -> bool {
        if let Some(at) = text.find("/sys/bus/pci/slots/") {
            return self.sysfs_slot(&text[at + 19..]);
        }
        let body = text.rsplit_once("dmi/id/").map_or(text, |(_, body)| body);
        let Some((key, raw)) = body.split_once([':', '=']) else {
            return false;
        };
        let target = match key.trim() {
            "board_vendor" | "sys_vendor" => &mut self.host.vendor,
            "board_name" => &mut self.host.board,
            "product_name" => &mut self.host.product,
            "bios_version" => &mut self.host.bios_version,
            "bios_date" => &mut self.host.bios_date,
            key => return key.ends_with("_serial") || key.ends_with("_uuid") || key.ends_with("asset_tag"),
        };
        set(target, value(raw));
        true
    }

    fn sysfs_slot(&mut self, tail: &str) -> bool {
        let Some((label, rest)) = tail.split_once('/') else {
            return true;
        };
        let address = rest.strip_prefix("address").map(|a| a.trim_start_matches([':', '=', ' ', '\t']).trim());
        if let Some(address) = address.filter(|a| slot_address(a)) {
            self.push_slot(label, Some(address), SlotSource::Sysfs);
        }
        true
    }

    pub(in crate::iommu::reader) fn push_slot(&mut self, label: &str, address: Option<&str>, source: SlotSource) {
        let slot = Slot {
            label: label.trim().chars().take(60).collect(),
            address: address.map(str::to_ascii_lowercase),
            source,
            kind: None,
            in_use: None,
        };
        if !self.slots.contains(&slot) && self.slots.len() < 256 {
            self.slots.push(slot);
        }
    }

    pub(super) fn dmidecode(&mut self, line: &str, text: &str) -> bool {
        match text.trim_end() {
            "BIOS Information" => self.section = Section::Bios,
            "System Information" => self.section = Section::System,
            "Base Board Information" => self.section = Section::Board,
            "System Slot Information" => {
                self.section = Section::Slot;
                self.slots.push(Slot {
                    label: String::new(),
                    address: None,
                    source: SlotSource::Dmi,
                    kind: None,
                    in_use: None,
                });
            }
            t if t.ends_with(" Information") && line.len() == t.len() => self.section = Section::Other,
            _ => return self.section != Section::None && self.dmi_key(text),
        }
        true
    }

    fn dmi_key(&mut self, text: &str) -> bool {
        if text.starts_with("Handle 0x") {
            self.section = Section::Other;
            return true;
        }
        let Some((key, raw)) = text.split_once(':') else {
            return false;
        };
        let host = &mut self.host;
        match (self.section, key.trim()) {
            (Section::Bios, "Version") => set(&mut host.bios_version, value(raw)),
            (Section::Bios, "Release Date") => set(&mut host.bios_date, value(raw)),
            (Section::System | Section::Board, "Manufacturer") => set(&mut host.vendor, value(raw)),
            (Section::System, "Product Name") => set(&mut host.product, value(raw)),
            (Section::Board, "Product Name") => set(&mut host.board, value(raw)),
            (Section::Slot, key) => return self.dmi_slot(key.to_owned().as_str(), raw.trim()),
            (_, key) => {
                return [
                    "Serial Number",
                    "UUID",
                    "Asset Tag",
                    "Vendor",
                    "Version",
                    "Family",
                    "SKU Number",
                    "Wake-up Type",
                ]
                .contains(&key);
            }
        }
        true
    }

    fn dmi_slot(&mut self, key: &str, raw: &str) -> bool {
        let Some(slot) = self.slots.last_mut() else {
            return false;
        };
        match key {
            "Designation" => slot.label = raw.chars().take(60).collect(),
            "Type" => slot.kind = Some(raw.chars().take(60).collect()),
            "Current Usage" => slot.in_use = Some(raw.eq_ignore_ascii_case("in use")),
            "Bus Address" => slot.address = slot_address(raw).then(|| raw.to_ascii_lowercase()),
            "Length"
            | "ID"
            | "Characteristics"
            | "Data Bus Width"
            | "Peer Devices"
            | "Slot Physical Width"
            | "Height"
            | "Pitch" => {}
            _ => return false,
        }
        true
    }

    /// A blank line ends a dmidecode block.
    pub(in crate::iommu::reader) fn blank(&mut self) {
        self.section = Section::None;
    }
}
