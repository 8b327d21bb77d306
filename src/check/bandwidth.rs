//! `implausible-bandwidth`: bus width and memory type can give the stated bandwidth.

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::{Gpu, MemoryType};

/// Slowest and fastest data rate per pin, in Gbit/s, at which cards with this memory were sold, with
/// some room on both sides.
fn rates(kind: MemoryType) -> Option<(f64, f64)> {
    Some(match kind {
        MemoryType::Ddr3 => (0.8, 2.2),
        MemoryType::Ddr4 => (1.6, 3.6),
        MemoryType::Gddr5 => (3.0, 9.2),
        MemoryType::Gddr5x => (8.5, 12.5),
        MemoryType::Gddr6 => (9.5, 20.5),
        MemoryType::Gddr6x => (18.0, 24.0),
        MemoryType::Gddr7 => (16.0, 36.5),
        MemoryType::Hbm => (0.9, 1.1),
        MemoryType::Hbm2 => (1.2, 2.6),
        MemoryType::Hbm2e => (2.4, 3.7),
        MemoryType::Hbm3 => (4.0, 6.6),
        MemoryType::Hbm3e => (5.5, 9.9),
        MemoryType::Lpddr5 => (4.2, 10.8),
        MemoryType::System => return None,
    })
}

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, gpu) in draft.records::<Gpu>() {
        let Some(memory) = &gpu.memory else { continue };
        let (Some(kind), Some(bits), Some(bandwidth)) = (memory.kind, memory.bus_bits, memory.bandwidth_gb_s) else {
            continue;
        };
        let Some((slowest, fastest)) = rates(kind) else { continue };
        let rate = bandwidth * 8.0 / f64::from(bits);
        if (slowest..=fastest).contains(&rate) {
            continue;
        }
        let at = |path: &str| document.root.at(path).map_or(document.root.span, |node| node.span);
        let per_bit = f64::from(bits) / 8.0;
        let text =
            format!("{bandwidth} GB/s over {bits} bits is {rate:.1} Gbit/s per pin, which this memory does not run at");
        found.push(
            Diagnostic::error("implausible-bandwidth", at("memory.bandwidth_gb_s"), text)
                .help(format!(
                    "with this memory and bus, {:.0} to {:.0} GB/s are possible; look at type, bus and bandwidth again",
                    slowest * per_bit,
                    fastest * per_bit
                ))
                .related(at("memory.bus_bits"), "the bus")
                .related(at("memory.type"), "the type"),
        );
    }
}
