//! Short ways to write steps down.

use super::model::{Command, File, FileAction, Line, RecordRef, Step, Undo};

impl Step {
    /// A step with its reason.
    pub(super) fn new(title: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { title: title.into(), reason: reason.into(), ..Self::default() }
    }

    pub(super) fn only_if(mut self, condition: impl Into<String>) -> Self {
        self.only_if = Some(condition.into());
        self
    }

    pub(super) fn warning(mut self, text: impl Into<String>) -> Self {
        self.warning = Some(text.into());
        self
    }

    pub(super) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    pub(super) fn run(mut self, command: impl Into<String>) -> Self {
        self.commands.push(Command { run: command.into(), on: None, when: None });
        self
    }

    /// A command that is typed elsewhere than on the host.
    pub(super) fn run_on(mut self, on: &'static str, command: impl Into<String>) -> Self {
        self.commands.push(Command { run: command.into(), on: Some(on), when: None });
        self
    }

    pub(super) fn look_for(mut self, text: impl Into<String>) -> Self {
        self.look_for.push(text.into());
        self
    }

    pub(super) fn file(mut self, file: File) -> Self {
        self.files.push(file);
        self
    }

    pub(super) fn settings(mut self, lines: Vec<Line>) -> Self {
        self.settings = lines;
        self
    }

    pub(super) fn record(mut self, record: Option<RecordRef>) -> Self {
        self.records.extend(record);
        self
    }

    pub(super) fn undo(mut self, title: impl Into<String>, command: impl Into<String>) -> Self {
        let command = Command { run: command.into(), on: None, when: None };
        self.undo.push(Undo { title: title.into(), commands: vec![command] });
        self
    }
}

impl Line {
    /// A line with its reason.
    pub(super) fn new(text: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { text: text.into(), reason: reason.into(), range: None, record: None }
    }

    pub(super) fn range(mut self, range: impl Into<String>) -> Self {
        self.range = Some(range.into());
        self
    }

    pub(super) fn record(mut self, record: Option<RecordRef>) -> Self {
        self.record = record;
        self
    }
}

impl File {
    /// A new file.
    pub(super) fn create(path: impl Into<String>, lines: Vec<Line>) -> Self {
        Self { path: path.into(), action: FileAction::Create, executable: false, lines }
    }

    /// Lines for a file that exists.
    pub(super) fn add_lines(path: impl Into<String>, lines: Vec<Line>) -> Self {
        Self { path: path.into(), action: FileAction::AddLines, executable: false, lines }
    }

    /// Words for a line that exists.
    pub(super) fn add_words(path: impl Into<String>, lines: Vec<Line>) -> Self {
        Self { path: path.into(), action: FileAction::AddWords, executable: false, lines }
    }

    pub(super) fn executable(mut self) -> Self {
        self.executable = true;
        self
    }

    /// The command that writes it, as a here-document.
    pub(super) fn here_document(&self) -> String {
        let content = self.content();
        let mode = if self.executable { format!("\nchmod 755 {}", self.path) } else { String::new() };
        format!("cat > {} <<'VFIODEX'\n{content}VFIODEX{mode}", self.path)
    }
}
