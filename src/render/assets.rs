use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use super::embedded::SITE;
use crate::output::{Output, PathTaken};

/// Files of `site/` that go to the visitor, with fingerprints in their names, so that a browser may
/// keep them for ever.
#[derive(Debug, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
}

#[derive(Debug)]
struct Asset {
    /// Path on the site.
    path: String,
    /// Hash for the `integrity` attribute.
    integrity: String,
    bytes: Vec<u8>,
}

/// Files whose names visitors know and that therefore have no fingerprint.
const PLAIN: &[&str] = &["favicon.svg", "collect.sh"];

impl Assets {
    /// The files that the program was built with.
    #[must_use]
    pub fn embedded() -> Self {
        SITE.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
    }

    /// The files of a folder, for working on them.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_file() && !name.starts_with('.') {
                files.push((name, std::fs::read(entry.path())?));
            }
        }
        Ok(files.into_iter().collect())
    }

    /// Path on the site of a file of `site/`.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|asset| asset.path.as_str())
    }

    /// Value of the `integrity` attribute of a file.
    #[must_use]
    pub fn integrity(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|asset| asset.integrity.as_str())
    }

    pub(super) fn add_to(&self, output: &mut Output) -> Result<(), PathTaken> {
        self.files.values().try_for_each(|asset| output.add(asset.path.clone(), asset.bytes.clone()))
    }
}

impl FromIterator<(String, Vec<u8>)> for Assets {
    fn from_iter<T: IntoIterator<Item = (String, Vec<u8>)>>(files: T) -> Self {
        let asset = |(name, bytes): (String, Vec<u8>)| {
            let print: String = Sha256::digest(&bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
            let path = match name.rsplit_once('.') {
                Some((stem, ending)) if !PLAIN.contains(&name.as_str()) => format!("assets/{stem}.{print}.{ending}"),
                _ => name.clone(),
            };
            let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(&bytes)));
            (name, Asset { path, integrity, bytes })
        };
        Self { files: files.into_iter().map(asset).collect() }
    }
}
