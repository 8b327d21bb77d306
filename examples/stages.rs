//! How long each stage of a build takes on the real records, and as a multiple of reading the files
//! alone, so that the figures can be compared between machines:
//! `cargo run --release --example stages [DATA]`
#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use vfiodex::catalogue::Catalogue;
use vfiodex::check;
use vfiodex::draft::Draft;
use vfiodex::render::{Assets, Options, Templates, site};
use vfiodex::source::SourceMap;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Best of several runs.
fn best<T>(mut stage: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<(T, Duration)> {
    let mut fastest = None;
    for _ in 0..5 {
        let start = Instant::now();
        let value = stage()?;
        let took = start.elapsed();
        if fastest.as_ref().is_none_or(|(_, best)| took < *best) {
            fastest = Some((value, took));
        }
    }
    fastest.ok_or_else(|| anyhow::anyhow!("no run"))
}

fn main() -> anyhow::Result<()> {
    let data: PathBuf = std::env::args_os().nth(1).map_or_else(|| "data".into(), Into::into);
    let options = Options {
        base_url: Some("https://example.org/".into()),
        as_of: None,
        repository: "https://example.org/r".into(),
        engines: Vec::new(),
    };
    // The first use compiles schemas and reads the PCI ID database; it counts as start-up.
    let start = Instant::now();
    drop(Draft::load(SourceMap::read(&data)?));
    let first = start.elapsed();

    let (sources, read) = best(|| Ok(SourceMap::read(&data)?))?;
    let (draft, load) = best(|| Ok(Draft::load(sources.clone())))?;
    let (_, checked) = best(|| Ok(check::run(&draft)))?;
    let catalogue =
        Catalogue::new(draft).map_err(|_| anyhow::anyhow!("the records have errors; run `vfiodex check`"))?;
    let (output, rendered) = best(|| Ok(site(&catalogue, &Templates::Embedded, &Assets::embedded(), &options)?))?;
    let folder = tempfile::tempdir()?;
    let (_, written) = best(|| Ok(output.write(&folder.path().join("dist"))?))?;

    let files = catalogue.items().count() as f64;
    let line = |name: &str, took: Duration| {
        let ms = took.as_secs_f64() * 1e3;
        println!(
            "{name:<28} {ms:>9.1} ms {:>8.1} × reading {:>8.3} ms per record",
            ms / (read.as_secs_f64() * 1e3),
            ms / files
        );
    };
    println!("{files} records, {} files of output", output.files().count());
    line("first load, start-up included", first);
    line("read", read);
    line("parse and shape", load);
    line("check", checked);
    line("render and check links", rendered);
    line("write", written);
    line("check in all", read + load + checked);
    line("build in all", read + load + checked + rendered + written);
    Ok(())
}
