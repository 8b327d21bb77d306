//! The open JSON API.

pub mod v1;
