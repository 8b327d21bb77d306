use serde::{Deserialize, Serialize};

use super::{Device, Host, Slot};
use crate::Bdf;

/// What was read from a paste. Nothing personal lands here: no serial numbers, MAC addresses, host or
/// user names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listing {
    /// Every PCI device that the paste shows, sorted by address.
    pub devices: Vec<Device>,
    /// The paste does not show the whole machine, as far as can be told.
    pub incomplete: bool,
    /// Why it is called incomplete, one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incomplete_because: Vec<String>,
    /// Devices that the paste puts into more than one group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// What was not used, with line numbers and reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// What the paste says about the machine it was taken on.
    pub host: Host,
    /// Physical slots that the paste names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Slot>,
    /// The formats that were recognised, in order of appearance.
    pub formats: Vec<Format>,
}

impl Listing {
    /// The device at this address.
    #[must_use]
    pub fn device(&self, address: Bdf) -> Option<&Device> {
        self.devices.binary_search_by_key(&address, |device| device.address).ok().map(|at| &self.devices[at])
    }

    /// Numbers of all groups that hold a PCI device, sorted.
    #[must_use]
    pub fn group_numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.devices.iter().filter_map(|device| device.group).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// A device that the paste puts into more than one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conflict {
    /// The device.
    pub address: Bdf,
    /// Every group it was claimed for, in order of appearance.
    pub groups: Vec<u32>,
    /// The lines that claim it, in the same order.
    pub lines: Vec<u32>,
    /// The group that was followed: the last one of a kernel log, which is a chronicle. In any other
    /// format none is, and the device is listed without a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<u32>,
}

/// A line, or several in a row, of which nothing was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Skipped {
    /// First line, counted from 1.
    pub line: u32,
    /// Last line.
    pub through: u32,
    /// Why, in plain words.
    pub reason: String,
    /// The part that looked like a device or a group, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A way in which group listings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A line per group, its devices below.
    GroupHeaders,
    /// Group and device on every line.
    OnePerLine,
    /// sysfs paths or links, as `find` and `ls -l` print them.
    SysfsPaths,
    /// Kernel log, `Adding to iommu group`.
    KernelLog,
    /// `lspci` lines that name no group; joined to the others by address.
    Lspci,
    /// `lspci -v` blocks.
    LspciVerbose,
    /// `lspci -vmm` records.
    LspciRecords,
    /// A table, such as that of `pvesh get …/hardware/pci`.
    Table,
    /// Any JSON with addresses and groups, such as that of `pvesh … --output-format json`.
    Json,
    /// libvirt's node device XML.
    NodedevXml,
}
