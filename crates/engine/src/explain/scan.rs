use std::borrow::Cow;

use crate::Knowledge;
use crate::context::line_around;
use crate::knowledge::{QuirkFacts, SymptomFacts};
use crate::literals::Literals;
use crate::order::sort_by_key;

/// Lines with one kind of symptom that are kept; a storm of them tells nothing more.
const KEPT: usize = 1000;

/// A line in which symptoms were found.
#[derive(Clone, Debug)]
pub(super) struct Line<'t, 'k> {
    pub(super) number: usize,
    pub(super) last: usize,
    pub(super) count: usize,
    pub(super) text: &'t str,
    pub(super) found: Vec<(&'k QuirkFacts, &'k SymptomFacts)>,
}

#[derive(Debug)]
pub(super) struct Scan<'t, 'k> {
    pub(super) lines: Vec<Line<'t, 'k>>,
    pub(super) left_out: usize,
}

/// Every symptom's pattern, found by way of a literal that its lines contain.
#[derive(Debug)]
pub(super) struct Finder<'k> {
    symptoms: Vec<(&'k QuirkFacts, &'k SymptomFacts)>,
    anchors: Literals,
    /// Symptoms by anchor.
    owners: Vec<Vec<usize>>,
    /// Symptoms without an anchor; they are tried on every line.
    loose: Vec<usize>,
}

impl<'k> Finder<'k> {
    pub(super) fn new(knowledge: &'k Knowledge) -> Self {
        let symptoms: Vec<_> = knowledge
            .quirks
            .iter()
            .flat_map(|quirk| quirk.symptoms.iter().map(move |symptom| (quirk, symptom)))
            .collect();
        let mut anchors: Vec<&str> = Vec::new();
        let mut owners: Vec<Vec<usize>> = Vec::new();
        let mut loose = Vec::new();
        for (index, (_, symptom)) in symptoms.iter().enumerate() {
            let wanted = symptom.pattern.anchors();
            if wanted.is_empty() {
                loose.push(index);
            }
            for anchor in wanted {
                match anchors.iter().position(|known| known == anchor) {
                    Some(at) => owners[at].push(index),
                    None => {
                        anchors.push(anchor);
                        owners.push(vec![index]);
                    }
                }
            }
        }
        Self { symptoms, anchors: Literals::new(anchors), owners, loose }
    }

    pub(super) fn scan<'t>(&self, text: &'t str) -> Scan<'t, 'k> {
        let mut hits: Vec<(usize, usize, usize)> = Vec::new();
        let mut kept = vec![0_usize; self.symptoms.len()];
        let mut left_out = 0;
        let mut keep = |number: usize, at: usize, symptom: usize| {
            kept[symptom] += 1;
            if kept[symptom] > KEPT {
                left_out += 1;
            } else if hits.last() != Some(&(number, at, symptom)) {
                hits.push((number, at, symptom));
            }
        };
        let bytes = text.as_bytes();
        let (mut number, mut start) = (1, 0);
        let mut tried: Vec<usize> = Vec::new();
        self.anchors.each(bytes, |anchor, at| {
            let passed = bytes[start..at].iter().filter(|byte| **byte == b'\n').count();
            if passed > 0 {
                number += passed;
                tried.clear();
            }
            start = at;
            // A second anchor in the same line cannot make a pattern match that did not before, except
            // in lines so long that only a part of them is read.
            if tried.contains(&anchor) {
                return;
            }
            tried.push(anchor);
            let line = line_around(text, at);
            for symptom in self.owners.get(anchor).into_iter().flatten().copied() {
                if matches(self.symptoms[symptom].1, line) {
                    keep(number, at, symptom);
                }
            }
        });
        if !self.loose.is_empty() {
            let mut at = 0;
            for (index, line) in text.split('\n').enumerate() {
                for symptom in self.loose.iter().copied() {
                    if matches(self.symptoms[symptom].1, line_around(line, 0)) {
                        keep(index + 1, at, symptom);
                    }
                }
                at += line.len() + 1;
            }
        }
        sort_by_key(&mut hits, |(number, _, symptom)| (*number, *symptom));
        Scan { lines: self.group(text, hits), left_out }
    }

    fn group<'t>(&self, text: &'t str, hits: Vec<(usize, usize, usize)>) -> Vec<Line<'t, 'k>> {
        let mut lines: Vec<Line<'t, 'k>> = Vec::new();
        for (number, at, symptom) in hits {
            let found = self.symptoms[symptom];
            match lines.last_mut() {
                Some(line) if line.number == number => {
                    if !line.found.iter().any(|known| std::ptr::eq(known.1, found.1)) {
                        line.found.push(found);
                    }
                }
                _ => {
                    lines.push(Line { number, last: number, count: 1, text: line_around(text, at), found: vec![found] })
                }
            }
        }
        let mut folded: Vec<Line<'t, 'k>> = Vec::new();
        for line in lines {
            match folded.last_mut() {
                Some(last) if last.last + 1 == line.number && stem(last.text) == stem(line.text) => {
                    last.last = line.number;
                    last.count += 1;
                }
                _ => folded.push(line),
            }
        }
        folded
    }
}

fn matches(symptom: &SymptomFacts, line: &str) -> bool {
    symptom.pattern.matches(line)
        || (!line.is_ascii() && matches!(plain_quotes(line), Cow::Owned(plain) if symptom.pattern.matches(&plain)))
}

/// Typewriter quotes for those that word processors and forums put in their place.
pub(crate) fn plain_quotes(line: &str) -> Cow<'_, str> {
    if !line.contains(['‘', '’', '“', '”']) {
        return Cow::Borrowed(line);
    }
    Cow::Owned(line.replace(['‘', '’'], "'").replace(['“', '”'], "\""))
}

/// A line without its time stamp, in order to tell repeats.
fn stem(line: &str) -> &str {
    let line = line.trim().trim_start_matches(['>', ' ']);
    if let Some((stamp, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        && stamp.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ')
    {
        return rest.trim_start();
    }
    // `Nov 20 12:00:01 host kernel: …`
    match line.find(" kernel: ") {
        Some(at) if at < 60 => stem_after(&line[at + " kernel: ".len()..]),
        _ => line,
    }
}

fn stem_after(rest: &str) -> &str {
    match rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((stamp, tail)) if stamp.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ') => tail.trim_start(),
        _ => rest,
    }
}
