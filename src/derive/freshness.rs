//! How long facts count as fresh, by class. The one place for age limits.

use crate::record::{Citation, Date, Metric, Observation, Record};

/// Sorts of facts that age in their own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactClass {
    /// What something costs: cards, rent, licences, electricity.
    Price,
    /// Whether a defect still stands.
    QuirkStatus,
    /// What is to be thought of a line that guides repeat.
    AdviceVerdict,
    /// How long a release or branch is supported, and on which kernels a module builds.
    SupportWindow,
    /// What a measurement or a report found.
    Observed,
    /// What the maker built.
    Specification,
}

/// How long facts of a class count as fresh.
#[derive(Clone, Copy, Debug)]
pub struct AgeLimit {
    /// The class.
    pub class: FactClass,
    /// Its name on pages.
    pub name: &'static str,
    /// Months after which a fact is stale; absent where age does not matter.
    pub months: Option<i32>,
    /// Which day its age is counted from.
    pub counted_from: &'static str,
    /// Why the limit is what it is.
    pub why: &'static str,
}

/// The limits, strictest first.
pub const AGE_LIMITS: &[AgeLimit] = &[
    AgeLimit {
        class: FactClass::Price,
        name: "price",
        months: Some(6),
        counted_from: "the day of the price",
        why: "Used cards change by a third within half a year, and reading an old article again makes its price no newer.",
    },
    AgeLimit {
        class: FactClass::QuirkStatus,
        name: "quirk status",
        months: Some(12),
        counted_from: "the day on which the state was last confirmed",
        why: "A year brings five kernels and two Proxmox VE releases, any of which may have cured the defect or brought it back.",
    },
    AgeLimit {
        class: FactClass::AdviceVerdict,
        name: "verdict on advice",
        months: Some(12),
        counted_from: "the day on which a source of the verdicts was last read",
        why: "Defaults move with kernels and releases: a line that was needed becomes redundant.",
    },
    AgeLimit {
        class: FactClass::SupportWindow,
        name: "support window",
        months: Some(12),
        counted_from: "the day on which a source of it was last read",
        why: "Vendors extend and cut support, and modules outside the kernel learn new ones, about once a year.",
    },
    AgeLimit {
        class: FactClass::Observed,
        name: "observation",
        months: None,
        counted_from: "",
        why: "A measurement, report or layout tells of its own day and conditions, and stays true of them.",
    },
    AgeLimit {
        class: FactClass::Specification,
        name: "specification",
        months: None,
        counted_from: "",
        why: "What the maker built does not change after the sale.",
    },
];

impl FactClass {
    /// How long facts of the class count as fresh.
    #[must_use]
    pub fn limit(self) -> Option<&'static AgeLimit> {
        AGE_LIMITS.iter().find(|limit| limit.class == self)
    }

    /// Whether a fact of the class, of one day, is stale on another.
    #[must_use]
    pub fn is_stale(self, since: Date, as_of: Date) -> bool {
        let months = self.limit().and_then(|limit| limit.months);
        months.is_some_and(|months| since.months_until(as_of) >= months)
    }
}

/// A fact that is older than facts of its class may be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StaleFact {
    /// Its class.
    pub class: FactClass,
    /// Dotted path of the field that carries its day.
    pub field: String,
    /// The day that its age is counted from.
    pub since: Date,
    /// Its age in whole months.
    #[serde(skip)]
    pub months: i32,
    /// Months after which such a fact is stale.
    #[serde(skip)]
    pub limit: i32,
}

impl StaleFact {
    /// Name of the class on pages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.class.limit().map_or("fact", |limit| limit.name)
    }
}

/// What of a record is stale on a day.
#[must_use]
pub fn stale_fact(record: &Record, as_of: Date) -> Option<StaleFact> {
    let (class, field, since) = dated(record)?;
    let limit = class.limit()?.months?;
    let months = since.months_until(as_of);
    (months >= limit).then(|| StaleFact { class, field: field.to_owned(), since, months, limit })
}

/// The class of what ages in a record, the field that carries its day, and the day.
fn dated(record: &Record) -> Option<(FactClass, &'static str, Date)> {
    match record {
        Record::Observation(seen) if is_price(seen) => Some((FactClass::Price, "date", seen.date)),
        Record::Quirk(quirk) => Some((FactClass::QuirkStatus, "status.as_of", quirk.status.as_of)),
        Record::Advice(advice) => {
            read(&advice.sources, "verdicts").map(|day| (FactClass::AdviceVerdict, "verdicts", day))
        }
        Record::Driver(driver) if driver.support.is_some() => {
            read(&driver.sources, "support").map(|day| (FactClass::SupportWindow, "support", day))
        }
        Record::Driver(driver) if !driver.kernels.is_empty() => {
            read(&driver.sources, "kernels").map(|day| (FactClass::SupportWindow, "kernels", day))
        }
        Record::Hypervisor(release) if release.end_of_life.is_some() => {
            read(&release.sources, "end_of_life").map(|day| (FactClass::SupportWindow, "end_of_life", day))
        }
        _ => None,
    }
}

fn is_price(seen: &Observation) -> bool {
    matches!(seen.metric, Metric::PriceNew | Metric::PriceUsed | Metric::RunningCost | Metric::BreakEven)
}

/// Day on which a source of a field was last read; of any source where none names the field.
fn read(sources: &[Citation], field: &str) -> Option<Date> {
    let names = |source: &&Citation| {
        source.supports.iter().any(|path| path.covers(field) || path.0.split('.').next() == Some(field))
    };
    let newest = |day: Option<Date>, source: &Citation| day.max(Some(source.accessed));
    let own = sources.iter().filter(names).fold(None, newest);
    own.or_else(|| sources.iter().fold(None, newest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kind;

    fn day(text: &str) -> Date {
        text.parse().unwrap_or_else(|error| unreachable!("{error}"))
    }

    fn record(kind: Kind, json: serde_json::Value) -> Record {
        kind.deserialize(json).unwrap_or_else(|error| unreachable!("{error}"))
    }

    fn observation(metric: &str, date: &str) -> Record {
        record(
            Kind::Observation,
            serde_json::json!({"name": "Test", "metric": metric, "value": 1, "unit": "EUR", "date": date}),
        )
    }

    #[test]
    fn each_class_has_its_own_limit() {
        let quirk = |as_of: &str| {
            record(
                Kind::Quirk,
                serde_json::json!({"name": "Test quirk", "family": "reset", "summary": "s", "match": {}, "trigger": "t",
                    "status": {"state": "open", "as_of": as_of}, "severity": "care"}),
            )
        };
        for (what, as_of, want) in [
            (observation("price-used", "2026-05-20"), "2026-11-19", None),
            (observation("price-used", "2026-05-20"), "2026-11-20", Some(FactClass::Price)),
            // A year alone counts from its first day.
            (observation("running-cost", "2026"), "2026-07-01", Some(FactClass::Price)),
            (observation("token-rate", "2016-05-20"), "2026-11-20", None),
            (quirk("2025-11-21"), "2026-11-20", None),
            (quirk("2025-11-20"), "2026-11-20", Some(FactClass::QuirkStatus)),
        ] {
            let found = stale_fact(&what, day(as_of)).map(|stale| stale.class);
            assert_eq!(found, want, "{} on {as_of}", what.name());
        }
    }

    #[test]
    fn advice_ages_with_the_sources_of_its_verdicts() {
        let advice = record(
            Kind::Advice,
            serde_json::json!({"name": "nofb", "claim": "c", "placed_in": ["shell"], "patterns": ["nofb"], "examples": ["nofb"],
                "verdicts": [{"verdict": "obsolete", "reason": "r"}],
                "sources": [{"url": "https://a.example", "accessed": "2024-01-01", "supports": ["verdicts.0"]},
                            {"url": "https://b.example", "accessed": "2026-11-20", "supports": ["name"]}]}),
        );
        let found = stale_fact(&advice, day("2026-11-20"));
        assert_eq!(found.map(|stale| (stale.class, stale.since)), Some((FactClass::AdviceVerdict, day("2024-01-01"))));
    }

    #[test]
    fn every_class_has_a_limit_and_a_reason() {
        for limit in AGE_LIMITS {
            assert_eq!(limit.class.limit().map(|found| found.name), Some(limit.name));
            assert!(limit.why.ends_with('.') && limit.counted_from.is_empty() == limit.months.is_none());
        }
    }
}
