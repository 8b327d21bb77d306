//! `layout-folder`, `duplicate-device`, `incomplete-layout`: a layout is one observation of one board.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::Layout;

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (entry, document, layout) in draft.records::<Layout>() {
        let at = |path: &str| document.root.at(path).map_or(document.root.span, |node| node.span);
        let folder = entry.id.split("--").next().unwrap_or_default();
        if layout.board.0 != folder {
            found.push(
                Diagnostic::error(
                    "layout-folder",
                    at("board"),
                    format!("the file stands in the folder of `{folder}` and names the board `{}`", layout.board.0),
                )
                .help("move the file to the folder of its board, or correct `board`"),
            );
        }
        if !layout.complete && layout.missing.is_none() {
            found.push(
                Diagnostic::error("incomplete-layout", at("complete"), "it is not said what is missing")
                    .help("say under `missing` what the listing leaves out, such as `bridges are hidden`"),
            );
        }
        let mut seen = BTreeMap::new();
        for (index, device) in layout.devices.iter().enumerate() {
            let span = at(&format!("devices.{index}.address"));
            if let Some(first) = seen.insert(device.address, span) {
                found.push(
                    Diagnostic::error(
                        "duplicate-device",
                        span,
                        format!("the device {} stands twice in this layout", device.address),
                    )
                    .help("a device is in one group; keep the line that the listing shows")
                    .related(first, "it stands here first"),
                );
            }
        }
    }
}
