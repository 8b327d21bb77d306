use std::fmt;

use serde::Serialize;

use super::Sysroot;
use crate::record::HypervisorName;

/// Hypervisor on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hypervisor {
    /// Which one.
    pub name: HypervisorName,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

impl Hypervisor {
    pub(super) fn read(root: &Sysroot) -> Option<Self> {
        let is = |name, version| Some(Self { name, version });
        if root.exists("/usr/bin/pveversion") || root.exists("/etc/pve") || root.exists("/etc/pve-release") {
            return is(HypervisorName::Proxmox, proxmox(root));
        }
        if let Some(text) = root.line("/etc/unraid-version") {
            return is(HypervisorName::Unraid, number(&text));
        }
        if root.exists("/usr/bin/midclt") {
            return is(HypervisorName::Truenas, root.line("/etc/version").as_deref().and_then(number));
        }
        if root.exists("/usr/sbin/libvirtd") || root.exists("/usr/sbin/virtqemud") {
            return is(HypervisorName::Libvirt, package(root, "libvirt-daemon-system"));
        }
        let qemu = root.exists("/usr/bin/qemu-system-x86_64");
        qemu.then(|| Self { name: HypervisorName::Qemu, version: package(root, "qemu-system-x86") })
    }
}

fn proxmox(root: &Sysroot) -> Option<String> {
    root.line("/etc/pve-release").as_deref().and_then(number).or_else(|| package(root, "pve-manager"))
}

/// The first word that is a version: `8.2.4` of `pve-manager/8.2.4/faa83925`.
fn number(text: &str) -> Option<String> {
    let mut words = text.split([' ', '/', '"', '=', '(']).map(|word| word.rsplit_once('-').map_or(word, |(_, v)| v));
    words.find(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.')).map(str::to_owned)
}

/// Upstream version of an installed Debian package.
fn package(root: &Sysroot, name: &str) -> Option<String> {
    let text = root.long_text("/var/lib/dpkg/status")?;
    let mut inside = false;
    for line in text.lines() {
        if let Some(package) = line.strip_prefix("Package: ") {
            inside = package == name;
        } else if let Some(version) = line.strip_prefix("Version: ").filter(|_| inside) {
            let version = version.rsplit_once(':').map_or(version, |(_, version)| version);
            return version.split(['-', '+', '~']).next().map(str::to_owned);
        }
    }
    None
}

impl fmt::Display for Hypervisor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.name {
            HypervisorName::Proxmox => "Proxmox VE",
            HypervisorName::Libvirt => "libvirt",
            HypervisorName::Qemu => "QEMU",
            HypervisorName::Unraid => "Unraid",
            HypervisorName::Truenas => "TrueNAS SCALE",
            HypervisorName::Kubevirt => "KubeVirt",
        })?;
        match &self.version {
            Some(version) => write!(f, " {version}"),
            None => Ok(()),
        }
    }
}
