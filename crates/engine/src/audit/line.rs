//! What a single line looks like.

/// Keys of a Proxmox VE guest's config, without their numbers.
const VM_KEYS: &[&str] = &[
    "acpi",
    "agent",
    "arch",
    "args",
    "audio",
    "balloon",
    "bios",
    "boot",
    "bootdisk",
    "cores",
    "cpu",
    "cpulimit",
    "cpuunits",
    "efidisk",
    "hookscript",
    "hostpci",
    "hugepages",
    "ide",
    "keephugepages",
    "kvm",
    "localtime",
    "machine",
    "memory",
    "meta",
    "name",
    "net",
    "parallel",
    "parent",
    "snaptime",
    "unused",
    "virtiofs",
    "vmstate",
    "watchdog",
    "numa",
    "onboot",
    "ostype",
    "protection",
    "rng",
    "sata",
    "scsi",
    "scsihw",
    "serial",
    "shares",
    "smbios",
    "sockets",
    "startup",
    "tablet",
    "tpmstate",
    "usb",
    "vcpus",
    "vga",
    "virtio",
    "vmgenid",
    "vmstatestorage",
];

/// Commands by which guides change or look at a host.
const COMMANDS: &[&str] = &[
    "apt",
    "apt-get",
    "cat",
    "chmod",
    "cp",
    "curl",
    "dkms",
    "dmesg",
    "dpkg",
    "echo",
    "efibootmgr",
    "export",
    "find",
    "for",
    "git",
    "grep",
    "grub-mkconfig",
    "grubby",
    "if",
    "kernelstub",
    "ls",
    "lsmod",
    "lspci",
    "make",
    "mkdir",
    "modprobe",
    "mokutil",
    "nano",
    "nvidia-smi",
    "pct",
    "printf",
    "proxmox-boot-tool",
    "pvesh",
    "pveversion",
    "qm",
    "reboot",
    "rm",
    "rmmod",
    "rpm-ostree",
    "sed",
    "setpci",
    "sudo",
    "systemctl",
    "tee",
    "uname",
    "update-grub",
    "update-grub2",
    "update-initramfs",
    "vi",
    "vim",
    "virsh",
    "virt-install",
    "wget",
    "done",
    "do",
    "mkinitcpio",
    "dracut",
];

/// The key of a line `key: value`, without a number at its end.
fn key(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_end_matches(|c: char| c.is_ascii_digit());
    (!key.is_empty()
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && (rest.is_empty() || rest.starts_with(' ')))
    .then_some(key)
}

pub(super) fn is_key_line(line: &str) -> bool {
    key(line).is_some()
}

/// A line of a Proxmox VE guest's config.
pub(super) fn is_vm(line: &str) -> bool {
    key(line).is_some_and(|key| VM_KEYS.contains(&key))
}

/// A line that only a container's config has.
pub(super) fn is_lxc(line: &str) -> bool {
    line.starts_with("lxc.")
        || key(line).is_some_and(|key| matches!(key, "dev" | "mp" | "rootfs" | "unprivileged" | "features"))
}

pub(super) fn is_lxc_or_common(line: &str) -> bool {
    is_lxc(line) || is_key_line(line) || line.starts_with('[')
}

/// A directive of modprobe.d.
pub(super) fn is_modprobe(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    matches!(word, "options" | "blacklist" | "softdep" | "install" | "alias" | "remove")
        && line.split_whitespace().count() >= 2
}

pub(super) fn is_udev(line: &str) -> bool {
    line.contains("==\"")
        && (line.contains("ACTION") || line.contains("SUBSYSTEM") || line.contains("ATTR") || line.contains("KERNEL"))
}

/// The start of a QEMU command, or a line with its options.
pub(super) fn is_qemu(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let name = first.rsplit('/').next().unwrap_or(first);
    name.starts_with("qemu-system")
        || name == "qemu-kvm"
        || name == "kvm"
        || matches!(
            first,
            "-device" | "-cpu" | "-machine" | "-M" | "-fw_cfg" | "-vga" | "-display" | "-global" | "-set"
        )
}

/// One word as `/etc/modules` holds it.
pub(super) fn is_module_name(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let word = words.next().unwrap_or_default();
    !COMMANDS.contains(&word)
        && words.next().is_none_or(|next| next.starts_with('#') || next.contains('='))
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

/// Words as they stand on a kernel command line.
pub(super) fn is_kernel_words(line: &str) -> bool {
    let plain = |word: &str| {
        matches!(word, "quiet" | "ro" | "rw" | "splash" | "nomodeset" | "nofb" | "text" | "single" | "debug" | "noapic")
    };
    let word = |word: &str| {
        plain(word)
            || word.split_once('=').is_some_and(|(key, _)| {
                !key.is_empty()
                    && key.starts_with(|c: char| c.is_ascii_lowercase() || c == 'B')
                    && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
            })
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    !words.is_empty() && words.iter().all(|w| word(w.trim_matches(['"', '\'', '`'])))
}

/// A shell command, as far as its first word tells.
pub(super) fn is_command(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    COMMANDS.contains(&first) || first.starts_with("./") || first.starts_with("/usr/") || first.starts_with("/sbin/")
}
