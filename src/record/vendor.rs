use vfiodex_engine::HexWord;

use super::{Url, record};

record! {
    /// A maker of chips, cards, boards or machines.
    pub struct Vendor {
        /// Its name.
        #[schemars(length(min = 2, max = 60))]
        pub name: String,
        /// Spellings in DMI.
        #[serde(default)]
        pub dmi_names: Vec<String>,
        /// PCI vendor IDs of its chips.
        #[serde(default)]
        pub pci_vendor_ids: Vec<HexWord>,
        /// PCI subsystem vendor IDs of its boards and cards.
        #[serde(default)]
        pub subsystem_vendor_ids: Vec<HexWord>,
        /// Its site.
        pub homepage: Option<Url>,
    }
}
