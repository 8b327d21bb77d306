use serde::Serialize;

use super::line;

/// Kinds of texts that can be audited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `/etc/default/grub`.
    Grub,
    /// A kernel command line: `/etc/kernel/cmdline`, `/proc/cmdline`.
    KernelCommandLine,
    /// `/etc/modules` or a file of `modules-load.d`.
    Modules,
    /// A file of `/etc/modprobe.d`.
    Modprobe,
    /// Config of a Proxmox VE guest.
    ProxmoxVm,
    /// Config of a Proxmox VE container.
    ProxmoxLxc,
    /// libvirt XML.
    Libvirt,
    /// A QEMU command line.
    Qemu,
    /// udev rules.
    Udev,
    /// A shell script or shell commands.
    Shell,
    /// A guide in Markdown.
    Markdown,
    /// Running text, or lines of several kinds.
    Mixed,
}

impl Kind {
    /// What to call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Grub => "the settings of GRUB",
            Self::KernelCommandLine => "a kernel command line",
            Self::Modules => "a list of modules",
            Self::Modprobe => "a file of modprobe.d",
            Self::ProxmoxVm => "the config of a Proxmox VE guest",
            Self::ProxmoxLxc => "the config of a Proxmox VE container",
            Self::Libvirt => "libvirt XML",
            Self::Qemu => "a QEMU command line",
            Self::Udev => "udev rules",
            Self::Shell => "shell commands",
            Self::Markdown => "a guide in Markdown",
            Self::Mixed => "text with lines of several kinds",
        }
    }

    /// Tells a text's kind from its content.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.lines().any(|line| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~")) {
            return Self::Markdown;
        }
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.first().is_some_and(|line| line.starts_with("#!")) {
            return Self::Shell;
        }
        if is_running_text(text) {
            return if lines.iter().any(|line| line.contains('`')) { Self::Markdown } else { Self::Mixed };
        }
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.starts_with('#')).collect();
        if lines.iter().any(|line| line.starts_with('<'))
            && lines.iter().all(|line| line.starts_with('<') || line.ends_with('>'))
        {
            return Self::Libvirt;
        }
        let all = |test: fn(&str) -> bool| !lines.is_empty() && lines.iter().all(|line| test(line));
        let most = |test: fn(&str) -> bool| lines.iter().filter(|line| test(line)).count() * 2 > lines.len();
        if all(|line| line.starts_with("GRUB_") || line.starts_with("export ") || line.starts_with(". ")) {
            Self::Grub
        } else if all(line::is_lxc_or_common) && lines.iter().any(|line| line::is_lxc(line)) {
            Self::ProxmoxLxc
        } else if most(line::is_vm) && all(|line| line::is_vm(line) || line::is_key_line(line) || line.starts_with('['))
        {
            Self::ProxmoxVm
        } else if all(line::is_modprobe) {
            Self::Modprobe
        } else if most(line::is_udev) {
            Self::Udev
        } else if lines.first().is_some_and(|line| line::is_qemu(line)) {
            Self::Qemu
        } else if lines.len() <= 2 && all(|line| line.contains('=') && line::is_kernel_words(line)) {
            Self::KernelCommandLine
        } else if all(line::is_module_name) {
            Self::Modules
        } else if all(|line| line::is_command(line) || line.ends_with('\\')) {
            Self::Shell
        } else {
            Self::Mixed
        }
    }
}

/// Whether a text explains things to readers rather than being some machine's own.
pub(super) fn is_guide(text: &str, kind: Kind) -> bool {
    kind == Kind::Markdown || (kind == Kind::Mixed && is_running_text(text))
}

fn is_running_text(text: &str) -> bool {
    text.lines().map(str::trim).filter(|line| is_sentence(line)).count() >= 3
}

/// Running text: several words, one of them capitalised at the start, and a full stop.
fn is_sentence(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words >= 7
        && line.starts_with(|c: char| c.is_uppercase() || matches!(c, '-' | '*' | '>') || c.is_ascii_digit())
        && line.ends_with(['.', '!', '?', ':', ')', ','])
        && !line.contains("==")
}
