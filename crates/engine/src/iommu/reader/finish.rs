//! From what was gathered to the listing, or to the refusal.

use super::{Entry, Reader};
use crate::iommu::{Conflict, Device, Format, Listing, Refusal};

impl Reader {
    pub(super) fn finish(mut self) -> Result<Listing, Refusal> {
        self.settle_fronted();
        let mut conflicts = Vec::new();
        let entries = std::mem::take(&mut self.entries);
        let mut devices: Vec<Device> = entries.into_values().map(|entry| settle(entry, &mut conflicts)).collect();
        if !devices.iter().any(|device| device.group.is_some()) && conflicts.is_empty() {
            return Err(self.refusal(!devices.is_empty()));
        }
        if self.reset_marks {
            for device in &mut devices {
                device.reset = device.reset.or(Some(false));
            }
        }
        self.judge(&devices, &conflicts);
        let (host, slots) = std::mem::take(&mut self.facts).finish();
        Ok(Listing {
            devices,
            incomplete: !self.reasons.is_empty(),
            incomplete_because: self.reasons,
            conflicts,
            skipped: self.skipped,
            host,
            slots,
            formats: self.formats,
        })
    }

    fn refusal(&self, devices: bool) -> Refusal {
        if self.star_seen {
            Refusal::IommuOff
        } else if self.number_lost {
            Refusal::NumbersLost
        } else if self.platforms > 0 {
            Refusal::PlatformOnly
        } else if self.translated {
            Refusal::Translated
        } else if self.headers > 0 {
            Refusal::HeadersOnly
        } else if devices {
            Refusal::NoGroups
        } else {
            Refusal::NotAListing
        }
    }

    /// Whether the paste shows the whole machine.
    fn judge(&mut self, devices: &[Device], conflicts: &[Conflict]) {
        if self.hides_bridges {
            self.incomplete("this command hides bridges and memory controllers");
        }
        if conflicts.iter().any(|conflict| conflict.followed.is_none()) {
            self.incomplete("the paste puts devices into two groups, so it holds more than one layout");
        }
        if self.collect_open {
            self.incomplete("the end of what collect.sh prints is missing");
        }
        if self.number_lost {
            self.incomplete("some groups have lost their number");
        }
        if self.headers > 1 && self.last_header_empty && self.formats.contains(&Format::GroupHeaders) {
            self.incomplete("the last group has no device, so the end may be cut off");
        }
        let orphan = self.above_first_header.filter(|_| self.headers > 0);
        if let Some(orphan) = orphan
            && devices.iter().any(|d| d.address == orphan && d.group.is_none())
        {
            self.incomplete("the top is cut off: a device stands above the first group");
        }
        let end_cut = self.line <= self.last_device_line
            && devices.len() > 4
            && self.current.is_some_and(|last| {
                let known = devices.iter().filter(|d| d.id.is_some()).count();
                devices.iter().any(|d| d.address == last && d.id.is_none()) && known + 1 == devices.len()
            });
        if end_cut {
            self.incomplete("the last line is cut off");
        }
        self.judge_numbers();
    }

    /// The kernel numbers groups from 0 without gaps.
    fn judge_numbers(&mut self) {
        let (Some(&first), Some(&last)) = (self.groups_seen.first(), self.groups_seen.last()) else {
            return;
        };
        if first > 0 {
            self.incomplete(&format!("group numbers start at {first}, not at 0"));
        }
        let count = u32::try_from(self.groups_seen.len()).unwrap_or(u32::MAX);
        let missing = (last - first + 1).saturating_sub(count);
        if missing > 0 && (count > 8 || missing >= 8) {
            let mut wanted = first;
            let gap = self.groups_seen.iter().find_map(|&seen| {
                let gap = (seen > wanted).then(|| (wanted, seen - 1));
                wanted = seen + 1;
                gap
            });
            let (from, to) = gap.unwrap_or((first, last));
            self.incomplete(&format!("{missing} group numbers are missing, the first from {from} to {to}"));
        }
    }
}

/// The device with the group it is in, if that is certain.
fn settle(entry: Entry, conflicts: &mut Vec<Conflict>) -> Device {
    let Entry { mut device, claims, log } = entry;
    let last = log.last().map(|&(group, _)| group);
    let mut all = claims.clone();
    all.extend(log.iter().filter(|(group, _)| !claims.iter().any(|(known, _)| known == group)));
    all.sort_by_key(|&(_, line)| line);
    let mut groups: Vec<u32> = all.iter().map(|&(group, _)| group).collect();
    groups.sort_unstable();
    groups.dedup();
    device.group = match groups.as_slice() {
        [] => None,
        [one] => Some(*one),
        _ => {
            let followed = if claims.is_empty() { last } else { None };
            conflicts.push(Conflict {
                address: device.address,
                groups: all.iter().map(|&(group, _)| group).collect(),
                lines: all.iter().map(|&(_, line)| line).collect(),
                followed,
            });
            followed
        }
    };
    device
}
