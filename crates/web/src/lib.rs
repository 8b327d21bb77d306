//! The engine for browsers: four functions over linear memory, and no rules.
//!
//! JavaScript asks for room with `take`, writes UTF-8 there, and hands it to `load` (a file of facts) or
//! `call` (a request). Both consume what they are given and answer with a pointer in the upper and a length
//! in the lower half of a number; `give` hands that room back. Requests and answers are those of
//! [`vfiodex_engine::tool`].

#[cfg(target_arch = "wasm32")]
mod memory;

use std::sync::{Mutex, PoisonError};

use vfiodex_engine::tool::{self, Facts};

/// The facts that were loaded; pages load them once.
static FACTS: Mutex<Facts> = Mutex::new(Facts::none());

/// Adds a file of facts. Answers `{}`, or says under `error` what is wrong with it.
#[must_use]
pub fn load(file: &[u8]) -> String {
    tool::load(&mut FACTS.lock().unwrap_or_else(PoisonError::into_inner), file)
}

/// Answers a request.
#[must_use]
pub fn call(request: &str) -> String {
    tool::answer(&FACTS.lock().unwrap_or_else(PoisonError::into_inner), request)
}
