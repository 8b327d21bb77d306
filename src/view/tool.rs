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
    /// The engine that can answer here, as an asset.
    pub engine: Option<String>,
    /// Files of facts that it answers from.
    pub facts: &'static [&'static str],
    /// The text that is pasted, where one is.
    pub paste: Option<Paste>,
    /// What is asked before anything else, where nothing is pasted.
    pub asked: Vec<Field>,
    /// A text or card to try.
    pub sample: &'static str,
    /// What to say where nothing was given yet.
    pub empty: &'static str,
    /// What unfolds the further fields.
    pub more: &'static str,
    /// What the further fields are for.
    pub help: &'static str,
    /// Whether the answer is worth a file.
    pub save: bool,
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
}

/// All such pages.
pub fn pages(context: &Context) -> Vec<(Href, Tool)> {
    vec![
        (Href::page("tools/check/"), check(context)),
        (Href::page("tools/plan/"), plan(context)),
        (Href::page("tools/explain/"), explain(context)),
        (Href::page("tools/audit/"), audit(context)),
    ]
}

fn check(context: &Context) -> Tool {
    let sections = Section::new(
        "more",
        "Without asking",
        vec![Block::Paragraph {
            runs: vec![
                text(
                    "Every card’s page counts its verdicts on the boards whose groups are known, and links to the whole table: begin at the ",
                ),
                link(Href::list(Kind::Gpu), "list of cards"),
                text(" or at the "),
                link(Href::list(Kind::Board), "list of boards"),
                text(". What decides is written down as "),
                link(Href::list(Kind::Rule), "rules"),
                text("."),
            ],
        }],
    );
    Tool {
        tool: "verdict",
        title: "Will it pass through?",
        lead: vec![text(
            "Say which card, which board if you know it, and what for. You see what speaks for and against it, how well that is supported, what is not known, and how to find it out.",
        )],
        engine: context.engines.get("verdict").cloned(),
        facts: &["hardware.txt"],
        paste: None,
        asked: fields::asked(context),
        sample: "geforce-rtx-3060-12gb",
        empty: "Name a card first.",
        more: "Your setup in detail",
        help: "Everything here has a default, which the answer names.",
        save: false,
        action: "Check",
        answer: "The verdict and its reasons",
        fields: fields::setup(context),
        command: "vfiodex verdict --gpu ID --board ID",
        sections: sections.into_iter().collect(),
    }
}

fn plan(context: &Context) -> Tool {
    let sections = Section::new(
        "more",
        "Without asking",
        vec![Block::Paragraph {
            runs: vec![
                text("The "),
                link(Href::list(Kind::Guide), "guides"),
                text(" go through the same steps in general, and say what each of them is for."),
            ],
        }],
    );
    Tool {
        tool: "plan",
        title: "Make a plan",
        lead: vec![text(
            "Say which card goes where. You get the lines that this setup needs and no others, each with its reason, what to look up on the host, how to check it, and the way back.",
        )],
        engine: context.engines.get("plan").cloned(),
        facts: &["hardware.txt"],
        paste: None,
        asked: fields::asked(context),
        sample: "geforce-rtx-3060-12gb",
        empty: "Name a card first.",
        more: "Your setup in detail",
        help: "Everything here has a default, which the plan names.",
        save: true,
        action: "Make the plan",
        answer: "The plan",
        fields: fields::setup(context).into_iter().chain(fields::guest()).collect(),
        command: "vfiodex plan --gpu ID --board ID --out DIR",
        sections: sections.into_iter().collect(),
    }
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
        engine: context.engines.get("explain").cloned(),
        facts: &["facts.txt"],
        asked: Vec::new(),
        empty: "There is nothing to look at yet: paste a text first.",
        more: "Host, card and guest",
        help: "What you say here stands above what the text itself tells.",
        save: false,
        paste: Some(Paste {
            label: "Log",
            help: prose(
                "`dmesg`, `journalctl -b`, a task log, an error dialog: whole, or only the lines around the error. It stays in this browser.",
            ),
        }),
        sample: samples::LOG,
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
        engine: context.engines.get("audit").cloned(),
        facts: &["facts.txt"],
        asked: Vec::new(),
        empty: "There is nothing to look at yet: paste a text first.",
        more: "Host, card and guest",
        help: "What you say here stands above what the text itself tells.",
        save: false,
        paste: Some(Paste {
            label: "Config or guide",
            help: vec![
                code("/etc/default/grub"),
                text(", a kernel command line, modules, "),
                code("modprobe.d"),
                text(
                    ", a guest’s config, libvirt XML, shell commands, or a guide in Markdown. It stays in this browser.",
                ),
            ],
        }),
        sample: samples::CONFIG,
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
            link(Href::page("tools/check/"), "Will it pass through?"),
            text(" A card, a board, a purpose: the verdict with its reasons and what is not known."),
        ],
        vec![
            link(Href::page("tools/plan/"), "Make a plan"),
            text(": exactly the lines that a setup needs, with reasons, checks and undo."),
        ],
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
            code("vfiodex verdict"),
            text(", "),
            code("vfiodex plan"),
            text(", "),
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
