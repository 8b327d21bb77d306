//! Pasted listings as layout records.

use serde_json::{Map, Value, json};
use vfiodex_engine::iommu::{Device, Listing};
use vfiodex_engine::version::{BiosVersion, KernelVersion};
use vfiodex_engine::{PciId, Tri};

use crate::record::Date;

/// What the reporter told beside the paste. It counts before what the paste says.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Board by its record's ID.
    pub board: Option<String>,
    /// Name of the board, where its record is known.
    pub board_name: Option<String>,
    /// BIOS version.
    pub bios: Option<String>,
    /// Kernel release.
    pub kernel: Option<String>,
    /// Processor.
    pub cpu: Option<String>,
    /// Whether an ACS override was in force.
    pub acs_override: Option<bool>,
    /// Address of the document that has the paste.
    pub source: Option<String>,
    /// Title of that document.
    pub source_title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Day of the observation.
    pub date: Option<Date>,
    /// Day on which the paste was read.
    pub accessed: Option<Date>,
    /// Why the listing is not complete, where the reporter knows.
    pub missing: Option<String>,
}

/// A layout record made of a listing, with the parts of its place.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The board's ID, `unknown-board` where neither paste nor reporter named it.
    pub board: String,
    /// The file's name without its ending: `<bios>--<kernel>`.
    pub stem: String,
    /// The record in the order of its schema.
    pub record: Value,
}

/// Makes the layout record of a listing.
#[must_use]
pub fn layout(listing: &Listing, told: &Told) -> Imported {
    let host = &listing.host;
    let bios = told.bios.clone().or_else(|| host.bios_version.clone()).filter(|v| v.parse::<BiosVersion>().is_ok());
    let kernel = told.kernel.clone().or_else(|| host.kernel.clone()).filter(|v| v.parse::<KernelVersion>().is_ok());
    let board = told.board.clone().unwrap_or_else(|| "unknown-board".into());
    let spelled = [host.vendor.as_deref(), host.board.as_deref().or(host.product.as_deref())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let board_name =
        told.board_name.clone().or_else(|| (!spelled.is_empty()).then_some(spelled)).unwrap_or_else(|| board.clone());
    let mut name = board_name;
    name.extend(bios.iter().map(|bios| format!(", BIOS {bios}")));
    name.extend(kernel.iter().map(|kernel| format!(", kernel {kernel}")));
    let acs = told.acs_override.or(match host.acs_override {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    });
    let mut because: Vec<String> =
        told.missing.clone().into_iter().chain(listing.incomplete_because.iter().map(|why| sentence(why))).collect();
    because.dedup();
    let incomplete = listing.incomplete || told.missing.is_some();
    let mut record = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            record.insert(key.to_owned(), value);
        }
    };
    put("name", Some(name.into()));
    put("board", Some(board.clone().into()));
    put("bios", bios.clone().map(Value::from));
    put("bios_date", host.bios_date.as_deref().and_then(bios_date).map(Value::from));
    put("kernel", kernel.clone().map(Value::from));
    let (hypervisor, version) = hypervisor(host.hypervisor.as_deref());
    put("hypervisor", hypervisor.map(Value::from));
    put("hypervisor_version", version.map(Value::from));
    put("cpu", told.cpu.clone().or_else(|| host.cpu.clone()).map(Value::from));
    put(
        "command_line",
        host.command_line.as_ref().filter(|words| !words.is_empty()).map(|words| words.join(" ").into()),
    );
    put("acs_override", acs.map(Value::from));
    put("date", told.date.map(|date| date.to_string().into()));
    put("complete", Some((!incomplete).into()));
    put(
        "missing",
        incomplete.then(|| {
            if because.is_empty() {
                "The listing does not show the whole machine.".into()
            } else {
                because.join(" ").into()
            }
        }),
    );
    put("devices", Some(listing.devices.iter().map(device).collect()));
    let slots = slot_notes(listing);
    put("notes", (!slots.is_empty()).then(|| slots.into()));
    let supports = ["board", "bios", "bios_date", "kernel", "cpu", "command_line", "acs_override", "date", "devices"];
    let supports: Vec<&str> = supports.into_iter().filter(|key| record.contains_key(*key)).collect();
    if let Some(source) = source(told, &supports) {
        record.insert("sources".into(), source);
    }
    let part = |text: Option<&String>, otherwise: &str| {
        text.map(|text| slug(text)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| otherwise.to_owned())
    };
    let stem = format!("{}--{}", part(bios.as_ref(), "bios-unknown"), part(kernel.as_ref(), "kernel-unknown"));
    Imported { board, stem, record: Value::Object(record) }
}

/// Text as part of an ID.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(48);
    out.trim_end_matches('-').to_owned()
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    let text = capital(text);
    if text.ends_with('.') { text } else { format!("{text}.") }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn device(device: &Device) -> Value {
    let mut map = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            map.insert(key.to_owned(), value);
        }
    };
    let id = |id: Option<PciId>| id.map(|id| Value::from(id.to_string()));
    put("address", Some(device.address.to_string().into()));
    put("group", device.group.map(Value::from));
    put("id", id(device.id));
    put("subsystem", id(device.subsystem));
    put("rev", device.rev.map(|rev| rev.to_string().into()));
    put("class", device.known_class().map(|class| class.to_string().into()));
    put("driver", device.driver.clone().map(Value::from));
    put("reset", device.reset.map(Value::from));
    put("secondary_bus", device.buses.map(|buses| buses.secondary.into()));
    put("subordinate_bus", device.buses.map(|buses| buses.subordinate.into()));
    put("slot", device.slot.clone().map(Value::from));
    put("slot_known_by", device.slot.as_ref().map(|_| "sysfs-slots".into()));
    Value::Object(map)
}

/// A DMI date, month/day/year, as an ISO date.
fn bios_date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('/').collect();
    let date = match parts.as_slice() {
        [month, day, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => text.to_owned(),
    };
    date.parse::<Date>().ok().map(|date| date.to_string())
}

fn hypervisor(text: Option<&str>) -> (Option<&'static str>, Option<String>) {
    let Some(text) = text else { return (None, None) };
    let lower = text.to_lowercase();
    let names = [
        ("proxmox", "proxmox"),
        ("pve", "proxmox"),
        ("unraid", "unraid"),
        ("truenas", "truenas"),
        ("libvirt", "libvirt"),
        ("qemu", "qemu"),
    ];
    let name = names.iter().find(|(sign, _)| lower.contains(sign)).map(|(_, name)| *name);
    let version = text.split([' ', '/']).find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned);
    (name, version.filter(|_| name.is_some()))
}

/// Slots that the firmware names, as remarks: they belong to the board's record.
fn slot_notes(listing: &Listing) -> Vec<String> {
    let line = |slot: &vfiodex_engine::iommu::Slot| {
        let kind = slot.kind.as_ref().map(|kind| format!(", {kind}")).unwrap_or_default();
        let address = slot.address.as_ref().map(|address| format!(" at `{address}`")).unwrap_or_default();
        format!("The firmware names a slot `{}`{address}{kind}.", slot.label)
    };
    listing.slots.iter().map(line).collect()
}

fn source(told: &Told, supports: &[&str]) -> Option<Value> {
    let url = told.source.as_ref()?;
    let accessed = told.accessed?;
    Some(json!([{
        "url": url,
        "title": told.source_title.clone().unwrap_or_else(|| "Published listing".into()),
        "publisher": told.publisher.clone().unwrap_or_else(|| site(url)),
        "kind": "dump",
        "accessed": accessed.to_string(),
        "supports": supports,
    }]))
}

/// The host part of an address.
fn site(url: &str) -> String {
    url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or(url).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_versions() {
        for (text, want) in [
            ("6.14.7-arch2-1", "6-14-7-arch2-1"),
            ("P3.40", "p3-40"),
            (" 1.MV ", "1-mv"),
            ("HPT.8xxx.SER8.V029.P8C0M0C15.13.Link", "hpt-8xxx-ser8-v029-p8c0m0c15-13-link"),
        ] {
            assert_eq!(slug(text), want);
        }
        assert_eq!(bios_date("12/10/2024").as_deref(), Some("2024-12-10"));
        assert_eq!(bios_date("31/31/2024"), None);
    }
}
