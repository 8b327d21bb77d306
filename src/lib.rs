//! vfiodex: reads the records in `data/`, checks them, and renders the site and the API.

pub mod record;
