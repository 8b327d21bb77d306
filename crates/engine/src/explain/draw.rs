use std::collections::BTreeMap;

use super::{Cure, Explanation, Match};
use crate::Tri;
use crate::context;
use crate::knowledge::Severity;
use crate::text::{Block, Draw, Drawn, Role, Runs, counted, mark, prose, record, text};

impl Draw for Explanation {
    fn drawn(&self) -> Drawn {
        let mut blocks: Vec<Block> = Vec::new();
        let mut told = Told::new();
        for group in self.matches.chunk_by(|a, b| a.line == b.line) {
            blocks.extend(line(group, &mut told));
        }
        if self.matches.is_empty() && self.lines > 0 {
            blocks.push(Block::paragraph(self.next_step()));
        }
        if self.left_out > 0 {
            let more = counted(self.left_out, "further line");
            blocks.push(Block::paragraph(&format!("Left out: {more} of the same kinds.")));
        }
        blocks.extend(context::draw::assumed(self.assumed.iter().map(|assumed| (None, assumed))));
        blocks.extend(context::draw::not_known(&self.not_known));
        Drawn::new(self.summary(), blocks)
    }
}

impl Explanation {
    /// What to paste instead of a text in which nothing is known.
    fn next_step(&self) -> &'static str {
        if self.lists_devices {
            "These lines list devices and tell of no failure. The checker and `vfiodex verdict --context` read them to see what shares a group; `vfiodex import layout` makes a record of them."
        } else {
            "That is no all-clear: these lines are on no record. The cause often stands further up: give the kernel log from the start of the VM on, and the output of its start."
        }
    }

    fn summary(&self) -> Runs {
        if self.matches.is_empty() {
            return vec![text(format!("Nothing known in {}", counted(self.lines, "line")))];
        }
        let lines: Vec<&[Match]> = self.matches.chunk_by(|a, b| a.line == b.line).collect();
        let of = |severity| {
            lines.iter().filter(|group| group.iter().map(|found| found.severity).max() == Some(severity)).count()
        };
        let (errors, warnings, harmless) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
        let mut parts = Vec::new();
        parts.extend((errors > 0).then(|| counted(errors, "error")));
        parts.extend((warnings > 0).then(|| counted(warnings, "warning")));
        parts.extend((harmless > 0).then(|| format!("{harmless} harmless")));
        let known = counted(lines.len(), "known line");
        vec![text(format!("{known} of {}: {}", self.lines, parts.join(", ")))]
    }
}

/// The line at which a record was told: of its harmless lines, of its serious ones.
type Told<'m> = BTreeMap<(&'m str, bool), usize>;

/// Whether the line of a quirk needs no cure.
fn is_harmless(found: &Match) -> bool {
    found.severity == Severity::Info && found.quirk.is_some()
}

/// A line with its meanings, the likeliest first.
fn line<'m>(group: &'m [Match], told: &mut Told<'m>) -> Option<Block> {
    let first = group.first()?;
    let mut title = vec![text(format!("Line {}: ", first.line)), severity(first.severity)];
    if first.count > 1 {
        title.push(text(format!(", {} times, to line {}", first.count, first.last_line)));
    }
    let mut blocks = vec![Block::Code { text: first.text.clone() }];
    for (place, found) in group.iter().enumerate() {
        let id = found.quirk.as_deref().or(found.advice.as_deref()).unwrap_or_default();
        // Two settings of one command line are two findings; two quirks are two meanings of one line.
        if place == 0 || found.advice.is_some() {
            blocks.push(Block::Part {
                title: vec![name(found)],
                blocks: meaning(found, told.get(&(id, is_harmless(found))).copied()),
            });
        } else {
            let because = found.because.as_deref().map(|because| format!(", {because}")).unwrap_or_default();
            blocks.push(Block::Paragraph { runs: vec![text("Or: "), name(found), text(because)] });
        }
        told.entry((id, is_harmless(found))).or_insert(found.line);
    }
    Some(Block::Part { title, blocks })
}

fn severity(severity: Severity) -> crate::text::Run {
    match severity {
        Severity::Error => mark(Role::Blocked, "error"),
        Severity::Warning => mark(Role::Care, "warning"),
        Severity::Info => mark(Role::Unknown, "harmless"),
    }
}

fn name(found: &Match) -> crate::text::Run {
    match (&found.quirk, &found.advice) {
        (Some(id), _) => record("quirks", id, &found.name),
        (None, Some(id)) => record("advice", id, &found.name),
        (None, None) => text(&found.name),
    }
}

fn meaning(found: &Match, before: Option<usize>) -> Vec<Block> {
    if let Some(line) = before {
        return vec![Block::paragraph(&format!("See line {line}."))];
    }
    let mut out = vec![Block::paragraph(&found.meaning)];
    if let Some(because) = &found.because {
        out.push(Block::labelled(if found.applies == Tri::No { "Not this host" } else { "Not certain" }, because));
    }
    if is_harmless(found) {
        out.push(Block::paragraph(&match found.look_at {
            Some(line) => format!("Harmless by itself; look at line {line}."),
            None => "Harmless by itself; if something fails, the cause is in the next lines.".into(),
        }));
        // The record's cures are for its serious lines.
        return out;
    }
    out.extend(found.cures.iter().flat_map(cure));
    out
}

fn cure(Cure { cure, fits }: &Cure) -> Vec<Block> {
    let label = if *fits == Tri::No { "Not on this host: " } else { "What helps: " };
    let mut title = vec![text(label)];
    title.extend(prose(&cure.name));
    let mut out = vec![Block::step(title)];
    if *fits == Tri::No {
        return out;
    }
    if !cure.steps.is_empty() {
        out.push(Block::List { ordered: true, items: cure.steps.iter().map(|step| prose(step)).collect() });
    }
    out.extend(cure.risk.as_deref().map(|risk| Block::labelled("Risk", risk)));
    out.extend(cure.impossible_when.as_deref().map(|when| Block::labelled("Not possible", when)));
    out
}
