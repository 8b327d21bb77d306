use serde::Serialize;

use super::href::Href;
use super::map::Map;
use crate::catalogue::Catalogue;
use crate::record::Kind;

/// A stretch of text with one meaning.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// A link on this site.
    Link {
        /// Target.
        href: Href,
        /// Text.
        text: String,
    },
    /// A link to another site.
    Out {
        /// Target.
        url: String,
        /// Text.
        text: String,
    },
    /// A word with a role of its own: a verdict, a state.
    Mark {
        /// Role, a class name.
        role: &'static str,
        /// Text.
        text: String,
    },
}

/// Text in runs.
pub type Runs = Vec<Run>;

/// One run of plain text.
pub fn text(text: impl Into<String>) -> Run {
    Run::Text { text: text.into() }
}

/// One run of code.
pub fn code(text: impl Into<String>) -> Run {
    Run::Code { text: text.into() }
}

/// One link on this site.
pub fn link(href: Href, text: impl Into<String>) -> Run {
    Run::Link { href, text: text.into() }
}

/// A reference to a record: a link with its name, or its ID as text where nobody has written it yet.
pub fn reference(catalogue: &Catalogue, kind: Kind, id: &str) -> Run {
    match catalogue.get(kind, id) {
        Some(item) => link(Href::record(kind, id), item.record.name()),
        None => text(id),
    }
}

/// Several references, separated by commas.
pub fn references<'a>(catalogue: &Catalogue, kind: Kind, ids: impl IntoIterator<Item = &'a str>) -> Runs {
    joined(ids.into_iter().map(|id| reference(catalogue, kind, id)), ", ")
}

/// Runs with a separator between them.
pub fn joined(runs: impl IntoIterator<Item = Run>, separator: &str) -> Runs {
    let mut out = Vec::new();
    for run in runs {
        if !out.is_empty() {
            out.push(text(separator));
        }
        out.push(run);
    }
    out
}

/// Text in which backticks mark code.
pub fn prose(source: &str) -> Runs {
    let mut out = Vec::new();
    for (index, part) in source.split('`').enumerate() {
        if !part.is_empty() {
            out.push(if index % 2 == 1 { code(part) } else { text(part) });
        }
    }
    out
}

/// A table's column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Heading, with the unit.
    pub label: String,
    /// Whether it holds numbers.
    pub numeric: bool,
}

impl Column {
    /// A column of text.
    pub fn text(label: &str) -> Self {
        Self { label: label.into(), numeric: false }
    }

    /// A column of numbers.
    pub fn number(label: &str) -> Self {
        Self { label: label.into(), numeric: true }
    }
}

/// A table's cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cell {
    /// What it says.
    pub runs: Runs,
    /// What it sorts by, where that differs.
    pub sort: Option<String>,
}

impl From<Run> for Cell {
    fn from(run: Run) -> Self {
        Self { runs: vec![run], sort: None }
    }
}

impl From<Runs> for Cell {
    fn from(runs: Runs) -> Self {
        Self { runs, sort: None }
    }
}

impl From<String> for Cell {
    fn from(content: String) -> Self {
        if content.is_empty() { Self::default() } else { text(content).into() }
    }
}

impl From<&str> for Cell {
    fn from(content: &str) -> Self {
        content.to_owned().into()
    }
}

/// A table's row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// Cells, one per column.
    pub cells: Vec<Cell>,
    /// Values that the list's filters compare, by facet.
    pub data: Vec<(String, String)>,
}

impl Row {
    /// A row of cells.
    pub fn new(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self { cells: cells.into_iter().collect(), data: Vec::new() }
    }
}

/// A label with a value and where the value comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Label.
    pub label: String,
    /// What the label means.
    pub help: Option<String>,
    /// Value.
    pub value: Runs,
    /// Numbers of the sources on this page.
    pub sources: Vec<usize>,
    /// Other values that sources state.
    pub disputed: Vec<Runs>,
    /// Whether it was looked for and nobody knows.
    pub not_known: bool,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "block", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Text.
        runs: Runs,
    },
    /// Rendered, sanitised Markdown.
    Markdown {
        /// HTML.
        html: String,
    },
    /// A table.
    Table {
        /// What it shows.
        caption: String,
        /// Columns.
        columns: Vec<Column>,
        /// Rows.
        rows: Vec<Row>,
    },
    /// Labels with values.
    Facts {
        /// Lines.
        lines: Vec<Line>,
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
    /// A drawing with its text equivalent.
    Figure {
        /// The drawing.
        map: Box<Map>,
        /// What it shows, and how to read it.
        caption: Runs,
        /// The same in words.
        text: Vec<Block>,
    },
    /// Blocks under a heading of their own.
    Part {
        /// Heading.
        title: Runs,
        /// Content.
        blocks: Vec<Block>,
    },
    /// A remark that stands out.
    Note {
        /// Role, a class name.
        role: &'static str,
        /// Text.
        runs: Runs,
    },
}

impl Block {
    /// Takes out columns in which no row says anything.
    fn drop_empty_columns(&mut self) {
        if let Self::Figure { text, .. } = self {
            text.iter_mut().for_each(Self::drop_empty_columns);
        }
        let Self::Table { columns, rows, .. } = self else { return };
        let says = |index: usize| rows.iter().any(|row| row.cells.get(index).is_some_and(|cell| !cell.runs.is_empty()));
        let keep: Vec<bool> = (0..columns.len()).map(says).collect();
        let kept = |index: &mut usize| {
            *index += 1;
            keep.get(*index - 1).copied().unwrap_or(true)
        };
        for row in rows {
            let mut index = 0;
            row.cells.retain(|_| kept(&mut index));
        }
        let mut index = 0;
        columns.retain(|_| kept(&mut index));
    }
}

/// A part of a page with a heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Content.
    pub blocks: Vec<Block>,
}

impl Section {
    /// A section, unless it would be empty.
    pub fn new(id: &str, title: &str, mut blocks: Vec<Block>) -> Option<Self> {
        blocks.iter_mut().for_each(Block::drop_empty_columns);
        (!blocks.is_empty()).then(|| Self { id: id.into(), title: title.into(), blocks })
    }
}

/// A paragraph in which backticks mark code.
pub fn paragraph(source: &str) -> Block {
    Block::Paragraph { runs: prose(source) }
}
