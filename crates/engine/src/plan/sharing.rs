//! One card for several guests: NVIDIA vGPU, virtual functions (SR-IOV), GVT-g.

mod intel;
mod nvidia;

use crate::situation::Hypervisor;

use super::job::Job;
use super::model::{Command, File, Line, Refusal, Section, SectionId, Step};
use super::preflight;
use super::quote;

/// How a card can be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// NVIDIA's vGPU software.
    NvidiaVgpu,
    /// Virtual functions of Intel graphics in a processor.
    IntelIntegrated,
    /// Virtual functions of an Intel card.
    IntelCard,
    /// Mediated devices of older Intel graphics.
    GvtG,
}

/// The way in which this card can be shared here, or why it cannot.
pub(super) fn way(job: &Job<'_>) -> Result<Way, Refusal> {
    let card = job.card();
    if !job.on_proxmox() {
        let reason =
            format!("Plans for sharing a card between guests cover Proxmox VE only, not {}", job.hypervisor().label());
        return Err(Refusal { reason, instead: instead(job) });
    }
    match card.vendor.as_str() {
        "nvidia" if card.vgpu == Some(true) => Ok(Way::NvidiaVgpu),
        "intel" if card.sr_iov == Some(true) && card.is_integrated() => intel::integrated(job),
        "intel" if card.sr_iov == Some(true) => Ok(Way::IntelCard),
        "intel" if card.gvt_g == Some(true) => Ok(Way::GvtG),
        _ => Err(refusal(job)),
    }
}

fn refusal(job: &Job<'_>) -> Refusal {
    let card = job.card();
    let name = &card.name;
    let known = card.vgpu == Some(false) || card.sr_iov == Some(false) || card.gvt_g == Some(false);
    let reason = match (card.vendor.as_str(), card.sr_iov) {
        ("amd", Some(true)) => format!(
            "{name} has virtual functions, but AMD's host module for them serves Instinct MI300X on Ubuntu only, which this plan does not cover"
        ),
        _ if known => format!(
            "{name} cannot be divided between virtual machines: it has no vGPU, no virtual functions and no mediated devices on record"
        ),
        _ => format!(
            "It is not known whether {name} can be divided between virtual machines, and a plan that guesses does harm"
        ),
    };
    Refusal { reason, instead: instead(job) }
}

fn instead(job: &Job<'_>) -> Vec<String> {
    let mut instead = Vec::new();
    if job.hypervisor() == Hypervisor::Proxmox {
        instead.push("Containers share a card by the host's driver: ask again with `--guest lxc`".into());
    }
    instead
        .push("Give the whole card to one guest and let that one serve the others: ask again with `--share no`".into());
    instead.push("One card for each guest".into());
    instead
}

/// The sections of such a plan, without preflight and undo.
pub(super) fn sections(job: &Job<'_>, way: Way) -> Vec<Section> {
    match way {
        Way::NvidiaVgpu => nvidia::sections(job),
        Way::IntelIntegrated | Way::IntelCard => intel::virtual_functions(job, way),
        Way::GvtG => intel::mediated(job),
    }
}

pub(super) fn section(id: SectionId, steps: Vec<Step>) -> Section {
    Section { id, title: id.label().to_owned(), steps }
}

/// The machine and the line that gives it its part of the card.
fn guest(job: &Job<'_>, hostpci: Line) -> Vec<Step> {
    let number = quote::shell(&job.names.guest);
    let lines = vec![
        Line::new("machine: q35", "Shows the device as a PCI Express one").record(job.advice("machine-q35")),
        Line::new("bios: ovmf", "What such guests are tested with"),
        Line::new("cpu: host", "Shows the processor as it is"),
        Line::new("balloon: 0", "All memory of the guest is pinned").record(job.advice("vm-ballooning")),
        Line::new("onboot: 0", "Until the guest has started and stopped cleanly a few times"),
        hostpci,
    ];
    let command = |line: &Line| {
        let (key, value) = line.text.split_once(": ")?;
        Some(Command { run: format!("qm set {number} --{key} {}", quote::shell(value)), on: None, when: None })
    };
    let commands: Vec<Command> = lines.iter().filter_map(command).collect();
    let mut step = Step::new("Give the guest its part of the card", "The card itself stays with the host's driver")
        .note("Repeat it with another part for each further guest.")
        .file(File::add_lines(preflight::guest_config(job).unwrap_or_default(), lines))
        .undo("Take it from the guest", format!("qm shutdown {number}\nqm set {number} --delete hostpci0"));
    step.commands = commands;
    vec![step]
}

/// What is given up when a card is shared.
fn lost() -> Vec<Step> {
    vec![
        Step::new("Snapshots with memory and suspend of the guests", "The state of the device cannot be saved"),
        Step::new(
            "All memory of each guest, at once",
            "It is pinned while the guest runs: no ballooning, no overcommitment",
        ),
        Step::new(
            "Handing the whole card to one guest",
            "It stays with the host's driver as long as its parts are in use",
        ),
    ]
}

fn verify(job: &Job<'_>) -> Vec<Step> {
    let number = quote::shell(&job.names.guest);
    vec![
        Step::new("Start the guest and read the log", "The first error is the one that counts")
            .run(format!("qm start {number}"))
            .run("dmesg | tail -n 40"),
        Step::new("The guest sees its part", "With the driver for virtual cards inside")
            .run_on("guest", "lspci -nnk | grep -A3 -E 'VGA|3D|Display'"),
    ]
}
