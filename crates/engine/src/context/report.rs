use crate::situation::{Card, Hypervisor, Situation};
use crate::{ClassCode, Knowledge, PciId};

/// What the output of `collect.sh` or a report of `vfiodex doctor`, as text or JSON, tells beyond what any
/// text does.
pub(crate) fn read(text: &str, knowledge: &Knowledge) -> Situation {
    let mut told = Situation::default();
    let mut id: Option<PciId> = None;
    let (mut hypervisor, mut version) = (None, None);
    for line in text.lines() {
        if let Some(card) = bare_device(line, knowledge) {
            told.cards.push(card);
        }
        let Some((key, value)) = pair(line) else { continue };
        match key {
            "Kernel" | "kernel" => told.kernel = told.kernel.or_else(|| value.parse().ok()),
            "Processor" | "model name" | "cpu" => told.cpu_vendor = told.cpu_vendor.or_else(|| maker(value)),
            "Hypervisor" | "name" if hypervisor.is_none() => hypervisor = which(value, &mut version),
            "version" if hypervisor.is_some() && version.is_none() => version = Some(value),
            "Unraid version" => hypervisor = hypervisor.or(Some(Hypervisor::Unraid)),
            "id" => id = value.parse().ok(),
            "class" if value.parse().is_ok_and(ClassCode::is_display) => {
                told.cards.extend(id.take().map(|id| knowledge.card(id, value.parse().ok())));
            }
            "record" => told.cards.extend(candidates(value, knowledge)),
            _ => {}
        }
    }
    told.hypervisor = hypervisor;
    match hypervisor {
        Some(Hypervisor::Proxmox) => told.proxmox = version.and_then(|version| version.parse().ok()),
        Some(Hypervisor::Qemu) => told.qemu = version.and_then(|version| version.parse().ok()),
        _ => {}
    }
    told.cards.dedup();
    told
}

/// `key: value`, `key   value` or `"key": "value",`.
fn pair(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (key, value) = match line.strip_prefix('"') {
        Some(rest) => rest.split_once("\": ")?,
        None => line.split_once("  ").or_else(|| line.split_once(':'))?,
    };
    let value = value.trim().trim_start_matches(':').trim().trim_end_matches(',').trim_matches('"');
    Some((key.trim(), value))
}

fn maker(value: &str) -> Option<String> {
    let known = [("AMD", "amd"), ("Intel", "intel")];
    known.iter().find(|(word, _)| value.contains(word)).map(|(_, maker)| (*maker).to_owned())
}

/// A hypervisor by its name or key, with a version behind it.
fn which<'t>(value: &'t str, version: &mut Option<&'t str>) -> Option<Hypervisor> {
    let found =
        Hypervisor::ALL.iter().copied().find(|known| value == known.key() || value.starts_with(known.label()))?;
    *version = value.strip_prefix(found.label()).map(str::trim).filter(|rest| !rest.is_empty());
    Some(found)
}

/// `0000:01:00.0 0300: 10de:2504`, as `collect.sh` prints a device where there is no `lspci`.
fn bare_device(line: &str, knowledge: &Knowledge) -> Option<Card> {
    let (before, id) = line.rsplit_once(": ")?;
    let class: ClassCode = before.rsplit(' ').next()?.parse().ok()?;
    class.is_display().then_some(())?;
    Some(knowledge.card(id.trim().parse().ok()?, Some(class)))
}

/// `GeForce RTX 3060 12GB (geforce-rtx-3060-12gb) or …`: where several are named, none is meant for certain.
fn candidates(value: &str, knowledge: &Knowledge) -> Vec<Card> {
    let ids = value.split('(').skip(1).filter_map(|part| part.split_once(')')).map(|(id, _)| id);
    ids.filter_map(|id| knowledge.card_of_record(id)).collect()
}
