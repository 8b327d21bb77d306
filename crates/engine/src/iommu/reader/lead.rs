//! What stands before a group or an address: quote marks, bullets, glyphs, numbering, `[RESET]`.

use super::scan::{bdf_at, id_at, next_marker, number_at, starts_ci};
use crate::PciId;

/// A line without its decoration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lead<'a> {
    /// From the first character that means something.
    pub rest: &'a str,
    /// How far in that is, in columns.
    pub indent: usize,
    /// A tree glyph was among the decoration.
    pub glyph: bool,
    /// `[RESET]` or `[R]` was.
    pub reset: bool,
    /// `[vvvv:dddd]` was.
    pub id: Option<PciId>,
    /// A `#` heading.
    pub heading: bool,
}

const WORDS: &[&str] = &[
    "pci device",
    "pci:",
    "pci@",
    "pci",
    "device:",
    "device",
    "devices:",
    "dev:",
    "dev",
    "addr:",
    "slot=",
    "bdf=",
    "address=",
    "addr=",
    "device=",
    "pci=",
    "dev=",
    "address:",
    "bdf:",
    "slot:",
    "gpu:",
    "bus:",
    "d:",
];

/// Strips the decoration.
pub(super) fn strip(line: &str) -> Lead<'_> {
    let mut lead = Lead { rest: line, indent: 0, glyph: false, reset: false, id: None, heading: false };
    let mut numbered = false;
    // Each round takes something off or stops.
    while let Some(c) = lead.rest.chars().next() {
        let rest = lead.rest;
        let taken = match c {
            '\t' => {
                lead.indent += 7;
                1
            }
            ' ' | '>' | '*' | '+' | '•' | '·' | '–' | '—' | '~' | '"' | '\'' | '`' | '■' | '●' | '▪' | '◦' | '○'
            | '→' | '»' | '‣' | '✓' | '|' | '=' | ',' | '{' | '(' => c.len_utf8(),
            '#' => {
                lead.heading = true;
                1
            }
            '\u{2500}'..='\u{257f}' => {
                lead.glyph = true;
                c.len_utf8()
            }
            '-' | '\\' => {
                lead.glyph |= rest.starts_with("--");
                if rest.starts_with("-e ") || rest.starts_with("-e\t") { 2 } else { 1 }
            }
            '[' => bracket(rest, &mut lead),
            '0'..='9' if bdf_at(rest, 0).is_none() => numbering(rest, &mut numbered),
            't' | 'n' if bdf_at(rest, 1).is_none() && rest[1..].starts_with(['[']) && id_at(rest, 2).is_some() => 1,
            't' | 'n' if lost_backslash(rest) => 1,
            _ => word(rest),
        };
        if taken == 0 {
            break;
        }
        lead.indent += taken.min(8);
        lead.rest = &rest[taken..];
    }
    lead
}

/// The text behind a kernel log's timestamp, where it begins with one.
pub(super) fn unstamp(text: &str) -> &str {
    let rest = text.trim_start();
    let stamp = rest.strip_prefix('[').and_then(|inner| {
        let end = inner.bytes().take(24).position(|b| b == b']')?;
        let fits =
            inner[..end].contains('.') && inner[..end].bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b' '));
        fits.then(|| &inner[end + 1..])
    });
    stamp.unwrap_or(text)
}

/// `t00:00.0` is what is left of `\t00:00.0`.
fn lost_backslash(rest: &str) -> bool {
    rest.get(1..).is_some_and(|tail| bdf_at(tail, 0).is_some())
}

fn bracket(rest: &str, lead: &mut Lead<'_>) -> usize {
    for tag in ["[reset]", "[r]", "[rst]", "[flr]"] {
        if starts_ci(rest, tag) {
            lead.reset = true;
            return tag.len();
        }
    }
    if rest.starts_with("[ ]") || starts_ci(rest, "[x]") {
        return 3;
    }
    if starts_ci(rest, "[iommu") {
        return 1;
    }
    match id_at(rest, 1) {
        Some(id) if rest.as_bytes().get(10) == Some(&b']') => {
            lead.id = Some(id);
            11
        }
        _ => 0,
    }
}

/// `12.`, `12)`, `12:` and `cat -n`'s bare number, where a group or a device follows.
fn numbering(rest: &str, numbered: &mut bool) -> usize {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if *numbered || digits > 6 {
        return 0;
    }
    let tail = &rest[digits..];
    let mark = usize::from(tail.starts_with(['.', ')', ':', '-', '|']));
    let body = tail[mark..].trim_start_matches([' ', '\t', '|', '-', '+', '>', '#', '*', '`']);
    let blank = tail[mark..].len() > body.len();
    let follows = next_marker(body, 0).is_some_and(|marker| marker.at == 0)
        || bdf_at(body, 0).is_some()
        || body.starts_with('[') && (id_at(body, 1).is_some() || starts_ci(body, "[reset]"))
        || body.starts_with("/sys/");
    if follows && (blank || mark == 1) && number_at(rest, 0).is_some() | (mark == 1) {
        *numbered = true;
        return digits + mark;
    }
    0
}

fn word(rest: &str) -> usize {
    let known = WORDS.iter().find(|word| starts_ci(rest, word));
    known.map_or(0, |word| {
        let body = &rest[word.len()..];
        let trimmed = body.trim_start_matches([' ', '\t', ':', '=', '#']);
        let separated = trimmed.len() < body.len() || word.ends_with(['@', ':', '=']);
        if separated && bdf_at(trimmed, 0).is_some() { rest.len() - trimmed.len() } else { 0 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_decoration() {
        for (line, want) in [
            ("\t00:00.0 Host", "00:00.0 Host"),
            ("> - 00:00.0 Host", "00:00.0 Host"),
            ("-e \t00:00.0 Host", "00:00.0 Host"),
            ("\"t00:00.0 Host", "00:00.0 Host"),
            ("│   └── 00:00.0 Host", "00:00.0 Host"),
            ("[RESET]\t00:01.0 PCI", "00:01.0 PCI"),
            ("  3. [10de:2204] 01:00.0 VGA", "01:00.0 VGA"),
            ("12:IOMMU Group 3", "IOMMU Group 3"),
            ("   12\tIOMMU Group 3", "IOMMU Group 3"),
            ("### Group 10 ###", "Group 10 ###"),
            ("10:00.0 VGA", "10:00.0 VGA"),
            ("Device: 01:00.0 VGA", "01:00.0 VGA"),
            ("2 devices", "2 devices"),
        ] {
            assert_eq!(strip(line).rest, want, "{line}");
        }
        assert!(strip("[R] 00:01.0").reset);
    }
}
