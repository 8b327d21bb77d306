use std::fmt::Display;

use serde::Serialize;
use vfiodex_engine::version::{KernelRange, Range};

use super::blocks::{Run, Runs, code, joined, reference, text};
use super::citations::words_of;
use super::labels::architecture;
use crate::catalogue::Catalogue;
use crate::record::{Kind, Match};

/// Where a match applies, one line per key: label and values.
pub fn conditions(catalogue: &Catalogue, applies: &Match) -> Vec<(String, Runs)> {
    let mut out = card(catalogue, applies);
    out.extend(host(catalogue, applies));
    out
}

fn card(catalogue: &Catalogue, applies: &Match) -> Vec<(String, Runs)> {
    let mut out = Vec::new();
    let refs = |kind, ids: &[&str]| joined(ids.iter().map(|id| reference(catalogue, kind, id)), ", ");
    let ids = |list: Vec<&str>, kind| (!list.is_empty()).then(|| refs(kind, &list));
    out.extend(
        ids(applies.gpus.iter().map(|r| r.0.as_str()).collect(), Kind::Gpu).map(|runs| ("Cards".to_owned(), runs)),
    );
    out.extend(list("PCI IDs", &applies.pci_ids, |id| code(id.to_string())));
    out.extend(list("Dies", &applies.dies, |die| text(die.clone())));
    out.extend(list("Architectures", &applies.architectures, |name| text(architecture(name))));
    out.extend(
        ids(applies.gpu_vendors.iter().map(|r| r.0.as_str()).collect(), Kind::Vendor)
            .map(|runs| ("Cards by".to_owned(), runs)),
    );
    out.extend(list("Segments", &applies.segments, |s| text(words_of(s))));
    out
}

/// The keys about board, host and guest.
pub fn host(catalogue: &Catalogue, applies: &Match) -> Vec<(String, Runs)> {
    let mut out = Vec::new();
    let ids = |list: Vec<&str>, kind| {
        (!list.is_empty()).then(|| joined(list.iter().map(|id| reference(catalogue, kind, id)), ", "))
    };
    out.extend(
        ids(applies.boards.iter().map(|r| r.0.as_str()).collect(), Kind::Board).map(|runs| ("Boards".to_owned(), runs)),
    );
    out.extend(list("Chipsets", &applies.chipsets, |name| text(name.clone())));
    out.extend(
        ids(applies.cpus.iter().map(|r| r.0.as_str()).collect(), Kind::Cpu).map(|runs| ("Processors".to_owned(), runs)),
    );
    out.extend(
        ids(applies.cpu_vendors.iter().map(|r| r.0.as_str()).collect(), Kind::Vendor)
            .map(|runs| ("Processors by".to_owned(), runs)),
    );
    out.extend(list("BIOS", &applies.bios, |range| text(span(range))));
    out.extend(list("Host kernel", &applies.kernel, |range| text(kernel(range))));
    out.extend(list("NVIDIA driver", &applies.nvidia_driver, |range| text(span(range))));
    out.extend(list("QEMU", &applies.qemu, |range| text(span(range))));
    out.extend(list("Proxmox VE", &applies.proxmox, |range| text(span(range))));
    out.extend(list("Hypervisor", &applies.hypervisors, |name| text(words_of(name))));
    out.extend(list("Guest", &applies.guests, |name| text(words_of(name))));
    out.extend(list("Guest firmware", &applies.firmware, |name| text(words_of(name))));
    out.extend(list("Bootloader", &applies.bootloaders, |name| text(words_of(name))));
    out
}

fn list<T>(label: &str, items: &[T], run: impl Fn(&T) -> Run) -> Option<(String, Runs)> {
    (!items.is_empty()).then(|| (label.to_owned(), joined(items.iter().map(run), ", ")))
}

fn between(from: Option<&impl Display>, before: Option<&impl Display>) -> String {
    match (from, before) {
        (Some(from), Some(before)) => format!("from {from} to before {before}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(before)) => format!("before {before}"),
        (None, None) => "every version".into(),
    }
}

/// A version range in words.
pub fn span<V: Display>(range: &Range<V>) -> String {
    between(range.from.as_ref(), range.before.as_ref())
}

/// A kernel range in words.
pub fn kernel(range: &KernelRange) -> String {
    let versions = between(range.from.as_ref(), range.before.as_ref());
    range.flavour.as_ref().map_or(versions.clone(), |flavour| format!("{versions} ({})", flavour_words(flavour)))
}

fn flavour_words(flavour: &impl Serialize) -> String {
    match words_of(flavour).as_str() {
        "pve" => "Proxmox".into(),
        other => other.to_owned(),
    }
}

/// The host-side conditions in one sentence, or nothing where there are none.
pub fn sentence(catalogue: &Catalogue, applies: &Match) -> Option<Runs> {
    let parts = host(catalogue, applies);
    let mut out = Vec::new();
    for (label, runs) in parts {
        out.push(text(if out.is_empty() { format!("{label}: ") } else { format!("; {label}: ") }));
        out.extend(runs);
    }
    (!out.is_empty()).then_some(out)
}
