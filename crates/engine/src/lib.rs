//! The reasoning behind vfiodex, free of disk, clock, YAML and HTML, so that the command line, the
//! site build and the browser give the same answers.

pub mod applies;
pub mod audit;
mod bdf;
pub mod context;
pub mod explain;
pub mod iommu;
pub mod knowledge;
mod literals;
mod pattern;
mod pci_id;
pub mod situation;
mod text_type;
mod tri;
pub mod version;

pub use applies::{Applies, CardMatch};
pub use bdf::{Bdf, ParseBdfError};
pub use knowledge::Knowledge;
pub use pattern::{Pattern, PatternError};
pub use pci_id::{ClassCode, HexWord, PciId, PciIdError};
pub use situation::Situation;
pub use tri::Tri;
