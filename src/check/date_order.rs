//! `date-order`: nothing in a record happens after the day on which its sources were read.

use super::Subject;
use crate::diagnostic::Diagnostic;
use crate::record::Date;
use crate::schema::Place;

pub(super) fn field(subject: &Subject, place: &Place, found: &mut Vec<Diagnostic>) {
    if place.marks.format != Some("Date") || place.marks.future || place.path.ends_with(".accessed") {
        return;
    }
    let read = subject.record.common().sources().iter().map(|source| source.accessed).max();
    let date = place.node.as_str().and_then(|text| text.parse::<Date>().ok());
    let Some((date, newest)) = date.zip(read).filter(|(date, newest)| date > newest) else { return };
    found.push(
        Diagnostic::error(
            "date-order",
            place.node.span,
            format!("{date} lies after the day on which this record's sources were last read, {newest}"),
        )
        .help("correct the date, or read the source again and raise its `accessed`"),
    );
}
