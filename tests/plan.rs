//! `vfiodex plan` on a frozen catalogue: golden plans, rules that no plan may break, and what it writes.

#[path = "plan/hold.rs"]
mod hold;
#[path = "plan/never.rs"]
mod never;
#[path = "plan/write.rs"]
mod write;

use std::path::PathBuf;

use clap::Parser;
use vfiodex::commands::scenario::ScenarioArguments;
use vfiodex::draft::Draft;
use vfiodex::source::SourceMap;
use vfiodex_engine::plan::{Plan, markdown, plan};
use vfiodex_engine::{Knowledge, Scenario, Setup};

/// Where the setups, the catalogue and the golden plans are.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/plan")
}

fn knowledge() -> Knowledge {
    let sources = SourceMap::read(&folder().join("data")).unwrap_or_else(|e| unreachable!("{e}"));
    Draft::load(sources).knowledge()
}

/// The flags of a setup.
#[derive(Parser)]
struct Asked {
    #[command(flatten)]
    scenario: ScenarioArguments,
}

/// Words of a line; those in double quotes stay together.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            out.push(part.to_owned());
        } else {
            out.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    out
}

/// Every setup: its name and its flags.
fn setups() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(folder().join("setups.txt")).unwrap_or_else(|e| unreachable!("{e}"));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).map(|(name, flags)| (name.to_owned(), words(flags))).collect()
}

fn scenario(flags: &[String], knowledge: &Knowledge) -> Scenario {
    let asked = Asked::try_parse_from(std::iter::once("plan".to_owned()).chain(flags.iter().cloned()));
    let asked = asked.unwrap_or_else(|e| unreachable!("{flags:?}: {e}"));
    asked.scenario.scenario(knowledge).unwrap_or_else(|e| unreachable!("{flags:?}: {e:?}"))
}

/// A setup with its plan.
fn planned(scenario: &Scenario, knowledge: &Knowledge, check: impl FnOnce(&Setup<'_>, &Plan)) {
    let setup = Setup::new(scenario, knowledge).unwrap_or_else(|e| unreachable!("{e}"));
    check(&setup, &plan(&setup, knowledge));
}

#[test]
fn plans_are_as_they_were() {
    let knowledge = knowledge();
    for (name, flags) in setups() {
        planned(&scenario(&flags, &knowledge), &knowledge, |_, plan| {
            let file = folder().join("golden").join(format!("{name}.md"));
            snapbox::Assert::new()
                .action_env("SNAPSHOTS")
                .eq(snapbox::Data::text(markdown(plan)), snapbox::Data::read_from(&file, None).raw());
        });
    }
}
