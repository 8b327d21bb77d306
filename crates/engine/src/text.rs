//! Text for people in runs and blocks, which a page, a terminal and the clipboard each draw in their way.

mod plain;

use serde::Serialize;

/// A stretch of text with one meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "run", rename_all = "lowercase")]
pub enum Run {
    /// Plain text.
    Text {
        /// The text.
        text: String,
    },
    /// A command, an ID, a line.
    Code {
        /// The text.
        text: String,
    },
    /// A reference to a record.
    Record {
        /// Folder of its kind: `quirks`.
        kind: &'static str,
        /// Its ID.
        id: String,
        /// What to call it.
        text: String,
    },
    /// A link to another site.
    Out {
        /// Target.
        url: String,
        /// What to call it.
        text: String,
    },
    /// A word with a role of its own: a verdict, a severity.
    Mark {
        /// The role.
        role: Role,
        /// The word.
        text: String,
    },
}

/// Text in runs.
pub type Runs = Vec<Run>;

/// The five roles that have a colour and a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Works, is needed.
    Works,
    /// Says little for or against.
    Unknown,
    /// Takes care.
    Care,
    /// Is not recommended.
    NotRecommended,
    /// Is blocked, failed, does damage.
    Blocked,
}

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Text.
        runs: Runs,
    },
    /// A list.
    List {
        /// Whether the order counts.
        ordered: bool,
        /// Items.
        items: Vec<Runs>,
    },
    /// Lines of a log or file.
    Code {
        /// Text.
        text: String,
    },
    /// The line above some steps.
    Note {
        /// Always `step`.
        role: &'static str,
        /// Text.
        runs: Runs,
    },
    /// Blocks under a heading.
    Part {
        /// Heading.
        title: Runs,
        /// Content.
        blocks: Vec<Block>,
    },
}

/// An answer as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// The answer in one sentence; a page announces it.
    pub summary: Runs,
    /// The answer.
    pub blocks: Vec<Block>,
    /// Both as plain text: what the command line prints and a page copies.
    pub text: String,
}

/// What can be drawn.
pub trait Draw {
    /// The answer as people read it.
    fn drawn(&self) -> Drawn;
}

impl Drawn {
    /// Puts an answer together.
    #[must_use]
    pub fn new(summary: Runs, blocks: Vec<Block>) -> Self {
        let text = plain::answer(&summary, &blocks);
        Self { summary, blocks, text }
    }
}

impl Block {
    /// A paragraph in which backticks mark code.
    #[must_use]
    pub fn paragraph(source: &str) -> Self {
        Self::Paragraph { runs: prose(source) }
    }

    /// A paragraph in which backticks mark code, with a label in front.
    #[must_use]
    pub fn labelled(label: &str, source: &str) -> Self {
        let mut runs = vec![text(format!("{label}: "))];
        runs.extend(prose(source));
        Self::Paragraph { runs }
    }

    /// The line above some steps.
    #[must_use]
    pub fn step(runs: Runs) -> Self {
        Self::Note { role: "step", runs }
    }
}

/// One run of plain text.
pub fn text(text: impl Into<String>) -> Run {
    Run::Text { text: text.into() }
}

/// One run of code.
pub fn code(text: impl Into<String>) -> Run {
    Run::Code { text: text.into() }
}

/// A reference to a record, by the folder of its kind.
pub fn record(kind: &'static str, id: &str, text: &str) -> Run {
    Run::Record { kind, id: id.to_owned(), text: text.replace('`', "") }
}

/// A word with a role.
pub fn mark(role: Role, text: impl Into<String>) -> Run {
    Run::Mark { role, text: text.into() }
}

/// Text in which backticks mark code.
#[must_use]
pub fn prose(source: &str) -> Runs {
    let parts = source.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    parts.map(|(index, part)| if index % 2 == 1 { code(part) } else { text(part) }).collect()
}

/// A number with its noun.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
