use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use vfiodex_engine::{Knowledge, PciId};

use super::home::{self, Home};
use super::href::Href;
use super::list::{self, List};
use super::pages::{self, Page};
use super::record::{self, RecordPage};
use super::tool::{self, Tool};
use super::{glossary, lookup};
use crate::catalogue::Catalogue;
use crate::derive::{GpuFacts, IommuFacts, KindCoverage, Quirks, Verdicts, coverage, gpu_facts, stale_fact};
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
    /// Engines of the tool pages: the asset by the tool.
    pub engines: BTreeMap<&'static str, String>,
    gpus: BTreeMap<&'a str, GpuFacts<'a>>,
    /// Cards by the IDs that they answer with.
    cards: HashMap<PciId, Vec<(&'a str, &'a Gpu)>>,
}

impl<'a> Context<'a> {
    /// Collects what follows for every card, layout and board.
    #[must_use]
    pub fn new(
        catalogue: &'a Catalogue,
        knowledge: &'a Knowledge,
        iommu: IommuFacts<'a>,
        names: &'a PciNames,
        as_of: Date,
        repository: &'a str,
    ) -> Self {
        use rayon::prelude::*;
        let records: Vec<(&str, &Gpu)> = catalogue.all::<Gpu>().collect();
        let quirks = Quirks::new(catalogue);
        let gpus = || records.par_iter().map(|(id, gpu)| (*id, gpu_facts(catalogue, &quirks, id, gpu))).collect();
        let known = || rayon::join(gpus, || coverage(catalogue));
        let ((gpus, coverage), verdicts) = rayon::join(known, || Verdicts::new(knowledge));
        let mut cards: HashMap<PciId, Vec<(&str, &Gpu)>> = HashMap::new();
        for (id, gpu) in &records {
            let mut ids = gpu.pci.ids.clone();
            ids.sort_unstable();
            ids.dedup();
            ids.into_iter().for_each(|pci| cards.entry(pci).or_default().push((*id, *gpu)));
        }
        Self { catalogue, names, as_of, repository, iommu, verdicts, coverage, engines: BTreeMap::new(), gpus, cards }
    }

    /// Cards that a device with this ID can be, by their IDs.
    #[must_use]
    pub fn cards(&self, id: PciId) -> &[(&'a str, &'a Gpu)] {
        self.cards.get(&id).map_or(&[], Vec::as_slice)
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
    /// A page with a tool.
    Tool(Box<Tool>),
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
            Self::Tool(tool) => tool.title.into(),
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
            Self::Tool(tool) => runs(&tool.lead),
        };
        text.chars().take(200).collect()
    }

    /// Whether the page runs the engine.
    #[must_use]
    pub fn has_engine(&self) -> bool {
        matches!(self, Self::Tool(tool) if tool.engine.is_some())
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

/// Makes pages that are no records and no lists.
type Pages = fn(&Context) -> Vec<(Href, Page)>;

/// Makes the view of every page and hands it to `draw`. A view lives no longer than that: all of them
/// together would take more memory than the site.
pub fn draw_pages<T: Send>(context: &Context, draw: impl Fn(&Href, &PageView) -> T + Sync) -> Vec<T> {
    use rayon::prelude::*;
    let mut site = vec![draw(&Href::page(""), &PageView::Home(home::page(context)))];
    site.par_extend(Kind::ALL.par_iter().flat_map(|kind| {
        list::pages(context, *kind).into_par_iter().map(|(href, list)| draw(&href, &PageView::List(list)))
    }));
    let items: Vec<_> = context.catalogue.items().collect();
    site.par_extend(items.par_iter().map(|item| {
        let mut page = record::page(context, item);
        glossary::link_first_uses(&mut page);
        draw(&Href::record(item.kind, &item.id), &PageView::Record(Box::new(page)))
    }));
    site.par_extend(
        tool::pages(context).into_par_iter().map(|(href, tool)| draw(&href, &PageView::Tool(Box::new(tool)))),
    );
    let others: &[Pages] = &[super::kinds::change_pages, super::verdicts::pages, lookup::pages, pages::pages];
    site.par_extend(
        others
            .par_iter()
            .flat_map(|pages| pages(context).into_par_iter().map(|(href, page)| draw(&href, &PageView::Page(page)))),
    );
    site
}

/// Old addresses with the new ones.
#[must_use]
pub fn redirects(context: &Context) -> Vec<(Href, Href)> {
    let redirect = |item: &crate::catalogue::Item| {
        let new = Href::record(item.kind, &item.id);
        let old = item.record.common().former_ids().iter().map(|old| Href::record(item.kind, &old.0));
        old.map(|old| (old, new.clone())).collect::<Vec<_>>()
    };
    context.catalogue.items().flat_map(redirect).collect()
}
