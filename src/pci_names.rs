//! Names of PCI vendors, devices and classes from the vendored PCI ID database.

use std::collections::HashMap;
use std::sync::LazyLock;

use vfiodex_engine::{ClassCode, PciId};

static DATABASE: &str = include_str!("../third_party/pci-ids/pci.ids");

static NAMES: LazyLock<PciNames> = LazyLock::new(|| PciNames::parse(DATABASE));

/// Names by ID.
#[derive(Debug, Default)]
pub struct PciNames {
    vendors: HashMap<u16, &'static str>,
    devices: HashMap<PciId, &'static str>,
    classes: HashMap<u16, &'static str>,
}

/// The vendored names.
#[must_use]
pub fn names() -> &'static PciNames {
    &NAMES
}

fn hex(text: &str) -> Option<u16> {
    u16::from_str_radix(text, 16).ok()
}

impl PciNames {
    /// Reads the format of `pci.ids`: vendors at the margin, devices after one tab, subsystems after
    /// two; classes start with `C`.
    fn parse(text: &'static str) -> Self {
        let mut names = Self::default();
        let (mut vendor, mut class) = (None, None);
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("\t\t"))
        {
            if let Some(rest) = line.strip_prefix("C ") {
                class = rest.split_once("  ").and_then(|(id, _)| hex(id));
                vendor = None;
            } else if let Some((id, name)) = line.strip_prefix('\t').and_then(|rest| rest.split_once("  ")) {
                if let (Some(vendor), Some(device)) = (vendor, hex(id)) {
                    names.devices.insert(PciId { vendor, device }, name);
                } else if let (Some(class), Some(sub)) = (class, hex(id)) {
                    names.classes.insert(class << 8 | sub, name);
                }
            } else if let Some((id, name)) = line.split_once("  ") {
                (vendor, class) = (hex(id), None);
                names.vendors.extend(vendor.map(|id| (id, name)));
            }
        }
        names
    }

    /// Name of a vendor, shortened to its part in brackets where there is one: `AMD/ATI`.
    #[must_use]
    pub fn vendor(&self, id: u16) -> Option<&str> {
        let name = self.vendors.get(&id)?;
        let inner = name.rsplit_once('[').and_then(|(_, rest)| rest.strip_suffix(']'));
        Some(inner.unwrap_or(name).trim_end_matches(" Corporation").trim_end_matches(", Inc."))
    }

    /// Name of a device.
    #[must_use]
    pub fn device(&self, id: PciId) -> Option<&str> {
        self.devices.get(&id).copied()
    }

    /// Name of a class and sub-class.
    #[must_use]
    pub fn class(&self, class: ClassCode) -> Option<&str> {
        self.classes.get(&class.0).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_new_and_old_devices() {
        let id = |text: &str| text.parse::<PciId>().unwrap_or_else(|e| unreachable!("{e}"));
        assert!(names().device(id("10de:2b85")).is_some_and(|name| name.contains("5090")));
        assert!(names().device(id("8086:0412")).is_some());
        assert_eq!(names().class(ClassCode(0x0300)), Some("VGA compatible controller"));
        assert_eq!(names().vendor(0x10de), Some("NVIDIA"));
    }
}
