//! Listings in the formats that people paste, made from devices.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Device;

fn by_group(devices: &[Device]) -> BTreeMap<u32, Vec<&Device>> {
    let mut groups: BTreeMap<u32, Vec<&Device>> = BTreeMap::new();
    for device in devices {
        if let Some(group) = device.group {
            groups.entry(group).or_default().push(device);
        }
    }
    groups
}

/// `01:00.0`, with the domain only where it is not 0.
fn short(device: &Device) -> String {
    let full = device.address.to_string();
    full.strip_prefix("0000:").map(str::to_owned).unwrap_or(full)
}

/// A line as `lspci -nn` prints it.
#[must_use]
pub fn lspci_line(device: &Device) -> String {
    let mut line = format!("{} {}", short(device), device.class_name.as_deref().unwrap_or("Class"));
    if let Some(class) = device.class {
        let _ = write!(line, " [{class}]");
    }
    let _ = write!(line, ": {}", device.name.as_deref().unwrap_or("Device"));
    if let Some(id) = device.id {
        let _ = write!(line, " [{id}]");
    }
    if let Some(rev) = device.rev {
        let _ = write!(line, " (rev {rev})");
    }
    line
}

/// A line per group, its devices below.
#[must_use]
pub fn headers(devices: &[Device]) -> String {
    let mut out = String::new();
    for (number, members) in by_group(devices) {
        let _ = writeln!(out, "IOMMU Group {number}:");
        for device in members {
            let _ = writeln!(out, "\t{}", lspci_line(device));
        }
    }
    out
}

/// Group and device on every line.
#[must_use]
pub fn one_per_line(devices: &[Device]) -> String {
    let mut out = String::new();
    for (number, members) in by_group(devices) {
        for device in members {
            let _ = writeln!(out, "IOMMU Group {number} {}", lspci_line(device));
        }
    }
    out
}

/// What `find /sys/kernel/iommu_groups -type l` prints.
#[must_use]
pub fn paths(devices: &[Device]) -> String {
    let mut out = String::new();
    for (number, members) in by_group(devices) {
        for device in members {
            let _ = writeln!(out, "/sys/kernel/iommu_groups/{number}/devices/{}", device.address);
        }
    }
    out
}

/// What the kernel logs.
#[must_use]
pub fn kernel_log(devices: &[Device]) -> String {
    let mut out = String::new();
    for (step, device) in devices.iter().filter(|d| d.group.is_some()).enumerate() {
        let group = device.group.unwrap_or_default();
        let _ = writeln!(out, "[    0.{:06}] pci {}: Adding to iommu group {group}", 400_000 + step, device.address);
    }
    out
}

/// What `lspci -nnvmm` prints, devices without a group included.
#[must_use]
pub fn records(devices: &[Device]) -> String {
    let mut out = String::new();
    let hex = |value: u16| format!("{value:04x}");
    for device in devices {
        let mut line = |key: &str, value: String| {
            let _ = writeln!(out, "{key}:\t{value}");
        };
        line("Slot", short(device));
        let class_name = device.class_name.as_deref().unwrap_or("Class");
        line("Class", device.class.map_or(class_name.to_owned(), |class| format!("{class_name} [{class}]")));
        if let Some(id) = device.id {
            line("Vendor", format!("Vendor [{}]", hex(id.vendor)));
            line("Device", format!("{} [{}]", device.name.as_deref().unwrap_or("Device"), hex(id.device)));
        }
        if let Some(id) = device.subsystem {
            line("SVendor", format!("Vendor [{}]", hex(id.vendor)));
            line("SDevice", format!("Device [{}]", hex(id.device)));
        }
        if let Some(rev) = device.rev {
            line("Rev", rev.to_string());
        }
        if let Some(driver) = &device.driver {
            line("Driver", driver.clone());
        }
        if let Some(group) = device.group {
            line("IOMMUGroup", group.to_string());
        }
        out.push('\n');
    }
    out
}
