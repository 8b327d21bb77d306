//! What must hold for every question, whatever the records say.

use std::collections::BTreeSet;

use proptest::prelude::*;
use vfiodex_engine::hardware::{BoardFacts, CardFacts, CpuFacts};
use vfiodex_engine::scenario::{Availability, HostDisplay, Purpose, Trust};
use vfiodex_engine::situation::Guest;
use vfiodex_engine::verdict::{Level, Severity, Verdict, verdict};
use vfiodex_engine::{Knowledge, Scenario};

use super::{KNOWLEDGE, cases};

/// Forgets those of a record's facts whose turn it is.
macro_rules! forget {
    ($record:expr, $mask:expr, $($field:ident)*) => {{
        let mut bit = 0u32;
        $(
            if $mask >> bit & 1 == 1 {
                $record.$field = None;
            }
            bit += 1;
        )*
        let _ = bit;
    }};
}

/// Absence of a last driver branch means that there is none, and that of a table means an empty one: these stay.
fn forget_card(card: &mut CardFacts, mask: u32) {
    forget!(card, mask, die mount memory_gib tdp_w power_connectors slot_width length_mm height cooling lanes
        generation bar_mib resizable_bar encodes session_class vgpu sr_iov mig gvt_g flr vendor_reset rom_file
        first_branch module linux windows);
}

/// A slot without a limit of its own has the case's.
fn forget_board(board: &mut BoardFacts, mask: u32) {
    forget!(board, mask, chipset max_length_mm resizable_bar iommu igpu);
    for (index, slot) in board.slots.iter_mut().enumerate() {
        let mask = mask.rotate_right(5 + u32::try_from(index).unwrap_or_default());
        forget!(slot, mask, kind mechanical_lanes lanes generation attached_to width low_profile group);
    }
}

fn forget_cpu(cpu: &mut CpuFacts, mask: u32) {
    forget!(cpu, mask, address_bits iommu_bits iommu interrupt_remapping);
}

fn forgetful(mask: (u32, u32, u32)) -> Knowledge {
    let mut knowledge = KNOWLEDGE.clone();
    knowledge.cards.iter_mut().for_each(|card| forget_card(card, mask.0));
    knowledge.boards.iter_mut().for_each(|board| forget_board(board, mask.1));
    knowledge.cpus.iter_mut().for_each(|cpu| forget_cpu(cpu, mask.2));
    knowledge
}

/// The same question with every input said, so that no default hides a fact, and with the slot named.
fn said(scenario: &Scenario, slot: Option<String>) -> Scenario {
    let mut all = scenario.clone();
    all.slot = all.slot.or(slot);
    all.purpose.get_or_insert(Purpose::Compute);
    all.situation.guest.get_or_insert(Guest::Linux);
    all.host_display.get_or_insert(HostDisplay::Bmc);
    all.boot_gpu.get_or_insert(false);
    all.out_of_band.get_or_insert(true);
    all.above_4g.get_or_insert(true);
    all.airflow.get_or_insert(false);
    all
}

fn ask(scenario: &Scenario, knowledge: &Knowledge) -> Verdict {
    verdict(scenario, knowledge).unwrap_or_else(|e| panic!("{scenario:?}: {e}"))
}

fn some_case() -> impl Strategy<Value = Scenario> {
    let list: Vec<Scenario> = cases().into_iter().map(|case| case.scenario).collect();
    prop::sample::select(list)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// A finding that goes away because a fact is missing is named among what is not known, and nothing turns
    /// from blocked to works: either it stays blocked, or it is unknown, or a report covers it.
    #[test]
    fn missing_facts_hide_nothing(scenario in some_case(), a: u32, b: u32, c: u32) {
        let slot = ask(&scenario, &KNOWLEDGE).slot;
        let scenario = said(&scenario, slot);
        let before = ask(&scenario, &KNOWLEDGE);
        let after = ask(&scenario, &forgetful((a, b, c)));
        let open: BTreeSet<&str> =
            after.not_known.iter().flat_map(|open| open.rules.iter().map(String::as_str)).collect();
        let still: BTreeSet<&str> = after.findings.iter().map(|finding| finding.id.as_str()).collect();
        for finding in before.findings.iter().filter(|f| f.severity >= Severity::Care) {
            let rule = KNOWLEDGE.rules.iter().any(|rule| rule.id == finding.id);
            prop_assert!(
                !rule || still.contains(finding.id.as_str()) || open.contains(finding.id.as_str()),
                "{} is lost", finding.id
            );
            if rule && finding.severity == Severity::Blocked && before.reports.good == 0 {
                prop_assert!(after.level >= Level::Unknown, "{} became {}", finding.id, after.level.key());
            }
        }
    }

    /// Nothing that is missing makes a card work that did not.
    #[test]
    fn missing_facts_make_nothing_work(scenario in some_case(), a: u32, b: u32, c: u32) {
        let slot = ask(&scenario, &KNOWLEDGE).slot;
        let scenario = said(&scenario, slot);
        let before = ask(&scenario, &KNOWLEDGE);
        let after = ask(&scenario, &forgetful((a, b, c)));
        if after.level < before.level {
            prop_assert!(!after.not_known.is_empty(), "better by a gap, and no word of it");
        }
    }

    /// What blocks says what would unblock it, and the worst finding comes first.
    #[test]
    fn blocked_says_the_way_out(scenario in some_case(), guest in prop::sample::select(vec![Guest::Linux, Guest::Windows, Guest::Lxc]),
        trust in prop::sample::select(vec![Trust::Own, Trust::Untrusted]),
        availability in prop::sample::select(vec![Availability::None, Availability::Restart, Availability::LiveMigration]),
        share: bool, acs: bool, iommu: bool) {
        let mut scenario = scenario;
        scenario.situation.guest = Some(guest);
        scenario.trust = Some(trust);
        scenario.availability = Some(availability);
        scenario.share = Some(share);
        scenario.acs_override = Some(acs);
        scenario.iommu = Some(iommu);
        let answer = ask(&scenario, &KNOWLEDGE);
        prop_assert!(answer.findings.is_sorted_by(|a, b| a.severity >= b.severity));
        for finding in &answer.findings {
            prop_assert_eq!(finding.severity == Severity::Blocked, finding.unblocked_by.is_some(), "{}", &finding.id);
            prop_assert!(!finding.text.contains('{') && !finding.text.contains("not known"), "{}: {}", &finding.id, &finding.text);
        }
        let blocked = answer.findings.iter().any(|f| f.severity == Severity::Blocked);
        prop_assert_eq!(blocked, answer.level == Level::Blocked);
        if guest == Guest::Lxc {
            // A container has nothing to do with groups, VFIO and reset.
            for finding in &answer.findings {
                let vfio = ["group-", "iommu-", "acs-", "unsafe-", "no-interrupt", "boot-gpu", "only-card", "flr-", "above-4g", "same-"];
                prop_assert!(!vfio.iter().any(|start| finding.id.starts_with(start)), "{}", &finding.id);
            }
        }
    }

    /// Accepting a risk for guests of others never helps.
    #[test]
    fn risk_for_others_is_never_better(scenario in some_case()) {
        let level = |acs, trust| {
            let mut scenario = scenario.clone();
            scenario.acs_override = Some(acs);
            scenario.trust = Some(trust);
            scenario.situation.guest.get_or_insert(Guest::Linux);
            ask(&scenario, &KNOWLEDGE).level
        };
        prop_assert!(level(true, Trust::Untrusted) >= level(true, Trust::Own).min(Level::Blocked));
        if scenario.situation.guest != Some(Guest::Lxc) {
            prop_assert_eq!(level(true, Trust::Untrusted), Level::Blocked);
        }
    }
}

/// One disputed thread alone carries no more than a warning.
#[test]
fn one_thread_is_no_more_than_care() {
    let folder = super::folder().join("data");
    let draft = vfiodex::draft::Draft::load(vfiodex::source::SourceMap::read(&folder).expect("records"));
    for (entry, _, quirk) in draft.records::<vfiodex::record::Quirk>() {
        let forum = |source: &vfiodex::record::Citation| source.kind == Some(vfiodex::record::SourceKind::Forum);
        let single = quirk.sources.len() == 1 && quirk.sources.iter().all(forum);
        let disputed = quirk.status.state == vfiodex::record::QuirkState::Disputed;
        if single || disputed {
            let weight = KNOWLEDGE.quirks.iter().find(|facts| facts.id == entry.id).map(|facts| facts.weight);
            assert!(weight <= Some(Severity::Care), "{}", entry.id);
        }
    }
}
