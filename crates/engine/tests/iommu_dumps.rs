//! The reader against real dumps, where they are at hand: `VFIODEX_DUMPS`, or `shared/dumps` beside the
//! project.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use vfiodex_engine::iommu;

fn dumps() -> Option<PathBuf> {
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/dumps");
    let nearer = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/dumps");
    let named = std::env::var_os("VFIODEX_DUMPS").map(PathBuf::from);
    let found = named.into_iter().chain([nearer, near]).find(|dir| dir.join("index.tsv").is_file());
    if found.is_none() {
        eprintln!("no dumps at hand: skipped");
    }
    found
}

fn read(path: &std::path::Path) -> iommu::Listing {
    let bytes = std::fs::read(path).unwrap();
    iommu::read_bytes(&bytes).unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()))
}

/// Dumps whose index counts what the reader must not count the same way, with the reader's counts.
const OTHERWISE: &[(&str, usize, usize)] = &[
    // Three devices are removed again at the end of the log.
    ("037-hisilicon-d06-arm64.txt", 18, 18),
    // Nothing but platform devices: refused.
    ("030-solidrun-lx2160a-clearfog-cx.txt", 0, 0),
];

#[test]
fn counts_match_the_index() {
    let Some(dir) = dumps() else { return };
    let index = std::fs::read_to_string(dir.join("index.tsv")).unwrap();
    let mut lines = index.lines();
    let head: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| head.iter().position(|h| *h == name).unwrap();
    let (groups, devices, acs) = (column("groups"), column("devices_pci"), column("acs_override"));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in lines {
        let row: Vec<&str> = line.split('\t').collect();
        let file = row[0];
        let mut want: (usize, usize) = (row[groups].parse().unwrap(), row[devices].parse().unwrap());
        if let Some(&(_, groups, devices)) = OTHERWISE.iter().find(|o| o.0 == file) {
            want = (groups, devices);
        }
        seen += 1;
        let bytes = std::fs::read(dir.join("raw").join(file)).unwrap();
        let listing = match iommu::read_bytes(&bytes) {
            Ok(listing) => listing,
            Err(_) if want == (0, 0) => continue,
            Err(refusal) => {
                wrong.push(format!("{file}: refused: {}", refusal.code()));
                continue;
            }
        };
        let mut numbers = listing.group_numbers();
        // The index counts groups of platform devices as well.
        let grouped = listing.devices.iter().filter(|d| d.group.is_some()).count();
        numbers.dedup();
        let groups_fit = numbers.len() == want.0 || row[column("devices")] != row[devices] && numbers.len() < want.0;
        if !groups_fit || grouped != want.1 {
            wrong.push(format!("{file}: want {want:?}, got ({}, {grouped})", numbers.len()));
        }
        if !listing.conflicts.is_empty() && !file.starts_with("036") {
            wrong.push(format!("{file}: conflicts {:?}", listing.conflicts));
        }
        if row[acs] == "no" && listing.host.acs_override.is_yes() {
            wrong.push(format!("{file}: ACS override seen where there was none"));
        }
    }
    assert!(seen > 100);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn groups_match_an_independent_script() {
    let Some(dir) = dumps() else { return };
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/groups.py");
    let mut wrong = Vec::new();
    for folder in ["raw", "full-dmesg"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(dir.join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        let Ok(output) = Command::new("python3").arg(&script).args(&files).output() else {
            eprintln!("no python3 here: skipped");
            return;
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut said: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        let mut file = String::new();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            match line.split_once('\t') {
                Some((group, address)) => {
                    said.entry(file.clone()).or_default().insert(address.to_owned(), group.parse().unwrap());
                }
                None => file = line.trim_start_matches("# ").to_owned(),
            }
        }
        for path in files {
            let want = said.remove(&path.display().to_string()).unwrap_or_default();
            let got: BTreeMap<String, u32> = iommu::read_bytes(&std::fs::read(&path).unwrap())
                .map(|listing| listing.devices.iter().filter_map(|d| Some((d.address.to_string(), d.group?))).collect())
                .unwrap_or_default();
            if got != want {
                let differ = |a: &BTreeMap<String, u32>, b: &BTreeMap<String, u32>| {
                    a.iter()
                        .filter(|(k, v)| b.get(*k) != Some(v))
                        .map(|(k, v)| format!("{k}={v}"))
                        .take(6)
                        .collect::<Vec<_>>()
                };
                wrong.push(format!(
                    "{}: reader only {:?}, script only {:?}",
                    path.display(),
                    differ(&got, &want),
                    differ(&want, &got)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn boot_logs_say_what_the_machine_is() {
    let Some(dir) = dumps() else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(dir.join("full-dmesg")).unwrap() {
        let path = entry.unwrap().path();
        let listing = read(&path);
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(listing.host.kernel.is_some(), "{name}");
        assert!(listing.host.command_line.is_some(), "{name}");
        assert!(listing.host.cpu.is_some(), "{name}");
        if !name.starts_with("141") {
            assert!(listing.host.bios_version.is_some() && listing.host.bios_date.is_some(), "{name}");
        }
        let with_id = listing.devices.iter().filter(|d| d.id.is_some() && d.class.is_some()).count();
        if !name.starts_with("001") {
            assert!(with_id * 10 >= listing.devices.len() * 9, "{name}: {with_id} of {}", listing.devices.len());
        }
        // Nothing personal.
        let text = serde_json::to_string(&listing).unwrap();
        for word in ["molgen", "20C0S7RYV46R1", "001132e4da26", "marcp", "mockbuild", "nathan", "luks-", "UUID"] {
            assert!(!text.contains(word), "{name}: {word}");
        }
        seen += 1;
    }
    assert!(seen >= 10);
}
