//! Modules of the host, and how the card comes to vfio-pci without anything else losing its driver.

use crate::Tri;

use super::command_line::Words;
use super::job::Job;
use super::model::{File, Line, Step};
use super::preflight;
use super::quote;

const MODULES: &str = "/etc/modules-load.d/vfio.conf";
const OPTIONS: &str = "/etc/modprobe.d/vfio.conf";
const OVERRIDE: &str = "/etc/initramfs-tools/scripts/init-top/vfio-override";

/// Steps for handing a whole card to a guest.
pub(super) fn steps(job: &Job<'_>) -> Vec<Step> {
    let mut steps = vec![modules(job)];
    if job.same_ids_elsewhere() {
        steps.push(by_address(job));
        steps.extend(options_file(job, interrupts(job)));
    } else {
        steps.extend(options_file(job, by_id(job)));
        steps.push(by_hand(job));
    }
    steps.extend(unsafe_interrupts_on_symptom(job));
    if !job.on_proxmox() && !job.same_ids_elsewhere() {
        steps.push(built_in(job));
    }
    steps
}

fn modules(job: &Job<'_>) -> Step {
    let reason = "Loads VFIO at boot";
    let line = |name: &str| {
        Line::new(name, reason)
            .range("handing over whole devices, not for mediated ones")
            .record(job.advice("vfio-modules-list"))
    };
    let mut lines = vec![line("vfio"), line("vfio_iommu_type1"), line("vfio_pci")];
    if job.kernel_from("6.2") == Tri::No {
        lines.push(
            Line::new("vfio_virqfd", "A module of its own before 6.2")
                .range("kernels before 6.2")
                .record(job.advice("vfio-virqfd-module")),
        );
    }
    let file = File::create(MODULES, lines);
    Step::new("Load the VFIO modules at boot", "vfio-pci must be there before a driver of the host takes the card")
        .run(file.here_document())
        .file(file)
        .undo(format!("Remove {MODULES}"), preflight::put_back(MODULES))
}

fn options_file(job: &Job<'_>, lines: Vec<Line>) -> Option<Step> {
    if lines.is_empty() {
        return None;
    }
    let title =
        if job.same_ids_elsewhere() { "Set the options of VFIO" } else { "Bind the card to vfio-pci by its IDs" };
    let reason = if job.same_ids_elsewhere() {
        "Accepted for this host, which cannot remap interrupts".to_owned()
    } else {
        why_bind(job)
    };
    let file = File::create(OPTIONS, lines);
    let mut step = Step::new(title, reason).run(file.here_document()).note(format!(
        "If {OPTIONS} exists already, add the lines to it instead; `vfiodex audit {OPTIONS}` reads the result."
    ));
    if !job.same_ids_elsewhere() {
        let which = if job.integrated("amd") {
            "only the functions .0 and .1 stand there; the others at this address belong to the host"
        } else {
            "every function of the card stands there, and nothing else"
        };
        step = step
            .note(format!("Compare the IDs with `lspci -Dnn -s {}` first: {which}.", quote::shell(&job.names.slot)));
    }
    if has_usb(job) {
        step = step.note(
            "The USB function of the card is taken by a driver that is built into the kernel, which no softdep \
             holds back; it is moved to vfio-pci when the guest starts.",
        );
    }
    Some(
        step.record(job.quirk("nvidia-module-in-use-unbind").filter(|_| job.card().vendor == "nvidia"))
            .record(job.quirk("nvidia-turing-usb-c-functions").filter(|_| has_usb(job)))
            .file(file)
            .undo(format!("Remove {OPTIONS}"), preflight::put_back(OPTIONS)),
    )
}

fn has_usb(job: &Job<'_>) -> bool {
    job.has("usb").is_yes()
}

fn why_bind(job: &Job<'_>) -> String {
    let boot = match job.scenario().boot_gpu {
        Some(true) => "The host boots on this card, so its drivers take it at once. ",
        _ => "",
    };
    let why = match (job.hypervisor(), job.card().vendor.as_str()) {
        (crate::situation::Hypervisor::Qemu, _) => "QEMU by itself binds nothing",
        (_, "nvidia") => "The host's NVIDIA drivers do not let go of a card that something has open",
        (_, "amd") => "A card that amdgpu has started may not come back from the reset that handing it over needs",
        _ => "A driver of the host that holds the card can refuse to let go when the guest starts",
    };
    format!("{boot}{why}; bound from boot on, no driver of the host touches the card.")
}

/// `ids=` with `softdep`, so that other cards keep their driver; a blacklist only where nothing else of
/// the host can use the driver and the guest needs it away.
fn by_id(job: &Job<'_>) -> Vec<Line> {
    let ids = format!("options vfio-pci ids={}", job.names.ids);
    let mut lines = vec![
        Line::new(ids, "vfio-pci takes these IDs: every function of the card")
            .record(job.advice("options-vfio-pci-ids")),
    ];
    let intel = job.integrated("intel") && job.driver_used_elsewhere() == Tri::No;
    for driver in job.host_drivers() {
        if intel {
            let reason = "Nothing else of the host uses this driver, and it must not take the graphics back";
            let record = job.advice(&format!("blacklist-{driver}"));
            lines.push(Line::new(format!("blacklist {driver}"), reason).record(record));
        } else {
            lines.push(softdep(job, driver));
        }
    }
    if job.has("audio") != Tri::No && job.card().outputs != Some(false) && !job.integrated("intel") {
        lines.push(softdep(job, "snd_hda_intel"));
    }
    if job.has("ucsi").is_yes() {
        lines.push(softdep(job, "i2c_nvidia_gpu"));
    }
    lines.extend(interrupts(job));
    lines
}

fn softdep(job: &Job<'_>, driver: &str) -> Line {
    let reason = match driver {
        "snd_hda_intel" => "vfio-pci gets the card's sound function first; other sound devices keep this driver",
        "i2c_nvidia_gpu" => "vfio-pci gets the card's USB-C function first",
        _ if job.driver_used_elsewhere().is_yes() => {
            "vfio-pci loads first; the other card of the host keeps this driver, which a blacklist would take from it"
        }
        _ => "vfio-pci loads before this driver, which stays there for other cards",
    };
    Line::new(format!("softdep {driver} pre: vfio-pci"), reason).record(job.advice("softdep-vfio-pci"))
}

/// Accepted by the user, and only where interrupts are known not to be remapped.
fn interrupts(job: &Job<'_>) -> Vec<Line> {
    if !accepts_unsafe(job) || remapping(job) != Some(false) {
        return Vec::new();
    }
    vec![unsafe_line(job)]
}

fn unsafe_line(job: &Job<'_>) -> Line {
    Line::new(
        "options vfio_iommu_type1 allow_unsafe_interrupts=1",
        "This host does not remap interrupts, and the risk was accepted: a guest can inject interrupts into the host",
    )
    .range("platforms without interrupt remapping")
    .record(job.advice("allow-unsafe-interrupts"))
}

fn accepts_unsafe(job: &Job<'_>) -> bool {
    job.scenario().unsafe_interrupts == Some(true) && !job.untrusted()
}

fn remapping(job: &Job<'_>) -> Option<bool> {
    job.scenario().interrupt_remapping.or_else(|| job.setup.cpu.and_then(|cpu| cpu.interrupt_remapping))
}

fn unsafe_interrupts_on_symptom(job: &Job<'_>) -> Option<Step> {
    if !accepts_unsafe(job) || remapping(job).is_some() {
        return None;
    }
    let line = unsafe_line(job);
    let step = Step::new("Allow interrupts without remapping", "Accepted for this host")
        .only_if("`dmesg | grep -i remapping` says that interrupts are not remapped")
        .warning(
            "It can make the host unstable, and a guest can inject interrupts into it: only for guests that you trust.",
        )
        .run(format!("echo {} >> {OPTIONS}", quote::shell(&line.text)))
        .record(line.record.clone());
    Some(Step { settings: vec![line], ..step })
}

/// Two cards of one model: an ID would take both, so the address decides, before any driver loads.
fn by_address(job: &Job<'_>) -> Step {
    let reason = "Another card of the host has the same IDs, and `ids=` would take both. The address decides instead, \
                  before any driver loads; the other card keeps its driver, so nothing is blacklisted";
    let step = Step::new("Bind this one card to vfio-pci by its address", reason)
        .warning(
            "Addresses change when cards are added or moved: look the address up again after every change of hardware.",
        )
        .record(job.quirk("proxmox-pci-address-changed"));
    if !job.debian_tools() {
        let step = functions(job).into_iter().fold(step, |step, address| {
            step.run(format!("driverctl set-override {} vfio-pci", quote::shell(&address)))
        });
        let back: Vec<String> =
            functions(job).iter().map(|a| format!("driverctl unset-override {}", quote::shell(a))).collect();
        return step
            .note("driverctl is a package of most distributions.")
            .undo("Give the card its driver back", back.join("\n"));
    }
    let file = File::create(OVERRIDE, script(job)).executable();
    step.run(file.here_document())
        .note("The script looks at the maker before it touches a device, so that a shifted address takes no network card.")
        .file(file)
        .undo(format!("Remove {OVERRIDE}"), format!("rm -f {OVERRIDE}"))
}

/// Addresses of the card's functions; the graphics and audio function where the record lists none.
pub(super) fn functions(job: &Job<'_>) -> Vec<String> {
    let mut numbers: Vec<u8> = job.functions().iter().filter(|f| !f.own_device).filter_map(|f| f.function).collect();
    if numbers.is_empty() {
        numbers = vec![0, 1];
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().map(|number| job.names.function(number)).collect()
}

fn script(job: &Job<'_>) -> Vec<Line> {
    let maker = match job.card().vendor.as_str() {
        "nvidia" => "0x10de",
        "amd" => "0x1002",
        _ => "0x8086",
    };
    let devices: Vec<String> = functions(job).iter().map(|address| quote::shell(address)).collect();
    let text = format!(
        "#!/bin/sh\n\
         [ \"$1\" = prereqs ] && exit 0\n\
         for device in {}; do\n\
         \x20 path=/sys/bus/pci/devices/$device\n\
         \x20 [ -e \"$path\" ] && grep -q {maker} \"$path/vendor\" || continue\n\
         \x20 echo vfio-pci > \"$path/driver_override\"\n\
         done",
        devices.join(" ")
    );
    text.lines().map(|line| Line::new(line, "Keeps every other driver off these addresses")).collect()
}

/// A test without a reboot, and for hosts whose boot must not change.
fn by_hand(job: &Job<'_>) -> Step {
    Step::new("Look what holds the card", "Names the driver that the lines above have to come before")
        .run(format!("lspci -nnk -s {}", quote::shell(&job.names.slot)))
        .look_for("`Kernel modules:` names no other driver than those of the softdep lines; add a line for one that is missing")
}

fn built_in(job: &Job<'_>) -> Step {
    let words = Line::new(
        format!("vfio-pci.ids={}", job.names.ids),
        "A vfio-pci that is part of the kernel reads no file of modprobe.d",
    )
    .range("kernels with vfio-pci built in")
    .record(job.advice("options-vfio-pci-ids"));
    let step = Step::new("Put the IDs on the kernel command line", words.reason.clone())
        .only_if("`grep CONFIG_VFIO_PCI= /boot/config-$(uname -r)` says `y`")
        .note("In this case the `options vfio-pci` line has no effect; the words go where the kernel command line is kept.");
    Step { settings: vec![words], ..step }
}

/// Words that only hosts with mediated Intel graphics need.
pub(super) fn gvt_words(job: &Job<'_>, words: &mut Words) {
    words.needed.push(
        Line::new("i915.enable_gvt=1", "Offers mediated Intel graphics")
            .range("Broadwell to Comet Lake")
            .record(job.advice("i915-enable-gvt")),
    );
}
