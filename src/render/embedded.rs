//! Templates and site files that the program was built with; `build.rs` makes the tables.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
