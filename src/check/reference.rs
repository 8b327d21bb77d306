//! `unknown-record`, `wanted-record`: references lead to records.

use crate::diagnostic::{Diagnostic, longer_ids};
use crate::draft::{Draft, is_slug};

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for entry in draft.entries.values() {
        for reference in &entry.references {
            // What is no ID at all is told of by the schema.
            if draft.get(reference.kind, &reference.id).is_some() || !is_slug(&reference.id) {
                continue;
            }
            let what = reference.kind.one();
            let id = &reference.id;
            if let Some(now) = renamed(draft, reference) {
                found.push(
                    Diagnostic::error(
                        "unknown-record",
                        reference.span,
                        format!("the {what} `{id}` is now called `{now}`"),
                    )
                    .help("use the new ID")
                    .fix(reference.span, now),
                );
                continue;
            }
            let near = draft.of_kind(reference.kind).map(|other| other.id.as_str()).find(|other| is_slip(id, other));
            if let Some(near) = near {
                found.push(
                    Diagnostic::error("unknown-record", reference.span, format!("there is no {what} `{id}`"))
                        .help(format!("did you mean `{near}`?"))
                        .fix(reference.span, near),
                );
                continue;
            }
            let folder = reference.kind.folder();
            let wanted = format!("it is shown as text and listed as wanted; `data/{folder}/{id}.yaml` would fill it");
            let similar = longer_ids(id, draft.of_kind(reference.kind).map(|other| other.id.as_str()), 3);
            let help = match similar.as_slice() {
                [] => wanted,
                ids => format!("if you mean `{}`, write that; otherwise {wanted}", ids.join("` or `")),
            };
            found.push(
                Diagnostic::warning("wanted-record", reference.span, format!("there is no {what} `{id}` yet"))
                    .help(help),
            );
        }
    }
}

fn renamed<'a>(draft: &'a Draft, reference: &crate::draft::Reference) -> Option<&'a str> {
    draft.of_kind(reference.kind).find_map(|other| {
        let record = other.record.as_ref()?;
        record.common().former_ids().iter().any(|former| former.0 == reference.id).then_some(other.id.as_str())
    })
}

/// Whether one ID looks like a slip of the other rather than the name of another product: at most two
/// letters differ, the digits are the same, and neither continues the other (`-xt`, `-xtx`).
fn is_slip(typed: &str, known: &str) -> bool {
    let digits = |id: &str| id.chars().filter(char::is_ascii_digit).collect::<String>();
    !typed.starts_with(known)
        && !known.starts_with(typed)
        && typed.len() > 3
        && digits(typed) == digits(known)
        && strsim::damerau_levenshtein(typed, known) <= 2
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn tells_slips_from_other_products() {
        for (typed, known, want) in [
            ("gefroce-rtx-3060-12gb", "geforce-rtx-3060-12gb", true),
            ("geforce-rtx3060-12gb", "geforce-rtx-3060-12gb", true),
            ("geforce-rtx-3070", "geforce-rtx-3060", false),
            ("radeon-rx-7900-xtx", "radeon-rx-7900-xt", false),
            ("geforce-rtx-4070-ti", "geforce-rtx-4070", false),
        ] {
            assert_eq!(is_slip(typed, known), want, "{typed} for {known}");
        }
    }
}
