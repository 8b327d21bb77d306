//! What comes before anything is changed: a second way in, names that stay, and copies.

use crate::situation::{Guest, Hypervisor};

use super::job::Job;
use super::model::{File, FileAction, Line, Section, Step};
use super::quote;

const BACKUP: &str = "/root/before-vfio";

/// The steps, for a plan whose other sections are known.
pub(super) fn steps(job: &Job<'_>, sections: &[Section]) -> Vec<Step> {
    let mut steps = vec![way_in(job), look(job), backup(job, sections)];
    if job.at().guest != Some(Guest::Lxc) {
        steps.push(network_names(job));
    }
    if changes_boot(sections) {
        steps.push(boot_menu(job));
    }
    if let Some(step) = no_autostart(job) {
        steps.push(step);
    }
    steps
}

fn changes_boot(sections: &[Section]) -> bool {
    sections.iter().flat_map(|section| &section.steps).any(|step| !step.files.is_empty() || !step.settings.is_empty())
}

fn way_in(job: &Job<'_>) -> Step {
    let said = job.scenario().out_of_band == Some(true);
    let mut step = Step::new(
        "Have a second way into the host",
        "A wrong driver or parameter can take the screen or the network away",
    )
    .note(if said {
        "Open the console of the management controller (or the KVM switch, the serial console) now and see that it shows the host."
    } else {
        "Best is one that does not depend on the running system: IPMI, iDRAC or iLO, a KVM switch over the network, a serial console."
    })
    .note("Test SSH from another machine; the web interface alone is not enough.");
    if job.asked().remote == Some(true) && !said {
        step = step.warning("Nobody is near this machine and no such way was named. Do not start without one.");
    }
    // A container leaves the card with the host's driver.
    if job.scenario().boot_gpu == Some(true) && job.at().guest != Some(Guest::Lxc) {
        step =
            step.warning("The host boots on this card: its screen goes dark as soon as the guest or vfio-pci has it.");
    }
    step
}

fn network_names(job: &Job<'_>) -> Step {
    let step = Step::new(
        "Pin the names of the network cards",
        "Names such as `enp5s0` hold the bus number, and a new card or a changed slot shifts it: the host would be off the network",
    );
    if job.on_proxmox() && job.proxmox_from("9.0").is_yes() {
        return step
            .run("pve-network-interface-pinning generate")
            .run("diff -y /etc/network/interfaces /etc/network/interfaces.new")
            .look_for("the new names (`nic0`, `nic1`, …) stand where the old ones stood")
            .note("It writes link files and `.new` files that count from the next boot on; delete both to take it back before.")
            .undo(
                "Unpin the names of the network cards, if you want the old ones back",
                "ls /usr/local/lib/systemd/network/\n# delete the link files that the tool made there, then:\ncp -a /root/before-vfio/etc/network/interfaces /etc/network/interfaces",
            );
    }
    link_file(job, step)
}

/// A link file by hardware address, where there is no tool for it.
fn link_file(job: &Job<'_>, step: Step) -> Step {
    let line = |text: &str, reason: &str| Line::new(text, reason);
    let file = File::create(
        "/etc/systemd/network/10-enhost0.link",
        vec![
            line("[Match]", "Which card is meant"),
            line("MACAddress=<MAC>", "The hardware address stays when the bus number shifts"),
            line("Type=ether", "The card itself, not a bridge with the same address"),
            line("", "Between the parts"),
            line("[Link]", "What it gets"),
            line("Name=enhost0", "A name that no scheme of systemd gives out"),
        ],
    );
    let sed = "sed -i.before-vfio 's/\\b<NIC>\\b/enhost0/g' /etc/network/interfaces";
    let mut step = step.run("ip -br link").run(file.here_document()).file(file);
    step = if job.on_proxmox() {
        step.run(sed)
    } else {
        step.note("Write the new name where your network configuration has the old one.")
    };
    step.commands.extend(super::apply::initramfs(job));
    let back = if job.on_proxmox() {
        "rm -f /etc/systemd/network/10-enhost0.link\nmv /etc/network/interfaces.before-vfio /etc/network/interfaces"
    } else {
        "rm -f /etc/systemd/network/10-enhost0.link"
    };
    step.undo("Unpin the name of the network card, if you want the old one back", back)
}

fn look(job: &Job<'_>) -> Step {
    let slot = quote::shell(&job.names.slot);
    let step = Step::new(
        "Read the real address and IDs of the card",
        "They differ between machines and models; what a guide shows are those of another card",
    )
    .run("lspci -Dnnk");
    let step = if job.names.address_known() { step.run(format!("lspci -Dnn -s {slot}")) } else { step };
    let ids = job.card().ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let step = step.look_for(format!(
        "{}, of which the graphics function is {}",
        job.card().name,
        if ids.is_empty() { "in square brackets".into() } else { ids }
    ));
    let step =
        step.look_for("every function at the same address with another last digit, its ID in the last square brackets");
    step.run("uname -r").run("cat /proc/cmdline")
}

fn backup(job: &Job<'_>, sections: &[Section]) -> Step {
    let container = job.at().guest == Some(Guest::Lxc);
    let mut paths: Vec<String> = Vec::new();
    if !container {
        paths.extend(["/etc/modprobe.d".to_owned(), "/etc/modules-load.d".to_owned()]);
        paths.extend(super::bootloader::files(job));
    }
    if job.on_proxmox() && !container {
        paths.push("/etc/network/interfaces".into());
    }
    let steps = sections.iter().flat_map(|section| &section.steps);
    for step in steps {
        for file in step.files.iter().filter(|file| file.action != FileAction::Create) {
            paths.push(file.path.clone());
        }
    }
    paths.extend(guest_config(job));
    paths.sort();
    paths.dedup();
    let list: Vec<String> = paths.iter().map(|path| quote::shell(path)).collect();
    let mut step = Step::new("Copy what will be changed", "Undo puts it back from there")
        .run(format!("mkdir -p {BACKUP}\ncp -a --parents {} {BACKUP}/", list.join(" ")))
        .note("A path that does not exist on this host is reported and left out; that is fine.")
        .note("Back the guests up as well, to a place outside this host.");
    if matches!(job.hypervisor(), Hypervisor::Libvirt) {
        let vm = quote::shell(&job.names.guest);
        step = step.run(format!("virsh dumpxml --inactive {vm} > {BACKUP}/{}.xml", quote::shell(&job.names.guest)));
    }
    step
}

/// The guest's config on Proxmox VE.
pub(super) fn guest_config(job: &Job<'_>) -> Option<String> {
    let folder = if job.at().guest == Some(Guest::Lxc) { "lxc" } else { "qemu-server" };
    job.on_proxmox().then(|| format!("/etc/pve/{folder}/{}.conf", job.names.guest))
}

/// Where the copies are.
pub(super) fn backup_of(path: &str) -> String {
    format!("{BACKUP}{path}")
}

/// The commands that put a file back as it was: away where there was none.
pub(super) fn put_back(path: &str) -> String {
    let copy = backup_of(path);
    format!("rm -f {path}\n[ ! -e {copy} ] || cp -a {copy} {path}")
}

fn boot_menu(job: &Job<'_>) -> Step {
    let mut step = Step::new(
        "Write down the way back from the boot menu",
        "A host that no longer boots can be started once without the change",
    )
    .note("GRUB: press `e`, take the word off the line that starts with `linux`, press Ctrl+X. systemd-boot: press `e`, edit the line, Enter.")
    .note("A card bound by modprobe.d or an initramfs script comes free once with `module_blacklist=vfio_pci` on that line.");
    if job.on_proxmox() {
        step = step.run("proxmox-boot-tool kernel list");
    }
    if job.scenario().boot_gpu == Some(true) || job.scenario().boot_gpu.is_none() {
        step = step.note("The menu itself is drawn by the firmware and stays visible.");
    }
    step
}

fn no_autostart(job: &Job<'_>) -> Option<Step> {
    let guest = quote::shell(&job.names.guest);
    let (command, back) = match (job.hypervisor(), job.at().guest) {
        (_, Some(Guest::Lxc)) => return None,
        (Hypervisor::Proxmox, _) => (format!("qm set {guest} --onboot 0"), format!("qm set {guest} --onboot 1")),
        (Hypervisor::Libvirt, _) => (format!("virsh autostart --disable {guest}"), format!("virsh autostart {guest}")),
        _ => return None,
    };
    let step = Step::new(
        "Do not start the guest by itself yet",
        "A guest that hangs the host at every boot leaves no time to mend it",
    )
    .run(command)
    .note(format!("Switch it on again after three clean starts and stops: `{back}`"));
    Some(step)
}
