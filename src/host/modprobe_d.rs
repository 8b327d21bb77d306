use serde::Serialize;

use super::Sysroot;

/// Lines of one kind of configuration that are kept.
const MOST_LINES: usize = 2000;

/// A line of a configuration file that is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigLine {
    /// The file.
    pub file: String,
    /// Line number, from 1.
    pub line: usize,
    /// The line without blanks at its ends.
    pub text: String,
}

/// Lines of `/etc/modprobe.d/*.conf`.
pub(super) fn read(root: &Sysroot) -> Vec<ConfigLine> {
    folder(root, "/etc/modprobe.d")
}

/// Lines of the `.conf` files of a folder, comments left out.
pub(super) fn folder(root: &Sysroot, folder: &str) -> Vec<ConfigLine> {
    let names = root.names(folder);
    let files = names.iter().filter(|name| name.ends_with(".conf"));
    files.flat_map(|name| file(root, &format!("{folder}/{name}"))).take(MOST_LINES).collect()
}

/// Lines of a file, comments left out.
pub(super) fn file(root: &Sysroot, path: &str) -> Vec<ConfigLine> {
    let text = root.text(path).unwrap_or_default();
    let lines = text.lines().zip(1..).map(|(text, line)| (text.trim(), line));
    let lines = lines.filter(|(text, _)| !text.is_empty() && !text.starts_with('#'));
    let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(300).collect();
    lines.map(|(text, line)| ConfigLine { file: path.to_owned(), line, text: short(text) }).collect()
}
