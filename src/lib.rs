//! vfiodex: reads the records in `data/`, checks them, and renders the site and the API.

mod api;
pub mod catalogue;
pub mod check;
pub mod claims;
pub mod cli;
pub mod commands;
pub mod derive;
pub mod diagnostic;
pub mod doctor;
pub mod document;
pub mod draft;
pub mod facts;
pub mod host;
pub mod import;
pub mod output;
pub mod pci_names;
pub mod record;
pub mod render;
pub mod report;
pub mod schema;
pub mod source;
pub mod view;
