//! Inside the guest: the driver that goes with the card.

use crate::Tri;
use crate::scenario::AntiCheat;
use crate::situation::Guest;

use super::job::Job;
use super::model::Step;

/// The steps.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    match job.at().guest {
        Some(Guest::Windows) => steps.push(windows(job)),
        Some(Guest::Linux) => steps.push(linux(job)),
        _ => {}
    }
    if job.scenario().anti_cheat == Some(AntiCheat::Strict) {
        steps.push(
            Step::new(
                "Know that strict anti-cheat refuses guests",
                "Such games look for virtual machines and may ban the account",
            )
            .note("Hiding the hypervisor is an arms race that no config wins for good; ask the game's maker."),
        );
    }
    if job.windows() && job.quirk_holds("nvidia-mobile-no-battery") {
        steps.push(
            Step::new(
                "Give the guest a battery",
                "The Windows driver of mobile cards asks for one and stops with Code 43",
            )
            .only_if("Windows shows Code 43")
            .record(job.quirk("nvidia-mobile-no-battery")),
        );
    }
    steps
}

fn branch(job: &Job<'_>) -> Option<String> {
    job.card().last_branch.as_ref().map(|last| format!("R{}", last.branch()))
}

fn windows(job: &Job<'_>) -> Step {
    let maker = maker(&job.card().vendor);
    let mut step = Step::new(
        format!("Install the {maker} driver"),
        "Through Remote Desktop, with the card in the guest; the picture on the card comes with it",
    )
    .run_on("guest-windows", "pnputil /enum-devices /class Display")
    .look_for("the card, without an error; Code 43 has several causes, see below");
    if let Some(branch) = branch(job) {
        step = step.note(format!(
            "{branch} is the last driver branch for this card: take a driver of that branch, not the newest."
        ));
    }
    if job.card().vendor == "nvidia" {
        step = step
            .note("Drivers from 465 on accept a guest; nothing has to be hidden.")
            .record(job.quirk("nvidia-code43-hypervisor"));
    }
    if job.quirk_holds("amd-phoenix-igpu-reset") {
        step = step
            .note("Install the service RadeonResetBugFix: it gives the graphics up before the guest goes down.")
            .record(job.quirk("amd-phoenix-igpu-reset"));
    }
    step
}

fn linux(job: &Job<'_>) -> Step {
    let card = job.card();
    let maker = maker(&card.vendor);
    let step = Step::new(format!("Install the {maker} driver"), "The guest drives the card as any machine would");
    let step = match card.vendor.as_str() {
        "nvidia" => nvidia(job, step),
        "amd" => step
            .note("The kernel of the guest brings amdgpu; the firmware files come with the package linux-firmware (firmware-amd-graphics on Debian).")
            .run_on("guest", "dmesg | grep -i amdgpu"),
        _ => step
            .note("The kernel of the guest brings the driver; it has to be new enough for the card.")
            .run_on("guest", "dmesg | grep -iE 'i915|xe '"),
    };
    let step = step.run_on("guest", "lspci -nnk | grep -A3 -E 'VGA|3D|Display'");
    step.look_for(match card.vendor.as_str() {
        "nvidia" => "`Kernel driver in use: nvidia`",
        "amd" => "`Kernel driver in use: amdgpu`",
        _ => "`Kernel driver in use: i915` or `xe`",
    })
}

fn nvidia(job: &Job<'_>, step: Step) -> Step {
    let mut step = match job.card().module.as_deref() {
        Some("open") => step
            .note("This card runs with the open kernel modules only: packages whose name ends in `-open`.")
            .record(job.quirk("nvidia-blackwell-needs-open-modules")),
        Some("proprietary") => step
            .note("This card runs with the proprietary kernel modules only: no package whose name ends in `-open`.")
            .record(job.quirk("nvidia-pre-turing-open-modules")),
        _ => step,
    };
    if let Some(branch) = branch(job) {
        step = step.note(format!("{branch} is the last driver branch for this card: hold the package at that branch."));
    }
    if job.scenario().guest_secure_boot == Some(true) {
        step = step.note("The guest has Secure Boot: take the distribution's signed modules, or enrol a key for those built by DKMS.");
    }
    step.run_on("guest", "nvidia-smi")
}

/// A maker's name for people.
pub(super) fn maker(key: &str) -> &'static str {
    match key {
        "nvidia" => "NVIDIA",
        "amd" => "AMD",
        "intel" => "Intel",
        _ => "maker's",
    }
}

/// Whether the memory windows of the card are worth a look in the guest.
pub(super) fn windows_of_memory(job: &Job<'_>) -> bool {
    super::firmware::large_bar(job) != Tri::No
}
