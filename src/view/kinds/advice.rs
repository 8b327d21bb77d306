use crate::record::{Advice, AdviceLevel, AdviceVerdict, Kind};
use crate::view::blocks::{Block, Cell, Column, Row, Run, Section, joined, prose, reference, text};
use crate::view::citations::words_of;
use crate::view::conditions::conditions;
use crate::view::record::{Answer, KeyFact, Parts};
use crate::view::site::Context;

/// Role of a verdict on advice.
pub fn level_role(level: AdviceLevel) -> &'static str {
    match level {
        AdviceLevel::Needed => "works",
        AdviceLevel::Optional | AdviceLevel::Redundant => "unknown",
        AdviceLevel::Obsolete => "care",
        AdviceLevel::Invalid => "not-recommended",
        AdviceLevel::Harmful => "blocked",
    }
}

pub(super) fn parts(context: &Context, advice: &Advice) -> Parts {
    let row = |verdict: &AdviceVerdict| {
        let when = verdict.when.as_ref().map(|when| {
            let parts = conditions(context.catalogue, when);
            parts.into_iter().enumerate().flat_map(|(index, (label, mut runs))| {
                let lead = if index == 0 { String::new() } else { "; ".to_owned() };
                runs.insert(0, text(format!("{lead}{label}: ")));
                runs
            })
        });
        let mut when: Vec<_> = when.map(Iterator::collect).unwrap_or_default();
        if !verdict.beside.is_empty() {
            let lead = if when.is_empty() { "Beside: " } else { "; Beside: " };
            when.push(text(lead));
            let ids = verdict.beside.iter().map(|id| reference(context.catalogue, Kind::Advice, &id.0));
            when.extend(joined(ids, ", "));
        }
        if when.is_empty() {
            when.push(text(if advice.verdicts.len() == 1 { "in every case" } else { "otherwise" }));
        }
        Row::new([
            when.into(),
            vec![Run::Mark { role: level_role(verdict.verdict), text: words_of(&verdict.verdict) }].into(),
            prose(&verdict.reason).into(),
            Cell::from(verdict.since.map(|d| d.to_string()).unwrap_or_default()),
            verdict.instead.as_deref().map(prose).map(Cell::from).unwrap_or_default(),
        ])
    };
    let table = Block::Table {
        caption: "Verdicts, the first that fits counts".into(),
        columns: ["When", "Verdict", "Why", "Since", "Instead"].map(Column::text).to_vec(),
        rows: advice.verdicts.iter().map(row).collect(),
    };
    let examples = vec![Block::Code { text: advice.examples.join("\n") }];
    let last = advice.verdicts.last();
    let role = last.map_or("unknown", |v| level_role(v.verdict));
    let mut sections = Vec::new();
    sections.extend(Section::new("verdicts", "Does it still hold?", vec![table]));
    sections.extend(Section::new("examples", "As guides write it", examples));
    let places = advice.placed_in.iter().map(words_of).collect::<Vec<_>>().join(", ");
    let mut runs = vec![text("Guides say: ")];
    runs.extend(prose(&advice.claim));
    runs.push(text(" "));
    runs.extend(last.map(|v| prose(&v.reason)).unwrap_or_default());
    Parts {
        what: "Advice".into(),
        answer: Some(Answer { role, words: last.map(|v| words_of(&v.verdict)).unwrap_or_default(), runs }),
        key_facts: vec![KeyFact { label: "Written in".into(), value: vec![text(places)] }],
        sections,
        elsewhere: &["name", "claim", "placed_in", "verdicts", "examples", "not_examples"],
        ..Parts::default()
    }
}
