//! A plan as Markdown, for `PLAN.md` and for the terminal.

use std::fmt::Write;

use super::model::{Command, File, FileAction, Line, Plan, Section, Step};

/// The whole plan.
#[must_use]
pub fn markdown(plan: &Plan) -> String {
    let mut out = format!("# {}\n", plan.title);
    if !plan.look_ups.is_empty() {
        out.push_str("\nLook these up on the host and put them in place of the words in angle brackets:\n\n");
        for look_up in &plan.look_ups {
            let (name, what) = (&look_up.placeholder, &look_up.what);
            let _ = writeln!(out, "- `{name}`: {what}, such as `{}`. Shown by `{}`", look_up.example, look_up.command);
        }
    }
    out.push_str(&body(plan));
    out
}

/// Everything but the list of what has to be looked up.
pub(super) fn body(plan: &Plan) -> String {
    let mut out = String::new();
    if let Some(refused) = &plan.refused {
        let _ = writeln!(out, "\nThere is no plan for this. {}.\n\nInstead:\n", refused.reason);
        for instead in &refused.instead {
            let _ = writeln!(out, "- {instead}");
        }
    }
    if !plan.open.is_empty() {
        out.push_str("\nNot known, and it changes the plan:\n\n");
        for open in &plan.open {
            let shown = open.command.as_ref().map(|command| format!(" Shown by `{command}`")).unwrap_or_default();
            let _ = writeln!(out, "- {}: {}.{shown}", open.input, open.matters);
        }
    }
    if !plan.assumptions.is_empty() {
        out.push_str("\nTaken for granted:\n\n");
        for assumed in &plan.assumptions {
            let _ = writeln!(out, "- {}: {} ({})", assumed.input, assumed.value, assumed.because);
        }
    }
    for section in &plan.sections {
        write_section(&mut out, section);
    }
    out
}

fn write_section(out: &mut String, section: &Section) {
    let _ = writeln!(out, "\n## {}", section.title);
    for (index, step) in section.steps.iter().enumerate() {
        write_step(out, index + 1, step);
    }
}

fn write_step(out: &mut String, number: usize, step: &Step) {
    let _ = writeln!(out, "\n### {number}. {}\n", step.title);
    if let Some(condition) = &step.only_if {
        let _ = writeln!(out, "Only if {condition}.\n");
    }
    let end = if step.reason.ends_with(['.', '!', '?']) { "" } else { "." };
    let _ = writeln!(out, "{}{end}", step.reason);
    if let Some(warning) = &step.warning {
        let _ = writeln!(out, "\n> Warning: {warning}");
    }
    if !step.notes.is_empty() {
        out.push('\n');
        for note in &step.notes {
            let _ = writeln!(out, "- {note}");
        }
    }
    write_lines(out, "", &step.settings);
    for file in &step.files {
        let written = step.commands.iter().any(|command| command.run == file.here_document());
        write_file(out, file, written);
    }
    write_commands(out, &step.commands);
    if !step.look_for.is_empty() {
        out.push_str("\nLook for:\n\n");
        for text in &step.look_for {
            let _ = writeln!(out, "- {text}");
        }
    }
    if !step.records.is_empty() {
        let records: Vec<String> = step.records.iter().map(|record| format!("{}/{}", record.kind, record.id)).collect();
        let _ = writeln!(out, "\nSee {}", records.join(", "));
    }
}

/// A file; where a command of the step writes it, its content stands there.
fn write_file(out: &mut String, file: &File, written: bool) {
    let what = file.action.words();
    if written {
        let _ = writeln!(out, "\n{what} `{}`, which the command below writes:", file.path);
    } else {
        let _ = writeln!(out, "\n{what} `{}`:\n\n```text\n{}```", file.path, file.content());
    }
    if file.action != FileAction::AddWords && distinct_reasons(&file.lines) {
        write_lines(out, "", &file.lines);
    }
}

/// A script whose lines all say the same needs no list of reasons.
pub(super) fn distinct_reasons(lines: &[Line]) -> bool {
    lines.first().is_some_and(|first| lines.len() == 1 || lines.iter().any(|line| line.reason != first.reason))
}

fn write_lines(out: &mut String, indent: &str, lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    out.push('\n');
    for line in lines.iter().filter(|line| worth_a_word(&line.text)) {
        let range = line.range.as_ref().map(|range| format!(" For: {range}.")).unwrap_or_default();
        let record =
            line.record.as_ref().map(|record| format!(" See {}/{}", record.kind, record.id)).unwrap_or_default();
        let _ = writeln!(out, "{indent}- `{}`: {}.{range}{record}", line.text.trim(), line.reason);
    }
}

/// Empty lines and the ends of elements explain themselves.
fn worth_a_word(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.starts_with("</")
}

fn write_commands(out: &mut String, commands: &[Command]) {
    let mut last: Option<(&Option<&'static str>, &Option<String>)> = None;
    let mut open = false;
    for command in commands {
        let place = (&command.on, &command.when);
        if last != Some(place) {
            if open {
                out.push_str("```\n");
            }
            let language = if command.on == Some("guest-windows") { "bat" } else { "sh" };
            let _ = write!(out, "\n{}:\n\n```{language}\n", command.place());
            open = true;
            last = Some(place);
        }
        let _ = writeln!(out, "{}", command.run);
    }
    if open {
        out.push_str("```\n");
    }
}
