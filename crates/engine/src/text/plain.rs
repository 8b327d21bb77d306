use super::{Block, Run};

/// An answer as plain text: its summary, then its parts, indented below their headings.
pub(super) fn answer(summary: &[Run], blocks: &[Block]) -> String {
    let mut out = line(summary);
    out.push('\n');
    for block in blocks {
        // Parts and what follows them stand apart.
        if !matches!(block, Block::List { .. }) {
            out.push('\n');
        }
        write(&mut out, block, 0);
    }
    out
}

fn write(out: &mut String, block: &Block, depth: usize) {
    let mut put = |text: &str| {
        for line in text.lines() {
            let space = if line.is_empty() { 0 } else { depth * 2 };
            out.extend(std::iter::repeat_n(' ', space));
            out.push_str(line);
            out.push('\n');
        }
    };
    match block {
        Block::Paragraph { runs } | Block::Note { runs, .. } => put(&line(runs)),
        Block::Code { text } => put(text),
        Block::List { ordered, items } => {
            for (index, item) in items.iter().enumerate() {
                let sign = if *ordered { format!("{}.", index + 1) } else { "-".to_owned() };
                put(&format!("  {sign} {}", line(item)));
            }
        }
        Block::Part { title, blocks } => {
            put(&line(title));
            blocks.iter().for_each(|block| write(out, block, depth + 1));
        }
    }
}

/// Runs in one line; code keeps its backticks, a record its ID.
fn line(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        match run {
            Run::Text { text } | Run::Mark { text, .. } => out.push_str(text),
            Run::Code { text } => {
                out.push('`');
                out.push_str(text);
                out.push('`');
            }
            Run::Record { id, text, .. } if id == text => out.push_str(id),
            Run::Record { id: more, text, .. } | Run::Out { url: more, text } => {
                out.push_str(text);
                out.push_str(" (");
                out.push_str(more);
                out.push(')');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::text::{Block, Drawn, Role, code, mark, prose, record, text};

    #[test]
    fn an_answer_reads_well_without_a_page() {
        let steps = Block::List { ordered: true, items: vec![prose("Run `ls`."), prose("Wait.")] };
        let cure = Block::Part {
            title: vec![record("quirks", "a-quirk", "A `quirk`")],
            blocks: vec![Block::step(prose("What helps: a look")), steps],
        };
        let title = vec![text("Line 3: "), mark(Role::Blocked, "error"), text(" in "), code("dmesg")];
        let part = Block::Part { title, blocks: vec![Block::Code { text: "one\n\ntwo".into() }, cure] };
        let drawn = Drawn::new(prose("1 line."), vec![part, Block::paragraph("Assumed:")]);
        let want = "1 line.\n\nLine 3: error in `dmesg`\n  one\n\n  two\n  A quirk (a-quirk)\n    What helps: a look\n      1. Run `ls`.\n      2. Wait.\n\nAssumed:\n";
        assert_eq!(drawn.text, want);
    }
}
