use std::fs::OpenOptions;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;

use serde::Serialize;
use vfiodex_engine::Tri;

use super::{Kernel, Sysroot};

/// Opens without waiting for the next message (`O_NONBLOCK` on Linux).
const NONBLOCK: i32 = 0o4000;
const MOST_RECORDS: usize = 200_000;

/// Whether interrupts are remapped, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remapping {
    /// Whether they are.
    pub on: Tri,
    /// What says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_by: Option<String>,
    /// Whether vfio was told to do without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_unsafe_interrupts: Option<bool>,
}

impl Remapping {
    pub(super) fn read(root: &Sysroot, kernel: &Kernel) -> Self {
        let found = by_interrupts(root).or_else(|| by_command_line(kernel)).or_else(|| by_log(root));
        let (on, known_by) = found.map_or((Tri::Unknown, None), |(on, by)| (on.into(), Some(by)));
        let allow = root.flag("/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts");
        Self { on, known_by, allow_unsafe_interrupts: allow }
    }
}

fn by_command_line(kernel: &Kernel) -> Option<(bool, String)> {
    let off = |word: &&String| matches!(word.as_str(), "intremap=off" | "nointremap" | "amd_iommu=off");
    let word = kernel.words.iter().flatten().find(off)?;
    Some((false, format!("`{word}` on the kernel command line")))
}

/// The chips' names carry `IR-` where interrupts are remapped: `IR-PCI-MSI`, `IR-IO-APIC`.
fn by_interrupts(root: &Sysroot) -> Option<(bool, String)> {
    let text = root.long_text("/proc/interrupts")?;
    let chip = |names: &[&str]| {
        let mut words = text.split_whitespace();
        words.find(|word| names.iter().any(|name| word.starts_with(name))).map(|word| word.chars().take(24).collect())
    };
    let found: Option<(bool, String)> =
        chip(&["IR-"]).map(|name| (true, name)).or_else(|| chip(&["PCI-MSI", "IO-APIC"]).map(|name| (false, name)));
    found.map(|(on, name)| (on, format!("`{name}` in /proc/interrupts")))
}

/// The kernel log, where it can be read without root.
fn by_log(root: &Sysroot) -> Option<(bool, String)> {
    const ON: &[&str] = &["Enabled IRQ remapping in", "AMD-Vi: Interrupt remapping enabled"];
    const OFF: &[&str] = &["Failed to enable irq remapping"];
    let text = root.is_live().then(live_log).flatten().or_else(|| root.long_text("/var/log/dmesg"))?;
    let line = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
    let known = |on| (on, "the kernel log".to_owned());
    if line(OFF) { Some(known(false)) } else { line(ON).then(|| known(true)) }
}

/// `/dev/kmsg` gives one message per call and an error where there is no further one.
fn live_log() -> Option<String> {
    let mut file = OpenOptions::new().read(true).custom_flags(NONBLOCK).open("/dev/kmsg").ok()?;
    let (mut text, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
    for _ in 0..MOST_RECORDS {
        match file.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => text.extend_from_slice(&buffer[..length]),
        }
    }
    Some(String::from_utf8_lossy(&text).into_owned())
}
