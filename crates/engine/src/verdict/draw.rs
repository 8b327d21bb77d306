use super::{About, Finding, Level, NotKnown, ReportCount, ReportName, Severity, Verdict};
use crate::setup::Assumption;
use crate::text::{Block, Draw, Drawn, Role, Run, Runs, code, counted, mark, prose, record, text};

impl Draw for Verdict {
    fn drawn(&self) -> Drawn {
        let mut blocks: Vec<Block> = self.findings.iter().map(finding).collect();
        blocks.extend(slots(self));
        blocks.extend(open(&self.not_known));
        if let Some(platform) = &self.platform {
            let blocks_of = vec![Block::paragraph(platform)];
            blocks.push(Block::Part { title: vec![text("What the platform suggests")], blocks: blocks_of });
        }
        blocks.extend(reports(&self.reports));
        blocks.extend(taken(&self.assumptions));
        Drawn::new(summary(self), blocks)
    }
}

/// The level with its role.
#[must_use]
pub fn level(level: Level) -> Run {
    let role = match level {
        Level::Works | Level::Expected => Role::Works,
        Level::Care => Role::Care,
        Level::Unknown => Role::Unknown,
        Level::NotRecommended => Role::NotRecommended,
        Level::Blocked => Role::Blocked,
    };
    mark(role, level.words())
}

fn summary(verdict: &Verdict) -> Runs {
    let mut runs = vec![level(verdict.level), text(": "), record("gpus", &verdict.gpu, &verdict.gpu_name)];
    if let Some(slot) = &verdict.slot {
        runs.extend(match slot.strip_prefix("port ") {
            Some(port) => [text(" behind root port "), code(port)],
            None => [text(" in slot "), code(slot)],
        });
    }
    if let (Some(id), Some(name)) = (&verdict.board, &verdict.board_name) {
        let joint = if verdict.slot.is_some() { " of the " } else { " on the " };
        runs.extend([text(joint), record("boards", id, name)]);
    }
    let bad = verdict.reports.bad;
    runs.push(text(match verdict.reports.good + bad {
        0 => ", 0 reports".to_owned(),
        all => format!(", {} ({bad} of trouble)", counted(all, "report")),
    }));
    runs.extend((!verdict.not_known.is_empty()).then(|| {
        text(match verdict.not_known.len() {
            1 => ", 1 thing not known".to_owned(),
            n => format!(", {n} things not known"),
        })
    }));
    runs
}

fn finding(finding: &Finding) -> Block {
    let (role, word) = match finding.severity {
        Severity::Info => (Role::Unknown, "good to know"),
        Severity::Care => (Role::Care, "care"),
        Severity::NotRecommended => (Role::NotRecommended, "not recommended"),
        Severity::Blocked => (Role::Blocked, "blocked"),
    };
    let kind = match finding.about {
        About::Rule => "rules",
        About::Quirk => "quirks",
    };
    let title = vec![mark(role, word), text(": "), record(kind, &finding.id, &finding.name)];
    let mut blocks = vec![Block::paragraph(&finding.text)];
    blocks.extend(finding.next_step.as_deref().map(|next| Block::labelled("Next", next)));
    let cure = finding.unblocked_by.as_deref().filter(|cure| Some(*cure) != finding.next_step.as_deref());
    blocks.extend(cure.map(|cure| Block::labelled("Unblocked by", cure)));
    blocks.push(Block::labelled("Standing", &finding.standing));
    Block::Part { title, blocks }
}

/// Other slots with their levels.
fn slots(verdict: &Verdict) -> Option<Block> {
    if verdict.slots.len() < 2 {
        return None;
    }
    let item = |slot: &super::SlotLevel| vec![code(&slot.slot), text(": "), level(slot.level)];
    let items = verdict.slots.iter().map(item).collect();
    let list = Block::List { ordered: false, items };
    Some(Block::Part { title: vec![text("The same card in each slot")], blocks: vec![list] })
}

/// What is not known, by the way to find it out, the worst first.
fn open(not_known: &[NotKnown]) -> Option<Block> {
    let mut ways: Vec<&str> = Vec::new();
    for open in not_known {
        if !ways.contains(&open.how) {
            ways.push(open.how);
        }
    }
    let blocks_of = |how: &&str| {
        let of_way = not_known.iter().filter(|open| open.how == *how);
        [Block::paragraph(how), Block::List { ordered: false, items: by_severity(of_way) }]
    };
    let blocks: Vec<_> = ways.iter().flat_map(blocks_of).collect();
    (!blocks.is_empty()).then(|| Block::Part { title: vec![text("Not known")], blocks })
}

fn by_severity<'a>(open: impl Iterator<Item = &'a NotKnown> + Clone) -> Vec<Runs> {
    let item = |severity: Severity| {
        let texts: Vec<_> = open.clone().filter(|open| open.could_be == severity).map(|open| open.text).collect();
        (!texts.is_empty()).then(|| prose(&format!("{}: {}.", could_be_words(severity), texts.join("; "))))
    };
    [Severity::Blocked, Severity::NotRecommended, Severity::Care, Severity::Info].into_iter().filter_map(item).collect()
}

fn could_be_words(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "Could be worth knowing",
        Severity::Care => "Could call for care",
        Severity::NotRecommended => "Could speak against it",
        Severity::Blocked => "Could block it",
    }
}

fn reports(count: &ReportCount) -> Option<Block> {
    const MOST: usize = 6;
    let item = |one: &ReportName| vec![record("reports", &one.id, &one.name), text(format!(", {}", one.date))];
    let mut blocks = vec![Block::List { ordered: false, items: count.list.iter().take(MOST).map(item).collect() }];
    if count.list.len() > MOST {
        blocks.push(Block::paragraph(&format!("And {} more on the card’s page.", count.list.len() - MOST)));
    }
    (!count.list.is_empty()).then(|| Block::Part { title: vec![text("Reports, newest first")], blocks })
}

fn taken(assumptions: &[Assumption]) -> Option<Block> {
    let item = |one: &Assumption| {
        let input = one.input.replace('_', " ");
        vec![text(format!("{}: ", capital(&input))), code(&one.value), text(format!(" ({})", one.because))]
    };
    let list = Block::List { ordered: false, items: assumptions.iter().map(item).collect() };
    (!assumptions.is_empty()).then(|| Block::Part { title: vec![text("Taken for granted")], blocks: vec![list] })
}

fn capital(source: &str) -> String {
    let mut chars = source.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
