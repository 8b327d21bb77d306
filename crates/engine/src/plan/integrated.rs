//! Graphics of the processor: their address, their modes and their ROM.

use crate::Tri;

use super::job::Job;
use super::model::{Line, Step};

/// Generations up to Comet Lake, which QEMU takes in legacy mode as they are.
const LEGACY: &[&str] = &["gen-6", "gen-7", "gen-7-5", "gen-8", "gen-9", "gen-9-5"];

/// Whether Intel graphics go to the guest in legacy mode: with a picture from the start.
pub(super) fn legacy(job: &Job<'_>) -> bool {
    job.integrated("intel")
        && job.display()
        && (old_enough(job) || !meteor_lake_or_newer(job) || job.qemu_from("10.1").is_yes())
}

fn old_enough(job: &Job<'_>) -> bool {
    LEGACY.contains(&job.card().architecture.as_str())
}

fn meteor_lake_or_newer(job: &Job<'_>) -> bool {
    !old_enough(job) && !matches!(job.card().architecture.as_str(), "gen-11" | "xe-lp")
}

/// The lines for graphics of the processor.
pub(super) fn hostpci(job: &Job<'_>) -> Option<Vec<Line>> {
    if job.integrated("intel") {
        return Some(intel(job));
    }
    if job.integrated("amd") {
        return Some(amd(job));
    }
    None
}

fn intel(job: &Job<'_>) -> Vec<Line> {
    if !legacy(job) {
        let reason = "The graphics at their fixed address; a picture comes once the guest's driver runs";
        return vec![Line::new("hostpci0: 0000:00:02.0,pcie=1", reason).record(job.advice("hostpci-pcie"))];
    }
    let mut lines = vec![
        Line::new(
            "hostpci0: 0000:00:02.0,legacy-igd=1,romfile=igd.rom",
            "Legacy mode: the guest's firmware draws by the ROM, so there is a picture from the start",
        )
        .record(job.advice("hostpci-legacy-igd")),
        Line::new("vga: none", "Legacy mode needs the place of the emulated display").record(job.advice("vga-none")),
    ];
    if needs_lpc(job) != Tri::No {
        lines.push(
            Line::new(
                "args: -set device.hostpci0.x-igd-lpc=on",
                "From QEMU 10.1 on generations after Comet Lake need the identity of the LPC bridge",
            )
            .range("QEMU from 10.1, Ice Lake and newer")
            .record(job.quirk("igd-legacy-mode-unsupported")),
        );
    }
    lines
}

/// Whether QEMU has to be told to show the guest the host's LPC bridge, as it does from 10.1 on for generations after
/// Comet Lake.
pub(super) fn needs_lpc(job: &Job<'_>) -> Tri {
    if old_enough(job) { Tri::No } else { job.qemu_from("10.1") }
}

fn amd(job: &Job<'_>) -> Vec<Line> {
    let graphics = job.names.function(0);
    let audio = job.names.function(1);
    let needs_rom = needs_rom(job);
    let rom = |name: &str| if needs_rom { format!(",romfile={name}") } else { String::new() };
    let mut lines = vec![
        Line::new(
            format!("hostpci0: {graphics},pcie=1{}", rom("vbios.bin")),
            "The graphics function alone: the rest of this device belongs to the host. It has no ROM of its own",
        )
        .record(job.advice("hostpci-romfile")),
    ];
    if job.has("audio") != Tri::No {
        let with_rom = needs_rom && job.ovmf();
        let reason = if with_rom {
            "Its HDMI sound on a line of its own, since it needs another ROM: the GOP driver by which OVMF draws"
        } else {
            "Its HDMI sound"
        };
        let rom = if with_rom { ",romfile=AMDGopDriver.rom" } else { "" };
        lines.push(
            Line::new(format!("hostpci1: {audio},pcie=1{rom}"), reason)
                .record(job.quirk("igpu-code43-no-gop").filter(|_| with_rom).or_else(|| job.advice("hostpci-pcie"))),
        );
    }
    if job.display() {
        lines.push(Line::new("vga: none", "The guest draws on the graphics alone").record(job.advice("vga-none")));
    }
    lines
}

/// Whether the guest needs the ROM as a file: by the record, and for every picture.
fn needs_rom(job: &Job<'_>) -> bool {
    job.display() || job.windows() || job.card().rom_file.as_deref() == Some("always")
}

/// How to get the ROM of one's own machine. ROMs are not handed around.
pub(super) fn rom_steps(job: &Job<'_>) -> Vec<Step> {
    let folder = if job.on_proxmox() { "/usr/share/kvm" } else { "/usr/share/qemu" };
    if job.integrated("amd") && needs_rom(job) {
        return vec![amd_rom(job, folder)];
    }
    if legacy(job) {
        return vec![intel_rom(job, folder)];
    }
    Vec::new()
}

fn amd_rom(job: &Job<'_>, folder: &str) -> Step {
    let script = format!(
        "python3 - <<'VFIODEX'\n\
         table = open('/sys/firmware/acpi/tables/VFCT', 'rb').read()\n\
         at = int.from_bytes(table[0x34:0x38], 'little')\n\
         size = int.from_bytes(table[at + 24:at + 28], 'little')\n\
         open('{folder}/vbios.bin', 'wb').write(table[at + 28:at + 28 + size])\n\
         VFIODEX"
    );
    let mut step = Step::new(
        "Dump the video BIOS of your own processor",
        "It lies in a table of your firmware; the ROM of another machine can be of another version or chip",
    )
    .run(script)
    .run(format!("ls -l {folder}/vbios.bin\nhead -c 2 {folder}/vbios.bin | od -An -tx1"))
    .look_for("`55 aa`, and a file of some tens of kilobytes")
    .note("The table is there where the firmware started these graphics at boot, whatever driver holds them now.")
    .undo("Remove the dump", format!("rm -f {folder}/vbios.bin {folder}/AMDGopDriver.rom"));
    if job.ovmf() {
        step = step.note(format!(
            "OVMF needs the GOP driver as well: take the module `AmdGopDriver` out of the firmware image that your \
             board's maker offers (UEFITool finds it), pack it with `EfiRom -f 0x1002 -i 0xffff -e AmdGopDriver.efi -o \
             {folder}/AMDGopDriver.rom` of EDK II."
        ));
    }
    step.record(job.quirk("igpu-code43-no-gop"))
}

fn intel_rom(job: &Job<'_>, folder: &str) -> Step {
    Step::new(
        "Take the graphics ROM of your own board",
        "Processor graphics have no ROM chip; their UEFI driver and tables lie in the board's firmware",
    )
    .note(
        "From the firmware image that your board's maker offers take the modules `IntelGopDriver` and the VBT (UEFITool \
         finds both), and pack them as a PCI ROM with `EfiRom` of EDK II. A host that boots by BIOS shows the old video \
         BIOS in `/sys/bus/pci/devices/0000:00:02.0/rom`.",
    )
    .note(format!("Put it at {folder}/igd.rom. Without it leave out `romfile=`: the picture then comes with the guest's driver."))
    .run(format!("ls -l {folder}/igd.rom"))
    .look_for("the file is there and not empty")
    .record(job.quirk("igd-guest-no-vbt"))
    .undo("Remove the ROM", format!("rm -f {folder}/igd.rom"))
}
