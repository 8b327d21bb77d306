use crate::record::{Cpu, Feature, Guide, Hypervisor, Kind, Observation, Report, Rule, Source, Workload};
use crate::view::blocks::{Block, Cell, Column, Row, Run, Section, link, prose, reference, references, text};
use crate::view::citations::{kind_words, label_of, words_of};
use crate::view::href::Href;
use crate::view::labels::{capital, with_unit, words};
use crate::view::record::{Answer, KeyFact, Parts};
use crate::view::site::Context;

fn fact(label: &str, value: impl Into<String>) -> KeyFact {
    KeyFact { label: label.into(), value: vec![text(value)] }
}

pub(super) fn cpu(context: &Context, cpu: &Cpu) -> Parts {
    let mut key_facts = Vec::new();
    if let Some(iommu) = &cpu.iommu {
        key_facts.push(fact("IOMMU", format!("{} ({} models)", words_of(&iommu.kind), words_of(&iommu.present))));
    }
    key_facts
        .extend(cpu.iommu_address_bits.map(|bits| fact("IOMMU address width", with_unit(bits.into(), Some("bit")))));
    key_facts
        .extend(cpu.physical_address_bits.map(|bits| fact("Physical addresses", with_unit(bits.into(), Some("bit")))));
    key_facts.extend(cpu.pcie_lanes.map(|lanes| fact("PCIe lanes", lanes.to_string())));
    if let Some(igpu) = &cpu.igpu {
        let mut value = vec![text(format!("{} models ", words_of(&igpu.present)))];
        value.extend(references(context.catalogue, Kind::Gpu, igpu.gpus.iter().map(|gpu| gpu.0.as_str())));
        key_facts.push(KeyFact { label: "Integrated GPU".into(), value });
    }
    Parts {
        what: format!("CPU family · {}", words_of(&cpu.segment)),
        key_facts,
        elsewhere: &["name", "segment"],
        ..Parts::default()
    }
}

pub(super) fn hypervisor(release: &Hypervisor) -> Parts {
    let mut key_facts = Vec::new();
    key_facts.extend(release.released.map(|d| fact("Released", d.to_string())));
    key_facts.extend(release.end_of_life.map(|d| fact("Support ends", d.to_string())));
    let kernels: Vec<_> = release
        .kernels
        .iter()
        .map(|k| if k.default { format!("{} (default)", k.series) } else { k.series.to_string() })
        .collect();
    if !kernels.is_empty() {
        key_facts.push(fact("Kernels", kernels.join(", ")));
    }
    key_facts.extend(release.qemu.as_ref().map(|v| fact("QEMU", v.to_string())));
    key_facts.extend(release.base.as_ref().map(|b| fact("Built on", b.clone())));
    let row = |feature: &Feature| {
        let package = feature
            .package
            .iter()
            .cloned()
            .chain(feature.since.as_ref().map(ToString::to_string))
            .collect::<Vec<_>>()
            .join(" ");
        Row::new([
            prose(&feature.text).into(),
            Cell::from(package),
            Cell::from(feature.date.map(|d| d.to_string()).unwrap_or_default()),
        ])
    };
    let rows: Vec<_> = release.features.iter().map(row).collect();
    let columns = ["Feature", "Since package", "Date"].map(Column::text).to_vec();
    let blocks = if rows.is_empty() {
        Vec::new()
    } else {
        vec![Block::Table { caption: "What it brought for passthrough".into(), columns, rows }]
    };
    Parts {
        what: "Hypervisor release".into(),
        key_facts,
        sections: Section::new("features", "What it brought for passthrough", blocks).into_iter().collect(),
        elsewhere: &["name", "features", "kernels", "released", "end_of_life", "qemu", "base"],
        ..Parts::default()
    }
}

pub(super) fn workload(workload: &Workload) -> Parts {
    let mut sections = Vec::new();
    let needs: Vec<_> = workload.needs.iter().map(|need| prose(need)).collect();
    sections.extend(Section::new(
        "needs",
        "What it needs",
        if needs.is_empty() { vec![] } else { vec![Block::List { ordered: false, items: needs }] },
    ));
    sections.extend(Section::new(
        "lxc",
        "When a container serves better",
        workload.lxc.iter().map(|t| Block::Paragraph { runs: prose(t) }).collect(),
    ));
    let sizing = workload.sizing.iter().flat_map(|sizing| {
        let mut out = vec![
            Block::Note { role: "step", runs: prose(&sizing.resource) },
            Block::Code { text: sizing.formula.clone() },
            Block::Paragraph { runs: prose(&sizing.symbols) },
        ];
        out.extend(sizing.example.iter().map(|example| Block::Paragraph { runs: prose(example) }));
        out
    });
    sections.extend(Section::new("sizing", "Sizing", sizing.collect()));
    Parts {
        what: format!("Workload · {}", words_of(&workload.purpose)),
        answer: Some(Answer {
            role: "unknown",
            words: capital(&words_of(&workload.purpose)),
            runs: prose(&workload.summary),
        }),
        sections,
        elsewhere: &["name", "summary", "purpose", "needs", "lxc", "sizing"],
        ..Parts::default()
    }
}

/// The number of an observation with its unit.
pub fn amount(seen: &Observation) -> String {
    match (seen.value, seen.min, seen.max) {
        (Some(value), _, _) => with_unit(value, Some(&seen.unit)),
        (_, Some(min), Some(max)) => {
            format!("{}–{}", crate::view::labels::number(min), with_unit(max, Some(&seen.unit)))
        }
        _ => String::new(),
    }
}

pub(super) fn observation(context: &Context, seen: &Observation) -> Parts {
    let mut sections = Vec::new();
    if let Some(why) = &seen.implausible {
        sections.extend(Section::new(
            "doubt",
            "What speaks against it",
            vec![Block::Note { role: "not-recommended", runs: prose(why) }],
        ));
    }
    let row = |condition: &crate::record::Condition| {
        Row::new([Cell::from(condition.name.clone()), Cell::from(condition.value.clone())])
    };
    let rows: Vec<_> = seen.conditions.iter().map(row).collect();
    let columns = ["Condition", "Value"].map(Column::text).to_vec();
    let table =
        if rows.is_empty() { Vec::new() } else { vec![Block::Table { caption: "Conditions".into(), columns, rows }] };
    sections.extend(Section::new("conditions", "Conditions", table));
    let mut key_facts = vec![fact("Value", amount(seen)), fact("Date", seen.date.to_string())];
    key_facts.extend(
        seen.gpu
            .as_ref()
            .map(|gpu| KeyFact { label: "Card".into(), value: vec![reference(context.catalogue, Kind::Gpu, &gpu.0)] }),
    );
    key_facts.extend(seen.region.as_ref().map(|region| fact("Region", region.clone())));
    Parts {
        what: format!("Observation · {}", words_of(&seen.metric)),
        key_facts,
        sections,
        elsewhere: &["name", "metric", "value", "min", "max", "unit", "conditions", "implausible", "date", "region"],
        ..Parts::default()
    }
}

pub(super) fn report(context: &Context, report: &Report) -> Parts {
    let mut sections = Vec::new();
    let needed: Vec<_> = report.needed.iter().map(|step| prose(step)).collect();
    sections.extend(Section::new(
        "needed",
        "What was needed",
        if needed.is_empty() { vec![] } else { vec![Block::List { ordered: false, items: needed }] },
    ));
    Parts {
        what: "Report by one person".into(),
        answer: Some(Answer {
            role: super::gpu::outcome_role(report.outcome),
            words: words_of(&report.outcome),
            runs: prose(&report.summary),
        }),
        key_facts: vec![
            KeyFact { label: "Card".into(), value: vec![reference(context.catalogue, Kind::Gpu, &report.gpu.0)] },
            fact("Date", report.date.to_string()),
        ],
        sections,
        elsewhere: &["name", "gpu", "outcome", "summary", "needed", "date"],
        ..Parts::default()
    }
}

pub(super) fn rule(rule: &Rule) -> Parts {
    let next = rule.next_step.iter().map(|step| Block::Paragraph { runs: prose(step) });
    let unblock = rule.unblocked_by.iter().map(|way| {
        let mut runs = vec![text("Unblocked by: ")];
        runs.extend(prose(way));
        Block::Paragraph { runs }
    });
    let condition = serde_json::to_value(&rule.when).map(|v| crate::document::to_yaml(&pruned(v))).unwrap_or_default();
    let mut sections = Vec::new();
    sections.extend(Section::new("next", "What to do", next.chain(unblock).collect()));
    sections.extend(Section::new("when", "When it applies", vec![Block::Code { text: condition }]));
    Parts {
        what: "Rule of the checker".into(),
        answer: Some(Answer { role: severity(rule), words: words_of(&rule.severity), runs: prose(&rule.message) }),
        sections,
        elsewhere: &["name", "when", "severity", "message", "next_step", "unblocked_by", "examples"],
        ..Parts::default()
    }
}

fn severity(rule: &Rule) -> &'static str {
    use crate::record::QuirkSeverity::*;
    match rule.severity {
        Info => "unknown",
        Care => "care",
        NotRecommended => "not-recommended",
        Blocked => "blocked",
    }
}

/// A value without its nulls.
fn pruned(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(map) => {
            map.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, pruned(v))).collect()
        }
        serde_json::Value::Array(items) => items.into_iter().map(pruned).collect(),
        other => other,
    }
}

pub(super) fn vendor(context: &Context, id: &str) -> Parts {
    let of = |kind: Kind| context.catalogue.naming(Kind::Vendor, id).filter(move |item| item.kind == kind);
    let mut related = Vec::new();
    for kind in [Kind::Gpu, Kind::Board, Kind::Cpu, Kind::Driver] {
        let links: Vec<Run> = of(kind).map(|item| link(Href::record(kind, &item.id), item.record.name())).collect();
        let blocks = if links.is_empty() {
            Vec::new()
        } else {
            vec![Block::Paragraph { runs: crate::view::blocks::joined(links, ", ") }]
        };
        related.extend(Section::new(kind.folder(), kind.many(), blocks));
    }
    Parts { what: "Vendor".into(), elsewhere: &["name"], related, ..Parts::default() }
}

pub(super) fn source(source: &Source) -> Parts {
    let key_facts = vec![
        fact("Publisher", source.publisher.clone()),
        fact("Kind", kind_words(source.kind)),
        fact("Standing", words_of(&source.standing)),
    ];
    Parts {
        what: "Source".into(),
        answer: None,
        key_facts,
        sections: Section::new(
            "read",
            "Read it",
            vec![Block::Paragraph { runs: vec![Run::Out { url: source.url.0.clone(), text: source.title.clone() }] }],
        )
        .into_iter()
        .collect(),
        elsewhere: &["title", "url", "publisher", "kind", "standing"],
        ..Parts::default()
    }
}

pub(super) fn guide(context: &Context, guide: &Guide) -> Parts {
    let quirks = guide.quirks.iter().map(|quirk| quirk.0.as_str());
    let known: Vec<_> = quirks.filter(|id| context.catalogue.get(Kind::Quirk, id).is_some()).collect();
    let related = if known.is_empty() {
        Vec::new()
    } else {
        vec![Block::Paragraph { runs: references(context.catalogue, Kind::Quirk, known) }]
    };
    Parts {
        what: format!("Guide · {}", words(&words_of(&guide.section))),
        answer: Some(Answer { role: "unknown", words: label_of(&guide.section), runs: prose(&guide.summary) }),
        sections: Section::new("guide", "Guide", vec![Block::Markdown { html: context.markdown(&guide.body) }])
            .into_iter()
            .collect(),
        elsewhere: &["title", "summary", "section", "order", "body", "quirks"],
        related: Section::new("quirks", "Quirks", related).into_iter().collect(),
        reading: true,
        ..Parts::default()
    }
}
