use super::{Answer, FileFinding};
use crate::audit::{Finding, Otherwise};
use crate::context;
use crate::knowledge::Verdict;
use crate::text::{Block, Draw, Drawn, Role, Run, Runs, code, counted, mark, prose, record, text};

impl Draw for Answer {
    fn drawn(&self) -> Drawn {
        let several = self.files.len() > 1;
        let mut blocks = Vec::new();
        if several {
            for file in &self.files {
                let own = self.findings.iter().filter(|found| found.file == file.file);
                let mut inner: Vec<Block> = own.map(|found| finding(&found.finding)).collect();
                if inner.is_empty() {
                    inner.push(Block::paragraph("No line that the records know."));
                }
                let title = vec![code(&file.file), text(format!(", {}", file.kind.label()))];
                blocks.push(Block::Part { title, blocks: inner });
            }
        } else {
            blocks.extend(self.findings.iter().map(|found| finding(&found.finding)));
        }
        let assumed = self.assumed.iter().map(|one| (several.then_some(one.file.as_str()), &one.assumed));
        blocks.extend(context::draw::assumed(assumed));
        blocks.extend(context::draw::not_known(&self.not_known));
        Drawn::new(self.summary(), blocks)
    }
}

impl Answer {
    fn summary(&self) -> Runs {
        let place = match self.files.as_slice() {
            [file] => format!(" in {}", file.kind.label()),
            files => format!(" in {}", counted(files.len(), "file")),
        };
        let bad = self.findings.iter().filter(|FileFinding { finding, .. }| finding.verdict.is_bad()).count();
        let known = counted(self.findings.len(), "known line");
        vec![text(match (self.findings.len(), bad) {
            (0, _) => format!("No line that the records know{place}"),
            (_, 0) => format!("{known}{place}, none has to go"),
            (_, bad) => format!("{known}{place}, {bad} had better go"),
        })]
    }
}

fn finding(finding: &Finding) -> Block {
    let mut title = vec![text(format!("Line {}: ", finding.line)), verdict(finding.verdict)];
    let since = finding.since.as_deref().filter(|_| finding.verdict.is_bad());
    title.push(text(since.map(|date| format!(" since {date}: ")).unwrap_or_else(|| ": ".into())));
    title.push(code(&finding.text));
    let mut blocks = vec![Block::paragraph(&finding.reason)];
    if let Some(instead) = &finding.instead {
        blocks.push(Block::labelled(if finding.verdict == Verdict::Optional { "Better" } else { "Instead" }, instead));
    }
    blocks.extend(finding.otherwise.iter().map(otherwise));
    blocks.push(Block::Paragraph { runs: vec![text("More: "), record("advice", &finding.advice, &finding.name)] });
    Block::Part { title, blocks }
}

fn otherwise(other: &Otherwise) -> Block {
    let mut runs = vec![text("But "), verdict(other.verdict)];
    runs.extend(prose(&format!(" if: {}. {}", other.when, other.reason)));
    if let Some(instead) = &other.instead {
        runs.extend(prose(&format!(" Instead: {instead}")));
    }
    Block::Paragraph { runs }
}

/// A verdict on a line, with its role.
fn verdict(verdict: Verdict) -> Run {
    let role = match verdict {
        Verdict::Needed => Role::Works,
        Verdict::Optional | Verdict::Redundant => Role::Unknown,
        Verdict::Obsolete => Role::Care,
        Verdict::Invalid => Role::NotRecommended,
        Verdict::Harmful => Role::Blocked,
    };
    mark(role, verdict.to_string())
}
