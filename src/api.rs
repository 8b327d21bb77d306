//! The open JSON API.

mod iommu;
pub mod v1;
