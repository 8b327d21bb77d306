//! The files that records are read from. Nothing here knows what is in them.

use std::fmt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Largest record file in bytes; beyond it a file is reported and not read.
pub const MAX_FILE_BYTES: u64 = 512 * 1024;

/// Handle of a file in a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A stretch of one file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// File that it lies in.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// What could be made of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readable {
    /// Text.
    Yes,
    /// Larger than [`MAX_FILE_BYTES`]; its text is empty. The number is its size.
    TooLarge(u64),
    /// Not UTF-8 from this byte on; its text ends there.
    NotUtf8(usize),
    /// Has a NUL or another control character that no text has.
    Control(usize),
    /// A link or device; its text is empty.
    NotAFile,
}

/// One file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path as shown to people: as the folder was given, with slashes.
    pub shown: String,
    /// Path below the data folder, with slashes.
    pub path: String,
    /// Text, as far as it is text.
    pub text: String,
    /// Whether it is.
    pub readable: Readable,
}

/// A file or folder that could not be read.
#[derive(Debug)]
pub struct ReadError {
    /// Which one.
    pub path: PathBuf,
    /// Why.
    pub error: std::io::Error,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for ReadError {}

/// Every file of a data folder, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Reads every file below a folder. Hidden files are passed over.
    ///
    /// # Errors
    /// The first file or folder that the system refuses to give.
    pub fn read(root: &Path) -> Result<Self, ReadError> {
        use rayon::prelude::*;
        if !root.is_dir() {
            let text = "there is no such folder; run vfiodex in a clone of the repository, or name the folder of the records with --data";
            let error = std::io::Error::new(std::io::ErrorKind::NotFound, text);
            return Err(ReadError { path: root.to_owned(), error });
        }
        let mut found = Vec::new();
        let visible =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        for entry in WalkDir::new(root).into_iter().filter_entry(visible) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(root).to_owned();
                let error =
                    error.into_io_error().unwrap_or_else(|| std::io::Error::other("a link leads back to its folder"));
                ReadError { path, error }
            })?;
            if !entry.file_type().is_dir() {
                found.push((entry.path().to_owned(), entry.file_type().is_file()));
            }
        }
        let mut files = found
            .into_par_iter()
            .map(|(path, regular)| read_file(root, &path, regular))
            .collect::<Result<Vec<_>, _>>()?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// A map of texts that are already in memory, for tests.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut files: Vec<_> = texts
            .into_iter()
            .map(|(path, text)| SourceFile {
                shown: format!("data/{path}"),
                path: path.to_owned(),
                text: text.to_owned(),
                readable: Readable::Yes,
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// Reads one more file that is no record and stands elsewhere; it comes last.
    ///
    /// # Errors
    /// Where the system refuses to give it.
    pub fn read_beside(&mut self, path: &Path) -> Result<FileId, ReadError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        self.files.push(read_file(folder, path, true)?);
        Ok(FileId(self.files.len() as u32 - 1))
    }

    /// Every file with its handle, in order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// One file.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Line and column of a byte, both from 1; columns count characters.
    #[must_use]
    pub fn position(&self, file: FileId, byte: usize) -> (usize, usize) {
        let text = &self.file(file).text;
        let byte = text.floor_char_boundary(byte.min(text.len()));
        let before = &text[..byte];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start..span.end).unwrap_or("")
    }
}

fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").replace("//", "/")
}

fn read_file(root: &Path, path: &Path, regular: bool) -> Result<SourceFile, ReadError> {
    let failed = |error| ReadError { path: path.to_owned(), error };
    let mut file = SourceFile {
        shown: slashes(path),
        path: slashes(path.strip_prefix(root).unwrap_or(path)),
        text: String::new(),
        readable: Readable::NotAFile,
    };
    if !regular {
        return Ok(file);
    }
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > MAX_FILE_BYTES {
        file.readable = Readable::TooLarge(size);
        return Ok(file);
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    (file.text, file.readable) = match String::from_utf8(bytes) {
        Ok(text) => {
            let control = text.find(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
            (text, control.map_or(Readable::Yes, Readable::Control))
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.into_bytes()[..valid]).into_owned();
            (text, Readable::NotUtf8(valid))
        }
    };
    Ok(file)
}
