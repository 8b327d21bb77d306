use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Output;

/// File by which the program knows a folder that it made.
pub const MARKER: &str = ".vfiodex";

/// Why the site could not be written.
#[derive(Debug)]
pub enum WriteError {
    /// The folder holds something that this program did not make.
    NotOurs(PathBuf),
    /// The system refused.
    System(PathBuf, io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs(path) => write!(
                f,
                "{} exists and was not made by `vfiodex build`; nothing was written. Name another folder with --out, or move this one away",
                path.display()
            ),
            Self::System(path, error) => write!(f, "cannot write {}: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

fn system(path: &Path) -> impl FnOnce(io::Error) -> WriteError + '_ {
    move |error| WriteError::System(path.to_owned(), error)
}

/// A sibling of the folder with another ending.
fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    folder.with_file_name(name)
}

/// Whether the folder may be replaced: it is not there, is empty, or has the marker.
fn check_ours(folder: &Path) -> Result<(), WriteError> {
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(system(folder)(error)),
        Ok(meta) if !meta.is_dir() => return Err(WriteError::NotOurs(folder.to_owned())),
        Ok(_) => {}
    }
    let empty = fs::read_dir(folder).map_err(system(folder))?.next().is_none();
    if empty || folder.join(MARKER).is_file() { Ok(()) } else { Err(WriteError::NotOurs(folder.to_owned())) }
}

/// Removes a folder that is ours, its parts side by side.
fn remove(folder: &Path) -> Result<(), WriteError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(system(folder))?,
    };
    entries.into_par_iter().try_for_each(|entry| {
        let path = entry.path();
        let is_folder = entry.file_type().map_err(system(&path))?.is_dir();
        if is_folder { remove(&path) } else { fs::remove_file(&path).map_err(system(&path)) }
    })?;
    fs::remove_dir(folder).map_err(system(folder))
}

impl Output {
    /// Writes everything beside the folder and then puts it in the folder's place, so that a reader
    /// sees the old site or the new one. Files that did not change are linked, not written; where none
    /// did, the folder stays as it is.
    ///
    /// # Errors
    /// Where the folder is not ours, or the system refuses; the old site then stays as it was.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        let (new, old) = (beside(folder, ".new"), beside(folder, ".old"));
        for place in [folder, &new, &old] {
            check_ours(place)?;
        }
        let files: Vec<(&str, &[u8], bool)> = self
            .files
            .par_iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice(), holds(&folder.join(path), bytes)))
            .collect();
        // One file more: the marker.
        if files.iter().all(|(.., same)| *same) && count(folder).is_ok_and(|there| there == files.len() + 1) {
            return Ok(());
        }
        remove(&new)?;
        let mut directories: Vec<_> = files.iter().filter_map(|(path, ..)| Path::new(path).parent()).collect();
        directories.dedup();
        fs::create_dir_all(&new).map_err(system(&new))?;
        fs::write(new.join(MARKER), "made by vfiodex build; this folder is replaced as a whole\n")
            .map_err(system(&new))?;
        directories.par_iter().try_for_each(|directory| {
            let path = new.join(directory);
            fs::create_dir_all(&path).map_err(system(&path))
        })?;
        files.par_iter().try_for_each(|(path, bytes, same)| {
            let place = new.join(path);
            if *same && fs::hard_link(folder.join(path), &place).is_ok() {
                return Ok(());
            }
            fs::write(&place, bytes).map_err(system(&place))
        })?;
        remove(&old)?;
        if folder.exists() {
            fs::rename(folder, &old).map_err(system(folder))?;
        }
        if let Err(error) = fs::rename(&new, folder) {
            // Put the old site back before saying what went wrong.
            let _ = fs::rename(&old, folder);
            return Err(system(folder)(error));
        }
        remove(&old)
    }
}

/// Whether a file has these bytes already.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|there| there == bytes)
}

/// Files below a folder.
fn count(folder: &Path) -> io::Result<usize> {
    fs::read_dir(folder)?.try_fold(0, |files, entry| {
        let entry = entry?;
        Ok(files + if entry.file_type()?.is_dir() { count(&entry.path())? } else { 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_only_folders_that_it_made() -> Result<(), Box<dyn std::error::Error>> {
        let temporary = tempfile::tempdir()?;
        let out = temporary.path().join("dist");
        let mut site = Output::default();
        site.add("a/index.html", "one")?;
        site.write(&out)?;
        let mut next = Output::default();
        next.add("b/index.html", "two")?;
        next.write(&out)?;
        assert!(!out.join("a").exists());
        assert_eq!(fs::read_to_string(out.join("b/index.html"))?, "two");
        // A site that stands already is left alone, unless something else lies in its folder.
        let made = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified());
        let before = made(&out)?;
        next.write(&out)?;
        assert_eq!(made(&out)?, before);
        fs::write(out.join("b/stray.html"), "three")?;
        next.write(&out)?;
        assert!(!out.join("b/stray.html").exists());
        assert!(!beside(&out, ".old").exists() && !beside(&out, ".new").exists());

        let theirs = temporary.path().join("home");
        fs::create_dir(&theirs)?;
        fs::write(theirs.join("thesis.txt"), "years of work")?;
        assert!(matches!(next.write(&theirs), Err(WriteError::NotOurs(_))));
        assert_eq!(fs::read_dir(&theirs)?.count(), 1);
        Ok(())
    }
}
