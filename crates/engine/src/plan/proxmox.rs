//! The guest on Proxmox VE: `qm set`, and the lines that it writes.

use crate::scenario::Availability;
use crate::{PciId, Tri};

use super::integrated;
use super::job::Job;
use super::model::{Command, File, Line, Step};
use super::preflight;
use super::quote;

/// Drivers of GeForce cards before this branch refuse a guest.
const ACCEPTS_GUESTS: u32 = 465;

/// The steps for a virtual machine.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let mut steps = vec![machine(job), install_first(job)];
    steps.extend(mapping(job));
    steps.extend(integrated::rom_steps(job));
    steps.push(card(job));
    steps
}

fn set(job: &Job<'_>, step: Step, lines: Vec<Line>) -> Step {
    let guest = quote::shell(&job.names.guest);
    let commands = lines.iter().filter_map(|line| line.text.split_once(": ")).map(|(key, value)| Command {
        run: format!("qm set {guest} --{key} {}", quote::shell(value)),
        on: None,
        when: None,
    });
    let commands: Vec<Command> = commands.collect();
    let path = preflight::guest_config(job).unwrap_or_default();
    let mut step = step.file(File::add_lines(path, lines));
    step.commands.extend(commands);
    step
}

fn machine(job: &Job<'_>) -> Step {
    let guest = quote::shell(&job.names.guest);
    let step =
        Step::new("Set the machine up", "Machine type, firmware and processor have to fit the card before it is added");
    let mut lines = vec![machine_type(job)];
    lines.extend(firmware(job));
    lines.push(cpu(job));
    if let Some(cores) = job.scenario().cores {
        lines.push(Line::new(format!("cores: {cores}"), "As asked"));
    }
    if let Some(memory) = job.scenario().memory_gib {
        lines.push(Line::new(
            format!("memory: {}", u64::from(memory) * 1024),
            "As asked; all of it is pinned while the guest runs",
        ));
    }
    lines.push(
        Line::new("balloon: 0", "VFIO pins all memory of the guest, so ballooning gives nothing back")
            .record(job.advice("vm-ballooning")),
    );
    if job.scenario().hugepages == Some(true) && job.scenario().memory_gib.is_some() {
        lines.push(
            Line::new("hugepages: 1024", "Takes the pages that the kernel command line sets aside")
                .record(job.advice("vm-hugepages")),
        );
    }
    lines.push(Line::new("onboot: 0", "Until the guest has started and stopped cleanly a few times"));
    let path = preflight::guest_config(job).unwrap_or_default();
    let (path, copy) = (quote::shell(&path), quote::shell(&preflight::backup_of(&path)));
    let restore = format!("qm shutdown {guest}\ncp {copy} {path}\nqm disk rescan --vmid {guest}");
    let step = step.undo("Restore the guest's config; disks that were added show up as unused", restore);
    set(job, step, lines).note("Changing the firmware of a guest that is installed already keeps it from booting: keep what it has, or install anew.")
}

fn machine_type(job: &Job<'_>) -> Line {
    if integrated::legacy(job) {
        return Line::new(
            "machine: pc",
            "Legacy mode of Intel graphics needs i440fx, and Proxmox VE refuses it on q35",
        )
        .record(job.advice("hostpci-legacy-igd"));
    }
    Line::new("machine: q35", "Shows the card as a PCI Express device, which `pcie=1` needs")
        .record(job.advice("machine-q35"))
}

/// OVMF with its disk, and the TPM that Windows 11 asks for.
fn firmware(job: &Job<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    if job.ovmf() {
        lines.push(Line::new(
            "bios: ovmf",
            "Works best with cards whose ROM supports UEFI, and places large memory windows",
        ));
        let keys = if secure_boot(job) { 1 } else { 0 };
        let reason = match (keys, job.windows()) {
            (1, true) => "Keeps the UEFI settings; Windows 11 asks for Secure Boot, whose keys are on it",
            (1, false) => "Keeps the UEFI settings, with the keys for Secure Boot",
            _ => "Keeps the UEFI settings; without keys, since drivers that are built in the guest are not signed",
        };
        let options = if job.proxmox_from("7.1") == Tri::No {
            String::new()
        } else {
            format!(",efitype=4m,pre-enrolled-keys={keys}")
        };
        lines.push(
            Line::new(format!("efidisk0: <STORAGE>:1{options}"), reason)
                .range("guests with OVMF that have no such disk yet"),
        );
    } else {
        lines.push(Line::new("bios: seabios", "As asked: for a card whose ROM has no UEFI part"));
    }
    let tpm = job.scenario().guest_tpm.unwrap_or_else(|| job.windows());
    if tpm && job.ovmf() && job.proxmox_from("7.1") != Tri::No {
        lines.push(
            Line::new("tpmstate0: <STORAGE>:1,version=v2.0", "Windows 11 asks for a TPM 2.0")
                .range("guests that ask for a TPM and have none yet; Proxmox VE from 7.1"),
        );
    }
    lines
}

fn secure_boot(job: &Job<'_>) -> bool {
    job.scenario().guest_secure_boot.unwrap_or_else(|| job.windows())
}

fn cpu(job: &Job<'_>) -> Line {
    let reason = "Shows the guest the processor as it is, with its address width, by which OVMF sizes the window for the card's memory";
    let narrow =
        job.setup.cpu.and_then(|cpu| Some((cpu.iommu_bits?, cpu.address_bits?))).filter(|(iommu, cpu)| iommu < cpu);
    match narrow {
        Some((bits, _)) if job.proxmox_from("9.1").is_yes() => Line::new(
            format!("cpu: host,guest-phys-bits={bits}"),
            format!("The IOMMU of this processor maps {bits} bits, fewer than the processor has; the guest must not place the card above"),
        )
        .range("qemu-server from 9.0.18; processors whose IOMMU is narrower than they are")
        .record(job.quirk("iommu-address-width-mismatch")),
        _ => Line::new("cpu: host", reason).record(job.quirk("guest-mmio-window-too-small")),
    }
}

fn install_first(job: &Job<'_>) -> Step {
    let guest = quote::shell(&job.names.guest);
    let remote = if job.windows() {
        "Install Windows with the VirtIO drivers, switch Remote Desktop on, and note the guest's address."
    } else {
        "Install the system with SSH and the QEMU guest agent, and note the guest's address."
    };
    Step::new(
        "Install the guest without the card first",
        "The web console cannot show what a passed card draws; a way in by network must work before",
    )
    .run(format!("qm start {guest}"))
    .note(remote)
    .run(format!("qm shutdown {guest}"))
}

/// In a cluster a name stands for equal cards of several hosts.
fn mapping(job: &Job<'_>) -> Option<Step> {
    if !mapped(job) {
        return None;
    }
    Some(
        Step::new(
            "Map the card under one name on every host",
            "The guest may start on another host; Proxmox VE then checks that the right card is there",
        )
        .note("Datacenter, Resource Mappings, PCI Devices, Add: name it `gpu`, and choose the card on each node, with all functions.")
        .run("pvesh get /cluster/mapping/pci")
        .look_for("`gpu` with an entry for every node")
        .undo("Remove the mapping", "pvesh delete /cluster/mapping/pci/gpu"),
    )
}

fn mapped(job: &Job<'_>) -> bool {
    let moves = matches!(job.scenario().availability, Some(Availability::Restart | Availability::LiveMigration));
    moves && job.proxmox_from("8.0") != Tri::No
}

fn card(job: &Job<'_>) -> Step {
    let guest = quote::shell(&job.names.guest);
    let lines = hostpci(job);
    let keys: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.text.split_once(':'))
        .map(|(key, _)| key)
        .filter(|key| *key != "vga")
        .collect();
    let why = if job.card().is_integrated() {
        "Graphics of the processor go by their functions: the rest of the device belongs to the host"
    } else {
        "All functions go together, so that they can be reset together"
    };
    let mut step = Step::new("Give the card to the guest", why);
    if job.scenario().address.is_none() && !job.integrated("intel") {
        step = step.note("Look the address up again if a card was moved since.");
    }
    let delete = format!("qm set {guest} --delete {}", keys.join(","));
    let shown = lines.iter().any(|line| line.text.starts_with("vga:"));
    let back = if shown { format!("{delete}\nqm set {guest} --delete vga") } else { delete };
    set(job, step.undo("Take the card from the guest", format!("qm shutdown {guest}\n{back}")), lines)
}

/// The lines that name the card, and those that go with them.
fn hostpci(job: &Job<'_>) -> Vec<Line> {
    if let Some(lines) = integrated::hostpci(job) {
        return lines;
    }
    let primary = primary(job);
    let host = if mapped(job) { "mapping=gpu".to_owned() } else { job.names.slot.clone() };
    let vga = if primary { ",x-vga=1" } else { "" };
    let reason = if primary {
        "All functions of the card; as the primary display, so that the emulated one goes away and the guest draws on \
         the card's outputs"
    } else if job.display() {
        "All functions of the card"
    } else {
        "All functions of the card; the emulated display stays, since nothing is drawn on the card"
    };
    let record = if primary { job.advice("hostpci-x-vga") } else { job.advice("hostpci-pcie") };
    let mut lines = vec![Line::new(format!("hostpci0: {host},pcie=1{vga}"), reason).record(record)];
    if own_audio(job) {
        lines.push(
            Line::new(
                "hostpci1: <AUDIO_ADDRESS>,pcie=1",
                "The card's sound is a device of its own behind the card's switch",
            )
            .record(job.advice("hostpci-pcie")),
        );
    }
    if hides_hypervisor(job) {
        lines.push(
            Line::new(
                "args: -cpu host,kvm=off,hv_vendor_id=GenuineIntel,-hypervisor,hv_relaxed,hv_spinlocks=0x1fff",
                "The Windows driver of this card looks at the hypervisor bit and stops with Code 43; this line replaces the processor line",
            )
            .record(job.advice("args-cpu-kvm-off").or_else(|| job.quirk("intel-arc-code43"))),
        );
        if job.display() {
            lines.push(Line::new("vga: none", "The guest draws on the card alone").record(job.advice("vga-none")));
        }
    }
    lines
}

fn own_audio(job: &Job<'_>) -> bool {
    job.display() && job.functions().iter().any(|function| function.role == "audio" && function.own_device)
}

/// Whether the card's Windows driver needs the hypervisor bit cleared.
fn hides_hypervisor(job: &Job<'_>) -> bool {
    let arc: &[PciId] = &job.card().ids;
    job.windows() && job.quirk_holds("intel-arc-code43") && !arc.is_empty()
}

/// Whether the card is the guest's primary display, or has to be marked so for an old driver.
fn primary(job: &Job<'_>) -> bool {
    let old = job.at().nvidia_driver.as_ref().is_some_and(|driver| driver.branch() < ACCEPTS_GUESTS);
    let old = old && job.windows() && job.card().vendor == "nvidia" && job.card().segment == "consumer";
    (job.display() && job.card().outputs != Some(false) && !hides_hypervisor(job)) || old
}
