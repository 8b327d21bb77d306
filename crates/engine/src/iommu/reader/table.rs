//! Tables: that of `pvesh get …/hardware/pci`, with or without borders, and any other whose head names
//! a group column and an address column.

use super::Reader;
use super::describe::text;
use super::record::class_code;
use super::scan::bdf_at;
use crate::PciId;
use crate::iommu::{Device, Format};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    At(char),
    Blanks,
}

/// Where the columns of a table stand.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    cut: Cut,
    names: Vec<String>,
    group: usize,
    address: usize,
}

const GROUP: &[&str] =
    &["iommugroup", "iommu group", "iommu_group", "group", "iommu", "grp", "iommu grp", "iommu-group"];
const ADDRESS: &[&str] = &[
    "id",
    "address",
    "bdf",
    "slot",
    "pci",
    "pci address",
    "pci_address",
    "pci addr",
    "bus id",
    "busid",
    "pci id",
    "dbdf",
    "pci slot",
    "pcie address",
    "device",
    "addr",
    "location",
    "pci device",
];

fn cells(line: &str, cut: Cut) -> Vec<&str> {
    match cut {
        Cut::At(c) => {
            let body = line.trim().trim_matches(c);
            body.split(c).map(|cell| cell.trim_matches([' ', '\t', '*', '`', '"'])).take(64).collect()
        }
        Cut::Blanks => line.split_whitespace().take(64).collect(),
    }
}

fn head(line: &str, cut: Cut) -> Option<Columns> {
    // Words of a sentence or of lspci's flags are no columns.
    if line.contains(|c: char| c.is_ascii_digit()) || cut == Cut::Blanks && line.contains([':', ',', '.', '"', '$']) {
        return None;
    }
    let names: Vec<String> = cells(line, cut).iter().map(|cell| cell.to_ascii_lowercase()).collect();
    let find = |wanted: &[&str], not: usize| {
        wanted.iter().find_map(|w| names.iter().position(|name| name == w).filter(|&at| at != not))
    };
    let group = find(GROUP, usize::MAX)?;
    let address = find(ADDRESS, group)?;
    Some(Columns { cut, names, group, address })
}

impl Reader {
    /// Takes a line as the head of a table.
    pub(super) fn table_head(&mut self, line: &str) -> bool {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        let cuts = [Cut::At('│'), Cut::At('|'), Cut::At('\t'), Cut::At(','), Cut::At(';'), Cut::Blanks];
        let fits = |cut: &Cut| match cut {
            Cut::At(c) => line.contains(*c),
            Cut::Blanks => line.len() < 300,
        };
        let Some(columns) = cuts.iter().filter(|cut| fits(cut)).find_map(|cut| head(line, *cut)) else {
            return false;
        };
        self.hides_bridges |= columns.names.iter().any(|name| name == "iommugroup");
        self.end_scope();
        self.table = Some(columns);
        true
    }

    /// Takes a line as a row of the table that is open.
    pub(super) fn table_row(&mut self, line: &str) -> bool {
        let Some(columns) = self.table.take() else {
            return false;
        };
        let used = self.row(&columns, line.trim_start_matches(['>', ' ', '\t']));
        self.table = Some(columns);
        used
    }

    fn row(&mut self, columns: &Columns, line: &str) -> bool {
        let cells = cells(line, columns.cut);
        let whole = |cell: &str| bdf_at(cell, 0).filter(|found| found.end == cell.len()).map(|found| found.bdf);
        let Some(bdf) = cells.get(columns.address).and_then(|cell| whole(cell)) else {
            return false;
        };
        let cell = |name: &str| {
            columns
                .names
                .iter()
                .position(|n| n == name)
                .and_then(|at| cells.get(at))
                .copied()
                .filter(|cell| !cell.is_empty())
        };
        let half = |name: &str| {
            let raw = cell(name)?;
            let digits = raw.strip_prefix("0x").unwrap_or(raw);
            (digits.len() == 4).then(|| u16::from_str_radix(digits, 16).ok())?
        };
        let pair = |vendor: &str, device: &str| Some(PciId { vendor: half(vendor)?, device: half(device)? });
        let mut device = Device::at(bdf);
        device.id = pair("vendor", "device").or_else(|| {
            ["vendor:device", "pci id", "device id", "vendor id", "ids", "id", "pciid"]
                .iter()
                .find_map(|n| cell(n)?.parse().ok())
        });
        device.subsystem = pair("subsystem_vendor", "subsystem_device");
        device.class = cell("class").and_then(class_code);
        if columns.cut != Cut::Blanks {
            let name = [cell("vendor_name"), cell("device_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let other = ["name", "description", "device name", "model"].iter().find_map(|n| cell(n));
            device.name = text(&name).or_else(|| other.and_then(text));
            device.class_name = cell("class").filter(|c| class_code(c).is_none()).and_then(text);
            device.driver = cell("driver").and_then(super::driver_name);
        }
        self.format(Format::Table);
        self.merge(device);
        if let Some(group) = cells.get(columns.group).and_then(|cell| cell.trim_start_matches('#').parse().ok()) {
            self.claim(bdf, group);
        }
        true
    }
}
