//! The file that holds the kernel command line, and how each bootloader takes it over.

use crate::scenario::RootFs;
use crate::situation::Bootloader;

use super::job::Job;
use super::model::{Command, Line};
use super::quote;

/// The key of the override.
pub(super) const ACS: &str = "pcie_acs_override=";

pub(super) fn loaders(job: &Job<'_>) -> Vec<Bootloader> {
    job.bootloader().map_or_else(|| Bootloader::ALL.to_vec(), |loader| vec![loader])
}

/// Files that hold the command line of this host.
pub(super) fn files(job: &Job<'_>) -> Vec<String> {
    let one = |loader| match loader {
        Bootloader::SystemdBoot if !job.on_proxmox() => "/boot/loader/entries",
        _ => file(loader, job.on_proxmox()),
    };
    loaders(job).into_iter().map(one).map(str::to_owned).collect()
}

/// The file that holds the command line.
pub(super) fn file(loader: Bootloader, proxmox: bool) -> &'static str {
    match loader {
        Bootloader::Grub => "/etc/default/grub",
        Bootloader::SystemdBoot if proxmox => "/etc/kernel/cmdline",
        Bootloader::SystemdBoot => "the boot entries",
    }
}

pub(super) fn editable(loader: Bootloader, proxmox: bool) -> bool {
    loader == Bootloader::Grub || proxmox
}

/// The line as it reads with the words, next to what a new installation has.
pub(super) fn written(loader: Bootloader, words: &str) -> String {
    match loader {
        Bootloader::Grub => format!("GRUB_CMDLINE_LINUX_DEFAULT=\"quiet {words}\""),
        Bootloader::SystemdBoot => format!("root=ZFS=rpool/ROOT/pve-1 boot=zfs {words}"),
    }
}

/// The commands that add words and apply them.
pub(super) fn add(job: &Job<'_>, loader: Bootloader, words: &str) -> Vec<Command> {
    let name = || (job.bootloader().is_none()).then(|| loader.label().to_owned());
    let command = |run: String, when: Option<String>| Command { run, on: None, when };
    let sed = |script: String, path: &str| command(format!("sed -i {} {path}", quote::shell(&script)), name());
    match loader {
        Bootloader::Grub => {
            let script = format!("s/^\\(GRUB_CMDLINE_LINUX_DEFAULT=\"[^\"]*\\)\"/\\1 {words}\"/");
            let mut all = vec![
                sed(script, "/etc/default/grub"),
                command("grep ^GRUB_CMDLINE_LINUX_DEFAULT /etc/default/grub".into(), name()),
            ];
            all.extend(refresh(job, loader));
            all
        }
        Bootloader::SystemdBoot if job.on_proxmox() => {
            let mut all = vec![
                sed(format!("1s/$/ {words}/"), "/etc/kernel/cmdline"),
                command("cat /etc/kernel/cmdline".into(), name()),
            ];
            all.extend(refresh(job, loader));
            all
        }
        Bootloader::SystemdBoot => vec![command(
            format!("sed -i {} /boot/loader/entries/*.conf", quote::shell(&format!("/^options/s/$/ {words}/"))),
            name(),
        )],
    }
}

/// Whether a word takes the place of one that was added before.
pub(super) fn replaces(line: &Line) -> bool {
    line.text.starts_with(ACS) && !line.text.contains("=id:")
}

/// The commands that put a wider form of the override in place of the narrow one.
pub(super) fn replace(job: &Job<'_>, loader: Bootloader, word: &str) -> Vec<Command> {
    let script = quote::shell(&format!("s/{ACS}[^ \"]*/{word}/"));
    let when = job.bootloader().is_none().then(|| loader.label().to_owned());
    let path = file(loader, job.on_proxmox());
    let mut all = vec![Command { run: format!("sed -i {script} {path}"), on: None, when: when.clone() }];
    all.push(Command { run: format!("grep {ACS} {path}"), on: None, when });
    all.extend(refresh(job, loader));
    all
}

/// The command that takes words away again.
pub(super) fn remove(job: &Job<'_>, loader: Bootloader, words: &str) -> String {
    // The form of the override may have been changed since.
    let pattern = |word: &str| {
        if word.starts_with(ACS) { format!("{ACS}[^ \"]*") } else { word.replace('.', "\\.") }
    };
    let literal = words.split(' ').map(pattern).collect::<Vec<_>>().join(" ");
    let path = match loader {
        Bootloader::SystemdBoot if !job.on_proxmox() => "/boot/loader/entries/*.conf",
        _ => file(loader, job.on_proxmox()),
    };
    let applied: String = refresh(job, loader).into_iter().map(|command| applied_by(&command, job)).collect();
    format!("sed -i {} {path}{applied}", quote::shell(&format!("s/ {literal}//")))
}

fn applied_by(command: &Command, job: &Job<'_>) -> String {
    match &command.when {
        Some(when) if job.bootloader().is_some() => format!("\n# {when}: {}", command.run),
        _ => format!("\n{}", command.run),
    }
}

/// What makes the bootloader read its file.
fn refresh(job: &Job<'_>, loader: Bootloader) -> Vec<Command> {
    let command = |when: Option<&str>, run: &str| Command { run: run.into(), on: None, when: when.map(str::to_owned) };
    let name = job.bootloader().is_none().then_some(loader.label());
    match loader {
        Bootloader::SystemdBoot if job.on_proxmox() => vec![command(name, "proxmox-boot-tool refresh")],
        Bootloader::SystemdBoot => Vec::new(),
        Bootloader::Grub if job.on_proxmox() => {
            let mut all = vec![command(name, "update-grub")];
            match job.scenario().root_fs {
                Some(RootFs::Zfs) => all.push(command(name, "proxmox-boot-tool refresh")),
                Some(RootFs::Ext4 | RootFs::Xfs) => {}
                Some(RootFs::Btrfs) | None => {
                    let when = "GRUB on a host for which `proxmox-boot-tool status` lists partitions";
                    all.push(command(Some(when), "proxmox-boot-tool refresh"));
                }
            }
            all
        }
        Bootloader::Grub if job.debian_tools() => vec![command(name, "update-grub")],
        Bootloader::Grub => vec![
            command(Some("Debian, Ubuntu"), "update-grub"),
            command(Some("Fedora, RHEL"), "grub2-mkconfig -o /boot/grub2/grub.cfg"),
            command(Some("Arch, openSUSE and others"), "grub-mkconfig -o /boot/grub/grub.cfg"),
        ],
    }
}
