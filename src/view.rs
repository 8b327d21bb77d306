//! One typed view per page: what the page says, and nothing about how it looks.

mod blocks;
mod citations;
mod conditions;
mod coverage;
mod devices;
mod facts;
pub mod glossary;
mod home;
mod href;
mod kinds;
mod labels;
mod list;
mod lookup;
mod map;
mod outdated;
mod pages;
mod record;
mod site;
mod symptoms;
mod tool;
mod trust;
mod verdicts;

pub use blocks::{Block, Cell, Column, Line, Row, Run, Runs, Section};
pub use home::Home;
pub use href::Href;
pub use list::{Facet, FacetKind, List};
pub use map::{Map, Mark, MarkKind, Wire};
pub use pages::Page;
pub use record::RecordPage;
pub use site::{Context, PageView, draw_pages, redirects};
pub use tool::{Field, Tool};
pub use trust::TrustLine;
