//! Finding addresses, IDs and group numbers in a line, by hand and without backtracking.

use crate::{Bdf, PciId};

/// An address and where it stands in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub at: usize,
    pub end: usize,
    pub bdf: Bdf,
}

fn hex(b: u8) -> Option<u32> {
    (b as char).to_digit(16)
}

fn two(bytes: &[u8], at: usize) -> Option<u32> {
    Some(hex(*bytes.get(at)?)? * 16 + hex(*bytes.get(at + 1)?)?)
}

/// The address whose function is behind the dot at `dot`.
fn around(bytes: &[u8], dot: usize) -> Option<Found> {
    let start = dot.checked_sub(5)?;
    let (bus, device) = (two(bytes, start)?, two(bytes, start + 3)?);
    let function = hex(*bytes.get(dot + 1)?)?;
    if bytes[start + 2] != b':' || device > 31 || function > 7 {
        return None;
    }
    let after = bytes.get(dot + 2).copied().unwrap_or(b' ');
    let dotted = after == b'.' && bytes.get(dot + 3).is_some_and(u8::is_ascii_digit);
    if after.is_ascii_alphanumeric() || after == b'_' || dotted {
        return None;
    }
    let (mut at, mut domain) = (start, 0u32);
    if start > 0 && bytes[start - 1] == b':' {
        let mut first = start - 1;
        while first > 0 && start - 1 - first < 8 && bytes[first - 1].is_ascii_hexdigit() {
            first -= 1;
        }
        if start - 1 - first < 4 {
            return None;
        }
        for &b in &bytes[first..start - 1] {
            domain = domain << 4 | hex(b)?;
        }
        at = first;
    }
    let before = at.checked_sub(1).map_or(b' ', |i| bytes[i]);
    if before.is_ascii_alphanumeric() || matches!(before, b':' | b'.' | b'_') {
        return None;
    }
    let bdf = Bdf { domain, bus: bus as u8, device: device as u8, function: function as u8 };
    Some(Found { at, end: dot + 2, bdf })
}

/// The first address that begins at or after `from`.
pub(super) fn next_bdf(text: &str, from: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut dot = from;
    while let Some(step) = bytes.get(dot..)?.iter().position(|&b| b == b'.') {
        dot += step;
        if let Some(found) = around(bytes, dot).filter(|found| found.at >= from) {
            return Some(found);
        }
        dot += 1;
    }
    None
}

/// The address that begins exactly at `at`.
pub(super) fn bdf_at(text: &str, at: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    [5, 10, 11, 12, 13, 14].iter().find_map(|len| {
        let dot = at + len;
        (bytes.get(dot) == Some(&b'.')).then(|| around(bytes, dot)).flatten().filter(|found| found.at == at)
    })
}

/// `pci_0000_01_00_0`, libvirt's way of writing an address.
pub(super) fn libvirt_name(text: &str) -> Option<Bdf> {
    let mut parts = text.strip_prefix("pci_")?.split('_');
    let mut part = |digits: usize, max: u32| {
        let part = parts.next()?;
        let fits = part.len() >= digits && part.len() <= 8 && part.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| u32::from_str_radix(part, 16).ok()).flatten().filter(|&value| value <= max)
    };
    let (domain, bus, device, function) = (part(4, u32::MAX)?, part(2, 255)?, part(2, 31)?, part(1, 7)?);
    parts.next().is_none().then_some(Bdf { domain, bus: bus as u8, device: device as u8, function: function as u8 })
}

/// `needle` (lower-case ASCII) in `hay`, whatever the case.
pub(super) fn find_ci(hay: &str, needle: &str, from: usize) -> Option<usize> {
    let (hay, needle) = (hay.as_bytes(), needle.as_bytes());
    let first = *needle.first()?;
    let last = hay.len().checked_sub(needle.len())?;
    (from..=last)
        .find(|&at| hay[at].to_ascii_lowercase() == first && hay[at..at + needle.len()].eq_ignore_ascii_case(needle))
}

/// Whether `text` starts with `prefix` (lower-case ASCII), whatever the case.
pub(super) fn starts_ci(text: &str, prefix: &str) -> bool {
    text.len() >= prefix.len() && text.as_bytes()[..prefix.len()].eq_ignore_ascii_case(prefix.as_bytes())
}

/// The number a group marker carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    Is(u32),
    /// A glob that did not expand.
    Star,
    /// The marker stands before an address or at the end, without a number.
    Missing,
}

/// `IOMMU Group 12`, `Group 12`, `IOMMUGroup: 12` and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub at: usize,
    pub end: usize,
    pub number: Number,
    /// The word IOMMU is part of it.
    pub iommu: bool,
    /// A colon stands between the word and the number.
    pub colon_before: bool,
    /// A colon follows the number.
    pub colon_after: bool,
}

/// Digits at `at` that are a plain number: its value and end.
pub(super) fn number_at(text: &str, at: usize) -> Option<(u32, usize)> {
    let bytes = text.as_bytes();
    let len = bytes.get(at..)?.iter().take_while(|b| b.is_ascii_digit()).count();
    let end = at + len;
    let glued = bytes.get(end).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'_');
    let decimal = matches!(bytes.get(end), Some(b'.')) && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
    if len == 0 || len > 6 || glued || decimal {
        return None;
    }
    text[at..end].parse().ok().map(|value| (value, end))
}

fn marker_at(text: &str, word: usize) -> Option<Marker> {
    let bytes = text.as_bytes();
    let (mut at, mut iommu) = (word, false);
    let gap = usize::from(word > 0 && matches!(bytes[word - 1], b' ' | b'_' | b'-' | b'\t'));
    if let Some(start) = (word - gap).checked_sub(5).filter(|&s| bytes[s..s + 5].eq_ignore_ascii_case(b"iommu")) {
        (at, iommu) = (start, true);
    }
    if at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'_' | b'/' | b'-' if !iommu)) {
        // `t` alone is what is left of a literal `\t`.
        return None;
    }
    let mut end = word + 5;
    let skip_blanks = |mut i: usize| {
        while matches!(bytes.get(i), Some(b' ' | b'\t')) {
            i += 1;
        }
        i
    };
    end = skip_blanks(end);
    let mut colon_before = false;
    while let Some(b':' | b'=' | b'#' | b'[' | b'(' | b'"' | b'\'' | b'*' | b'`') = bytes.get(end) {
        if bytes[end] == b'*' && bytes.get(end + 1) != Some(&b'*') && bytes.get(end - 1) != Some(&b'*') {
            break;
        }
        colon_before |= matches!(bytes[end], b':' | b'=');
        end = skip_blanks(end + 1);
    }
    let mut marker = Marker { at, end, number: Number::Missing, iommu, colon_before, colon_after: false };
    if bdf_at(text, end).is_some() {
        return iommu.then_some(marker);
    }
    if let Some((value, after)) = number_at(text, end) {
        marker.number = Number::Is(value);
        let mut tail = after;
        while matches!(bytes.get(tail), Some(b']' | b')' | b'"' | b'\'' | b'*' | b'`')) {
            tail += 1;
        }
        marker.end = tail;
        let next = skip_blanks(tail);
        if matches!(bytes.get(next), Some(b':')) {
            marker.colon_after = true;
            marker.end = next + 1;
        }
        return Some(marker);
    }
    match bytes.get(end) {
        Some(b'*') => {
            marker.number = Number::Star;
            marker.end = end + 1;
            Some(marker)
        }
        None => iommu.then_some(marker),
        _ => None,
    }
}

/// The first group marker that begins at or after `from`.
pub(super) fn next_marker(text: &str, from: usize) -> Option<Marker> {
    let mut at = from;
    while let Some(word) = find_ci(text, "group", at) {
        if let Some(marker) = marker_at(text, word).filter(|marker| marker.at >= from) {
            return Some(marker);
        }
        at = word + 5;
    }
    None
}

/// `vvvv:dddd` at `at`, not part of something longer.
pub(super) fn id_at(text: &str, at: usize) -> Option<PciId> {
    let bytes = text.as_bytes();
    let part = bytes.get(at..at + 9)?;
    let fits = part[4] == b':' && part.iter().enumerate().all(|(i, b)| i == 4 || b.is_ascii_hexdigit());
    let glued = bytes.get(at + 9).is_some_and(|&b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'.'));
    let before = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b':' | b'.'));
    (fits && !glued && !before).then(|| text.get(at..at + 9)?.parse().ok()).flatten()
}

/// The last `[vvvv:dddd]` (or `(vvvv:dddd)`) of the text, and where its bracket opens.
pub(super) fn last_id(text: &str) -> Option<(usize, PciId)> {
    let bytes = text.as_bytes();
    (0..bytes.len()).rev().find_map(|at| {
        if !matches!(bytes[at], b'[' | b'(') {
            return None;
        }
        let skip = usize::from(bytes.get(at + 1) == Some(&b' ')) + 1;
        id_at(text, at + skip).map(|id| (at, id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_addresses_and_leaves_lookalikes() {
        for (text, want) in [
            ("x 01:00.0 y", Some("0000:01:00.0")),
            ("(0000:c1:1f.7)", Some("0000:c1:1f.7")),
            ("10000:e1:00.0", Some("10000:e1:00.0")),
            ("13:05:22.1", None),
            ("00:12.3.4", None),
            ("00:14.05", None),
            ("a00:14.0", None),
            ("aa:bb:cc:dd:ee:ff.0", None),
        ] {
            assert_eq!(next_bdf(text, 0).map(|f| f.bdf.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn reads_group_markers() {
        for (text, want) in [
            ("IOMMU Group 12:", Some(Number::Is(12))),
            ("iommu_group=3", Some(Number::Is(3))),
            ("IOMMUGroup:\t7", Some(Number::Is(7))),
            ("IOMMU Group 10:00:02.0 x", Some(Number::Is(10))),
            ("IOMMU Group 00:01.0 PCI bridge", Some(Number::Missing)),
            ("IOMMU Group * 00:00.0", Some(Number::Star)),
            ("**IOMMU Group 4**", Some(Number::Is(4))),
            ("IOMMU Group **4**:", Some(Number::Is(4))),
            ("echo \"IOMMU Group ${g##*/}:\"", None),
            ("IOMMU Group %s", None),
            ("regroup 5", None),
        ] {
            assert_eq!(next_marker(text, 0).map(|m| m.number), want, "{text}");
        }
    }
}
