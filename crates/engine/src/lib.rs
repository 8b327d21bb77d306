//! The reasoning behind vfiodex, free of disk, clock, YAML and HTML, so that the command line, the
//! site build and the browser give the same answers.

mod bdf;
pub mod iommu;
mod pattern;
mod pci_id;
mod text_type;
mod tri;
pub mod version;

pub use bdf::{Bdf, ParseBdfError};
pub use pattern::{Pattern, PatternError};
pub use pci_id::{ClassCode, HexWord, PciId, PciIdError};
pub use tri::Tri;
