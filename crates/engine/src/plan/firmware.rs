//! Options in the firmware of the host.

use crate::Tri;
use crate::scenario::HostDisplay;

use super::integrated;
use super::job::Job;
use super::model::Step;

/// A BAR above this does not fit below 4 GB together with others.
const LARGE_BAR_MIB: u64 = 256;

/// Whether the card shows a BAR that needs room above 4 GB.
pub(super) fn large_bar(job: &Job<'_>) -> Tri {
    let card = job.card();
    if card.is_integrated() {
        return Tri::No;
    }
    if card.bar_mib.is_some_and(|mib| mib > LARGE_BAR_MIB) || job.scenario().resizable_bar == Some(true) {
        return Tri::Yes;
    }
    let accelerator = card.segment == "datacenter" && card.bar_mib.is_none();
    match (accelerator, card.bar_mib) {
        (true, _) | (_, None) => Tri::Unknown,
        _ => Tri::No,
    }
}

/// The steps for handing a whole card over.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let mut steps = vec![iommu(job)];
    steps.extend(above_4g(job));
    steps.extend(primary_display(job));
    steps.extend(csm(job));
    steps
}

/// Names the option as this board does, where that is known.
fn named(job: &Job<'_>, controls: &str, usual: &str) -> String {
    let options = job.setup.board.map_or(&[][..], |board| &board.firmware_options);
    let found = options.iter().find(|option| option.controls == controls);
    match found {
        Some(option) => match &option.path {
            Some(path) => format!("`{}`, under {path}", option.name),
            None => format!("`{}`", option.name),
        },
        None => usual.to_owned(),
    }
}

fn iommu(job: &Job<'_>) -> Step {
    let usual = match (job.cpu_by("intel"), job.cpu_by("amd")) {
        (Tri::Yes, _) => "`VT-d`",
        (_, Tri::Yes) => "`IOMMU` (AMD-Vi; `Enabled`, not `Auto`)",
        _ => "`VT-d` (Intel) or `IOMMU` (AMD)",
    };
    let name = named(job, "iommu", usual);
    let step = Step::new(
        "Switch the IOMMU on",
        "It keeps the card's memory accesses inside the guest; VFIO does not work without",
    )
    .note(format!("Option: {name}. Virtualization itself (VT-x, SVM) must be on too."));
    if job.asked().iommu == Some(true) { step.note("It is on already on this host.") } else { step }
}

fn above_4g(job: &Job<'_>) -> Option<Step> {
    let large = large_bar(job);
    if large == Tri::No {
        return None;
    }
    let name = named(job, "above-4g", "`Above 4G Decoding`");
    let reason = job.card().bar_mib.filter(|mib| *mib > LARGE_BAR_MIB).map_or_else(
        || "The card's memory window can be larger than what fits below 4 GB".to_owned(),
        |mib| format!("The card's memory window has {mib} MiB, which do not fit below 4 GB"),
    );
    let mut step = Step::new("Switch Above 4G Decoding on", reason).note(format!("Option: {name}."));
    if large == Tri::Unknown {
        step = step.note("Boards whose firmware boots by UEFI alone often have it on by default.");
    }
    Some(step.record(job.quirk("guest-mmio-window-too-small")))
}

fn primary_display(job: &Job<'_>) -> Option<Step> {
    if job.card().is_integrated() {
        return started_by_firmware(job);
    }
    let other = match job.scenario().host_display {
        Some(HostDisplay::Igpu) => "the processor's graphics",
        Some(HostDisplay::OtherGpu) => "the card that stays with the host",
        Some(HostDisplay::Bmc) => "the management controller",
        Some(HostDisplay::None) | None => return None,
    };
    if job.card().outputs == Some(false) {
        return None;
    }
    let name = named(job, "primary-display", "`Primary Display` or `Initial Display Output`");
    Some(
        Step::new(
            format!("Make {other} the primary display"),
            "A card on which the firmware draws has its ROM shadowed and its memory held by the boot framebuffer",
        )
        .note(format!("Option: {name}."))
        .record(job.quirk("boot-framebuffer-holds-bar")),
    )
}

/// Graphics of the processor that draw in the guest have to be started by the firmware first.
fn started_by_firmware(job: &Job<'_>) -> Option<Step> {
    if integrated::rom_steps(job).is_empty() {
        return None;
    }
    let name = named(job, "primary-display", "`Primary Display` or `Initial Display Output`");
    Some(
        Step::new(
            "Make the processor's graphics the primary display",
            "The firmware then starts them and leaves the tables behind from which the guest's ROM and driver work",
        )
        .note(format!("Option: {name}.")),
    )
}

fn csm(job: &Job<'_>) -> Option<Step> {
    if !job.ovmf() || job.card().outputs == Some(false) {
        return None;
    }
    let name = named(job, "csm", "`CSM` or `Legacy boot`");
    Some(
        Step::new(
            "Switch the compatibility module off, if the host boots by UEFI",
            "The card then runs the UEFI part of its ROM, which the guest's firmware needs as well",
        )
        .only_if("`ls /sys/firmware/efi` lists something: the host boots by UEFI")
        .note(format!("Option: {name}.")),
    )
}

/// The option that shared cards need.
pub(super) fn sr_iov(job: &Job<'_>) -> Vec<Step> {
    let name = named(job, "sr-iov", "`SR-IOV Support`");
    let step = Step::new("Switch SR-IOV on", "The firmware sets address space aside for the virtual functions")
        .note(format!("Option: {name}."));
    let above =
        Step::new("Switch Above 4G Decoding on", "The virtual functions need room that is not there below 4 GB")
            .note(format!("Option: {}.", named(job, "above-4g", "`Above 4G Decoding`")))
            .record(job.quirk("i915-sriov-not-enough-mmio").filter(|_| job.card().vendor == "intel"));
    vec![iommu(job), step, above]
}

/// The one option that mediated devices need.
pub(super) fn iommu_alone(job: &Job<'_>) -> Vec<Step> {
    vec![iommu(job)]
}
