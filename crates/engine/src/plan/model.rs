use serde::Serialize;

use crate::named::named;
use crate::setup::Assumption;

named! {
    /// What sort of plan it is.
    PlanKind {
        /// The whole card goes to one guest.
        Passthrough = "passthrough", "the whole card for one guest";
        /// Containers use the card by the host's driver.
        Container = "container", "shared by containers";
        /// Guests get virtual functions or mediated devices.
        Shared = "shared", "shared by several guests";
        /// There is no plan for this.
        None = "none", "no plan";
    }
}

named! {
    /// Parts of a plan, in their order.
    SectionId {
        /// Before anything is changed.
        Preflight = "preflight", "Before you start";
        /// The firmware of the host.
        Firmware = "firmware", "Firmware of the host";
        /// The kernel command line.
        CommandLine = "command-line", "Kernel command line";
        /// Modules and drivers of the host.
        Modules = "modules", "Modules and drivers of the host";
        /// Applying what was written, and the reboot.
        Apply = "apply", "Apply and reboot";
        /// Checks on the host, before the guest is touched.
        Check = "check", "Check the host";
        /// The guest's config.
        Guest = "guest", "The guest";
        /// Inside the guest.
        Inside = "inside", "Inside the guest";
        /// Checks that it works.
        Verify = "verify", "Check that it works";
        /// What to do when it does not.
        Trouble = "trouble", "If it does not work";
        /// What is lost.
        Lost = "lost", "What you give up";
        /// The way back.
        Undo = "undo", "Undo";
    }
}

/// What to do, with every reason. It can be printed, drawn and written as files.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Number of this format; it grows when a key changes its meaning.
    pub format: u32,
    /// What sort of plan it is.
    pub kind: PlanKind,
    /// What it is for, in one line.
    pub title: String,
    /// Why there are no steps, and what to do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// What was taken for granted.
    pub assumptions: Vec<Assumption>,
    /// What is not known and changes the plan.
    pub open: Vec<Open>,
    /// Values that stand in the plan in place of what only the host can tell.
    pub look_ups: Vec<LookUp>,
    /// The steps.
    pub sections: Vec<Section>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Why.
    pub reason: String,
    /// What to do instead.
    pub instead: Vec<String>,
}

/// Something not known that changes the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Open {
    /// The input that says it.
    pub input: &'static str,
    /// What depends on it.
    pub matters: String,
    /// The command that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A value that has to be looked up on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LookUp {
    /// How it stands in the plan: `<ADDRESS>`.
    pub placeholder: String,
    /// What it is.
    pub what: String,
    /// The command that shows it.
    pub command: String,
    /// What it looks like.
    pub example: String,
}

/// One part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Which one.
    pub id: SectionId,
    /// Its heading.
    pub title: String,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// What to do.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Only under this condition; such a step is left out unless it holds, and its files are not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_if: Option<String>,
    /// What it costs or endangers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// What else to know, one sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Files to write or to change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// Settings that the commands make, line by line, with their reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Line>,
    /// Commands to run, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
    /// What the output must show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub look_for: Vec<String>,
    /// Records that stand behind it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordRef>,
    /// How to take it back; gathered in the last section.
    #[serde(skip)]
    pub undo: Vec<Undo>,
}

/// How to take a step back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    /// What to do.
    pub title: String,
    /// Commands.
    pub commands: Vec<Command>,
}

/// A command, or several lines that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Command {
    /// What to type.
    pub run: String,
    /// Where it is typed, if not on the host: `guest`, `guest-windows`, `container`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<&'static str>,
    /// Where it is one of several, which hosts it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// What is done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileAction {
    /// It is a new file, whole.
    Create,
    /// These lines are added to a file that exists.
    AddLines,
    /// These words are added to a line that exists.
    AddWords,
}

/// A file to write or to change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct File {
    /// Where it is on the host.
    pub path: String,
    /// What is done to it.
    pub action: FileAction,
    /// Whether it is run as a program.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
    /// Its lines; for words, the words as one line.
    pub lines: Vec<Line>,
}

/// One line with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The line as it is written.
    pub text: String,
    /// Why it is there.
    pub reason: String,
    /// Versions that need it, where not all do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// The record that stands behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordRef>,
}

/// A record that stands behind a step or line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RecordRef {
    /// Its kind: `advice`, `quirks`, `drivers`.
    pub kind: &'static str,
    /// Its ID.
    pub id: String,
}

impl Command {
    /// Where and for which hosts it is typed, in words.
    #[must_use]
    pub fn place(&self) -> String {
        let on = match self.on {
            Some("guest") => "In the guest",
            Some("guest-windows") => "In the guest, in a terminal of the administrator",
            Some("container") => "In the container",
            _ => "On the host",
        };
        self.when.as_ref().map_or_else(|| on.to_owned(), |when| format!("{on}, for {when}"))
    }
}

impl FileAction {
    /// What goes before the path.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Create => "The file",
            Self::AddLines => "Lines of",
            Self::AddWords => "The line as it then reads in",
        }
    }
}

impl File {
    /// Its content.
    #[must_use]
    pub fn content(&self) -> String {
        self.lines.iter().map(|line| format!("{}\n", line.text)).collect()
    }
}

impl Plan {
    /// Every step in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.sections.iter().flat_map(|section| &section.steps)
    }

    /// Files that the plan writes, without those of steps that are made under a condition alone.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.steps().filter(|step| step.only_if.is_none()).flat_map(|step| &step.files)
    }

    /// A section.
    #[must_use]
    pub fn section(&self, id: SectionId) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }
}
