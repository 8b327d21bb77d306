//! Which group bare device lines belong to: the header above them, until something says otherwise.

use super::Reader;
use crate::Bdf;

/// The reach of a group header.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub group: Option<u32>,
    header_indent: usize,
    device_indent: Option<usize>,
    id_before: Option<bool>,
    /// Devices since the last gap, with whether this run added the claim.
    run: Vec<(Bdf, bool)>,
    /// The run stands right below the header.
    fresh: bool,
    /// Something stood between the header's devices and here.
    gap: bool,
    last: Option<Bdf>,
    devices: usize,
}

impl Reader {
    pub(super) fn open_scope(&mut self, group: u32, indent: usize) {
        self.group_seen(group);
        self.after_dashes();
        self.headers += 1;
        self.last_header_empty = true;
        self.end_record();
        self.current = None;
        self.open_text = None;
        let (device_indent, id_before) = (self.scope.device_indent, self.scope.id_before);
        self.scope = Scope { group: Some(group), header_indent: indent, fresh: true, ..Scope::default() };
        // The shape of a listing holds for all its groups.
        (self.scope.device_indent, self.scope.id_before) = (device_indent, id_before);
    }

    /// `--` between two groups is what grep prints for the lines that it left out; elsewhere it may be
    /// the end of a mail.
    pub(super) fn after_dashes(&mut self) {
        if std::mem::take(&mut self.dashes) {
            self.incomplete("grep left lines out (`--` between the hits)");
        }
    }

    pub(super) fn end_scope(&mut self) {
        self.scope = Scope::default();
    }

    /// A blank or foreign line: what follows may be something else.
    pub(super) fn gap(&mut self) {
        if self.scope.group.is_some() && self.scope.devices > 0 {
            self.scope.run.clear();
            self.scope.fresh = false;
            self.scope.gap = true;
        }
    }

    /// The device named on the header's own line.
    pub(super) fn scope_first(&mut self, bdf: Bdf, id_before: bool) {
        self.scope.run.push((bdf, true));
        self.scope.last = Some(bdf);
        self.scope.devices = 1;
        self.scope.id_before = Some(id_before);
        self.last_header_empty = false;
    }

    /// A device line without a group of its own. True when the group above it is its group.
    pub(super) fn scope_device(&mut self, bdf: Bdf, indent: usize, id_before: bool) -> bool {
        let Some(group) = self.scope.group else {
            return false;
        };
        let scope = &mut self.scope;
        let back = scope.last.is_some_and(|last| bdf < last);
        let outdented = scope.device_indent.is_some_and(|known| indent < known && indent <= scope.header_indent);
        let other_shape = scope.id_before == Some(true) && !id_before;
        if (outdented || other_shape) && (scope.gap || back || scope.devices > 0) {
            self.end_scope();
            return false;
        }
        if back && scope.devices > 0 {
            scope.run.clear();
            scope.fresh = false;
        }
        scope.last = Some(bdf);
        scope.device_indent.get_or_insert(indent);
        if scope.id_before.is_none() {
            scope.id_before = Some(id_before);
        }
        scope.devices += 1;
        let fresh = scope.fresh;
        self.last_header_empty = false;
        let known: Vec<u32> =
            self.entries.get(&bdf).map(|e| e.claims.iter().map(|&(g, _)| g).collect()).unwrap_or_default();
        if !fresh && !known.is_empty() && !known.contains(&group) {
            // The run is another listing, without groups: none of it belongs here.
            for (member, added) in std::mem::take(&mut self.scope.run) {
                if added && let Some(entry) = self.entries.get_mut(&member) {
                    entry.claims.retain(|&(g, _)| g != group);
                }
            }
            self.end_scope();
            return false;
        }
        let added = !known.contains(&group);
        self.claim(bdf, group);
        self.scope.run.push((bdf, added));
        true
    }
}
