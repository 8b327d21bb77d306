//! Kernel log lines: who joins and leaves a group, and what the PCI core says about a device.

use super::Reader;
use super::scan::{Found, bdf_at, find_ci, next_bdf, number_at};
use crate::iommu::{BusNumbers, Format};
use crate::{Bdf, ClassCode};

/// The word that names the device, and whether the line is damaged before it.
struct Subject<'a> {
    word: &'a str,
    driver: Option<&'a str>,
    damaged: bool,
}

/// The words before `end`, as `driver device`.
fn subject(line: &str, end: usize) -> Subject<'_> {
    let head = line[..end].trim_end_matches([' ', '\t']).trim_end_matches(':').trim_end();
    let cut = |text: &str| text.rfind([' ', '\t', ']']).map_or(0, |at| at + 1);
    let at = cut(head);
    let before = head[..at].trim_end();
    let driver = &before[cut(before)..];
    let driver = driver.trim_end_matches(':');
    let fits = !driver.is_empty() && driver.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    // Two consoles at once: `[   2` runs into the device's name.
    let damaged =
        before.rfind('[').is_some_and(|open| !before[open..].contains(']') && before[open + 1..].trim().is_empty());
    Subject { word: &head[at..], driver: fits.then_some(driver), damaged }
}

fn whole_bdf(word: &str) -> Option<Bdf> {
    bdf_at(word, 0).filter(|found| found.end == word.len()).map(|found| found.bdf)
}

impl Reader {
    /// Reads every group message of the line; true when there was one.
    pub(super) fn kernel_groups(&mut self, line: &str) -> bool {
        let mut seen = false;
        let mut at = 0;
        while let Some(verb) = find_ci(line, "ing ", at) {
            at = verb + 4;
            let (start, leaves) = match line.get(..verb) {
                Some(head) if ends_ci(head, "add") => (verb - 3, false),
                Some(head) if ends_ci(head, "remov") => (verb - 5, true),
                _ => continue,
            };
            let tail = &line[at..];
            let joined = ["to iommu group ", "from iommu group ", "to iommu group"]
                .iter()
                .find(|p| super::scan::starts_ci(tail, p));
            if let Some(words) = joined {
                let from = at + words.len();
                if let Some((group, end)) = log_number(line, from) {
                    self.log_message(&subject(line, start), group, leaves);
                    (seen, at) = (true, end);
                } else if !leaves && line[from..].trim().is_empty() {
                    seen |= self.fronted(line, &subject(line, start));
                }
            } else if super::scan::starts_ci(tail, "device ") {
                // Before Linux 5.2: `iommu: Adding device X to group N`.
                let rest = &tail[7..];
                let name = rest.split([' ', '\t']).next().unwrap_or_default();
                let words = rest[name.len()..].trim_start();
                let number = ["to group ", "from group ", "to iommu group ", "from iommu group "]
                    .iter()
                    .find_map(|p| super::scan::starts_ci(words, p).then(|| log_number(words, p.len())).flatten());
                if let Some((group, _)) = number {
                    self.log_message(&Subject { word: name, driver: None, damaged: false }, group, leaves);
                    seen = true;
                }
            }
        }
        if seen {
            self.format(Format::KernelLog);
            self.end_scope();
        } else if find_ci(line, "failed to add to iommu group", 0).is_some() {
            self.skip("the kernel could not put the device into the group", None);
            return true;
        }
        seen
    }

    /// `14 [    0.7] pci 0000:01:00.0: Adding to iommu group`: awk moved the number to the front. Whether
    /// it is one or a line number shows at the end.
    fn fronted(&mut self, line: &str, subject: &Subject<'_>) -> bool {
        let head = line.trim_start_matches(['>', ' ', '\t', '|', '(', '[', '#', '*']);
        let (Some(bdf), Some((group, _))) = (whole_bdf(subject.word), number_at(head, 0)) else {
            return false;
        };
        self.fronted.push((group, bdf, self.line));
        true
    }

    /// Line numbers go up by one with every line; group numbers repeat and start at 0.
    pub(super) fn settle_fronted(&mut self) {
        let fronted = std::mem::take(&mut self.fronted);
        let repeats = fronted.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if !repeats || fronted.iter().all(|(group, ..)| *group > 0) {
            self.number_lost |= !fronted.is_empty();
            return;
        }
        for (group, bdf, line) in fronted {
            self.line = line;
            self.group_seen(group);
            self.log_join(bdf, group);
        }
    }

    fn log_message(&mut self, subject: &Subject<'_>, group: u32, leaves: bool) {
        self.group_seen(group);
        let damaged = subject.damaged.then(|| next_tail(subject.word)).flatten();
        match whole_bdf(subject.word).filter(|bdf| !subject.damaged || bdf.domain <= 0xffff).or(damaged) {
            Some(bdf) if leaves => self.log_leave(bdf),
            Some(bdf) => {
                self.log_join(bdf, group);
                if let Some(driver) =
                    subject.driver.filter(|d| !matches!(*d, "pci" | "device" | "iommu" | "platform" | "kernel"))
                {
                    self.entry(bdf).device.driver.get_or_insert_with(|| driver.to_owned());
                }
            }
            None if subject.damaged || subject.word.is_empty() => {
                self.incomplete("a damaged line names a group without its device");
                self.skip("damaged line: a group without its device", None);
            }
            None => self.platform(subject.word),
        }
    }

    /// `pci 0000:00:01.0: [8086:1901] type 01 class 0x060400` and `…: PCI bridge to [bus 01-03]`.
    pub(super) fn kernel_device(&mut self, message: &str) -> bool {
        let Some(rest) = message.strip_prefix("pci ") else {
            return false;
        };
        let Some(Found { end, bdf, .. }) = bdf_at(rest, 0) else {
            return false;
        };
        let Some(text) = rest[end..].strip_prefix(": ") else {
            return true;
        };
        if let Some(id) = text.strip_prefix('[').and_then(|t| super::scan::id_at(t, 0)) {
            let class = text
                .find("class 0x")
                .and_then(|at| text.get(at + 8..at + 12))
                .and_then(|c| c.parse::<ClassCode>().ok());
            let device = &mut self.entry(bdf).device;
            device.id = Some(id);
            device.class = device.class.or(class);
        } else if let Some(range) = text.strip_prefix("PCI bridge to [bus ") {
            let range = range.split([']', ' ']).next().unwrap_or_default();
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            if let (Ok(secondary), Ok(subordinate)) = (u8::from_str_radix(first, 16), u8::from_str_radix(last, 16)) {
                self.entry(bdf).device.buses = Some(BusNumbers { secondary, subordinate });
            }
        }
        true
    }
}

fn ends_ci(head: &str, end: &str) -> bool {
    head.len() >= end.len() && head.as_bytes()[head.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
}

fn log_number(line: &str, from: usize) -> Option<(u32, usize)> {
    let digits = line.get(from..)?.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 6 {
        return None;
    }
    // A sentence's full stop may follow, a decimal may not.
    number_at(line, from).or_else(|| {
        let tail = &line[from + digits..];
        let plain = tail.is_empty() || !tail.starts_with(|c: char| c.is_ascii_alphanumeric());
        plain.then(|| Some((line[from..from + digits].parse().ok()?, from + digits))).flatten()
    })
}

/// The intact address at the end of a damaged word.
fn next_tail(word: &str) -> Option<Bdf> {
    let tail = word.get(word.len().checked_sub(12)?..)?;
    next_bdf(tail, 0).filter(|found| found.at == 0 && found.end == tail.len()).map(|found| found.bdf)
}
