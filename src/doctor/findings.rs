use vfiodex_engine::Tri;
use vfiodex_engine::iommu::{NoGroup, Topology, without_group};

use super::report::{CardFacts, Finding, GroupFacts, Level};
use crate::host::{IommuState, Machine, Use};

fn finding(level: Level, code: &'static str, text: impl Into<String>, next: impl Into<String>) -> Finding {
    let next: String = next.into();
    Finding { level, code, text: text.into(), next: (!next.is_empty()).then_some(next) }
}

/// What to know and to do, worst first.
pub(super) fn findings(machine: &Machine, tree: &Topology, cards: &[CardFacts]) -> Vec<Finding> {
    let mut out = Vec::new();
    if machine.iommu.works() {
        interrupts(machine, &mut out);
        if machine.kernel.acs_override().is_yes() {
            out.push(finding(
                Level::Care,
                "acs-override",
                "An ACS override is in force: the groups show what the kernel was told, not what the hardware isolates.",
                "Keep it to VMs that you trust; for untrusted tenants do without it.",
            ));
        }
    } else {
        out.push(iommu_off(machine));
    }
    let gpus: Vec<&CardFacts> = cards.iter().filter(|card| !card.not_a_gpu).collect();
    if gpus.is_empty() {
        out.push(finding(
            Level::Info,
            "no-gpu",
            "No graphics card or accelerator shows on the PCI bus.",
            if machine.place.virtual_machine { "Run this on the physical host." } else { "" },
        ));
    }
    for card in gpus {
        if machine.iommu.works() {
            no_group(tree, card, &mut out);
            card.groups.iter().for_each(|group| shared(machine, card, group, &mut out));
        }
        in_the_way(card, &mut out);
    }
    out.sort_by_key(|finding| finding.level);
    out
}

fn iommu_off(machine: &Machine) -> Finding {
    let blocked = |code, text: &str, next: &str| finding(Level::Blocked, code, text, next);
    if let Some(kind) = &machine.place.container {
        return blocked(
            "iommu-not-visible",
            &format!(
                "No IOMMU shows inside this container ({kind}). Whether the host has one cannot be told from here."
            ),
            "Run `vfiodex doctor` on the host.",
        );
    }
    if let Some(word) = machine.kernel.turns_iommu_off() {
        return blocked(
            "iommu-off-by-command-line",
            &format!("The IOMMU is off because the kernel command line says `{word}`."),
            "Take that word out and restart.",
        );
    }
    match machine.iommu.state {
        IommuState::NoIommuMode => blocked(
            "no-iommu-mode",
            "vfio runs without an IOMMU (`enable_unsafe_noiommu_mode`). QEMU cannot pass devices through that way.",
            "Turn the IOMMU on in the firmware setup and take the option out.",
        ),
        IommuState::UnitsOnly => blocked(
            "iommu-without-groups",
            "An IOMMU is registered, yet no PCI device is in a group: the kernel does not use it for devices.",
            if machine.cpu.vendor == Some("intel") {
                "Add `intel_iommu=on` to the kernel command line and restart."
            } else {
                "Look for `iommu` and `AMD-Vi` in `dmesg` as root."
            },
        ),
        _ if machine.place.virtual_machine => blocked(
            "iommu-off-in-vm",
            "The IOMMU is off, and this is a virtual machine: it has one only if its hypervisor gives it one.",
            "Run this on the physical host, or give the VM a virtual IOMMU for nested passthrough.",
        ),
        _ => blocked(
            "iommu-off",
            "The IOMMU is off: no PCI device is in a group and no IOMMU is registered.",
            match machine.cpu.vendor {
                Some("intel") => {
                    "Turn on VT-d in the firmware setup. If it is on, add `intel_iommu=on` to the kernel command line: \
                     not every kernel turns it on by itself."
                }
                Some("amd") => {
                    "Turn on IOMMU (also called AMD-Vi, sometimes set to Auto) and SVM in the firmware setup; the \
                     kernel then uses it without any option."
                }
                _ => "Turn on VT-d or AMD-Vi in the firmware setup.",
            },
        ),
    }
}

fn interrupts(machine: &Machine, out: &mut Vec<Finding>) {
    let allowed = machine.remapping.allow_unsafe_interrupts == Some(true);
    match machine.remapping.on {
        Tri::No if allowed => out.push(finding(
            Level::Care,
            "unsafe-interrupts",
            "Interrupts are not remapped and vfio was told to do without: a guest can raise any interrupt on the host.",
            "Keep it to VMs that you trust.",
        )),
        Tri::No => out.push(finding(
            Level::Blocked,
            "no-interrupt-remapping",
            "Interrupts are not remapped, and vfio refuses to pass devices through that way.",
            "Turn on VT-d or AMD-Vi with interrupt remapping (on Intel boards also x2APIC) in the firmware setup and \
             take `intremap=off` out of the command line. On trusted hosts without it, \
             `options vfio_iommu_type1 allow_unsafe_interrupts=1` goes on without protection.",
        )),
        _ if allowed => out.push(finding(
            Level::Care,
            "unsafe-interrupts-allowed",
            "vfio may do without interrupt remapping (`allow_unsafe_interrupts`).",
            "Take the option out: this host does not need it where interrupts are remapped.",
        )),
        _ => {}
    }
}

fn no_group(tree: &Topology, card: &CardFacts, out: &mut Vec<Finding>) {
    let states = without_group(tree);
    for function in card.functions.iter().filter(|function| function.group.is_none()) {
        let state = states.iter().find(|state| state.address == function.address).map(|state| state.state);
        let (text, next) = match state {
            Some(NoGroup::IgfxOff) => (
                "the integrated graphics are kept out of the IOMMU",
                "Take `igfx_off` out of the command line, and look in `dmesg` for quirks that the kernel applies to \
                 this chip.",
            ),
            _ => ("it is in no IOMMU group", "Look for its address in `dmesg` as root."),
        };
        let text = format!("{} ({}) cannot be passed through: {text}.", card.name, function.address);
        out.push(finding(Level::Blocked, "no-group", text, next));
    }
}

/// What goes along with a card when its VM starts.
fn shared(machine: &Machine, card: &CardFacts, group: &GroupFacts, out: &mut Vec<Finding>) {
    let used = group.others.iter().filter(|member| !member.used_for.is_empty());
    for member in used {
        let words: Vec<&str> = member.used_for.iter().map(|used| used.words()).collect();
        let loses = if member.used_for.contains(&Use::NetworkUp) { "its network" } else { "its disk" };
        out.push(finding(
            Level::Blocked,
            "group-holds-what-the-host-uses",
            format!(
                "Group {} of {} also holds {} ({}), {}: with the VM started the host loses {loses}.",
                group.number,
                card.name,
                member.name,
                member.address,
                words.join(" and ")
            ),
            "Put the card into another slot, or move the host to another device.",
        ));
    }
    let idle = |address: &&vfiodex_engine::Bdf| {
        group.others.iter().any(|member| member.address == **address && member.used_for.is_empty())
    };
    let spare: Vec<String> = group.proxmox.blocked_unless_spare.iter().filter(idle).map(ToString::to_string).collect();
    if !spare.is_empty() {
        let proxmox = machine.hypervisor.as_ref().is_some_and(|h| h.name == crate::record::HypervisorName::Proxmox);
        let what = if proxmox {
            "Proxmox VE takes them from the host when the VM starts"
        } else {
            "they go along with the card"
        };
        out.push(finding(
            Level::Care,
            "group-shared-with-network-or-storage",
            format!(
                "Group {} of {} also holds network or storage ({}); {what}.",
                group.number,
                card.name,
                spare.join(", ")
            ),
            "Go on only if the host can do without them.",
        ));
    }
}

fn in_the_way(card: &CardFacts, out: &mut Vec<Finding>) {
    let unplaced = card.functions.iter().flat_map(|f| f.bars.iter().filter(|bar| !bar.placed).map(move |bar| (f, bar)));
    for (function, bar) in unplaced {
        out.push(finding(
            Level::Care,
            "bar-not-placed",
            format!(
                "BAR {} ({}) of {} has no address: the firmware left no room for it.",
                bar.number,
                super::text::size(bar.bytes),
                function.address
            ),
            "Turn on Above 4G decoding in the firmware setup.",
        ));
    }
    if card.functions.iter().any(|function| function.boot_vga == Some(true)) {
        out.push(finding(
            Level::Info,
            "boot-display",
            format!("{} ({}) is the display that the host started on.", card.name, card.address),
            "Choose another primary display in the firmware setup, or reckon with losing the console when the VM starts.",
        ));
    }
}
