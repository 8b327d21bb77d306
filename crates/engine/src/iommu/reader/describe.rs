//! The text behind an address: class, name, ID, revision.

use super::scan::{id_at, last_id};
use crate::iommu::Revision;
use crate::{ClassCode, PciId};

/// What the text of a device line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Description {
    pub class: Option<ClassCode>,
    pub class_name: Option<String>,
    pub name: Option<String>,
    pub id: Option<PciId>,
    pub subsystem: Option<PciId>,
    pub rev: Option<Revision>,
}

const MAX_NAME: usize = 160;

/// Reads the text behind an address.
pub(super) fn describe(text: &str) -> Description {
    let text = text.trim_start_matches([':', ' ', '\t', '|', '-', '>', '=', ',', '*', '`', '│', '─']);
    if text.starts_with('"') && text.bytes().filter(|b| *b == b'"').count() >= 6 {
        return quoted(text);
    }
    let mut out = Description { rev: revision(text), ..Description::default() };
    let cut = text.find("(rev").or_else(|| text.find("(prog-if")).unwrap_or(text.len());
    let head = &text[..cut];
    let mut name_end = head.len();
    if let Some((at, id)) = last_id(head).or_else(|| last_id(text)) {
        out.id = Some(id);
        if at < name_end {
            name_end = at;
        }
    } else if let Some((at, id)) = numeric(head) {
        out.id = Some(id);
        name_end = at;
    }
    let mut body = head[..name_end].trim_end();
    if body.is_empty() && out.id.is_some() {
        // The ID came first.
        body = head.split_once(']').map_or("", |(_, tail)| tail).trim();
    }
    split_class(body, &mut out);
    out
}

/// `0300: 10de:2204` as `lspci -n` prints it.
fn numeric(head: &str) -> Option<(usize, PciId)> {
    let tail = head.strip_prefix("Class ").unwrap_or(head);
    let offset = head.len() - tail.len();
    let code = tail.get(..4)?;
    if !code.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let at = offset + 4 + tail[4..].len() - tail[4..].trim_start_matches([':', ' ', '\t']).len();
    id_at(head, at).map(|id| (at, id))
}

fn revision(text: &str) -> Option<Revision> {
    let at = text.find("(rev ")?;
    text.get(at + 5..at + 7)?.parse().ok()
}

fn split_class(body: &str, out: &mut Description) {
    let bytes = body.as_bytes();
    let code_at = |at: usize| -> Option<ClassCode> {
        (bytes.get(at) == Some(&b'[') && bytes.get(at + 5) == Some(&b']'))
            .then(|| body.get(at + 1..at + 5)?.parse().ok())?
    };
    let colon = body.find(": ").or_else(|| body.ends_with(':').then(|| body.len() - 1));
    let limit = colon.map_or(body.len(), |colon| colon + 1);
    if let Some(at) = (0..limit).find(|&at| code_at(at).is_some()) {
        out.class = code_at(at);
        out.class_name = text(&body[..at]);
        out.name = text(body[at + 6..].trim_start_matches(':'));
        return;
    }
    let bare = body.strip_prefix("Class ").unwrap_or(body);
    if let Some(code) = bare.get(..4).filter(|_| bare.len() == 4 || bare[4..].starts_with(':'))
        && let Ok(class) = code.parse()
    {
        out.class = Some(class);
        return;
    }
    let columns = body.find("  ");
    match (colon, columns) {
        (Some(colon), _) => {
            out.class_name = text(&body[..colon]);
            out.name = text(&body[colon + 1..]);
        }
        (None, Some(gap)) => {
            out.class_name = text(&body[..gap]);
            out.name = text(&body[gap..]);
        }
        (None, None) => out.name = text(body),
    }
}

/// A name fit to keep, or nothing.
pub(super) fn text(raw: &str) -> Option<String> {
    let trimmed = raw.trim_matches(|c: char| c.is_whitespace() || "|`\"'*>│".contains(c));
    let personal = trimmed.contains('@') || trimmed.contains("://");
    (!trimmed.is_empty() && !personal).then(|| trimmed.chars().take(MAX_NAME).collect())
}

/// `lspci -mm`: every field in quotes.
fn quoted(line: &str) -> Description {
    let mut out = Description::default();
    let mut fields = Vec::new();
    for (index, part) in line.split('"').enumerate().take(40) {
        if index % 2 == 1 {
            fields.push(part);
        } else if let Some(rev) = part.trim().strip_prefix("-r") {
            out.rev = rev.get(..2).and_then(|rev| rev.parse().ok());
        }
    }
    let word =
        |field: Option<&&str>| field.and_then(|field| trailing_code(field)).map(|(name, code)| (name.to_owned(), code));
    let half = |code: &str| u16::from_str_radix(code, 16).ok();
    match word(fields.first()) {
        Some((name, code)) => {
            out.class = code.parse().ok();
            out.class_name = text(&name);
        }
        None => out.class_name = fields.first().and_then(|field| text(field)),
    }
    let pair = |first: usize| -> Option<PciId> {
        let (vendor, device) = (word(fields.get(first))?.1, word(fields.get(first + 1))?.1);
        Some(PciId { vendor: half(&vendor)?, device: half(&device)? })
    };
    out.id = pair(1);
    out.subsystem = pair(3);
    if let (Some(vendor), Some(device)) = (fields.get(1), fields.get(2)) {
        let short = |field: &str| trailing_code(field).map_or(field.to_owned(), |(name, _)| name.to_owned());
        out.name = text(&format!("{} {}", short(vendor), short(device)));
    }
    out
}

/// `Intel Corporation [8086]`: the text and the four hex digits at its end.
pub(super) fn trailing_code(field: &str) -> Option<(&str, String)> {
    let body = field.trim().strip_suffix(']')?;
    let (name, code) = body.rsplit_once('[')?;
    let fits = code.len() == 4 && code.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| (name.trim(), code.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_device_lines() {
        for (line, class, id, rev, name) in [
            (
                " VGA compatible controller [0300]: NVIDIA Corporation GA102 [GeForce RTX 3090] [10de:2204] (rev a1)",
                "0300",
                "10de:2204",
                "a1",
                "NVIDIA Corporation GA102 [GeForce RTX 3090]",
            ),
            (
                " Host bridge [0600] Intel Corporation X [8086:3ec2] (rev 07)",
                "0600",
                "8086:3ec2",
                "07",
                "Intel Corporation X",
            ),
            (" Host bridge: Intel Corporation X (rev 07)", "", "", "07", "Intel Corporation X"),
            (" 0300: 10de:2204 (rev a1)", "0300", "10de:2204", "a1", ""),
            (
                " VGA [0300]: AMD Device [1002:1900] (rev b3) (prog-if 00 [VGA controller])",
                "0300",
                "1002:1900",
                "b3",
                "AMD Device",
            ),
            ("  PCI bridge          Device 4c01", "", "", "", "Device 4c01"),
            (
                " \"PCI bridge [0604]\" \"Intel Corporation [8086]\" \"Port [1901]\" -r07 \"ASUS [1043]\" \"Device [8694]\"",
                "0604",
                "8086:1901",
                "07",
                "Intel Corporation Port",
            ),
        ] {
            let got = describe(line);
            assert_eq!(got.class.map(|c| c.to_string()).unwrap_or_default(), class, "{line}");
            assert_eq!(got.id.map(|c| c.to_string()).unwrap_or_default(), id, "{line}");
            assert_eq!(got.rev.map(|c| c.to_string()).unwrap_or_default(), rev, "{line}");
            assert_eq!(got.name.unwrap_or_default(), name, "{line}");
        }
    }
}
