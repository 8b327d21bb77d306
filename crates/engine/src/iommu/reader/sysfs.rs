//! sysfs paths, as `find`, `ls -l`, `readlink` and `tree` print them.

use super::Reader;
use super::scan::{Found, bdf_at, find_ci, next_bdf, number_at};
use crate::Bdf;
use crate::iommu::Format;

const GROUPS: &str = "iommu_groups/";

fn is_command(line: &str) -> bool {
    ["for ", "find ", "ls ", "$(", "${", "echo ", "readlink", "grep ", "cat ", " do", "tree ", "sudo "]
        .iter()
        .any(|w| line.contains(w))
}

/// The bridge above a device, from the path a link points to.
fn parent_in(target: &str, bdf: Bdf) -> Option<Bdf> {
    let mut above = None;
    for part in target.trim_end().split('/') {
        let found = bdf_at(part, 0).filter(|found| found.end == part.len()).map(|found| found.bdf);
        if found == Some(bdf) {
            return above;
        }
        above = found.or(above);
    }
    None
}

impl Reader {
    /// Reads a line that holds `iommu_groups/`; true when it was used.
    pub(super) fn sysfs_groups(&mut self, line: &str) -> bool {
        let mut at = 0;
        let mut used = false;
        while let Some(found) = line.get(at..).and_then(|tail| tail.find(GROUPS)) {
            let start = at + found + GROUPS.len();
            at = start;
            let Some((group, end)) = path_number(line, start) else {
                if line[start..].starts_with('*') && !is_command(line) || line.contains("No such file") {
                    self.star_seen = true;
                }
                continue;
            };
            used |= self.sysfs_one(line, start, group, end);
            at = end;
        }
        if used {
            self.format(Format::SysfsPaths);
        }
        used
    }

    /// `./12/devices/0000:01:00.0`, as `find` prints it inside the folder.
    pub(super) fn relative_path(&mut self, line: &str) -> bool {
        let Some(at) = line.find("/devices/") else {
            return false;
        };
        let head = &line[..at];
        let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
        let before = head[..head.len() - digits].trim_start_matches(['>', ' ', '\t', '-', '*']);
        let group = head[head.len() - digits..].parse().ok().filter(|_| digits < 7 && matches!(before, "" | "./"));
        match (group, bdf_at(line, at + 9)) {
            (Some(group), Some(found)) => {
                self.format(Format::SysfsPaths);
                self.claim(found.bdf, group);
                true
            }
            _ => false,
        }
    }

    fn sysfs_one(&mut self, line: &str, start: usize, group: u32, end: usize) -> bool {
        let tail = &line[end..];
        let devices = tail.strip_prefix("/devices");
        let name = devices.and_then(|t| t.strip_prefix('/'));
        if let Some(name) = name {
            let word = name.split([' ', '\t', '"', '\'', '`', ',', ';', ')', '<', '|']).next().unwrap_or_default();
            let word = word.trim_end_matches([':', '/']);
            if let Some(Found { bdf, .. }) = bdf_at(word, 0) {
                self.claim(bdf, group);
                if let Some((_, target)) = name.split_once(" -> ") {
                    self.entry(bdf).device.parent = parent_in(target, bdf);
                }
                self.join_text(name, bdf);
                return true;
            }
            if !word.is_empty() && !word.contains(['*', '$', '{']) {
                self.group_seen(group);
                self.platform(word);
                return true;
            }
        }
        // `/sys/bus/pci/devices/0000:01:00.0/iommu_group -> …/iommu_groups/16`
        if name.is_none() && devices.is_none() {
            let head = &line[..start - GROUPS.len()];
            let owner = find_ci(head, "/iommu_group", 0).map_or(head, |at| &head[..at]);
            let mut bdf = None;
            let mut from = 0;
            while let Some(found) = next_bdf(owner, from) {
                (bdf, from) = (Some(found.bdf), found.end);
            }
            let bdf = bdf.or(self.readlink.take());
            if let Some(bdf) = bdf.filter(|_| !is_command(head) || head.contains("->")) {
                self.claim(bdf, group);
                return true;
            }
        }
        if devices.is_some()
            && (tail.trim_end().ends_with(':')
                || is_command(line)
                || tail.trim_end().ends_with("devices")
                || tail.trim_end().ends_with("devices/"))
        {
            self.open_scope(group, 0);
            return true;
        }
        false
    }

    /// Text behind a path, such as lspci's on the same line.
    fn join_text(&mut self, name: &str, bdf: Bdf) {
        let text = name.split_once([' ', '\t']).map_or("", |(_, text)| text);
        if !text.contains("->") && text.contains('[') {
            let body = text.trim_start_matches([':', ' ', '\t', '-', '|']);
            let own = bdf_at(body, 0).map_or(body, |found| if found.bdf == bdf { &body[found.end..] } else { "" });
            self.describe(bdf, own);
        }
    }

    /// `lrwxrwxrwx … 0000:00:01.0 -> ../../../../devices/pci0000:00/0000:00:01.0`
    pub(super) fn link(&mut self, line: &str) -> bool {
        let Some((head, target)) = line.split_once(" -> ") else {
            return false;
        };
        if !target.contains("devices/") {
            return false;
        }
        let name = head.rsplit([' ', '\t']).next().unwrap_or_default();
        let Some(bdf) = bdf_at(name, 0).filter(|found| found.end == name.len()).map(|found| found.bdf) else {
            if self.scope.group.is_some() && target.contains("/devices/") {
                self.platform(name);
                return true;
            }
            return false;
        };
        match self.scope.group {
            Some(group) => {
                self.format(Format::SysfsPaths);
                self.claim(bdf, group);
                self.entry(bdf).device.parent = parent_in(target, bdf);
            }
            None => {
                self.number_lost = true;
                self.skip("a link to a device without the group it belongs to", None);
            }
        }
        true
    }
}

/// The group number of a path: digits up to `/`, `:` or the end.
fn path_number(line: &str, at: usize) -> Option<(u32, usize)> {
    number_at(line, at)
}
