//! Pages with a tool: what they ask. The engine answers in the browser.

mod fields;
mod samples;

use serde::Serialize;

use super::blocks::{Block, Runs, Section, code, link, paragraph, prose, text};
use super::href::Href;
use super::pages::Page;
use super::site::Context;
use crate::record::Kind;

pub use fields::Field;

/// A page with a tool.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tool {
    /// Name of the tool, as requests say it.
    pub tool: &'static str,
    /// Heading.
    pub title: &'static str,
    /// First paragraph.
    pub lead: Runs,
    /// Whether there is an engine that can answer here.
    pub engine: bool,
    /// The text that is pasted.
    pub paste: Paste,
    /// Label of the button that asks.
    pub action: &'static str,
    /// Heading of the answer.
    pub answer: &'static str,
    /// What is asked about host, card and guest.
    pub fields: Vec<Field>,
    /// Command that does the same.
    pub command: &'static str,
    /// What else there is.
    pub sections: Vec<Section>,
}

/// A text that is pasted; it never leaves the browser.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paste {
    /// What it is.
    pub label: &'static str,
    /// What can be pasted.
    pub help: Runs,
    /// A text to try.
    pub sample: &'static str,
}

/// All such pages.
pub fn pages(context: &Context) -> Vec<(Href, Tool)> {
    vec![(Href::page("tools/explain/"), explain(context)), (Href::page("tools/audit/"), audit(context))]
}

fn explain(context: &Context) -> Tool {
    let sections = Section::new(
        "more",
        "Without pasting",
        vec![
            Block::Paragraph {
                runs: vec![
                    text("Every line that the records know is in the "),
                    link(Href::page("symptoms/"), "index of symptoms"),
                    text("; what lies behind them is in the "),
                    link(Href::list(Kind::Quirk), "list of quirks"),
                    text("."),
                ],
            },
            paragraph(
                "A line that is not recognised here and broke something for you makes a good report: it needs the line, the card, the board and the kernel.",
            ),
        ],
    );
    Tool {
        tool: "explain",
        title: "Explain a log",
        lead: vec![text(
            "Paste a kernel log, QEMU’s or Proxmox VE’s messages, text from Windows’ Device Manager or from nvidia-smi. You see which lines matter, how serious they are, and what helps on your host.",
        )],
        engine: context.engine,
        paste: Paste {
            label: "Log",
            help: prose(
                "`dmesg`, `journalctl -b`, a task log, an error dialog: whole, or only the lines around the error. It stays in this browser.",
            ),
            sample: samples::LOG,
        },
        action: "Explain",
        answer: "What the lines mean",
        fields: fields::host(context),
        command: "vfiodex explain FILE",
        sections: sections.into_iter().collect(),
    }
}

fn audit(context: &Context) -> Tool {
    let sections = Section::new(
        "more",
        "Without pasting",
        vec![Block::Paragraph {
            runs: vec![
                text("What guides repeat and no longer holds is on one page: "),
                link(Href::page("outdated/"), "outdated advice"),
                text(". All lines that are known, those that still hold included, are in the "),
                link(Href::list(Kind::Advice), "list of advice"),
                text("."),
            ],
        }],
    );
    Tool {
        tool: "audit",
        title: "Check configs and guides",
        lead: vec![text(
            "Paste a config or the steps of a guide. Each line that the records know gets a verdict: needed, optional, obsolete, redundant, invalid or harmful, with the reason and what to write instead.",
        )],
        engine: context.engine,
        paste: Paste {
            label: "Config or guide",
            help: vec![
                code("/etc/default/grub"),
                text(", a kernel command line, modules, "),
                code("modprobe.d"),
                text(
                    ", a guest’s config, libvirt XML, shell commands, or a guide in Markdown. It stays in this browser.",
                ),
            ],
            sample: samples::CONFIG,
        },
        action: "Check",
        answer: "What holds and what does not",
        fields: fields::host(context),
        command: "vfiodex audit FILE",
        sections: sections.into_iter().collect(),
    }
}

/// The page that lists the tools.
pub(super) fn index() -> Page {
    let items = vec![
        vec![
            link(Href::page("tools/explain/"), "Explain a log"),
            text(": what the lines mean, how serious they are, and what helps."),
        ],
        vec![
            link(Href::page("tools/audit/"), "Check configs and guides"),
            text(": which lines are needed, outdated or harmful, and what to write instead."),
        ],
    ];
    let host = vec![Block::Paragraph {
        runs: vec![
            text("The same program answers on the command line: "),
            code("vfiodex explain"),
            text(", "),
            code("vfiodex audit"),
            text(", and "),
            code("vfiodex doctor"),
            text(", which looks at the host that it runs on. Without it, "),
            link(Href::page("collect.sh"), "collect.sh"),
            text(" prints what is worth knowing about a host, without serial numbers or names."),
        ],
    }];
    let sections = [
        Section::new("here", "In this browser", vec![Block::List { ordered: false, items }]),
        Section::new("host", "On your host", host),
    ];
    Page {
        title: "Tools".into(),
        lead: vec![text("Answers from the records. What you paste stays in your browser.")],
        sections: sections.into_iter().flatten().collect(),
        ..Page::default()
    }
}
