//! `source-shape`: a citation names a source record, or describes its document in full.

use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::schema::Place;

const INLINE: &[&str] = &["url", "title", "publisher", "kind"];

pub(super) fn field(_: &Subject, place: &Place, found: &mut Vec<Diagnostic>) {
    if !place.marks.citation {
        return;
    }
    let given: Vec<_> = INLINE.iter().filter_map(|key| place.node.entry(key)).collect();
    let problem = match place.node.entry("source") {
        Some(_) => given.first().map(|extra| {
            let text = format!("a citation has either `source` or `{}`, not both", extra.key);
            Diagnostic::error("source-shape", extra.key_span, text)
                .help("the source record holds address, title, publisher and kind")
        }),
        None => {
            let missing: Vec<_> = INLINE.iter().filter(|key| place.node.get(key).is_none()).copied().collect();
            (!missing.is_empty()).then(|| {
                let text = format!("the citation lacks `{}`", missing.join("`, `"));
                Diagnostic::error("source-shape", place.node.span, text)
                    .help("give `source: <id of a source record>`, or url, title, publisher and kind")
            })
        }
    };
    found.extend(problem);
}
