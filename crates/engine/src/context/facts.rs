use crate::Knowledge;
use crate::knowledge::SeenIn;
use crate::situation::{Bootloader, Card, Firmware, Guest, Hypervisor};
use crate::version::{Flavour, KernelVersion};

use super::{Assumed, Context};

/// What a line can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Kernel,
    Uname,
    ProxmoxVersion,
    RunningKernel,
    Qemu,
    CpuIntel,
    CpuAmd,
    VendorId,
    Machine,
    Guest,
    NvidiaDriver,
    Device,
    Display,
    Passed,
    Proxmox,
    Libvirt,
    Unraid,
    Truenas,
    SystemdBoot,
    Grub,
    OsType,
    Ovmf,
    Seabios,
}

/// Texts that stand in lines that tell something.
pub(super) const ANCHORS: &[(&str, Fact)] = &[
    ("Linux version ", Fact::Kernel),
    ("GNU/Linux", Fact::Uname),
    ("pve-manager", Fact::ProxmoxVersion),
    ("proxmox-ve: ", Fact::ProxmoxVersion),
    ("running kernel: ", Fact::RunningKernel),
    ("pve-qemu-kvm", Fact::Qemu),
    ("QEMU emulator version ", Fact::Qemu),
    ("DMAR:", Fact::CpuIntel),
    ("GenuineIntel", Fact::VendorId),
    ("CPU0: Intel", Fact::CpuIntel),
    ("AMD-Vi", Fact::CpuAmd),
    ("AuthenticAMD", Fact::VendorId),
    ("CPU0: AMD", Fact::CpuAmd),
    ("DMI: ", Fact::Machine),
    ("Hypervisor detected: KVM", Fact::Guest),
    ("NVIDIA UNIX ", Fact::NvidiaDriver),
    ("Driver Version: ", Fact::NvidiaDriver),
    ("] type 0", Fact::Device),
    ("[10de:", Fact::Device),
    ("[1002:", Fact::Device),
    ("[1022:", Fact::Device),
    ("[8086:", Fact::Device),
    ("VGA compatible controller: ", Fact::Display),
    ("3D controller: ", Fact::Display),
    ("vfio-pci,host=", Fact::Passed),
    ("hostpci", Fact::Passed),
    ("\"vfio-pci\"", Fact::Passed),
    ("vfio-pci 0", Fact::Passed),
    ("/etc/pve/", Fact::Proxmox),
    ("TASK ERROR", Fact::Proxmox),
    ("Proxmox", Fact::Proxmox),
    ("proxmox", Fact::Proxmox),
    ("pvedaemon", Fact::Proxmox),
    ("libvirtd[", Fact::Libvirt),
    ("/var/lib/libvirt", Fact::Libvirt),
    ("libvirt:", Fact::Libvirt),
    ("<domain type=", Fact::Libvirt),
    ("Unraid", Fact::Unraid),
    ("TrueNAS", Fact::Truenas),
    ("configured with: uefi", Fact::SystemdBoot),
    ("initrd=\\EFI\\proxmox", Fact::SystemdBoot),
    ("configured with: grub", Fact::Grub),
    ("BOOT_IMAGE=", Fact::Grub),
    ("ostype: ", Fact::OsType),
    ("bios: ovmf", Fact::Ovmf),
    ("OVMF_CODE", Fact::Ovmf),
    ("bios: seabios", Fact::Seabios),
];

/// Collects what lines tell; of two statements the first counts, except that the last boot's kernel does.
#[derive(Default)]
pub(super) struct Reader {
    context: Context,
    /// A kernel of which it is not known yet whether it is the host's.
    kernel: Option<(KernelVersion, usize)>,
    displays: Vec<Card>,
    in_guest: bool,
}

impl Reader {
    /// Whether more lines of this kind would tell nothing new; storms of them cost nothing then.
    pub(super) fn is_settled(&self, fact: Fact) -> bool {
        let known = &self.context.situation;
        match fact {
            Fact::CpuIntel | Fact::CpuAmd | Fact::VendorId => known.cpu_vendor.is_some(),
            Fact::Proxmox | Fact::Libvirt | Fact::Unraid | Fact::Truenas => known.hypervisor.is_some(),
            Fact::Grub | Fact::SystemdBoot => known.bootloader.is_some(),
            Fact::Ovmf | Fact::Seabios => known.firmware.is_some(),
            Fact::NvidiaDriver => known.nvidia_driver.is_some(),
            Fact::OsType => known.guest.is_some(),
            Fact::Qemu => known.qemu.is_some(),
            _ => false,
        }
    }

    pub(super) fn take(&mut self, fact: Fact, line: &str, number: usize) {
        match fact {
            Fact::Kernel => self.take_kernel(after(line, "Linux version "), number),
            Fact::Uname => self.take_kernel(line.split_whitespace().nth(2), number),
            Fact::RunningKernel => self.take_kernel(after(line, "running kernel: "), number),
            Fact::ProxmoxVersion => {
                self.set_hypervisor(Hypervisor::Proxmox, number);
                let text = line.split_once("pve-manager").map_or(line, |(_, rest)| rest);
                let version = first_version(text).and_then(|text| text.parse().ok());
                set(
                    &mut self.context.situation.proxmox,
                    version,
                    "Proxmox VE version",
                    number,
                    &mut self.context.assumed,
                );
            }
            Fact::Qemu => {
                let version =
                    after(line, "emulator version ").or_else(|| first_version(after_text(line, "pve-qemu-kvm")));
                let version = version.and_then(|text| text.trim_end_matches(['(', ')']).parse().ok());
                set(&mut self.context.situation.qemu, version, "QEMU version", number, &mut self.context.assumed);
            }
            Fact::CpuIntel if !self.in_guest => self.set_cpu("intel", number),
            Fact::CpuAmd if !self.in_guest => self.set_cpu("amd", number),
            // The kernel names every maker that it supports; only a line about this processor counts.
            Fact::VendorId if line.contains("endor") && !self.in_guest => {
                self.set_cpu(if line.contains("AuthenticAMD") { "amd" } else { "intel" }, number);
            }
            Fact::CpuIntel | Fact::CpuAmd | Fact::VendorId => {}
            Fact::Machine => self.take_machine(after_text(line, "DMI: "), number),
            Fact::Guest => self.take_machine("QEMU", number),
            Fact::NvidiaDriver => {
                let text =
                    line.split_once("Driver Version: ").or_else(|| line.split_once("Module")).map(|(_, rest)| rest);
                let version = text.and_then(first_version).and_then(|text| text.parse().ok());
                set(
                    &mut self.context.situation.nvidia_driver,
                    version,
                    "NVIDIA driver",
                    number,
                    &mut self.context.assumed,
                );
            }
            Fact::Device => self.context.devices.take(line),
            Fact::Display => self.take_display(line),
            Fact::Passed => self.context.devices.take_passed(line),
            Fact::Proxmox => self.set_hypervisor(Hypervisor::Proxmox, number),
            Fact::Libvirt => self.set_hypervisor(Hypervisor::Libvirt, number),
            Fact::Unraid => self.set_hypervisor(Hypervisor::Unraid, number),
            Fact::Truenas => self.set_hypervisor(Hypervisor::Truenas, number),
            Fact::SystemdBoot => self.set_bootloader(Bootloader::SystemdBoot, number),
            Fact::Grub if !self.in_guest => self.set_bootloader(Bootloader::Grub, number),
            Fact::Grub => {}
            Fact::OsType => {
                let guest = match after(line, "ostype: ").unwrap_or_default() {
                    text if text.starts_with("win") || text.starts_with('w') => Some(Guest::Windows),
                    "l26" | "l24" => Some(Guest::Linux),
                    _ => None,
                };
                set(&mut self.context.situation.guest, guest, "guest", number, &mut self.context.assumed);
            }
            Fact::Ovmf => self.set_firmware(Firmware::Ovmf, number),
            Fact::Seabios => self.set_firmware(Firmware::Seabios, number),
        }
    }

    fn take_kernel(&mut self, text: Option<&str>, number: usize) {
        let word = text.and_then(|text| text.split_whitespace().next()).unwrap_or_default();
        let Ok(kernel) = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+').parse::<KernelVersion>() else {
            return;
        };
        self.settle_kernel();
        self.in_guest = false;
        self.kernel = Some((kernel, number));
    }

    fn take_machine(&mut self, machine: &str, number: usize) {
        let guest = ["QEMU", "KVM", "Bochs", "Red Hat KVM", "oVirt"].iter().any(|name| machine.starts_with(name));
        if !guest {
            return;
        }
        self.in_guest = true;
        // The kernel above it is the guest's.
        self.kernel = None;
        self.context.source = Some(SeenIn::GuestKernel);
        set(&mut self.context.situation.guest, Some(Guest::Linux), "guest", number, &mut self.context.assumed);
    }

    /// A kernel that was not followed by a virtual machine's DMI is a host's.
    fn settle_kernel(&mut self) {
        let Some((kernel, number)) = self.kernel.take() else { return };
        let hypervisor = match kernel.flavour() {
            Flavour::Pve => Some(Hypervisor::Proxmox),
            Flavour::Unraid => Some(Hypervisor::Unraid),
            Flavour::Truenas => Some(Hypervisor::Truenas),
            _ => None,
        };
        if let Some(hypervisor) = hypervisor {
            self.set_hypervisor(hypervisor, number);
        }
        self.context.assumed.retain(|assumed| assumed.about != "kernel");
        self.context.situation.kernel = None;
        set(&mut self.context.situation.kernel, Some(kernel), "kernel", number, &mut self.context.assumed);
    }

    fn take_display(&mut self, line: &str) {
        let vendor = [("NVIDIA", "nvidia"), ("Advanced Micro Devices", "amd"), ("Intel", "intel")];
        let found = vendor.iter().find(|(name, _)| line.contains(name)).map(|(_, key)| Card::of_vendor(key));
        self.displays.extend(found.filter(|card| !self.displays.contains(card)));
    }

    fn set_cpu(&mut self, vendor: &str, number: usize) {
        let vendor = Some(vendor.to_owned());
        set(&mut self.context.situation.cpu_vendor, vendor, "processor maker", number, &mut self.context.assumed);
    }

    fn set_hypervisor(&mut self, hypervisor: Hypervisor, number: usize) {
        set(&mut self.context.situation.hypervisor, Some(hypervisor), "hypervisor", number, &mut self.context.assumed);
    }

    fn set_bootloader(&mut self, bootloader: Bootloader, number: usize) {
        set(&mut self.context.situation.bootloader, Some(bootloader), "bootloader", number, &mut self.context.assumed);
    }

    fn set_firmware(&mut self, firmware: Firmware, number: usize) {
        set(&mut self.context.situation.firmware, Some(firmware), "guest firmware", number, &mut self.context.assumed);
    }

    pub(super) fn finish(mut self, knowledge: &Knowledge) -> Context {
        self.settle_kernel();
        let mut cards = self.context.devices.cards(knowledge);
        if cards.is_empty() {
            cards = self.displays;
        }
        for card in &cards {
            self.context.assumed.push(Assumed {
                about: "card",
                value: card.label(),
                line: None,
                because: "the text lists it".into(),
            });
        }
        self.context.situation.cards = cards;
        self.context
    }
}

fn set<T: ToString>(
    place: &mut Option<T>,
    value: Option<T>,
    about: &'static str,
    line: usize,
    assumed: &mut Vec<Assumed>,
) {
    if place.is_some() {
        return;
    }
    let Some(value) = value else { return };
    let because = format!("line {line} says so");
    assumed.push(Assumed { about, value: value.to_string(), line: Some(line), because });
    *place = Some(value);
}

fn after_text<'a>(line: &'a str, mark: &str) -> &'a str {
    line.split_once(mark).map_or("", |(_, rest)| rest)
}

fn after<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    line.split_once(mark)?.1.split_whitespace().next()
}

/// The first word that looks like a version: digits, dots and a revision.
fn first_version(text: &str) -> Option<&str> {
    let part = |c: char| !(c.is_ascii_digit() || c == '.' || c == '-');
    text.split(part).map(|word| word.trim_matches(['-', '.'])).find(|word| word.contains('.'))
}
