//! `empty-range`: a version range ends after it starts.

use vfiodex_engine::version::{BiosVersion, KernelVersion, NvidiaVersion, ProxmoxVersion, QemuVersion, Version};

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::Gpu;
use crate::schema;

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for entry in draft.entries.values() {
        let Some(document) = entry.document.as_ref().filter(|_| entry.record.is_some()) else { continue };
        let schema = schema::of(entry.kind);
        schema.visit(&document.root, &mut |place| {
            let (Some(from), Some(before)) = (place.node.get("from"), place.node.get("before")) else { return };
            let format = schema.field(place.path.split('.').chain(["from"])).map(|field| schema.resolve(field));
            let format =
                format.and_then(|rules| rules.get("format")).and_then(|format| format.as_str()).unwrap_or_default();
            if let (Some(a), Some(b)) = (from.as_str(), before.as_str())
                && is_empty(format, a, b)
            {
                found.push(
                    Diagnostic::error(
                        "empty-range",
                        place.node.span,
                        format!("no version lies from {a} to before {b}"),
                    )
                    .help("`from` is the first version that counts, `before` the first that no longer does"),
                );
            }
        });
    }
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
