//! Which lines of configs and guides still hold.

mod draw;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Facts, Refusal, Said};
use crate::Knowledge;
use crate::audit::{self, Audit, Finding, Kind};
use crate::context::Assumed;
use crate::situation::Situation;

/// Texts of one host, or guides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Request {
    /// The texts.
    pub files: Vec<File>,
    /// Host, card and guest.
    #[serde(default)]
    pub situation: Said,
}

/// A text with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct File {
    /// Name of the file; `-` where it has none.
    pub file: String,
    /// The text.
    pub text: String,
}

/// The answer about all texts.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// What kind of text each is.
    pub files: Vec<FileKind>,
    /// What was found, by file and line.
    pub findings: Vec<FileFinding>,
    /// What was taken for granted because a text says so.
    pub assumed: Vec<FileAssumed>,
    /// What would make the answer more certain.
    pub not_known: Vec<&'static str>,
}

/// What kind of text a file holds.
#[derive(Clone, Debug, Serialize)]
pub struct FileKind {
    /// The file.
    pub file: String,
    /// Its kind.
    pub kind: Kind,
}

/// A finding with its file.
#[derive(Clone, Debug, Serialize)]
pub struct FileFinding {
    /// The file.
    pub file: String,
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
}

/// An assumption with its file.
#[derive(Clone, Debug, Serialize)]
pub struct FileAssumed {
    /// The file.
    pub file: String,
    /// The assumption.
    #[serde(flatten)]
    pub assumed: Assumed,
}

/// Audits the texts.
///
/// # Errors
/// Where something is said that cannot be.
pub fn run(facts: &Facts, request: &Request) -> Result<Answer, Refusal> {
    let knowledge = facts.knowledge()?;
    let (said, taken) = request.situation.with_context(knowledge)?;
    let mut answer = Answer { files: Vec::new(), findings: Vec::new(), assumed: Vec::new(), not_known: Vec::new() };
    let mut not_known: BTreeSet<&'static str> = BTreeSet::new();
    for (file, audit) in audit_all(knowledge, &request.files, &said) {
        let name = || file.to_owned();
        not_known.extend(audit.not_known);
        answer.files.push(FileKind { file: name(), kind: audit.kind });
        answer.findings.extend(audit.findings.into_iter().map(|finding| FileFinding { file: name(), finding }));
        answer.assumed.extend(audit.assumed.into_iter().map(|assumed| FileAssumed { file: name(), assumed }));
    }
    answer.assumed.extend(taken.into_iter().map(|assumed| FileAssumed { file: "context".into(), assumed }));
    answer.not_known = not_known.into_iter().collect();
    Ok(answer)
}

/// Audits texts; what one config tells about the host counts for the others too. Guides tell only about
/// themselves.
fn audit_all<'a>(knowledge: &Knowledge, files: &'a [File], said: &Situation) -> Vec<(&'a str, Audit)> {
    let kinds: Vec<Kind> = files.iter().map(|file| Kind::of(&file.text)).collect();
    let is_guide = |kind: &Kind| *kind == Kind::Markdown;
    let mut host = said.clone();
    for (file, kind) in files.iter().zip(&kinds).filter(|(_, kind)| !is_guide(kind)) {
        host = audit::context(knowledge, &file.text, *kind, &host).situation;
    }
    let one = |(file, kind): (&'a File, &Kind)| {
        // What the file itself tells comes before what its neighbours tell.
        let mut context = audit::context(knowledge, &file.text, *kind, said);
        if !is_guide(kind) {
            context.situation = context.situation.or(&host);
        }
        (file.file.as_str(), audit::audit_as(knowledge, &file.text, *kind, context))
    };
    files.iter().zip(&kinds).map(one).collect()
}
