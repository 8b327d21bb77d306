//! vfiodex: reads the records in `data/`, checks them, and renders the site and the API.

pub mod diagnostic;
pub mod document;
pub mod record;
pub mod source;
pub mod schema;
pub mod draft;
pub mod check;
pub mod cli;
pub mod commands;
pub mod report;
