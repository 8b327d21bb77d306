//! Any JSON that pairs addresses with groups.

use serde_json::{Map, Value};

use super::Reader;
use super::record::class_code;
use super::scan::{Number, bdf_at, libvirt_name, next_marker};
use crate::iommu::{Device, Format};
use crate::{Bdf, PciId};

const TRIES: usize = 6;

/// Reads the JSON values of the text; returns the byte ranges that they cover.
pub(super) fn read(text: &str, reader: &mut Reader) -> Vec<(usize, usize)> {
    let mut taken = Vec::new();
    if !text.contains(['{', '[']) || !text.contains("\":") && !text.contains("\" :") {
        return taken;
    }
    let (mut offset, mut tries) = (0, 0);
    for line in text.split_inclusive('\n') {
        let start = offset + line.len() - line.trim_start().len();
        let past = taken.last().is_none_or(|&(_, end)| start >= end);
        offset += line.len();
        if !past || !opens(&text[start..]) || tries == TRIES {
            continue;
        }
        tries += 1;
        let mut stream = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        if let Some(Ok(value)) = stream.next() {
            let before = reader.claimed;
            reader.line = u32::try_from(text[..start].matches('\n').count() + 1).unwrap_or(u32::MAX);
            reader.json_value(&value, None, 0);
            if reader.claimed > before {
                reader.format(Format::Json);
                taken.push((start, start + stream.byte_offset()));
            }
        }
    }
    taken
}

fn opens(text: &str) -> bool {
    let Some(tail) = text.strip_prefix(['[', '{']) else {
        return false;
    };
    tail.trim_start().starts_with(['{', '"', '['])
}

fn address(text: &str) -> Option<Bdf> {
    let text = text.trim();
    let body = text.strip_prefix("pci@").or_else(|| text.strip_prefix("pci:")).unwrap_or(text);
    bdf_at(body, 0).filter(|found| found.end == body.len()).map(|found| found.bdf).or_else(|| libvirt_name(body))
}

fn number(value: &Value) -> Option<u32> {
    match value {
        Value::Number(n) => n.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n < 1_000_000),
        Value::String(s) => {
            let s = s.trim();
            s.parse().ok().or_else(|| s.rsplit_once("iommu_groups/").and_then(|(_, n)| n.parse().ok()))
        }
        Value::Object(map) => ["number", "id", "group"].iter().find_map(|key| map.get(*key).and_then(number)),
        _ => None,
    }
}

/// A key without case and punctuation.
fn bare(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn own_group(map: &Map<String, Value>) -> Option<u32> {
    let has_devices = map
        .iter()
        .any(|(key, value)| value.is_array() && matches!(bare(key).as_str(), "devices" | "members" | "pcidevices"));
    let keys: &[&str] = if has_devices {
        &["iommugroup", "group", "iommu", "id", "number", "groupid", "groupnumber"]
    } else {
        &["iommugroup", "iommugroupid", "iommugroupnumber", "group", "iommu"]
    };
    keys.iter().find_map(|wanted| map.iter().find(|(key, _)| bare(key) == *wanted).and_then(|(_, value)| number(value)))
}

fn own_address(map: &Map<String, Value>) -> Option<Bdf> {
    const KEYS: &[&str] = &[
        "id",
        "address",
        "bdf",
        "slot",
        "pciaddress",
        "pcibdf",
        "pcislot",
        "pcieslot",
        "busid",
        "pci",
        "pciid",
        "device",
        "deviceid",
        "businfo",
        "pciaddr",
        "addr",
        "name",
        "hostpcibdf",
        "location",
        "pciebdf",
        "dbdf",
        "pcibusid",
    ];
    map.iter()
        .filter(|(key, _)| KEYS.contains(&bare(key).as_str()))
        .find_map(|(_, value)| value.as_str().and_then(address))
}

impl Reader {
    fn json_value(&mut self, value: &Value, group: Option<u32>, depth: usize) {
        if depth > 64 {
            return;
        }
        match value {
            Value::Object(map) => self.json_object(map, group, None, depth),
            Value::Array(items) => items.iter().for_each(|item| self.json_value(item, group, depth + 1)),
            Value::String(text) => self.json_text(text, group),
            _ => {}
        }
    }

    /// An address, or a line of lspci, in a list that belongs to a group.
    fn json_text(&mut self, text: &str, group: Option<u32>) {
        let Some(group) = group else {
            return;
        };
        if let Some(bdf) = address(text) {
            self.claim(bdf, group);
        } else if let Some(found) = bdf_at(text.trim(), 0) {
            self.claim(found.bdf, group);
            let tail = text.trim()[found.end..].to_owned();
            self.describe(found.bdf, &tail);
        }
    }

    fn json_object(&mut self, map: &Map<String, Value>, outer: Option<u32>, key: Option<Bdf>, depth: usize) {
        let own = own_group(map);
        let here = own_address(map).or(key);
        if let Some(bdf) = here {
            let device = json_device(map, bdf);
            self.hides_bridges |= map.contains_key("iommugroup");
            self.merge(device);
            if let Some(group) = own.or(outer) {
                self.claim(bdf, group);
            }
        }
        for (name, value) in map {
            let key_group = name.parse().ok().or_else(|| {
                next_marker(name, 0)
                    .filter(|m| m.at == 0)
                    .and_then(|m| if let Number::Is(n) = m.number { Some(n) } else { None })
            });
            match (value, address(name)) {
                (Value::Object(inner), Some(bdf)) => self.json_object(inner, None, Some(bdf), depth + 1),
                // {"0000:01:00.0": 1}, only below a key that says what the number is.
                (Value::Number(_) | Value::String(_), Some(bdf)) if outer.is_none() && self.json_groups_below => {
                    if let Some(group) = number(value) {
                        self.claim(bdf, group);
                    }
                }
                (Value::Array(_) | Value::Object(_), None) => {
                    let lists = [
                        "devices",
                        "members",
                        "iommumembers",
                        "groupmembers",
                        "groupdevices",
                        "iommugroupdevices",
                        "pcidevices",
                    ];
                    let named = lists.contains(&bare(name).as_str());
                    let inherited = if named {
                        own.or(outer)
                    } else if here.is_none() {
                        own.or(outer).filter(|_| own.is_none())
                    } else {
                        None
                    };
                    let was = std::mem::replace(&mut self.json_groups_below, bare(name).contains("iommu"));
                    self.json_value(value, key_group.or(inherited), depth + 1);
                    self.json_groups_below = was;
                }
                _ => {}
            }
        }
    }
}

fn json_device(map: &Map<String, Value>, bdf: Bdf) -> Device {
    let get = |wanted: &[&str]| {
        wanted.iter().find_map(|w| map.iter().find(|(key, _)| bare(key) == *w).and_then(|(_, value)| value.as_str()))
    };
    let half = |keys: &[&str]| {
        let raw = get(keys)?;
        let digits = raw.strip_prefix("0x").unwrap_or(raw);
        (digits.len() == 4).then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let pair = |vendor: &[&str], device: &[&str]| Some(PciId { vendor: half(vendor)?, device: half(device)? });
    let mut device = Device::at(bdf);
    device.id = pair(&["vendorid", "vendor"], &["deviceid", "device", "productid", "product"])
        .or_else(|| get(&["ids", "pciid", "vendordevice", "vendordeviceid", "hwid", "deviceid", "id"])?.parse().ok());
    device.subsystem = pair(&["subsystemvendor", "subsystemvendorid"], &["subsystemdevice", "subsystemdeviceid"]);
    device.class = get(&["class", "classcode", "classid", "pciclass"]).and_then(class_code);
    device.driver = get(&["driver", "kerneldriver", "currentdriver"]).and_then(super::driver_name);
    device
}
