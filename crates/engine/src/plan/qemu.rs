//! The guest under QEMU without a manager: a script that starts it.

use crate::Tri;

use super::binding;
use super::integrated;
use super::job::Job;
use super::model::{File, Line, Step};
use super::quote;

/// The steps.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let mut steps = integrated::rom_steps(job);
    steps.push(limit(job));
    let path = format!("/root/start-{}.sh", super::outcome::file_name(&job.names.guest));
    let file = File::create(path.clone(), script(job)).executable();
    steps.push(
        Step::new("Write the script that starts the guest", "Everything that this card needs on one command line")
            .run(file.here_document())
            .run(vars(job))
            .note("The paths of OVMF are those of Debian's package ovmf; other distributions have them elsewhere.")
            .file(file)
            .undo("Remove the script", format!("rm -f {path}")),
    );
    steps
}

/// A copy of the firmware's settings for this guest.
fn vars(job: &Job<'_>) -> String {
    if job.ovmf() {
        format!("cp -n /usr/share/OVMF/OVMF_VARS_4M.fd {}", vars_path(job))
    } else {
        "command -v qemu-system-x86_64".into()
    }
}

fn vars_path(job: &Job<'_>) -> String {
    quote::shell(&format!("/root/{}-vars.fd", super::outcome::file_name(&job.names.guest)))
}

fn limit(job: &Job<'_>) -> Step {
    let gib = job.scenario().memory_gib.map(|gib| format!("{} KiB", (u64::from(gib) + 1) * 1024 * 1024));
    Step::new("Allow enough locked memory", "VFIO pins all memory of the guest; QEMU fails when its user may lock less")
        .run("ulimit -l")
        .look_for(format!("`unlimited`, as root has it, or more than {}", gib.unwrap_or_else(|| "the memory of the guest and a gigabyte".into())))
        .note("For another user set `memlock` in `/etc/security/limits.d/`, and give that user the group's file below `/dev/vfio/`.")
        .record(job.quirk("vfio-memlock-limit"))
}

fn functions(job: &Job<'_>) -> Vec<String> {
    if job.integrated("intel") {
        return vec![job.names.function(0)];
    }
    if job.integrated("amd") {
        return vec![job.names.function(0), job.names.function(1)];
    }
    binding::functions(job)
}

fn script(job: &Job<'_>) -> Vec<Line> {
    let mut out = vec![Line::new("#!/bin/sh", "A shell script"), Line::new("set -e", "Stops at the first failure")];
    if job.has("usb").is_yes() {
        out.extend(rebind(job));
    }
    let mut words = vec![("exec qemu-system-x86_64".to_owned(), "QEMU".to_owned())];
    words.extend(machine(job));
    words.extend(devices(job));
    words.extend(disk(job));
    let last = words.len().saturating_sub(1);
    for (index, (text, reason)) in words.into_iter().enumerate() {
        let (indent, end) = (if index == 0 { "" } else { "  " }, if index == last { "" } else { " \\" });
        out.push(Line::new(format!("{indent}{text}{end}"), reason));
    }
    out
}

/// Moves functions whose driver is built into the kernel.
fn rebind(job: &Job<'_>) -> Vec<Line> {
    let usb = job
        .functions()
        .iter()
        .find(|function| function.role == "usb")
        .and_then(|function| function.function)
        .unwrap_or(2);
    let path = format!("/sys/bus/pci/devices/{}", job.names.function(usb));
    let text = format!(
        "usb={}\n\
         echo vfio-pci > \"$usb/driver_override\"\n\
         if [ -e \"$usb/driver\" ]; then echo {} > \"$usb/driver/unbind\"; fi\n\
         echo {} > /sys/bus/pci/drivers_probe",
        quote::shell(&path),
        quote::shell(&job.names.function(usb)),
        quote::shell(&job.names.function(usb)),
    );
    text.lines()
        .map(|line| Line::new(line, "The USB function's driver is built into the kernel and took it at boot"))
        .collect()
}

fn machine(job: &Job<'_>) -> Vec<(String, String)> {
    let word = |text: String, reason: &str| (text, reason.to_owned());
    let machine = if integrated::legacy(job) { "pc" } else { "q35" };
    let memory = job
        .scenario()
        .memory_gib
        .map_or_else(|| quote::shell("<MEMORY_MIB>"), |gib| (u64::from(gib) * 1024).to_string());
    let bits =
        job.setup.cpu.and_then(|cpu| Some((cpu.iommu_bits?, cpu.address_bits?))).filter(|(iommu, cpu)| iommu < cpu);
    let bits = bits.map(|(bits, _)| format!(",host-phys-bits-limit={bits}")).unwrap_or_default();
    let mut all = vec![
        word(format!("-name {}", quote::shell(&job.names.guest)), "Its name"),
        word(format!("-machine {machine},accel=kvm"), "The machine type that the card needs"),
        word(
            format!("-cpu host,host-phys-bits=on{bits}"),
            "Shows the processor with its address width, by which OVMF sizes the window",
        ),
        word(format!("-smp {}", job.scenario().cores.unwrap_or(4)), "Processors"),
        word(format!("-m {memory}"), "Memory, all of it pinned"),
    ];
    if job.scenario().hugepages == Some(true) && job.scenario().memory_gib.is_some() {
        all.push(word(
            "-mem-path /dev/hugepages -mem-prealloc".into(),
            "Large pages, set aside by the kernel command line",
        ));
    }
    if job.ovmf() {
        all.push(word("-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd".into(), "OVMF"));
        all.push(word(
            format!("-drive if=pflash,format=raw,file={}", vars_path(job)),
            "Its settings: a copy of OVMF_VARS_4M.fd",
        ));
    }
    all
}

fn devices(job: &Job<'_>) -> Vec<(String, String)> {
    let word = |text: String, reason: &str| (text, reason.to_owned());
    let display = job.display() && job.card().outputs != Some(false);
    let vga = if display {
        ("-vga none -display none", "The guest draws on the card alone")
    } else {
        ("-vga std", "The emulated display stays")
    };
    let mut all = vec![word(vga.0.into(), vga.1)];
    let rom = |index: usize| match (integrated::rom_steps(job).is_empty(), job.integrated("amd"), index) {
        (true, ..) => "",
        (false, false, _) => ",romfile=/usr/share/qemu/igd.rom",
        (false, true, 0) => ",romfile=/usr/share/qemu/vbios.bin",
        (false, true, _) => ",romfile=/usr/share/qemu/AMDGopDriver.rom",
    };
    if integrated::legacy(job) {
        let lpc = if integrated::needs_lpc(job).is_yes() { ",x-igd-lpc=on" } else { "" };
        let text = format!("-device vfio-pci,host=0000:00:02.0,bus=pci.0,addr=2.0{lpc}{}", rom(0));
        all.push(word(text, "Legacy mode needs this place"));
        return all;
    }
    all.push(word(
        "-device pcie-root-port,id=gpu-port,chassis=1,slot=1".into(),
        "A port of its own, as in a real machine",
    ));
    let seabios = if display && !job.ovmf() { ",x-vga=on" } else { "" };
    let functions = functions(job);
    let several = functions.len() > 1;
    for (index, address) in functions.iter().enumerate() {
        let multi = if index == 0 && several { ",multifunction=on" } else { "" };
        let vga = if index == 0 { seabios } else { "" };
        let host = quote::shell(&format!(
            "vfio-pci,host={address},bus=gpu-port,addr=0x0.0x{index:x}{multi}{vga}{}",
            rom(index)
        ));
        all.push(word(format!("-device {host}"), "One function of the card, in the same slot as the others"));
    }
    all
}

fn disk(job: &Job<'_>) -> Vec<(String, String)> {
    let disk = quote::shell("file=<DISK>,if=virtio,format=qcow2");
    let mut all = vec![(format!("-drive {disk}"), "The guest's disk".to_owned())];
    if job.qemu_from("4.0") != Tri::No {
        all.push((
            "-nic user,model=virtio-net-pci,hostfwd=tcp::2222-:22".to_owned(),
            "A network, with the guest's SSH at port 2222".to_owned(),
        ));
    }
    all
}
