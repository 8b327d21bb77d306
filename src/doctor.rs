//! What a host's own hardware means for passthrough: the machine as it was read, joined with the engine's
//! groups and with the records.

mod boards;
mod candidates;
mod cards;
mod contribution;
mod findings;
mod quirks;
mod report;
mod resets;
mod text;

use vfiodex_engine::iommu::Topology;

pub use boards::board_of;
pub use candidates::{Candidates, candidates};
pub use contribution::{Contribution, Draft, contribution};
pub use report::{
    BoardFacts, CardFacts, Finding, FunctionFacts, GroupFacts, HostFacts, Level, Member, QuirkHit, RecordHit, Report,
    ResetFacts,
};
pub use text::write_text;

use crate::catalogue::Catalogue;
use crate::host::{ConfigLine, Machine};

/// Examines a machine. Without a catalogue nothing is said about records.
#[must_use]
pub fn examine(machine: &Machine, catalogue: Option<&Catalogue>) -> Report {
    let tree = Topology::new(&machine.listing().devices);
    let board = catalogue.and_then(|catalogue| board_of(catalogue, &machine.dmi));
    let setting = quirks::Setting::new(machine, board);
    let cards = cards::cards(machine, &tree, catalogue, &setting);
    let host_quirks = catalogue.map(|catalogue| quirks::of_host(catalogue, &setting)).unwrap_or_default();
    let findings = findings::findings(machine, &tree, &cards);
    Report {
        format: 1,
        host: HostFacts {
            kernel: machine.kernel.release.clone(),
            command_line: machine.kernel.words.clone(),
            hypervisor: machine.hypervisor.clone(),
            cpu: machine.cpu.model.clone(),
            dmi: machine.dmi.clone(),
            board: board.map(|(id, board)| BoardFacts { id: id.to_owned(), name: board.name.clone() }),
            place: machine.place.clone(),
        },
        iommu: machine.iommu.clone(),
        interrupt_remapping: machine.remapping.clone(),
        acs_override: machine.kernel.acs_override(),
        cards,
        host_quirks,
        configuration: configuration(machine),
        findings,
        records: catalogue.is_some(),
        not_read: machine.not_read.clone(),
    }
}

/// Lines of the module configuration that bear on passthrough. Whether they still make sense is the
/// audit's question; it takes them from here.
#[must_use]
pub fn configuration(machine: &Machine) -> Vec<ConfigLine> {
    const WORDS: &[&str] = &[
        "vfio",
        "kvm",
        "pci-stub",
        "nouveau",
        "nvidia",
        "amdgpu",
        "radeon",
        "i915",
        "xe ",
        "snd_hda",
        "vendor-reset",
        "vendor_reset",
        "softdep",
        "efifb",
        "simplefb",
    ];
    let bears = |line: &&ConfigLine| WORDS.iter().any(|word| line.text.to_ascii_lowercase().contains(word));
    machine.modprobe_d.iter().chain(&machine.modules.at_boot).filter(bears).cloned().collect()
}
