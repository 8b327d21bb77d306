//! What each line is, most certain reading first.

use super::Reader;
use super::cuts::cut_points;
use super::describe;
use super::facts::{message, stamped};
use super::lead::{self, Lead};
use super::marks;
use super::scan::{Marker, Number, bdf_at, find_ci, next_bdf, next_marker};
use super::scrub::scrub;
use super::wrap::{cut_short, other_half};
use crate::Bdf;
use crate::iommu::Format;

impl Reader {
    pub(super) fn line(&mut self, number: u32, text: &str) {
        if let Some((first, head)) = self.held.take() {
            let tail = text.trim_start_matches(['>', ' ', '\t', '|']);
            if other_half(&head, tail) {
                self.line = first;
                self.whole_line(&format!("{} {}", head.trim_end(), tail));
                return;
            }
            self.line = first;
            self.whole_line(&head);
        }
        if cut_short(text) {
            self.held = Some((number, text.to_owned()));
            return;
        }
        self.line = number;
        self.whole_line(text);
    }

    pub(super) fn flush_held(&mut self) {
        if let Some((number, head)) = self.held.take() {
            self.line = number;
            self.whole_line(&head);
        }
    }

    fn whole_line(&mut self, text: &str) {
        let trimmed = text.trim();
        if trimmed.trim_matches(['>', '|', ' ', '\t']).is_empty() {
            self.blank();
            return;
        }
        if self.collected(trimmed) {
            return;
        }
        let group = trimmed.contains("roup") || trimmed.contains("ROUP");
        if group && self.kernel_groups(trimmed) {
            return;
        }
        if let Some(message) = stamped(trimmed).filter(|_| !group) {
            self.kernel_line(trimmed, message);
            return;
        }
        if Self::is_xml(trimmed) && self.xml_line(trimmed) {
            return;
        }
        if trimmed.contains("/devices/") && !group && self.relative_path(trimmed) {
            return;
        }
        if trimmed.contains("iommu_group") && self.sysfs(trimmed) || trimmed.contains(" -> ") && self.link(trimmed) {
            self.open_text = None;
            return;
        }
        let field = trimmed.trim_start_matches(['>', ' ', '\t', '-', '|', '+', '*', '`', '"', '│']);
        let item = trimmed.trim_start_matches(['>', ' ']).starts_with("- ");
        if self.record_line(field, item) {
            return;
        }
        let lead = lead::strip(text);
        if lead.rest.is_empty() {
            self.decoration(trimmed);
            return;
        }
        if self.table.is_some() && self.table_row(trimmed) || self.columns(trimmed, group) {
            return;
        }
        let listed = self.group_list && lead.rest.trim_end().ends_with(':') && lead.indent > 0;
        if (lead.glyph || listed) && self.tree_number(&lead) {
            return;
        }
        if self.listing_line(&lead, group, trimmed) || self.bare_names(&lead) {
            return;
        }
        self.other_line(text, trimmed, &lead);
    }

    /// A line of the kernel log that is about no group: most of a boot log.
    fn kernel_line(&mut self, trimmed: &str, message: &str) {
        self.open_text = None;
        self.current = None;
        self.translated |= marks::translated(trimmed);
        if !self.facts.kernel_line(message) && !self.kernel_device(message) {
            if marks::ellipsis(message) && self.claimed > 0 {
                self.incomplete("lines were left out (an ellipsis stands in for them)");
            }
            self.skip("not part of a listing", None);
        }
        self.gap();
    }

    fn columns(&mut self, trimmed: &str, group: bool) -> bool {
        let head = group || find_ci(trimmed, "iommu", 0).is_some() || find_ci(trimmed, "grp", 0).is_some();
        head && trimmed.len() < 400 && next_bdf(trimmed, 0).is_none() && self.table_head(trimmed)
    }

    fn blank(&mut self) {
        if self.double_spaced {
            return;
        }
        self.end_record();
        self.facts.blank();
        self.current = None;
        self.in_block = false;
        self.open_text = None;
        self.gap();
    }

    fn decoration(&mut self, trimmed: &str) {
        match trimmed.trim_start_matches(['>', ' ']) {
            "--" if self.claimed > 0 || self.headers > 0 => {
                self.incomplete("grep left lines out (`--` between the hits)")
            }
            fence if fence.starts_with("```") || fence.starts_with("~~~") => {
                self.end_scope();
                self.current = None;
            }
            _ => {}
        }
        self.open_text = None;
        self.gap();
    }

    fn sysfs(&mut self, trimmed: &str) -> bool {
        if trimmed.contains("iommu_groups/") && self.sysfs_groups(trimmed) {
            return true;
        }
        let asked = trimmed.contains("readlink") || trimmed.contains("ls ") || trimmed.contains("basename");
        if let (true, Some(found)) = (asked && trimmed.contains("/iommu_group"), next_bdf(trimmed, 0)) {
            self.end_scope();
            self.current = None;
            self.readlink = Some(found.bdf);
            return true;
        }
        false
    }

    /// A number alone below tree glyphs is a group.
    fn tree_number(&mut self, lead: &Lead<'_>) -> bool {
        let word = lead.rest.trim().trim_end_matches([':', '/', '"', '\'']);
        match word.parse() {
            Ok(group) if word.len() < 6 => {
                self.format(Format::GroupHeaders);
                self.open_scope(group, lead.indent);
                true
            }
            _ => matches!(word, "devices" | "reserved_regions" | "type"),
        }
    }

    /// Lines that begin with a group or an address, cut up where several stand on one line.
    fn listing_line(&mut self, lead: &Lead<'_>, group: bool, trimmed: &str) -> bool {
        let rest = lead.rest;
        let marked = group && next_marker(rest, 0).is_some_and(|m| m.at == 0);
        if !marked && bdf_at(rest, 0).is_none() {
            return false;
        }
        if marks::shell(trimmed) {
            self.skip("shell command", None);
            return true;
        }
        let cuts = cut_points(rest, marked, group);
        let mut from = 0;
        for &to in cuts.iter().chain([&rest.len()]) {
            let piece = &rest[from..to];
            if from == 0 {
                self.piece(&Lead { rest: piece, ..*lead }, trimmed);
            } else {
                let inner = lead::strip(piece);
                self.piece(&Lead { indent: lead.indent + 8, ..inner }, piece);
            }
            from = to;
        }
        true
    }

    fn piece(&mut self, lead: &Lead<'_>, trimmed: &str) {
        let marker = next_marker(lead.rest, 0).filter(|m| m.at == 0);
        match marker {
            Some(marker) => {
                let inner = lead::strip(lead::unstamp(&lead.rest[marker.end..]));
                let inner = Lead { reset: inner.reset || lead.reset, ..inner };
                match bdf_at(inner.rest, 0) {
                    Some(found) => self.grouped_device(marker, found.bdf, found.end, &inner, lead),
                    None => self.header(marker, &inner, lead, trimmed),
                }
            }
            None => {
                if let Some(found) = bdf_at(lead.rest, 0) {
                    self.bare_device(found.bdf, found.end, lead);
                }
            }
        }
    }

    /// `IOMMU Group 1 01:00.0 VGA …`
    fn grouped_device(&mut self, marker: Marker, bdf: Bdf, end: usize, inner: &Lead<'_>, outer: &Lead<'_>) {
        let tail = &inner.rest[end..];
        self.end_record();
        self.after_dashes();
        match marker.number {
            Number::Is(group) => {
                self.claim(bdf, group);
                self.format(Format::OnePerLine);
                // Only `IOMMU group 1: [id] 01:00.0` and its like go on below without naming the group.
                if marker.colon_after || inner.id.is_some() {
                    self.open_scope(group, outer.indent);
                    self.headers -= 1;
                    self.scope_first(bdf, inner.id.is_some());
                } else {
                    self.end_scope();
                }
            }
            Number::Star => {
                self.star_seen = true;
                self.end_scope();
            }
            Number::Missing => {
                self.number_lost = true;
                self.skip("a group without its number", Some(&scrub(inner.rest)));
                self.end_scope();
            }
        }
        self.take_device(bdf, tail, inner);
    }

    /// A device line that names no group before the address.
    fn bare_device(&mut self, bdf: Bdf, end: usize, lead: &Lead<'_>) {
        let tail = &lead.rest[end..];
        self.end_record();
        let own = next_marker(tail, 0).filter(|m| m.iommu);
        if let Some(Number::Is(group)) = own.map(|m| m.number) {
            self.format(Format::OnePerLine);
            self.claim(bdf, group);
            let at = own.map_or(tail.len(), |m| m.at);
            self.take_device(bdf, tail[..at].trim_end_matches([' ', '\t', '(', '[', ',', '-', '|']), lead);
            return;
        }
        if self.scope_device(bdf, lead.indent, lead.id.is_some()) {
            self.format(Format::GroupHeaders);
            self.take_device(bdf, tail, lead);
            return;
        }
        let found = describe::describe(tail);
        let told = found.id.is_some() || found.class.is_some() || lead.id.is_some() || tail.contains(": ");
        let kernel = tail.starts_with(": ") && found.id.is_none();
        if told && !kernel {
            self.format(Format::Lspci);
            if self.headers == 0 {
                self.above_first_header = Some(bdf);
            }
            self.take_device(bdf, tail, lead);
        } else if !self.entries.contains_key(&bdf) {
            self.skip("an address without group, class or ID", None);
        }
    }

    fn take_device(&mut self, bdf: Bdf, tail: &str, lead: &Lead<'_>) {
        let details = ["Subsystem:", "Kernel driver in use:", "Flags:"];
        let cut = details.iter().filter_map(|word| tail.find(word)).min().unwrap_or(tail.len());
        self.describe(bdf, &tail[..cut]);
        if lead.reset {
            self.reset_marks = true;
            self.entry(bdf).device.reset = Some(true);
        }
        if lead.id.is_some() {
            self.entry(bdf).device.id = lead.id;
        }
        self.current = Some(bdf);
        self.in_block = false;
        self.last_device_line = self.line;
        self.open_text = Some(tail[..cut].chars().take(600).collect());
        self.open_lines = 0;
        if cut < tail.len() {
            for word in details {
                if let Some(at) = tail.find(word) {
                    self.detail(&tail[at..], true);
                }
            }
        }
    }

    /// A line that is a group and no device.
    fn header(&mut self, marker: Marker, inner: &Lead<'_>, lead: &Lead<'_>, trimmed: &str) {
        let tail = inner.rest.trim();
        match marker.number {
            Number::Is(group) => {
                let detail = marker.colon_before && !marker.colon_after && tail.is_empty() && self.current.is_some();
                if detail && (self.in_block || *self.colon_is_detail.get_or_insert(self.scope.group.is_none())) {
                    if let Some(bdf) = self.current {
                        self.format(Format::LspciVerbose);
                        self.claim(bdf, group);
                        self.open_text = None;
                    }
                    return;
                }
                let short = tail.is_empty()
                    || tail.starts_with(['(', '<', '-', '[', '#', '/', ':', '='])
                    || tail.ends_with(':');
                let noted = short || tail.len() < 40 && marker.iommu && marker.colon_after && !tail.contains(". ");
                if noted && (marker.iommu || tail.is_empty() || lead.heading) {
                    if self.headers == 0 && self.above_first_header.is_some() && self.last_device_line + 1 != self.line
                    {
                        self.above_first_header = None;
                    }
                    self.colon_is_detail.get_or_insert(false);
                    self.format(Format::GroupHeaders);
                    self.open_scope(group, lead.indent);
                } else {
                    self.skip("speaks of a group without listing it", Some(&scrub(lead.rest)));
                    self.gap();
                }
            }
            Number::Star => {
                self.star_seen = true;
                self.end_scope();
            }
            Number::Missing => {
                if marks::shell(trimmed) || !inner.rest.trim_matches([':', ' ']).is_empty() {
                    self.skip("speaks of a group without listing it", None);
                } else {
                    self.number_lost = true;
                    self.skip("a group without its number", None);
                }
                self.end_scope();
            }
        }
    }

    /// Plain `ls` of a group's folder: nothing but addresses; or libvirt's names.
    fn bare_names(&mut self, lead: &Lead<'_>) -> bool {
        let Some(group) = self.scope.group.filter(|_| lead.rest.starts_with("pci_")) else {
            return false;
        };
        let names: Vec<Option<Bdf>> = lead.rest.split_whitespace().map(super::scan::libvirt_name).collect();
        let all = names.iter().all(Option::is_some);
        if all {
            names.into_iter().flatten().for_each(|bdf| self.claim(bdf, group));
        }
        all
    }

    /// Everything else, kept or skipped.
    fn other_line(&mut self, text: &str, trimmed: &str, lead: &Lead<'_>) {
        if let Some(command) = marks::prompt(trimmed) {
            self.prompt(trimmed, command);
            return;
        }
        let indented = text.starts_with([' ', '\t']) || lead.indent > 0;
        if self.detail(lead.rest, indented) || self.continuation(lead.rest) {
            return;
        }
        if self.facts.line(trimmed) {
            self.gap();
            return;
        }
        self.translated |= marks::translated(trimmed);
        let message = message(trimmed);
        if self.kernel_device(message) {
            return;
        }
        let title = lead.rest.trim().trim_end_matches([':', '"', '\'', '{']).trim_end_matches(['"', '\'']);
        self.group_list |=
            ["iommu", "iommu groups", "iommu_groups", "iommugroups"].iter().any(|t| title.eq_ignore_ascii_case(t));
        if marks::ellipsis(trimmed) && (self.claimed > 0 || self.headers > 0) {
            self.incomplete("lines were left out (an ellipsis stands in for them)");
            self.skip("stands for lines that were left out", None);
        } else if marks::shell(trimmed) {
            self.skip("shell command", None);
        } else {
            let reason = if lead.rest.starts_with("lspci:") || lead.rest.starts_with("pcilib:") {
                "an error message of lspci"
            } else {
                "not part of a listing"
            };
            self.skip(reason, None);
        }
        self.gap();
    }

    fn prompt(&mut self, trimmed: &str, command: &str) {
        self.end_record();
        self.end_scope();
        self.current = None;
        self.in_block = false;
        self.open_text = None;
        self.facts.line(command);
        if marks::narrows(command) {
            self.incomplete("the command shows only a part of the listing (grep, head or tail)");
        }
        let _ = trimmed;
        self.skip("shell command", None);
    }

    /// The rest of a device line that was wrapped.
    fn continuation(&mut self, rest: &str) -> bool {
        let (Some(bdf), Some(open)) = (self.current, self.open_text.take()) else {
            return false;
        };
        if rest.starts_with("USB") || rest.starts_with("Bus ") {
            return false;
        }
        let better = |text: &str| {
            let found = describe::describe(text);
            let device = self.entries.get(&bdf).map(|entry| &entry.device);
            let gains = device.is_some_and(|d| {
                found.id.is_some() && d.id.is_none() || found.rev.is_some() && d.rev.is_none() && text.len() < 400
            });
            gains.then_some(found)
        };
        let spaced = format!("{open} {rest}");
        let glued = format!("{open}{rest}");
        let found = better(&spaced).filter(|f| f.id.is_some()).or_else(|| better(&glued)).or_else(|| better(&spaced));
        let Some(found) = found else {
            // Perhaps the line after this one ends it.
            if self.open_lines < 2 && rest.len() > 8 {
                self.open_lines += 1;
                self.open_text = Some(spaced.chars().take(600).collect());
            }
            return false;
        };
        let device = &mut self.entry(bdf).device;
        device.id = device.id.or(found.id);
        device.rev = device.rev.or(found.rev);
        device.class = device.class.or(found.class);
        device.name = found.name.or(device.name.take());
        device.class_name = device.class_name.take().or(found.class_name);
        self.open_text = Some(spaced.chars().take(600).collect());
        true
    }
}
