//! Shapes that every kind of record shares.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::SourceRef;

/// A calendar date, or a year or month where nobody knows more: `2026-09-15`, `2026-09`, `2026`.
/// Ordered by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    month: i8,
    day: i8,
}

impl Date {
    /// The first day that the date can mean.
    #[must_use]
    pub fn first_day(self) -> jiff::civil::Date {
        jiff::civil::Date::new(self.year, self.month.max(1), self.day.max(1)).unwrap_or(jiff::civil::Date::ZERO)
    }

    /// Whole months from this date to a later one; negative where that one is earlier.
    #[must_use]
    pub fn months_until(self, later: Self) -> i32 {
        let months = |d: jiff::civil::Date| i32::from(d.year()) * 12 + i32::from(d.month());
        let (a, b) = (self.first_day(), later.first_day());
        months(b) - months(a) - i32::from(b.day() < a.day())
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || format!("`{text}` is not a date: write year-month-day as in 2026-09-15, or 2026-09, or 2026");
        let mut parts = text.split('-');
        let mut number = |digits: usize| match parts.next() {
            None => Ok(0),
            Some(part) if part.len() == digits => part.parse::<i16>().map_err(|_| error()),
            Some(_) => Err(error()),
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let date = Self { year, month: i8::try_from(month).unwrap_or(-1), day: i8::try_from(day).unwrap_or(-1) };
        let shape = text.len() == 10 && date.day > 0 || text.len() == 7 && date.month > 0 || text.len() == 4;
        let real = jiff::civil::Date::new(year, date.month.max(1), date.day.max(1)).is_ok();
        let sane = date.month >= 0 && date.day >= 0 && (1980..=2100).contains(&year);
        if shape && real && sane && parts.next().is_none() {
            Ok(date)
        } else {
            Err(format!("`{text}` is not a day of the calendar between 1980 and 2100"))
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
            "description": "A date in quotes: `\"2026-09-15\"`, or `\"2026-09\"` or `\"2026\"` where nobody knows more.",
            "examples": ["2026-09-15"],
            "format": "Date",
        })
    }
}

/// A web address, http or https only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Url(pub String);

impl JsonSchema for Url {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Url".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^https?://[^\\s<>\"'`\\\\{}|^]+\\.[^\\s<>\"'`\\\\{}|^]+$",
            "maxLength": 500,
            "description": "Full web address with http:// or https://.",
            "examples": ["https://www.nvidia.com/en-us/data-center/l4/"],
        })
    }
}

/// Path of a field in this record, keys joined by dots, list items by number from 0: `memory.size_gib`,
/// `slots.0.lanes`. It stands for everything below it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldPath(pub String);

impl FieldPath {
    /// Whether the path names the field itself or something above it.
    #[must_use]
    pub fn covers(&self, field: &str) -> bool {
        field.strip_prefix(self.0.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl JsonSchema for FieldPath {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FieldPath".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[a-z0-9_]+(\\.[a-z0-9_]+)*$",
            "description": "Path of a field in this record, keys joined by dots (`memory.size_gib`); it covers everything below it.",
            "examples": ["memory.size_gib"],
            "x-field": true,
        })
    }
}

/// What sort of document a source is; it decides the standing of what rests on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// The maker's own page, datasheet or manual.
    Vendor,
    /// Source code that decides the behaviour: kernel, QEMU, qemu-server, driver tables.
    Code,
    /// Documentation of a project other than the hardware's maker.
    Documentation,
    /// A maintainer of the software in question, in a thread or commit message.
    Maintainer,
    /// A database such as pci.ids or amdgpu.ids.
    Database,
    /// A published boot log or listing.
    Dump,
    /// A review or news article.
    Article,
    /// An issue or forum thread.
    Forum,
}

/// Where a fact comes from: a source record by ID, or a document described here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Citation {
    /// ID of a record in `data/sources/`; instead of `url`, `title`, `publisher` and `kind`.
    pub source: Option<SourceRef>,
    /// Address of the document.
    pub url: Option<Url>,
    /// Title of the document.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// What sort of document it is.
    pub kind: Option<SourceKind>,
    /// When the document was published or last changed.
    pub published: Option<Date>,
    /// Day on which somebody last read it and found the facts there.
    pub accessed: Date,
    /// Where in the document: a page, a section, a commit, a file.
    pub locator: Option<String>,
    /// Fields of this record that it supports.
    #[serde(default)]
    pub supports: Vec<FieldPath>,
}

/// A value that a source states and this record does not follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Disputed {
    /// The field in question.
    pub field: FieldPath,
    /// The other value.
    pub value: serde_json::Value,
    /// Who states it.
    #[schemars(length(min = 1))]
    pub sources: Vec<Citation>,
    /// Why it is not followed, in one sentence.
    pub why_not_followed: String,
}

/// A field that was looked for and that nobody knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotKnown {
    /// The field.
    pub field: FieldPath,
    /// Where it was looked for.
    #[serde(default)]
    pub sources: Vec<Citation>,
}
