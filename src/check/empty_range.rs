//! `empty-range`: a version range ends after it starts.

use vfiodex_engine::version::{BiosVersion, KernelVersion, NvidiaVersion, ProxmoxVersion, QemuVersion, Version};

use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::Gpu;
use crate::schema::Place;

pub(super) fn field(subject: &Subject, place: &Place, found: &mut Vec<Diagnostic>) {
    let (Some(from), Some(before)) = (place.node.get("from"), place.node.get("before")) else { return };
    let schema = subject.schema;
    let rules = schema.field(place.path.split('.').chain(["from"])).map(|field| schema.resolve(field));
    let format = rules.and_then(|rules| rules.get("format")).and_then(|format| format.as_str()).unwrap_or_default();
    if let (Some(a), Some(b)) = (from.as_str(), before.as_str())
        && is_empty(format, a, b)
    {
        found.push(
            Diagnostic::error("empty-range", place.node.span, format!("no version lies from {a} to before {b}"))
                .help("`from` is the first version that counts, `before` the first that no longer does"),
        );
    }
}

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, gpu) in draft.records::<Gpu>() {
        let Some((first, last)) = gpu.driver.as_ref().and_then(|d| d.first_branch.as_ref().zip(d.last_branch.as_ref()))
        else {
            continue;
        };
        if last < first {
            let span = document.root.at("driver.last_branch").map_or(document.root.span, |node| node.span);
            found.push(
                Diagnostic::error(
                    "empty-range",
                    span,
                    format!("the last branch, {last}, is older than the first, {first}"),
                )
                .help("exchange them, or correct one"),
            );
        }
    }
}

fn is_empty(format: &str, from: &str, before: &str) -> bool {
    fn test<V: Version + std::str::FromStr>(from: &str, before: &str) -> bool {
        matches!((from.parse::<V>(), before.parse::<V>()), (Ok(a), Ok(b)) if a.at_least(&b).is_yes())
    }
    match format {
        "KernelVersion" => test::<KernelVersion>(from, before),
        "NvidiaVersion" => test::<NvidiaVersion>(from, before),
        "QemuVersion" => test::<QemuVersion>(from, before),
        "ProxmoxVersion" => test::<ProxmoxVersion>(from, before),
        "BiosVersion" => test::<BiosVersion>(from, before),
        _ => false,
    }
}
