use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use super::embedded::SITE;
use crate::output::{Output, PathTaken};

/// Files of `site/` that go to the visitor, with fingerprints in their names, so that a browser may
/// keep them for ever. Files of a folder share the folder's fingerprint: they name each other.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
}

#[derive(Clone, Debug)]
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
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        collect(folder, "", &mut files)?;
        Ok(files.into_iter().collect())
    }

    /// Adds files that are not in `site/`.
    pub fn extend(&mut self, more: impl IntoIterator<Item = (String, Vec<u8>)>) {
        self.files.extend(more.into_iter().collect::<Self>().files);
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

    /// Name, path and hash of every file.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.files.iter().map(|(name, asset)| (name.as_str(), asset.path.as_str(), asset.integrity.as_str()))
    }

    pub(super) fn add_to(&self, output: &mut Output) -> Result<(), PathTaken> {
        self.files.values().try_for_each(|asset| output.add(asset.path.clone(), asset.bytes.clone()))
    }
}

/// Files of a folder and of those below it, by their path from it.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else {
            files.push((format!("{prefix}{name}"), fs::read(entry.path())?));
        }
    }
    Ok(())
}

fn fingerprint(digest: Sha256) -> String {
    digest.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

impl FromIterator<(String, Vec<u8>)> for Assets {
    fn from_iter<T: IntoIterator<Item = (String, Vec<u8>)>>(files: T) -> Self {
        let files: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
        let mut folders: BTreeMap<&str, Sha256> = BTreeMap::new();
        for (name, bytes) in &files {
            if let Some((folder, file)) = name.rsplit_once('/') {
                let digest = folders.entry(folder).or_default();
                digest.update(format!("{file} {}\n", bytes.len()));
                digest.update(bytes);
            }
        }
        let folders: BTreeMap<&str, String> =
            folders.into_iter().map(|(folder, digest)| (folder, fingerprint(digest))).collect();
        let path = |name: &str, bytes: &[u8]| match (name.rsplit_once('/'), name.rsplit_once('.')) {
            _ if PLAIN.contains(&name) => name.to_owned(),
            (Some((folder, file)), _) => {
                let print = folders.get(folder).map(String::as_str).unwrap_or_default();
                format!("assets/{folder}.{print}/{file}")
            }
            (None, Some((stem, ending))) => {
                format!("assets/{stem}.{}.{ending}", fingerprint(Sha256::new_with_prefix(bytes)))
            }
            (None, None) => name.to_owned(),
        };
        let made = files.iter().map(|(name, bytes)| {
            let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)));
            (name.clone(), Asset { path: path(name, bytes), integrity, bytes: bytes.clone() })
        });
        Self { files: made.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::Assets;

    #[test]
    fn files_that_name_each_other_share_a_fingerprint() {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let make = |text: &str| -> Assets {
            [file("a.js", "a"), file("favicon.svg", "f"), file("tools/x.js", "x"), file("tools/y.js", text)]
                .into_iter()
                .collect()
        };
        let (one, two) = (make("y"), make("z"));
        assert_eq!(one.path("favicon.svg"), Some("favicon.svg"));
        assert_eq!(one.path("a.js"), two.path("a.js"));
        assert_ne!(one.path("tools/x.js"), two.path("tools/x.js"));
        let folder = |assets: &Assets, name: &str| {
            assets.path(name).and_then(|path| path.rsplit_once('/')).map(|(folder, _)| folder.to_owned())
        };
        assert_eq!(folder(&one, "tools/x.js"), folder(&one, "tools/y.js"));
        assert!(
            one.path("tools/x.js").is_some_and(|path| path.starts_with("assets/tools.") && path.ends_with("/x.js"))
        );
    }
}
