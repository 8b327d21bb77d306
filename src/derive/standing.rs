use serde::Serialize;

use super::applies::depends_on_host;
use crate::record::{Citation, Match, Outcome, Quirk, QuirkSeverity, QuirkState, Report, SourceKind};

/// How a card stands in passthrough, from quirks and reports alone. Board and host can make it worse;
/// the checker asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Reports say that it works and nothing speaks against it.
    Works,
    /// Nothing speaks against it and nobody has reported.
    Expected,
    /// It works with care.
    Care,
    /// Better left alone.
    NotRecommended,
    /// Does not work.
    Blocked,
    /// Nothing is known about how it resets, and nobody has reported.
    Unknown,
}

impl Level {
    /// The verdict in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Expected => "expected to work",
            Self::Care => "works with care",
            Self::NotRecommended => "not recommended",
            Self::Blocked => "blocked",
            Self::Unknown => "not known",
        }
    }
}

/// A card's standing and the evidence behind it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// The level.
    pub level: Level,
    /// Reports with a good outcome.
    pub reports_good: usize,
    /// Reports with a partial or bad outcome.
    pub reports_bad: usize,
}

impl Standing {
    /// Derives the level: the worst quirk that stands decides; what forum threads alone say, or what
    /// is disputed, does not exceed care.
    pub(super) fn new(quirks: &[&Quirk], reports: &[&Report], reset_known: bool) -> Self {
        let bad = |report: &&&Report| matches!(report.outcome, Outcome::Fails | Outcome::Partial);
        let reports_bad = reports.iter().filter(bad).count();
        let reports_good = reports.len() - reports_bad;
        let worst = quirks.iter().map(|quirk| weight_of(quirk)).max().unwrap_or(QuirkSeverity::Info);
        let level = match worst {
            QuirkSeverity::Blocked => Level::Blocked,
            QuirkSeverity::NotRecommended => Level::NotRecommended,
            QuirkSeverity::Care => Level::Care,
            QuirkSeverity::Info if reports_bad > 0 => Level::Care,
            QuirkSeverity::Info if reports_good > 0 => Level::Works,
            QuirkSeverity::Info if reset_known => Level::Expected,
            QuirkSeverity::Info => Level::Unknown,
        };
        Self { level, reports_good, reports_bad }
    }

    /// All reports together.
    #[must_use]
    pub fn reports(&self) -> usize {
        self.reports_good + self.reports_bad
    }
}

/// What a quirk weighs for a card whose host is not known: one that is settled nothing, one that is disputed
/// or that a single thread tells of no more than care.
#[must_use]
pub fn weight_of(quirk: &Quirk) -> QuirkSeverity {
    match quirk.status.state {
        QuirkState::Fixed => QuirkSeverity::Info,
        _ => weight_where_it_applies(quirk),
    }
}

/// What a quirk weighs where its whole match holds. One that is fixed still bites in the versions that its
/// match names; one that names half of what a maker sells says nothing about one card.
#[must_use]
pub fn weight_where_it_applies(quirk: &Quirk) -> QuirkSeverity {
    let weight = match quirk.status.state {
        QuirkState::Fixed if !depends_on_version(&quirk.applies) => QuirkSeverity::Info,
        QuirkState::ByDesign => QuirkSeverity::Info,
        _ if is_sweeping(&quirk.applies) => QuirkSeverity::Info,
        QuirkState::Disputed => quirk.severity.min(QuirkSeverity::Care),
        QuirkState::Open | QuirkState::WorkedAround | QuirkState::Fixed => quirk.severity,
    };
    if only_forums(&quirk.sources) { weight.min(QuirkSeverity::Care) } else { weight }
}

/// Three architectures and more, on any host.
fn is_sweeping(applies: &Match) -> bool {
    let names = applies.gpus.is_empty() && applies.pci_ids.is_empty() && applies.dies.is_empty();
    names && applies.architectures.len() > 2 && !depends_on_host(applies)
}

fn depends_on_version(applies: &Match) -> bool {
    !(applies.kernel.is_empty()
        && applies.nvidia_driver.is_empty()
        && applies.qemu.is_empty()
        && applies.proxmox.is_empty()
        && applies.bios.is_empty())
}

/// One thread by itself carries no more than a warning; several independent ones do. A document that only
/// says which cards are meant tells nothing of the trouble.
fn only_forums(sources: &[Citation]) -> bool {
    let tells = |source: &&Citation| source.supports.iter().any(|path| !path.0.starts_with("match"));
    let mut telling = sources.iter().filter(tells);
    let first = telling.next();
    telling.next().is_none() && first.is_none_or(|source| source.kind == Some(SourceKind::Forum))
}
