//! `implausible-power`: a card's power fits its connectors.

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::{Gpu, Mount, PowerConnectorKind};

/// Watts that a PCI Express x16 slot gives (PCI Express Card Electromechanical Specification).
const SLOT_W: u32 = 75;

/// Share by which cards are sold that draw more than that: the RTX A5000 takes 230 W from the slot and one 8-pin.
const OVER_PERCENT: u32 = 5;

/// Watts that one connector is rated for (PCI Express CEM 5.1; EPS12V for the CPU connector).
fn rating(kind: PowerConnectorKind) -> u32 {
    match kind {
        PowerConnectorKind::SixPin => 75,
        PowerConnectorKind::EightPin => 150,
        PowerConnectorKind::Eps => 336,
        PowerConnectorKind::TwelvePin | PowerConnectorKind::TwelveVhpwr | PowerConnectorKind::TwelveV2x6 => 600,
    }
}

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, gpu) in draft.records::<Gpu>() {
        let (Some(tdp), Some(connectors)) = (gpu.tdp_w, &gpu.power_connectors) else { continue };
        if gpu.form.as_ref().and_then(|form| form.mount).is_some_and(|mount| mount != Mount::PcieCard) {
            continue;
        }
        let given = SLOT_W + connectors.iter().map(|c| rating(c.kind) * u32::from(c.count)).sum::<u32>();
        let span = |path: &str| document.root.at(path).map_or(document.root.span, |node| node.span);
        if tdp * 100 > given * (100 + OVER_PERCENT) {
            found.push(
                Diagnostic::error(
                    "implausible-power",
                    span("tdp_w"),
                    format!("{tdp} W is more than slot and connectors give, {given} W"),
                )
                .help("the slot gives 75 W, a 6-pin 75 W, an 8-pin 150 W; look at power and connectors again")
                .related(span("power_connectors"), "the connectors"),
            );
        }
        let large = connectors.iter().find(|c| rating(c.kind) >= 300);
        if let Some(connector) = large.filter(|_| tdp <= SLOT_W) {
            let name = serde_json::to_value(connector.kind)
                .ok()
                .and_then(|v| v.as_str().map(str::to_owned))
                .unwrap_or_default();
            found.push(
                Diagnostic::error(
                    "implausible-power",
                    span("power_connectors"),
                    format!("a card of {tdp} W draws all its power from the slot and has no {name}"),
                )
                .help("look at power and connectors again")
                .related(span("tdp_w"), "the power"),
            );
        }
    }
}
