//! Words of the kernel command line, and the file that holds them for the host's bootloader.

use crate::Tri;
use crate::situation::Bootloader;

use super::job::Job;
use super::model::{Command, File, Line, Step};
use super::quote;

/// Words that this setup needs, and steps for words that only a symptom asks for.
pub(super) struct Words {
    /// Needed.
    pub(super) needed: Vec<Line>,
    /// Needed under a condition: the words with it.
    pub(super) conditional: Vec<(Line, String, Option<String>)>,
}

/// The words for handing a whole card to a guest.
pub(super) fn passthrough(job: &Job<'_>) -> Words {
    let mut words = Words { needed: Vec::new(), conditional: Vec::new() };
    iommu(job, &mut words);
    acs(job, &mut words);
    framebuffer(job, &mut words);
    hugepages(job, &mut words);
    words
}

/// `intel_iommu=on` where the kernel does not switch it on by itself. AMD needs no word.
pub(super) fn iommu(job: &Job<'_>, words: &mut Words) {
    let (intel, new) = (job.cpu_by("intel"), job.kernel_from("6.8"));
    if intel == Tri::No || (job.proxmox_kernel() && new.is_yes()) {
        return;
    }
    let line = if job.proxmox_kernel() {
        Line::new("intel_iommu=on", "Before 6.8 the Proxmox VE kernel leaves the Intel IOMMU off")
            .range("Intel processors, Proxmox VE kernels before 6.8")
    } else {
        if job.scenario().iommu == Some(true) {
            return;
        }
        Line::new("intel_iommu=on", "Many distributions build the kernel without the Intel IOMMU on by default")
            .range("Intel processors, kernels built without the default")
    };
    let line = line.record(job.advice("intel-iommu-on"));
    match (intel, job.proxmox_kernel() && new == Tri::Unknown) {
        (Tri::Yes, false) => words.needed.push(line),
        (Tri::Yes, true) => words.conditional.push((line, "`uname -r` shows a kernel before 6.8".into(), None)),
        _ => words.conditional.push((line, "`lscpu` names Intel as the vendor".into(), None)),
    }
}

/// The override, only where it was accepted, the kernel has it and the group asks for it.
fn acs(job: &Job<'_>, words: &mut Words) {
    if job.scenario().acs_override != Some(true) || job.untrusted() || !job.proxmox_kernel() {
        return;
    }
    let line = |text: &str, reason: &str| {
        Line::new(text, reason)
            .range("kernels with the patch: all of Proxmox VE")
            .record(job.advice("pcie-acs-override"))
    };
    let risk = "Isolation between the split devices is assumed, not proven: not for guests that you do not trust.";
    let narrow =
        line("pcie_acs_override=id:<PORT_ID>", "Splits the group below one port, the narrowest form of the override");
    match job.group_shared() {
        Tri::Yes => words.needed.push(narrow),
        Tri::Unknown => {
            let when = "the listing of groups shows other devices beside the card".into();
            words.conditional.push((narrow, when, Some(risk.into())));
        }
        Tri::No => return,
    }
    let wide = line(
        "pcie_acs_override=downstream,multifunction",
        "Splits the groups of all ports, in place of the word above",
    );
    words.conditional.push((wide, "the form with the port's ID does not split the group".into(), Some(risk.into())));
}

/// What keeps the firmware's framebuffer off a boot card.
fn framebuffer(job: &Job<'_>, words: &mut Words) {
    if job.scenario().boot_gpu == Some(false) || job.card().outputs == Some(false) {
        return;
    }
    let console = "The host has no local console afterwards: keep another way in.";
    let boot = job.scenario().boot_gpu == Some(true);
    let evicts = job.kernel_from("6.0");
    let symptom = "the host boots on this card and its log says `BAR 0: can't reserve`";
    if job.kernel_from("6.18").is_yes() {
        return;
    }
    let old = job.kernel_from("5.15") == Tri::No;
    let (text, record, range) = if old {
        ("video=efifb:off,vesafb:off", "video-efifb-off", "kernels before 5.15")
    } else {
        ("initcall_blacklist=sysfb_init", "initcall-blacklist-sysfb-init", "kernels 5.15 to 6.17, boot card alone")
    };
    let line = Line::new(text, "Keeps the firmware's framebuffer from holding the card's memory")
        .range(range)
        .record(job.advice(record));
    if boot && evicts == Tri::No {
        words.needed.push(line);
    } else {
        words.conditional.push((line, symptom.into(), Some(console.into())));
    }
}

fn hugepages(job: &Job<'_>, words: &mut Words) {
    let (Some(true), Some(memory)) = (job.scenario().hugepages, job.scenario().memory_gib) else { return };
    let reason = format!("Sets {memory} GiB aside for the guest before memory is fragmented");
    for text in ["default_hugepagesz=1G".to_owned(), "hugepagesz=1G".to_owned(), format!("hugepages={memory}")] {
        words.needed.push(Line::new(text, &reason).record(job.advice("vm-hugepages")));
    }
}

/// The steps that write words for the bootloader of the host.
pub(super) fn steps(job: &Job<'_>, words: Words) -> Vec<Step> {
    let mut steps = Vec::new();
    if words.needed.is_empty() {
        steps.push(nothing(job));
    } else {
        if job.bootloader().is_none() {
            steps.push(ask(job));
        }
        for loader in loaders(job) {
            let mut step = write(job, loader, &words.needed);
            if job.bootloader().is_none() {
                step.only_if = Some(format!("{} boots the host", loader.label()));
            }
            steps.push(step);
        }
        steps.push(verify(&words.needed));
    }
    for (line, condition, warning) in words.conditional {
        let title = format!("Add `{}`", line.text);
        let mut step = Step::new(title, line.reason.clone()).only_if(condition).record(line.record.clone());
        step.warning = warning;
        let commands = loaders(job).into_iter().flat_map(|loader| add(job, loader, &line.text));
        step.commands.extend(commands);
        step.settings = vec![line];
        steps.push(step);
    }
    steps
}

fn loaders(job: &Job<'_>) -> Vec<Bootloader> {
    job.bootloader().map_or_else(|| Bootloader::ALL.to_vec(), |loader| vec![loader])
}

fn nothing(job: &Job<'_>) -> Step {
    let reason = match (job.cpu_by("amd"), job.proxmox_kernel()) {
        (Tri::Yes, _) => "The AMD IOMMU is on by default when the firmware offers it, and no other word is needed here",
        (_, true) => {
            "From 6.8 on the Proxmox VE kernel switches the IOMMU on by itself, and no other word is needed here"
        }
        _ => "Nothing in this setup needs a word on the kernel command line",
    };
    Step::new("Leave the kernel command line as it is", reason)
        .note("Words that guides repeat without effect can go: `vfiodex audit /proc/cmdline` names them.")
        .run("cat /proc/cmdline")
}

fn ask(job: &Job<'_>) -> Step {
    let step =
        Step::new("Find out what boots the host", "Each bootloader reads its own file; the other one has no effect");
    if job.on_proxmox() {
        step.run("proxmox-boot-tool status")
            .run("efibootmgr -v")
            .look_for("`configured with: uefi` or a boot entry `\\EFI\\systemd\\systemd-bootx64.efi`: systemd-boot")
            .look_for(
                "`configured with: grub`, `\\EFI\\proxmox\\grubx64.efi`, or `EFI variables are not supported`: GRUB",
            )
            .note("systemd-boot boots Proxmox VE hosts with UEFI, ZFS root and Secure Boot off; GRUB boots all others.")
    } else {
        step.run("bootctl status")
            .look_for("`Product: systemd-boot` under the current boot loader; otherwise most likely GRUB")
    }
}

fn write(job: &Job<'_>, loader: Bootloader, words: &[Line]) -> Step {
    let text: Vec<&str> = words.iter().map(|line| line.text.as_str()).collect();
    let text = text.join(" ");
    let path = file(loader, job.on_proxmox());
    let title = format!("Add the words to {path} ({})", loader.label());
    let reason =
        if words.len() == 1 { "The kernel reads this word at boot" } else { "The kernel reads these words at boot" };
    let mut step = Step::new(title, reason).settings(words.to_vec());
    step.commands = add(job, loader, &text);
    if acs_among(words) {
        step.warning = Some(
            "The ACS override makes the kernel assume isolation that the hardware does not show. Devices that it \
             splits may reach each other's memory: not for guests that you do not trust."
                .into(),
        );
    } else if text.contains("sysfb_init") || text.contains("efifb:off") {
        step.warning = Some("The host loses its local console from early boot on: test SSH or the BMC first.".into());
    }
    if editable(loader, job.on_proxmox()) {
        step.files = vec![File::add_words(path, vec![Line::new(written(loader, &text), reason)])];
    }
    step.undo(format!("Take the words off {path} again"), remove(job, loader, &text))
}

fn acs_among(words: &[Line]) -> bool {
    words.iter().any(|line| line.text.starts_with("pcie_acs_override="))
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
fn file(loader: Bootloader, proxmox: bool) -> &'static str {
    match loader {
        Bootloader::Grub => "/etc/default/grub",
        Bootloader::SystemdBoot if proxmox => "/etc/kernel/cmdline",
        Bootloader::SystemdBoot => "the boot entries",
    }
}

fn editable(loader: Bootloader, proxmox: bool) -> bool {
    loader == Bootloader::Grub || proxmox
}

/// The line as it reads with the words, next to what a new installation has.
fn written(loader: Bootloader, words: &str) -> String {
    match loader {
        Bootloader::Grub => format!("GRUB_CMDLINE_LINUX_DEFAULT=\"quiet {words}\""),
        Bootloader::SystemdBoot => format!("root=ZFS=rpool/ROOT/pve-1 boot=zfs {words}"),
    }
}

/// The commands that add words and apply them.
fn add(job: &Job<'_>, loader: Bootloader, words: &str) -> Vec<Command> {
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

/// The command that takes words away again.
fn remove(job: &Job<'_>, loader: Bootloader, words: &str) -> String {
    let literal = words.replace('.', "\\.");
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
            use crate::scenario::RootFs;
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

fn verify(words: &[Line]) -> Step {
    let step = Step::new(
        "After the reboot: see that the kernel got the words",
        "A file that the bootloader does not read changes nothing",
    )
    .run("cat /proc/cmdline");
    words.iter().fold(step, |step, line| step.look_for(format!("`{}` is in the output", line.text)))
}
