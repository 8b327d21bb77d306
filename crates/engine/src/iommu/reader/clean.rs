//! Undoing what terminals, browsers and mailers do to a line: colours, entities, escapes, typography.

/// Calls `each` with every line and its number, cleaned. One printed line may give several.
pub(super) fn each_line(text: &str, mut each: impl FnMut(u32, &str)) {
    let soft_breaks = quoted_printable(text);
    let mut carried: Option<(u32, String)> = None;
    for (index, raw) in text.split('\n').enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let raw = raw.trim_end_matches('\r');
        if soft_breaks {
            let (first, mut line) = carried.take().unwrap_or((number, String::new()));
            if let Some(body) = raw.strip_suffix('=').filter(|_| line.len() < 2000) {
                line.push_str(body);
                carried = Some((first, line));
                continue;
            }
            line.push_str(raw);
            each_part(&decode_printable(&line), first, &mut each);
        } else {
            each_part(raw, number, &mut each);
        }
    }
    if let Some((first, line)) = carried {
        each_part(&line, first, &mut each);
    }
}

/// Longer lines are read piece by piece, so that the work stays in proportion.
const LONG: usize = 32 * 1024;

fn each_part(raw: &str, number: u32, each: &mut impl FnMut(u32, &str)) {
    let mut rest = raw;
    while rest.len() > LONG {
        let (piece, tail) = rest.split_at(cut(rest));
        each_piece(piece, number, each);
        rest = tail;
    }
    each_piece(rest, number, each);
}

/// Where a long line can be cut: before a group, a path, a timestamp, or at least between words.
fn cut(line: &str) -> usize {
    let mut end = LONG;
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let head = &line[..end];
    let near = |at: &usize| *at > LONG / 2;
    let before = [" IOMMU", " /sys/", " [ ", " [", " ", "\\n", ">"];
    before.iter().find_map(|mark| head.rfind(mark).filter(near)).unwrap_or(end)
}

fn each_piece(raw: &str, number: u32, each: &mut impl FnMut(u32, &str)) {
    if raw.bytes().all(|b| (b >= 0x20 || b == b'\t') && b < 0x7f && !matches!(b, b'&' | b'<' | b'\\'))
        && !raw.contains("[0")
    {
        each(number, raw);
        return;
    }
    for part in clean(raw).split('\n') {
        each(number, part);
    }
}

/// Mail bodies copied raw: lines end in `=`, and `=3D` or `=20` stand for characters.
fn quoted_printable(text: &str) -> bool {
    (text.contains("=3D") || text.contains("=20") || text.contains("=\n\n") || text.contains("=09"))
        && text.split('\n').filter(|line| line.trim_end_matches('\r').ends_with('=')).take(3).count() == 3
}

fn decode_printable(line: &str) -> String {
    let bytes = line.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'=')
            .then(|| line.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten()
            .filter(|code| *code >= 0x20 || *code == 9);
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn clean(raw: &str) -> String {
    let unescaped;
    let mut rest = raw;
    if raw.contains("&amp;") {
        unescaped = raw.replace("&amp;", "&").replace("&amp;", "&");
        rest = &unescaped;
    }
    let mut out = String::with_capacity(rest.len());
    // A colour code was the last thing seen.
    let mut coloured = false;
    while let Some(c) = rest.chars().next() {
        let was_coloured = std::mem::replace(&mut coloured, false);
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\u{1b}' => {
                coloured = true;
                escape_sequence(after)
            }
            '^' if after.starts_with("[[") => {
                coloured = true;
                escape_sequence(after.strip_prefix('[').unwrap_or(after))
            }
            '[' => match bare_colour(after, was_coloured) {
                Some(tail) => {
                    coloured = true;
                    tail
                }
                None => keep(&mut out, c, after),
            },
            '&' => entity(after, &mut out),
            '<' => tag(after, &mut out),
            '\\' => backslash(after, &mut out),
            _ => {
                if let Some(c) = plain(c) {
                    out.push(c);
                }
                after
            }
        };
    }
    out
}

fn keep<'a>(out: &mut String, c: char, after: &'a str) -> &'a str {
    out.push(c);
    after
}

/// What a character becomes; `None` drops it.
fn plain(c: char) -> Option<char> {
    match c {
        '\t' => Some('\t'),
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => None,
        '“' | '”' | '„' | '«' | '»' | '″' => Some('"'),
        '‘' | '’' | '‚' | '′' => Some('\''),
        '\u{2010}' | '\u{2011}' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '。' => Some('.'),
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// Skips an ANSI sequence of which the escape character is gone already.
fn escape_sequence(after: &str) -> &str {
    if let Some(body) = after.strip_prefix('[') {
        let end = body.bytes().take(40).position(|b| (0x40..0x7f).contains(&b));
        return end.and_then(|end| body.get(end + 1..)).unwrap_or(body);
    }
    if let Some(body) = after.strip_prefix(']') {
        let end = body.bytes().take(400).position(|b| matches!(b, 7 | 0x1b));
        return end.and_then(|end| body.get(end + 1..)).unwrap_or(body);
    }
    let mut chars = after.chars();
    match chars.next() {
        Some('(' | ')') => {
            chars.next();
            chars.as_str()
        }
        Some(c) if c.is_ascii_graphic() => chars.as_str(),
        _ => after,
    }
}

/// `[01;31m` whose escape character got lost, and `[K` behind one.
fn bare_colour(after: &str, coloured: bool) -> Option<&str> {
    let len = after.bytes().take(16).take_while(|b| b.is_ascii_digit() || *b == b';').count();
    match after.as_bytes().get(len) {
        Some(b'm') if len > 0 || coloured || after.starts_with("m[K") => after.get(len + 1..),
        Some(b'K') if coloured => after.get(len + 1..),
        _ => None,
    }
}

fn entity<'a>(after: &'a str, out: &mut String) -> &'a str {
    let Some(end) = after.bytes().take(12).position(|b| b == b';') else {
        return keep(out, '&', after);
    };
    let name = &after[..end];
    let decoded = match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => Some(' '),
        "gt" => Some('>'),
        "lt" => Some('<'),
        "amp" => Some('&'),
        "quot" | "ldquo" | "rdquo" => Some('"'),
        "apos" | "lsquo" | "rsquo" => Some('\''),
        "Tab" | "tab" => Some('\t'),
        "NewLine" => Some('\n'),
        "lsqb" | "lbrack" => Some('['),
        "rsqb" | "rbrack" => Some(']'),
        "colon" => Some(':'),
        "period" => Some('.'),
        "lpar" => Some('('),
        "rpar" => Some(')'),
        "num" => Some('#'),
        "bull" | "middot" => Some('•'),
        "hellip" => Some('…'),
        _ => name.strip_prefix('#').and_then(|code| {
            let hex = code.strip_prefix(['x', 'X']);
            let value = hex.map_or_else(|| code.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            match value {
                Some(10) => Some('\n'),
                value => value.and_then(char::from_u32).and_then(plain),
            }
        }),
    };
    match decoded {
        Some(c) => keep(out, c, &after[end + 1..]),
        None => keep(out, '&', after),
    }
}

const INLINE: &[&str] = &[
    "a", "b", "i", "u", "s", "em", "tt", "kbd", "code", "samp", "font", "span", "strong", "small", "mark", "sub",
    "sup", "del", "ins", "html", "body", "big", "var", "wbr",
];
const BLOCK: &[&str] = &[
    "p",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "hr",
    "div",
    "pre",
    "table",
    "tbody",
    "thead",
    "blockquote",
    "details",
    "summary",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "textarea",
];

/// HTML that a browser would not show. Anything else in angle brackets stays: `<access denied>`,
/// `<TAbort-`, libvirt's XML.
fn tag<'a>(after: &'a str, out: &mut String) -> &'a str {
    let body = after.strip_prefix('/').unwrap_or(after);
    let len = body.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    let name = body[..len].to_ascii_lowercase();
    let closes = matches!(body.as_bytes().get(len), Some(b'>' | b' ' | b'/' | b'\t'));
    let end = after.bytes().take(400).position(|b| b == b'>');
    let (Some(end), true) = (end, closes) else {
        return keep(out, '<', after);
    };
    if INLINE.contains(&name.as_str()) {
        return &after[end + 1..];
    }
    if name == "td" || name == "th" {
        out.push_str(" | ");
        return &after[end + 1..];
    }
    if BLOCK.contains(&name.as_str()) {
        return keep(out, '\n', &after[end + 1..]);
    }
    keep(out, '<', after)
}

/// Markdown's `\[` and the `\t` and `\n` that some shells print as they are.
fn backslash<'a>(after: &'a str, out: &mut String) -> &'a str {
    let mut chars = after.chars();
    let first = chars.next();
    let tail = chars.as_str();
    match first {
        Some('\\') => after,
        Some(c) if "[]_*<>#+-.!|(){}~`\"'/:&".contains(c) => keep(out, c, tail),
        Some('t') => {
            let next = tail.trim_start_matches(['\\', 't', ' ']).bytes().next();
            let fits =
                next.is_none_or(|b| b.is_ascii_hexdigit() || matches!(b, b'[' | b'I' | b'G' | b'S' | b'K' | b'"'));
            if fits { keep(out, '\t', tail) } else { keep(out, '\\', after) }
        }
        Some('n') => {
            let next = tail.bytes().next();
            let fits =
                next.is_none_or(|b| b.is_ascii_digit() || matches!(b, b'\\' | b'I' | b' ' | b'"' | b'\'' | b'['));
            if fits { keep(out, '\n', tail) } else { keep(out, '\\', after) }
        }
        _ => keep(out, '\\', after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_lines() {
        for (raw, want) in [
            ("\u{1b}[1;32mIOMMU Group 0:\u{1b}[0m", "IOMMU Group 0:"),
            ("[01;31m[KIOMMU[m[K Group 0:", "IOMMU Group 0:"),
            ("&gt; a&nbsp;b &#39;c&#x27;", "> a b 'c'"),
            ("&amp;gt; x", "> x"),
            ("<pre class=\"x\"><code>IOMMU", "\nIOMMU"),
            (">TAbort- <TAbort- <MAbort- <access denied>", ">TAbort- <TAbort- <MAbort- <access denied>"),
            ("\\[0600\\] a\\_b", "[0600] a_b"),
            ("\\t00:00.0 Host", "\t00:00.0 Host"),
            ("initrd=\\initramfs.img", "initrd=\\initramfs.img"),
            ("IOMMU Group 0:\\n\\t00:00.0", "IOMMU Group 0:\n\t00:00.0"),
            ("“IOMMU：０”", "\"IOMMU:0\""),
            ("a\rb", "a\nb"),
        ] {
            assert_eq!(clean(raw), want, "{raw}");
        }
    }

    #[test]
    fn joins_soft_breaks_of_mail() {
        let mut seen = Vec::new();
        each_line("a=3D1=\n2\nb=\nc\nd=\ne", |n, line| seen.push((n, line.to_owned())));
        assert_eq!(seen, [(1, "a=12".to_owned()), (3, "bc".to_owned()), (5, "de".to_owned())]);
    }
}
