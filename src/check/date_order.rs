//! `date-order`: nothing in a record happens after the day on which its sources were read.

use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::record::Date;
use crate::schema;

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for entry in draft.entries.values() {
        let (Some(document), Some(record)) = (&entry.document, &entry.record) else { continue };
        let Some(newest) = record.common().sources().iter().map(|source| source.accessed).max() else { continue };
        schema::of(entry.kind).visit(&document.root, &mut |place| {
            if place.annotation("format") != Some("Date")
                || place.is_marked("x-future")
                || place.path.ends_with(".accessed")
            {
                return;
            }
            let Some(date) = place.node.as_str().and_then(|text| text.parse::<Date>().ok()) else { return };
            if date > newest {
                found.push(
                    Diagnostic::error(
                        "date-order",
                        place.node.span,
                        format!("{date} lies after the day on which this record's sources were last read, {newest}"),
                    )
                    .help("correct the date, or read the source again and raise its `accessed`"),
                );
            }
        });
    }
}
