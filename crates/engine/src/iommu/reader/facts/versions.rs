//! What lines say about hypervisor, kernel and processor.

use super::{Ask, Facts, set};
use crate::iommu::reader::scan::starts_ci;
use crate::iommu::reader::words::{cpu, release, value};

/// How other hypervisors introduce themselves.
const HYPERVISORS: [(&str, &str); 7] = [
    ("unraid server os version", "Unraid"),
    ("unraid version", "Unraid"),
    ("unraid os", "Unraid"),
    ("truenas scale", "TrueNAS SCALE"),
    ("truenas-scale", "TrueNAS SCALE"),
    ("libvirt ", "libvirt"),
    ("qemu emulator version", "QEMU"),
];

/// What people write before a kernel's release.
const KERNELS: [&str; 8] = [
    "Kernel: Linux ",
    "Kernel Version: Linux ",
    "Kernel: ",
    "Kernel Version: ",
    "Kernel version: ",
    "Linux kernel: ",
    "uname -r: ",
    "kernel: ",
];

impl Facts {
    pub(super) fn versions(&mut self, text: &str) -> bool {
        self.proxmox(text)
            || self.hypervisor(text)
            || self.kernel_release(text)
            || self.processor(text)
            || self.prompt(text)
    }

    fn proxmox(&mut self, text: &str) -> bool {
        if let Some(at) = text.find("running kernel: ") {
            set(&mut self.host.kernel, release(&text[at + 16..]));
            let package = ["proxmox-ve: ", "pve-manager/", "pve-manager: "].iter().find_map(|p| text.strip_prefix(p));
            if let Some(rest) = package {
                let version = rest.split([' ', '(', '/']).next().unwrap_or_default();
                set(&mut self.host.hypervisor, value(version).map(|v| format!("Proxmox VE {v}")));
            }
            return true;
        }
        let package = ["pve-manager/", "pve-manager: "].iter().find_map(|prefix| text.strip_prefix(prefix));
        let Some(rest) = package else { return false };
        let version = rest.split(['/', ' ', '(']).next().unwrap_or_default();
        let known = version.starts_with(|c: char| c.is_ascii_digit());
        self.host.hypervisor = known.then(|| format!("Proxmox VE {version}")).or(self.host.hypervisor.take());
        true
    }

    fn hypervisor(&mut self, text: &str) -> bool {
        for (prefix, name) in HYPERVISORS {
            if starts_ci(text, prefix) {
                let version = text[prefix.len()..].trim_start_matches([':', ' ', '-', '=']);
                let version = version.split([' ', '"', '(']).next().unwrap_or_default();
                if version.starts_with(|c: char| c.is_ascii_digit()) {
                    set(&mut self.host.hypervisor, Some(format!("{name} {version}")));
                    return true;
                }
            }
        }
        false
    }

    fn kernel_release(&mut self, text: &str) -> bool {
        // uname -a: the second word is the host name and stays out.
        if let Some(rest) = text.strip_prefix("Linux ") {
            let second = rest.split(' ').nth(1).unwrap_or_default();
            if text.contains('#') && second.starts_with(|c: char| c.is_ascii_digit()) {
                set(&mut self.host.kernel, release(second));
                return true;
            }
        }
        let digit = |rest: &&str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let told = KERNELS.iter().find_map(|key| text.strip_prefix(key).filter(digit));
        if let Some(rest) = told {
            set(&mut self.host.kernel, release(rest));
        }
        told.is_some()
    }

    fn processor(&mut self, text: &str) -> bool {
        let names = starts_ci(text, "model name") || starts_ci(text, "cpu model:") || starts_ci(text, "processor:");
        let Some((_, name)) = text.split_once(':').filter(|_| names) else { return false };
        set(&mut self.host.cpu, cpu(name));
        true
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
}
