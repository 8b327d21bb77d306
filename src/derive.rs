//! What follows from several records together: which quirks and drivers concern a card, which caps
//! apply to it, how it stands; what the layouts say about groups, slots and platforms. Pages and API
//! show the same.

mod applies;
mod board;
mod coverage;
mod freshness;
mod gpu;
mod layout;
mod observed;
mod platform;
mod slot;
mod standing;
mod trust;
mod verdicts;

pub use applies::{applies_to_card, depends_on_host};
pub use board::{BoardFacts, IommuFacts, LayoutChange};
pub use coverage::{FieldCoverage, KindCoverage, coverage, percent};
pub use freshness::{AGE_LIMITS, AgeLimit, FactClass, StaleFact, stale_fact};
pub use gpu::{CapRow, GpuFacts, PriceRange, Quirks, ResetStatus, gpu_facts};
pub use layout::{CardFacts, LayoutFacts, layout_facts, stands_alone};
pub use observed::{device, observation};
pub use platform::{Expectation, expectations};
pub use slot::{SlotLanding, slot_landings};
pub use standing::{Level, Standing, weight_of, weight_where_it_applies};
pub use trust::{Trust, trust};
pub use verdicts::{Combination, USES, Verdicts};
