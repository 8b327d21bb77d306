use std::collections::BTreeSet;

use crate::context::{Context, hints};
use crate::knowledge::{QuirkFacts, SeenIn, Severity, SymptomFacts};
use crate::order::sort_by_key;
use crate::situation::{Card, Situation};
use crate::{Knowledge, Tri};

use super::scan::Line;
use super::{Cure, Match, RuledOut};

/// Weighs what a line can mean against host, card and guest.
pub(super) struct Weigher<'a> {
    knowledge: &'a Knowledge,
    context: &'a Context,
    card_is_said: bool,
    matches: Vec<Match>,
    ruled_out: Vec<RuledOut>,
    not_known: BTreeSet<&'static str>,
}

struct Weighed<'k> {
    quirk: &'k QuirkFacts,
    symptom: &'k SymptomFacts,
    situation: Situation,
    applies: Tri,
}

impl<'a> Weigher<'a> {
    pub(super) fn new(knowledge: &'a Knowledge, context: &'a Context, card_is_said: bool) -> Self {
        Self {
            knowledge,
            context,
            card_is_said,
            matches: Vec::new(),
            ruled_out: Vec::new(),
            not_known: BTreeSet::new(),
        }
    }

    pub(super) fn take(&mut self, line: &Line<'_, '_>) {
        let card = self.context.card_in(line.text, self.knowledge);
        let mut weighed: Vec<Weighed<'_>> = Vec::new();
        for (quirk, symptom) in line.found.iter().copied() {
            let situation = self.situation(line.text, symptom, card.as_ref());
            let applies = quirk.applies.holds(&situation);
            let new = Weighed { quirk, symptom, situation, applies };
            match weighed.iter_mut().find(|known| known.quirk.id == quirk.id) {
                Some(known) => {
                    if self.fit(symptom) > self.fit(known.symptom) {
                        *known = new;
                    }
                }
                None => weighed.push(new),
            }
        }
        let sure = |w: &Weighed<'_>| match w.applies {
            Tri::Yes => 0,
            Tri::Unknown => 1,
            Tri::No => 2,
        };
        // A record that is certain to apply and asks for much is the likeliest; among the uncertain ones
        // that which asks for least.
        sort_by_key(&mut weighed, |w| {
            let asks = i64::from(w.quirk.applies.specificity());
            let asks = if w.applies == Tri::Yes { -asks } else { asks };
            let says = -i64::try_from(w.symptom.pattern.weight()).unwrap_or(0);
            (sure(w), asks, says, std::cmp::Reverse(w.symptom.severity), w.quirk.id.clone())
        });
        let possible = weighed.iter().any(|w| w.applies != Tri::No);
        for (place, w) in weighed.iter().enumerate() {
            // A record about other cards says nothing about a line that names its device.
            let other_card = || {
                let conditions = w.quirk.applies.conditions(&w.situation);
                card.is_some() && conditions.iter().any(|c| c.about == "card" && c.holds == Tri::No)
            };
            if w.applies == Tri::No && (possible || place > 0 || other_card()) {
                let because = reason(w, Tri::No).unwrap_or_default();
                self.ruled_out.push(RuledOut { line: line.number, quirk: w.quirk.id.clone(), because });
            } else {
                let made = self.make(line, w);
                self.matches.push(made);
            }
        }
    }

    /// Adds what was found by other means.
    pub(super) fn add(&mut self, more: Vec<Match>) {
        self.matches.extend(more);
    }

    pub(super) fn finish(mut self) -> (Vec<Match>, Vec<RuledOut>, Vec<&'static str>) {
        sort_by_key(&mut self.matches, |found| found.line);
        let serious: Vec<usize> =
            self.matches.iter().filter(|m| m.severity > Severity::Info).map(|found| found.line).collect();
        for found in self.matches.iter_mut().filter(|m| m.severity == Severity::Info && m.quirk.is_some()) {
            found.look_at = serious.iter().copied().find(|line| *line > found.last_line);
        }
        (self.matches, self.ruled_out, self.not_known.into_iter().collect())
    }

    /// How well a symptom fits the log that it stands in.
    fn fit(&self, symptom: &SymptomFacts) -> (bool, usize) {
        let in_guest = self.context.source == Some(SeenIn::GuestKernel);
        let fits = match symptom.seen_in {
            SeenIn::GuestKernel => in_guest,
            SeenIn::HostKernel => !in_guest,
            _ => true,
        };
        (fits, symptom.pattern.weight())
    }

    fn situation(&self, line: &str, symptom: &SymptomFacts, card: Option<&Card>) -> Situation {
        let mut told = hints(line, symptom.seen_in);
        let vendor = told.cards.first().and_then(|card| card.vendor.clone());
        let mut situation = self.context.situation.clone();
        if let Some(card) = card.filter(|_| !self.card_is_said) {
            situation.cards = vec![card.clone()];
        } else if vendor.is_some() {
            let fits = |card: &Card| card.vendor.is_none() || card.vendor == vendor;
            if situation.cards.iter().any(fits) {
                situation.cards.retain(fits);
            } else {
                situation.cards = std::mem::take(&mut told.cards);
            }
        }
        situation.or(&told)
    }

    fn make(&mut self, line: &Line<'_, '_>, w: &Weighed<'_>) -> Match {
        if w.applies == Tri::Unknown {
            let open = w.quirk.applies.conditions(&w.situation).into_iter().filter(|c| c.holds == Tri::Unknown);
            self.not_known.extend(open.map(|condition| condition.about));
        }
        let mut cures: Vec<Cure> = w
            .quirk
            .cures
            .iter()
            .map(|cure| Cure { cure: cure.clone(), fits: cure.applies.holds(&w.situation) })
            .collect();
        sort_by_key(&mut cures, |cure| cure.fits == Tri::No);
        Match {
            line: line.number,
            text: shown(line.text),
            count: line.count,
            last_line: line.last,
            quirk: Some(w.quirk.id.clone()),
            advice: None,
            name: w.quirk.name.clone(),
            severity: w.symptom.severity,
            meaning: w.symptom.meaning.clone().unwrap_or_else(|| w.quirk.summary.clone()),
            applies: w.applies,
            because: reason(w, w.applies),
            look_at: None,
            status: Some(w.quirk.status.clone()),
            cures,
        }
    }
}

/// The conditions that stay open, or that fail.
fn reason(w: &Weighed<'_>, wanted: Tri) -> Option<String> {
    if wanted == Tri::Yes {
        return None;
    }
    let conditions = w.quirk.applies.conditions(&w.situation);
    let texts: Vec<String> = conditions.into_iter().filter(|c| c.holds == wanted).map(|c| c.text).collect();
    let list = texts.join("; ");
    match wanted {
        Tri::No => Some(format!("it concerns {list}")),
        _ => Some(format!("if this is so: {list}")),
    }
}

/// A line fit to be shown: without control characters, and not endlessly long.
pub(crate) fn shown(line: &str) -> String {
    const LONGEST: usize = 600;
    let mut out = String::new();
    let mut chars = line.trim().chars();
    let mut length = 0;
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // A terminal's colour: skip up to its letter.
            while chars.next().is_some_and(|c| !c.is_ascii_alphabetic()) {}
            continue;
        }
        if length == LONGEST {
            out.push('…');
            break;
        }
        length += 1;
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
