//! What the lines of a log mean: which quirk shows there, how serious that is, and what helps here.

mod command_line;
mod draw;
mod scan;
mod weigh;

use serde::Serialize;

use crate::context::{Assumed, Context};
use crate::knowledge::{CureFacts, Severity};
use crate::situation::Situation;
use crate::{Bdf, Knowledge, PciId, Tri};

/// The answer to a pasted log.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// What was recognised, by line; of several meanings of a line the likeliest comes first.
    pub matches: Vec<Match>,
    /// Meanings that this host rules out, with the reason.
    pub ruled_out: Vec<RuledOut>,
    /// What was taken for granted because the text says so.
    pub assumed: Vec<Assumed>,
    /// What would make the answer more certain: `card`, `kernel`, `guest`.
    pub not_known: Vec<&'static str>,
    /// How many lines the text has.
    pub lines: usize,
    /// Whether nothing is known in it because most lines list PCI devices, as `lspci -nn` does, and so tell of
    /// no failure.
    pub lists_devices: bool,
    /// Further lines like those above that were left out, because one kind came too often.
    pub left_out: usize,
}

/// One meaning of one line.
#[derive(Clone, Debug, Serialize)]
pub struct Match {
    /// The line, from 1.
    pub line: usize,
    /// The line's text.
    pub text: String,
    /// How often the line comes in a row.
    pub count: usize,
    /// Last line of that row.
    pub last_line: usize,
    /// Record of the quirk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quirk: Option<String>,
    /// Record of the advice, where the line shows a setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// Name of the record.
    pub name: String,
    /// How serious the line is by itself.
    pub severity: Severity,
    /// What the line means.
    pub meaning: String,
    /// Whether the record concerns this host, card and guest.
    pub applies: Tri,
    /// What that depends on, or why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where a harmless line is followed by a serious one: that line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look_at: Option<usize>,
    /// Where things stand with the quirk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What helps, best first for this host.
    pub cures: Vec<Cure>,
}

/// A meaning that this host rules out.
#[derive(Clone, Debug, Serialize)]
pub struct RuledOut {
    /// The line, from 1.
    pub line: usize,
    /// Record of the quirk.
    pub quirk: String,
    /// Why it cannot be.
    pub because: String,
}

/// Something that helps.
#[derive(Clone, Debug, Serialize)]
pub struct Cure {
    /// The cure.
    #[serde(flatten)]
    pub cure: CureFacts,
    /// Whether it can be used on this host.
    pub fits: Tri,
}

/// Knowledge made ready for many lines.
#[derive(Debug)]
pub struct Explainer<'k> {
    knowledge: &'k Knowledge,
    finder: scan::Finder<'k>,
}

impl<'k> Explainer<'k> {
    /// Compiles the patterns.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, finder: scan::Finder::new(knowledge) }
    }

    /// Explains a log. What is said outright stands above what the text tells about itself.
    #[must_use]
    pub fn explain(&self, text: &str, said: &Situation) -> Explanation {
        self.explain_in(text, Context::read(text, self.knowledge).under(said), !said.cards.is_empty())
    }

    /// Explains a log in a context that is known already.
    #[must_use]
    pub fn explain_in(&self, text: &str, context: Context, card_is_said: bool) -> Explanation {
        let scanned = self.finder.scan(text);
        let mut weigher = weigh::Weigher::new(self.knowledge, &context, card_is_said);
        for line in scanned.lines {
            weigher.take(&line);
        }
        weigher.add(command_line::matches(self.knowledge, text, &context.situation));
        let (matches, ruled_out, not_known) = weigher.finish();
        let lines = text.lines().count();
        let listed = || text.lines().filter(|line| lists_device(line)).count();
        Explanation {
            lists_devices: matches.is_empty() && listed() * 2 > lines,
            matches,
            ruled_out,
            assumed: context.assumed,
            not_known,
            lines,
            left_out: scanned.left_out,
        }
    }
}

/// Whether a line has a PCI address and, behind it, a vendor:device ID in brackets.
fn lists_device(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let id = |word: &str| {
        word.strip_prefix('[').and_then(|word| word.strip_suffix(']')).is_some_and(|id| id.parse::<PciId>().is_ok())
    };
    words.any(|word| word.parse::<Bdf>().is_ok()) && words.any(id)
}

/// Explains one log.
#[must_use]
pub fn explain(knowledge: &Knowledge, text: &str, said: &Situation) -> Explanation {
    Explainer::new(knowledge).explain(text, said)
}

#[cfg(test)]
mod tests;
