//! Texts that stand in whatever a pattern matches: looking for them is far cheaper than trying the pattern.

use super::HOLES;

/// Shorter texts are not worth looking for.
const SHORTEST: usize = 3;

/// Texts of which every match of a pattern holds one; none where there is no such set.
pub(super) fn anchors(source: &str) -> Vec<String> {
    match source.strip_prefix("re:") {
        Some(raw) => of_regex(raw),
        None => {
            let text = HOLES.iter().fold(source.to_owned(), |text, (hole, _)| text.replace(hole, " "));
            longest(text.split(is_break).map(str::to_owned)).into_iter().collect()
        }
    }
}

fn longest(runs: impl Iterator<Item = String>) -> Option<String> {
    // Of two that are equally long the first, as a reader would take it.
    runs.filter(|run| run.len() >= SHORTEST).reduce(|best, run| if run.len() > best.len() { run } else { best })
}

/// Pasted texts vary in blanks and quotes, so an anchor ends there.
fn is_break(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '‘' | '’' | '“' | '”')
}

/// A part of a regular expression, groups as a whole.
enum Part<'r> {
    Literal(char),
    /// What is in the brackets.
    Group(&'r str),
    /// The part before may be missing.
    Optional,
    Alternative,
    /// Anything else: a class, a dot, an end.
    Other,
}

fn of_regex(raw: &str) -> Vec<String> {
    let parts = parts(raw).unwrap_or_default();
    let mut all = Vec::new();
    for branch in parts.split(|part| matches!(part, Part::Alternative)) {
        let found = of_branch(branch);
        if found.is_empty() {
            return Vec::new();
        }
        all.extend(found);
    }
    all
}

/// The longest run of literals of a branch without alternatives, or else the anchors of one of its groups.
fn of_branch(branch: &[Part]) -> Vec<String> {
    let mut runs = vec![String::new()];
    let mut groups: Vec<&str> = Vec::new();
    for (index, part) in branch.iter().enumerate() {
        let stays = !matches!(branch.get(index + 1), Some(Part::Optional));
        match part {
            Part::Literal(c) if stays && !is_break(*c) => runs.last_mut().into_iter().for_each(|run| run.push(*c)),
            Part::Group(inner) if stays => {
                groups.push(inner);
                runs.push(String::new());
            }
            _ => runs.push(String::new()),
        }
    }
    match longest(runs.into_iter()) {
        Some(run) => vec![run],
        None => groups.into_iter().map(of_regex).find(|found| !found.is_empty()).unwrap_or_default(),
    }
}

/// Takes a regular expression apart; nothing where it has flags or look-arounds.
fn parts(raw: &str) -> Option<Vec<Part<'_>>> {
    let mut out = Vec::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let (part, length) = match c {
            '\\' => {
                let next = rest[1..].chars().next()?;
                let part = if next.is_ascii_punctuation() { Part::Literal(next) } else { Part::Other };
                (part, 1 + next.len_utf8())
            }
            '[' => (Part::Other, class_end(rest)?),
            '(' => {
                let end = group_end(rest)?;
                let inner = &rest[1..end - 1];
                let inner = inner.strip_prefix('?').map_or(Some(inner), |flags| flags.strip_prefix(':'))?;
                (Part::Group(inner), end)
            }
            '|' => (Part::Alternative, 1),
            '*' | '?' => (Part::Optional, 1),
            '{' => (Part::Optional, rest.find('}')? + 1),
            '.' | '^' | '$' | '+' => (Part::Other, 1),
            other => (Part::Literal(other), other.len_utf8()),
        };
        out.push(part);
        rest = &rest[length..];
    }
    Some(out)
}

/// Length of a class in square brackets that starts here.
fn class_end(text: &str) -> Option<usize> {
    let mut first = true;
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            ']' if !first => return Some(at + 1),
            _ => {}
        }
        first = first && c == '^';
    }
    None
}

/// Length of a group that starts here, its brackets included.
fn group_end(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let mut step = c.len_utf8();
        match c {
            '\\' => step += text[at + step..].chars().next().map_or(0, char::len_utf8),
            '[' => step = class_end(&text[at..])?,
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + step);
                }
            }
            _ => {}
        }
        at += step;
    }
    None
}
