//! Puts `templates/` and `site/` into the program.

use std::fmt::Write;
use std::path::Path;
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
    let mut entries: Vec<_> = fs::read_dir(Path::new(&root).join(folder))?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    writeln!(code, "/// Files of `{folder}/` as they were when the program was built.").map_err(io::Error::other)?;
    writeln!(code, "pub(super) static {table}: &[(&str, &[u8])] = &[").map_err(io::Error::other)?;
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !name.starts_with('.') {
            writeln!(code, "    ({name:?}, include_bytes!({:?})),", entry.path().display())
                .map_err(io::Error::other)?;
        }
    }
    code.push_str("];\n");
    Ok(())
}
