//! `Key: value` records: `lspci -vmm`, and the YAML of `pvesh`.

use super::Reader;
use super::describe::{text, trailing_code};
use super::scan::bdf_at;
use crate::iommu::{Device, Format};
use crate::{Bdf, ClassCode, PciId};

/// Fields gathered until the record ends.
#[derive(Debug, Default)]
pub(super) struct Record {
    device: Option<Device>,
    class: Option<ClassCode>,
    class_name: Option<String>,
    vendor: Option<(String, Option<u16>)>,
    product: Option<(String, Option<u16>)>,
    sub_vendor: Option<u16>,
    sub_device: Option<u16>,
    group: Option<u32>,
    yaml: bool,
}

fn half(code: &str) -> Option<u16> {
    u16::from_str_radix(code, 16).ok()
}

/// A value with its code: `NVIDIA Corporation [10de]`, `0x10de` or a bare name.
fn coded(value: &str) -> (String, Option<u16>) {
    if let Some(code) = value.strip_prefix("0x") {
        return (String::new(), half(code));
    }
    if let Some((name, code)) = trailing_code(value) {
        return (name.to_owned(), half(&code));
    }
    (value.to_owned(), (value.len() == 4).then(|| half(value)).flatten())
}

/// `0x030000`, `0300` or `030000` as a class.
pub(super) fn class_code(value: &str) -> Option<ClassCode> {
    let digits = value.strip_prefix("0x").unwrap_or(value);
    match digits.len() {
        4 | 6 => digits.get(..4)?.parse().ok(),
        // Some tools drop the leading zero: 0x30000.
        5 if value.starts_with("0x") => format!("0{}", digits.get(..3)?).parse().ok(),
        _ => None,
    }
}

fn whole(value: &str) -> Option<Bdf> {
    bdf_at(value, 0).filter(|found| found.end == value.len()).map(|found| found.bdf)
}

impl Reader {
    /// Reads a line of a record; true when it was one.
    pub(super) fn record_line(&mut self, rest: &str, item: bool) -> bool {
        let Some((key, value)) = rest.split_once(':') else {
            return false;
        };
        if key.len() > 22 || !key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_') {
            return false;
        }
        let value = value.trim().trim_matches(['"', '\'', ',']).trim_end_matches(" |").trim();
        let open = self.record.device.is_some();
        let yaml = self.record.yaml || item && matches!(key, "class" | "device" | "id" | "iommugroup");
        let named = key == "Slot" || key == "Device" && self.scope.group.is_none();
        let starts = named && whole(value).is_some();
        if starts {
            self.end_record();
            self.record.device = whole(value).map(Device::at);
            return true;
        }
        if yaml {
            if item {
                self.end_record();
                self.record.yaml = true;
            }
            return self.yaml_field(key, value);
        }
        open && self.record_field(key, value)
    }

    fn record_field(&mut self, key: &str, value: &str) -> bool {
        let record = &mut self.record;
        let Some(device) = &mut record.device else {
            return false;
        };
        match key {
            "Class" => match trailing_code(value) {
                Some((name, code)) => (record.class, record.class_name) = (code.parse().ok(), text(name)),
                None => match class_code(value) {
                    Some(class) => record.class = Some(class),
                    None => record.class_name = text(value),
                },
            },
            "Vendor" => record.vendor = Some(coded(value)),
            "Device" => record.product = Some(coded(value)),
            "SVendor" => record.sub_vendor = coded(value).1,
            "SDevice" => record.sub_device = coded(value).1,
            "Rev" => device.rev = value.parse().ok(),
            "Driver" => device.driver = super::driver_name(value),
            "PhySlot" => device.slot = text(value).filter(|slot| slot.len() < 40),
            "IOMMUGroup" => match value.parse() {
                Ok(group) => record.group = Some(group),
                Err(_) => return false,
            },
            "Module" | "ProgIf" | "NUMANode" | "DTNode" => {}
            _ => return false,
        }
        true
    }

    fn yaml_field(&mut self, key: &str, value: &str) -> bool {
        let record = &mut self.record;
        match key {
            "id" => record.device = whole(value).map(Device::at),
            "class" => record.class = class_code(value),
            "vendor" => record.vendor = Some((record.vendor.take().unwrap_or_default().0, coded(value).1)),
            "device" => record.product = Some((record.product.take().unwrap_or_default().0, coded(value).1)),
            "vendor_name" => record.vendor = Some((value.to_owned(), record.vendor.take().unwrap_or_default().1)),
            "device_name" => record.product = Some((value.to_owned(), record.product.take().unwrap_or_default().1)),
            "subsystem_vendor" => record.sub_vendor = coded(value).1,
            "subsystem_device" => record.sub_device = coded(value).1,
            "iommugroup" => record.group = value.parse().ok(),
            _ => return key.starts_with("subsystem") || key == "mdev",
        }
        true
    }

    /// Hands the gathered record over.
    pub(super) fn end_record(&mut self) {
        let record = std::mem::take(&mut self.record);
        let Some(mut device) = record.device else {
            return;
        };
        let pair = |vendor: Option<u16>, device: Option<u16>| Some(PciId { vendor: vendor?, device: device? });
        let code = |part: &Option<(String, Option<u16>)>| part.as_ref().and_then(|(_, code)| *code);
        device.id = pair(code(&record.vendor), code(&record.product));
        device.subsystem = pair(record.sub_vendor, record.sub_device);
        (device.class, device.class_name) = (record.class, record.class_name);
        let name = |part: Option<(String, Option<u16>)>| part.map(|(name, _)| name).unwrap_or_default();
        device.name = text(&format!("{} {}", name(record.vendor), name(record.product)));
        self.format(if record.yaml { Format::Table } else { Format::LspciRecords });
        self.hides_bridges |= record.yaml;
        let address = device.address;
        self.merge(device);
        if let Some(group) = record.group {
            self.claim(address, group);
        }
    }
}
