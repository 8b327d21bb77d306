//! Facts about the machine, taken from whatever stands around the listing.

mod dmi;
mod versions;

use super::scan::{find_ci, starts_ci};
use super::words::{cpu, pci_word, release, split_vendor, value};
use crate::Tri;
use crate::iommu::{Host, Slot};

/// Collects facts line by line.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub host: Host,
    pub slots: Vec<Slot>,
    command_line_is_config: bool,
    acs_seen: bool,
    section: Section,
    after_prompt: Option<Ask>,
    wants_bios: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    None,
    Bios,
    System,
    Board,
    Slot,
    Other,
}

/// A command whose answer is the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Uname,
    CommandLine,
}

/// The message of a kernel log line, without timestamps and syslog prefix.
pub(super) fn message(line: &str) -> &str {
    let mut rest = line.trim().trim_start_matches(['>', ' ', '\t', '|', '+', '`']);
    let prefix = rest.get(..rest.len().min(140)).or(Some(rest)).and_then(|head| find_ci(head, "kernel: ", 0));
    // `Kernel: 6.8.12` names a release; `kernel: ` before anything else names who logged it.
    let release = |at: usize| at == 0 && rest[8..].trim_start().starts_with(|c: char| c.is_ascii_digit());
    if let Some(at) = prefix.filter(|at| !release(*at)) {
        rest = rest.get(at + 8..).unwrap_or(rest);
    }
    for _ in 0..4 {
        rest = rest.trim_start();
        let close = match rest.as_bytes().first() {
            Some(b'[') => ']',
            Some(b'<') => '>',
            _ => break,
        };
        let stamp = rest
            .find(close)
            .filter(|&end| end < 40 && rest[1..end].bytes().any(|b| b.is_ascii_digit()) && !rest[1..end].contains('='));
        match stamp {
            Some(end) => rest = &rest[end + 1..],
            None => break,
        }
    }
    rest
}

/// The message, when the line is stamped like a kernel log.
pub(super) fn stamped(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(['>', ' ']);
    let open = rest.strip_prefix('[').or_else(|| rest.strip_prefix('<').filter(|r| r.get(1..3) == Some(">[")))?;
    let digits = open.trim_start_matches(['>', '[', ' ']);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let end = open.bytes().take(30).position(|b| b == b']')?;
    open[..end].contains('.').then(|| message(rest))
}

fn set(slot: &mut Option<String>, new: Option<String>) {
    if slot.is_none() {
        *slot = new;
    }
}

impl Facts {
    /// Looks at one line; true when the line was about the machine and not about a device.
    pub(super) fn line(&mut self, line: &str) -> bool {
        let text = message(line);
        if let Some(ask) = self.after_prompt.take()
            && self.answer(ask, text)
        {
            return true;
        }
        if self.wants_bios {
            self.wants_bios = false;
            self.bios(text);
            return true;
        }
        self.kernel(text)
            || self.command_line(text)
            || self.versions(text)
            || self.sysfs(text)
            || self.dmidecode(line, text)
    }

    fn answer(&mut self, ask: Ask, text: &str) -> bool {
        match ask {
            Ask::Uname if text.starts_with(|c: char| c.is_ascii_digit()) => {
                set(&mut self.host.kernel, release(text));
                true
            }
            Ask::CommandLine if text.contains('=') => {
                self.words(text, false);
                true
            }
            _ => false,
        }
    }

    /// Looks at a message of the kernel log alone.
    pub(super) fn kernel_line(&mut self, text: &str) -> bool {
        self.wants_bios = false;
        self.kernel(text) || self.command_line(text)
    }

    fn kernel(&mut self, text: &str) -> bool {
        if let Some(rest) = text.strip_prefix("Linux version ") {
            set(&mut self.host.kernel, release(rest));
        } else if let Some(rest) = text.strip_prefix("DMI: ") {
            if rest.starts_with("Memory slots") {
                return true;
            }
            self.dmi_line(rest);
        } else if text.contains("PCIe ACS overrides enabled") {
            self.host.acs_override = Tri::Yes;
            self.acs_seen = true;
        } else if text.starts_with("smpboot: CPU0: ") || text.starts_with("CPU0: ") {
            let name = text.split_once("CPU0: ").map_or("", |(_, name)| name);
            if let Some((name, _)) =
                name.split_once(" (").filter(|(_, rest)| rest.contains("family:") || rest.starts_with("fam"))
            {
                set(&mut self.host.cpu, cpu(name));
            }
        } else {
            return false;
        }
        true
    }

    /// `DMI: Dell Inc. PowerEdge R730/0H21J3, BIOS 2.13.0 05/14/2021`.
    fn dmi_line(&mut self, rest: &str) {
        if self.host.product.is_some() || self.host.board.is_some() {
            return;
        }
        let (machine, bios) = rest.split_once(", BIOS").unwrap_or((rest, ""));
        let (system, board) = match machine.rsplit_once('/') {
            Some((system, board)) => (system, Some(board)),
            None => (machine.trim_end_matches(','), None),
        };
        let (vendor, product) = split_vendor(system);
        set(&mut self.host.vendor, value(vendor));
        set(&mut self.host.product, value(product));
        set(&mut self.host.board, board.and_then(value));
        self.bios(bios);
        self.wants_bios = self.host.bios_version.is_none() && machine.len() < rest.len();
    }

    /// `2.13.0 05/14/2021`.
    fn bios(&mut self, text: &str) {
        let text = text.trim();
        let (version, date) = text.rsplit_once(' ').unwrap_or((text, ""));
        if date.len() == 10 && date.bytes().filter(|b| *b == b'/').count() == 2 {
            set(&mut self.host.bios_version, value(version));
            set(&mut self.host.bios_date, value(date));
        }
    }

    fn command_line(&mut self, text: &str) -> bool {
        for key in ["Command line: ", "Kernel command line: "] {
            if let Some(rest) = text.strip_prefix(key) {
                self.words(rest, false);
                return true;
            }
        }
        if text.starts_with("BOOT_IMAGE=")
            || text.starts_with("initrd=\\")
            || starts_ci(text, "cmdline:")
            || starts_ci(text, "cmdline=")
        {
            self.words(text, false);
            return true;
        }
        if text.starts_with("GRUB_CMDLINE_LINUX") {
            self.words(text, true);
            return true;
        }
        false
    }

    fn words(&mut self, text: &str, config: bool) {
        let replace = self.host.command_line.is_none() || self.command_line_is_config && !config;
        let mut kept: Vec<String> = text
            .split([' ', '"', '\'', '\t'])
            .filter(|word| pci_word(word))
            .map(|word| word.chars().take(200).collect())
            .collect();
        let acs = kept.iter().any(|word| word.starts_with("pcie_acs_override"));
        if acs {
            self.host.acs_override = Tri::Yes;
            self.acs_seen = true;
        } else if !config && !self.acs_seen {
            self.host.acs_override = Tri::No;
        }
        if replace {
            self.host.command_line = Some(kept);
            self.command_line_is_config = config;
        } else if self.command_line_is_config && config {
            // GRUB_CMDLINE_LINUX and GRUB_CMDLINE_LINUX_DEFAULT add up.
            self.host.command_line.get_or_insert_default().append(&mut kept);
        }
    }

    /// Drops what turned out to hold nothing.
    pub(super) fn finish(mut self) -> (Host, Vec<Slot>) {
        self.slots.retain(|slot| !slot.label.is_empty() || slot.address.is_some());
        (self.host, self.slots)
    }
}

#[cfg(test)]
mod tests;
