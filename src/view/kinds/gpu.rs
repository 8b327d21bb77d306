use crate::derive::{GpuFacts, Level};
use crate::record::{Gpu, Kind, Outcome, Quirk, SessionClass, Survived, Tally, TallyResult};
use crate::view::blocks::{Block, Cell, Column, Row, Run, Section, code, joined, link, prose, reference, text};
use crate::view::citations::{label_of, words_of};
use crate::view::conditions;
use crate::view::href::Href;
use crate::view::kinds::quirk::{severity_role, state_words};
use crate::view::labels::{architecture, number, with_unit};
use crate::view::record::{Answer, KeyFact, Parts, Watch};
use crate::view::site::Context;

/// Quirks that fit above the fold; the rest stands in a section of its own.
const WATCH: usize = 6;

pub(super) fn parts(context: &Context, id: &str, gpu: &Gpu) -> Parts {
    let Some(facts) = context.gpu(id) else { return Parts::default() };
    let (mut above, mut below): (Vec<_>, Vec<_>) = facts.quirks.iter().copied().partition(|(_, quirk)| to_watch(quirk));
    below.splice(0..0, above.split_off(WATCH.min(above.len())));
    let mut what = vec![words_of(&gpu.segment), "GPU".into()];
    what.push(format!("· {}", architecture(&gpu.architecture)));
    what.extend(gpu.die.as_ref().map(|die| format!("· {die}")));
    what.extend(gpu.launched.map(|date| format!("· {date}")));
    let mut related = Vec::new();
    related.extend(crate::view::verdicts::on_boards(context, id));
    related.extend(Section::new("lookup", "Recognise it", recognise(context, gpu)));
    related.extend(Section::new("sessions", "Encoding sessions by driver", sessions(facts, gpu)));
    related.extend(Section::new("drivers", "Drivers that support it", drivers(facts)));
    related.extend(Section::new("reports", "Reports", reports(context, facts)));
    related.extend(Section::new("observations", "Observed numbers", observations(context, facts)));
    Parts {
        what: crate::view::labels::capital(&what.join(" ")),
        answer: Some(answer(gpu, facts)),
        key_facts: key_facts(gpu, facts),
        watch: above.iter().map(|(id, quirk)| watch(context, id, quirk)).collect(),
        sections: Section::new("more-quirks", "More quirks", more_quirks(&below)).into_iter().collect(),
        elsewhere: &["name", "summary", "segment", "die", "launched"],
        related,
        reading: false,
    }
}

/// Role of a level.
pub fn level_role(level: Level) -> &'static str {
    match level {
        Level::Works | Level::Expected => "works",
        Level::Care => "care",
        Level::NotRecommended => "not-recommended",
        Level::Blocked => "blocked",
        Level::Unknown => "unknown",
    }
}

fn answer(gpu: &Gpu, facts: &GpuFacts) -> Answer {
    let standing = &facts.standing;
    let mut runs = gpu.summary.as_deref().map_or_else(|| vec![text(derived_sentence(facts))], prose);
    runs.push(text(match standing.reports() {
        0 => " No reports yet.".to_owned(),
        1 => format!(" One report: it {}.", if standing.reports_good == 1 { "works" } else { "does not work" }),
        n => format!(" {} of {n} reports say that it works.", standing.reports_good),
    }));
    Answer { role: level_role(standing.level), words: standing.level.words().into(), runs }
}

fn derived_sentence(facts: &GpuFacts) -> String {
    let standing = facts.quirks.iter().filter(|(_, q)| !q.status.state.is_settled()).count();
    let reset = match facts.reset {
        crate::derive::ResetStatus::Clean => "It announces FLR and no reset trouble is known.",
        crate::derive::ResetStatus::NoneKnown => "How it resets between guests is not known.",
        crate::derive::ResetStatus::NoFlr => "It has no FLR; no reset trouble is known.",
        crate::derive::ResetStatus::Trouble => "Reset trouble is known; read what to watch.",
    };
    match standing {
        0 => format!("No open quirk names it. {reset}"),
        1 => format!("One open quirk names it. {reset}"),
        n => format!("{n} open quirks name it. {reset}"),
    }
}

fn key_facts(gpu: &Gpu, facts: &GpuFacts) -> Vec<KeyFact> {
    let mut out = Vec::new();
    let mut add = |label: &str, value: String| out.push(KeyFact { label: label.into(), value: vec![text(value)] });
    if let Some(memory) = &gpu.memory {
        let each = gpu.gpus_on_card.map(|count| format!("{count} × ")).unwrap_or_default();
        let size = memory.size_gib.map(|gib| format!("{each}{}", with_unit(gib, Some("GB"))));
        let kind = memory.kind.map(|kind| {
            serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
        });
        let parts: Vec<_> = [size, kind.map(|k| if k == "system" { "shared with the host".into() } else { k })]
            .into_iter()
            .flatten()
            .collect();
        if !parts.is_empty() {
            add("Memory", parts.join(" "));
        }
    }
    if let Some(watts) = gpu.tdp_w {
        add("TDP", with_unit(watts.into(), Some("W")));
    }
    if let Some(form) = &gpu.form {
        let width = form.slot_width.map(|slots| format!("{} slots", number(slots)).replace("1 slots", "1 slot"));
        let parts: Vec<_> = [width, form.cooling.map(|cooling| words_of(&cooling))].into_iter().flatten().collect();
        if !parts.is_empty() {
            add("Form", parts.join(", "));
        }
    }
    add("Reset", facts.reset.words().into());
    if let Some(video) = &gpu.video
        && let Some(class) = video.session_class
    {
        add("Encoding sessions", class_words(class).into());
    }
    out
}

fn class_words(class: SessionClass) -> &'static str {
    match class {
        SessionClass::Capped => "capped by the driver",
        SessionClass::Qualified => "not capped (qualified)",
        SessionClass::NoCap => "not capped",
        SessionClass::NoEncoder => "no encoder",
    }
}

fn watch(context: &Context, id: &str, quirk: &Quirk) -> Watch {
    let applies = conditions::sentence(context.catalogue, &quirk.applies);
    Watch {
        href: Href::record(Kind::Quirk, id),
        name: quirk.name.clone(),
        role: severity_role(quirk),
        state: format!("{}, {}{}", state_words(quirk.status.state), quirk.status.as_of, stale_words(context, id)),
        summary: prose(first_sentence(&quirk.summary)),
        condition: applies,
    }
}

fn stale_words(context: &Context, id: &str) -> &'static str {
    if context.stale_mark(Kind::Quirk, id).is_some() { ", stale" } else { "" }
}

/// Text up to its first full stop, so that the quirk's page keeps the rest.
fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

/// Whether a quirk belongs above the fold: it names cards, or is not settled. What a maker's drivers do by design,
/// whatever the card, can wait.
fn to_watch(quirk: &Quirk) -> bool {
    let cards = &quirk.applies;
    let named =
        !(cards.gpus.is_empty() && cards.pci_ids.is_empty() && cards.dies.is_empty() && cards.architectures.is_empty());
    named || !quirk.status.state.is_settled()
}

fn more_quirks(below: &[(&str, &Quirk)]) -> Vec<Block> {
    let rest: Vec<_> = below.iter().map(|(id, quirk)| vec![link(Href::record(Kind::Quirk, id), &quirk.name)]).collect();
    if rest.is_empty() { Vec::new() } else { vec![Block::List { ordered: false, items: rest }] }
}

fn recognise(context: &Context, gpu: &Gpu) -> Vec<Block> {
    let page = |id: &vfiodex_engine::PciId| {
        link(Href::page(&format!("pci/{:04x}/{:04x}/", id.vendor, id.device)), id.to_string())
    };
    let mut runs = vec![text("Look for ")];
    runs.extend(joined(gpu.pci.ids.iter().map(page), ", "));
    runs.push(text(" in the output of "));
    runs.push(code("lspci -nn"));
    runs.push(text("."));
    let mut blocks = vec![Block::Paragraph { runs }];
    if !gpu.pci.same_id_as.is_empty() {
        let mut runs = vec![text("The ID alone does not tell it from ")];
        runs.extend(joined(
            gpu.pci.same_id_as.iter().map(|other| reference(context.catalogue, Kind::Gpu, &other.0)),
            ", ",
        ));
        runs.extend(prose(match gpu.pci.told_apart_by {
            Some(crate::record::ToldApartBy::Revision) => "; the revision does, which `lspci` prints as `(rev …)`.",
            Some(crate::record::ToldApartBy::Subsystem) => "; the subsystem ID does, which `lspci -nnv` prints.",
            Some(crate::record::ToldApartBy::Memory) => "; the memory size does, which the driver reports.",
            _ => ", and nothing that software can read does.",
        }));
        blocks.push(Block::Note { role: "care", runs });
    }
    blocks
}

fn sessions(facts: &GpuFacts, gpu: &Gpu) -> Vec<Block> {
    if gpu.video.as_ref().and_then(|v| v.session_class) != Some(SessionClass::Capped) || facts.caps.is_empty() {
        return Vec::new();
    }
    let row = |cap: &crate::derive::CapRow| {
        let until = cap.before.as_ref().map(|before| format!("before {before}")).unwrap_or_default();
        Row::new([
            link(Href::record(Kind::Driver, cap.driver_id), &cap.driver.name).into(),
            Cell::from(format!("from {} {until}", cap.from).trim().to_owned()),
            Cell::from(cap.os.map(|os| label_of(&os)).unwrap_or_default()),
            Cell::from(cap.sessions.to_string()),
        ])
    };
    vec![
        crate::view::blocks::paragraph(
            "The cap counts over all such cards of the system together; the driver inside the guest decides.",
        ),
        Block::Table {
            caption: "Concurrent encoding sessions".into(),
            columns: vec![
                Column::text("Driver"),
                Column::text("Versions"),
                Column::text("System"),
                Column::number("Sessions"),
            ],
            rows: facts.caps.iter().map(row).collect(),
        },
    ]
}

fn drivers(facts: &GpuFacts) -> Vec<Block> {
    let row = |(id, driver): &(&str, &crate::record::Driver)| {
        let support = driver.support.as_ref();
        Row::new([
            link(Href::record(Kind::Driver, id), &driver.name).into(),
            Cell::from(support.and_then(|s| s.track.clone()).unwrap_or_default()),
            Cell::from(support.and_then(|s| s.until).map(|d| d.to_string()).unwrap_or_default()),
        ])
    };
    let rows: Vec<_> = facts.drivers.iter().map(row).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = vec![Column::text("Driver"), Column::text("Track"), Column::text("Support ends")];
    vec![Block::Table { caption: "Drivers".into(), columns, rows }]
}

fn reports(context: &Context, facts: &GpuFacts) -> Vec<Block> {
    if facts.reports.is_empty() {
        return Vec::new();
    }
    let tally = |name: &str, pick: fn(&Survived) -> Option<&Tally>| {
        let all: Vec<_> =
            facts.reports.iter().filter_map(|(_, r)| Some((r.date, pick(r.survived.as_ref()?)?))).collect();
        let count = |result| all.iter().filter(|(_, t)| t.result == result).count();
        let newest = all.iter().map(|(date, _)| *date).max().map(|date| date.to_string()).unwrap_or_default();
        let cells = [count(TallyResult::Survived), count(TallyResult::Mixed), count(TallyResult::Failed)]
            .map(|n| Cell::from(n.to_string()));
        let mut row = vec![Cell::from(name)];
        row.extend(cells);
        row.push(Cell::from(newest));
        Row { cells: row, data: Vec::new() }
    };
    let scorecard = Block::Table {
        caption: "Whether the card came back".into(),
        columns: vec![
            Column::text("After"),
            Column::number("Yes"),
            Column::number("Sometimes"),
            Column::number("No"),
            Column::text("Newest report"),
        ],
        rows: vec![
            tally("guest reboot", |s| s.guest_reboot.as_ref()),
            tally("guest shutdown", |s| s.shutdown.as_ref()),
            tally("forced stop", |s| s.kill.as_ref()),
            tally("guest crash", |s| s.guest_crash.as_ref()),
        ],
    };
    let row = |(id, report): &(&str, &crate::record::Report)| {
        let board = report.board.as_ref().map(|board| reference(context.catalogue, Kind::Board, &board.0));
        Row::new([
            Cell::from(report.date.to_string()),
            vec![Run::Mark { role: outcome_role(report.outcome), text: words_of(&report.outcome) }].into(),
            link(Href::record(Kind::Report, id), &report.name).into(),
            board.or_else(|| report.board_name.clone().map(text)).map(Cell::from).unwrap_or_default(),
            Cell::from(report.kernel.as_ref().map(ToString::to_string).unwrap_or_default()),
        ])
    };
    let columns = ["Date", "Outcome", "Report", "Board", "Kernel"].map(Column::text).to_vec();
    vec![
        scorecard,
        Block::Table {
            caption: "Reports, newest first".into(),
            columns,
            rows: facts.reports.iter().map(row).collect(),
        },
    ]
}

/// Role of an outcome.
pub fn outcome_role(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Works => "works",
        Outcome::WorksWithWorkaround => "care",
        Outcome::Partial => "not-recommended",
        Outcome::Fails => "blocked",
    }
}

fn observations(context: &Context, facts: &GpuFacts) -> Vec<Block> {
    let row = |(id, seen): &(&str, &crate::record::Observation)| {
        let amount = super::plain::amount(seen);
        let doubt =
            seen.implausible.is_some().then(|| Run::Mark { role: "not-recommended", text: "implausible".into() });
        let remarks = doubt.into_iter().chain(context.stale_mark(Kind::Observation, id));
        Row::new([
            Cell::from(seen.date.to_string()),
            link(Href::record(Kind::Observation, id), &seen.name).into(),
            Cell::from(amount),
            joined(remarks, ", ").into(),
        ])
    };
    let rows: Vec<_> = facts.observations.iter().map(row).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = vec![Column::text("Date"), Column::text("What"), Column::number("Value"), Column::text("Remark")];
    vec![Block::Table { caption: "Numbers that people measured or quoted".into(), columns, rows }]
}
