use serde::Serialize;
use vfiodex_engine::iommu::{BusNumbers, Device, Revision};
use vfiodex_engine::{Bdf, ClassCode, PciId};

use super::iommu::Groups;
use super::{Sysroot, Use, in_use};

const FOLDER: &str = "/sys/bus/pci/devices";
/// Flags of a line of `resource`.
const PREFETCHABLE: u64 = 0x2000;
const MEMORY: u64 = 0x200;
const UNSET: u64 = 0x2000_0000;

/// One PCI function as sysfs shows it.
#[derive(Clone, Debug, Serialize)]
pub struct PciDevice {
    /// Where it sits.
    pub address: Bdf,
    /// `vendor:device`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<PciId>,
    /// Class and sub-class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassCode>,
    /// Subsystem ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subsystem: Option<PciId>,
    /// Revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// Driver that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// Driver that it is reserved for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver_override: Option<String>,
    /// IOMMU group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    /// The bridge directly above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Bdf>,
    /// Bus numbers of a bridge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buses: Option<BusNumbers>,
    /// What `reset_method` lists, in the kernel's order; absent before Linux 5.15.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset_methods: Option<Vec<String>>,
    /// Whether the kernel offers a reset at all.
    pub reset: bool,
    /// Whether the kernel may cut its power.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d3cold_allowed: Option<bool>,
    /// Whether the firmware used it as the primary display.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_vga: Option<bool>,
    /// Memory windows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bars: Vec<Bar>,
    /// PCI Express link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// NUMA node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numa_node: Option<i64>,
    /// Video memory in bytes, where the driver says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_memory: Option<u64>,
    /// What the host uses it for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_for: Vec<Use>,
}

/// A memory window (BAR).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Number, 0 to 5.
    pub number: u8,
    /// Size in bytes.
    pub bytes: u64,
    /// Whether it is prefetchable.
    pub prefetchable: bool,
    /// Whether firmware or kernel found a place for it.
    pub placed: bool,
    /// Largest size in bytes that Resizable BAR offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resizable_to: Option<u64>,
}

/// A PCI Express link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Lanes now.
    pub lanes: u8,
    /// Lanes that the card has.
    pub most_lanes: u8,
    /// Speed now, as the kernel prints it. Cards slow down when idle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<String>,
    /// Highest speed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_speed: Option<String>,
}

/// Reads every PCI function, by address.
pub(super) fn read(root: &Sysroot, groups: &Groups) -> Vec<PciDevice> {
    let mounted = in_use::mounted(root);
    let mut all: Vec<PciDevice> = root
        .names(FOLDER)
        .iter()
        .filter_map(|name| name.parse::<Bdf>().ok())
        .map(|address| PciDevice { used_for: in_use::uses(root, &mounted, address), ..device(root, groups, address) })
        .collect();
    all.sort_by_key(|device| device.address);
    all
}

fn device(root: &Sysroot, groups: &Groups, address: Bdf) -> PciDevice {
    let at = |name: &str| format!("{FOLDER}/{address}/{name}");
    let word = |name: &str| root.number(&at(name)).and_then(|value| u16::try_from(value).ok());
    let pair = |vendor: &str, device: &str| Some(PciId { vendor: word(vendor)?, device: word(device)? });
    let bus = |name: &str| root.number(&at(name)).and_then(|value| u8::try_from(value).ok());
    let buses = bus("secondary_bus_number")
        .zip(bus("subordinate_bus_number"))
        .map(|(secondary, subordinate)| BusNumbers { secondary, subordinate });
    let class = root.number(&at("class")).and_then(|value| u16::try_from(value >> 8).ok()).map(ClassCode);
    let methods = root.exists(&at("reset_method")).then(|| root.line(&at("reset_method")).unwrap_or_default());
    PciDevice {
        address,
        id: pair("vendor", "device"),
        class,
        // Bridges have a subsystem of zeros, which is none.
        subsystem: pair("subsystem_vendor", "subsystem_device").filter(|id| id.vendor != 0),
        revision: root.number(&at("revision")).and_then(|value| u8::try_from(value).ok()).map(Revision),
        driver: root.link_name(&at("driver")),
        driver_override: root.line(&at("driver_override")).filter(|name| name != "(null)"),
        group: root.link_name(&at("iommu_group")).and_then(|name| name.parse().ok()).or_else(|| groups.of(address)),
        parent: root.link(&format!("{FOLDER}/{address}")).and_then(|path| parent_in(&path, address)),
        buses,
        reset: root.exists(&at("reset")) || methods.as_deref().is_some_and(|text| !text.is_empty()),
        reset_methods: methods.map(|text| text.split_whitespace().take(8).map(str::to_owned).collect()),
        d3cold_allowed: root.flag(&at("d3cold_allowed")),
        boot_vga: root.flag(&at("boot_vga")),
        bars: bars(root, &at),
        link: link(root, &at),
        numa_node: root.number(&at("numa_node")).filter(|node| *node >= 0),
        video_memory: root.number(&at("mem_info_vram_total")).and_then(|bytes| u64::try_from(bytes).ok()),
        used_for: Vec::new(),
    }
}

/// The bridge above a device, from the path that its link has.
fn parent_in(path: &str, address: Bdf) -> Option<Bdf> {
    let parts: Vec<Option<Bdf>> = path.split('/').map(|part| part.parse().ok()).collect();
    let own = parts.iter().rposition(|part| *part == Some(address))?;
    parts[..own].iter().rev().find_map(|part| *part)
}

fn bars(root: &Sysroot, at: &impl Fn(&str) -> String) -> Vec<Bar> {
    let hex = |text: Option<&str>| u64::from_str_radix(text?.strip_prefix("0x")?, 16).ok();
    let Some(text) = root.text(&at("resource")) else { return Vec::new() };
    let lines = text.lines().take(6).zip(0u8..);
    lines
        .filter_map(|(line, number)| {
            let mut words = line.split_whitespace();
            let (start, end, flags) = (hex(words.next())?, hex(words.next())?, hex(words.next())?);
            let bytes = end.checked_sub(start).filter(|_| end > 0)?.checked_add(1)?;
            (flags & MEMORY != 0).then(|| Bar {
                number,
                bytes,
                prefetchable: flags & PREFETCHABLE != 0,
                placed: flags & UNSET == 0 && start > 0,
                resizable_to: resizable_to(root, &at(&format!("resource{number}_resize"))),
            })
        })
        .collect()
}

/// The file holds a bit for every size, 1 MiB first.
fn resizable_to(root: &Sysroot, path: &str) -> Option<u64> {
    let text = root.text(path)?;
    let sizes = u64::from_str_radix(text.trim_start_matches("0x"), 16).ok().filter(|sizes| *sizes != 0)?;
    1u64.checked_shl(20 + sizes.ilog2())
}

fn link(root: &Sysroot, at: &impl Fn(&str) -> String) -> Option<Link> {
    let lanes = |name: &str| root.number(&at(name)).and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=32).contains(n));
    let speed = |name: &str| root.line(&at(name)).filter(|text| !text.starts_with("Unknown"));
    Some(Link {
        lanes: lanes("current_link_width")?,
        most_lanes: lanes("max_link_width")?,
        speed: speed("current_link_speed"),
        top_speed: speed("max_link_speed"),
    })
}

impl PciDevice {
    /// The device in the words of the engine.
    #[must_use]
    pub fn to_engine(&self) -> Device {
        Device {
            group: self.group,
            id: self.id,
            subsystem: self.subsystem,
            rev: self.revision,
            class: self.class,
            driver: self.driver.clone(),
            reset: Some(self.reset),
            buses: self.buses,
            parent: self.parent,
            ..Device::at(self.address)
        }
    }

    /// The largest window, as it is and as it could be.
    #[must_use]
    pub fn largest_bar(&self) -> Option<&Bar> {
        self.bars.iter().max_by_key(|bar| bar.bytes.max(bar.resizable_to.unwrap_or(0)))
    }
}
