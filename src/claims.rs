//! The claims register: which record holds or answers each claim of the articles that the project started
//! from. A table with tabs, one claim per line; see its head line.

use crate::source::{FileId, Span};

/// Columns of the register, in order.
pub const COLUMNS: [&str; 7] = ["claim", "paraphrase", "record", "field", "stance", "also", "why"];

/// How a record stands to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// The record says the same, or keeps the claim as somebody's word.
    Agrees,
    /// The record says why it is wrong or doubtful.
    Disputes,
    /// It was right once, or in part; the record tells what holds now.
    Supersedes,
    /// No record is meant to answer it.
    OutOfScope,
}

impl Stance {
    /// Every stance.
    pub const ALL: [Self; 4] = [Self::Agrees, Self::Disputes, Self::Supersedes, Self::OutOfScope];

    /// The word in the register.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Disputes => "disputes",
            Self::Supersedes => "supersedes",
            Self::OutOfScope => "out-of-scope",
        }
    }
}

/// A record, as `kind/id`, with the field in it that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer<'t> {
    /// `quirks/nvidia-code43-hypervisor`.
    pub record: &'t str,
    /// Dotted path.
    pub field: &'t str,
    /// Where it stands.
    pub span: Span,
}

/// One line of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim<'t> {
    /// The claim's ID.
    pub id: &'t str,
    /// What it says, in our own words.
    pub paraphrase: &'t str,
    /// How the record stands to it; absent where the word is none of the four.
    pub stance: Option<Stance>,
    /// The answer, then further ones.
    pub pointers: Vec<Pointer<'t>>,
    /// Why it is out of scope, or a remark.
    pub why: &'t str,
    /// The whole line.
    pub span: Span,
}

/// A line that is no claim, with what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line.
    pub span: Span,
    /// What is wrong.
    pub problem: String,
}

/// Reads a register.
#[must_use]
pub fn read(file: FileId, text: &str) -> (Vec<Claim<'_>>, Vec<BadLine>) {
    let (mut claims, mut bad) = (Vec::new(), Vec::new());
    let mut start = 0;
    for (index, whole) in text.split_inclusive('\n').enumerate() {
        let line = whole.trim_end_matches(['\n', '\r']);
        let span = Span { file, start, end: start + line.len() };
        start += whole.len();
        let cells: Vec<&str> = line.split('\t').collect();
        match <[&str; 7]>::try_from(cells) {
            Ok(cells) if index == 0 && cells != COLUMNS => {
                bad.push(BadLine { span, problem: format!("the head line reads `{}`, with tabs", COLUMNS.join(" ")) });
            }
            Ok(_) if index == 0 => {}
            Ok(cells) => claims.push(claim(span, line, cells)),
            Err(cells) => {
                bad.push(BadLine { span, problem: format!("a line has {} cells, not {}", COLUMNS.len(), cells.len()) });
            }
        }
    }
    (claims, bad)
}

fn claim<'t>(span: Span, line: &'t str, cells: [&'t str; 7]) -> Claim<'t> {
    let [id, paraphrase, record, field, stance, also, why] = cells;
    // Where a cell stands in the line tells where it stands in the file.
    let place = |cell: &str| {
        let at = cell.as_ptr() as usize - line.as_ptr() as usize;
        Span { start: span.start + at, end: span.start + at + cell.len(), ..span }
    };
    let mut pointers = Vec::new();
    if !record.is_empty() || !field.is_empty() {
        pointers.push(Pointer { record, field, span: Span { end: place(field).end, ..place(record) } });
    }
    for more in also.split(' ').filter(|more| !more.is_empty()) {
        let (record, field) = more.split_once('#').unwrap_or((more, ""));
        pointers.push(Pointer { record, field, span: place(more) });
    }
    let stance = Stance::ALL.into_iter().find(|known| known.key() == stance);
    Claim { id, paraphrase, stance, pointers, why, span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn lines_become_claims_with_places() {
        let text = "claim\tparaphrase\trecord\tfield\tstance\talso\twhy\n\
                    A1\tIt costs 5.\tobservations/price\tvalue\tagrees\tgpus/l4#tdp_w gpus/l4#memory\t\n\
                    A2\tIt is good.\t\t\tout-of-scope\t\tA matter of taste.\n\
                    A3\tshort\n";
        let sources = SourceMap::from_texts([("claims.tsv", text)]);
        let Some((file, _)) = sources.files().next() else { unreachable!() };
        let (claims, bad) = read(file, text);
        assert_eq!(
            claims.iter().map(|claim| (claim.id, claim.stance)).collect::<Vec<_>>(),
            [("A1", Some(Stance::Agrees)), ("A2", Some(Stance::OutOfScope))]
        );
        let pointers: Vec<_> = claims
            .iter()
            .flat_map(|claim| &claim.pointers)
            .map(|pointer| (pointer.record, pointer.field, sources.slice(pointer.span)))
            .collect();
        assert_eq!(
            pointers,
            [
                ("observations/price", "value", "observations/price\tvalue"),
                ("gpus/l4", "tdp_w", "gpus/l4#tdp_w"),
                ("gpus/l4", "memory", "gpus/l4#memory"),
            ]
        );
        assert_eq!(bad.len(), 1);
    }
}
