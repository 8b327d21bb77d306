//! IOMMU layouts: reading pasted listings, rebuilding the PCI tree, judging groups, comparing layouts,
//! writing listings.

mod alone;
mod card;
mod class;
mod device;
mod diff;
mod groups;
mod host;
mod listing;
mod reader;
mod refusal;
mod reset;
mod slots;
mod topology;
pub mod write;

pub use alone::{Alone, Kind, alone};
pub use card::{Card, card_of, cards};
pub use device::{BusNumbers, Device, ParseRevisionError, Revision};
pub use diff::{Blame, Change, Key, KeyChange, LayoutDiff, Observation, diff};
pub use groups::{
    Consequence, Group, GroupClass, NoGroup, Sharing, Viability, WithoutGroup, groups, sharing, sharing_by_group,
    without_group,
};
pub use host::{Host, Slot, SlotSource};
pub use listing::{Conflict, Format, Listing, Skipped};
pub use reader::{command_line_words, dmi_value, read, read_bytes};
pub use refusal::{LISTING_COMMAND, Refusal};
pub use reset::{BusReset, bus_reset};
pub use slots::{SlotGroup, slot_groups};
pub use topology::{Known, Role, Topology};
