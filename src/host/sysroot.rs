use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// No attribute comes near this; a hostile tree may.
const MOST_BYTES: u64 = 64 * 1024;
/// A dpkg database or a kernel log, and no more.
const MOST_LONG_BYTES: u64 = 32 * 1024 * 1024;
/// Entries of one folder.
const MOST_ENTRIES: usize = 16_384;
/// Unreadable files that are named; more of them say nothing new.
const MOST_NAMED: usize = 24;

/// The root below which everything is read, `/` on the host itself.
#[derive(Debug)]
pub struct Sysroot {
    root: PathBuf,
    not_read: RefCell<Vec<String>>,
}

impl Sysroot {
    /// A root folder.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), not_read: RefCell::default() }
    }

    /// Whether this is the running host and not a tree that lies somewhere.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.root == Path::new("/")
    }

    fn full(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    fn note(&self, path: &str, why: &str) {
        let mut all = self.not_read.borrow_mut();
        let line = format!("/{}: {why}", printable(path.trim_start_matches('/')));
        if all.len() < MOST_NAMED && !all.contains(&line) {
            all.push(line);
        }
    }

    /// Files that are there and could not be read, with the reason.
    #[must_use]
    pub fn not_read(&self) -> Vec<String> {
        self.not_read.borrow().clone()
    }

    fn bytes(&self, path: &str, most: u64) -> Option<Vec<u8>> {
        let full = self.full(path);
        let meta = match fs::metadata(&full) {
            Ok(meta) => meta,
            Err(error) => {
                if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
                    self.note(path, &error.to_string());
                }
                return None;
            }
        };
        // A pipe would wait for ever, and a device is not what stands here on a Linux host.
        if !meta.is_file() {
            self.note(path, "not a file");
            return None;
        }
        let mut bytes = Vec::new();
        match File::open(&full).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)) {
            Ok(_) => {
                if bytes.len() as u64 > most {
                    self.note(path, &format!("longer than {most} bytes, the rest was left out"));
                    bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
                }
                Some(bytes)
            }
            Err(error) => {
                self.note(path, &error.to_string());
                None
            }
        }
    }

    /// Text of a short file without blanks at its ends, where it can be read and says something.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        let bytes = self.bytes(path, MOST_BYTES)?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Text of a long file.
    #[must_use]
    pub fn long_text(&self, path: &str) -> Option<String> {
        self.bytes(path, MOST_LONG_BYTES).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// One line of printable text, as names in DMI are.
    #[must_use]
    pub fn line(&self, path: &str) -> Option<String> {
        let text = self.text(path)?;
        let line = text.lines().next().unwrap_or_default();
        let line: String = line.chars().filter(|c| !c.is_control() && *c != '\u{fffd}').take(200).collect();
        (!line.trim().is_empty()).then(|| line.trim().to_owned())
    }

    /// A number in decimal, or in hex after `0x`.
    #[must_use]
    pub fn number(&self, path: &str) -> Option<i64> {
        let text = self.text(path)?;
        match text.strip_prefix("0x") {
            Some(hex) => i64::from_str_radix(hex, 16).ok(),
            None => text.parse().ok(),
        }
    }

    /// `1` or `Y` against `0` or `N`.
    #[must_use]
    pub fn flag(&self, path: &str) -> Option<bool> {
        match self.text(path)?.as_str() {
            "1" | "Y" | "y" => Some(true),
            "0" | "N" | "n" => Some(false),
            _ => None,
        }
    }

    /// Names in a folder, in order; empty where there is none.
    #[must_use]
    pub fn names(&self, path: &str) -> Vec<String> {
        let entries = match fs::read_dir(self.full(path)) {
            Ok(entries) => entries,
            Err(error) => {
                if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
                    self.note(path, &error.to_string());
                }
                return Vec::new();
            }
        };
        let mut names: Vec<String> =
            entries.flatten().take(MOST_ENTRIES).filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// Where a link leads, as it is written.
    #[must_use]
    pub fn link(&self, path: &str) -> Option<String> {
        fs::read_link(self.full(path)).ok()?.into_os_string().into_string().ok()
    }

    /// The last part of where a link leads: `vfio-pci`, `14`.
    #[must_use]
    pub fn link_name(&self, path: &str) -> Option<String> {
        let name = self.link(path)?.trim_end_matches('/').rsplit('/').next()?.to_owned();
        let fits = !name.is_empty() && name.len() <= 64 && name.bytes().all(|b| b.is_ascii_graphic());
        fits.then_some(name)
    }

    /// Whether there is something at a path.
    #[must_use]
    pub fn exists(&self, path: &str) -> bool {
        self.full(path).exists()
    }
}

fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).take(200).collect()
}
