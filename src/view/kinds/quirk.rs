use crate::record::{Quirk, QuirkSeverity, QuirkState, Symptom, Workaround};
use crate::view::blocks::{Block, Line, Run, Section, code, paragraph, prose, text};
use crate::view::citations::{label_of, words_of};
use crate::view::conditions::conditions;
use crate::view::labels::words;
use crate::view::record::{Answer, KeyFact, Parts};
use crate::view::site::Context;

/// Role of a quirk as it stands.
pub fn severity_role(quirk: &Quirk) -> &'static str {
    match (quirk.status.state, quirk.severity) {
        (QuirkState::Fixed, _) => "works",
        (_, QuirkSeverity::Info) => "unknown",
        (_, QuirkSeverity::Care) => "care",
        (QuirkState::Disputed, _) => "care",
        (_, QuirkSeverity::NotRecommended) => "not-recommended",
        (_, QuirkSeverity::Blocked) => "blocked",
    }
}

/// A quirk's state in words.
pub fn state_words(state: QuirkState) -> &'static str {
    match state {
        QuirkState::Open => "open",
        QuirkState::WorkedAround => "can be worked around",
        QuirkState::Fixed => "fixed",
        QuirkState::ByDesign => "works as designed",
        QuirkState::Disputed => "disputed",
    }
}

fn severity_words(severity: QuirkSeverity) -> &'static str {
    match severity {
        QuirkSeverity::Info => "good to know",
        QuirkSeverity::Care => "care",
        QuirkSeverity::NotRecommended => "not recommended",
        QuirkSeverity::Blocked => "blocked",
    }
}

pub(super) fn parts(context: &Context, quirk: &Quirk) -> Parts {
    let line =
        |(label, value)| Line { label, help: None, value, sources: Vec::new(), disputed: Vec::new(), not_known: false };
    let applies: Vec<_> = conditions(context.catalogue, &quirk.applies).into_iter().map(line).collect();
    let applies = if applies.is_empty() {
        vec![paragraph("Every card and host alike.")]
    } else {
        vec![Block::Facts { lines: applies }]
    };
    let mut sections = Vec::new();
    sections.extend(Section::new("symptoms", "How it shows", quirk.symptoms.iter().flat_map(symptom).collect()));
    sections.extend(Section::new(
        "cures",
        "What helps",
        quirk.workarounds.iter().flat_map(|cure| workaround(context, cure)).collect(),
    ));
    sections.extend(Section::new("where", "Where it applies", applies));
    sections.extend(Section::new("history", "History", history(quirk)));
    let fact = |label: &str, value: String| KeyFact { label: label.into(), value: vec![text(value)] };
    Parts {
        what: format!("{} quirk", label_of(&quirk.family)),
        answer: Some(Answer {
            role: severity_role(quirk),
            words: severity_words(quirk.severity).into(),
            runs: prose(&quirk.summary),
        }),
        key_facts: vec![
            KeyFact { label: "Set off by".into(), value: prose(&quirk.trigger) },
            fact("State", state_words(quirk.status.state).into()),
            fact("State as of", quirk.status.as_of.to_string()),
            fact("Cures", quirk.workarounds.len().to_string()),
        ],
        sections,
        elsewhere: &["name", "family", "summary", "match", "trigger", "symptoms", "status", "workarounds", "severity"],
        ..Parts::default()
    }
}

fn symptom(symptom: &Symptom) -> Vec<Block> {
    let mut runs = vec![
        Run::Mark { role: symptom_role(symptom), text: words_of(&symptom.severity) },
        text(format!(" in {}: ", place(symptom))),
        code(symptom.pattern.to_string()),
    ];
    if let Some(meaning) = &symptom.meaning {
        runs.push(text(" "));
        runs.extend(prose(meaning));
    }
    vec![Block::Paragraph { runs }, Block::Code { text: symptom.example.clone() }]
}

fn place(symptom: &Symptom) -> String {
    use crate::record::SeenIn::*;
    match symptom.seen_in {
        HostKernel => "the host’s kernel log",
        Qemu => "QEMU’s messages",
        ProxmoxTask => "the Proxmox task log",
        Libvirt => "libvirt’s log",
        GuestKernel => "the guest’s kernel log",
        Windows => "Windows",
        HostCommand => "a command on the host",
        GuestCommand => "a command in the guest",
    }
    .into()
}

fn symptom_role(symptom: &Symptom) -> &'static str {
    use crate::record::SymptomSeverity::*;
    match symptom.severity {
        Info => "unknown",
        Warning => "care",
        Error => "blocked",
    }
}

fn workaround(context: &Context, cure: &Workaround) -> Vec<Block> {
    let evidence = cure.evidence.map(|e| format!(" ({})", words(&words_of(&e)))).unwrap_or_default();
    let mut title = prose(&cure.name);
    title.push(text(evidence));
    let mut out = vec![
        Block::Note { role: "step", runs: title },
        Block::List { ordered: true, items: cure.steps.iter().map(|step| prose(step)).collect() },
    ];
    let labelled = |label: &str, content: &str| {
        let mut runs = vec![text(format!("{label}: "))];
        runs.extend(prose(content));
        Block::Paragraph { runs }
    };
    for (label, mut runs) in cure.when.iter().flat_map(|when| conditions(context.catalogue, when)) {
        runs.insert(0, text(format!("{label}: ")));
        out.push(Block::Paragraph { runs });
    }
    out.extend(cure.risk.as_deref().map(|risk| labelled("Risk", risk)));
    out.extend(cure.impossible_when.as_deref().map(|when| labelled("Not possible", when)));
    out
}

fn history(quirk: &Quirk) -> Vec<Block> {
    let item = |change: &crate::record::StatusChange| {
        let mut runs = vec![text(format!("{}: ", change.date))];
        runs.extend(prose(&change.event));
        if let Some(url) = &change.url {
            runs.push(text(" "));
            runs.push(Run::Out { url: url.0.clone(), text: "source".into() });
        }
        runs
    };
    let items: Vec<_> = quirk.status.history.iter().map(item).collect();
    if items.is_empty() { Vec::new() } else { vec![Block::List { ordered: false, items }] }
}
