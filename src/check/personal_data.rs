//! `personal-data`: no serial numbers, hardware addresses, mail addresses, user or host names.

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::diagnostic::Diagnostic;
use crate::document::{Node, Value};
use crate::draft::Draft;

/// What a text must hold before its regular expression is worth a try; most texts are short IDs.
type Hint = fn(&str) -> bool;

const SIGNS: &[(Hint, &str, &str)] = &[
    (
        |text| text.matches(':').count() >= 5,
        r"(?i)(?:^|[^0-9a-f:-])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?:[^0-9a-f:]|$)",
        "a hardware (MAC) address",
    ),
    (
        |text| text.contains([':', '=']) && names_an_item(text),
        r"(?i)\b(?:serial(?: number)?|s/n|asset tag|uuid)\s*[:=]\s*[0-9a-z][0-9a-z-]{5,}",
        "a serial number",
    ),
    (
        |text| text.matches('-').count() >= 4,
        r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        "a machine or disk UUID",
    ),
    (
        |text| text.contains('@'),
        r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b",
        "a mail address",
    ),
    (|text| text.contains('@'), r"\b[a-z_][a-z0-9_-]*@[A-Za-z0-9-]+:[~/]", "a user and host name"),
    (|text| text.contains("/home/"), r"/home/[a-z0-9_-]+/", "a user's folder"),
    (|text| text.contains('\\'), r"(?i)C:\\Users\\[^\\\s]+", "a user's folder"),
];

/// Whether a text holds a word that a serial number follows. Regular expressions are slow to say no.
fn names_an_item(text: &str) -> bool {
    const WORDS: [&[u8]; 4] = [b"serial", b"s/n", b"asset tag", b"uuid"];
    let bytes = text.as_bytes();
    WORDS.iter().any(|word| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word)))
}

static PATTERNS: LazyLock<Vec<(Hint, Regex, &'static str)>> = LazyLock::new(|| {
    SIGNS.iter().filter_map(|(hint, regex, what)| Some((*hint, Regex::new(regex).ok()?, *what))).collect()
});

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for entry in draft.entries.values() {
        if let Some(document) = &entry.document {
            scan(&document.root, found);
        }
    }
}

/// Endings of systemd units. A unit made of a template has the shape of a mail address:
/// `getty@tty1.service`.
const UNITS: &[&str] = &["service", "timer", "socket", "target", "slice", "mount", "path"];

fn is_unit(found: &str) -> bool {
    found.contains('@') && found.rsplit_once('.').is_some_and(|(_, ending)| UNITS.contains(&ending))
}

/// What a text gives away about somebody.
fn gives_away(text: &str) -> Option<&'static str> {
    let told = |regex: &Regex| regex.find_iter(text).any(|found| !is_unit(found.as_str()));
    PATTERNS.iter().find(|(hint, regex, _)| hint(text) && told(regex)).map(|(.., what)| *what)
}

fn scan(node: &Node, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Map(entries) => entries.iter().for_each(|entry| scan(&entry.node, found)),
        Value::List(items) => items.iter().for_each(|item| scan(item, found)),
        // Addresses of mailing-list messages have the shape of mail addresses.
        Value::String(text) if text.len() > 8 && !text.starts_with("http") => {
            if let Some(what) = gives_away(text) {
                found.push(
                    Diagnostic::error("personal-data", node.span, format!("this holds {what}"))
                        .help("take it out; put `<any>` or a plain word in its place if the line must stay"),
                );
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::gives_away;

    #[test]
    fn a_unit_is_no_mail_address() {
        for unit in [
            "systemctl enable --now pve-nvidia-sriov@ALL.service",
            "systemctl enable --now pve-nvidia-sriov@ALL",
            "getty@tty1.service, fstrim@0.timer and app@1.socket start",
            "user@1000.slice, multi@a.target, disk@b-c.mount, watch@x.path",
        ] {
            assert_eq!(gives_away(unit), None, "{unit}");
        }
    }

    #[test]
    fn a_mail_address_beside_a_unit_is_found() {
        for text in [
            "write to someone@example.org",
            "getty@tty1.service says someone@mail.example.org",
            "someone@service.example",
            "someone@services.example.com",
        ] {
            assert_eq!(gives_away(text), Some("a mail address"), "{text}");
        }
        assert_eq!(gives_away("root@tower:~# systemctl start getty@tty1.service"), Some("a user and host name"));
    }
}
