//! Keeps personal data out of texts that are shown back.

const MAX: usize = 120;

/// `aa:bb:cc:dd:ee:ff`.
fn is_mac(word: &str) -> bool {
    let parts: Vec<&str> = word.split([':', '-']).collect();
    parts.len() >= 6 && parts.iter().all(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Dotted IPv4.
fn is_ip(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['.', '/']).collect();
    parts.len() >= 4 && parts.iter().take(4).all(|p| p.parse::<u8>().is_ok())
}

/// The text without addresses of people and machines; empty where it speaks of serial numbers.
pub(super) fn scrub(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if ["serial", "uuid", "asset", "hostname", "macs=", "sn=", "password"].iter().any(|word| lower.contains(word)) {
        return String::new();
    }
    let clean = |word: &str| -> bool {
        let word = word.trim_matches(['(', ')', '[', ']', ',', ';', '"', '\'']);
        !word.contains('@') && !word.contains("://") && !word.contains("/home/") && !is_mac(word) && !is_ip(word)
    };
    let words: Vec<&str> = text.split_whitespace().take(40).map(|word| if clean(word) { word } else { "…" }).collect();
    words.join(" ").chars().take(MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_personal_data() {
        assert_eq!(scrub("01:00.0 VGA  me@host 00:11:32:e4:da:26 192.168.1.4"), "01:00.0 VGA … … …");
        assert_eq!(scrub("Serial Number: 20C0S7"), "");
    }
}
