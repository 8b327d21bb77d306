mod body;
mod bus;
mod driver;
mod memory;
mod reset;
mod work;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vfiodex_engine::{HexWord, PciId};

use super::{Date, VendorRef, record};

pub use body::*;
pub use bus::*;
pub use driver::*;
pub use memory::*;
pub use reset::*;
pub use work::*;

record! {
    /// One retail variant of a graphics or compute card, or one integrated GPU. Cards that differ in
    /// memory size are different variants even where they share a name.
    pub struct Gpu {
        /// Retail name with what tells the variant apart: `GeForce RTX 3060 12 GB`.
        #[schemars(length(min = 2, max = 80))]
        pub name: String,
        /// Who makes the chip.
        pub vendor: VendorRef,
        /// Market that the card is sold into.
        pub segment: Segment,
        /// Architecture in lower case, as the vendor names it: `ampere`, `rdna-3`, `xe-hpg`.
        #[schemars(regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
        pub architecture: String,
        /// Die, as the vendor names it: `GA106`, `Navi 31`.
        pub die: Option<String>,
        /// First day of sale, or announcement for cards sold only in servers.
        pub launched: Option<Date>,
        /// How the card behaves when it is passed through, in one sentence, from the evidence in this record.
        pub summary: Option<String>,
        /// GPUs on one card, where it carries several, each a PCI device of its own. Memory, BARs and video engines are
        /// given for one of them, board power and size for the whole card.
        #[schemars(range(min = 2, max = 8))]
        pub gpus_on_card: Option<u8>,
        /// How the card is recognised on the PCI bus.
        #[schemars(extend("x-core" = true))]
        pub pci: GpuPci,
        /// Every PCI function of the card; all of them leave the host together.
        #[schemars(extend("x-core" = true))]
        pub functions: Option<Vec<Function>>,
        /// Video memory.
        #[schemars(extend("x-core" = true))]
        pub memory: Option<Memory>,
        /// Board power in watts: the vendor's TDP, TGP or TBP. For an integrated GPU leave it out.
        #[schemars(extend("x-core" = true), range(min = 1, max = 3000))]
        pub tdp_w: Option<u32>,
        /// Auxiliary power connectors of the vendor's own card; an empty list means slot power alone.
        pub power_connectors: Option<Vec<PowerConnector>>,
        /// Measured idle draw by what holds the card.
        #[serde(default)]
        pub idle_draw: Vec<IdleDraw>,
        /// Size and cooling of the vendor's own card.
        pub form: Option<Form>,
        /// PCI Express link of the card.
        pub pcie: Option<PcieLink>,
        /// Memory windows (BARs) that host and guest firmware must place.
        pub bars: Option<Bars>,
        /// Display outputs of the vendor's own card.
        pub outputs: Option<Outputs>,
        /// Video engines.
        pub video: Option<Video>,
        /// Compute target.
        pub compute: Option<Compute>,
        /// Ways to share the card between virtual machines.
        pub sharing: Option<Sharing>,
        /// How the card can be reset between guests.
        #[schemars(extend("x-core" = true))]
        pub reset: Option<Reset>,
        /// What the card's ROM needs.
        pub rom: Option<Rom>,
        /// Guest and host drivers.
        pub driver: Option<GpuDriver>,
        /// Guest systems with a vendor driver for this card.
        pub guests: Option<Guests>,
    }
}

/// Market that a card is sold into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Segment {
    /// Sold for desktop PCs and games.
    Consumer,
    /// Sold for professional workstations.
    Workstation,
    /// Sold for servers.
    Datacenter,
    /// Soldered into laptops.
    Mobile,
    /// Part of a processor.
    Integrated,
}

impl Gpu {
    /// Whether a device with this ID can be this variant.
    #[must_use]
    pub fn answers_to(&self, id: PciId) -> bool {
        self.pci.ids.contains(&id)
    }

    /// PCI vendor of the graphics function.
    #[must_use]
    pub fn pci_vendor(&self) -> Option<HexWord> {
        self.pci.ids.first().map(|id| HexWord(id.vendor))
    }
}
