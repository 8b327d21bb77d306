//! Files that are no pages: sitemap, robots, headers, schemas, search index.

use std::fmt::Write;

use serde_json::json;

use super::policy::headers;
use super::{Drawn, Options};
use crate::output::{Output, PathTaken};
use crate::record::{Gpu, Record};
use crate::schema;
use crate::view::{Context, Href};

pub(super) fn add_to(
    output: &mut Output,
    pages: &[Drawn],
    context: &Context,
    options: &Options,
) -> Result<(), PathTaken> {
    for kind in schema::all() {
        output.add(format!("schema/{}", kind.file_name()), kind.text())?;
    }
    output.add("search.json", search(context))?;
    let mut robots = String::from("User-agent: *\nAllow: /\n");
    if let Some(base) = &options.base_url {
        let _ = writeln!(robots, "Sitemap: {base}sitemap.xml");
        output.add("sitemap.xml", sitemap(pages, base))?;
    }
    output.add("robots.txt", robots)?;
    output.add("_headers", headers(pages))
}

/// Addresses of all pages. Without the site's own address there is no sitemap: the format knows only
/// whole addresses.
fn sitemap(pages: &[Drawn], base: &str) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut addresses: Vec<&Href> = pages.iter().filter(|page| !page.hidden).map(|page| &page.href).collect();
    addresses.sort();
    for href in addresses {
        let _ = writeln!(out, "<url><loc>{base}{}</loc></url>", href.as_str().trim_start_matches('/'));
    }
    out.push_str("</urlset>\n");
    out
}

/// What the search page looks through: address, name, other words, kind.
fn search(context: &Context) -> String {
    let entry = |item: &crate::catalogue::Item| {
        let mut words: Vec<String> = item.record.common().aliases().to_vec();
        match &item.record {
            Record::Gpu(gpu) => words.extend(gpu_words(gpu)),
            Record::Board(board) => words
                .extend(board.dmi.iter().flat_map(|dmi| [dmi.product_name.clone(), dmi.board_name.clone()]).flatten()),
            Record::Quirk(quirk) => words.extend(quirk.symptoms.iter().map(|symptom| symptom.pattern.to_string())),
            Record::Advice(advice) => words.extend(advice.patterns.iter().map(ToString::to_string)),
            _ => {}
        }
        words.sort();
        words.dedup();
        json!([Href::record(item.kind, &item.id).as_str(), item.record.name(), item.kind.one(), words.join(" ")])
    };
    let entries: Vec<_> = context.catalogue.items().map(entry).collect();
    json!(entries).to_string()
}

fn gpu_words(gpu: &Gpu) -> Vec<String> {
    let functions = gpu.functions.iter().flatten().flat_map(|function| function.id.iter().chain(&function.ids));
    gpu.pci.ids.iter().chain(functions).map(ToString::to_string).chain(gpu.die.clone()).collect()
}
