use serde::Serialize;
use vfiodex_engine::Tri;
use vfiodex_engine::iommu::command_line_words;
use vfiodex_engine::version::KernelVersion;

use super::Sysroot;

/// Kernel and command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Kernel {
    /// Release as `uname -r` prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Words of the command line that bear on passthrough. The others are left out: they can name
    /// disks and machines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<String>>,
}

impl Kernel {
    pub(super) fn read(root: &Sysroot) -> Self {
        let from_version = || {
            let text = root.line("/proc/version")?;
            Some(text.strip_prefix("Linux version ")?.split(' ').next()?.to_owned())
        };
        let release = root.line("/proc/sys/kernel/osrelease").or_else(from_version);
        let words = root.text("/proc/cmdline").map(|text| {
            let mut words = command_line_words(&text);
            let lists = text.split_whitespace().filter(|word| word.contains("blacklist="));
            words.extend(lists.map(|word| word.chars().take(200).collect::<String>()));
            words.dedup();
            words
        });
        Self { release: release.filter(|text| text.parse::<KernelVersion>().is_ok()), words }
    }

    /// The release as a version.
    #[must_use]
    pub fn version(&self) -> Option<KernelVersion> {
        self.release.as_ref()?.parse().ok()
    }

    /// Words about PCI and the IOMMU alone.
    pub(super) fn pci_words(&self) -> Option<Vec<String>> {
        self.words.as_ref().map(|words| command_line_words(&words.join(" ")))
    }

    /// Whether an ACS override is in force.
    #[must_use]
    pub fn acs_override(&self) -> Tri {
        let given = |words: &Vec<String>| words.iter().any(|word| word.starts_with("pcie_acs_override"));
        self.words.as_ref().map(given).into()
    }

    /// The word that turns the IOMMU off, where there is one.
    #[must_use]
    pub fn turns_iommu_off(&self) -> Option<&str> {
        let off = |word: &&String| matches!(word.as_str(), "iommu=off" | "intel_iommu=off" | "amd_iommu=off");
        self.words.iter().flatten().find(off).map(String::as_str)
    }
}
