//! A question with its records looked up and its gaps filled: what verdicts and plans work on.

mod defaults;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use crate::Knowledge;
use crate::hardware::{BoardFacts, CardFacts, CpuFacts, GroupFacts, SlotFacts};
use crate::scenario::Scenario;

/// Something that was taken for granted because nobody said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumption {
    /// The input that would say otherwise: `kernel`, `host_display`.
    pub input: &'static str,
    /// The value.
    pub value: String,
    /// Why this one.
    pub because: String,
}

/// A question, complete as far as records and defaults go.
#[derive(Clone, Debug)]
pub struct Setup<'a> {
    /// The question as it was asked. What endangers a host is decided by what was said, not by defaults.
    pub asked: Scenario,
    /// The question with defaults filled in.
    pub scenario: Cow<'a, Scenario>,
    /// The card.
    pub card: &'a CardFacts,
    /// The board, where it was named.
    pub board: Option<&'a BoardFacts>,
    /// The slot, where it was named or is the only one.
    pub slot: Option<&'a SlotFacts>,
    /// The processor family, where it was named or follows from board or card.
    pub cpu: Option<&'a CpuFacts>,
    /// Processor families that it can be: the one above, else those that fit board and card.
    pub cpus: Vec<&'a CpuFacts>,
    /// Other cards of the host.
    pub host_gpus: Vec<&'a CardFacts>,
    /// What was taken for granted.
    pub assumptions: Vec<Assumption>,
}

/// The question names something that no record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// No card was named.
    NoCard,
    /// There is no such card.
    Card(String),
    /// There is no such board.
    Board(String),
    /// There is no such processor family.
    Cpu(String),
    /// The board has no slot of this name; those that it has.
    Slot(String, Vec<String>),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCard => f.write_str("name the card"),
            Self::Card(id) => write!(f, "there is no card `{id}`"),
            Self::Board(id) => write!(f, "there is no board `{id}`"),
            Self::Cpu(id) => write!(f, "there is no processor family `{id}`"),
            Self::Slot(label, known) if known.is_empty() => {
                write!(f, "the record of this board names no slots, so `{label}` says nothing")
            }
            Self::Slot(label, known) => write!(f, "the board has no slot `{label}`; it has {}", known.join(", ")),
        }
    }
}

impl std::error::Error for SetupError {}

impl<'a> Setup<'a> {
    /// Looks up what the question names and fills what it leaves open.
    ///
    /// # Errors
    /// Where it names no card, or something that no record has.
    pub fn new(scenario: &Scenario, knowledge: &'a Knowledge) -> Result<Self, SetupError> {
        let board = scenario.situation.board.as_ref();
        let board = board
            .map(|id| find(&knowledge.boards, id, |b| &b.id).ok_or_else(|| SetupError::Board(id.clone())))
            .transpose()?;
        Self::at(scenario, board, knowledge)
    }

    /// The same question on another board than the one that it names.
    ///
    /// # Errors
    /// Where it names no card, or something that no record has.
    pub fn on(scenario: &Scenario, board: &'a BoardFacts, knowledge: &'a Knowledge) -> Result<Self, SetupError> {
        let mut setup = Self::at(scenario, Some(board), knowledge)?;
        setup.scenario.to_mut().situation.board = Some(board.id.clone());
        Ok(setup)
    }

    fn at(scenario: &Scenario, board: Option<&'a BoardFacts>, knowledge: &'a Knowledge) -> Result<Self, SetupError> {
        let id = scenario.gpu.as_ref().ok_or(SetupError::NoCard)?;
        let card = find(&knowledge.cards, id, |card| &card.id).ok_or_else(|| SetupError::Card(id.clone()))?;
        let cpu = scenario.situation.cpu.as_ref();
        let cpu = cpu
            .map(|id| find(&knowledge.cpus, id, |c| &c.id).ok_or_else(|| SetupError::Cpu(id.clone())))
            .transpose()?;
        let other =
            |id: &String| find(&knowledge.cards, id, |card| &card.id).ok_or_else(|| SetupError::Card(id.clone()));
        let host_gpus = scenario.host_gpus.iter().map(other).collect::<Result<Vec<_>, _>>()?;
        let slot = scenario.slot.as_ref().map(|label| slot(board, label)).transpose()?;
        let mut setup = Self {
            asked: scenario.clone(),
            scenario: Cow::Owned(scenario.clone()),
            card,
            board,
            slot,
            cpu,
            cpus: cpu.into_iter().collect(),
            host_gpus,
            assumptions: Vec::new(),
        };
        setup.fill(knowledge);
        Ok(setup)
    }

    /// The group that the card lands in: its slot's, or that of the processor's graphics.
    #[must_use]
    pub fn group(&self) -> Option<&'a GroupFacts> {
        if self.card.is_integrated() {
            return self.board.and_then(|board| board.igpu.as_ref());
        }
        self.slot.and_then(|slot| slot.group.as_ref())
    }

    /// Slots of the board that a card could sit in.
    #[must_use]
    pub fn slots(&self) -> &'a [SlotFacts] {
        if self.card.is_integrated() { &[] } else { self.board.map_or(&[], |board| &board.slots) }
    }
}

fn slot<'a>(board: Option<&'a BoardFacts>, label: &str) -> Result<&'a SlotFacts, SetupError> {
    let slots = board.map_or(&[][..], |board| &board.slots);
    slots
        .iter()
        .find(|slot| slot.label.eq_ignore_ascii_case(label))
        .ok_or_else(|| SetupError::Slot(label.to_owned(), slots.iter().map(|slot| slot.label.clone()).collect()))
}

fn find<'k, T>(list: &'k [T], id: &str, name: fn(&T) -> &String) -> Option<&'k T> {
    list.iter().find(|entry| name(entry) == id)
}
