use std::collections::BTreeSet;

use serde::Serialize;
use vfiodex_engine::Bdf;

use super::Sysroot;

/// What the host uses a device for. A listing cannot know this; the host can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// A network interface of it is up.
    NetworkUp,
    /// A mounted file system or swap lies on it.
    MountedStorage,
}

impl Use {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NetworkUp => "a network interface that is up",
            Self::MountedStorage => "a disk with a mounted file system",
        }
    }
}

/// Devices whose disks hold a mounted file system or swap. Disks of a ZFS pool do not show this way.
pub(super) fn mounted(root: &Sysroot) -> BTreeSet<Bdf> {
    let mounts = root.long_text("/proc/mounts").unwrap_or_default();
    let swaps = root.long_text("/proc/swaps").unwrap_or_default();
    let lines = mounts.lines().chain(swaps.lines()).take(4096);
    let names = lines.filter_map(|line| line.split_whitespace().next()?.strip_prefix("/dev/"));
    let mut found = BTreeSet::new();
    for name in names {
        // `/dev/mapper/pve-root` is a link to `../dm-1`.
        let real = root.link_name(&format!("/dev/{name}")).unwrap_or_else(|| name.to_owned());
        below(root, &real, 0, &mut found);
    }
    found
}

/// Adds the devices below a block device: its own path, and the paths of what it is made of.
fn below(root: &Sysroot, name: &str, depth: usize, found: &mut BTreeSet<Bdf>) {
    if depth > 8 || name.contains('/') {
        return;
    }
    let path = root.link(&format!("/sys/class/block/{name}")).unwrap_or_default();
    found.extend(path.split('/').filter_map(|part| part.parse::<Bdf>().ok()).next_back());
    for part in root.names(&format!("/sys/class/block/{name}/slaves")).iter().take(64) {
        below(root, part, depth + 1, found);
    }
}

/// What a device is used for.
pub(super) fn uses(root: &Sysroot, mounted: &BTreeSet<Bdf>, address: Bdf) -> Vec<Use> {
    let folder = format!("/sys/bus/pci/devices/{address}/net");
    let up = root
        .names(&folder)
        .iter()
        .take(64)
        .any(|name| root.line(&format!("{folder}/{name}/operstate")).is_some_and(|state| state == "up"));
    let mut uses = Vec::new();
    uses.extend(up.then_some(Use::NetworkUp));
    uses.extend(mounted.contains(&address).then_some(Use::MountedStorage));
    uses
}
