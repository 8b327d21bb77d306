//! Facts about the machine, taken from whatever stands around the listing.

use super::scan::{find_ci, starts_ci};
use super::words::{cpu, pci_word, release, slot_address, split_vendor, value};
use crate::Tri;
use crate::iommu::{Host, Slot, SlotSource};

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

    fn versions(&mut self, text: &str) -> bool {
        if let Some(at) = text.find("running kernel: ") {
            set(&mut self.host.kernel, release(&text[at + 16..]));
            let package = ["proxmox-ve: ", "pve-manager/", "pve-manager: "].iter().find_map(|p| text.strip_prefix(p));
            if let Some(rest) = package {
                let version = rest.split([' ', '(', '/']).next().unwrap_or_default();
                set(&mut self.host.hypervisor, value(version).map(|v| format!("Proxmox VE {v}")));
            }
            return true;
        }
        for prefix in ["pve-manager/", "pve-manager: "] {
            if let Some(rest) = text.strip_prefix(prefix) {
                let version = rest.split(['/', ' ', '(']).next().unwrap_or_default();
                let known = version.starts_with(|c: char| c.is_ascii_digit());
                self.host.hypervisor = known.then(|| format!("Proxmox VE {version}")).or(self.host.hypervisor.take());
                return true;
            }
        }
        for (prefix, name) in [
            ("unraid server os version", "Unraid"),
            ("unraid version", "Unraid"),
            ("unraid os", "Unraid"),
            ("truenas scale", "TrueNAS SCALE"),
            ("truenas-scale", "TrueNAS SCALE"),
            ("libvirt ", "libvirt"),
            ("qemu emulator version", "QEMU"),
        ] {
            if starts_ci(text, prefix) {
                let version = text[prefix.len()..].trim_start_matches([':', ' ', '-', '=']);
                let version = version.split([' ', '"', '(']).next().unwrap_or_default();
                if version.starts_with(|c: char| c.is_ascii_digit()) {
                    set(&mut self.host.hypervisor, Some(format!("{name} {version}")));
                    return true;
                }
            }
        }
        // uname -a: the second word is the host name and stays out.
        if let Some(rest) = text.strip_prefix("Linux ") {
            let mut words = rest.split(' ');
            let second = words.nth(1).unwrap_or_default();
            if text.contains('#') && second.starts_with(|c: char| c.is_ascii_digit()) {
                set(&mut self.host.kernel, release(second));
                return true;
            }
        }
        for key in [
            "Kernel: Linux ",
            "Kernel Version: Linux ",
            "Kernel: ",
            "Kernel Version: ",
            "Kernel version: ",
            "Linux kernel: ",
            "uname -r: ",
            "kernel: ",
        ] {
            if let Some(rest) = text.strip_prefix(key)
                && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
            {
                set(&mut self.host.kernel, release(rest));
                return true;
            }
        }
        let names_cpu = starts_ci(text, "model name") || starts_ci(text, "cpu model:") || starts_ci(text, "processor:");
        if let Some((_, name)) = text.split_once(':').filter(|_| names_cpu) {
            set(&mut self.host.cpu, cpu(name));
            return true;
        }
        self.prompt(text)
    }

    /// `$ uname -r` and `$ cat /proc/cmdline`: the answer stands on the next line.
    fn prompt(&mut self, text: &str) -> bool {
        let asked = text.trim_end();
        if asked.ends_with("uname -r") && asked.len() < 120 {
            self.after_prompt = Some(Ask::Uname);
        } else if asked.ends_with("/proc/cmdline") && asked.len() < 120 {
            self.after_prompt = Some(Ask::CommandLine);
        } else {
            return false;
        }
        true
    }

    /// `board_name: X`, `/sys/class/dmi/id/board_name:X`, and the slots of `/sys/bus/pci/slots`.
    fn sysfs(&mut self, text: &str) -> bool {
        if let Some(at) = text.find("/sys/bus/pci/slots/") {
            return self.sysfs_slot(&text[at + 19..]);
        }
        let body = text.rsplit_once("dmi/id/").map_or(text, |(_, body)| body);
        let Some((key, raw)) = body.split_once([':', '=']) else {
            return false;
        };
        let target = match key.trim() {
            "board_vendor" | "sys_vendor" => &mut self.host.vendor,
            "board_name" => &mut self.host.board,
            "product_name" => &mut self.host.product,
            "bios_version" => &mut self.host.bios_version,
            "bios_date" => &mut self.host.bios_date,
            key => return key.ends_with("_serial") || key.ends_with("_uuid") || key.ends_with("asset_tag"),
        };
        set(target, value(raw));
        true
    }

    fn sysfs_slot(&mut self, tail: &str) -> bool {
        let Some((label, rest)) = tail.split_once('/') else {
            return true;
        };
        let address = rest.strip_prefix("address").map(|a| a.trim_start_matches([':', '=', ' ', '\t']).trim());
        if let Some(address) = address.filter(|a| slot_address(a)) {
            self.push_slot(label, Some(address), SlotSource::Sysfs);
        }
        true
    }

    pub(super) fn push_slot(&mut self, label: &str, address: Option<&str>, source: SlotSource) {
        let slot = Slot {
            label: label.trim().chars().take(60).collect(),
            address: address.map(str::to_ascii_lowercase),
            source,
            kind: None,
            in_use: None,
        };
        if !self.slots.contains(&slot) && self.slots.len() < 256 {
            self.slots.push(slot);
        }
    }

    fn dmidecode(&mut self, line: &str, text: &str) -> bool {
        match text.trim_end() {
            "BIOS Information" => self.section = Section::Bios,
            "System Information" => self.section = Section::System,
            "Base Board Information" => self.section = Section::Board,
            "System Slot Information" => {
                self.section = Section::Slot;
                self.slots.push(Slot {
                    label: String::new(),
                    address: None,
                    source: SlotSource::Dmi,
                    kind: None,
                    in_use: None,
                });
            }
            t if t.ends_with(" Information") && line.len() == t.len() => self.section = Section::Other,
            _ => return self.section != Section::None && self.dmi_key(text),
        }
        true
    }

    fn dmi_key(&mut self, text: &str) -> bool {
        if text.starts_with("Handle 0x") {
            self.section = Section::Other;
            return true;
        }
        let Some((key, raw)) = text.split_once(':') else {
            return false;
        };
        let host = &mut self.host;
        match (self.section, key.trim()) {
            (Section::Bios, "Version") => set(&mut host.bios_version, value(raw)),
            (Section::Bios, "Release Date") => set(&mut host.bios_date, value(raw)),
            (Section::System | Section::Board, "Manufacturer") => set(&mut host.vendor, value(raw)),
            (Section::System, "Product Name") => set(&mut host.product, value(raw)),
            (Section::Board, "Product Name") => set(&mut host.board, value(raw)),
            (Section::Slot, key) => return self.dmi_slot(key.to_owned().as_str(), raw.trim()),
            (_, key) => {
                return [
                    "Serial Number",
                    "UUID",
                    "Asset Tag",
                    "Vendor",
                    "Version",
                    "Family",
                    "SKU Number",
                    "Wake-up Type",
                ]
                .contains(&key);
            }
        }
        true
    }

    fn dmi_slot(&mut self, key: &str, raw: &str) -> bool {
        let Some(slot) = self.slots.last_mut() else {
            return false;
        };
        match key {
            "Designation" => slot.label = raw.chars().take(60).collect(),
            "Type" => slot.kind = Some(raw.chars().take(60).collect()),
            "Current Usage" => slot.in_use = Some(raw.eq_ignore_ascii_case("in use")),
            "Bus Address" => slot.address = slot_address(raw).then(|| raw.to_ascii_lowercase()),
            "Length"
            | "ID"
            | "Characteristics"
            | "Data Bus Width"
            | "Peer Devices"
            | "Slot Physical Width"
            | "Height"
            | "Pitch" => {}
            _ => return false,
        }
        true
    }

    /// A blank line ends a dmidecode block.
    pub(super) fn blank(&mut self) {
        self.section = Section::None;
    }

    /// Drops what turned out to hold nothing.
    pub(super) fn finish(mut self) -> (Host, Vec<Slot>) {
        self.slots.retain(|slot| !slot.label.is_empty() || slot.address.is_some());
        (self.host, self.slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Host {
        let mut facts = Facts::default();
        for line in lines {
            facts.line(line);
        }
        facts.finish().0
    }

    #[test]
    fn reads_boot_log_lines() {
        let host = read(&[
            "Jun 23 14:21:50 box kernel: Linux version 6.8.12-4-pve (build@proxmox) (gcc) #1 SMP",
            "[    0.000000] Command line: BOOT_IMAGE=/boot/x root=UUID=1 quiet intel_iommu=on iommu=pt sn=20C0S7 pcie_acs_override=downstream",
            "> [    0.000000] DMI: Dell Inc. PowerEdge R730/0H21J3, BIOS 2.13.0 05/14/2021",
            "[    0.2] smpboot: CPU0: AMD Ryzen 7 8745HS w/ Radeon 780M Graphics (family: 0x19, model: 0x75, stepping: 0x2)",
        ]);
        assert_eq!(host.kernel.as_deref(), Some("6.8.12-4-pve"));
        assert_eq!(
            host.command_line,
            Some(["intel_iommu=on", "iommu=pt", "pcie_acs_override=downstream"].map(String::from).to_vec())
        );
        assert_eq!(host.acs_override, Tri::Yes);
        assert_eq!(host.cpu.as_deref(), Some("AMD Ryzen 7 8745HS w/ Radeon 780M Graphics"));
    }

    #[test]
    fn splits_dmi_lines() {
        for (line, vendor, product, board, bios) in [
            (
                "DMI: Dell Inc. PowerEdge R730/0H21J3, BIOS 2.13.0 05/14/2021",
                "Dell Inc.",
                "PowerEdge R730",
                "0H21J3",
                "2.13.0",
            ),
            ("DMI: HP ProLiant DL388p Gen8, BIOS P70 07/01/2015", "HP", "ProLiant DL388p Gen8", "", "P70"),
            (
                "DMI: To Be Filled By O.E.M. To Be Filled By O.E.M./X570D4U-2L2T, BIOS P1.30 12/04/2020",
                "",
                "",
                "X570D4U-2L2T",
                "P1.30",
            ),
            (
                "DMI: AZW SER8/SER8, BIOS HPT.8xxx.SER8.V029.P8C0M0C15.13.Link 02/21/2025",
                "AZW",
                "SER8",
                "SER8",
                "HPT.8xxx.SER8.V029.P8C0M0C15.13.Link",
            ),
        ] {
            let host = read(&[line]);
            let text = |t: &Option<String>| t.clone().unwrap_or_default();
            assert_eq!((text(&host.vendor), text(&host.product)), (vendor.to_owned(), product.to_owned()), "{line}");
            assert_eq!((text(&host.board), text(&host.bios_version)), (board.to_owned(), bios.to_owned()), "{line}");
        }
        let wrapped = read(&["DMI: ASUS System Product Name/ROG STRIX B550-F GAMING (WI-FI), BIOS", "3621 01/13/2025"]);
        assert_eq!(wrapped.bios_version.as_deref(), Some("3621"));
    }

    #[test]
    fn reads_dmidecode_and_slots() {
        let mut facts = Facts::default();
        for line in "Handle 0x0002, DMI type 2, 15 bytes\nBase Board Information\n\tManufacturer: ASRock\n\tProduct Name: X570 Taichi\n\tSerial Number: M80-ABC\nSystem Slot Information\n\tDesignation: PCIE1\n\tType: x16 PCI Express 4\n\tCurrent Usage: In Use\n\tBus Address: 0000:0b:00.0\n/sys/bus/pci/slots/3/address:0000:0c:00".lines() {
            facts.line(line);
        }
        let (host, slots) = facts.finish();
        assert_eq!(host.board.as_deref(), Some("X570 Taichi"));
        assert_eq!(slots.len(), 2);
        assert_eq!((slots[0].label.as_str(), slots[0].address.as_deref()), ("PCIE1", Some("0000:0b:00.0")));
        assert_eq!((slots[1].label.as_str(), slots[1].address.as_deref()), ("3", Some("0000:0c:00")));
    }
}
