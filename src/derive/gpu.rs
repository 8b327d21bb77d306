use std::cmp::Reverse;

use serde::Serialize;
use vfiodex_engine::{Applies, CardMatch};

use super::applies::{applies_to_card, depends_on_host};
use super::standing::Standing;
use crate::catalogue::Catalogue;
use crate::facts::{applies, known_card};
use crate::record::{
    Date, Driver, DriverOs, Gpu, Kind, Metric, Observation, Quirk, QuirkFamily, Report, SessionClass, Typed,
};

/// What follows from all records for one card.
pub struct GpuFacts<'a> {
    /// Quirks that concern it: those that name it before those of its maker, worst and newest first.
    pub quirks: Vec<(&'a str, &'a Quirk)>,
    /// Drivers that support it, newest branch first.
    pub drivers: Vec<(&'a str, &'a Driver)>,
    /// Session caps that its class has had.
    pub caps: Vec<CapRow<'a>>,
    /// Reports about it, newest first.
    pub reports: Vec<(&'a str, &'a Report)>,
    /// Numbers observed with it, newest first.
    pub observations: Vec<(&'a str, &'a Observation)>,
    /// How it resets.
    pub reset: ResetStatus,
    /// How it stands.
    pub standing: Standing,
    /// What it costs.
    pub price: Option<PriceRange>,
}

/// A session cap of one driver.
#[derive(Clone, Debug)]
pub struct CapRow<'a> {
    /// The driver's ID.
    pub driver_id: &'a str,
    /// The driver.
    pub driver: &'a Driver,
    /// Sessions over all such cards of the system.
    pub sessions: u16,
    /// From which version.
    pub from: String,
    /// Up to which version, not included.
    pub before: Option<String>,
    /// System, where only one is meant.
    pub os: Option<DriverOs>,
}

/// How a card resets between guests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResetStatus {
    /// It announces FLR and no trouble is known.
    Clean,
    /// No trouble is known, and whether it announces FLR is not.
    NoneKnown,
    /// It has no FLR and no trouble is known.
    NoFlr,
    /// A reset quirk stands.
    Trouble,
}

impl ResetStatus {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Clean => "FLR, no known trouble",
            Self::NoneKnown => "not known",
            Self::NoFlr => "no FLR, no known trouble",
            Self::Trouble => "known trouble",
        }
    }
}

/// Prices of a card on the newest day for which one was observed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriceRange {
    /// Lowest.
    pub min: f64,
    /// Highest.
    pub max: f64,
    /// Currency.
    pub unit: String,
    /// Day.
    pub date: Date,
    /// Whether a used card is meant.
    pub used: bool,
}

/// Every quirk with its conditions in the engine's form.
pub struct Quirks<'a>(Vec<(&'a str, &'a Quirk, Applies)>);

impl<'a> Quirks<'a> {
    /// The quirks of a catalogue.
    #[must_use]
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Self(catalogue.all::<Quirk>().map(|(id, quirk)| (id, quirk, applies(&quirk.applies))).collect())
    }
}

/// Collects what follows for one card.
#[must_use]
pub fn gpu_facts<'a>(catalogue: &'a Catalogue, quirks: &Quirks<'a>, id: &str, gpu: &Gpu) -> GpuFacts<'a> {
    let card = known_card(id, gpu);
    let mut quirks: Vec<_> = quirks
        .0
        .iter()
        .map(|(name, quirk, applies)| (applies_to_card(applies, &card, gpu), *name, *quirk))
        .filter(|(applies, ..)| matches!(applies, CardMatch::Named | CardMatch::Maker))
        .collect();
    let settled = |quirk: &Quirk| quirk.status.state.is_settled();
    quirks.sort_by_key(|(applies, name, quirk)| {
        (*applies != CardMatch::Named, settled(quirk), Reverse(quirk.severity), Reverse(quirk.status.as_of), *name)
    });
    // What speaks about the card by itself: quirks that name it and ask for no certain host.
    let own: Vec<&Quirk> = quirks
        .iter()
        .filter(|(applies, _, quirk)| {
            *applies == CardMatch::Named && !depends_on_host(&quirk.applies) && !settled(quirk)
        })
        .map(|(_, _, quirk)| *quirk)
        .collect();
    let quirks: Vec<_> = quirks.into_iter().map(|(_, name, quirk)| (name, quirk)).collect();
    let mut drivers: Vec<_> = catalogue.all::<Driver>().filter(|(id, driver)| supports(driver, id, gpu)).collect();
    drivers.sort_by(|a, b| (&b.1.branch, &a.1.name).cmp(&(&a.1.branch, &b.1.name)));
    let mut reports: Vec<_> = naming::<Report>(catalogue, id).filter(|(_, report)| report.gpu.0 == id).collect();
    reports.sort_by_key(|(id, report)| (Reverse(report.date), *id));
    let about = |seen: &Observation| seen.gpu.as_ref().is_some_and(|gpu| gpu.0 == id);
    let mut observations: Vec<_> = naming::<Observation>(catalogue, id).filter(|(_, seen)| about(seen)).collect();
    observations.sort_by_key(|(id, seen)| (Reverse(seen.date), *id));
    let class = gpu.video.as_ref().and_then(|video| video.session_class);
    let flr = gpu.reset.as_ref().and_then(|reset| reset.flr);
    let trouble = own.iter().any(|quirk| is_reset(quirk.family));
    let reported: Vec<_> = reports.iter().map(|(_, report)| *report).collect();
    GpuFacts {
        caps: class.map(|class| caps(&drivers, class)).unwrap_or_default(),
        reset: match (trouble, flr) {
            (true, _) => ResetStatus::Trouble,
            (_, Some(true)) => ResetStatus::Clean,
            (_, Some(false)) => ResetStatus::NoFlr,
            (_, None) => ResetStatus::NoneKnown,
        },
        standing: Standing::new(&own, &reported, flr == Some(true)),
        price: price(&observations),
        quirks,
        drivers,
        reports,
        observations,
    }
}

/// Records of a type that name a card.
fn naming<'a, T: Typed>(catalogue: &'a Catalogue, id: &str) -> impl Iterator<Item = (&'a str, &'a T)> {
    catalogue.naming(Kind::Gpu, id).filter_map(|item| Some((item.id.as_str(), T::of(&item.record)?)))
}

fn is_reset(family: QuirkFamily) -> bool {
    matches!(family, QuirkFamily::Reset | QuirkFamily::AmdIgpu | QuirkFamily::Power)
}

fn supports(driver: &Driver, id: &str, gpu: &Gpu) -> bool {
    let own = gpu.driver.as_ref();
    if own.is_some_and(|d| d.drivers.iter().any(|named| named.0 == id)) {
        return true;
    }
    let Some(hardware) = &driver.hardware else { return false };
    let target = gpu.compute.as_ref().and_then(|compute| compute.gfx_target.as_ref());
    let covered = hardware.architectures.contains(&gpu.architecture)
        || gpu.die.as_ref().is_some_and(|die| hardware.dies.contains(die))
        || hardware.pci_ids.iter().any(|pci| gpu.answers_to(*pci))
        || target.is_some_and(|target| hardware.gfx_targets.contains(target));
    let other_maker = driver.vendor.as_ref().is_some_and(|vendor| *vendor != gpu.vendor) && driver.branch.is_some();
    let Some(branch) = driver.branch.as_ref().filter(|_| !other_maker) else { return covered && !other_maker };
    let first = own.and_then(|d| d.first_branch.as_ref()).map(|v| v.branch());
    let last = own.and_then(|d| d.last_branch.as_ref()).map(|v| v.branch());
    covered && first.is_none_or(|first| first <= branch.branch()) && last.is_none_or(|last| branch.branch() <= last)
}

fn caps<'a>(drivers: &[(&'a str, &'a Driver)], class: SessionClass) -> Vec<CapRow<'a>> {
    let of_class = |(id, driver): &(&'a str, &'a Driver)| {
        let (id, driver) = (*id, *driver);
        let caps = driver.session_caps.iter().flatten().filter(move |cap| cap.class == class);
        caps.map(move |cap| CapRow {
            driver_id: id,
            driver,
            sessions: cap.sessions,
            from: cap.from.as_ref().or(driver.branch.as_ref()).map(ToString::to_string).unwrap_or_default(),
            before: cap.before.as_ref().map(ToString::to_string),
            os: cap.os,
        })
    };
    drivers.iter().flat_map(of_class).collect()
}

fn price(observations: &[(&str, &Observation)]) -> Option<PriceRange> {
    let priced = |metric| matches!(metric, Metric::PriceNew | Metric::PriceUsed);
    let newest =
        observations.iter().map(|(_, seen)| *seen).find(|seen| priced(seen.metric) && seen.implausible.is_none())?;
    Some(PriceRange {
        min: newest.value.or(newest.min)?,
        max: newest.value.or(newest.max)?,
        unit: newest.unit.clone(),
        date: newest.date,
        used: newest.metric == Metric::PriceUsed,
    })
}
