//! Lines that a terminal or a mailer cut in two.

use super::scan::{bdf_at, find_ci, next_bdf, starts_ci};

/// Whether wrapping may have cut the line inside a group message.
pub(super) fn cut_short(line: &str) -> bool {
    let line = line.trim_end();
    if !matches!(line.as_bytes().last(), Some(b'o' | b'u' | b'p' | b',' | b'U' | b'P')) || line.len() > 400 {
        return false;
    }
    let ends = |tail: &str| ends_ci(line, tail);
    let log = find_ci(line, "adding", 0).is_some() || find_ci(line, "removing", 0).is_some();
    let flags = line.contains("Flags:");
    log && (ends(" adding to") || ends(" to iommu") || ends(" from iommu") || ends(" to") || ends(" to group"))
        || ends("iommu group")
        || flags && (line.ends_with(',') || ends(" iommu"))
}

/// Whether `tail` is the other half of a line that was cut.
pub(super) fn other_half(head: &str, tail: &str) -> bool {
    if bdf_at(tail, 0).is_some() || tail.is_empty() {
        return false;
    }
    head.trim_end().ends_with(',') && !tail.contains(": ")
        || tail.starts_with(|c: char| c.is_ascii_digit()) && next_bdf(tail, 0).is_none()
        || starts_ci(tail, "iommu ")
        || starts_ci(tail, "group ") && !ends_ci(head.trim_end(), "group")
}

fn ends_ci(line: &str, tail: &str) -> bool {
    line.len() >= tail.len() && line.as_bytes()[line.len() - tail.len()..].eq_ignore_ascii_case(tail.as_bytes())
}
