use super::markdown::markdown;
use super::model::{Command, File, FileAction, Line, Plan, RecordRef, Section, Step};
use crate::text::{Block, Draw, Drawn, Role, Run, Runs, code, counted, mark, prose, record, text};

impl Draw for Plan {
    fn drawn(&self) -> Drawn {
        let mut blocks = Vec::new();
        if let Some(refused) = &self.refused {
            blocks.push(Block::paragraph(&format!("{}. Instead:", refused.reason)));
            blocks.push(list(refused.instead.iter().map(|instead| prose(instead))));
        }
        blocks.extend(part(
            "Look these up on the host",
            self.look_ups.iter().map(|look_up| {
                let mut runs = vec![code(&look_up.placeholder), text(format!(": {}, such as ", look_up.what))];
                runs.extend([code(&look_up.example), text(". Shown by "), code(&look_up.command)]);
                runs
            }),
        ));
        blocks.extend(part(
            "Not known, and it changes the plan",
            self.open.iter().map(|open| {
                let mut runs = prose(&format!("{}: {}.", open.input.replace('_', " "), open.matters));
                runs.extend(open.command.iter().flat_map(|command| [text(" Shown by "), code(command)]));
                runs
            }),
        ));
        blocks.extend(self.sections.iter().map(section));
        blocks.extend(part(
            "Taken for granted",
            self.assumptions.iter().map(|one| {
                let input = one.input.replace('_', " ");
                vec![text(format!("{input}: ")), code(&one.value), text(format!(" ({})", one.because))]
            }),
        ));
        Drawn { summary: summary(self), blocks, text: markdown(self) }
    }
}

fn summary(plan: &Plan) -> Runs {
    if plan.refused.is_some() {
        return vec![mark(Role::Blocked, "no plan"), text(format!(": {}", plan.title))];
    }
    let files = plan.files().count();
    vec![text(format!(
        "{}: {}, {}, {} to look up on the host",
        plan.title,
        counted(plan.steps().count(), "step"),
        counted(files, "file"),
        counted(plan.look_ups.len(), "value")
    ))]
}

fn list(items: impl Iterator<Item = Runs>) -> Block {
    Block::List { ordered: false, items: items.collect() }
}

/// A list under a heading; nothing where the list is empty.
fn part(title: &str, items: impl Iterator<Item = Runs>) -> Option<Block> {
    let items: Vec<Runs> = items.collect();
    let blocks = || vec![Block::List { ordered: false, items: items.clone() }];
    (!items.is_empty()).then(|| Block::Part { title: vec![text(title)], blocks: blocks() })
}

fn section(section: &Section) -> Block {
    let steps = section.steps.iter().enumerate().map(|(index, one)| step(index + 1, one));
    Block::Part { title: vec![text(&section.title)], blocks: steps.collect() }
}

fn step(number: usize, step: &Step) -> Block {
    let mut title = vec![text(format!("{number}. "))];
    title.extend(prose(&step.title));
    let mut blocks = Vec::new();
    if let Some(condition) = &step.only_if {
        blocks.push(Block::paragraph(&format!("Only if {condition}.")));
    }
    blocks.push(Block::paragraph(&step.reason));
    if let Some(warning) = &step.warning {
        let mut runs = vec![mark(Role::Care, "warning"), text(": ")];
        runs.extend(prose(warning));
        blocks.push(Block::Paragraph { runs });
    }
    if !step.notes.is_empty() {
        blocks.push(list(step.notes.iter().map(|note| prose(note))));
    }
    blocks.extend(lines(&step.settings));
    for one in &step.files {
        let written = step.commands.iter().any(|command| command.run == one.here_document());
        blocks.extend(file(one, written));
    }
    for group in step.commands.chunk_by(|a, b| (a.on, &a.when) == (b.on, &b.when)) {
        blocks.extend(commands(group));
    }
    if !step.look_for.is_empty() {
        blocks.push(Block::paragraph("Look for:"));
        blocks.push(list(step.look_for.iter().map(|text| prose(text))));
    }
    if !step.records.is_empty() {
        let mut runs = vec![text("See ")];
        for (index, one) in step.records.iter().enumerate() {
            runs.extend((index > 0).then(|| text(", ")));
            runs.push(behind(one));
        }
        blocks.push(Block::Paragraph { runs });
    }
    Block::Part { title, blocks }
}

fn behind(one: &RecordRef) -> Run {
    record(one.kind, &one.id, &one.id)
}

fn file(file: &File, written: bool) -> Vec<Block> {
    let what = file.action.words();
    let tail = if written { ", which the command below writes:" } else { ":" };
    let mut out = vec![Block::Paragraph { runs: vec![text(format!("{what} ")), code(&file.path), text(tail)] }];
    if !written {
        out.push(Block::Code { text: file.content() });
    }
    if file.action != FileAction::AddWords && super::markdown::distinct_reasons(&file.lines) {
        out.extend(lines(&file.lines));
    }
    out
}

fn lines(lines: &[Line]) -> Option<Block> {
    let item = |line: &Line| {
        let mut runs = vec![code(line.text.trim()), text(": ")];
        runs.extend(prose(&format!("{}.", line.reason)));
        runs.extend(line.range.iter().map(|range| text(format!(" For: {range}."))));
        runs.extend(line.record.iter().flat_map(|one| [text(" See "), behind(one)]));
        runs
    };
    let said: Vec<Runs> = lines.iter().filter(|line| !line.text.trim().is_empty()).map(item).collect();
    (!said.is_empty()).then_some(Block::List { ordered: false, items: said })
}

fn commands(group: &[Command]) -> Vec<Block> {
    let Some(first) = group.first() else { return Vec::new() };
    let typed: Vec<&str> = group.iter().map(|command| command.run.as_str()).collect();
    vec![Block::step(prose(&format!("{}:", first.place()))), Block::Code { text: typed.join("\n") }]
}
