//! Words of the kernel command line: which of them a setup needs.

use crate::Tri;
use crate::situation::Bootloader;

use super::bootloader::{ACS, add, editable, file, loaders, remove, replace, replaces, written};
use super::job::Job;
use super::model::{File, Line, Step};

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
        if job.asked().iommu == Some(true) {
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
        for loader in loaders(job) {
            step.commands.extend(if replaces(&line) {
                replace(job, loader, &line.text)
            } else {
                add(job, loader, &line.text)
            });
            let title = format!("Take `{}` off {} again", line.text, file(loader, job.on_proxmox()));
            step = step.undo(title, remove(job, loader, &line.text));
        }
        step.settings = vec![line];
        steps.push(step);
    }
    steps
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
    words.iter().any(|line| line.text.starts_with(ACS))
}

fn verify(words: &[Line]) -> Step {
    let step = Step::new(
        "After the reboot: see that the kernel got the words",
        "A file that the bootloader does not read changes nothing",
    )
    .run("cat /proc/cmdline");
    words.iter().fold(step, |step, line| step.look_for(format!("`{}` is in the output", line.text)))
}
