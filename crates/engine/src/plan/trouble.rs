//! What is known to go wrong with this card, and what helps here.

use crate::Tri;
use crate::knowledge::{CureFacts, QuirkFacts, SeenIn};

use super::binding;
use super::job::Job;
use super::model::{File, Line, Step};
use super::quote;

/// Names of cards and their dies weigh at least this much in a quirk's conditions.
const ABOUT_THE_CARD: u32 = 7;

/// One step for each quirk that is about this very card, and the symptoms that every setup can meet.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = own(job).into_iter().map(|quirk| step(job, quirk)).collect();
    steps.extend(rom(job));
    steps.extend(rmrr(job));
    steps
}

/// Quirks that hold here and name the card or its die.
fn own<'a>(job: &Job<'a>) -> Vec<&'a QuirkFacts> {
    let about = |quirk: &&QuirkFacts| {
        let named =
            !(quirk.applies.gpus.is_empty() && quirk.applies.pci_ids.is_empty() && quirk.applies.dies.is_empty());
        named && quirk.applies.specificity() >= ABOUT_THE_CARD && quirk.applies.holds(job.at()).is_yes()
    };
    job.knowledge.quirks.iter().filter(about).filter(|quirk| quirk.status != "fixed").collect()
}

fn step(job: &Job<'_>, quirk: &QuirkFacts) -> Step {
    let symptom = quirk.symptoms.first().map(|symptom| (symptom.pattern.to_string(), symptom.seen_in));
    let condition = match &symptom {
        Some((pattern, seen_in)) if !pattern.starts_with("re:") => format!("{} says `{pattern}`", place(*seen_in)),
        _ => "you meet what the title says".to_owned(),
    };
    let mut step = Step::new(quirk.name.clone(), quirk.summary.clone()).only_if(condition).record(job.quirk(&quirk.id));
    for cure in quirk.cures.iter().filter(|cure| possible(job, cure)) {
        step.notes.push(format!("{}: {}", cure.name, sentences(&cure.steps)));
        if let Some(risk) = &cure.risk {
            step.notes.push(format!("Risk: {risk}"));
        }
        if says(cure, "disable_idle_d3=1") {
            step = step.run("echo 'options vfio-pci disable_idle_d3=1' >> /etc/modprobe.d/vfio.conf");
            step.commands.extend(super::apply::initramfs(job));
        }
    }
    if resets_by_bus(job, quirk) {
        step = hook(job, step);
    }
    step
}

fn place(seen_in: SeenIn) -> &'static str {
    match seen_in {
        SeenIn::HostKernel => "the kernel log of the host",
        SeenIn::Qemu => "QEMU",
        SeenIn::ProxmoxTask => "the start task",
        SeenIn::Libvirt => "libvirt",
        SeenIn::GuestKernel => "the kernel log of the guest",
        SeenIn::Windows => "Windows",
        SeenIn::HostCommand => "a command on the host",
        SeenIn::GuestCommand => "a command in the guest",
    }
}

fn sentences(steps: &[String]) -> String {
    steps.join(". ")
}

fn says(cure: &CureFacts, text: &str) -> bool {
    cure.steps.iter().any(|step| step.contains(text))
}

/// Cures that hold here. A suspend of the host has its place only where somebody can wake it; a bus reset
/// only where the kernel accepts it; vendor-reset has steps of its own.
fn possible(job: &Job<'_>, cure: &CureFacts) -> bool {
    let suspends = says(cure, "rtcwake") || cure.name.to_ascii_lowercase().contains("suspend");
    let vendor_reset = cure.name.contains("vendor-reset");
    let refused = (suspends && job.asked().remote != Some(false)) || (by_bus(cure) && !alone_on_bus(job));
    cure.applies.holds(job.at()) != Tri::No && !refused && !vendor_reset
}

fn by_bus(cure: &CureFacts) -> bool {
    says(cure, "echo bus")
}

/// Whether the record shows a card with one function, which can then be reset by its bus.
fn alone_on_bus(job: &Job<'_>) -> bool {
    !job.card().is_integrated() && !job.card().functions.is_empty() && binding::functions(job).len() == 1
}

fn resets_by_bus(job: &Job<'_>, quirk: &QuirkFacts) -> bool {
    job.on_proxmox() && alone_on_bus(job) && quirk.cures.iter().any(by_bus)
}

/// A hookscript, where the quirk asks for one.
fn hook(job: &Job<'_>, step: Step) -> Step {
    let path = "/var/lib/vz/snippets/gpu-reset-method.sh";
    let text = format!(
        "#!/bin/sh\n\
         if [ \"$2\" = pre-start ]; then\n\
         \x20 echo bus > {}/reset_method\n\
         fi",
        job.names.sysfs(0)
    );
    let lines = text.lines().map(|line| Line::new(line, "The kernel forgets the choice at every boot")).collect();
    let file = File::create(path, lines).executable();
    let guest = quote::shell(&job.names.guest);
    step.run("mkdir -p /var/lib/vz/snippets")
        .run(file.here_document())
        .run("pvesm set local --content vztmpl,iso,backup,snippets")
        .run(format!("qm set {guest} --hookscript local:snippets/gpu-reset-method.sh"))
        .file(file)
}

/// The ROM of a card on which the host booted.
fn rom(job: &Job<'_>) -> Option<Step> {
    let boot = job.scenario().boot_gpu != Some(false);
    if job.card().is_integrated() || job.card().outputs == Some(false) || !boot {
        return None;
    }
    let slot = quote::shell(&job.names.slot);
    let sysfs = job.names.sysfs(0);
    let mut step = Step::new(
        "Give the guest the card's ROM as a file",
        "The firmware leaves a shadowed ROM behind on the card that it booted on",
    )
    .only_if("the kernel log of the host says `Invalid PCI ROM header signature` or the guest's screen stays dark")
    .note(
        "Dump the ROM of your own card while another card is the boot display; those of other cards can damage yours.",
    )
    .run(format!("lspci -Dnn -s {slot}"))
    .record(job.quirk("vbios-shadow-invalid-rom"));
    if job.on_proxmox() {
        let guest = quote::shell(&job.names.guest);
        let line = format!("{},pcie=1,{}romfile=gpu.rom", job.names.slot, if job.display() { "x-vga=1," } else { "" });
        step = step
            .run(format!("echo 1 > {sysfs}/rom\ncat {sysfs}/rom > /usr/share/kvm/gpu.rom\necho 0 > {sysfs}/rom"))
            .run(format!("qm set {guest} --hostpci0 {}", quote::shell(&line)))
            .record(job.advice("hostpci-romfile"));
    } else {
        step =
            step.run(format!("echo 1 > {sysfs}/rom\ncat {sysfs}/rom > /usr/share/qemu/gpu.rom\necho 0 > {sysfs}/rom"));
    }
    Some(step)
}

fn rmrr(job: &Job<'_>) -> Option<Step> {
    if !job.proxmox_kernel() || job.cpu_by("intel") != Tri::Yes || job.card().is_integrated() || job.untrusted() {
        return None;
    }
    let quirk = job.quirk("vfio-rmrr-ineligible")?;
    Some(
        Step::new(
            "Relax reserved memory regions",
            "The firmware reserves memory for the device, as HP ProLiant servers do",
        )
        .only_if("the kernel log says `Device is ineligible for IOMMU domain attach due to platform RMRR requirement`")
        .warning("The kernel warns of instability and data loss: the firmware may still write into the region.")
        .note("Look first for an option in the firmware that switches the sharing off for this slot.")
        .note("Then add `intel_iommu=on,relax_rmrr` to the kernel command line, as in the section above, and reboot.")
        .record(Some(quirk))
        .record(job.advice("intel-iommu-relax-rmrr")),
    )
}
