//! Rules that no plan may break, over a wide product of questions.

use vfiodex_engine::plan::{FileAction, Plan, PlanKind, SectionId};
use vfiodex_engine::scenario::{HostDisplay, Purpose, Scenario, Trust};
use vfiodex_engine::situation::{Bootloader, Guest, Hypervisor, Situation};
use vfiodex_engine::{Knowledge, Setup, Tri};

use super::{knowledge, planned};

const HOSTS: &[(Hypervisor, &str, &str)] = &[
    (Hypervisor::Proxmox, "7.2", "5.15.30-2-pve"),
    (Hypervisor::Proxmox, "8.0", "6.2.16-3-pve"),
    (Hypervisor::Proxmox, "8.1", "6.5.11-4-pve"),
    (Hypervisor::Proxmox, "8.4", "6.8.12-9-pve"),
    (Hypervisor::Proxmox, "9.1", "6.17.2-1-pve"),
    (Hypervisor::Proxmox, "9.2", "7.0.14-3-pve"),
    (Hypervisor::Libvirt, "", "6.12.0-1-amd64"),
    (Hypervisor::Libvirt, "", "5.14.0-70.el9.x86_64"),
    (Hypervisor::Qemu, "", "6.17.5-arch1-1"),
    (Hypervisor::Unraid, "", "6.12.24-Unraid"),
    (Hypervisor::Truenas, "", "6.12.15-production+truenas"),
    (Hypervisor::Kubevirt, "", "6.12.0-1-amd64"),
];

/// Questions, by counting through what they can differ in.
fn questions(knowledge: &Knowledge) -> impl Iterator<Item = Scenario> + '_ {
    let purposes = [Purpose::Display, Purpose::Compute, Purpose::Transcoding, Purpose::Vdi];
    let guests = [Guest::Windows, Guest::Linux, Guest::Lxc];
    let displays =
        [None, Some(HostDisplay::Igpu), Some(HostDisplay::OtherGpu), Some(HostDisplay::None), Some(HostDisplay::Bmc)];
    let tri = [None, Some(true), Some(false)];
    let others = ["geforce-rtx-3060-12gb", "radeon-rx-580-8gb", "arc-a750"];
    (0..2400_usize).map(move |n| {
        // Strides without a common factor let every pair of values meet.
        let pick = |stride: usize, len: usize| (n / stride + n * 7 + stride) % len;
        let card = &knowledge.cards[n % knowledge.cards.len()];
        let (hypervisor, proxmox, kernel) = HOSTS[pick(3, HOSTS.len())];
        let vendor = ["intel", "amd", ""][pick(5, 3)];
        let loader = [None, Some(Bootloader::Grub), Some(Bootloader::SystemdBoot)][pick(2, 3)];
        Scenario {
            gpu: Some(card.id.clone()),
            purpose: Some(purposes[pick(11, 4)]),
            host_display: displays[pick(13, 5)],
            host_gpus: if pick(17, 3) == 0 { vec![others[pick(19, 3)].to_owned()] } else { Vec::new() },
            boot_gpu: tri[pick(23, 3)],
            share: Some(pick(29, 4) == 0),
            trust: Some(if pick(31, 5) == 0 { Trust::Untrusted } else { Trust::Own }),
            acs_override: tri[pick(37, 3)],
            unsafe_interrupts: tri[pick(41, 3)],
            interrupt_remapping: tri[pick(43, 3)],
            remote: tri[pick(47, 3)],
            secure_boot: tri[pick(53, 3)],
            situation: Situation {
                hypervisor: Some(hypervisor),
                proxmox: proxmox.parse().ok(),
                kernel: kernel.parse().ok(),
                cpu_vendor: (!vendor.is_empty()).then(|| vendor.to_owned()),
                guest: Some(guests[pick(59, 3)]),
                bootloader: loader,
                ..Situation::default()
            },
            ..Scenario::default()
        }
    })
}

/// Everything that a plan tells somebody to type or write, conditions included.
fn typed(plan: &Plan) -> String {
    let mut out = String::new();
    for step in plan.steps() {
        for command in &step.commands {
            out.push_str(&command.run);
            out.push('\n');
        }
        for line in step.settings.iter().chain(step.files.iter().flat_map(|file| &file.lines)) {
            out.push_str(&line.text);
            out.push('\n');
        }
    }
    out
}

fn kernel_from(setup: &Setup<'_>, bound: &str) -> bool {
    use vfiodex_engine::version::Version;
    let bound = bound.parse().unwrap_or_else(|e| unreachable!("{e}"));
    setup.scenario.situation.kernel.as_ref().is_some_and(|kernel| kernel.at_least(&bound) == Tri::Yes)
}

#[test]
fn no_plan_breaks_a_rule() {
    let knowledge = knowledge();
    let (mut plans, mut refused) = (0, 0);
    for scenario in questions(&knowledge) {
        planned(&scenario, &knowledge, |setup, plan| {
            plans += 1;
            refused += usize::from(plan.refused.is_some());
            let text = typed(plan);
            let what = || format!("{} with {scenario:?}", plan.title);
            for word in [
                "amd_iommu=on",
                "nomodeset",
                "noaer",
                "nvidia-vfio-reset",
                "disable_vga=1",
                "lxc.cgroup.devices",
                "hv-vendor-id",
            ] {
                assert!(!text.contains(word), "{word}: {}", what());
            }
            frame(plan, &what);
            command_line(setup, plan, &text, &what);
            drivers(setup, plan, &text, &what);
            risks(setup, plan, &text, &what);
            near(&scenario, plan, &what);
            sharing(setup, plan, &text, &what);
        });
    }
    assert!(refused > 50 && refused * 2 < plans, "{refused} of {plans} refused");
}

/// It begins with preflight and ends with undo, every new file can be taken back, and a refusal has no lines.
fn frame(plan: &Plan, what: &dyn Fn() -> String) {
    if plan.refused.is_some() {
        assert!(plan.sections.is_empty() && plan.kind == PlanKind::None, "{}", what());
        return;
    }
    assert_eq!(plan.sections.first().map(|section| section.id), Some(SectionId::Preflight), "{}", what());
    assert_eq!(plan.sections.last().map(|section| section.id), Some(SectionId::Undo), "{}", what());
    let undo = plan.section(SectionId::Undo).map(|section| {
        section.steps.iter().flat_map(|step| &step.commands).map(|c| format!("{}\n", c.run)).collect::<String>()
    });
    let undo = undo.unwrap_or_default();
    for file in plan.files().filter(|file| file.action == FileAction::Create) {
        let named = undo.lines().any(|line| line.starts_with("rm -") && line.contains(&file.path));
        assert!(named, "{} is not taken back: {}", file.path, what());
    }
    let mut paths: Vec<&str> =
        plan.files().filter(|f| f.action == FileAction::Create).map(|f| f.path.as_str()).collect();
    paths.sort_unstable();
    assert!(paths.windows(2).all(|pair| pair[0] != pair[1]), "{paths:?} {}", what());
}

fn command_line(setup: &Setup<'_>, plan: &Plan, text: &str, what: &dyn Fn() -> String) {
    let at = &setup.scenario.situation;
    let proxmox = at.hypervisor == Some(Hypervisor::Proxmox);
    if at.cpu_vendor.as_deref() == Some("amd") || (proxmox && kernel_from(setup, "6.8")) {
        assert!(!text.contains("intel_iommu=on"), "{}", what());
    }
    if at.bootloader == Some(Bootloader::SystemdBoot) {
        assert!(!text.contains("update-grub") && !text.contains("/etc/default/grub"), "{}", what());
    }
    if at.bootloader == Some(Bootloader::Grub) {
        assert!(!text.contains("/etc/kernel/cmdline"), "{}", what());
    }
    if !proxmox {
        assert!(!text.contains("proxmox-boot-tool") && !text.contains("qm set"), "{}", what());
    }
    let written: String = plan.files().flat_map(|file| &file.lines).map(|line| format!("{}\n", line.text)).collect();
    if kernel_from(setup, "6.0") || setup.scenario.boot_gpu != Some(true) {
        assert!(!written.contains("sysfb_init") && !written.contains("efifb"), "{}", what());
    }
    assert!(!kernel_from(setup, "6.18") || !text.contains("sysfb_init"), "{}", what());
}

fn drivers(setup: &Setup<'_>, plan: &Plan, text: &str, what: &dyn Fn() -> String) {
    assert!(!kernel_from(setup, "6.2") || !text.contains("vfio_virqfd"), "{}", what());
    if plan.kind != PlanKind::Passthrough {
        assert!(!text.contains("options vfio-pci") && !text.contains("driver_override"), "{}", what());
    }
    let same_vendor = setup.host_gpus.iter().any(|card| card.vendor == setup.card.vendor);
    let shared = setup.scenario.host_display == Some(HostDisplay::Igpu)
        && setup.scenario.situation.cpu_vendor.as_ref() == Some(&setup.card.vendor);
    if same_vendor || shared || plan.kind != PlanKind::Passthrough {
        assert!(!text.lines().any(|line| line.starts_with("blacklist ")), "{}", what());
    }
    if setup.host_gpus.iter().any(|card| card.id == setup.card.id) && plan.kind == PlanKind::Passthrough {
        assert!(!text.contains("options vfio-pci ids="), "{}", what());
    }
}

fn risks(setup: &Setup<'_>, plan: &Plan, text: &str, what: &dyn Fn() -> String) {
    let scenario = &setup.scenario;
    let untrusted = scenario.trust == Some(Trust::Untrusted);
    let proxmox = scenario.situation.hypervisor == Some(Hypervisor::Proxmox);
    if scenario.acs_override != Some(true) || untrusted || !proxmox {
        assert!(!text.contains("pcie_acs_override"), "{}", what());
    }
    if scenario.unsafe_interrupts != Some(true) || untrusted || scenario.interrupt_remapping == Some(true) {
        assert!(!text.contains("allow_unsafe_interrupts"), "{}", what());
    }
    let words = serde_json::to_string(plan).unwrap_or_default();
    if setup.card.functions.len() > 1 {
        assert!(!words.contains("echo bus"), "{}", what());
    }
    if scenario.situation.proxmox.is_some() && text.contains("x-vga=1") {
        assert!(!text.contains("kvm=off"), "{}", what());
    }
}

/// No suspend unless somebody said that the machine is within reach.
fn near(asked: &Scenario, plan: &Plan, what: &dyn Fn() -> String) {
    let words = serde_json::to_string(plan).unwrap_or_default();
    if asked.remote != Some(false) {
        assert!(!words.contains("rtcwake") && !words.contains("uspend the host"), "{}", what());
    }
}

/// The card itself never goes to a guest when it is shared.
fn sharing(setup: &Setup<'_>, plan: &Plan, text: &str, what: &dyn Fn() -> String) {
    if plan.kind != PlanKind::Shared {
        return;
    }
    assert!(
        setup.card.vgpu == Some(true) || setup.card.sr_iov == Some(true) || setup.card.gvt_g == Some(true),
        "{}",
        what()
    );
    for line in text.lines().filter(|line| line.starts_with("hostpci")) {
        assert!(!line.contains(".0,pcie=1"), "{line}: {}", what());
    }
}
