//! Every specimen against what `expect.tsv` says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vfiodex_engine::iommu::{self, Listing, Refusal};

fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/specimens")
}

fn try_read(name: &str) -> Result<Listing, Refusal> {
    iommu::read_bytes(&std::fs::read(dir().join(name)).unwrap())
}

fn read(name: &str) -> Listing {
    try_read(name).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
}

fn groups(listing: &Listing) -> BTreeMap<String, Option<u32>> {
    listing.devices.iter().map(|d| (d.address.to_string(), d.group)).collect()
}

fn ids(listing: &Listing) -> BTreeMap<String, Option<String>> {
    listing.devices.iter().map(|d| (d.address.to_string(), d.id.map(|id| id.to_string()))).collect()
}

#[test]
fn specimens_give_what_is_expected() {
    let expect = std::fs::read_to_string(dir().join("expect.tsv")).unwrap();
    let first = read("01-header-tab.txt");
    assert_eq!(first.devices.len(), 7);
    let mut seen = 0;
    for line in expect.lines().skip(1) {
        let (name, want) = line.split_once('\t').unwrap();
        seen += 1;
        if want.starts_with("REFUSE") {
            assert!(try_read(name).is_err(), "{name} is to be refused");
            continue;
        }
        let listing = read(name);
        assert!(listing.conflicts.is_empty(), "{name}");
        if want.starts_with("same") {
            assert_eq!(groups(&listing), groups(&first), "{name}");
            assert!(!listing.incomplete, "{name}: {:?}", listing.incomplete_because);
            match want {
                w if w.contains("no PCI IDs") => assert!(listing.devices.iter().all(|d| d.id.is_none()), "{name}"),
                w if w == "same" || w.contains("reset") => assert_eq!(ids(&listing), ids(&first), "{name}"),
                _ => {}
            }
        }
    }
    assert!(seen > 25);
}

#[test]
fn refusals_are_the_right_ones() {
    for (name, want) in [
        ("90-refuse-glob-star.txt", Refusal::IommuOff),
        ("92-refuse-lspci-only.txt", Refusal::NoGroups),
        ("94-refuse-empty.txt", Refusal::HeadersOnly),
        ("95-refuse-platform-only.txt", Refusal::PlatformOnly),
    ] {
        assert_eq!(try_read(name).unwrap_err(), want, "{name}");
    }
}

#[test]
fn classes_names_and_revisions_come_along() {
    let first = read("01-header-tab.txt");
    let gpu = first.device("01:00.0".parse().unwrap()).unwrap();
    assert_eq!(gpu.class.unwrap().to_string(), "0300");
    assert_eq!(gpu.class_name.as_deref(), Some("VGA compatible controller"));
    assert_eq!(gpu.rev.unwrap().to_string(), "a1");
    for name in [
        "02-header-crlf-ansi.txt",
        "03-header-glob-order.txt",
        "04-header-markdown-quote-escaped.txt",
        "06-header-dash-list.txt",
        "07-header-gist-pipes.txt",
        "08-header-diff-plus.txt",
        "10-header-dash-e.txt",
        "12-one-per-line-glob.txt",
        "14-one-per-line-domain.txt",
        "35-tree-glyphs.txt",
        "19-ls-iommu.txt",
    ] {
        assert_eq!(read(name).devices, first.devices, "{name}");
    }
}

#[test]
fn records_carry_the_subsystem_and_blocks_the_driver() {
    for name in ["21-nnvmm-tab.txt", "22-nnvmm-spaces.txt", "23-lspci-vnn-flags.txt"] {
        let listing = read(name);
        assert!(listing.devices.iter().all(|d| d.subsystem.unwrap().to_string() == "1043:8694"), "{name}");
    }
    assert!(read("23-lspci-vnn-flags.txt").devices.iter().all(|d| d.driver.as_deref() == Some("pcieport")));
}

#[test]
fn reset_flags_are_read() {
    let listing = read("15-reset-column.txt");
    let with: Vec<String> =
        listing.devices.iter().filter(|d| d.reset == Some(true)).map(|d| d.address.to_string()).collect();
    assert_eq!(with, ["0000:00:01.0", "0000:01:00.0", "0000:02:00.0"]);
    assert!(listing.devices.iter().all(|d| d.reset.is_some()));
}

#[test]
fn logs_follow_removals_and_leave_platform_devices_out() {
    let listing = read("28-dmesg-drivers-platform-removals.txt");
    let want: BTreeMap<String, Option<u32>> =
        [("0000:00:01.0", Some(1)), ("0000:81:00.2", None), ("10000:e1:00.0", Some(6))]
            .map(|(a, g)| (a.to_owned(), g))
            .into();
    assert_eq!(groups(&listing), want);
    assert!(listing.skipped.iter().any(|s| s.line == 2));
}

#[test]
fn elided_and_hiding_listings_are_incomplete() {
    let listing = read("29-dmesg-elided.txt");
    assert_eq!(listing.devices.len(), 2);
    assert!(listing.incomplete);
    let table = read("33-pvesh-table.txt");
    assert!(table.incomplete);
    assert_eq!(table.devices.iter().filter(|d| d.group.is_some()).count(), 4);
    assert_eq!(table.devices.iter().filter(|d| d.group.is_none()).count(), 1);
    let gpu = table.device("01:00.0".parse().unwrap()).unwrap();
    assert_eq!((gpu.id.unwrap().to_string(), gpu.class.unwrap().to_string()), ("10de:2204".into(), "0300".into()));
}
