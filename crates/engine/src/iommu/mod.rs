//! IOMMU layouts: reading pasted listings, rebuilding the PCI tree, judging groups, comparing layouts,
//! writing listings.

mod device;
mod host;
mod listing;
mod reader;
mod refusal;

pub use device::{BusNumbers, Device, ParseRevisionError, Revision};
pub use host::{Host, Slot, SlotSource};
pub use listing::{Conflict, Format, Listing, Skipped};
pub use reader::{read, read_bytes};
pub use refusal::{LISTING_COMMAND, Refusal};
