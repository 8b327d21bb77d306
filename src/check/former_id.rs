//! `former-id-taken`: an old ID leads to one record.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    let mut claimed = BTreeMap::new();
    for entry in draft.entries.values() {
        let (Some(document), Some(record)) = (&entry.document, &entry.record) else { continue };
        for (index, former) in record.common().former_ids().iter().enumerate() {
            let span = document.root.at(&format!("former_ids.{index}")).map_or(document.root.span, |node| node.span);
            if draft.get(entry.kind, &former.0).is_some() {
                let text = format!("`{}` is the ID of a {} that exists", former.0, entry.kind.one());
                found.push(
                    Diagnostic::error("former-id-taken", span, text)
                        .help("its address cannot redirect here; take it out"),
                );
            } else if let Some(first) = claimed.insert((entry.kind, former.0.clone()), span) {
                let text = format!("two records say that they were called `{}`", former.0);
                found.push(
                    Diagnostic::error("former-id-taken", span, text)
                        .help("an old address leads to one record")
                        .related(first, "the other one"),
                );
            }
        }
    }
}
