//! Puts `templates/` and `site/` into the program.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut code = String::new();
    list(&mut code, "templates", "TEMPLATES")?;
    list(&mut code, "site", "SITE")?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("embedded.rs"), code)
}

/// Writes a table of the files of a folder, by name.
fn list(code: &mut String, folder: &str, table: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed={folder}");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut files = Vec::new();
    collect(&Path::new(&root).join(folder), "", &mut files)?;
    files.sort();
    writeln!(code, "/// Files of `{folder}/` as they were when the program was built.").map_err(io::Error::other)?;
    writeln!(code, "pub(super) static {table}: &[(&str, &[u8])] = &[").map_err(io::Error::other)?;
    for (name, path) in files {
        writeln!(code, "    ({name:?}, include_bytes!({:?})),", path.display()).map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    Ok(())
}

/// Files of a folder and of those below it, by their path from it.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else {
            files.push((format!("{prefix}{name}"), entry.path()));
        }
    }
    Ok(())
}
