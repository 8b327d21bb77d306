//! What the records know, compact enough for a browser.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::applies::{Applies, maker};
use crate::hardware::{BoardFacts, BranchFacts, CardFacts, CpuFacts, ModuleFacts, ReleaseFacts, ReportFacts};
use crate::situation::Card;
use crate::verdict::{RuleFacts, Severity as Weight};
use crate::{ClassCode, Pattern, PciId, Tri};

/// Everything that the tools need.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Knowledge {
    /// Defects and traps.
    pub quirks: Vec<QuirkFacts>,
    /// Lines that guides repeat.
    pub advice: Vec<AdviceFacts>,
    /// Cards.
    pub cards: Vec<CardFacts>,
    /// Boards.
    pub boards: Vec<BoardFacts>,
    /// Processor families.
    pub cpus: Vec<CpuFacts>,
    /// Releases of Proxmox VE, oldest first.
    pub releases: Vec<ReleaseFacts>,
    /// NVIDIA driver branches, oldest first.
    pub branches: Vec<BranchFacts>,
    /// Modules that are built outside of the kernel.
    pub modules: Vec<ModuleFacts>,
    /// Reports.
    pub reports: Vec<ReportFacts>,
    /// Rules of the decision matrix.
    pub rules: Vec<RuleFacts>,
}

/// A defect or trap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuirkFacts {
    /// ID of the record.
    pub id: String,
    /// What goes wrong, in a few words.
    pub name: String,
    /// What happens and why.
    pub summary: String,
    /// Where it applies.
    #[serde(default)]
    pub applies: Applies,
    /// Lines by which it shows.
    #[serde(default)]
    pub symptoms: Vec<SymptomFacts>,
    /// Where things stand: `open`, `worked-around`, `fixed`, `by-design`, `disputed`.
    pub status: String,
    /// How bad it is for somebody whom it hits: `info`, `care`, `not-recommended`, `blocked`.
    pub severity: String,
    /// How much it weighs in a verdict: settled and disputed quirks, and single threads, less than their
    /// severity.
    #[serde(default)]
    pub weight: Weight,
    /// Whether it concerns containers too, which know nothing of VFIO.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub containers: bool,
    /// How well it is supported, in words.
    #[serde(default)]
    pub standing: String,
    /// What helps, best first.
    #[serde(default)]
    pub cures: Vec<CureFacts>,
}

/// What is known, by what asks for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// For explaining and auditing: quirks, advice, and cards by their IDs.
    pub texts: Knowledge,
    /// For verdicts and plans: cards, boards, processors, releases, drivers.
    pub hardware: Knowledge,
    /// For verdicts besides: rules, reports, and quirks in short.
    pub verdicts: Knowledge,
    /// For plans besides: cures of quirks, and what may be named.
    pub plans: Knowledge,
}

impl QuirkFacts {
    /// With no more than the first of its lines.
    fn with_a_line(&self) -> Self {
        Self { symptoms: self.symptoms.iter().take(1).cloned().collect(), ..self.clone() }
    }

    /// Without lines, and with the name of its first cure alone.
    fn in_short(&self) -> Self {
        let cure =
            |cure: &CureFacts| CureFacts { steps: Vec::new(), risk: None, impossible_when: None, ..cure.clone() };
        let cures = self.cures.iter().take(1).map(cure).collect();
        Self { symptoms: Vec::new(), cures, ..self.clone() }
    }

    /// Its name and where it applies.
    fn by_name(&self) -> Self {
        Self { symptoms: Vec::new(), cures: Vec::new(), summary: String::new(), ..self.clone() }
    }
}

impl AdviceFacts {
    /// Its name alone.
    fn by_name(&self) -> Self {
        Self { patterns: Vec::new(), verdicts: Vec::new(), placed_in: Vec::new(), ..self.clone() }
    }
}

/// A line by which a quirk shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SymptomFacts {
    /// What to look for.
    pub pattern: Pattern,
    /// How serious the line is by itself.
    pub severity: Severity,
    /// Where it appears.
    pub seen_in: SeenIn,
    /// What it means, where the quirk's summary does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

/// Something that helps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CureFacts {
    /// What to do, in a few words.
    pub name: String,
    /// Steps in order.
    pub steps: Vec<String>,
    /// Where it helps; absent means wherever the quirk applies.
    #[serde(default, skip_serializing_if = "is_default")]
    pub applies: Applies,
    /// What it costs or endangers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// When it cannot be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impossible_when: Option<String>,
    /// How well it is supported: `documented`, `confirmed`, `single-report`, `mixed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// One line or habit that guides repeat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdviceFacts {
    /// ID of the record.
    pub id: String,
    /// The line or habit itself.
    pub name: String,
    /// Where it is written.
    pub placed_in: Vec<Placement>,
    /// How to recognise it.
    pub patterns: Vec<Pattern>,
    /// The verdicts, tried in order.
    pub verdicts: Vec<VerdictFacts>,
}

/// What is to be thought of a line in some situation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerdictFacts {
    /// Where this verdict applies.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Applies,
    /// Other advice, by record, of which one must stand in the same text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Since when it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// What to write or do instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// How serious a line is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Harmless: the cause is elsewhere, look at the next line.
    Info,
    /// May lead to trouble.
    Warning,
    /// Something failed.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Where a line appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeenIn {
    /// The host's kernel log.
    HostKernel,
    /// QEMU's messages.
    Qemu,
    /// A Proxmox task log.
    ProxmoxTask,
    /// libvirt's log or error dialog.
    Libvirt,
    /// A Linux guest's kernel log.
    GuestKernel,
    /// Windows Device Manager or event log.
    Windows,
    /// Output of a command on the host.
    HostCommand,
    /// Output of a command in the guest or container.
    GuestCommand,
}

/// Where a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// Kernel command line.
    KernelCommandLine,
    /// `/etc/modules` or `modules-load.d`.
    Modules,
    /// `/etc/modprobe.d/`.
    Modprobe,
    /// A Proxmox VE guest's config.
    ProxmoxVm,
    /// A Proxmox VE container's config.
    ProxmoxLxc,
    /// libvirt XML.
    Libvirt,
    /// QEMU's command line.
    Qemu,
    /// A shell command.
    Shell,
    /// Firmware setup.
    Firmware,
    /// Inside the guest.
    Guest,
    /// A udev rule.
    Udev,
}

/// What is to be thought of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does not work without.
    Needed,
    /// It can help.
    Optional,
    /// It no longer does anything.
    Obsolete,
    /// Something else does the same already.
    Redundant,
    /// It is refused or ignored as written.
    Invalid,
    /// It does damage.
    Harmful,
}

impl Verdict {
    /// Whether the line had better go.
    #[must_use]
    pub fn is_bad(self) -> bool {
        !matches!(self, Self::Needed | Self::Optional)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Needed => "needed",
            Self::Optional => "optional",
            Self::Obsolete => "obsolete",
            Self::Redundant => "redundant",
            Self::Invalid => "invalid",
            Self::Harmful => "harmful",
        })
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Knowledge {
    /// In parts, so that a page loads no more than it needs.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let Self { quirks, advice, cards, boards, cpus, releases, branches, modules, reports, rules } = self.clone();
        let named = |quirk: &QuirkFacts| {
            !(quirk.applies.pci_ids.is_empty() && quirk.applies.dies.is_empty() && quirk.applies.gpus.is_empty())
        };
        Parts {
            verdicts: Self {
                quirks: quirks.iter().filter(|quirk| quirk.weight > Weight::Info).map(QuirkFacts::in_short).collect(),
                reports,
                rules,
                ..Self::default()
            },
            plans: Self {
                quirks: quirks
                    .iter()
                    .map(|quirk| if named(quirk) { quirk.with_a_line() } else { quirk.by_name() })
                    .collect(),
                advice: advice.iter().map(AdviceFacts::by_name).collect(),
                ..Self::default()
            },
            texts: Self {
                quirks,
                advice,
                cards: cards.iter().map(CardFacts::recognition).collect(),
                ..Self::default()
            },
            hardware: Self { cards, boards, cpus, releases, branches, modules, ..Self::default() },
        }
    }

    /// Takes over from another part what that part has.
    pub fn join(&mut self, part: Self) {
        fn take<T>(own: &mut Vec<T>, other: Vec<T>) {
            if !other.is_empty() {
                *own = other;
            }
        }
        let Self { quirks, advice, cards, boards, cpus, releases, branches, modules, reports, rules } = part;
        take(&mut self.quirks, quirks);
        take(&mut self.advice, advice);
        take(&mut self.cards, cards);
        take(&mut self.boards, boards);
        take(&mut self.cpus, cpus);
        take(&mut self.releases, releases);
        take(&mut self.branches, branches);
        take(&mut self.modules, modules);
        take(&mut self.reports, reports);
        take(&mut self.rules, rules);
    }

    /// The card behind an ID: one model, or what several models with the same ID share.
    #[must_use]
    pub fn card(&self, id: PciId, class: Option<ClassCode>) -> Card {
        let models: Vec<&CardFacts> = self.cards.iter().filter(|card| card.ids.contains(&id)).collect();
        let Some(first) = models.first() else {
            let vendor = maker(id).filter(|_| class.is_none_or(ClassCode::is_display));
            return Card { ids: vec![id], vendor: vendor.map(str::to_owned), ..Card::default() };
        };
        let mut card = self.model(first);
        card.ids = vec![id];
        card.records = models.iter().map(|model| model.id.clone()).collect();
        card.name = Some(models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>().join(" or "));
        let same = |get: fn(&CardFacts) -> Option<&str>| models.iter().all(|model| get(model) == get(first));
        card.vendor = card.vendor.filter(|_| same(|model| Some(&model.vendor)));
        card.die = card.die.filter(|_| same(|model| model.die.as_deref()));
        card.architecture = card.architecture.filter(|_| same(|model| Some(&model.architecture)));
        card.segment = card.segment.filter(|_| same(|model| Some(&model.segment)));
        card
    }

    /// The card of a record.
    #[must_use]
    pub fn card_of_record(&self, id: &str) -> Option<Card> {
        self.cards.iter().find(|card| card.id == id).map(|card| self.model(card))
    }

    fn model(&self, card: &CardFacts) -> Card {
        Card {
            ids: card.ids.clone(),
            records: vec![card.id.clone()],
            name: Some(card.name.clone()),
            vendor: Some(card.vendor.clone()),
            die: card.die.clone(),
            architecture: Some(card.architecture.clone()),
            segment: Some(card.segment.clone()),
        }
    }
}

/// How sure an answer is, in the words of the output.
#[must_use]
pub fn tri_word(value: Tri) -> &'static str {
    match value {
        Tri::Yes => "yes",
        Tri::No => "no",
        Tri::Unknown => "unknown",
    }
}
