//! What is particular to the page of each kind.

mod advice;
mod board;
mod changes;
mod driver;
mod gpu;
mod groups;
mod layout;
mod plain;
mod quirk;
mod slots;

pub use advice::level_role as advice_role;
pub use changes::pages as change_pages;
pub use gpu::{level_role, outcome_role};
pub use plain::amount;
pub use quirk::{severity_role, state_words};

use super::record::Parts;
use super::site::Context;
use crate::catalogue::Item;
use crate::record::Record;

/// The parts of a record's page that its kind decides.
pub fn parts(context: &Context, item: &Item) -> Parts {
    match &item.record {
        Record::Gpu(gpu) => gpu::parts(context, &item.id, gpu),
        Record::Board(board) => board::parts(context, &item.id, board),
        Record::Layout(layout) => layout::parts(context, &item.id, layout),
        Record::Quirk(quirk) => quirk::parts(context, quirk),
        Record::Advice(advice) => advice::parts(context, advice),
        Record::Driver(driver) => driver::parts(context, &item.id, driver),
        Record::Cpu(cpu) => plain::cpu(context, cpu),
        Record::Hypervisor(release) => plain::hypervisor(release),
        Record::Workload(workload) => plain::workload(workload),
        Record::Observation(seen) => plain::observation(context, &item.id, seen),
        Record::Report(report) => plain::report(context, report),
        Record::Rule(rule) => plain::rule(rule),
        Record::Vendor(_) => plain::vendor(context, &item.id),
        Record::Source(source) => plain::source(source),
        Record::Guide(guide) => plain::guide(context, guide),
    }
}
