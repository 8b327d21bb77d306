//! Hosts that keep their settings in an interface of their own: Unraid and TrueNAS.

use crate::situation::Hypervisor;

use super::job::Job;
use super::model::{Section, SectionId, Step};
use super::sharing::section;
use super::{apply, firmware, outcome, trouble};

/// The sections, short: what differs from other hosts.
pub(super) fn sections(job: &Job<'_>) -> Vec<Section> {
    let (bind, guest) = match job.hypervisor() {
        Hypervisor::Unraid => (unraid_bind(job), unraid_guest(job)),
        _ => (truenas_bind(), truenas_guest(job)),
    };
    let checks = apply::checks(job);
    vec![
        section(SectionId::Firmware, firmware::steps(job)),
        section(SectionId::Modules, vec![bind]),
        section(SectionId::Apply, vec![apply::reboot(job)]),
        section(SectionId::Check, checks),
        section(SectionId::Guest, vec![guest]),
        section(SectionId::Inside, super::inside::steps(job)),
        section(
            SectionId::Verify,
            vec![Step::new(
                "Start the guest, stop it and start it again",
                "Cards with a reset problem fail at the second start",
            )],
        ),
        section(SectionId::Trouble, trouble::steps(job)),
        section(SectionId::Lost, outcome::lost(job)),
    ]
}

fn unraid_bind(job: &Job<'_>) -> Step {
    Step::new(
        "Bind the card to vfio-pci",
        "Unraid keeps the binding on its boot drive; files in /etc do not survive a boot",
    )
    .note("Tools, System Devices: tick every function of the card, then Bind Selected to VFIO at Boot.")
    .note("It is written with address and ID, so a second card of the same model stays with the host.")
    .note("Plugins for the host's driver (Nvidia-Driver, Radeon-Top) must not be needed for this card.")
    .note(format!("The kernel command line is not changed for the {} here.", job.card().name))
    .undo("Give the card back", "# Tools, System Devices: untick the functions, Bind Selected to VFIO at Boot, reboot")
}

fn unraid_guest(job: &Job<'_>) -> Step {
    let step = Step::new("Give the card to the guest", "The form of the virtual machine writes libvirt's XML")
        .note("Machine Q35, BIOS OVMF (with TPM for Windows 11), Graphics Card: this card, Sound Card: its sound function.")
        .note("In the XML view both functions must stand in one slot of the guest with `multifunction='on'`.");
    if job.scenario().boot_gpu != Some(false) {
        step.note(
            "A card that Unraid booted on may need its own ROM under Graphics ROM BIOS; dump it from your own card.",
        )
        .record(job.quirk("vbios-shadow-invalid-rom"))
    } else {
        step
    }
}

fn truenas_bind() -> Step {
    Step::new("Isolate the card", "TrueNAS writes its system anew at every update; only its own settings last")
        .note("System, Advanced Settings, Isolated GPU Device(s): choose the card.")
        .note("The host needs another display for itself: TrueNAS does not let you isolate the only one.")
        .undo("Give the card back", "# System, Advanced Settings, Isolated GPU Device(s): take the card off, reboot")
}

fn truenas_guest(job: &Job<'_>) -> Step {
    let step =
        Step::new("Give the card to the guest", "The form of the virtual machine binds all functions of the card")
            .note("Virtual machine, Edit: choose the card under GPUs; boot method UEFI.")
            .note("Releases differ in what their forms offer; read the documentation of yours.");
    if job.display() { step.note("Switch the virtual display off once the guest's driver runs.") } else { step }
}
