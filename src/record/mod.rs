//! The kinds of records: one file per kind, serde and schemars types only. Doc comments become the
//! descriptions in the JSON Schema and in editors, so they speak to contributors.

mod advice;
mod board;
mod cpu;
mod driver;
mod gpu;
mod guide;
mod hypervisor;
mod kind;
mod layout;
mod matcher;
mod observation;
mod quirk;
mod reference;
mod report;
mod rule;
mod shared;
mod source;
mod vendor;
mod workload;

pub use advice::*;
pub use board::*;
pub use cpu::*;
pub use driver::*;
pub use gpu::*;
pub use guide::*;
pub use hypervisor::*;
pub use kind::{Kind, Record, Typed};
pub use layout::*;
pub use matcher::*;
pub use observation::*;
pub use quirk::*;
pub use reference::*;
pub use report::*;
pub use rule::*;
pub use shared::*;
pub use source::*;
pub use vendor::*;
pub use workload::*;

/// Declares a record type and adds the fields that every kind has.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
            /// Other names that people search for.
            #[serde(default)]
            pub aliases: Vec<String>,
            /// IDs that this record had before; their addresses redirect here.
            #[serde(default)]
            pub former_ids: Vec<$crate::record::Slug>,
            /// Remarks that no field holds, each one short Markdown paragraph.
            #[serde(default)]
            pub notes: Vec<String>,
            /// Documents that the facts come from.
            #[serde(default)]
            pub sources: Vec<$crate::record::Citation>,
            /// Values that sources state and this record does not follow.
            #[serde(default)]
            pub disputed: Vec<$crate::record::Disputed>,
            /// Fields that were looked for and that nobody knows.
            #[serde(default)]
            pub not_known: Vec<$crate::record::NotKnown>,
        }

        impl $crate::record::Common for $name {
            fn aliases(&self) -> &[String] {
                &self.aliases
            }
            fn former_ids(&self) -> &[$crate::record::Slug] {
                &self.former_ids
            }
            fn sources(&self) -> &[$crate::record::Citation] {
                &self.sources
            }
            fn disputed(&self) -> &[$crate::record::Disputed] {
                &self.disputed
            }
            fn not_known(&self) -> &[$crate::record::NotKnown] {
                &self.not_known
            }
            fn notes(&self) -> &[String] {
                &self.notes
            }
        }
    };
}
use record;

/// What every record can be asked for.
pub trait Common {
    /// Other names that people search for.
    fn aliases(&self) -> &[String];
    /// IDs that the record had before.
    fn former_ids(&self) -> &[Slug];
    /// Documents that the facts come from.
    fn sources(&self) -> &[Citation];
    /// Values that sources state and the record does not follow.
    fn disputed(&self) -> &[Disputed];
    /// Fields that nobody knows.
    fn not_known(&self) -> &[NotKnown];
    /// Remarks in Markdown.
    fn notes(&self) -> &[String];
}
