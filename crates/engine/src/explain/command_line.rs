use crate::audit::{self, Finding};
use crate::context::line_around;
use crate::knowledge::{CureFacts, Placement, Severity, Verdict};
use crate::order::sort_by_key;
use crate::situation::Situation;
use crate::{Knowledge, Tri};

use super::weigh::shown;
use super::{Cure, Match};

/// Settings on the kernel command line that a boot log shows and that had better go.
pub(super) fn matches(knowledge: &Knowledge, text: &str, situation: &Situation) -> Vec<Match> {
    let mut out: Vec<Match> = Vec::new();
    // The kernel prints it at its start, and again when it reads it.
    let places = text.match_indices("ommand line: ").map(|(at, _)| at).take(20);
    for at in places {
        let number = 1 + text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
        let line = line_around(text, at);
        let Some((_, words)) = line.split_once("ommand line: ") else { continue };
        for finding in audit::fragment(knowledge, words, &[Placement::KernelCommandLine], situation) {
            let known = out.iter().any(|other| other.advice.as_deref() == Some(finding.advice.as_str()));
            if finding.verdict.is_bad() && !known {
                out.push(made(finding, number, line));
            }
        }
    }
    sort_by_key(&mut out, |found| (found.line, std::cmp::Reverse(found.severity)));
    out
}

fn made(finding: Finding, line: usize, text: &str) -> Match {
    let severity = if finding.verdict == Verdict::Harmful { Severity::Warning } else { Severity::Info };
    let cure = finding.instead.map(|instead| CureFacts {
        name: instead,
        steps: Vec::new(),
        applies: crate::Applies::default(),
        risk: None,
        impossible_when: None,
        evidence: None,
    });
    Match {
        line,
        text: shown(text),
        count: 1,
        last_line: line,
        quirk: None,
        name: format!("`{}` is {}", finding.text, finding.verdict),
        advice: Some(finding.advice),
        severity,
        meaning: finding.reason,
        applies: if finding.depends_on.is_empty() { Tri::Yes } else { Tri::Unknown },
        because: finding.depends_on.first().map(|first| format!("depends on the {first}")),
        look_at: None,
        status: None,
        cures: cure.map(|cure| Cure { cure, fits: Tri::Yes }).into_iter().collect(),
    }
}
