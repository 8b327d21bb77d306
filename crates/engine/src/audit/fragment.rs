use std::borrow::Cow;

use crate::knowledge::Placement;

use super::{Kind, line, markdown, shell};

/// A piece of a text of which it is known where it would be written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fragment {
    /// The line, from 1.
    pub(super) line: usize,
    /// The piece.
    pub(super) text: String,
    /// Where it would be written, as far as one can tell.
    pub(super) places: Vec<Placement>,
    /// Whether it stands in running text.
    pub(super) in_prose: bool,
}

/// What running text may mention.
const IN_PROSE: &[Placement] =
    &[Placement::KernelCommandLine, Placement::Modprobe, Placement::Shell, Placement::Firmware, Placement::Guest];

/// Takes a text apart. Comments are left out.
pub(super) fn split(text: &str, kind: Kind) -> Vec<Fragment> {
    use Placement::{KernelCommandLine, Modprobe, Modules, ProxmoxLxc, Qemu, Udev};
    let mut out = Vec::new();
    match kind {
        Kind::Markdown => markdown::split(text, &mut out),
        Kind::Mixed => Mixed::default().split(text, &mut out),
        Kind::Shell => Mixed::default().split(text, &mut out),
        Kind::Libvirt => split_xml(text, &mut out),
        _ => {
            for (index, raw) in text.lines().enumerate() {
                let places: &[Placement] = match kind {
                    Kind::Grub => &[KernelCommandLine],
                    Kind::KernelCommandLine => &[KernelCommandLine],
                    Kind::Modules => &[Modules],
                    Kind::Modprobe => &[Modprobe],
                    Kind::ProxmoxLxc => &[ProxmoxLxc],
                    Kind::Udev => &[Udev],
                    Kind::Qemu => &[Qemu],
                    _ => vm_places(raw.trim()),
                };
                if matches!(kind, Kind::ProxmoxVm | Kind::ProxmoxLxc) && raw.starts_with('[') {
                    break; // Snapshots hold settings of the past.
                }
                let content = without_comment(raw);
                if kind == Kind::Grub && !content.trim_start().starts_with("GRUB_CMDLINE") {
                    continue;
                }
                push(&mut out, index + 1, &content, places, false);
            }
        }
    }
    out
}

/// `args:` hands its text to QEMU.
fn vm_places(line: &str) -> &'static [Placement] {
    if line.starts_with("args:") { &[Placement::ProxmoxVm, Placement::Qemu] } else { &[Placement::ProxmoxVm] }
}

pub(super) fn push(out: &mut Vec<Fragment>, line: usize, text: &str, places: &[Placement], in_prose: bool) {
    let text = text.trim();
    if !text.is_empty() {
        out.push(Fragment { line, text: text.to_owned(), places: places.to_vec(), in_prose });
    }
}

/// A line up to its comment; a `#` inside a word or in quotes starts none.
pub(super) fn without_comment(line: &str) -> Cow<'_, str> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => return Cow::Owned(line[..at].to_owned()),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        before = c;
    }
    Cow::Borrowed(line)
}

fn split_xml(text: &str, out: &mut Vec<Fragment>) {
    let mut in_comment = false;
    for (index, raw) in text.lines().enumerate() {
        let mut rest = raw;
        let mut kept = String::new();
        while !rest.is_empty() {
            let mark = if in_comment { "-->" } else { "<!--" };
            let (before, after) = rest.split_once(mark).map_or((rest, None), |(a, b)| (a, Some(b)));
            if !in_comment {
                kept.push_str(before);
            }
            match after {
                Some(after) => {
                    in_comment = !in_comment;
                    rest = after;
                }
                None => break,
            }
        }
        push(out, index + 1, &kept, &[Placement::Libvirt, Placement::Qemu], false);
    }
}

/// Reads lines of any kind, each by its looks; remembers here-documents.
#[derive(Debug, Default)]
pub(super) struct Mixed {
    /// The word that ends a here-document, and where its lines go.
    here: Option<(String, Vec<Placement>)>,
    /// Whether lines without a form of their own are running text.
    only_lines: bool,
}

impl Mixed {
    /// For text of which it is known that every line is code.
    pub(super) fn only_lines() -> Self {
        Self { here: None, only_lines: true }
    }

    pub(super) fn split(&mut self, text: &str, out: &mut Vec<Fragment>) {
        for (index, line) in text.lines().enumerate() {
            self.take(line, index + 1, out);
        }
    }

    pub(super) fn take(&mut self, raw: &str, number: usize, out: &mut Vec<Fragment>) {
        if let Some((end, places)) = &self.here {
            if raw.trim() == end {
                self.here = None;
            } else {
                push(out, number, &without_comment(raw), places, false);
            }
            return;
        }
        let content = without_comment(raw);
        let line = bare(&content);
        if line.is_empty() {
            return;
        }
        self.here = shell::here_document(line);
        let places: &[Placement] = if line.starts_with("GRUB_CMDLINE_LINUX") {
            &[Placement::KernelCommandLine]
        } else if line::is_modprobe(line) {
            &[Placement::Modprobe]
        } else if line::is_lxc(line) {
            &[Placement::ProxmoxLxc]
        } else if line::is_vm(line) {
            vm_places(line)
        } else if line.starts_with('<') && line.ends_with('>') {
            &[Placement::Libvirt, Placement::Qemu]
        } else if line::is_udev(line) {
            &[Placement::Udev]
        } else if line::is_qemu(line) {
            &[Placement::Qemu]
        } else if line::is_command(line) {
            shell::split(line, number, out);
            return;
        } else if line::is_module_name(line) {
            &[Placement::Modules]
        } else if line::is_kernel_words(line) {
            &[Placement::KernelCommandLine]
        } else if self.only_lines {
            &[Placement::Shell]
        } else {
            push(out, number, line, IN_PROSE, true);
            return;
        };
        push(out, number, line, places, false);
    }
}

/// A line without what lists, quotes and prompts put before it.
pub(super) fn bare(line: &str) -> &str {
    let mut line = line.trim();
    loop {
        let next = line.trim_start_matches(['>', '$', '•']).trim_start();
        let next = next.strip_prefix("- ").or_else(|| next.strip_prefix("* ")).unwrap_or(next).trim_start();
        let next = match next.split_once("# ") {
            Some((prompt, rest)) if prompt.contains('@') && !prompt.contains(' ') => rest,
            _ => next,
        };
        if next.len() == line.len() {
            break;
        }
        line = next;
    }
    match line.strip_prefix('`').and_then(|inner| inner.strip_suffix('`')) {
        Some(inner) if !inner.contains('`') => inner.trim(),
        _ => line,
    }
}

/// Running text of a guide: what it shows as code, and what it says about the firmware.
pub(super) fn prose(line: &str, number: usize, out: &mut Vec<Fragment>) {
    let mut from = out.len();
    for code in line.split('`').skip(1).step_by(2) {
        Mixed::only_lines().take(code, number, out);
    }
    while let Some(fragment) = out.get_mut(from) {
        fragment.in_prose = true;
        from += 1;
    }
    push(out, number, &line.replace(['`', '*'], ""), &[Placement::Firmware], true);
}
