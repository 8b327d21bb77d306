//! What must hold for the real records whatever they say: they check, they build, every link leads
//! somewhere, and building twice gives the same bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use vfiodex::catalogue::Catalogue;
use vfiodex::draft::Draft;
use vfiodex::output::Output;
use vfiodex::record::Kind;
use vfiodex::render::{Assets, Options, Templates, site};
use vfiodex::source::SourceMap;

fn catalogue() -> Catalogue {
    let draft = Draft::load(SourceMap::read(Path::new("data")).expect("the records are readable"));
    Catalogue::new(draft).unwrap_or_else(|(_, found)| {
        let errors: Vec<_> =
            found.iter().filter(|d| d.severity == vfiodex::diagnostic::Severity::Error).map(|d| &d.message).collect();
        panic!("the records have errors; run `vfiodex check`: {errors:#?}")
    })
}

fn build(catalogue: &Catalogue) -> Output {
    let options = Options {
        base_url: Some("https://example.org/vfiodex/".into()),
        as_of: None,
        repository: "https://github.com/vfiodex/vfiodex".into(),
        engines: Vec::new(),
    };
    site(catalogue, &Templates::Embedded, &Assets::embedded(), &options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_records_check_and_build_the_same_twice() {
    let records = catalogue();
    let first = build(&records);
    for item in records.items() {
        let page = format!("{}/{}/index.html", item.kind.folder(), item.id);
        assert!(first.get(&page).is_some(), "{page} is missing");
    }
    assert!(build(&catalogue()) == first, "two builds differ");
}

#[test]
fn every_kind_has_a_list_and_a_summary() {
    let output = build(&catalogue());
    for kind in Kind::ALL {
        for path in [
            format!("{}/index.html", kind.folder()),
            format!("api/v1/{}.json", kind.folder()),
            format!("schema/{}.json", kind.folder()),
        ] {
            assert!(output.get(&path).is_some(), "{path} is missing");
        }
    }
}

/// What browsers load tells the same as what the command line reads.
#[test]
fn facts_for_browsers_are_complete() {
    use vfiodex_engine::Knowledge;
    use vfiodex_engine::tool::Facts;
    let whole = catalogue().knowledge();
    let (texts, hardware) = whole.parts();
    let mut facts = Facts::none();
    for part in [texts, hardware] {
        let file = Facts { knowledge: Some(part) }.file().expect("the facts can be written");
        facts.load(&file).expect("and read");
    }
    assert_eq!(facts.knowledge, Some(whole));
    assert_ne!(facts.knowledge, Some(Knowledge::default()));
}
