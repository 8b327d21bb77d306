use crate::knowledge::Placement;

use super::fragment::{Fragment, push};

/// The place that a path stands for.
fn place_of(path: &str) -> Option<Placement> {
    let has = |part: &str| path.contains(part);
    Some(if has("/etc/modules") || has("modules-load.d") {
        Placement::Modules
    } else if has("modprobe.d") {
        Placement::Modprobe
    } else if has("default/grub") || has("kernel/cmdline") || has("loader/entries") {
        Placement::KernelCommandLine
    } else if has("qemu-server") {
        Placement::ProxmoxVm
    } else if has("pve/lxc") {
        Placement::ProxmoxLxc
    } else if has("udev/rules.d") {
        Placement::Udev
    } else {
        return None;
    })
}

/// The file that a command writes to: behind `>`, `>>` or `tee`, or edited by `sed -i`.
fn target(line: &str) -> Option<Placement> {
    let behind = |mark: &str| line.rsplit_once(mark).map(|(_, rest)| rest);
    let path = behind(">").or_else(|| behind("tee ")).or_else(|| line.contains("sed -i").then_some(line))?;
    place_of(path)
}

/// The end word and target of a here-document that a line opens.
pub(super) fn here_document(line: &str) -> Option<(String, Vec<Placement>)> {
    let (before, after) = line.split_once("<<")?;
    let end: String = after
        .trim_start_matches('-')
        .trim_start()
        .trim_start_matches(['\'', '"'])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    if end.is_empty() || after.starts_with('<') {
        return None;
    }
    let rest = format!("{before} {}", after.replace(&end, ""));
    let place = target(&rest).or_else(|| place_of(&rest));
    Some((end, place.into_iter().collect()))
}

/// Takes shell commands of one line apart: each command, and what it writes into which file.
pub(super) fn split(line: &str, number: usize, out: &mut Vec<Fragment>) {
    for command in commands(line) {
        push(out, number, command, &[Placement::Shell], false);
        let words = words(command);
        let mut words =
            words.iter().map(String::as_str).skip_while(|word| *word == "sudo" || word.contains("=\"")).peekable();
        let first = words.next().unwrap_or_default();
        match first {
            "echo" | "printf" => {
                let Some(place) = target(command) else { continue };
                let text: Vec<&str> =
                    words.take_while(|word| !matches!(*word, ">" | ">>" | "|") && !word.starts_with('>')).collect();
                for piece in text.join(" ").split("\\n") {
                    let piece = piece.trim_start_matches("-e ").trim_start_matches("-n ").trim_start_matches("%s ");
                    push(out, number, piece, &[place], false);
                }
            }
            "sed" => {
                if let Some(place) = target(command) {
                    push(out, number, &command.replace(['/', '|'], " "), &[place], false);
                }
            }
            "qm" | "pct" if matches!(words.peek(), Some(&"set" | &"create")) => {
                let place = if first == "qm" { Placement::ProxmoxVm } else { Placement::ProxmoxLxc };
                settings(words.skip(2), place, number, out);
            }
            "grubby" | "kernelstub" | "rpm-ostree" => {
                for word in words {
                    let value = word.trim_start_matches("--append-if-missing=").trim_start_matches("--append=");
                    push(out, number, value.trim_start_matches("--args="), &[Placement::KernelCommandLine], false);
                }
            }
            "modprobe" => {
                for module in words.take_while(|word| !word.starts_with('-')) {
                    push(out, number, module, &[Placement::Modules], false);
                }
            }
            _ => {}
        }
    }
}

/// `--key value` of `qm set` as the lines of the config that they write.
fn settings<'a>(words: impl Iterator<Item = &'a str>, place: Placement, number: usize, out: &mut Vec<Fragment>) {
    let mut key: Option<&str> = None;
    for word in words {
        if let Some(name) = word.strip_prefix("--").or_else(|| word.strip_prefix('-').filter(|_| key.is_none())) {
            match name.split_once('=') {
                Some((name, value)) => push(out, number, &format!("{name}: {value}"), &[place], false),
                None => key = Some(name),
            }
        } else if let Some(name) = key.take() {
            push(out, number, &format!("{name}: {word}"), &[place], false);
        }
    }
}

/// The commands of a line, split at `&&`, `||` and `;` outside of quotes.
fn commands(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut quote = None;
    let mut start = 0;
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().copied().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b';') => {
                out.push(line[start..at].trim());
                start = at + 1;
            }
            (None, b'&' | b'|') if at > start && bytes[at - 1] == byte => {
                out.push(line[start..at - 1].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(line[start..].trim().trim_end_matches('\\').trim());
    out.retain(|command| !command.is_empty());
    out
}

/// The words of a command, without their quotes.
fn words(command: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut any = false;
    for c in command.chars() {
        match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(c);
                any = true;
            }
            (Some(open), c) if open == c => quote = None,
            (None, c) if c.is_whitespace() => {
                if any || !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
                any = false;
            }
            (_, c) => word.push(c),
        }
    }
    if any || !word.is_empty() {
        out.push(word);
    }
    out
}
