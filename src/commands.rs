//! One file per command: arguments and glue.

pub mod audit;
pub mod build;
pub mod check;
pub mod doctor;
pub mod explain;
pub mod import;
mod input;
pub mod plan;
pub mod scenario;
pub mod schema;
#[cfg(feature = "serve")]
pub mod serve;
mod situation;
pub mod verdict;
