//! What a record shows in the list of its kind.

use super::SEVERAL;
use crate::catalogue::Item;
use crate::record::*;
use crate::view::blocks::{Cell, Row, Run, code, joined, link, prose, reference, text};
use crate::view::citations::{kind_words, words_of};
use crate::view::href::Href;
use crate::view::kinds::{advice_role, amount, level_role, outcome_role, severity_role, state_words};
use crate::view::labels::number;
use crate::view::site::Context;

/// A row in the making: its name is there already.
struct Draft {
    cells: Vec<Cell>,
    data: Vec<(String, String)>,
}

impl Draft {
    /// A value that the list's filters compare.
    fn facet(&mut self, name: &str, value: impl Into<String>) {
        self.data.push((name.to_owned(), value.into()));
    }

    fn facet_number(&mut self, name: &str, value: Option<f64>) {
        if let Some(value) = value {
            self.facet(name, value.to_string());
        }
    }

    fn cell(&mut self, cell: impl Into<Cell>) -> &mut Self {
        self.cells.push(cell.into());
        self
    }

    fn number(&mut self, value: Option<f64>) -> &mut Self {
        let shown = |value: f64| Cell { runs: vec![text(number(value))], sort: Some(value.to_string()) };
        self.cell(value.map_or_else(Cell::default, shown))
    }

    fn text(&mut self, value: Option<impl ToString>) -> &mut Self {
        self.cell(value.map(|value| value.to_string()).unwrap_or_default())
    }

    fn mark(&mut self, role: &'static str, words: &str) -> &mut Self {
        self.cell(vec![Run::Mark { role, text: words.to_owned() }])
    }
}

/// The row of a record.
pub(super) fn row(context: &Context, item: &Item) -> Row {
    let name = link(Href::record(item.kind, &item.id), item.record.name());
    let mut row = Draft { cells: vec![name.into()], data: Vec::new() };
    let named_by =
        |kind: Kind| context.catalogue.naming(item.kind, &item.id).filter(|other| other.kind == kind).count() as f64;
    match &item.record {
        Record::Gpu(record) => gpu(context, &item.id, record, &mut row),
        Record::Board(record) => board(named_by(Kind::Layout), record, &mut row),
        Record::Layout(record) => layout(context, record, &mut row),
        Record::Quirk(record) => quirk(record, &mut row),
        Record::Advice(record) => advice(record, &mut row),
        Record::Cpu(record) => cpu(record, &mut row),
        Record::Driver(record) => driver(record, &mut row),
        Record::Hypervisor(record) => hypervisor(record, &mut row),
        Record::Report(record) => report(context, record, &mut row),
        Record::Observation(record) => observation(record, &mut row),
        Record::Source(record) => source(context.catalogue.naming(item.kind, &item.id).count(), record, &mut row),
        Record::Guide(record) => {
            row.facet("section", words_of(&record.section));
            row.cell(words_of(&record.section));
        }
        Record::Workload(record) => {
            row.cell(words_of(&record.purpose));
        }
        Record::Rule(record) => {
            row.facet("severity", words_of(&record.severity));
            row.cell(words_of(&record.severity)).cell(prose(&record.message));
        }
        Record::Vendor(record) => {
            let ids = joined(record.pci_vendor_ids.iter().map(|id| code(id.to_string())), ", ");
            row.cell(ids).number(Some(named_by(Kind::Board))).number(Some(named_by(Kind::Gpu)));
        }
    }
    Row { cells: row.cells, data: row.data }
}

fn gpu(context: &Context, id: &str, gpu: &Gpu, row: &mut Draft) {
    let Some(facts) = context.gpu(id) else { return };
    let vram = gpu.memory.as_ref().and_then(|memory| memory.size_gib);
    let tdp = gpu.tdp_w.map(f64::from);
    let width = gpu.form.as_ref().and_then(|form| form.slot_width);
    let cooling = gpu.form.as_ref().and_then(|form| form.cooling).map(|c| words_of(&c)).unwrap_or_default();
    let sessions = gpu.video.as_ref().and_then(|video| video.session_class).map(|c| words_of(&c)).unwrap_or_default();
    let price = facts.price.as_ref();
    row.facet("vendor", gpu.vendor.0.clone());
    row.facet("segment", words_of(&gpu.segment));
    row.facet("architecture", gpu.architecture.clone());
    row.facet_number("vram", vram);
    row.facet_number("tdp", tdp);
    row.facet_number("width", width);
    row.facet_number("price", price.map(|price| price.min));
    row.facet("cooling", cooling.clone());
    row.facet("sessions", sessions.clone());
    row.facet("reset", facts.reset.words());
    let level = facts.standing.level;
    row.mark(level_role(level), level.words()).number(vram).number(tdp).number(width);
    row.cell(cooling).cell(sessions).cell(facts.reset.words());
    let shown = |price: &crate::derive::PriceRange| {
        let most = if price.min < price.max { format!("–{}", number(price.max)) } else { String::new() };
        let used = if price.used { ", used" } else { "" };
        format!("{}{most}\u{2009}{}{used}", number(price.min), price.unit)
    };
    let aged = |price: &crate::derive::PriceRange| {
        crate::derive::FactClass::Price
            .is_stale(price.date, context.as_of)
            .then(|| crate::view::blocks::text(", stale"))
    };
    let runs = price.map(|price| std::iter::once(text(shown(price))).chain(aged(price)).collect()).unwrap_or_default();
    row.cells.push(Cell { runs, sort: price.map(|price| price.min.to_string()) });
}

fn board(layouts: f64, board: &Board, row: &mut Draft) {
    row.facet("vendor", board.vendor.0.clone());
    row.facet("kind", words_of(&board.kind));
    row.facet("socket", board.socket.clone().unwrap_or_default());
    row.facet("chipset", board.chipset.clone().unwrap_or_default());
    row.facet("layouts", if layouts > 0.0 { "observed" } else { "wanted" });
    let bmc = board.bmc.map(|bmc| if bmc { "yes" } else { "no" });
    row.cell(words_of(&board.kind))
        .text(board.socket.clone())
        .text(board.chipset.clone())
        .number(Some(layouts))
        .text(bmc);
}

fn layout(context: &Context, layout: &Layout, row: &mut Draft) {
    let groups =
        layout.devices.iter().filter_map(|device| device.group).collect::<std::collections::BTreeSet<_>>().len();
    row.facet("override", layout.acs_override.map_or("not known", |on| if on { "on" } else { "off" }));
    row.facet("complete", if layout.complete { "yes" } else { "no" });
    row.cell(reference(context.catalogue, Kind::Board, &layout.board.0))
        .text(layout.bios.as_ref())
        .text(layout.kernel.as_ref());
    row.number(Some(groups as f64)).number(Some(layout.devices.len() as f64)).text(layout.date);
}

fn quirk(quirk: &Quirk, row: &mut Draft) {
    row.facet("family", words_of(&quirk.family));
    row.facet("state", state_words(quirk.status.state));
    row.facet("severity", words_of(&quirk.severity));
    row.mark(severity_role(quirk), &words_of(&quirk.severity)).cell(words_of(&quirk.family));
    row.cell(state_words(quirk.status.state)).text(Some(quirk.status.as_of));
}

fn advice(advice: &Advice, row: &mut Draft) {
    let places: Vec<_> = advice.placed_in.iter().map(words_of).collect();
    row.facet("place", places.join(SEVERAL));
    match advice.verdicts.last().map(|verdict| verdict.verdict) {
        Some(verdict) => {
            row.facet("verdict", words_of(&verdict));
            row.mark(advice_role(verdict), &words_of(&verdict))
        }
        None => row.cell(""),
    };
    row.cell(places.join(", "));
}

fn cpu(cpu: &Cpu, row: &mut Draft) {
    row.facet("vendor", cpu.vendor.0.clone());
    row.facet("segment", words_of(&cpu.segment));
    row.cell(words_of(&cpu.segment)).text(cpu.iommu.as_ref().map(|iommu| words_of(&iommu.kind)));
    row.number(cpu.iommu_address_bits.map(f64::from)).number(cpu.pcie_lanes.map(f64::from));
    row.text(cpu.igpu.as_ref().map(|graphics| format!("{} models", words_of(&graphics.present))));
}

fn driver(driver: &Driver, row: &mut Draft) {
    row.facet("kind", words_of(&driver.kind));
    row.facet("family", driver.family.map(|family| words_of(&family)).unwrap_or_default());
    let support = driver.support.as_ref();
    row.cell(words_of(&driver.kind)).text(support.and_then(|s| s.track.clone())).text(support.and_then(|s| s.until));
}

fn hypervisor(release: &Hypervisor, row: &mut Draft) {
    row.facet("product", words_of(&release.product));
    let kernels = release.kernels.iter().map(|kernel| kernel.series.to_string()).collect::<Vec<_>>().join(", ");
    row.text(release.released).text(release.end_of_life).cell(kernels).text(release.qemu.as_ref());
}

fn report(context: &Context, report: &Report, row: &mut Draft) {
    row.facet("outcome", words_of(&report.outcome));
    row.facet("gpu", report.gpu.0.clone());
    row.facet("guest", report.guest.map(|guest| words_of(&guest)).unwrap_or_default());
    row.mark(outcome_role(report.outcome), &words_of(&report.outcome));
    row.cell(reference(context.catalogue, Kind::Gpu, &report.gpu.0))
        .text(report.kernel.as_ref())
        .text(Some(report.date));
}

fn observation(seen: &Observation, row: &mut Draft) {
    row.facet("metric", words_of(&seen.metric));
    row.facet("doubt", if seen.implausible.is_some() { "no" } else { "not doubted" });
    row.cells
        .push(Cell { runs: vec![text(amount(seen))], sort: seen.value.or(seen.min).map(|value| value.to_string()) });
    row.cell(words_of(&seen.metric)).text(Some(seen.date));
    if seen.implausible.is_some() {
        row.mark("not-recommended", "implausible");
    } else {
        row.cell("");
    }
}

fn source(cited: usize, source: &Source, row: &mut Draft) {
    row.facet("kind", kind_words(source.kind));
    row.facet("standing", words_of(&source.standing));
    row.cell(source.publisher.clone())
        .cell(kind_words(source.kind))
        .cell(words_of(&source.standing))
        .number(Some(cited as f64));
}
