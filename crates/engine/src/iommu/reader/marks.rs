//! Lines that are neither device nor group: prompts, shell code, ellipses, translated keywords.

use super::scan::{find_ci, starts_ci};

const COMMANDS: &[&str] = &[
    "lspci",
    "find",
    "dmesg",
    "for ",
    "shopt",
    "cat ",
    "ls ",
    "ls-iommu",
    "sudo",
    "./",
    "bash",
    "sh ",
    "uname",
    "pvesh",
    "dmidecode",
    "grep",
    "journalctl",
    "virsh",
    "echo",
    "~/",
    "readlink",
    "tree",
    "iommu",
    "lsiommu",
    "clear",
    "cd ",
    "nano",
    "vim ",
];

/// A shell prompt with a command: `user@host:~$ lspci`, `# find …`, `➜  ~ …`.
pub(super) fn prompt(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(body) = ["$ ", "# ", "% ", "❯ ", "➜ ", "λ "].iter().find_map(|mark| line.strip_prefix(mark)) {
        let body = body.trim_start();
        return COMMANDS.iter().any(|command| body.starts_with(command)).then_some(body);
    }
    let head: String = line.chars().take(100).collect();
    let at = ["$ ", "# ", "% ", "> "].iter().filter_map(|mark| head.find(mark)).min().or_else(|| {
        // A prompt without a command.
        (head.ends_with(['$', '#']) && head.len() < 80).then(|| head.len() - 1)
    })?;
    let who = &head[..at];
    let looks =
        who.contains('@') && !who.contains("  ") && who.len() < 80 || who.ends_with(":~") || who.starts_with("PS ");
    looks.then(|| line.get(at + 1..).unwrap_or_default().trim())
}

/// Shell code, such as the loop that made the listing.
pub(super) fn shell(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ', '\t', '+']);
    starts_ci(line, "shopt ")
        || line.starts_with("#!/")
        || line == "done"
        || line.starts_with("done;")
        || line == "done;"
        || line.contains("${")
        || line.contains("$(")
        || line.contains("\"$")
        || line.starts_with("for ") && line.contains(" in ")
        || line.ends_with("; do")
        || line == "do"
        || line.starts_with("echo ")
}

/// A command that shows only a part of what it was given.
pub(super) fn narrows(command: &str) -> bool {
    let Some((_, filters)) = command.split_once('|') else {
        return false;
    };
    let lower = filters.to_ascii_lowercase();
    if lower.contains("head") || lower.contains("tail") {
        return true;
    }
    let cards = [
        "vga", "nvidia", "amd", "audio", "radeon", "geforce", "display", "3d", "ethernet", "usb", "10de", "1002",
        "gpu", "nvme", " -a", " -b", " -c", "0300",
    ];
    lower.contains("grep") && cards.iter().any(|word| lower.contains(word)) && !lower.contains("amd-vi")
}

/// A line that stands for lines that were left out.
pub(super) fn ellipsis(line: &str) -> bool {
    let body = line.trim_start_matches(['[', '(', '<', '{', '*', ' ', '\t', '-', '#', '>', '_', '=', '~', '/']);
    body.starts_with("...")
        || body.starts_with('…')
        || [
            "snip",
            "truncated",
            "output truncated",
            "output omitted",
            "omitted",
            "cut here",
            "more lines",
            "skipped",
            "rest omitted",
        ]
        .iter()
        .any(|word| starts_ci(body, word))
        || starts_ci(line.trim(), "--more--")
        || line.trim() == "(END)"
        || starts_ci(line.trim(), "etc...")
        || starts_ci(line.trim(), "[truncated")
        || find_ci(line, "lines omitted", 0).is_some()
        || find_ci(line, "lines truncated", 0).is_some()
}

/// Group keywords in another language, which only a translator makes.
pub(super) fn translated(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "grupo iommu",
        "grupo de iommu",
        "iommu-gruppe",
        "iommu gruppe",
        "groupe iommu",
        "gruppo iommu",
        "iommu 组",
        "iommu组",
        "iommu 群組",
        "iommu群組",
        "группа iommu",
        "группу iommu",
        "группе iommu",
        "iommu-группа",
        "iommu グループ",
        "iommuグループ",
        "iommu 그룹",
        "grupa iommu",
        "grupy iommu",
        "iommu-groep",
        "iommu groep",
        "iommu grubu",
        "iommu-grupp",
        "iommu-groupe",
        "grupo do iommu",
        "grupo da iommu",
        "iommu-ryhmä",
        "nhóm iommu",
        "skupina iommu",
        "iommu grupo",
        "iommu grupa",
    ];
    if !line.contains("iommu") && !line.contains("IOMMU") {
        return false;
    }
    let lower = line.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_prompts() {
        for (line, want) in [
            ("alex@latitude7490:~$ sudo lspci -v", true),
            ("root@pve:~# find /sys", true),
            ("[me@box ~]$ ./iommu.sh", true),
            ("$ lspci -nn", true),
            ("# find /sys/kernel/iommu_groups", true),
            ("# Group 1", false),
            ("00:00.0 Host bridge: Intel # 1", false),
            ("root@pve:~#", true),
        ] {
            assert_eq!(prompt(line).is_some(), want, "{line}");
        }
        assert!(ellipsis("[ ... more than 500 messages for iommu groups 1-590 ...]"));
        assert!(!ellipsis("Trying to unpack rootfs image as initramfs..."));
    }
}
