//! Puts `templates/` and `site/` into the program.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    minijinja_embed::embed_templates!("templates");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut names: Vec<_> = fs::read_dir(Path::new(&root).join("site"))?.collect::<Result<_, _>>()?;
    names.sort_by_key(fs::DirEntry::file_name);
    let mut list = String::from(
        "/// Files of `site/` as they were when the program was built.\nstatic EMBEDDED: &[(&str, &[u8])] = &[\n",
    );
    for entry in names {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !name.starts_with('.') {
            let path = entry.path();
            writeln!(list, "    ({name:?}, include_bytes!({:?})),", path.display()).map_err(io::Error::other)?;
        }
    }
    list.push_str("];\n");
    println!("cargo::rerun-if-changed=site");
    fs::write(Path::new(&out).join("site.rs"), list)
}
