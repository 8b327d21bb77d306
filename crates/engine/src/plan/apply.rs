//! Writing the initramfs, the reboot, and the check of the host afterwards.

use crate::Tri;
use crate::situation::Hypervisor;

use super::binding;
use super::job::Job;
use super::model::{Command, Step};
use super::quote;

/// What writes settings of modules into the initramfs of every kernel.
pub(super) fn initramfs(job: &Job<'_>) -> Vec<Command> {
    let command = |when: Option<&str>, run: &str| Command { run: run.into(), on: None, when: when.map(str::to_owned) };
    if job.debian_tools() {
        return vec![command(None, "update-initramfs -u -k all")];
    }
    vec![
        command(Some("Debian, Ubuntu"), "update-initramfs -u -k all"),
        command(Some("Fedora, RHEL, openSUSE"), "dracut --regenerate-all --force"),
        command(Some("Arch"), "mkinitcpio -P"),
    ]
}

/// Applying and rebooting.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let mut step = Step::new(
        "Write the settings into the initramfs of every kernel",
        "Drivers load from there before the root file system is mounted; another installed kernel would boot with the old settings",
    );
    step.commands = initramfs(job);
    step = step.record(job.advice("update-initramfs-one-kernel"));
    vec![step, reboot(job)]
}

pub(super) fn reboot(job: &Job<'_>) -> Step {
    let step = Step::new("Reboot the host", "The IOMMU, modules and bindings are set up at boot").run("reboot");
    if job.asked().remote == Some(true) && job.scenario().out_of_band != Some(true) {
        return step.warning("Nobody is near and no second way in was named: have one before you reboot.");
    }
    step
}

/// Checks on the host after the reboot.
pub(super) fn checks(job: &Job<'_>) -> Vec<Step> {
    let mut steps = vec![iommu_is_on(job), group(job)];
    steps.push(driver(job));
    steps.push(interrupts(job));
    steps.extend(reset(job));
    steps
}

fn iommu_is_on(job: &Job<'_>) -> Step {
    let names = match (job.cpu_by("intel"), job.cpu_by("amd")) {
        (Tri::Yes, _) => "names such as `dmar0`",
        (_, Tri::Yes) => "names such as `ivhd0`",
        _ => "names such as `dmar0` (Intel) or `ivhd0` (AMD)",
    };
    Step::new("The IOMMU is on", "Nothing works without; a log line about it proves nothing")
        .run("ls /sys/class/iommu/")
        .look_for(format!("{names}; nothing listed means that it is off: go back to the firmware"))
        .record(job.quirk("proxmox-iommu-not-present").filter(|_| job.on_proxmox()))
}

fn group(job: &Job<'_>) -> Step {
    let run = format!("for d in {}; do lspci -nns \"${{d##*/}}\"; done", group_glob(job));
    let mut step = Step::new("The group holds nothing that the host needs", "The kernel hands out whole groups")
        .run(run)
        .look_for("the functions of the card, and at most bridges and root ports beside them")
        .record(job.quirk("vfio-group-not-viable"));
    let company = job.company();
    if !company.is_empty() {
        let with = company.join(", ");
        step = step.warning(if job.on_proxmox() {
            format!("On record this slot's group holds more than the card ({with}). Starting the VM takes all of it from the host.")
        } else {
            format!("On record this slot's group holds more than the card ({with}). All of it must leave its driver.")
        });
    }
    step
}

fn group_glob(job: &Job<'_>) -> String {
    format!("{}/iommu_group/devices/*", job.names.sysfs(0))
}

fn driver(job: &Job<'_>) -> Step {
    let mut step =
        Step::new("vfio-pci has the card", "No driver of the host may hold a function when the guest starts")
            .run(format!("lspci -nnk -s {}", quote::shell(&job.names.slot)))
            .look_for("`Kernel driver in use: vfio-pci` for every function, or no such line");
    if job.has("usb").is_yes() {
        step = step.note(match job.hypervisor() {
            Hypervisor::Qemu => "The USB function may still be with xhci_hcd; the start script moves it.",
            _ => "The USB function may still be with xhci_hcd; it is moved when the guest starts.",
        });
    }
    if let Some(other) = job.setup.host_gpus.first() {
        step = step.note(format!("The other card ({}) must still show its own driver.", other.name));
    }
    step
}

fn interrupts(job: &Job<'_>) -> Step {
    Step::new("Interrupts are remapped", "Without, a guest can inject interrupts into the host")
        .run("dmesg | grep -i remapping")
        .look_for(match job.cpu_by("amd") {
            Tri::Yes => "`AMD-Vi: Interrupt remapping enabled`",
            Tri::No => "`DMAR-IR: Enabled IRQ remapping`",
            Tri::Unknown => "`Interrupt remapping enabled` or `Enabled IRQ remapping`",
        })
}

fn reset(job: &Job<'_>) -> Option<Step> {
    if job.card().is_integrated() {
        return None;
    }
    let together = binding::functions(job).len() > 1;
    let mut step = Step::new("The card can be reset", "It is reset each time that the guest starts or stops")
        .run(format!("cat {}/reset_method", job.names.sysfs(0)))
        .look_for("`flr` or `device_specific` come back by themselves")
        .record(job.quirk("no-usable-reset-method"));
    step = if together {
        step.look_for("`bus` alone works only while all functions go to one guest, as they do here: the kernel refuses it for one function")
    } else {
        step.look_for("`bus` works where the function is alone on its bus")
    };
    Some(step)
}
