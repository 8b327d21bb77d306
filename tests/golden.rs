//! Pages and API of the frozen fixture catalogue, one page per kind. A contributor's new fact breaks
//! none of them. `SNAPSHOTS=overwrite cargo test --test golden` renews them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use vfiodex::catalogue::Catalogue;
use vfiodex::draft::Draft;
use vfiodex::output::Output;
use vfiodex::render::{Assets, Engine, Options, Templates, site};
use vfiodex::source::SourceMap;

/// Pages that are compared: one per kind, and those that are no records.
const PAGES: &[&str] = &[
    "index.html",
    "gpus/index.html",
    "gpus/test-card-24gb/index.html",
    "gpus/test-twin-8gb/index.html",
    "boards/test-board/index.html",
    "boards/test-switch/index.html",
    "boards/test-bare/index.html",
    "layouts/test-board--1-20--6-8-12-4-pve/index.html",
    "layouts/test-switch--1-40--6-8-12-4-pve/index.html",
    "cpus/test-cpu/index.html",
    "quirks/test-reset/index.html",
    "advice/amd-iommu-on/index.html",
    "drivers/nvidia-r580/index.html",
    "hypervisors/proxmox-ve-8-4/index.html",
    "workloads/transcoding/index.html",
    "observations/test-speed/index.html",
    "reports/test-works/index.html",
    "rules/test-rule/index.html",
    "vendors/nvidia/index.html",
    "sources/test-datasheet/index.html",
    "guides/check-iommu/index.html",
    "pci/10de/2504/index.html",
    "pci/10de/228e/index.html",
    "symptoms/index.html",
    "symptoms/host-kernel/index.html",
    "outdated/index.html",
    "outdated/obsolete/index.html",
    "tools/index.html",
    "tools/explain/index.html",
    "tools/audit/index.html",
    "wanted/index.html",
];

/// Parts of the API that are compared; after the first tag they only grow.
const API: &[&str] = &[
    "api/v1/index.json",
    "api/v1/gpus.json",
    "api/v1/gpus/test-card-24gb.json",
    "api/v1/layouts/test-board--1-20--6-8-12-4-pve.json",
    "api/v1/layouts/test-switch--1-40--6-8-12-4-pve.json",
    "api/v1/boards/test-switch.json",
    "api/v1/boards/test-bare.json",
    "api/v1/quirks/test-reset.json",
];

fn build(base_url: Option<&str>) -> Output {
    build_with(base_url, None)
}

fn build_with(base_url: Option<&str>, engine: Option<Engine>) -> Output {
    let draft = Draft::load(SourceMap::read(Path::new("tests/fixture")).expect("the fixture is readable"));
    let catalogue = Catalogue::new(draft).unwrap_or_else(|(_, found)| panic!("the fixture has findings: {found:#?}"));
    let options = Options {
        base_url: base_url.map(str::to_owned),
        as_of: None,
        repository: "https://github.com/example/vfiodex".into(),
        engines: engine.into_iter().collect(),
    };
    site(&catalogue, &Templates::Embedded, &Assets::embedded(), &options).unwrap_or_else(|error| panic!("{error}"))
}

fn text<'a>(output: &'a Output, path: &str) -> &'a str {
    let bytes = output.get(path).unwrap_or_else(|| panic!("there is no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// What is particular to the page: its main part, without the frame that all pages share.
fn main_part(html: &str) -> &str {
    let start = html.find("<main").expect("a main part");
    let end = html.find("</main>").expect("its end") + "</main>".len();
    &html[start..end]
}

fn compare(name: &str, actual: &str) {
    let file = Path::new("tests/golden").join(name);
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(snapbox::Data::text(actual), snapbox::Data::read_from(&file, None));
}

#[test]
fn pages_stay_as_they_are() {
    let output = build(None);
    for path in PAGES {
        let name = match path.trim_end_matches("index.html").trim_matches('/').replace('/', "-") {
            home if home.is_empty() => "home".to_owned(),
            other => other,
        };
        compare(&format!("{name}.html"), main_part(text(&output, path)));
    }
}

#[test]
fn api_stays_as_it_is() {
    let output = build(None);
    for path in API {
        compare(&path.trim_start_matches("api/").replace('/', "-"), text(&output, path));
    }
}

#[test]
fn the_bios_is_blamed_only_when_nothing_else_differs() {
    let output = build(None);
    let switch = text(&output, "boards/test-switch/index.html");
    assert_eq!(switch.matches("The BIOS changed it: nothing else differs.").count(), 1);
    assert_eq!(switch.matches("Any of these may have changed it: BIOS version, kernel.").count(), 1);
    let board = text(&output, "boards/test-board/index.html");
    assert!(board.contains("one of the listings is not complete") && !board.contains("The groups are the same"));
}

#[test]
fn two_builds_are_the_same_to_the_byte() {
    assert_eq!(build(None), build(None));
}

#[test]
fn an_old_address_redirects() {
    let output = build(None);
    assert!(text(&output, "gpus/old-test-card/index.html").contains("../test-card-24gb/"));
}

#[test]
fn every_page_has_the_policy_and_no_inline_code() {
    let output = build(Some("https://example.org/sub/path/"));
    for (path, bytes) in output.files().filter(|(path, _)| path.ends_with(".html") && !path.contains("old-test-card")) {
        let html = std::str::from_utf8(bytes).expect("UTF-8");
        assert!(html.contains("Content-Security-Policy"), "{path} has no policy");
        for bad in ["unsafe-inline", " style=\"", " onclick=", "<script>", "<style"] {
            assert!(!html.contains(bad), "{path} has {bad}");
        }
    }
    let sitemap = text(&output, "sitemap.xml");
    assert!(sitemap.contains("<loc>https://example.org/sub/path/gpus/test-card-24gb/</loc>"));
    assert!(!sitemap.contains("404.html"));
    assert!(text(&output, "404.html").contains("href=\"/sub/path/gpus/\""));
}

#[test]
fn only_pages_with_an_engine_may_run_it() {
    let tools = b"[tool:explain][tool:audit][tool:verdict][tool:plan]";
    let module = [b"\0asm\x01\0\0\0", vfiodex_engine::compact::STAMP.as_bytes(), tools].concat();
    let output = build_with(None, Some(Engine::new(module).expect("an engine")));
    for (path, bytes) in output.files().filter(|(path, _)| path.ends_with(".html") && !path.contains("old-test-card")) {
        let html = std::str::from_utf8(bytes).expect("UTF-8");
        let tool = path.starts_with("tools/") && path != "tools/index.html";
        assert_eq!(html.contains("script-src 'self' 'wasm-unsafe-eval';"), tool, "{path}");
        assert_eq!(html.contains("engine-explain."), tool, "{path}");
    }
    let headers = text(&output, "_headers");
    let rules = headers.split_inclusive("\n/").filter(|rule| rule.contains("wasm-unsafe-eval"));
    let rules: Vec<_> = rules.filter_map(|rule| rule.lines().next()).collect();
    assert_eq!(rules, ["tools/audit/", "tools/check/", "tools/explain/", "tools/plan/"]);
    assert!(build(None).files().all(|(path, _)| !path.starts_with("assets/facts")));
}
