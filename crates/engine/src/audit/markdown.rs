use super::fragment::{Fragment, Mixed, prose};

/// Takes a guide apart: its fenced blocks line by line, its running text by what it shows as code. A
/// fence whose info string holds the word `bad` shows how not to do it and is left out.
pub(super) fn split(text: &str, out: &mut Vec<Fragment>) {
    let mut fence: Option<(char, usize, bool)> = None;
    let mut block = Mixed::only_lines();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let start = line.trim_start().trim_start_matches("> ");
        let mark = start.chars().next().filter(|c| matches!(c, '`' | '~'));
        let run = mark.map_or(0, |mark| start.chars().take_while(|c| *c == mark).count());
        match (fence, mark) {
            (None, Some(mark)) if run >= 3 => {
                let info = start[run..].trim();
                fence = Some((mark, run, is_counter_example(info)));
                block = Mixed::only_lines();
            }
            (Some((open, length, _)), Some(mark)) if open == mark && run >= length && start.trim_end().len() == run => {
                fence = None;
            }
            (Some((_, _, true)), _) => {}
            (Some((_, _, false)), _) => block.take(line, number, out),
            (None, _) => prose(line, number, out),
        }
    }
}

/// Whether a fence's info string marks what it holds as a counter-example.
pub(super) fn is_counter_example(info: &str) -> bool {
    info.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == "bad")
}
