use anyhow::bail;
use serde_json::{Map, Value, json};

use super::report::Report;
use crate::catalogue::Catalogue;
use crate::check;
use crate::diagnostic::Severity;
use crate::document::to_yaml;
use crate::draft::Draft as Records;
use crate::host::{Dmi, Machine};
use crate::import::{self, Told, slug};
use crate::record::{Date, Vendor};
use crate::source::SourceMap;

/// What the contributor told.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// Address under which the listing is published.
    pub source: Option<String>,
    /// Day of the observation.
    pub date: Date,
    /// Board by its record's ID.
    pub board: Option<String>,
}

/// A record to contribute.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its path below the data folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The records of a machine: its layout, and its board where that has none. Without a source they are
/// drafts that say what is missing; with one they pass `check`.
///
/// # Errors
/// A machine that is not a layout: without groups, or without a name for its board.
pub fn contribution(
    machine: &Machine,
    report: &Report,
    catalogue: Option<&Catalogue>,
    told: &Contribution,
) -> anyhow::Result<Vec<Draft>> {
    if !machine.iommu.works() {
        bail!("no device is in an IOMMU group here, so there is no layout to contribute; `vfiodex doctor` says why");
    }
    let known = told.board.clone().or_else(|| report.host.board.as_ref().map(|board| board.id.clone()));
    let board = match (&known, board_draft(&machine.dmi, catalogue)) {
        (Some(_), _) => None,
        (None, Some(draft)) => Some(draft),
        (None, None) => bail!("DMI does not name the board here; name its record with --board"),
    };
    let board_id = known.or_else(|| board.as_ref().map(|board| board.id.clone())).unwrap_or_default();
    let name = report.host.board.as_ref().filter(|found| found.id == board_id).map(|found| found.name.clone());
    let facts = Told {
        board_name: name.or_else(|| board.as_ref().map(|board| board.name.clone())),
        board: Some(board_id),
        source: told.source.clone(),
        source_title: Some(TITLE.into()),
        date: Some(told.date),
        accessed: Some(told.date),
        ..Told::default()
    };
    let mut layout = import::layout(&machine.listing(), &facts);
    add_plugged(&mut layout.record, report);
    let mut drafts = vec![draft(format!("layouts/{}/{}.yaml", layout.board, layout.stem), layout.record, told)];
    drafts.extend(board.map(|board| draft(format!("boards/{}.yaml", board.id), board.record, told)));
    if told.source.is_some() {
        held_to_check(&drafts)?;
    }
    Ok(drafts)
}

const TITLE: &str = "Listing made by vfiodex doctor";

struct BoardDraft {
    id: String,
    name: String,
    record: Value,
}

/// A record for a board that has none, with what DMI tells.
fn board_draft(dmi: &Dmi, catalogue: Option<&Catalogue>) -> Option<BoardDraft> {
    let whole = whole_machine(dmi);
    let model = if whole { dmi.product_name.as_ref() } else { dmi.board_name.as_ref().or(dmi.product_name.as_ref()) }?;
    let maker = [&dmi.board_vendor, &dmi.sys_vendor];
    let maker = if whole { [maker[1], maker[0]] } else { maker }.into_iter().flatten().next()?;
    let known = catalogue.and_then(|catalogue| {
        let spelled = |vendor: &Vendor| vendor.dmi_names.iter().any(|name| name.trim().eq_ignore_ascii_case(maker));
        catalogue.all::<Vendor>().find(|(_, vendor)| spelled(vendor))
    });
    let (vendor, vendor_name) = match known {
        Some((id, vendor)) => (id.to_owned(), vendor.name.clone()),
        None => (slug(plain_maker(maker)), plain_maker(maker).to_owned()),
    };
    let model = model.split(" (MS-").next().unwrap_or(model).trim();
    let named = model.to_lowercase().starts_with(&vendor_name.to_lowercase());
    let name = if named { model.to_owned() } else { format!("{vendor_name} {model}") };
    let id = slug(&name);
    let names = [
        ("sys_vendor", &dmi.sys_vendor),
        ("product_name", &dmi.product_name),
        ("board_vendor", &dmi.board_vendor),
        ("board_name", &dmi.board_name),
    ];
    let names: Map<String, Value> =
        names.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text.clone()?.into()))).collect();
    let record = json!({ "name": name, "vendor": vendor, "kind": kind(dmi, whole), "dmi": [names] });
    (!id.is_empty() && !vendor.is_empty()).then_some(BoardDraft { id, name, record })
}

/// Whether the product is more than its board. Motherboards repeat their name or carry a number of MSI's.
fn whole_machine(dmi: &Dmi) -> bool {
    match (&dmi.product_name, &dmi.board_name) {
        (Some(product), Some(board)) => product != board && !board.contains(product.as_str()),
        (Some(_), None) => true,
        _ => false,
    }
}

/// Kind of board by the SMBIOS number of its case.
fn kind(dmi: &Dmi, whole: bool) -> &'static str {
    match dmi.chassis_type {
        Some(8..=10 | 14 | 30..=32) => "laptop",
        Some(17 | 23 | 28 | 29) => "server",
        Some(34 | 35) => "mini-pc",
        _ if whole => "desktop",
        _ => "motherboard",
    }
}

/// A maker's name without its legal form.
fn plain_maker(maker: &str) -> &str {
    let ends =
        [" Inc.", " INC.", ", Inc.", " Co., Ltd.", " Co.,Ltd", " Ltd.", " Limited", " Corporation", " Corp.", " GmbH"];
    let mut name = maker.trim();
    while let Some(short) = ends.iter().find_map(|end| name.strip_suffix(end)) {
        name = short.trim_end_matches(',').trim();
    }
    name
}

/// What sits where, for the cards that were recognised.
fn add_plugged(record: &mut Value, report: &Report) {
    let cards = report.cards.iter().filter(|card| !card.integrated && !card.not_a_gpu);
    let plugged: Vec<Value> = cards
        .map(|card| {
            let mut entry = Map::new();
            match card.candidates.as_slice() {
                [one] => entry.insert("gpu".into(), one.id.clone().into()),
                _ => entry.insert("card".into(), card.name.clone().into()),
            };
            entry.insert("address".into(), card.address.to_string().into());
            Value::Object(entry)
        })
        .collect();
    let Some(map) = record.as_object_mut().filter(|_| !plugged.is_empty()) else { return };
    let mut ordered = Map::new();
    for (key, value) in std::mem::take(map) {
        if key == "date" {
            ordered.insert("plugged".into(), plugged.clone().into());
        }
        ordered.insert(key, value);
    }
    *map = ordered;
}

/// The record as YAML, its source filled in or described.
fn draft(path: String, mut record: Value, told: &Contribution) -> Draft {
    let facts = [
        "name",
        "vendor",
        "dmi",
        "board",
        "bios",
        "bios_date",
        "kernel",
        "hypervisor",
        "hypervisor_version",
        "cpu",
        "command_line",
        "acs_override",
        "plugged",
        "date",
        "devices",
    ];
    let Some(map) = record.as_object_mut() else { return Draft { path, text: String::new() } };
    let supports: Vec<&str> = facts.into_iter().filter(|key| map.contains_key(*key)).collect();
    map.remove("sources");
    let date = told.date.to_string();
    if let Some(url) = &told.source {
        let publisher = url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or(url);
        let source = json!({ "url": url, "title": TITLE, "publisher": publisher, "kind": "dump", "accessed": date, "supports": supports });
        map.insert("sources".into(), json!([source]));
        return Draft { path, text: to_yaml(&record) };
    }
    let text = format!(
        "# Draft. Publish the listing, then run this again with --source and its address.\n{}# sources:\n#   - url: address \
         of the published listing\n#     title: {TITLE}\n#     publisher: site that it is published on\n#     kind: dump\n#     \
         accessed: \"{date}\"\n#     supports: [{}]\n",
        to_yaml(&record),
        supports.join(", ")
    );
    Draft { path, text }
}

/// Nothing is handed over that `check` would refuse.
fn held_to_check(drafts: &[Draft]) -> anyhow::Result<()> {
    let records = Records::load(SourceMap::from_texts(drafts.iter().map(|d| (d.path.as_str(), d.text.as_str()))));
    let errors: Vec<String> = check::run(&records)
        .into_iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| format!("{}: {}", found.code, found.message))
        .collect();
    if errors.is_empty() { Ok(()) } else { bail!("the records would not pass `check`: {}", errors.join("; ")) }
}
