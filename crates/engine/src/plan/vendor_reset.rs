//! The module that resets AMD cards which cannot reset themselves.

use crate::hardware::ModuleFacts;
use crate::version::KernelRanges;
use crate::{PciId, Tri};

use super::job::Job;
use super::model::{File, Line, RecordRef, Step};
use super::quote;

const MODULE: &str = "vendor-reset";
const LOAD: &str = "/etc/modules-load.d/vendor-reset.conf";
const RULES: &str = "/etc/udev/rules.d/99-vendor-reset.rules";
const INITRAMFS: &str = "/etc/initramfs-tools/modules";
const SOURCE: &str = "/usr/src/vendor-reset";

/// Steps where the module covers the card and the card has no reset of its own.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let Some(ids) = covered(job) else { return Vec::new() };
    let module = job.knowledge.modules.iter().find(|module| module.id == MODULE);
    match builds(job, module) {
        Tri::Yes => vec![build(job, module), load(job, &ids)],
        Tri::Unknown => {
            let condition = format!("the module builds on the kernel that `uname -r` names{}", range(module));
            vec![build(job, module).only_if(&condition), load(job, &ids).only_if(&condition)]
        }
        Tri::No => vec![unavailable(job, module)],
    }
}

/// IDs of the graphics function that the module knows.
fn covered(job: &Job<'_>) -> Option<Vec<PciId>> {
    let card = job.card();
    if card.vendor != "amd" || card.flr == Some(true) || card.vendor_reset == Some(false) {
        return None;
    }
    let module = job.knowledge.modules.iter().find(|module| module.id == MODULE);
    let known: Vec<PciId> = match module {
        Some(module) if !module.pci_ids.is_empty() => {
            card.ids.iter().copied().filter(|id| module.pci_ids.contains(id)).collect()
        }
        _ if card.vendor_reset == Some(true) => card.ids.clone(),
        _ => Vec::new(),
    };
    let told: Vec<PciId> = known.iter().copied().filter(|id| job.scenario().ids.contains(id)).collect();
    let ids = if told.is_empty() { known } else { told };
    (!ids.is_empty()).then_some(ids)
}

fn builds(job: &Job<'_>, module: Option<&ModuleFacts>) -> Tri {
    let (Some(module), Some(kernel)) = (module, &job.at().kernel) else { return Tri::Unknown };
    if module.kernels.is_empty() {
        return Tri::Unknown;
    }
    let fails = if module.fails_on.is_empty() { Tri::No } else { KernelRanges(&module.fails_on).contains(kernel) };
    KernelRanges(&module.kernels).contains(kernel).and(!fails)
}

fn range(module: Option<&ModuleFacts>) -> String {
    let Some(range) = module.and_then(|module| module.kernels.first()) else { return String::new() };
    match (&range.from, &range.before) {
        (Some(from), Some(before)) => format!(" (on record: from {from} to before {before})"),
        (Some(from), None) => format!(" (on record: from {from})"),
        (None, Some(before)) => format!(" (on record: before {before})"),
        (None, None) => String::new(),
    }
}

fn record(module: Option<&ModuleFacts>) -> Option<RecordRef> {
    module.map(|module| RecordRef { kind: "drivers", id: module.id.clone() })
}

fn home(module: Option<&ModuleFacts>) -> String {
    module.and_then(|module| module.homepage.clone()).unwrap_or_else(|| "https://github.com/gnif/vendor-reset".into())
}

fn build(job: &Job<'_>, module: Option<&ModuleFacts>) -> Step {
    let headers = if job.on_proxmox() {
        if job.proxmox_from("8.1") == Tri::No { "pve-headers-$(uname -r)" } else { "proxmox-headers-$(uname -r)" }
    } else {
        "linux-headers-$(uname -r)"
    };
    let mut step = Step::new(
        "Build vendor-reset",
        "This card does not come back from the resets that the kernel knows; the module brings the sequence that it needs",
    )
    .run(format!("apt install dkms git build-essential {headers}"))
    .run(format!("git clone {} {SOURCE}", quote::shell(&home(module))))
    .run(format!("dkms install {SOURCE}"))
    .look_for("`DKMS: install completed.`")
    .note(format!("It is rebuilt with every new kernel; a kernel on which it does not build starts without it{}.", range(module)))
    .note("It helps many cards of its list, not all of them; keep the way through the power switch.")
    .record(record(module))
    .undo("Remove vendor-reset", format!("dkms remove vendor-reset --all\nrm -rf {SOURCE}"));
    if job.scenario().secure_boot == Some(true) {
        step = step.warning(
            "The host boots with Secure Boot: the module must be signed with a key that the machine trusts \
             (`mokutil --import /var/lib/dkms/mok.pub`), or it is refused.",
        );
    }
    step
}

fn load(job: &Job<'_>, ids: &[PciId]) -> Step {
    let loaded = File::create(
        LOAD,
        vec![Line::new(
            "vendor-reset",
            "Loads the module before the first guest: the first reset after boot must already be the right one",
        )],
    );
    let mut step = Step::new(
        "Load it early and select it",
        "A card that went through the kernel's own reset once is lost until the power is cut",
    )
    .run(loaded.here_document())
    .run(format!("echo vendor-reset >> {INITRAMFS}"))
    .file(loaded)
    .file(File::add_lines(INITRAMFS, vec![Line::new("vendor-reset", "Puts the module into the initramfs")]))
    .undo("Do not load vendor-reset any more", format!("rm -f {LOAD} {RULES}\nsed -i '/^vendor-reset$/d' {INITRAMFS}"));
    if job.kernel_from("5.15") != Tri::No {
        let rule = |id: &PciId| {
            let text = format!(
                "ACTION==\"add\", SUBSYSTEM==\"pci\", ATTR{{vendor}}==\"0x{:04x}\", ATTR{{device}}==\"0x{:04x}\", \
                 RUN+=\"/bin/sh -c '/sbin/modprobe vendor-reset; echo device_specific > /sys$env{{DEVPATH}}/reset_method'\"",
                id.vendor, id.device
            );
            Line::new(text, "From 5.15 on the kernel uses the module only where `device_specific` is selected")
                .range("kernels from 5.15")
                .record(job.quirk("vendor-reset-not-selected"))
        };
        let rules = File::create(RULES, ids.iter().map(rule).collect());
        step = step
            .run(rules.here_document())
            .file(rules)
            .note("After the reboot `cat reset_method` of the card must print `device_specific`.")
            .record(job.quirk("vendor-reset-not-selected"));
    }
    step
}

fn unavailable(job: &Job<'_>, module: Option<&ModuleFacts>) -> Step {
    let mut step = Step::new(
        "Know that vendor-reset is not there for this kernel",
        "The card does not come back from the resets that the kernel knows, and the module that would reset it is not \
         known to build here",
    )
    .note(format!("Either boot a kernel that it builds on{}, pinned with the boot loader,", range(module)))
    .note("or plan on one start of the guest per boot of the host.")
    .record(record(module));
    let forks = job.knowledge.modules.iter().filter(|other| other.fork_of.as_deref() == Some(MODULE));
    for fork in forks
        .filter(|fork| builds(job, Some(fork)).is_yes() && fork.pci_ids.iter().any(|id| job.card().ids.contains(id)))
    {
        step = step.note(format!(
            "A fork ({}) says that it builds on newer kernels; nobody was found who confirms it for this one.",
            fork.name
        ));
    }
    step
}
