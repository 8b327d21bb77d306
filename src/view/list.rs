use serde::Serialize;

use super::blocks::{Cell, Column, Row, Run, link, reference, text};
use super::citations::words_of;
use super::href::Href;
use super::kinds::{severity_role, state_words};
use super::labels::{architecture, number};
use super::site::Context;
use crate::catalogue::Item;
use crate::record::{Kind, Record};

/// Most rows on one page; more rows make a page slow on a phone.
pub const ROWS: usize = 500;

/// Stands between several values of one facet in a row's data.
const SEVERAL: &str = "|";

/// What a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FacetKind {
    /// One of several values.
    Choice,
    /// A number, at least.
    Min,
    /// A number, at most.
    Max,
}

/// A filter of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facet {
    /// Name in the address and in the rows' data.
    pub name: String,
    /// Label.
    pub label: String,
    /// What it compares.
    pub kind: FacetKind,
    /// Values with their labels, for a choice.
    pub values: Vec<(String, String)>,
}

/// A page of the list of a kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct List {
    /// Kind, as the folder's name.
    pub kind: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What the records are.
    pub about: &'static str,
    /// Columns; the first is the name.
    pub columns: Vec<Column>,
    /// Filters.
    pub facets: Vec<Facet>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Number of this page, from 1.
    pub number: usize,
    /// Pages with their numbers.
    pub pages: Vec<(usize, Href)>,
    /// Rows on all pages.
    pub total: usize,
    /// Where to add a record.
    pub add_url: String,
    /// The same as JSON.
    pub api: Href,
}

/// The address of a page of a list.
fn address(kind: Kind, number: usize) -> Href {
    if number == 1 { Href::list(kind) } else { Href::page(&format!("{}/page-{number}/", kind.folder())) }
}

/// The pages of the list of a kind with their addresses.
pub fn pages(context: &Context, kind: Kind) -> Vec<(Href, List)> {
    let (columns, facets) = columns(kind);
    let mut items: Vec<&Item> = context.catalogue.of_kind(kind).collect();
    items.sort_by_key(|item| sort_key(item));
    let rows: Vec<Row> = items.into_iter().map(|item| row(context, item)).collect();
    let facets: Vec<Facet> = facets
        .into_iter()
        .map(|facet| with_values(facet, &rows))
        .filter(|f| f.kind != FacetKind::Choice || f.values.len() > 1)
        .collect();
    let count = rows.len().div_ceil(ROWS).max(1);
    let links: Vec<_> = (1..=count).map(|number| (number, address(kind, number))).collect();
    let total = rows.len();
    let page = |number: usize| List {
        kind: kind.folder(),
        title: kind.many(),
        about: kind.about(),
        columns: columns.clone(),
        facets: facets.clone(),
        rows: rows.iter().skip((number - 1) * ROWS).take(ROWS).cloned().collect(),
        number,
        pages: if count > 1 { links.clone() } else { Vec::new() },
        total,
        add_url: format!("{}/new/main/data/{}", context.repository, kind.folder()),
        api: Href::page(&format!("api/v1/{}.json", kind.folder())),
    };
    (1..=count).map(|number| (address(kind, number), page(number))).collect()
}

/// Newest first where time matters, else by name with numbers in their order.
fn sort_key(item: &Item) -> (String, String) {
    let newest = |date: Option<crate::record::Date>| {
        date.map(|d| format!("{:09}", 99_999_999 - d.to_string().replace('-', "").parse::<u64>().unwrap_or(0)))
            .unwrap_or_default()
    };
    let first = match &item.record {
        Record::Report(r) => newest(Some(r.date)),
        Record::Observation(r) => newest(Some(r.date)),
        Record::Guide(r) => format!("{:?}{:02}", r.section, r.order),
        Record::Gpu(r) => r.vendor.0.clone(),
        _ => String::new(),
    };
    (first, natural(item.record.name()))
}

/// A name in which numbers sort by value.
fn natural(name: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for c in name.to_lowercase().chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            out.push_str(&format!("{digits:0>10}"));
            digits.clear();
        }
        out.push(c);
    }
    out
}

fn columns(kind: Kind) -> (Vec<Column>, Vec<Facet>) {
    let facet =
        |name: &str, label: &str, kind| Facet { name: name.into(), label: label.into(), kind, values: Vec::new() };
    let choice = |name: &str, label: &str| facet(name, label, FacetKind::Choice);
    let t = Column::text;
    let n = Column::number;
    match kind {
        Kind::Gpu => (
            vec![
                t("Card"),
                t("Passthrough"),
                n("VRAM, GB"),
                n("TDP, W"),
                n("Slots"),
                t("Cooling"),
                t("Sessions"),
                t("Reset"),
                t("Price"),
            ],
            vec![
                choice("vendor", "Vendor"),
                choice("segment", "Segment"),
                choice("architecture", "Architecture"),
                facet("vram", "VRAM at least, GB", FacetKind::Min),
                facet("tdp", "TDP at most, W", FacetKind::Max),
                facet("width", "Slots at most", FacetKind::Max),
                choice("cooling", "Cooling"),
                choice("sessions", "Encoding sessions"),
                choice("reset", "Reset"),
                facet("price", "Price at most", FacetKind::Max),
            ],
        ),
        Kind::Board => (
            vec![t("Board"), t("Kind"), t("Socket"), t("Chipset"), n("Layouts"), t("Remote console")],
            vec![
                choice("vendor", "Maker"),
                choice("kind", "Kind"),
                choice("socket", "Socket"),
                choice("chipset", "Chipset"),
                choice("layouts", "IOMMU layout"),
            ],
        ),
        Kind::Layout => (
            vec![t("Layout"), t("Board"), t("BIOS"), t("Kernel"), n("Groups"), n("Devices"), t("Observed")],
            vec![choice("override", "ACS override"), choice("complete", "Complete")],
        ),
        Kind::Quirk => (
            vec![t("Quirk"), t("Severity"), t("Family"), t("State"), t("As of")],
            vec![choice("family", "Family"), choice("state", "State"), choice("severity", "Severity")],
        ),
        Kind::Advice => (
            vec![t("Line or habit"), t("Today"), t("Written in")],
            vec![choice("verdict", "Verdict"), choice("place", "Written in")],
        ),
        Kind::Cpu => (
            vec![t("Family"), t("Segment"), t("IOMMU"), n("IOMMU bits"), n("PCIe lanes"), t("Integrated GPU")],
            vec![choice("vendor", "Maker"), choice("segment", "Segment")],
        ),
        Kind::Driver => (
            vec![t("Driver"), t("Kind"), t("Track"), t("Support ends")],
            vec![choice("kind", "Kind"), choice("family", "Family")],
        ),
        Kind::Hypervisor => (
            vec![t("Release"), t("Released"), t("Support ends"), t("Kernels"), t("QEMU")],
            vec![choice("product", "Product")],
        ),
        Kind::Report => (
            vec![t("Report"), t("Outcome"), t("Card"), t("Kernel"), t("Date")],
            vec![choice("outcome", "Outcome"), choice("gpu", "Card"), choice("guest", "Guest")],
        ),
        Kind::Observation => (
            vec![t("Observation"), n("Value"), t("Metric"), t("Date"), t("Remark")],
            vec![choice("metric", "Metric"), choice("doubt", "Plausible")],
        ),
        Kind::Source => (
            vec![t("Source"), t("Publisher"), t("Kind"), t("Standing"), n("Cited by")],
            vec![choice("kind", "Kind"), choice("standing", "Standing")],
        ),
        Kind::Guide => (vec![t("Guide"), t("Section")], vec![choice("section", "Section")]),
        Kind::Workload => (vec![t("Workload"), t("Purpose")], vec![]),
        Kind::Rule => (vec![t("Rule"), t("Severity"), t("Reason")], vec![choice("severity", "Severity")]),
        Kind::Vendor => (vec![t("Vendor"), t("PCI vendor IDs"), n("Boards"), n("GPUs")], vec![]),
    }
}

fn with_values(mut facet: Facet, rows: &[Row]) -> Facet {
    if facet.kind == FacetKind::Choice {
        let mut values: Vec<String> = rows
            .iter()
            .flat_map(|row| row.data.iter().filter(|(name, _)| *name == facet.name))
            .flat_map(|(_, value)| value.split(SEVERAL).map(str::to_owned))
            .collect();
        values.sort();
        values.dedup();
        let label = |value: &String| match facet.name.as_str() {
            "architecture" => architecture(value),
            "vendor" | "gpu" => value.replace('-', " "),
            _ => value.clone(),
        };
        facet.values = values.iter().filter(|v| !v.is_empty()).map(|value| (value.clone(), label(value))).collect();
    }
    facet
}

fn num(value: Option<f64>) -> Cell {
    value.map_or_else(Cell::default, |value| Cell { runs: vec![text(number(value))], sort: Some(format!("{value}")) })
}

fn mark(role: &'static str, words: &str) -> Cell {
    vec![Run::Mark { role, text: words.to_owned() }].into()
}

fn date(date: Option<crate::record::Date>) -> Cell {
    Cell::from(date.map(|d| d.to_string()).unwrap_or_default())
}

fn row(context: &Context, item: &Item) -> Row {
    let name: Cell = link(Href::record(item.kind, &item.id), item.record.name()).into();
    let mut data: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| data.push((name.to_owned(), value));
    let opt = |value: Option<String>| Cell::from(value.unwrap_or_default());
    let cells = match &item.record {
        Record::Gpu(gpu) => {
            let Some(facts) = context.gpu(&item.id) else { return Row::new([name]) };
            let vram = gpu.memory.as_ref().and_then(|m| m.size_gib);
            let width = gpu.form.as_ref().and_then(|f| f.slot_width);
            let cooling = gpu.form.as_ref().and_then(|f| f.cooling).map(|c| words_of(&c)).unwrap_or_default();
            let sessions = gpu.video.as_ref().and_then(|v| v.session_class).map(|c| words_of(&c)).unwrap_or_default();
            put("vendor", gpu.vendor.0.clone());
            put("segment", words_of(&gpu.segment));
            put("architecture", gpu.architecture.clone());
            for (key, value) in [
                ("vram", vram),
                ("tdp", gpu.tdp_w.map(f64::from)),
                ("width", width),
                ("price", facts.price.as_ref().map(|p| p.min)),
            ] {
                if let Some(value) = value {
                    put(key, format!("{value}"));
                }
            }
            put("cooling", cooling.clone());
            put("sessions", sessions.clone());
            put("reset", facts.reset.words().to_owned());
            let price = facts.price.as_ref().map(|p| {
                let range =
                    if p.min < p.max { format!("{}–{}", number(p.min), number(p.max)) } else { number(p.min) };
                format!("{range}\u{2009}{}{}", p.unit, if p.used { ", used" } else { "" })
            });
            let level = facts.standing.level;
            let mut price = opt(price);
            price.sort = facts.price.as_ref().map(|p| format!("{}", p.min));
            vec![
                name,
                mark(super::kinds::level_role(level), level.words()),
                num(vram),
                num(gpu.tdp_w.map(f64::from)),
                num(width),
                cooling.into(),
                sessions.into(),
                facts.reset.words().into(),
                price,
            ]
        }
        Record::Board(board) => {
            let layouts =
                context.catalogue.naming(Kind::Board, &item.id).filter(|other| other.kind == Kind::Layout).count();
            put("vendor", board.vendor.0.clone());
            put("kind", words_of(&board.kind));
            put("socket", board.socket.clone().unwrap_or_default());
            put("chipset", board.chipset.clone().unwrap_or_default());
            put("layouts", if layouts > 0 { "observed".into() } else { "wanted".into() });
            let bmc = board.bmc.map(|b| if b { "yes".to_owned() } else { "no".to_owned() });
            vec![
                name,
                words_of(&board.kind).into(),
                opt(board.socket.clone()),
                opt(board.chipset.clone()),
                num(Some(layouts as f64)),
                opt(bmc),
            ]
        }
        Record::Layout(layout) => {
            let groups = layout.devices.iter().filter_map(|d| d.group).collect::<std::collections::BTreeSet<_>>().len();
            put("override", layout.acs_override.map_or("not known", |on| if on { "on" } else { "off" }).to_owned());
            put("complete", if layout.complete { "yes".into() } else { "no".into() });
            let board = Cell::from(reference(context.catalogue, Kind::Board, &layout.board.0));
            let (bios, kernel) =
                (layout.bios.as_ref().map(ToString::to_string), layout.kernel.as_ref().map(ToString::to_string));
            vec![
                name,
                board,
                opt(bios),
                opt(kernel),
                num(Some(groups as f64)),
                num(Some(layout.devices.len() as f64)),
                date(layout.date),
            ]
        }
        Record::Quirk(quirk) => {
            put("family", words_of(&quirk.family));
            put("state", state_words(quirk.status.state).to_owned());
            put("severity", words_of(&quirk.severity));
            vec![
                name,
                mark(severity_role(quirk), &words_of(&quirk.severity)),
                words_of(&quirk.family).into(),
                state_words(quirk.status.state).into(),
                date(Some(quirk.status.as_of)),
            ]
        }
        Record::Advice(advice) => {
            let places: Vec<_> = advice.placed_in.iter().map(words_of).collect();
            put("place", places.join(SEVERAL));
            let verdict = advice.verdicts.last().map(|v| v.verdict);
            verdict.iter().for_each(|v| put("verdict", words_of(v)));
            let today = verdict.map(|v| mark(super::kinds::advice_role(v), &words_of(&v))).unwrap_or_default();
            vec![name, today, places.join(", ").into()]
        }
        Record::Cpu(cpu) => {
            put("vendor", cpu.vendor.0.clone());
            put("segment", words_of(&cpu.segment));
            let igpu = cpu.igpu.as_ref().map(|g| words_of(&g.present)).map(|w| format!("{w} models"));
            vec![
                name,
                words_of(&cpu.segment).into(),
                opt(cpu.iommu.as_ref().map(|i| words_of(&i.kind))),
                num(cpu.iommu_address_bits.map(f64::from)),
                num(cpu.pcie_lanes.map(f64::from)),
                opt(igpu),
            ]
        }
        Record::Driver(driver) => {
            put("kind", words_of(&driver.kind));
            put("family", driver.family.map(|f| words_of(&f)).unwrap_or_default());
            let support = driver.support.as_ref();
            vec![
                name,
                words_of(&driver.kind).into(),
                opt(support.and_then(|s| s.track.clone())),
                date(support.and_then(|s| s.until)),
            ]
        }
        Record::Hypervisor(release) => {
            put("product", words_of(&release.product));
            let kernels = release.kernels.iter().map(|k| k.series.to_string()).collect::<Vec<_>>().join(", ");
            vec![
                name,
                date(release.released),
                date(release.end_of_life),
                kernels.into(),
                opt(release.qemu.as_ref().map(ToString::to_string)),
            ]
        }
        Record::Report(report) => {
            put("outcome", words_of(&report.outcome));
            put("gpu", report.gpu.0.clone());
            put("guest", report.guest.map(|g| words_of(&g)).unwrap_or_default());
            let outcome = mark(super::kinds::outcome_role(report.outcome), &words_of(&report.outcome));
            vec![
                name,
                outcome,
                reference(context.catalogue, Kind::Gpu, &report.gpu.0).into(),
                opt(report.kernel.as_ref().map(ToString::to_string)),
                date(Some(report.date)),
            ]
        }
        Record::Observation(seen) => {
            put("metric", words_of(&seen.metric));
            put("doubt", if seen.implausible.is_some() { "no".into() } else { "not doubted".into() });
            let value = Cell {
                runs: vec![text(super::kinds::amount(seen))],
                sort: seen.value.or(seen.min).map(|v| format!("{v}")),
            };
            let remark =
                if seen.implausible.is_some() { mark("not-recommended", "implausible") } else { Cell::default() };
            vec![name, value, words_of(&seen.metric).into(), date(Some(seen.date)), remark]
        }
        Record::Source(source) => {
            put("kind", super::citations::kind_words(source.kind));
            put("standing", words_of(&source.standing));
            let cited = context.catalogue.naming(Kind::Source, &item.id).count();
            vec![
                name,
                source.publisher.clone().into(),
                super::citations::kind_words(source.kind).into(),
                words_of(&source.standing).into(),
                num(Some(cited as f64)),
            ]
        }
        Record::Guide(guide) => {
            put("section", words_of(&guide.section));
            vec![name, words_of(&guide.section).into()]
        }
        Record::Workload(workload) => vec![name, words_of(&workload.purpose).into()],
        Record::Rule(rule) => {
            put("severity", words_of(&rule.severity));
            vec![name, words_of(&rule.severity).into(), super::blocks::prose(&rule.message).into()]
        }
        Record::Vendor(vendor) => {
            let of = |kind: Kind| {
                context.catalogue.naming(Kind::Vendor, &item.id).filter(|other| other.kind == kind).count() as f64
            };
            let ids =
                super::blocks::joined(vendor.pci_vendor_ids.iter().map(|id| super::blocks::code(id.to_string())), ", ");
            vec![name, ids.into(), num(Some(of(Kind::Board))), num(Some(of(Kind::Gpu)))]
        }
    };
    Row { cells, data }
}
