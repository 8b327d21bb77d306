use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A record's ID: lower-case letters and digits joined by hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(pub String);

/// Shape of a record ID.
pub const SLUG: &str = "^[a-z0-9]+(-{1,2}[a-z0-9]+)*$";

impl JsonSchema for Slug {
    fn schema_name() -> Cow<'static, str> {
        "Slug".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": SLUG, "maxLength": 120 })
    }
}

macro_rules! references {
    ($($(#[$meta:meta])* $name:ident => $kind:literal,)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "pattern": SLUG,
                    "maxLength": 120,
                    "description": concat!("ID of a record in `data/", $kind, "/`: its file name without `.yaml`."),
                    "x-ref": $kind,
                })
            }
        }
    )*};
}

references! {
    /// ID of a GPU record.
    GpuRef => "gpus",
    /// ID of a CPU family record.
    CpuRef => "cpus",
    /// ID of a board record.
    BoardRef => "boards",
    /// ID of a layout record: board ID, two hyphens, file name.
    LayoutRef => "layouts",
    /// ID of a quirk record.
    QuirkRef => "quirks",
    /// ID of an advice record.
    AdviceRef => "advice",
    /// ID of a driver record.
    DriverRef => "drivers",
    /// ID of a hypervisor release record.
    HypervisorRef => "hypervisors",
    /// ID of a workload record.
    WorkloadRef => "workloads",
    /// ID of a vendor record.
    VendorRef => "vendors",
    /// ID of a source record.
    SourceRef => "sources",
    /// ID of a guide record.
    GuideRef => "guides",
}
