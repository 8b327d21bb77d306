use std::collections::BTreeMap;

use serde::Serialize;
use vfiodex_engine::Knowledge;

use super::home::{self, Home};
use super::href::Href;
use super::list::{self, List};
use super::pages::{self, Page};
use super::record::{self, RecordPage};
use super::{glossary, lookup};
use crate::catalogue::Catalogue;
use crate::derive::{GpuFacts, IommuFacts, KindCoverage, Verdicts, coverage, gpu_facts, stale_fact};
use crate::pci_names::PciNames;
use crate::record::{Date, Gpu, Kind};

/// What every view can look up.
pub struct Context<'a> {
    /// The records.
    pub catalogue: &'a Catalogue,
    /// Names of PCI devices.
    pub names: &'a PciNames,
    /// Day against which ages are told.
    pub as_of: Date,
    /// Address of the project's repository.
    pub repository: &'a str,
    /// What follows from layouts, for layouts and boards.
    pub iommu: IommuFacts<'a>,
    /// Every card on every board.
    pub verdicts: Verdicts<'a>,
    /// How much is known, per kind and field.
    pub coverage: Vec<KindCoverage<'a>>,
    gpus: BTreeMap<&'a str, GpuFacts<'a>>,
}

impl<'a> Context<'a> {
    /// Collects what follows for every card, layout and board.
    #[must_use]
    pub fn new(
        catalogue: &'a Catalogue,
        knowledge: &'a Knowledge,
        names: &'a PciNames,
        as_of: Date,
        repository: &'a str,
    ) -> Self {
        let gpus = catalogue.all::<Gpu>().map(|(id, gpu)| (id, gpu_facts(catalogue, id, gpu))).collect();
        Self {
            catalogue,
            names,
            as_of,
            repository,
            iommu: IommuFacts::new(catalogue),
            verdicts: Verdicts::new(knowledge),
            coverage: coverage(catalogue),
            gpus,
        }
    }

    /// What follows for a card.
    #[must_use]
    pub fn gpu(&self, id: &str) -> Option<&GpuFacts<'a>> {
        self.gpus.get(id)
    }

    /// The word that marks a record's facts as stale, where they are.
    #[must_use]
    pub fn stale_mark(&self, kind: Kind, id: &str) -> Option<super::Run> {
        let record = &self.catalogue.get(kind, id)?.record;
        stale_fact(record, self.as_of).map(|_| super::trust::stale_mark())
    }

    /// Markdown as sanitised HTML.
    #[must_use]
    pub fn markdown(&self, source: &str) -> String {
        crate::render::markdown(source)
    }
}

/// The content of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "view", rename_all = "lowercase")]
pub enum PageView {
    /// The home page.
    Home(Home),
    /// A list.
    List(List),
    /// A record.
    Record(Box<RecordPage>),
    /// Any other page.
    Page(Page),
}

impl PageView {
    /// Title of the page.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Home(_) => "vfiodex".into(),
            Self::List(list) if list.number > 1 => format!("{}, page {}", list.title, list.number),
            Self::List(list) => list.title.into(),
            Self::Record(record) => record.name.clone(),
            Self::Page(page) => page.title.clone(),
        }
    }

    /// What the page is about, for search engines.
    #[must_use]
    pub fn description(&self) -> String {
        let runs = |runs: &super::Runs| runs.iter().map(plain).collect::<String>();
        let text = match self {
            Self::Home(_) => "Will this card pass through on this board, what goes wrong, and what do you type? A sourced knowledge base of GPU passthrough hardware.".into(),
            Self::List(list) => list.about.into(),
            Self::Record(record) => match &record.answer {
                Some(answer) => format!("{}: {}", record.name, runs(&answer.runs)),
                None => format!("{}: {}", record.name, record.what),
            },
            Self::Page(page) => runs(&page.lead),
        };
        text.chars().take(200).collect()
    }

    /// Whether search engines leave the page out.
    #[must_use]
    pub fn hidden(&self) -> bool {
        matches!(self, Self::Page(page) if page.hidden)
    }
}

fn plain(run: &super::Run) -> &str {
    match run {
        super::Run::Text { text }
        | super::Run::Code { text }
        | super::Run::Link { text, .. }
        | super::Run::Out { text, .. }
        | super::Run::Mark { text, .. } => text,
    }
}

/// Every page of the site.
pub struct Site {
    /// Pages by address.
    pub pages: Vec<(Href, PageView)>,
    /// Old addresses with the new ones.
    pub redirects: Vec<(Href, Href)>,
}

/// Makes the views of all pages.
#[must_use]
pub fn views(context: &Context) -> Site {
    use rayon::prelude::*;
    let mut site: Vec<(Href, PageView)> = vec![(Href::page(""), PageView::Home(home::page(context)))];
    for kind in Kind::ALL {
        site.extend(list::pages(context, *kind).into_iter().map(|(href, list)| (href, PageView::List(list))));
    }
    let items: Vec<_> = context.catalogue.items().collect();
    site.par_extend(items.par_iter().map(|item| {
        let mut page = record::page(context, item);
        glossary::link_first_uses(&mut page);
        (Href::record(item.kind, &item.id), PageView::Record(Box::new(page)))
    }));
    site.extend(super::kinds::change_pages(context).into_iter().map(|(href, page)| (href, PageView::Page(page))));
    site.extend(super::verdicts::pages(context).into_iter().map(|(href, page)| (href, PageView::Page(page))));
    site.extend(lookup::pages(context).into_iter().map(|(href, page)| (href, PageView::Page(page))));
    site.extend(pages::pages(context).into_iter().map(|(href, page)| (href, PageView::Page(page))));
    let redirect = |item: &&crate::catalogue::Item| {
        let new = Href::record(item.kind, &item.id);
        item.record
            .common()
            .former_ids()
            .iter()
            .map(|old| (Href::record(item.kind, &old.0), new.clone()))
            .collect::<Vec<_>>()
    };
    Site { pages: site, redirects: items.iter().flat_map(redirect).collect() }
}
