use serde::Serialize;

use super::Sysroot;

/// The processor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cpu {
    /// As it names itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its maker: `intel` or `amd`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<&'static str>,
    /// Whether it says that a hypervisor stands between it and the kernel.
    #[serde(skip)]
    pub virtual_flag: bool,
}

impl Cpu {
    pub(super) fn read(root: &Sysroot) -> Self {
        // The first processor is enough; hundreds of them follow on a server.
        let Some(text) = root.long_text("/proc/cpuinfo") else { return Self::default() };
        let field = |key: &str| {
            let line = text.lines().take(64).find(|line| line.split(':').next().is_some_and(|k| k.trim() == key))?;
            Some(line.split_once(':')?.1.trim())
        };
        let words = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            model: field("model name").map(|name| words(name).chars().take(100).collect()),
            vendor: match field("vendor_id") {
                Some("GenuineIntel") => Some("intel"),
                Some("AuthenticAMD" | "HygonGenuine") => Some("amd"),
                _ => None,
            },
            virtual_flag: field("flags").is_some_and(|flags| flags.split(' ').any(|flag| flag == "hypervisor")),
        }
    }
}
