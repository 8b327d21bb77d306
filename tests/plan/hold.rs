//! What holds for every golden plan: nothing that the audit would take out, shell that parses, XML that
//! parses.

use std::process::Command;

use vfiodex_engine::audit::{audit, fragment};
use vfiodex_engine::knowledge::Placement;
use vfiodex_engine::plan::{File, FileAction, Plan};
use vfiodex_engine::{Knowledge, Situation};

use vfiodex::draft::Draft;
use vfiodex::source::SourceMap;

use super::{folder, knowledge, planned, scenario, setups, words};

/// Where the lines of a file are read.
fn places(path: &str) -> &'static [Placement] {
    let has = |part: &str| path.contains(part);
    if has("default/grub") || has("kernel/cmdline") {
        &[Placement::KernelCommandLine]
    } else if has("modprobe.d") {
        &[Placement::Modprobe]
    } else if has("modules-load.d") {
        &[Placement::Modules]
    } else if has("qemu-server") {
        &[Placement::ProxmoxVm, Placement::Qemu]
    } else if has("pve/lxc") {
        &[Placement::ProxmoxLxc]
    } else if has("udev") {
        &[Placement::Udev]
    } else if path.ends_with(".xml") {
        &[Placement::Libvirt]
    } else {
        &[Placement::Shell, Placement::Qemu]
    }
}

/// Findings that say that a line had better go.
fn bad(knowledge: &Knowledge, plan: &Plan, situation: &Situation) -> Vec<String> {
    let mut out = Vec::new();
    for file in plan.files() {
        let whole = audit(knowledge, &file.content(), situation).findings;
        let lines = file.lines.iter().flat_map(|line| fragment(knowledge, &line.text, places(&file.path), situation));
        let all = whole.into_iter().chain(lines);
        out.extend(all.filter(|f| f.verdict.is_bad()).map(|f| format!("{}: {} {}", file.path, f.text, f.reason)));
    }
    // A guest's whole config, as its lines end up in one file.
    let mut config = String::new();
    for file in plan.files().filter(|file| file.path.starts_with("/etc/pve/")) {
        config.push_str(&file.content());
    }
    let whole = audit(knowledge, &config, situation).findings;
    out.extend(whole.into_iter().filter(|f| f.verdict.is_bad()).map(|f| format!("config: {} {}", f.text, f.reason)));
    for step in plan.steps() {
        for line in &step.settings {
            let found =
                fragment(knowledge, &line.text, &[Placement::KernelCommandLine, Placement::Modprobe], situation);
            out.extend(found.into_iter().filter(|f| f.verdict.is_bad()).map(|f| format!("setting: {}", f.text)));
        }
        for command in &step.commands {
            let found = audit(knowledge, &command.run, situation).findings;
            out.extend(found.into_iter().filter(|f| f.verdict.is_bad()).map(|f| format!("command: {}", f.text)));
        }
    }
    out
}

#[test]
fn no_line_would_be_taken_out_by_the_audit() {
    let knowledge = knowledge();
    for (name, flags) in setups() {
        planned(&scenario(&flags, &knowledge), &knowledge, |setup, plan| {
            let bad = bad(&knowledge, plan, &setup.scenario.situation);
            assert!(bad.is_empty(), "{name}: {bad:#?}");
        });
    }
}

/// Feeds a text to a program; true where the program is not there.
fn accepts(program: &str, flags: &[&str], text: &str) -> bool {
    use std::io::Write;
    use std::process::Stdio;
    let child =
        Command::new(program).args(flags).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return true };
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(text.as_bytes());
    }
    child.wait_with_output().is_ok_and(|done| done.status.success())
}

fn is_script(file: &File) -> bool {
    file.action == FileAction::Create && file.content().starts_with("#!/bin/sh")
}

#[test]
fn shell_and_xml_parse() {
    let knowledge = knowledge();
    for (name, flags) in setups() {
        planned(&scenario(&flags, &knowledge), &knowledge, |_, plan| {
            let commands = plan.steps().flat_map(|step| &step.commands).filter(|c| c.on != Some("guest-windows"));
            let script: String = commands.map(|command| format!("{}\n", command.run)).collect();
            assert!(accepts("bash", &["-n"], &script), "{name}: bash refuses {script}");
            for file in plan.steps().flat_map(|step| &step.files) {
                let content = file.content();
                if is_script(file) {
                    assert!(accepts("sh", &["-n"], &content), "{name}: sh refuses {content}");
                }
                if file.path.ends_with(".xml") {
                    let parse = "import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.read())";
                    assert!(accepts("python3", &["-c", parse], &content), "{name}: no XML: {content}");
                }
            }
        });
    }
}

#[test]
fn every_word_in_angle_brackets_is_explained() {
    let knowledge = knowledge();
    for (name, flags) in setups() {
        planned(&scenario(&flags, &knowledge), &knowledge, |_, plan| {
            let texts = plan.steps().flat_map(|step| {
                let commands = step.commands.iter().map(|command| command.run.clone());
                commands.chain(step.files.iter().map(File::content))
            });
            for text in texts {
                for part in text.split('<').skip(1) {
                    let Some((word, _)) = part.split_once('>') else { continue };
                    let placeholder = !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
                    let placeholder = placeholder.then(|| format!("<{word}>"));
                    let known = placeholder.as_ref().is_none_or(|p| plan.look_ups.iter().any(|l| l.placeholder == *p));
                    assert!(known, "{name}: {placeholder:?} is not explained");
                }
            }
        });
    }
}

/// Whatever the records say, no plan for a card in `data/` holds a line that their own advice would take out.
#[test]
fn plans_for_all_cards_on_record_hold_no_bad_line() {
    let sources = SourceMap::read(&folder().join("../../data")).unwrap_or_else(|e| unreachable!("{e}"));
    let knowledge = Draft::load(sources).knowledge();
    for card in &knowledge.cards {
        for flags in
            ["--proxmox 8.4 --cpu-vendor intel --bootloader grub", "--guest lxc", "--guest windows --share yes"]
        {
            let flags = format!("--gpu {} {flags}", card.id);
            let scenario = scenario(&words(&flags), &knowledge);
            planned(&scenario, &knowledge, |setup, plan| {
                let bad = bad(&knowledge, plan, &setup.scenario.situation);
                assert!(bad.is_empty(), "{flags}: {bad:#?}");
            });
        }
    }
}
