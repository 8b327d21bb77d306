//! Parts of a line that begin with a group or an address.

use super::Reader;
use super::describe;
use super::lead::{self, Lead};
use super::marks;
use super::scan::{Marker, Number, bdf_at, next_marker};
use super::scrub::scrub;
use crate::Bdf;
use crate::iommu::Format;

impl Reader {
    pub(super) fn piece(&mut self, lead: &Lead<'_>, trimmed: &str) {
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

    /// The rest of a device line that was wrapped.
    pub(super) fn continuation(&mut self, rest: &str) -> bool {
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
