use serde::Serialize;

use super::blocks::{Runs, code, link, text};
use super::href::Href;
use super::site::Context;
use crate::record::{Date, Kind};

/// One of the tasks that people come for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Task {
    /// The question.
    pub title: &'static str,
    /// Where to go, one line per way.
    pub ways: Vec<Runs>,
}

/// How many records a kind has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Count {
    /// The list.
    pub href: Href,
    /// Kind.
    pub name: &'static str,
    /// Records.
    pub number: usize,
    /// What they are.
    pub about: &'static str,
}

/// The home page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Home {
    /// The three tasks.
    pub tasks: Vec<Task>,
    /// What there is.
    pub counts: Vec<Count>,
    /// Newest day on which a source was read.
    pub newest: Option<Date>,
}

/// The home page.
pub fn page(context: &Context) -> Home {
    let to = |kind: Kind, words: &str| link(Href::list(kind), words);
    let query = |kind: Kind, query: &str, words: &str| link(Href::page(&format!("{}/?{query}", kind.folder())), words);
    Home {
        tasks: vec![
            Task {
                title: "Will it pass through?",
                ways: vec![
                    vec![
                        text("Name your card and board, and get "),
                        link(Href::page("tools/check/"), "a verdict with its reasons"),
                        text(", then "),
                        link(Href::page("tools/plan/"), "the lines to type"),
                        text(" and the way back."),
                    ],
                    vec![
                        text("Find "),
                        to(Kind::Gpu, "your card"),
                        text(" by name, or "),
                        link(Href::page("pci/"), "by its PCI ID"),
                        text(" from "),
                        code("lspci -nn"),
                        text("."),
                    ],
                    vec![
                        text("Find "),
                        to(Kind::Board, "your board"),
                        text(" and see which devices share an IOMMU group."),
                    ],
                    vec![text("Read how it went for others in the "), to(Kind::Report, "reports"), text(".")],
                ],
            },
            Task {
                title: "Choose a card",
                ways: vec![
                    vec![
                        text("Compare "),
                        to(Kind::Gpu, "all cards"),
                        text(" by memory, power, width, cooling, encoding sessions, reset behaviour and price."),
                    ],
                    vec![
                        text("Start from what you need: "),
                        query(Kind::Gpu, "tdp=75", "75\u{2009}W and less"),
                        text(", "),
                        query(Kind::Gpu, "vram=24", "24\u{2009}GB and more"),
                        text(", "),
                        query(Kind::Gpu, "width=1", "one slot"),
                        text("."),
                    ],
                    vec![text("See what a use asks for in "), to(Kind::Workload, "workloads"), text(".")],
                ],
            },
            Task {
                title: "Fix a problem",
                ways: vec![
                    vec![
                        text("Paste the log and have it "),
                        link(Href::page("tools/explain/"), "explained"),
                        text(", or look for your error line among the "),
                        link(Href::page("symptoms/"), "symptoms"),
                        text("."),
                    ],
                    vec![
                        text("Read the "),
                        to(Kind::Quirk, "quirks"),
                        text(" that name your card; each says what helps and what it costs."),
                    ],
                    vec![
                        text("Paste a config or guide and see "),
                        link(Href::page("tools/audit/"), "which lines still hold"),
                        text(", or read what is "),
                        link(Href::page("outdated/"), "outdated"),
                        text("."),
                    ],
                ],
            },
        ],
        counts: Kind::ALL
            .iter()
            .map(|kind| Count {
                href: Href::list(*kind),
                name: kind.many(),
                number: context.catalogue.of_kind(*kind).count(),
                about: kind.about(),
            })
            .collect(),
        newest: context.catalogue.newest_date(),
    }
}
