//! Every code has a case that it refuses, with the expected text, and one that it lets pass.
//! `tests/codes/<code>/bad/` and `…/good/` are small data folders; `expected.txt` is what a contributor
//! sees. `SNAPSHOTS=overwrite cargo test --test codes` renews the texts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};
use vfiodex::check::CODES;
use vfiodex::diagnostic::Severity;

/// Codes that no data folder can show: the schema and the types agree, and `tests/schema.rs` keeps it so.
const WITHOUT_CASE: &[&str] = &["schema-gap"];

/// Codes that `check --strict` alone finds; their cases have a claims register beside them, `bad.tsv`.
const STRICT: &[&str] = &["claim-pointer", "stale-fact"];

fn folder() -> &'static Path {
    Path::new("tests/codes")
}

fn check(data: &Path, format: &str) -> std::process::Output {
    let mut command =
        Command::new(cargo_bin!("vfiodex")).arg("check").arg("--data").arg(data).arg("--format").arg(format);
    if STRICT.iter().any(|code| data.starts_with(folder().join(code))) {
        let register = data.with_extension("tsv");
        command = command.args(["--strict", "--as-of", "2026-09-15"]).arg("--claims").arg(register);
    }
    command.env("NO_COLOR", "1").output().expect("the program runs")
}

fn found(data: &Path) -> BTreeSet<String> {
    let report: serde_json::Value = serde_json::from_slice(&check(data, "json").stdout).expect("JSON");
    report["diagnostics"].as_array().expect("a list").iter().map(|d| d["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_code_has_a_case() {
    let have: BTreeSet<String> =
        std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    let want: BTreeSet<String> =
        CODES.iter().map(|c| c.name.to_owned()).filter(|name| !WITHOUT_CASE.contains(&name.as_str())).collect();
    assert_eq!(have, want);
}

#[test]
fn bad_cases_are_refused_with_the_expected_text() {
    for code in CODES.iter().filter(|code| !WITHOUT_CASE.contains(&code.name)) {
        let data = folder().join(code.name).join("bad");
        if code.name == "file-size" {
            // A file of this size is made here rather than committed.
            std::fs::create_dir_all(data.join("gpus")).unwrap();
            std::fs::write(data.join("gpus/test-card.yaml"), "#".repeat(600 * 1024)).unwrap();
        }
        assert_eq!(found(&data), BTreeSet::from([code.name.to_owned()]), "findings in {}", data.display());
        let output = check(&data, "text");
        let exit = if code.severity == Severity::Error { 1 } else { 0 };
        assert_eq!(output.status.code(), Some(exit), "exit code for {}", code.name);
        let text = String::from_utf8(output.stdout).unwrap();
        snapbox::Assert::new()
            .action_env("SNAPSHOTS")
            .eq(text, snapbox::Data::read_from(&folder().join(code.name).join("expected.txt"), None));
    }
}

#[test]
fn good_cases_pass() {
    for code in CODES.iter().filter(|code| !WITHOUT_CASE.contains(&code.name)) {
        let data = folder().join(code.name).join("good");
        assert_eq!(found(&data), BTreeSet::new(), "findings in {}", data.display());
    }
}

#[test]
fn every_code_is_explained() {
    for code in CODES {
        let output = Command::new(cargo_bin!("vfiodex")).args(["check", "--explain", code.name]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.starts_with(code.name), "{}", code.name);
        for part in ["Not accepted:", "Accepted:"] {
            assert!(code.text.contains(part), "{} lacks `{part}`", code.name);
        }
    }
    let output = Command::new(cargo_bin!("vfiodex")).args(["check", "--explain", "unknwon-key"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("did you mean `unknown-key`"));
}
