//! What each line is, most certain reading first.

use super::Reader;
use super::cuts::cut_points;
use super::facts::{message, stamped};
use super::lead::{self, Lead};
use super::marks;
use super::scan::{bdf_at, find_ci, next_bdf, next_marker};
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
}
