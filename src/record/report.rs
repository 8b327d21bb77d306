use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::PciId;
use vfiodex_engine::version::{BiosVersion, KernelVersion, NvidiaVersion, QemuVersion};

use super::{BoardRef, CpuRef, Date, GpuRef, GuestFirmware, GuestSystem, HypervisorName, QuirkRef, record};

record! {
    /// What happened when one person passed one card through, reduced to facts.
    pub struct Report {
        /// Card, board and outcome in a few words.
        #[schemars(length(min = 8, max = 120))]
        pub name: String,
        /// The card.
        pub gpu: GpuRef,
        /// Subsystem ID of the very card.
        pub subsystem: Option<PciId>,
        /// The board.
        pub board: Option<BoardRef>,
        /// The board in words, where it has no record.
        pub board_name: Option<String>,
        /// The processor in words.
        pub cpu: Option<String>,
        /// Processor family.
        pub cpu_family: Option<CpuRef>,
        /// BIOS of the board.
        pub bios: Option<BiosVersion>,
        /// Hypervisor.
        pub hypervisor: Option<HypervisorName>,
        /// Its version.
        pub hypervisor_version: Option<String>,
        /// Host kernel.
        pub kernel: Option<KernelVersion>,
        /// QEMU version.
        pub qemu: Option<QemuVersion>,
        /// Guest system.
        pub guest: Option<GuestSystem>,
        /// Guest system in words.
        pub guest_name: Option<String>,
        /// Guest firmware.
        pub firmware: Option<GuestFirmware>,
        /// NVIDIA driver in the guest.
        pub nvidia_driver: Option<NvidiaVersion>,
        /// How it went.
        #[schemars(extend("x-core" = true))]
        pub outcome: Outcome,
        /// What happened, in one or two sentences of our own.
        pub summary: String,
        /// Which events the card came back from.
        pub survived: Option<Survived>,
        /// What was needed to get there.
        #[serde(default)]
        pub needed: Vec<String>,
        /// Quirks that it shows.
        #[serde(default)]
        pub quirks: Vec<QuirkRef>,
        /// For how long the setup had run, in days.
        pub ran_for_days: Option<u32>,
        /// Day of the report.
        pub date: Date,
    }
}

/// How an attempt went. A card that the guest merely lists is not a card that works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It did its work in the guest.
    Works,
    /// It did its work after a workaround.
    WorksWithWorkaround,
    /// Some of it worked.
    Partial,
    /// It did not work.
    Fails,
}

/// Which events a card came back from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Survived {
    /// Reboot from inside the guest.
    pub guest_reboot: Option<Tally>,
    /// Shutdown and start.
    pub shutdown: Option<Tally>,
    /// Stop by force.
    pub kill: Option<Tally>,
    /// Crash of the guest.
    pub guest_crash: Option<Tally>,
}

/// How often a card came back from one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// Whether it came back, as told.
    pub result: TallyResult,
    /// Times that it came back, where told.
    pub survived: Option<u32>,
    /// Times that it did not, where told.
    pub failed: Option<u32>,
}

/// Whether a card came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TallyResult {
    /// Every time.
    Survived,
    /// Sometimes.
    Mixed,
    /// Never.
    Failed,
}
