//! `rule-fact` and `rule-example`: conditions ask for facts that exist and compare them with values that
//! they can have, and every example gives the answer that it says.

use vfiodex_engine::Tri;
use vfiodex_engine::verdict::{Condition, ConditionError, Example, FACTS, Mistake, placeholders};

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::document::Document;
use crate::draft::Draft;
use crate::facts::condition;
use crate::record::{Rule, RuleAnswer};
use crate::source::Span;

pub(super) fn check(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for (_, document, rule) in draft.records::<Rule>() {
        texts(document, rule, found);
        match Condition::read(&condition(&rule.when)) {
            Ok(when) => examples(document, rule, &when, found),
            // `rule-shape` names what is wrong with the shape.
            Err(ConditionError { mistake: Mistake::Shape, .. }) => {}
            Err(error) => {
                let span = at(document, &format!("when.{}", error.path));
                found.push(mistake(&error.mistake, span));
            }
        }
    }
}

fn at(document: &Document, path: &str) -> Span {
    document.root.at(path).map_or(document.root.span, |node| node.span)
}

fn mistake(mistake: &Mistake, span: Span) -> Diagnostic {
    let help = match mistake {
        Mistake::Fact(name) => unknown(name),
        Mistake::Value(fact, value) => {
            use vfiodex_engine::verdict::FactKind::{Word, Words};
            let near = match (fact.kind, value.as_str()) {
                (Word(list) | Words(list), Some(text)) => did_you_mean(text, list.iter().copied()),
                _ => None,
            };
            near.map_or_else(|| format!("write {}", fact.kind.words()), |near| format!("did you mean `{near}`?"))
        }
        Mistake::Order(_) | Mistake::Shape => "`at_least` and `below` are for numbers and versions".to_owned(),
    };
    Diagnostic::error("rule-fact", span, mistake.to_string()).help(help)
}

fn unknown(name: &str) -> String {
    did_you_mean(name, FACTS.iter().map(|fact| fact.name)).map_or_else(
        || "`vfiodex verdict --facts` lists every fact".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}

/// Names in braces are facts.
fn texts(document: &Document, rule: &Rule, found: &mut Vec<Diagnostic>) {
    let texts = [
        ("message", Some(&rule.message)),
        ("next_step", rule.next_step.as_ref()),
        ("unblocked_by", rule.unblocked_by.as_ref()),
    ];
    for (key, text) in texts {
        let names = text.into_iter().flat_map(|text| placeholders(text));
        for (name, _) in names.filter(|(_, fact)| fact.is_none()) {
            let text = format!("`{{{name}}}` stands for no fact");
            found.push(Diagnostic::error("rule-fact", at(document, key), text).help(unknown(name)));
        }
    }
}

fn examples(document: &Document, rule: &Rule, when: &Condition, found: &mut Vec<Diagnostic>) {
    for (index, example) in rule.examples.iter().enumerate() {
        let facts = match Example::read(&example.facts) {
            Ok(facts) => facts,
            Err(error) => {
                let facts = document.root.at(&format!("examples.{index}.facts"));
                let span = facts.and_then(|node| node.get(&error.path)).map_or(document.root.span, |node| node.span);
                found.push(mistake(&error.mistake, span));
                continue;
            }
        };
        let answer = match when.holds(&facts) {
            Tri::Yes => RuleAnswer::Yes,
            Tri::No => RuleAnswer::No,
            Tri::Unknown => RuleAnswer::Unknown,
        };
        if answer != example.applies {
            let span = at(document, &format!("examples.{index}.applies"));
            let text = format!("the condition answers {} here", word(answer));
            found.push(
                Diagnostic::error("rule-example", span, text)
                    .help("mend the condition, or the answer if the condition is right")
                    .related(at(document, "when"), "the condition"),
            );
        }
    }
}

fn word(answer: RuleAnswer) -> &'static str {
    match answer {
        RuleAnswer::Yes => "yes",
        RuleAnswer::No => "no",
        RuleAnswer::Unknown => "unknown",
    }
}
