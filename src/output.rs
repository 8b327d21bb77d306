//! The finished site as a map from path to bytes: collisions, link check, and the one place that
//! writes files.

mod links;
mod write;

use std::collections::BTreeMap;

pub use links::BrokenLink;
pub use write::{MARKER, WriteError};

/// Everything that a build gives, ordered by path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output {
    files: BTreeMap<String, Vec<u8>>,
}

/// Two parts of the build want the same path, or a path that leaves the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTaken(pub String);

impl std::fmt::Display for PathTaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "two parts of the site want the path `{}`, or it is not a path below the site", self.0)
    }
}

impl std::error::Error for PathTaken {}

impl Output {
    /// Adds a file.
    ///
    /// # Errors
    /// Where the path is taken or does not lie below the output folder.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Result<(), PathTaken> {
        let path = path.into();
        let fine = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']);
        if !path.split('/').all(fine) || self.files.contains_key(&path) {
            return Err(PathTaken(path));
        }
        self.files.insert(path, bytes.into());
        Ok(())
    }

    /// Every file, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// One file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}
