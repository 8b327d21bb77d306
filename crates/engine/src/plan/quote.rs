//! Values that come from elsewhere, made safe for the place where they are written.

/// A word of a shell command. What is not plain is put in single quotes.
pub(super) fn shell(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_./:,=@%+-".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Text for an XML attribute or element.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Number of a Proxmox VE guest or container.
pub(super) fn guest_number(text: &str) -> Option<&str> {
    let digits = (3..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (digits && !text.starts_with('0')).then_some(text)
}

/// Name of a guest that fits into file names and configs as it is.
pub(super) fn guest_name(text: &str) -> Option<&str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let first = text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
    (first && text.len() <= 63 && text.bytes().all(plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_values_stay_values() {
        for (text, want) in [
            ("0000:01:00.0", "0000:01:00.0"),
            ("<ADDRESS>", "'<ADDRESS>'"),
            ("", "''"),
            ("a b", "'a b'"),
            ("x'; rm -rf / #", r"'x'\''; rm -rf / #'"),
            ("$(id)", "'$(id)'"),
        ] {
            assert_eq!(shell(text), want);
        }
        assert_eq!(xml("a'/><b x=\"&\n"), "a&apos;/&gt;&lt;b x=&quot;&amp;");
        assert_eq!((guest_number("100"), guest_number("099"), guest_number("1e3")), (Some("100"), None, None));
        assert_eq!((guest_name("win11"), guest_name("-x"), guest_name("a/../b")), (Some("win11"), None, None));
    }
}
