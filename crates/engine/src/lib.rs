//! The reasoning behind vfiodex, free of disk, clock, YAML and HTML, so that the command line, the
//! site build and the browser give the same answers.

pub mod applies;
pub mod audit;
mod bdf;
pub mod compact;
pub mod context;
pub mod explain;
pub mod hardware;
pub mod iommu;
pub mod knowledge;
mod literals;
mod named;
mod order;
mod pattern;
mod pci_id;
pub mod plan;
pub mod scenario;
pub mod setup;
pub mod situation;
pub mod text;
mod text_type;
pub mod tool;
mod tri;
pub mod verdict;
pub mod version;

pub use applies::{Applies, CardMatch};
pub use bdf::{Bdf, ParseBdfError};
pub use knowledge::Knowledge;
pub use pattern::{Pattern, PatternError};
pub use pci_id::{ClassCode, HexWord, PciId, PciIdError};
pub use scenario::Scenario;
pub use setup::Setup;
pub use situation::Situation;
pub use tri::Tri;
