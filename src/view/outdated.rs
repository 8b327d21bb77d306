use super::blocks::{Block, Run, Runs, Section, joined, link, prose, reference, text};
use super::citations::{label_of, short, words_of};
use super::conditions::conditions;
use super::href::Href;
use super::kinds::advice_role;
use super::pages::Page;
use super::site::Context;
use crate::record::{Advice, AdviceLevel, AdviceVerdict, Citation, Kind};
use crate::report::counted;

/// Verdicts that say that a line had better go, the worst first.
const BAD: [(AdviceLevel, &str); 4] = [
    (AdviceLevel::Harmful, "It does damage."),
    (AdviceLevel::Invalid, "It is refused or ignored as written."),
    (AdviceLevel::Obsolete, "It no longer does anything."),
    (AdviceLevel::Redundant, "Something else does the same already."),
];

/// What guides repeat and no longer holds: an overview, and a page for each verdict.
pub(super) fn pages(context: &Context) -> Vec<(Href, Page)> {
    let mut sections = Vec::new();
    let mut out = Vec::new();
    for (level, meaning) in BAD {
        let found: Vec<(&str, &Advice, Vec<&AdviceVerdict>)> = context
            .catalogue
            .all::<Advice>()
            .map(|(id, advice)| (id, advice, advice.verdicts.iter().filter(|v| v.verdict == level).collect::<Vec<_>>()))
            .filter(|(.., verdicts)| !verdicts.is_empty())
            .collect();
        if found.is_empty() {
            continue;
        }
        let title = label_of(&level);
        let more =
            vec![text(meaning), text(" "), link(href(level), "In which case, why, and what to do instead"), text(".")];
        let names = found.iter().map(|(id, advice, verdicts)| {
            let mut runs = vec![link(Href::record(Kind::Advice, id), plain(&advice.name))];
            for (index, verdict) in verdicts.iter().enumerate() {
                runs.extend((index > 0).then(|| text("; or")));
                runs.extend(when(context, verdict, advice.verdicts.len() == 1));
            }
            runs
        });
        let list = Block::List { ordered: false, items: names.collect() };
        sections.extend(Section::new(&words_of(&level), &title, vec![Block::Paragraph { runs: more }, list]));
        let items = found.iter().map(|(id, advice, verdicts)| item(context, id, advice, verdicts)).collect();
        let lead = vec![
            text(meaning),
            text(" What else guides get wrong is under "),
            link(index(), "outdated advice"),
            text("."),
        ];
        let sections = Section::new("lines", &counted(found.len(), "line"), items).into_iter().collect();
        out.push((
            href(level),
            Page { title: format!("Outdated advice: {}", words_of(&level)), lead, sections, ..Page::default() },
        ));
    }
    let lead = vec![
        text("Lines and habits that guides repeat and that had better go. "),
        link(Href::page("tools/audit/"), "Check a config or guide"),
        text(" against all of them at once; lines that still hold are in the "),
        link(Href::list(Kind::Advice), "list of advice"),
        text("."),
    ];
    out.push((index(), Page { title: "Outdated advice".into(), lead, sections, ..Page::default() }));
    out
}

fn index() -> Href {
    Href::page("outdated/")
}

fn href(level: AdviceLevel) -> Href {
    Href::page(&format!("outdated/{}/", words_of(&level)))
}

fn plain(name: &str) -> String {
    name.replace('`', "")
}

fn item(context: &Context, id: &str, advice: &Advice, verdicts: &[&AdviceVerdict]) -> Block {
    let supports =
        |citation: &Citation, field: &str| citation.supports.iter().any(|path| path.0.split('.').next() == Some(field));
    let (against, by): (Vec<&Citation>, Vec<&Citation>) =
        advice.sources.iter().partition(|citation| supports(citation, "verdicts"));
    let mut says = labelled("Guides say", prose(&advice.claim));
    says.extend(sources(context, &by));
    let mut blocks = vec![Block::Paragraph { runs: says }];
    let last = verdicts.len().saturating_sub(1);
    for (index, verdict) in verdicts.iter().enumerate() {
        let mut runs = vec![Run::Mark { role: advice_role(verdict.verdict), text: words_of(&verdict.verdict) }];
        runs.extend(when(context, verdict, advice.verdicts.len() == 1));
        runs.push(text(": "));
        runs.extend(prose(&verdict.reason));
        if index == last {
            runs.extend(sources(context, &against));
        }
        blocks.push(Block::Paragraph { runs });
        let instead = verdict.instead.as_deref().map(|instead| labelled("Instead", prose(instead)));
        blocks.extend(instead.map(|runs| Block::Paragraph { runs }));
    }
    Block::Part { title: vec![link(Href::record(Kind::Advice, id), plain(&advice.name))], blocks }
}

fn labelled(label: &str, content: Runs) -> Runs {
    let mut runs = vec![text(format!("{label}: "))];
    runs.extend(content);
    runs
}

/// Since when, and in which case.
fn when(context: &Context, verdict: &AdviceVerdict, always: bool) -> Runs {
    let mut out = Vec::new();
    out.extend(verdict.since.map(|date| text(format!(" since {date}"))));
    let applies = verdict.when.as_ref().map(|when| conditions(context.catalogue, when)).unwrap_or_default();
    for (label, runs) in applies {
        out.push(text(format!(", {}: ", label[..1].to_lowercase() + &label[1..])));
        out.extend(runs);
    }
    if !verdict.beside.is_empty() {
        out.push(text(", beside "));
        let ids = verdict.beside.iter().map(|id| reference(context.catalogue, Kind::Advice, &id.0));
        out.extend(joined(ids, ", "));
    }
    if out.is_empty() && !always {
        out.push(text(" otherwise"));
    }
    out
}

fn sources(context: &Context, citations: &[&Citation]) -> Runs {
    if citations.is_empty() {
        return Vec::new();
    }
    let mut out = vec![text(" (")];
    out.extend(joined(citations.iter().map(|citation| short(context.catalogue, citation)), ", "));
    out.push(text(")"));
    out
}
