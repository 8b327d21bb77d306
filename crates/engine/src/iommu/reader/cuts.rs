//! Cutting up a line that holds several groups or devices.

use super::scan::{next_bdf, next_marker};

/// Where a further group or device begins on a line that holds several.
pub(super) fn cut_points(rest: &str, marked: bool, group: bool) -> Vec<usize> {
    let bytes = rest.as_bytes();
    let mut cuts = Vec::new();
    let first = if marked { next_marker(rest, 0).map_or(0, |m| m.end) } else { 0 };
    let mut from = next_bdf(rest, first).map_or(rest.len(), |found| found.end);
    let mut own = marked;
    let mut next_group = if group { next_marker(rest, first.max(1)).filter(|m| m.iommu) } else { None };
    loop {
        let device = next_bdf(rest, from);
        let stop = device.map_or(rest.len(), |found| found.at);
        // A group marker before the next device starts a piece, unless it ends a device line.
        while let Some(marker) = next_group.filter(|m| m.at < stop) {
            let opens = marker.at > 0 && (own || device.is_some());
            if opens && cuts.last() != Some(&marker.at) {
                cuts.push(marker.at);
                own = true;
            }
            next_group = next_marker(rest, marker.end.max(marker.at + 1)).filter(|m| m.iommu);
        }
        let Some(found) = device else {
            return cuts;
        };
        from = found.end;
        let bounded = matches!(bytes.get(found.at.wrapping_sub(1)), Some(b' ' | b'\t' | b'"' | b']' | b'|' | b','));
        let followed = matches!(bytes.get(found.end), None | Some(b' ' | b'\t' | b'"' | b':' | b','));
        let start = with_prefix(rest, found.at);
        // Right behind a marker that was cut off just now it belongs to that piece.
        let after_marker = cuts.last().is_some_and(|&cut| next_bdf(rest, cut).is_some_and(|f| f.at == found.at));
        if bounded && followed && !after_marker && cuts.last().is_none_or(|&cut| cut < start) && start > 0 {
            cuts.push(start);
        }
    }
}

/// The start of a device piece, with `[RESET]` or `[vvvv:dddd]` before the address.
fn with_prefix(rest: &str, at: usize) -> usize {
    let head = rest[..at].trim_end();
    let Some(open) = head.rfind('[').filter(|_| head.ends_with(']')) else {
        return at;
    };
    let inner = &head[open + 1..head.len() - 1];
    let tag = super::scan::id_at(inner, 0).is_some() && inner.len() == 9 || ["RESET", "R"].contains(&inner);
    // An ID right before a device on one line ends the device before it, unless two stand in a row.
    let before = rest[..open].trim_end();
    let prefix =
        tag && (["RESET", "R"].contains(&inner) || before.ends_with(']') || before.is_empty() || before.ends_with(')'));
    if prefix { open } else { at }
}
