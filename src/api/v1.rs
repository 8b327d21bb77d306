//! Version 1 of the API: a detail envelope around each record, summaries per kind, an index. A preview
//! until the first tag; after it, keys are only added.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::catalogue::Item;
use crate::output::{Output, PathTaken};
use crate::record::{Date, Kind, Record};
use crate::view::{Context, Href};

/// One record with what follows from others.
#[derive(Serialize)]
struct Detail<'a> {
    id: &'a str,
    kind: &'static str,
    name: &'a str,
    url: Href,
    source_file: String,
    last_verified: Option<Date>,
    derived: Value,
    record: &'a Record,
}

pub(crate) fn add_to(output: &mut Output, context: &Context) -> Result<(), PathTaken> {
    use rayon::prelude::*;
    let mut kinds = Vec::new();
    for kind in Kind::ALL {
        let items: Vec<&Item> = context.catalogue.of_kind(*kind).collect();
        let details: Vec<_> = items
            .par_iter()
            .map(|item| (format!("api/v1/{}/{}.json", kind.folder(), item.id), pretty(&detail(context, item))))
            .collect();
        for (path, text) in details {
            output.add(path, text)?;
        }
        let summaries: Vec<Value> = items.iter().map(|item| summary(context, item)).collect();
        output.add(
            format!("api/v1/{}.json", kind.folder()),
            pretty(&json!({ "kind": kind.folder(), "count": summaries.len(), "records": summaries })),
        )?;
        kinds.push(json!({
            "kind": kind.folder(),
            "count": items.len(),
            "about": kind.about(),
            "url": format!("/api/v1/{}.json", kind.folder()),
            "schema": format!("/schema/{}.json", kind.folder()),
        }));
    }
    let known: Map<String, Value> = context
        .coverage
        .iter()
        .map(|kind| (kind.kind.folder().to_owned(), json!({ "records": kind.records, "fields": kind.fields })))
        .collect();
    output.add("api/v1/coverage.json", pretty(&json!({ "kinds": known })))?;
    let index = json!({
        "version": 1,
        "stability": "preview",
        "licence": "CC0-1.0",
        "newest_source": context.catalogue.newest_date(),
        "coverage": "/api/v1/coverage.json",
        "kinds": kinds,
    });
    output.add("api/v1/index.json", pretty(&index))
}

fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn detail<'a>(context: &Context, item: &'a Item) -> Detail<'a> {
    Detail {
        id: &item.id,
        kind: item.kind.folder(),
        name: item.record.name(),
        url: Href::record(item.kind, &item.id),
        source_file: format!("data/{}", item.source_file),
        last_verified: item.record.common().sources().iter().map(|source| source.accessed).max(),
        derived: derived(context, item),
        record: &item.record,
    }
}

fn summary(context: &Context, item: &Item) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), item.id.clone().into());
    map.insert("name".into(), item.record.name().into());
    map.insert("url".into(), Href::record(item.kind, &item.id).as_str().into());
    map.insert("api".into(), format!("/api/v1/{}/{}.json", item.kind.folder(), item.id).into());
    map.insert("aliases".into(), item.record.common().aliases().into());
    let more = match &item.record {
        Record::Gpu(gpu) => json!({
            "vendor": gpu.vendor, "segment": gpu.segment, "architecture": gpu.architecture, "die": gpu.die,
            "pci_ids": gpu.pci.ids, "memory_gib": gpu.memory.as_ref().and_then(|m| m.size_gib), "gpus_on_card": gpu.gpus_on_card.unwrap_or(1), "tdp_w": gpu.tdp_w,
            "level": context.gpu(&item.id).map(|facts| facts.standing.level),
            "reset": context.gpu(&item.id).map(|facts| facts.reset),
        }),
        Record::Board(board) => {
            json!({ "vendor": board.vendor, "kind": board.kind, "socket": board.socket, "chipset": board.chipset })
        }
        Record::Layout(layout) => {
            json!({ "board": layout.board, "bios": layout.bios, "kernel": layout.kernel, "acs_override": layout.acs_override, "complete": layout.complete })
        }
        Record::Quirk(quirk) => {
            json!({ "family": quirk.family, "severity": quirk.severity, "state": quirk.status.state, "as_of": quirk.status.as_of })
        }
        Record::Advice(advice) => json!({ "verdict": advice.verdicts.last().map(|v| v.verdict) }),
        Record::Driver(driver) => json!({ "kind": driver.kind, "branch": driver.branch }),
        Record::Report(report) => json!({ "gpu": report.gpu, "outcome": report.outcome, "date": report.date }),
        Record::Observation(seen) => {
            json!({ "gpu": seen.gpu, "metric": seen.metric, "value": seen.value, "min": seen.min, "max": seen.max, "unit": seen.unit, "date": seen.date })
        }
        _ => json!({}),
    };
    if let Value::Object(more) = more {
        map.extend(more);
    }
    Value::Object(map)
}

fn derived(context: &Context, item: &Item) -> Value {
    let named_by: Vec<_> = context
        .catalogue
        .naming(item.kind, &item.id)
        .map(|other| json!({ "kind": other.kind.folder(), "id": other.id }))
        .collect();
    let mut map = Map::new();
    if let Some(facts) = context.gpu(&item.id).filter(|_| item.kind == Kind::Gpu) {
        let cap = |cap: &crate::derive::CapRow| json!({ "driver": cap.driver_id, "sessions": cap.sessions, "from": cap.from, "before": cap.before, "os": cap.os });
        map.insert("standing".into(), json!(facts.standing));
        map.insert("reset".into(), json!(facts.reset));
        map.insert(
            "quirks".into(),
            facts
                .quirks
                .iter()
                .map(|(id, quirk)| json!({ "id": id, "severity": quirk.severity, "state": quirk.status.state }))
                .collect(),
        );
        map.insert("drivers".into(), facts.drivers.iter().map(|(id, _)| *id).collect());
        map.insert("session_caps".into(), facts.caps.iter().map(cap).collect());
        map.insert("reports".into(), facts.reports.iter().map(|(id, _)| *id).collect());
        map.insert("price".into(), json!(facts.price));
    }
    if let Some(facts) = context.iommu.layout(&item.id).filter(|_| item.kind == Kind::Layout) {
        super::iommu::layout(&mut map, facts);
    }
    if let Some(facts) = context.iommu.board(&item.id).filter(|_| item.kind == Kind::Board) {
        super::iommu::board(&mut map, facts);
    }
    let trust = crate::derive::trust(context.catalogue, item);
    map.insert(
        "evidence".into(),
        json!({ "standing": trust.standing, "reports": trust.reports, "layouts": trust.layouts }),
    );
    map.insert("stale".into(), json!(crate::derive::stale_fact(&item.record, context.as_of)));
    map.insert("named_by".into(), named_by.into());
    Value::Object(map)
}
