//! Verdicts on a frozen catalogue: a table of questions with their answers, and what must hold for every
//! question. `tests/verdict/data/` is a copy of real records; a board with one slot of every sort is added here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "verdict/bench.rs"]
mod bench;
#[path = "verdict/cli.rs"]
mod cli;
#[path = "verdict/properties.rs"]
mod properties;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use vfiodex::draft::Draft;
use vfiodex::source::SourceMap;
use vfiodex_engine::verdict::{Judge, Level, Severity, Verdict, verdict};
use vfiodex_engine::{Knowledge, Scenario, Setup};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/verdict")
}

/// The frozen records and the board of every sort.
static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let sources = SourceMap::read(&folder().join("data")).expect("the frozen records can be read");
    let mut knowledge = Draft::load(sources).knowledge();
    knowledge.boards.push(bench::board());
    knowledge.cpus.push(bench::cpu());
    let (cpus, board) = bench::without_iommu();
    knowledge.cpus.extend(cpus);
    knowledge.boards.push(board);
    knowledge
});

/// One row of the table.
struct Case {
    question: String,
    scenario: Scenario,
    level: Level,
    has: Vec<String>,
    lacks: Vec<String>,
}

/// `gpu=a2; board=bench; slot=clean; share=true` as a question: keys as in JSON and in addresses of pages.
fn scenario(text: &str) -> Scenario {
    let mut fields = serde_json::Map::new();
    for part in text.split(';') {
        let (key, value) = part.split_once('=').expect("key=value");
        let value = value.trim();
        let value = match (key.trim(), value) {
            ("spare" | "host_gpus", list) => list.split(',').collect::<Vec<_>>().into(),
            (_, "true") => true.into(),
            (_, "false") => false.into(),
            (_, text) => text.into(),
        };
        fields.insert(key.trim().to_owned(), value);
    }
    serde_json::from_value(fields.into()).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(folder().join("cases.tsv")).expect("the table can be read");
    let list = |text: Option<&str>| text.unwrap_or_default().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let case = |row: &str| {
        let mut cells = row.split('\t');
        let question = cells.next().unwrap_or_default().to_owned();
        let level = serde_json::from_value(cells.next().unwrap_or_default().into());
        Case {
            scenario: scenario(&question),
            level: level.unwrap_or_else(|e| panic!("{row}: {e}")),
            has: list(cells.next()),
            lacks: list(cells.next()),
            question,
        }
    };
    text.lines().skip(1).filter(|row| !row.is_empty()).map(case).collect()
}

fn answer(scenario: &Scenario) -> Verdict {
    verdict(scenario, &KNOWLEDGE).unwrap_or_else(|e| panic!("{scenario:?}: {e}"))
}

fn ids(verdict: &Verdict) -> BTreeSet<&str> {
    verdict.findings.iter().map(|finding| finding.id.as_str()).collect()
}

#[test]
fn the_table_holds() {
    let cases = cases();
    assert!(cases.len() >= 120, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let answer = answer(&case.scenario);
        let found = ids(&answer);
        let missing: Vec<_> = case.has.iter().filter(|id| !found.contains(id.as_str())).collect();
        let extra: Vec<_> = case.lacks.iter().filter(|id| found.contains(id.as_str())).collect();
        if answer.level != case.level || !missing.is_empty() || !extra.is_empty() {
            let heavy: Vec<_> = answer.findings.iter().filter(|f| f.severity > Severity::Info).map(|f| &f.id).collect();
            let open: Vec<_> =
                answer.not_known.iter().filter(|o| o.could_be == Severity::Blocked).map(|o| o.fact).collect();
            wrong.push(format!(
                "{}\n    {} instead of {}; missing {missing:?}, extra {extra:?}; has {heavy:?}, open {open:?}",
                case.question,
                answer.level.key(),
                case.level.key()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_names_only_findings_that_exist() {
    let known: BTreeSet<&str> = KNOWLEDGE
        .rules
        .iter()
        .map(|rule| rule.id.as_str())
        .chain(KNOWLEDGE.quirks.iter().map(|quirk| quirk.id.as_str()))
        .collect();
    for case in cases() {
        for id in case.has.iter().chain(&case.lacks) {
            assert!(known.contains(id.as_str()), "{}: there is no `{id}`", case.question);
        }
    }
}

#[test]
fn every_rule_speaks_in_some_case() {
    let mut spoken = BTreeSet::new();
    for case in cases() {
        spoken.extend(answer(&case.scenario).findings.into_iter().map(|finding| finding.id));
    }
    let silent: Vec<&str> =
        KNOWLEDGE.rules.iter().map(|rule| rule.id.as_str()).filter(|id| !spoken.contains(*id)).collect();
    // No card on record lacks a driver for one of these systems, or is a laptop's own chip.
    let expected = ["no-linux-driver", "no-windows-driver"];
    assert_eq!(silent, expected);
}

#[test]
fn every_level_comes_up() {
    let levels: BTreeSet<Level> = cases().iter().map(|case| case.level).collect();
    assert_eq!(levels.len(), Level::ALL.len(), "{levels:?}");
}

/// The quick way, which tables go, gives the same level as the long one.
#[test]
fn the_level_alone_is_the_level_of_the_verdict() {
    let judge = Judge::new(&KNOWLEDGE);
    for case in cases() {
        let answer = answer(&case.scenario);
        let slot = answer.slot.clone();
        let setup = Setup::new(&Scenario { slot, ..case.scenario.clone() }, &KNOWLEDGE).expect("a setup");
        let level = judge.level(&setup, &judge.concerned(&setup), &judge.reports(&setup));
        assert_eq!(level, answer.level, "{}", case.question);
        let worst = answer.findings.iter().map(|f| f.severity).max().unwrap_or_default();
        if answer.level != Level::Unknown {
            assert_eq!(Level::of(worst, false, answer.reports.good), answer.level, "{}", case.question);
        }
    }
}

#[test]
fn the_table_of_a_card_is_the_verdict_of_each_slot() {
    let judge = Judge::new(&KNOWLEDGE);
    let scenario = scenario("gpu=geforce-rtx-3060-12gb; purpose=compute; guest=linux");
    let rows = judge.table(&scenario).expect("a table");
    assert_eq!(rows.len(), KNOWLEDGE.boards.len());
    for row in rows {
        for (slot, level) in row.slots {
            let mut one = scenario.clone();
            one.situation.board = Some(row.board.id.clone());
            one.slot = slot.map(|slot| slot.label.clone());
            let twins = row.board.slots.iter().filter(|other| Some(&other.label) == one.slot.as_ref()).count();
            if twins <= 1 {
                assert_eq!(answer(&one).level, level, "{} {:?}", row.board.id, one.slot);
            }
        }
    }
}
