//! The words of the field, and links from their first use on a page.

use super::blocks::{Block, Run, Runs};
use super::href::Href;
use super::record::RecordPage;

/// A word with its meaning.
pub struct Term {
    /// Anchor on the glossary page.
    pub id: &'static str,
    /// The word as a heading.
    pub name: &'static str,
    /// Spellings that are linked.
    pub forms: &'static [&'static str],
    /// What it means; backticks mark code.
    pub meaning: &'static str,
}

const fn term(id: &'static str, name: &'static str, forms: &'static [&'static str], meaning: &'static str) -> Term {
    Term { id, name, forms, meaning }
}

/// Every word, in alphabetical order.
pub const TERMS: &[Term] = &[
    term(
        "above-4g",
        "Above 4G decoding",
        &["Above 4G decoding", "Above 4G"],
        "A firmware option that lets the BARs of PCI devices lie above the first 4 GiB of addresses. Cards with large BARs need it.",
    ),
    term(
        "acs",
        "ACS",
        &["ACS"],
        "Access Control Services: a PCI Express capability by which a port keeps the devices below it from reaching each other directly. Without it the kernel puts them into one IOMMU group.",
    ),
    term(
        "acs-override",
        "ACS override",
        &["ACS override"],
        "A kernel patch, part of every Proxmox kernel, that treats ports as if they had ACS. It splits groups on paper; the hardware isolates no better than before.",
    ),
    term(
        "bar",
        "BAR",
        &["BAR", "BARs"],
        "Base Address Register: a window through which the CPU reaches a device’s memory. Firmware of host and guest must find room for it.",
    ),
    term(
        "bdf",
        "BDF address",
        &["BDF address", "BDF"],
        "Bus, device and function of a PCI function, such as `01:00.1`, with the domain in front where it matters: `0000:01:00.1`.",
    ),
    term(
        "bridge",
        "Bridge",
        &[],
        "A PCI device with another bus behind it. Bridges and root ports stay with the host and do not count when a group is handed to a VM.",
    ),
    term("endpoint", "Endpoint", &[], "A PCI function that is no bridge: a GPU, a network card, a disk controller."),
    term(
        "flr",
        "FLR",
        &["FLR"],
        "Function Level Reset: a PCI function resets itself alone, on request. The most gentle reset; `lspci -vv` shows `FLReset+` where a function announces it.",
    ),
    term(
        "function",
        "Function",
        &[],
        "One part of a PCI device with an address of its own. A graphics card has at least two: graphics at `.0`, audio at `.1`.",
    ),
    term(
        "hostpci",
        "hostpci",
        &["hostpci"],
        "The key in a Proxmox VM’s configuration that hands a PCI device to it: `hostpci0: 0000:01:00,pcie=1`.",
    ),
    term(
        "interrupt-remapping",
        "Interrupt remapping",
        &["interrupt remapping"],
        "The part of the IOMMU that checks interrupts from devices. Without it a guest can send interrupts that it should not; VFIO refuses unless told otherwise.",
    ),
    term(
        "iommu",
        "IOMMU",
        &[],
        "The unit that translates and checks the addresses that devices use: Intel VT-d, AMD-Vi.",
    ),
    term(
        "iommu-group",
        "IOMMU group",
        &["IOMMU group", "IOMMU groups"],
        "The smallest set of PCI functions that the kernel can isolate from the rest. All endpoints of a group leave the host together or not at all.",
    ),
    term(
        "lxc",
        "LXC",
        &["LXC"],
        "Containers on the host’s own kernel. They share the host’s GPU driver, so nothing has to be passed through.",
    ),
    term(
        "mdev",
        "Mediated device",
        &["mediated device", "mediated devices", "mdev"],
        "A slice of a GPU that its driver on the host hands to a VM: NVIDIA vGPU, Intel GVT-g.",
    ),
    term(
        "mig",
        "MIG",
        &["MIG"],
        "Multi-Instance GPU: NVIDIA’s way to split some data-center cards into instances with memory and engines of their own.",
    ),
    term("nvdec", "NVDEC", &["NVDEC"], "NVIDIA’s video decoder unit."),
    term(
        "nvenc",
        "NVENC",
        &["NVENC"],
        "NVIDIA’s video encoder unit. The driver caps how many sessions run at once on cards that are not qualified, over the whole system.",
    ),
    term("ovmf", "OVMF", &["OVMF"], "UEFI firmware for VMs, from the edk2 project."),
    term(
        "pf",
        "PF and VF",
        &["VFs"],
        "With SR-IOV, a card has one physical function (PF), which stays with the host, and several virtual functions (VFs), which go to VMs.",
    ),
    term("q35", "q35", &["q35"], "QEMU’s PC model with PCI Express. The older one, i440fx, has conventional PCI only."),
    term(
        "reset-method",
        "Reset method",
        &["reset method", "reset methods"],
        "A way in which the kernel can reset a function, listed in `/sys/bus/pci/devices/<bdf>/reset_method`. Being listed does not mean that it brings the card back.",
    ),
    term(
        "resizable-bar",
        "Resizable BAR",
        &["Resizable BAR"],
        "A PCI Express capability by which a BAR can grow to the size of the whole video memory.",
    ),
    term(
        "revision",
        "Revision",
        &[],
        "A byte that the maker sets beside the device ID; `lspci` prints it as `(rev c1)`. AMD tells models with one device ID apart by it.",
    ),
    term(
        "rmrr",
        "RMRR",
        &["RMRR"],
        "Reserved Memory Region Reporting: firmware claims memory for a device. Intel’s IOMMU driver then refuses to hand that device to a VM.",
    ),
    term(
        "root-port",
        "Root port",
        &["root port", "root ports"],
        "The port of CPU or chipset at which a PCI Express tree starts. A slot hangs off one, directly or through bridges.",
    ),
    term(
        "sr-iov",
        "SR-IOV",
        &["SR-IOV"],
        "Single Root I/O Virtualization: a device shows virtual functions that can go to different VMs.",
    ),
    term(
        "subsystem-id",
        "Subsystem ID",
        &["subsystem ID"],
        "Vendor and device ID of the card’s maker rather than the chip’s; `lspci -nnv` prints it.",
    ),
    term("tdp", "TDP", &[], "Power that a card is specified for, in watts. Vendors also call it TGP or TBP."),
    term(
        "vendor-device-id",
        "vendor:device ID",
        &["vendor:device ID"],
        "The pair that names a chip, such as `10de:2504`. Not always one model: several may share it.",
    ),
    term(
        "vfio",
        "VFIO",
        &["VFIO"],
        "The Linux framework that hands devices to user space and so to VMs. Its driver for PCI is `vfio-pci`.",
    ),
    term(
        "vgpu",
        "vGPU",
        &["vGPU"],
        "NVIDIA’s mediated devices for data-center and workstation cards, under a licence.",
    ),
];

/// Spellings that no text has used yet, longer ones first: "ACS override" is not linked as "ACS".
fn all_forms() -> Vec<(&'static str, &'static Term)> {
    let mut open: Vec<_> = TERMS.iter().flat_map(|term| term.forms.iter().map(move |form| (*form, term))).collect();
    open.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    open
}

/// Links the first use of each word in the sentences of a record's page.
pub fn link_first_uses(page: &mut RecordPage) {
    let mut open = all_forms();
    if let Some(answer) = &mut page.answer {
        link_runs(&mut answer.runs, &mut open);
    }
    page.watch.iter_mut().for_each(|watch| link_runs(&mut watch.summary, &mut open));
    for block in page.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        match block {
            Block::Paragraph { runs } | Block::Note { runs, .. } => link_runs(runs, &mut open),
            Block::List { items, .. } => items.iter_mut().for_each(|runs| link_runs(runs, &mut open)),
            Block::Figure { caption, .. } => link_runs(caption, &mut open),
            _ => {}
        }
    }
}

fn link_runs(runs: &mut Runs, open: &mut Vec<(&str, &Term)>) {
    let mut index = 0;
    while index < runs.len() {
        if let Run::Text { text } = &runs[index]
            && let Some((at, form, term)) = first(text, open)
        {
            let (before, after) = (text[..at].to_owned(), text[at + form.len()..].to_owned());
            let link = Run::Link { href: Href::page("glossary/").anchor(term.id), text: form.to_owned() };
            open.retain(|(_, other)| other.id != term.id);
            let parts = [Run::Text { text: before }, link, Run::Text { text: after }];
            runs.splice(
                index..=index,
                parts.into_iter().filter(|run| !matches!(run, Run::Text { text } if text.is_empty())),
            );
        } else {
            index += 1;
        }
    }
}

/// The earliest use of a word in a text; of two at one place the longer, which stands first.
fn first<'t>(text: &str, open: &[(&'t str, &'t Term)]) -> Option<(usize, &'t str, &'t Term)> {
    let letter = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut before = ' ';
    text.char_indices().find_map(|(at, c)| {
        let starts = !letter(std::mem::replace(&mut before, c)) && letter(c);
        let rest = if starts { &text[at..] } else { return None };
        let stands = |form: &str| rest.strip_prefix(form).is_some_and(|after| !after.starts_with(letter));
        open.iter().find(|(form, _)| stands(form)).map(|(form, term)| (at, *form, *term))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_the_longest_word_once() {
        let mut open = all_forms();
        let mut runs =
            vec![Run::Text { text: "An ACS override splits IOMMU groups; another ACS override, ACSx not.".into() }];
        link_runs(&mut runs, &mut open);
        let links: Vec<_> = runs
            .iter()
            .filter_map(|run| if let Run::Link { text, .. } = run { Some(text.as_str()) } else { None })
            .collect();
        assert_eq!(links, ["ACS override", "IOMMU groups", "ACS"]);
    }

    #[test]
    fn ids_are_unique_and_sorted() {
        let names: Vec<_> = TERMS.iter().map(|term| term.name.to_lowercase()).collect();
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(names, sorted);
    }
}
