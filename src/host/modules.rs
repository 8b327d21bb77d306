use std::collections::BTreeSet;

use serde::Serialize;

use super::modprobe_d::{file, folder};
use super::{ConfigLine, Sysroot};

/// Kernel modules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Modules {
    /// Loaded now; what is built into the kernel is not among them.
    pub loaded: BTreeSet<String>,
    /// Lines that load modules at boot, of `/etc/modules` and `/etc/modules-load.d`.
    pub at_boot: Vec<ConfigLine>,
}

impl Modules {
    pub(super) fn read(root: &Sysroot) -> Self {
        let name = |line: &str| {
            let name = line.split(' ').next()?;
            let fits = name.len() < 60 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
            (fits && !name.is_empty()).then(|| name.to_owned())
        };
        let loaded = root.long_text("/proc/modules").unwrap_or_default();
        let mut at_boot = file(root, "/etc/modules");
        at_boot.extend(folder(root, "/etc/modules-load.d"));
        Self { loaded: loaded.lines().take(4096).filter_map(name).collect(), at_boot }
    }
}
