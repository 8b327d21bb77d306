use serde::{Deserialize, Serialize};

use super::*;

macro_rules! kinds {
    ($($variant:ident($ty:ty) => $folder:literal, $one:literal, $many:literal, $doc:literal;)*) => {
        /// The kinds of records; each has a folder below `data/` and a room on the site.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Kind {
            $(#[doc = $doc] $variant,)*
        }

        impl Kind {
            /// Every kind, in the order of the design.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)*];

            /// Folder below `data/`, and first part of the record's address.
            #[must_use]
            pub fn folder(self) -> &'static str {
                match self { $(Kind::$variant => $folder,)* }
            }

            /// What one record is called, in lower case.
            #[must_use]
            pub fn one(self) -> &'static str {
                match self { $(Kind::$variant => $one,)* }
            }

            /// Heading of the list.
            #[must_use]
            pub fn many(self) -> &'static str {
                match self { $(Kind::$variant => $many,)* }
            }

            /// What the records of this kind are, in one sentence.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Kind::$variant => $doc,)* }
            }

            /// The kind with this folder name.
            #[must_use]
            pub fn from_folder(folder: &str) -> Option<Self> {
                match folder { $($folder => Some(Kind::$variant),)* _ => None }
            }

            /// JSON Schema of one record as schemars derives it.
            pub(crate) fn raw_schema(self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match self { $(Kind::$variant => <$ty as schemars::JsonSchema>::json_schema(generator),)* }
            }

            /// Turns a value that the schema accepted into the typed record.
            ///
            /// # Errors
            /// Where the value does not fit the type: values that no schema pattern can refuse, such as
            /// the 31st of June.
            pub fn deserialize(self, value: serde_json::Value) -> Result<Record, serde_json::Error> {
                Ok(match self { $(Kind::$variant => Record::$variant(Box::new(serde_json::from_value::<$ty>(value)?)),)* })
            }
        }

        /// One record of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Record {
            $(#[doc = $doc] $variant(Box<$ty>),)*
        }

        impl Record {
            /// The record's kind.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self { $(Record::$variant(_) => Kind::$variant,)* }
            }

            /// The fields that every kind has.
            #[must_use]
            pub fn common(&self) -> &dyn Common {
                match self { $(Record::$variant(record) => record.as_ref(),)* }
            }
        }

        $(impl Typed for $ty {
            const KIND: Kind = Kind::$variant;

            fn of(record: &Record) -> Option<&Self> {
                match record { Record::$variant(record) => Some(record), _ => None }
            }
        })*
    };
}

/// A type of record.
pub trait Typed: 'static {
    /// Its kind.
    const KIND: Kind;

    /// The record, where it is of this type.
    fn of(record: &Record) -> Option<&Self>;
}

kinds! {
    Gpu(Gpu) => "gpus", "GPU", "GPUs", "Graphics and compute cards and integrated GPUs, one record per retail variant.";
    Board(Board) => "boards", "board", "Boards", "Motherboards, servers, mini PCs and laptops, with slots and firmware options.";
    Layout(Layout) => "layouts", "layout", "IOMMU layouts", "IOMMU groups as somebody observed them on one machine with one BIOS and kernel.";
    Cpu(Cpu) => "cpus", "CPU family", "CPU families", "Processor families as the host sees them: IOMMU, address widths, lanes, ACS.";
    Quirk(Quirk) => "quirks", "quirk", "Quirks", "Defects and traps with their symptoms and cures.";
    Advice(Advice) => "advice", "piece of advice", "Advice", "Lines and habits that guides repeat, and whether they still hold.";
    Driver(Driver) => "drivers", "driver", "Drivers", "Driver branches and out-of-tree modules with the hardware they support.";
    Hypervisor(Hypervisor) => "hypervisors", "hypervisor release", "Hypervisors", "Hypervisor releases with their kernels and features.";
    Workload(Workload) => "workloads", "workload", "Workloads", "What people use a passed-through GPU for, and what it needs.";
    Observation(Observation) => "observations", "observation", "Observations", "Measured and quoted numbers with all their conditions.";
    Report(Report) => "reports", "report", "Reports", "What happened when one person passed one card through.";
    Rule(Rule) => "rules", "rule", "Rules", "Rows of the decision matrix that verdicts are made from.";
    Vendor(Vendor) => "vendors", "vendor", "Vendors", "Makers of boards and cards.";
    Source(Source) => "sources", "source", "Sources", "Documents that several records cite.";
    Guide(Guide) => "guides", "guide", "Guides", "How-to pages.";
}

impl Record {
    /// What the record is called in lists and headings.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Record::Gpu(r) => &r.name,
            Record::Board(r) => &r.name,
            Record::Layout(r) => &r.name,
            Record::Cpu(r) => &r.name,
            Record::Quirk(r) => &r.name,
            Record::Advice(r) => &r.name,
            Record::Driver(r) => &r.name,
            Record::Hypervisor(r) => &r.name,
            Record::Workload(r) => &r.name,
            Record::Observation(r) => &r.name,
            Record::Report(r) => &r.name,
            Record::Rule(r) => &r.name,
            Record::Vendor(r) => &r.name,
            Record::Source(r) => &r.title,
            Record::Guide(r) => &r.title,
        }
    }
}
