//! One file per command: arguments and glue.

pub mod build;
pub mod check;
pub mod doctor;
pub mod import;
pub mod schema;
#[cfg(feature = "serve")]
pub mod serve;
