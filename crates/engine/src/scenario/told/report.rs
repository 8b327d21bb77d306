use serde_json::Value;

use crate::situation::Hypervisor;
use crate::{Bdf, Knowledge, PciId};

use super::{Scenario, Seen, choose, cpu_vendor};

/// A report of `vfiodex doctor --json`.
pub(super) struct Report(Value);

/// Reads a text as such a report.
pub(super) fn read(text: &str) -> Option<Report> {
    let text = text.trim_start();
    if !text.starts_with('{') {
        return None;
    }
    let value: Value = serde_json::from_str(text).ok()?;
    (value.get("host")?.is_object() && value.get("cards")?.is_array()).then_some(Report(value))
}

impl Report {
    fn text(&self, path: &str) -> Option<&str> {
        self.0.pointer(path)?.as_str()
    }

    pub(super) fn scenario(&self, knowledge: &Knowledge, gpu: Option<&str>) -> Scenario {
        let mut told = Scenario::default();
        let known = &mut told.situation;
        known.kernel = self.text("/host/kernel").and_then(|kernel| kernel.parse().ok());
        known.board = self.text("/host/board/id").map(str::to_owned);
        known.cpu_vendor = self.text("/host/cpu").and_then(cpu_vendor).map(str::to_owned);
        known.bios = self.text("/host/dmi/bios_version").and_then(|version| version.parse().ok());
        let name = self.text("/host/hypervisor/name").unwrap_or_default();
        known.hypervisor = Hypervisor::ALL
            .iter()
            .copied()
            .find(|h| h.label().eq_ignore_ascii_case(name) || h.key().eq_ignore_ascii_case(name));
        let version = self.text("/host/hypervisor/version");
        if known.hypervisor == Some(Hypervisor::Proxmox) {
            known.proxmox = version.and_then(|version| version.parse().ok());
        }
        told.iommu = match self.text("/iommu/state") {
            Some("on" | "yes") => Some(true),
            Some("off" | "no") => Some(false),
            _ => None,
        };
        told.interrupt_remapping = match self.text("/interrupt_remapping/on") {
            Some("on" | "yes") => Some(true),
            Some("off" | "no") => Some(false),
            _ => None,
        };
        choose(&mut told, self.cards(), knowledge, gpu);
        told
    }

    fn cards(&self) -> Vec<Seen> {
        let cards = self.0.get("cards").and_then(Value::as_array);
        cards.into_iter().flatten().filter_map(card).collect()
    }
}

fn card(value: &Value) -> Option<Seen> {
    let address: Bdf = value.get("address")?.as_str()?.parse().ok()?;
    let functions = value.get("functions").and_then(Value::as_array);
    let id = |function: &Value| function.get("id")?.as_str()?.parse::<PciId>().ok();
    let ids: Vec<PciId> = functions.into_iter().flatten().filter_map(id).collect();
    let first = functions.and_then(|all| all.first());
    let candidates = value.get("candidates").and_then(Value::as_array);
    let record = |candidate: &Value| candidate.get("id")?.as_str().map(str::to_owned);
    Some(Seen {
        address,
        id: *ids.first()?,
        records: candidates.into_iter().flatten().filter_map(record).collect(),
        integrated: value.get("integrated").and_then(Value::as_bool) == Some(true),
        boot: first.and_then(|function| function.get("boot_vga")).and_then(Value::as_bool),
        ids,
    })
}
