//! Records as far as they could be read, with their references. Catalogue-wide checks work on this;
//! a file that fails to parse still owns its ID, so that nothing else is blamed for it.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::document::{self, Document, ParseProblemKind};
use crate::record::{Kind, Record, Typed};
use crate::schema;
use crate::source::{FileId, ReadError, Readable, SourceFile, SourceMap, Span};

/// One file that should hold a record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its kind, from its folder.
    pub kind: Kind,
    /// Its ID, from its name.
    pub id: String,
    /// The file.
    pub file: FileId,
    /// The parsed file, where it could be parsed.
    pub document: Option<Document>,
    /// The typed record, where its shape is right.
    pub record: Option<Record>,
    /// References to other records.
    pub references: Vec<Reference>,
}

/// A place that names another record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Kind of the record named.
    pub kind: Kind,
    /// Its ID.
    pub id: String,
    /// Dotted path of the field that names it.
    pub path: String,
    /// Where that stands.
    pub span: Span,
}

/// Everything that was read, and what was wrong with single files.
#[derive(Debug, Default)]
pub struct Draft {
    /// The files.
    pub sources: SourceMap,
    /// One entry per file that has a place, by kind and ID.
    pub entries: BTreeMap<(Kind, String), Entry>,
    /// Findings in single files.
    pub problems: Vec<Diagnostic>,
}

impl Draft {
    /// Reads, parses and shapes every file of a data folder.
    ///
    /// # Errors
    /// The first file or folder that the system refuses to give.
    pub fn read(root: &Path) -> Result<Self, ReadError> {
        // The schemas are made while the disk answers.
        let (sources, _) = rayon::join(|| SourceMap::read(root), schema::all);
        Ok(Self::load(sources?))
    }

    /// Parses and shapes every file.
    #[must_use]
    pub fn load(sources: SourceMap) -> Self {
        let files: Vec<_> = sources.files().collect();
        let loaded: Vec<_> = files.par_iter().map(|(id, file)| load_file(&sources, *id, file)).collect();
        let mut draft = Self::default();
        for (entry, mut problems) in loaded {
            draft.problems.append(&mut problems);
            let Some(entry) = entry else { continue };
            let key = (entry.kind, entry.id.clone());
            match draft.entries.entry(key) {
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(entry);
                }
                std::collections::btree_map::Entry::Occupied(taken) => {
                    let first = taken.get().file;
                    draft.problems.push(
                        Diagnostic::error(
                            "duplicate-id",
                            whole(entry.file),
                            format!("there is another {} with the ID `{}`", entry.kind.one(), entry.id),
                        )
                        .help("IDs are unique within a kind, whatever folder a file is in; rename one of the files")
                        .related(whole(first), "the other one"),
                    );
                }
            }
        }
        draft.sources = sources;
        draft
    }

    /// The entry with an ID.
    #[must_use]
    pub fn get(&self, kind: Kind, id: &str) -> Option<&Entry> {
        self.entries.get(&(kind, id.to_owned()))
    }

    /// All entries of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Entry> {
        self.entries.range((kind, String::new())..).take_while(move |((k, _), _)| *k == kind).map(|(_, entry)| entry)
    }

    /// All well-shaped records of one type.
    pub fn records<T: Typed>(&self) -> impl Iterator<Item = (&Entry, &Document, &T)> {
        self.of_kind(T::KIND).filter_map(|entry| {
            let record = entry.record.as_ref().and_then(T::of)?;
            Some((entry, entry.document.as_ref()?, record))
        })
    }
}

/// The start of a file, for findings about the file itself.
fn whole(file: FileId) -> Span {
    Span { file, start: 0, end: 0 }
}

/// Why a path stands for no record, and where the file belongs.
struct Misplaced {
    message: String,
    /// Name that the file could have.
    name: Option<String>,
}

impl Misplaced {
    fn diagnostic(self, file: FileId) -> Diagnostic {
        let found = Diagnostic::error("file-place", whole(file), self.message);
        match self.name {
            Some(name) => found.help(format!("rename it to `{name}`; the rest is checked then")),
            None => found,
        }
    }
}

impl From<String> for Misplaced {
    fn from(message: String) -> Self {
        Self { message, name: None }
    }
}

/// Kind and ID that a path stands for.
fn identify(path: &str) -> Result<(Kind, String), Misplaced> {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    let Some(folder) = parts.first() else {
        return Err("records stand in a folder named after their kind, such as `gpus/`".to_owned().into());
    };
    let Some(kind) = Kind::from_folder(folder) else {
        let known = Kind::ALL.iter().map(|kind| kind.folder());
        let near = crate::diagnostic::did_you_mean(folder, known.clone());
        return Err(Misplaced::from(match near {
            Some(near) => format!("there is no kind `{folder}`; did you mean `{near}`?"),
            None => format!("there is no kind `{folder}`; kinds are {}", known.collect::<Vec<_>>().join(", ")),
        }));
    };
    let ending = if kind == Kind::Guide { ".md" } else { ".yaml" };
    let Some(stem) = name.strip_suffix(ending) else {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let message = format!("files in `{folder}/` end in `{ending}`");
        return Err(Misplaced { message, name: file_name(stem, ending) });
    };
    let id = match (kind, parts.as_slice()) {
        (Kind::Layout, [_, board]) => format!("{board}--{stem}"),
        (Kind::Layout, _) => {
            let place = "a layout stands in a folder named after its board: `layouts/<board>/<bios>--<kernel>.yaml`";
            return Err(place.to_owned().into());
        }
        _ => stem.to_owned(),
    };
    if id.is_empty() || id.len() > 120 || !is_slug(&id) {
        let message =
            format!("`{stem}` is not an ID: use lower-case letters, digits and single hyphens, 120 characters at most");
        return Err(Misplaced { message, name: file_name(stem, ending) });
    }
    Ok((kind, id))
}

/// The name that a file could have whose stem is no ID.
fn file_name(stem: &str, ending: &str) -> Option<String> {
    // The name of a layout has two parts.
    let part = |part: &str| {
        let words = part.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
    };
    let id = stem.split("--").map(part).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("--");
    (!id.is_empty() && id.len() <= 120).then(|| format!("{id}{ending}"))
}

/// Lower-case letters and digits joined by one or two hyphens.
pub(crate) fn is_slug(id: &str) -> bool {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    id.chars().all(fine) && !id.starts_with('-') && !id.ends_with('-') && !id.contains("---")
}

fn load_file(sources: &SourceMap, id: FileId, file: &SourceFile) -> (Option<Entry>, Vec<Diagnostic>) {
    let (kind, name) = match identify(&file.path) {
        Ok(found) => found,
        Err(misplaced) => return (None, vec![misplaced.diagnostic(id)]),
    };
    let mut entry = Entry { kind, id: name, file: id, document: None, record: None, references: Vec::new() };
    if let Some(problem) = unreadable(id, file) {
        return (Some(entry), vec![problem]);
    }
    let parsed = if kind == Kind::Guide {
        document::parse_markdown(id, &file.text)
    } else {
        document::parse_yaml(id, &file.text)
    };
    let document = match parsed {
        Ok(document) => document,
        Err(problems) => return (Some(entry), problems.into_iter().map(parse_problem).collect()),
    };
    let json = document.root.to_json();
    let schema = schema::of(kind);
    let mut problems = schema.check(sources, &document, &json);
    if problems.is_empty() {
        match kind.deserialize(json) {
            Ok(record) => entry.record = Some(record),
            Err(error) => problems.push(
                Diagnostic::error(
                    "schema-gap",
                    document.root.span,
                    format!("the schema accepts this record and the program does not: {error}"),
                )
                .help("this is a defect of vfiodex, not of the record; report it with the file"),
            ),
        }
    }
    schema.visit(&document.root, &mut |place| {
        let Some(kind) = place.marks.reference else { return };
        if let Some(id) = place.node.as_str() {
            entry.references.push(Reference {
                kind,
                id: id.to_owned(),
                path: place.path.to_owned(),
                span: place.node.span,
            });
        }
    });
    entry.document = Some(document);
    (Some(entry), problems)
}

fn unreadable(id: FileId, file: &SourceFile) -> Option<Diagnostic> {
    let at = |byte: usize| Span { file: id, start: byte, end: byte };
    match file.readable {
        Readable::Yes => None,
        Readable::TooLarge(size) => Some(
            Diagnostic::error(
                "file-size",
                whole(id),
                format!("the file has {size} bytes; a record has at most {}", crate::source::MAX_FILE_BYTES),
            )
            .help("a record holds facts, not logs or images; quote the lines that matter and cite the rest"),
        ),
        Readable::NotUtf8(byte) => Some(
            Diagnostic::error("file-encoding", at(byte), "the file is not UTF-8 text from here on")
                .help("save it as UTF-8"),
        ),
        Readable::Control(byte) => Some(
            Diagnostic::error("file-encoding", at(byte), "a control character stands here")
                .help("take it out; it may come from a pasted terminal"),
        ),
        Readable::NotAFile => Some(
            Diagnostic::error("file-place", whole(id), "this is a link or device, not a file")
                .help("put the record itself here"),
        ),
    }
}

fn parse_problem(problem: document::ParseProblem) -> Diagnostic {
    let code = match problem.kind {
        ParseProblemKind::Syntax => "yaml-syntax",
        ParseProblemKind::Feature => "yaml-feature",
        ParseProblemKind::DuplicateKey => "duplicate-key",
    };
    let found = Diagnostic::error(code, problem.span, problem.message);
    match (problem.slip, problem.related) {
        (_, Some(first)) => found.related(first, "it stands here first").help("keep one of them"),
        (Some(slip), _) => match slip.fix {
            Some((range, text)) => {
                let span = Span { start: range.start, end: range.end, ..problem.span };
                found.help(slip.help).fix(span, text)
            }
            None => found.help(slip.help),
        },
        _ => found,
    }
}
