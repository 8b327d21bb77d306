//! `vfiodex import layout` as a contributor uses it: paste in, record out, refusals in one sentence.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Output;

use snapbox::cmd::{Command, cargo_bin};

fn specimen(name: &str) -> PathBuf {
    Path::new("crates/engine/tests/fixtures/specimens").join(name)
}

fn import(file: &Path, more: &[&str]) -> Output {
    Command::new(cargo_bin!("vfiodex")).args(["import", "layout"]).arg(file).args(more).output().unwrap()
}

#[test]
fn every_specimen_gives_a_record_or_a_refusal() {
    let (mut records, mut refusals) = (0, 0);
    for entry in std::fs::read_dir(specimen("")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if !name.ends_with(".txt") {
            continue;
        }
        let output = import(&entry.path(), &["--json", "--data", "tests/fixture"]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON, board or no board");
        if name.contains("refuse") {
            refusals += 1;
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{name}");
            assert!(
                said.starts_with("not a layout: ") && said.lines().count() == 1 && said.contains("run"),
                "{name}: {said}"
            );
        } else {
            records += 1;
            assert_eq!(output.status.code(), Some(0), "{name}");
            assert!(!json["devices"].as_array().unwrap().is_empty(), "{name}");
            assert!(json["incomplete"].is_boolean() && json["skipped"].is_array(), "{name}");
            assert!(json["devices"][0]["address"].as_str().unwrap().contains(':'), "{name}");
        }
    }
    assert!(records > 20 && refusals >= 4, "{records} records, {refusals} refusals");
}

#[test]
fn an_imported_record_passes_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    for part in [
        "vendors/msi.yaml",
        "boards/test-board.yaml",
        "vendors/amd.yaml",
        "cpus/test-cpu.yaml",
        "sources/test-datasheet.yaml",
    ] {
        std::fs::create_dir_all(data.join(part).parent().unwrap()).unwrap();
        std::fs::copy(Path::new("tests/fixture").join(part), data.join(part)).unwrap();
    }
    let path = data.to_str().unwrap();
    let told = [
        "--board",
        "test-board",
        "--bios",
        "1.30",
        "--kernel",
        "6.14.8-2-pve",
        "--acs-override",
        "no",
        "--source",
        "https://example.org/listing",
        "--date",
        "2026-11-01",
        "--write",
        "--data",
        path,
    ];
    let output = import(&specimen("15-reset-column.txt"), &told);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let file = data.join("layouts/test-board/1-30--6-14-8-2-pve.yaml");
    let record = std::fs::read_to_string(&file).unwrap();
    assert!(record.contains("acs_override: false") && record.contains("reset: true"), "{record}");
    let check = Command::new(cargo_bin!("vfiodex")).args(["check", "--data", path]).output().unwrap();
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stdout));

    // The same paste again is the same observation; another one of that host is shown as a difference.
    let again = import(&specimen("15-reset-column.txt"), &told);
    assert_eq!(again.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&again.stdout).contains("there is a layout of this board, BIOS and kernel"));
    let other = folder.path().join("other.txt");
    std::fs::write(&other, "IOMMU Group 1:\n\t00:01.0 PCI bridge [0604]: Intel [8086:1901] (rev 07)\nIOMMU Group 2:\n\t01:00.0 VGA compatible controller [0300]: NVIDIA [10de:2204] (rev a1)\n").unwrap();
    let differs = import(&other, &told);
    assert_eq!(differs.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&differs.stdout).contains("0000:01:00.0"));
}

#[test]
fn what_is_personal_stays_out() {
    let folder = tempfile::tempdir().unwrap();
    let paste = folder.path().join("paste.txt");
    let text = "root@tower:~# dmesg\n[    0.000000] DMI: Micro-Star International Co., Ltd. MS-7C02/B450 TOMAHAWK MAX, BIOS 3.60 04/22/2020\n\
        [    1.0] pci 0000:00:01.0: Adding to iommu group 0\n[    1.0] pci 0000:01:00.0: Adding to iommu group 1\n\
        [    2.0] igb 0000:01:00.0: eth0: 00:1b:21:aa:bb:cc\n[    2.1] usb 1-1: SerialNumber: ABC123456789\n";
    std::fs::write(&paste, text).unwrap();
    let output = import(&paste, &["--json", "--data", "tests/fixture"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("3.60"));
    for personal in ["tower", "00:1b:21", "ABC123456789"] {
        assert!(!said.contains(personal), "{personal} in {said}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let output = import(Path::new("/nonexistent/paste.txt"), &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nonexistent/paste.txt"));
}
