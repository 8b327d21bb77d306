//! Texts that people hand in: files and standard input, in whatever encoding.

use std::io::{IsTerminal, Read, Write};
use std::path::Path;

use anyhow::Context;

/// Reads a file, or standard input for `-`.
pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    if path.as_os_str() != "-" {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        return Ok(decode(&bytes));
    }
    let mut stdin = std::io::stdin();
    if stdin.is_terminal() {
        writeln!(anstream::stderr(), "paste the text, then press Ctrl-D")?;
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(decode(&bytes))
}

/// Text of any bytes: UTF-16 with its mark, as Windows saves it, else UTF-8 with replacements.
fn decode(bytes: &[u8]) -> String {
    let units = |pairs: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = pairs.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn any_bytes_become_text() {
        for (bytes, want) in [
            (&b"\xff\xfeC\0o\0d\0e\0"[..], "Code"),
            (b"\xfe\xff\0C\0o", "Co"),
            (b"\xef\xbb\xbfCode", "Code"),
            (b"a\xffb", "a\u{fffd}b"),
            (b"", ""),
        ] {
            assert_eq!(super::decode(bytes), want);
        }
    }
}
