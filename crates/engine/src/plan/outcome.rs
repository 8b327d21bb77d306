//! Checks that it works, what is given up, and the way back.

use crate::Tri;
use crate::scenario::Availability;
use crate::situation::Hypervisor;

use super::apply;
use super::job::Job;
use super::model::{Command, Section, Step, Undo};
use super::quote;

/// Starting the guest for the first time, and again.
pub(super) fn verify(job: &Job<'_>) -> Vec<Step> {
    let mut steps = vec![first_start(job), again(job)];
    if super::inside::windows_of_memory(job) && !job.windows() {
        steps.insert(
            1,
            Step::new("The card's memory is all there", "A guest firmware without room leaves the large window out")
                .run_on("guest", "lspci -vv | grep -A12 -E 'VGA|3D|Display' | grep -E 'Region|LnkSta'")
                .look_for("a size at every region; `[disabled]` or `unassigned` means that there was no room")
                .record(job.quirk("guest-mmio-window-too-small")),
        );
        steps.extend(window_by_hand(job));
    }
    steps
}

fn start(job: &Job<'_>) -> (String, String) {
    let guest = quote::shell(&job.names.guest);
    match job.hypervisor() {
        Hypervisor::Proxmox => (format!("qm start {guest}"), format!("qm shutdown {guest}")),
        Hypervisor::Libvirt => (format!("virsh start {guest}"), format!("virsh shutdown {guest}")),
        _ => (format!("/root/start-{}.sh", file_name(&job.names.guest)), "shut down inside the guest".into()),
    }
}

/// A name without the marks of a placeholder.
pub(super) fn file_name(guest: &str) -> String {
    guest.trim_matches(['<', '>']).to_ascii_lowercase()
}

fn first_start(job: &Job<'_>) -> Step {
    let (start, _) = start(job);
    let step = Step::new("Start the guest and read the log", "The first error is the one that counts")
        .run(start)
        .run("dmesg | tail -n 40")
        .look_for("no `BAR 0: can't reserve`, no `not ready … after`, no `stuck in D3`");
    if job.on_proxmox() {
        step.note(
            "`Inappropriate ioctl for device` from Proxmox VE is a warning, not the cause: read the line after it.",
        )
        .record(job.quirk("proxmox-reset-inappropriate-ioctl"))
    } else {
        step
    }
}

fn again(job: &Job<'_>) -> Step {
    let (start, stop) = start(job);
    let hypervisor = matches!(job.hypervisor(), Hypervisor::Proxmox | Hypervisor::Libvirt);
    let step = Step::new(
        "Stop and start it three times",
        "Cards with a reset problem fail at the second start, not at the first",
    )
    .look_for("the card works each time, after a restart from the inside as well");
    if hypervisor { step.run(stop).run(start) } else { step.note("Shut down inside the guest each time.") }
}

/// For firmware that does not size the window by itself.
fn window_by_hand(job: &Job<'_>) -> Option<Step> {
    if !job.on_proxmox() || !job.ovmf() {
        return None;
    }
    let needed = job.card().bar_mib.unwrap_or(32_768).saturating_mul(2).max(65_536);
    let guest = quote::shell(&job.names.guest);
    let line = format!("-fw_cfg name=opt/ovmf/X-PciMmio64Mb,string={needed}");
    Some(
        Step::new("Set the memory window by hand", "Older OVMF does not size it by the processor's address width")
            .only_if("the guest shows no memory window, with `cpu: host` set and Above 4G Decoding on")
            .run(format!("qm set {guest} --args {}", quote::shell(&line)))
            .record(job.advice("ovmf-x-pcimmio64mb")),
    )
}

/// What is given up.
pub(super) fn lost(job: &Job<'_>) -> Vec<Step> {
    let mut steps = vec![
        Step::new(
            "Snapshots with memory, suspend and hibernation of the guest",
            "The state of the card cannot be saved",
        ),
        Step::new(
            "All memory of the guest, at once",
            "It is pinned while the guest runs: no ballooning, no overcommitment, no sharing of equal pages",
        ),
    ];
    let mut migrate = Step::new("Live migration", "A card cannot move to another host while it runs");
    match job.scenario().availability {
        Some(Availability::Restart) => {
            migrate = migrate
                .note("A restart on another host works where an equal card is mapped there under the same name.");
        }
        Some(Availability::LiveMigration) => {
            migrate = migrate.note(
                "You asked for it: it is not to be had with a whole card. Proxmox VE 8.4 and newer move guests with mapped \
                 devices that are marked as able to migrate, which so far means NVIDIA vGPU.",
            );
        }
        _ => {}
    }
    steps.insert(1, migrate);
    steps.push(Step::new(
        "The card for everything else",
        "The host, containers and other guests cannot use it while it is bound",
    ));
    if job.scenario().boot_gpu == Some(true) {
        steps.push(Step::new("The host's local screen", "The host boots on this card"));
    }
    if job.setup.group().is_some() && job.group_shared() == Tri::Yes && !job.company().is_empty() {
        steps.push(Step::new(
            "What shares the group",
            format!("It leaves the host together with the card: {}", job.company().join(", ")),
        ));
    }
    if job.scenario().acs_override == Some(true) && job.proxmox_kernel() && !job.untrusted() {
        steps.push(
            Step::new("Proof of isolation", "The ACS override assumes what the hardware does not show")
                .record(job.advice("pcie-acs-override")),
        );
    }
    steps
}

/// Every change in reverse, then the reboot.
pub(super) fn undo(job: &Job<'_>, sections: &[Section]) -> Vec<Step> {
    let all = sections.iter().flat_map(|section| &section.steps);
    let changes: Vec<(&Undo, Option<&String>)> =
        all.flat_map(|step| step.undo.iter().map(move |undo| (undo, step.only_if.as_ref()))).collect();
    let mut steps: Vec<Step> = changes
        .into_iter()
        .rev()
        .map(|(undo, only_if)| Step {
            title: undo.title.clone(),
            reason: "Takes the change back".into(),
            commands: undo.commands.clone(),
            only_if: only_if.map(|_| "you made this change".to_owned()),
            ..Step::default()
        })
        .collect();
    let host = sections.iter().flat_map(|section| &section.steps).flat_map(|step| &step.files);
    if host.into_iter().any(|file| file.path.starts_with("/etc/mod") || file.path.starts_with("/etc/initramfs-tools")) {
        let mut step = Step::new("Write the initramfs anew and reboot", "The old settings count until then");
        step.commands = apply::initramfs(job);
        step.commands.push(Command { run: "reboot".into(), on: None, when: None });
        let driver = job.host_drivers().first().copied().unwrap_or("the host's driver");
        steps.push(step.look_for(format!("`lspci -nnk` shows `{driver}` or no driver for the card, as before")));
    }
    steps
}
