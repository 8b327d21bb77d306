//! How long the verdicts of every card on every board and slot take on the real records, also as a multiple of
//! reading the files alone, so that the figures can be compared between machines:
//! `cargo run --release --example verdicts [DATA]`
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use vfiodex::draft::Draft;
use vfiodex::source::SourceMap;
use vfiodex_engine::scenario::Purpose;
use vfiodex_engine::situation::Guest;
use vfiodex_engine::verdict::{Judge, Level};
use vfiodex_engine::{Knowledge, Scenario};

/// Best of several runs.
fn best<T>(mut stage: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<(T, Duration)> {
    let mut fastest = None;
    for _ in 0..5 {
        let start = Instant::now();
        let value = stage()?;
        let took = start.elapsed();
        if fastest.as_ref().is_none_or(|(_, best)| took < *best) {
            fastest = Some((value, took));
        }
    }
    fastest.ok_or_else(|| anyhow::anyhow!("no run"))
}

/// The scenarios that pages show a table for.
fn scenarios() -> [(&'static str, Scenario); 2] {
    let scenario = |purpose, guest| {
        let mut scenario = Scenario { purpose: Some(purpose), ..Scenario::default() };
        scenario.situation.guest = Some(guest);
        scenario
    };
    [
        ("display, Windows", scenario(Purpose::Display, Guest::Windows)),
        ("compute, Linux", scenario(Purpose::Compute, Guest::Linux)),
    ]
}

/// How often each level comes up for one scenario.
fn levels(knowledge: &Knowledge, scenario: &Scenario) -> anyhow::Result<BTreeMap<Level, usize>> {
    let judge = Judge::new(knowledge);
    let of_card = |id: &String| -> anyhow::Result<BTreeMap<Level, usize>> {
        let scenario = Scenario { gpu: Some(id.clone()), ..scenario.clone() };
        let mut counts = BTreeMap::new();
        for row in judge.table(&scenario)? {
            for (_, level) in row.slots {
                *counts.entry(level).or_default() += 1;
            }
        }
        Ok(counts)
    };
    let sum = |mut all: BTreeMap<Level, usize>, some: BTreeMap<Level, usize>| {
        some.into_iter().for_each(|(level, count)| *all.entry(level).or_default() += count);
        all
    };
    knowledge.cards.par_iter().map(|card| of_card(&card.id)).try_reduce(BTreeMap::new, |a, b| Ok(sum(a, b)))
}

fn main() -> anyhow::Result<()> {
    let data: PathBuf = std::env::args_os().nth(1).map_or_else(|| "data".into(), Into::into);
    let (sources, read) = best(|| Ok(SourceMap::read(&data)?))?;
    let draft = Draft::load(sources);
    let (knowledge, facts) = best(|| Ok(draft.knowledge()))?;
    let ratio = |took: Duration| took.as_secs_f64() / read.as_secs_f64();
    let line = |name: &str, took: Duration| {
        println!("{name:<24} {:>8.1} ms {:>7.1} × reading", took.as_secs_f64() * 1e3, ratio(took));
    };
    println!("{} cards, {} boards, {} rules", knowledge.cards.len(), knowledge.boards.len(), knowledge.rules.len());
    line("read", read);
    line("facts of the records", facts);
    let mut all = Duration::ZERO;
    for (name, scenario) in scenarios() {
        let (counts, took) = best(|| levels(&knowledge, &scenario))?;
        line(name, took);
        all += took;
        let of = |level: Level| counts.get(&level).copied().unwrap_or_default();
        let words: Vec<String> =
            Level::ALL.into_iter().map(|level| format!("{} {}", of(level), level.words())).collect();
        println!("    {}", words.join(", "));
    }
    line("both together", all);
    Ok(())
}
