//! What follows from several records together: which quirks and drivers concern a card, which caps
//! apply to it, how it stands; what the layouts say about groups, slots and platforms. Pages and API
//! show the same.

mod applies;
mod board;
mod gpu;
mod layout;
mod observed;
mod platform;
mod slot;
mod standing;
mod verdicts;

pub use applies::{applies_to_card, depends_on_host};
pub use board::{BoardFacts, IommuFacts, LayoutChange};
pub use gpu::{CapRow, GpuFacts, PriceRange, Quirks, ResetStatus, gpu_facts};
pub use layout::{CardFacts, LayoutFacts, layout_facts, stands_alone};
pub use observed::{device, observation};
pub use platform::{Expectation, expectations};
pub use slot::{SlotLanding, slot_landings};
pub use standing::{Level, Standing, weight_of, weight_where_it_applies};
pub use verdicts::{Combination, USES, Verdicts};
