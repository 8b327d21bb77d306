//! What to do to hand a card over: exactly the steps and lines that a setup needs, each with its reason,
//! beginning with a way back and ending with undo.

mod appliance;
mod apply;
mod binding;
mod bootloader;
mod build;
mod command_line;
mod container;
mod draw;
mod firmware;
mod inside;
mod integrated;
mod job;
mod libvirt;
mod markdown;
mod model;
mod names;
mod outcome;
mod preflight;
mod proxmox;
mod qemu;
mod quote;
mod sharing;
mod trouble;
mod vendor_reset;

pub use markdown::markdown;
pub use model::{
    Command, File, FileAction, Line, LookUp, Open, Plan, PlanKind, RecordRef, Refusal, Section, SectionId, Step,
};

use crate::situation::{Guest, Hypervisor};
use crate::{Knowledge, Setup, Tri};

use job::Job;
use sharing::section;

/// Number of the format.
const FORMAT: u32 = 1;

/// Makes the plan for a setup. Whether it is a good idea is for the verdict to say.
#[must_use]
pub fn plan(setup: &Setup<'_>, knowledge: &Knowledge) -> Plan {
    let job = Job::new(setup, knowledge);
    let mut plan = Plan {
        format: FORMAT,
        kind: PlanKind::None,
        title: title(&job),
        refused: None,
        assumptions: setup.assumptions.clone(),
        open: open(&job),
        look_ups: Vec::new(),
        sections: Vec::new(),
    };
    match sections(&job) {
        Ok((kind, sections)) => {
            plan.kind = kind;
            plan.sections = framed(&job, sections);
        }
        Err(refused) => {
            plan.refused = Some(refused);
            plan.open.clear();
        }
    }
    plan.look_ups = names::look_ups(&markdown::body(&plan));
    plan
}

/// What the plan is for, in a few words.
fn title(job: &Job<'_>) -> String {
    let guest = job.at().guest.map_or("a guest", Guest::label);
    let release =
        job.at().proxmox.as_ref().filter(|_| job.on_proxmox()).map(|version| format!(" {version}")).unwrap_or_default();
    format!("{} for {guest} on {}{release}", job.card().name, job.hypervisor().label())
}

fn sections(job: &Job<'_>) -> Result<(PlanKind, Vec<Section>), Refusal> {
    let container = job.at().guest == Some(Guest::Lxc);
    match job.hypervisor() {
        Hypervisor::Kubevirt => Err(not_covered(
            "Plans for KubeVirt are not covered: its operator binds and hands devices over by its own resources",
        )),
        other if container && other != Hypervisor::Proxmox => {
            Err(not_covered("Plans for containers cover Proxmox VE only"))
        }
        _ if container => Ok((PlanKind::Container, containers(job))),
        _ if job.scenario().share == Some(true) => {
            let way = sharing::way(job)?;
            Ok((PlanKind::Shared, sharing::sections(job, way)))
        }
        Hypervisor::Unraid | Hypervisor::Truenas => Ok((PlanKind::Passthrough, appliance::sections(job))),
        _ => Ok((PlanKind::Passthrough, passthrough(job))),
    }
}

fn not_covered(reason: &str) -> Refusal {
    let instead = vec!["Proxmox VE, libvirt and plain QEMU have full plans; Unraid and TrueNAS short ones".to_owned()];
    Refusal { reason: reason.to_owned(), instead }
}

fn passthrough(job: &Job<'_>) -> Vec<Section> {
    let words = command_line::passthrough(job);
    let mut modules = binding::steps(job);
    modules.extend(vendor_reset::steps(job));
    let guest = match job.hypervisor() {
        Hypervisor::Libvirt => libvirt::steps(job),
        Hypervisor::Qemu => qemu::steps(job),
        _ => proxmox::steps(job),
    };
    vec![
        section(SectionId::Firmware, firmware::steps(job)),
        section(SectionId::CommandLine, command_line::steps(job, words)),
        section(SectionId::Modules, modules),
        section(SectionId::Apply, apply::steps(job)),
        section(SectionId::Check, apply::checks(job)),
        section(SectionId::Guest, guest),
        section(SectionId::Inside, inside::steps(job)),
        section(SectionId::Verify, outcome::verify(job)),
        section(SectionId::Trouble, trouble::steps(job)),
        section(SectionId::Lost, outcome::lost(job)),
    ]
}

fn containers(job: &Job<'_>) -> Vec<Section> {
    vec![
        section(SectionId::Modules, container::host(job)),
        section(SectionId::Guest, container::guest(job)),
        section(SectionId::Inside, container::inside(job)),
        section(SectionId::Verify, container::verify(job)),
        section(SectionId::Lost, container::lost()),
    ]
}

/// Preflight before, undo behind, and nothing that is empty.
fn framed(job: &Job<'_>, mut sections: Vec<Section>) -> Vec<Section> {
    sections.retain(|section| !section.steps.is_empty());
    let preflight = section(SectionId::Preflight, preflight::steps(job, &sections));
    sections.insert(0, preflight);
    let undo = outcome::undo(job, &sections);
    sections.push(section(SectionId::Undo, undo));
    sections
}

/// Inputs that are not known and would change the plan.
fn open(job: &Job<'_>) -> Vec<Open> {
    let mut open = job.names.unusable.clone();
    let mut ask = |missing: bool, input, matters: &str, command: &str| {
        if missing {
            open.push(Open { input, matters: matters.to_owned(), command: Some(command.to_owned()) });
        }
    };
    let container = job.at().guest == Some(Guest::Lxc);
    let known = |value: Option<bool>| value.is_some();
    ask(
        job.bootloader().is_none() && !container && job.hypervisor() != Hypervisor::Unraid,
        "bootloader",
        "which file holds the kernel command line",
        if job.on_proxmox() { "proxmox-boot-tool status" } else { "bootctl status" },
    );
    ask(job.at().kernel.is_none() && !container, "kernel", "which words and modules are needed", "uname -r");
    ask(
        job.at().cpu_vendor.is_none() && !container,
        "cpu",
        "whether the IOMMU needs a word on the kernel command line",
        "lscpu",
    );
    ask(
        !known(job.scenario().boot_gpu) && !container && job.card().outputs != Some(false),
        "boot-gpu",
        "whether the firmware's framebuffer and a shadowed ROM are in the way",
        "cat /sys/bus/pci/devices/*/boot_vga",
    );
    ask(
        job.driver_used_elsewhere() == Tri::Unknown && !container,
        "host-gpus",
        "whether another card of the host needs the same driver; the plan takes care as if one did",
        "lspci -nnk | grep -A3 -E 'VGA|3D|Display'",
    );
    ask(
        job.setup.group().is_none() && !container && job.scenario().share != Some(true),
        "board",
        "what shares the card's IOMMU group",
        "pvesh get /nodes/localhost/hardware/pci --pci-class-blacklist ''",
    );
    open
}
