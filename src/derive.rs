//! What follows from several records together: which quirks and drivers concern a card, which caps
//! apply to it, how it stands. Pages and API show the same.

mod applies;
mod gpu;
mod observed;
mod standing;

pub use applies::{CardMatch, applies_to_card, depends_on_host};
pub use gpu::{CapRow, GpuFacts, PriceRange, ResetStatus, gpu_facts};
pub use observed::{device, observation};
pub use standing::{Level, Standing};
