//! The guest under libvirt: what its XML has to hold.

use crate::Tri;

use super::binding;
use super::integrated;
use super::job::Job;
use super::model::{File, Line, Step};
use super::quote;

/// The steps.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let guest = quote::shell(&job.names.guest);
    let mut steps = integrated::rom_steps(job);
    let name = super::outcome::file_name(&job.names.guest);
    let file = File::create(format!("/root/{name}-gpu.xml"), domain(job));
    let mut step = Step::new(
        "Give the card to the guest",
        "What the domain needs for this card; everything else of it stays as it is",
    )
    .run(file.here_document())
    .run(format!("virsh edit {guest}"))
    .note("Put each element where the domain has one of that name, or add it. libvirt checks the XML when you save.")
    .note("`managed='yes'` takes the functions from their driver at start and gives them back afterwards.")
    .file(file)
    .undo(
        "Restore the guest",
        format!("virsh define /root/before-vfio/{guest}.xml\nrm -f {}", quote::shell(&format!("/root/{name}-gpu.xml"))),
    );
    if job.scenario().address.is_none() && !job.integrated("intel") {
        step = step.note(
            "The address of the card has to be filled in: domain, bus and slot are the three parts of the address.",
        );
    }
    steps.push(install_first(job));
    steps.push(step);
    steps
}

fn install_first(job: &Job<'_>) -> Step {
    let remote = if job.windows() { "Remote Desktop" } else { "SSH" };
    Step::new(
        "Install the guest without the card first",
        "With q35, OVMF and an emulated display; the card comes afterwards",
    )
    .note(format!("Switch {remote} on and note the guest's address."))
}

fn domain(job: &Job<'_>) -> Vec<Line> {
    let mut out = Xml::default();
    let lpc = integrated::legacy(job) && integrated::needs_lpc(job) != Tri::No;
    let space = if lpc { " xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'" } else { "" };
    out.push(format!("<domain type='kvm'{space}>"), "Merge into the domain");
    os(job, &mut out);
    memory(job, &mut out);
    cpu(job, &mut out);
    out.push("  <devices>", "Devices");
    for (index, address) in functions(job).iter().enumerate() {
        hostdev(job, &mut out, index, address, lpc);
    }
    if tpm(job) {
        out.push("    <tpm model='tpm-crb'>", "Windows 11 asks for a TPM 2.0");
        out.push("      <backend type='emulator' version='2.0'/>", "Emulated by swtpm");
        out.push("    </tpm>", "End of the TPM");
    }
    out.push("    <memballoon model='none'/>", "VFIO pins all memory, so ballooning gives nothing back");
    out.push("  </devices>", "End of the devices");
    if lpc {
        lpc_bridge(&mut out);
    }
    out.push("</domain>", "End");
    out.0
}

#[derive(Default)]
struct Xml(Vec<Line>);

impl Xml {
    fn push(&mut self, text: impl Into<String>, reason: &str) {
        self.0.push(Line::new(text, reason));
    }
}

fn os(job: &Job<'_>, out: &mut Xml) {
    let machine = if integrated::legacy(job) { "pc" } else { "q35" };
    let firmware = if job.ovmf() { " firmware='efi'" } else { "" };
    out.push(
        format!("  <os{firmware}>"),
        if job.ovmf() { "OVMF, which libvirt finds by itself" } else { "SeaBIOS, as asked" },
    );
    out.push(
        format!("    <type arch='x86_64' machine='{machine}'>hvm</type>"),
        "Shows the card as a PCI Express device",
    );
    out.push("  </os>", "End of the firmware");
}

fn memory(job: &Job<'_>, out: &mut Xml) {
    if let Some(gib) = job.scenario().memory_gib {
        out.push(format!("  <memory unit='GiB'>{gib}</memory>"), "As asked; all of it is pinned while the guest runs");
    }
    if let Some(cores) = job.scenario().cores {
        out.push(format!("  <vcpu placement='static'>{cores}</vcpu>"), "As asked");
    }
    if job.scenario().hugepages == Some(true) && job.scenario().memory_gib.is_some() {
        out.push("  <memoryBacking>", "Takes the pages that the kernel command line sets aside");
        out.push("    <hugepages/>", "Large pages");
        out.push("  </memoryBacking>", "End of the memory");
    }
}

fn cpu(job: &Job<'_>, out: &mut Xml) {
    let narrow =
        job.setup.cpu.and_then(|cpu| Some((cpu.iommu_bits?, cpu.address_bits?))).filter(|(iommu, cpu)| iommu < cpu);
    let reason = "Shows the guest the processor as it is, with its address width";
    let Some((bits, _)) = narrow else {
        out.push("  <cpu mode='host-passthrough' check='none' migratable='off'/>", reason);
        return;
    };
    out.push("  <cpu mode='host-passthrough' check='none' migratable='off'>", reason);
    let limit = format!("    <maxphysaddr mode='passthrough' limit='{bits}'/>");
    out.push(limit, "The IOMMU of this processor maps fewer bits than the processor has");
    out.push("  </cpu>", "End of the processor");
}

fn tpm(job: &Job<'_>) -> bool {
    job.ovmf() && job.scenario().guest_tpm.unwrap_or_else(|| job.windows())
}

/// Addresses that go to the guest. Of AMD graphics in a processor only the first two functions do.
fn functions(job: &Job<'_>) -> Vec<String> {
    if job.integrated("intel") {
        return vec![job.names.function(0)];
    }
    if job.integrated("amd") {
        let audio = (job.has("audio") != Tri::No).then(|| job.names.function(1));
        return std::iter::once(job.names.function(0)).chain(audio).collect();
    }
    let mut all = binding::functions(job);
    if job.functions().iter().any(|function| function.role == "audio" && function.own_device) && job.display() {
        all.push("<AUDIO_ADDRESS>".into());
    }
    all
}

/// A property of QEMU for which libvirt has no element; it takes such overrides since 8.2.
fn lpc_bridge(out: &mut Xml) {
    out.push("  <qemu:override>", "From QEMU 10.1 on generations after Comet Lake need the identity of the LPC bridge");
    out.push("    <qemu:device alias='ua-igd'>", "The graphics, by the alias above");
    out.push("      <qemu:frontend>", "What goes into their -device");
    out.push("        <qemu:property name='x-igd-lpc' type='bool' value='true'/>", "Leave it out with an older QEMU");
    out.push("      </qemu:frontend>", "End of the properties");
    out.push("    </qemu:device>", "End of the device");
    out.push("  </qemu:override>", "End");
}

fn hostdev(job: &Job<'_>, out: &mut Xml, index: usize, address: &str, lpc: bool) {
    out.push("    <hostdev mode='subsystem' type='pci' managed='yes'>", "One function of the card");
    if lpc {
        out.push("      <alias name='ua-igd'/>", "A name for the override below");
    }
    out.push("      <source>", "On the host");
    out.push(format!("        {}", source(address)), "Where the function is on the host");
    out.push("      </source>", "End of the source");
    if let Some(rom) = rom(job, index) {
        out.push(
            format!("      <rom file='{}'/>", quote::xml(rom)),
            "The processor's graphics have no ROM of their own",
        );
    }
    let own = address.starts_with('<') && address.ends_with('>');
    if integrated::legacy(job) {
        out.push(
            "      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>",
            "Legacy mode needs this place",
        );
    } else if !own && !job.integrated("amd") && functions(job).len() > 1 {
        let multi = if index == 0 { " multifunction='on'" } else { "" };
        let place =
            format!("      <address type='pci' domain='0x0000' bus='0x06' slot='0x00' function='0x{index:x}'{multi}/>");
        out.push(place, "In the guest all functions sit in one slot, as on the card; take a bus that is free");
    }
    out.push("    </hostdev>", "End of the function");
}

fn rom(job: &Job<'_>, index: usize) -> Option<&'static str> {
    if integrated::rom_steps(job).is_empty() {
        return None;
    }
    match (job.integrated("amd"), index) {
        (false, _) => Some("/usr/share/qemu/igd.rom"),
        (true, 0) => Some("/usr/share/qemu/vbios.bin"),
        (true, _) => job.ovmf().then_some("/usr/share/qemu/AMDGopDriver.rom"),
    }
}

/// The address as libvirt writes it. A placeholder stays in one piece, so that the XML is not accepted
/// before it is filled in.
fn source(address: &str) -> String {
    match address.parse::<crate::Bdf>() {
        Ok(at) => format!(
            "<address domain='0x{:04x}' bus='0x{:02x}' slot='0x{:02x}' function='0x{:x}'/>",
            at.domain, at.bus, at.device, at.function
        ),
        Err(_) => format!("<address domain='{}' bus='' slot='' function=''/>", quote::xml(address)),
    }
}
