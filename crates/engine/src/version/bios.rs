use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::{ParseVersionError, Version};
use crate::Tri;
use crate::text_type::text_type;

/// A BIOS version as the board reports it (DMI `bios_version`). Makers count in their own ways, so
/// two versions compare only where their shapes agree; otherwise the order is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BiosVersion(String);

#[derive(Debug, PartialEq)]
enum Part<'a> {
    Number(u64),
    Text(&'a str),
}

/// Splits into runs of digits and runs of letters; punctuation only separates.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same =
            |c: char| c.is_ascii_digit() == first.is_ascii_digit() && c.is_alphanumeric() == first.is_alphanumeric();
        let end = rest.find(|c: char| !same(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if first.is_ascii_digit() {
            out.push(Part::Number(run.parse().unwrap_or(u64::MAX)));
        } else if first.is_alphanumeric() {
            out.push(Part::Text(run));
        }
        rest = after;
    }
    out
}

impl BiosVersion {
    /// The order of two versions of one board, or nothing where their shapes differ.
    ///
    /// Gigabyte's letter after the number marks a beta that precedes the release (`F3i` before `F3`);
    /// elsewhere a trailing letter follows it.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.0.eq_ignore_ascii_case(&other.0) {
            return Some(Ordering::Equal);
        }
        let gigabyte = self.is_gigabyte() && other.is_gigabyte();
        let (a, b) = (parts(&self.0), parts(&other.0));
        for pair in a.iter().zip(&b) {
            match pair {
                (Part::Number(x), Part::Number(y)) if x != y => return Some(x.cmp(y)),
                (Part::Text(x), Part::Text(y)) if !x.eq_ignore_ascii_case(y) => {
                    let single = x.len() == 1 && y.len() == 1;
                    return single.then(|| x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()));
                }
                (Part::Number(_), Part::Text(_)) | (Part::Text(_), Part::Number(_)) => return None,
                _ => {}
            }
        }
        let longer = a.len().cmp(&b.len());
        Some(if gigabyte { longer.reverse() } else { longer })
    }

    fn is_gigabyte(&self) -> bool {
        let mut chars = self.0.chars();
        chars.next().is_some_and(|c| matches!(c, 'F' | 'f')) && chars.next().is_some_and(|c| c.is_ascii_digit())
    }
}

impl FromStr for BiosVersion {
    type Err = ParseVersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fine = !text.trim().is_empty() && text.len() <= 64 && !text.contains(char::is_control);
        fine.then(|| Self(text.to_owned())).ok_or(ParseVersionError("a BIOS version is 1 to 64 printable characters"))
    }
}

impl fmt::Display for BiosVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Version for BiosVersion {
    fn at_least(&self, bound: &Self) -> Tri {
        self.compare(bound).map_or(Tri::Unknown, |order| Tri::from(order.is_ge()))
    }
}

text_type!(BiosVersion, "BiosVersion", "^[ -~]{1,64}$", "BIOS version exactly as DMI reports it, in quotes.", "3.15");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bios_versions_are_ordered_where_their_shapes_agree() {
        use Ordering::{Equal, Greater, Less};
        for (a, b, want) in [
            ("3.15", "3.9", Some(Greater)),
            ("P2.40", "P3.10", Some(Less)),
            ("F3i", "F3", Some(Less)),
            ("F3", "F3i", Some(Greater)),
            ("F3h", "F3i", Some(Less)),
            ("F10", "F9", Some(Greater)),
            ("2202", "3802", Some(Less)),
            ("2.12.2", "2.11.2", Some(Greater)),
            ("V2.8", "v2.8", Some(Equal)),
            ("A12", "A09", Some(Greater)),
            ("2.E3", "2.F0", Some(Less)),
            ("1.20a", "1.20", Some(Greater)),
            ("G513QY.316", "G513QY.320", Some(Less)),
            ("F3", "3.15", None),
            ("PATGL357.0041", "WSADL357.0088", None),
        ] {
            assert_eq!(BiosVersion(a.into()).compare(&BiosVersion(b.into())), want, "{a} against {b}");
        }
    }
}
