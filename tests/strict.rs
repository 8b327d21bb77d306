//! `check --strict`: what is stale, and whether every claim of the register has an answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use snapbox::cmd::{Command, cargo_bin};

fn check(arguments: &[&str]) -> (Option<i32>, Vec<(String, String)>) {
    let command = Command::new(cargo_bin!("vfiodex")).args(["check", "--format", "json"]).args(arguments);
    let output = command.env("NO_COLOR", "1").output().expect("the program runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let found = report["diagnostics"].as_array().into_iter().flatten();
    (output.status.code(), found.map(|one| (text(one, "code"), text(one, "severity"))).collect())
}

const STALE: &str = "tests/codes/stale-fact/bad";
const CLAIMS: &str = "tests/codes/claim-pointer/bad";
const EMPTY: &str = "tests/codes/stale-fact/bad.tsv";

#[test]
fn without_strictness_nothing_ages() {
    assert_eq!(check(&["--data", STALE]), (Some(0), vec![]));
}

#[test]
fn ages_are_told_against_the_day_given() {
    let stale = vec![("stale-fact".to_owned(), "warning".to_owned())];
    for (day, want) in [("2026-04-30", &vec![]), ("2026-05-02", &stale), ("2027-05-02", &stale)] {
        assert_eq!(&check(&["--data", STALE, "--strict", "--as-of", day, "--claims", EMPTY]).1, want, "{day}");
    }
    // Without a day the newest one in the records counts: their sources were read in September 2026.
    assert_eq!(check(&["--data", STALE, "--strict", "--claims", EMPTY]).1, stale);
}

#[test]
fn a_claim_without_an_answer_stops_a_release_and_no_pull_request() {
    let register = format!("{CLAIMS}.tsv");
    let (exit, found) = check(&["--data", CLAIMS, "--strict", "--claims", &register]);
    assert_eq!(exit, Some(0));
    assert!(found.iter().all(|(code, severity)| code == "claim-pointer" && severity == "warning"));
    let (exit, found) = check(&["--data", CLAIMS, "--strict=release", "--claims", &register]);
    assert_eq!(exit, Some(1));
    assert!(found.len() >= 8 && found.iter().all(|(_, severity)| severity == "error"), "{found:?}");
}

#[test]
fn what_is_stale_does_not_stop_a_release() {
    assert_eq!(check(&["--data", STALE, "--strict=release", "--as-of", "2026-11-20", "--claims", EMPTY]).0, Some(0));
}

#[test]
fn wrong_usage_is_told() {
    for arguments in
        [&["--as-of", "2026-11-20"][..], &["--claims", EMPTY], &["--strict=often"], &["--strict", "--as-of", "soon"]]
    {
        assert_eq!(check(arguments).0, Some(2), "{arguments:?}");
    }
    assert_eq!(check(&["--data", STALE, "--strict", "--claims", "tests/no-such-file.tsv"]).0, Some(3));
}

/// Claims of each article, as they were numbered.
const ARTICLES: [(&str, usize); 5] = [("C000", 82), ("C001", 102), ("C002", 76), ("C003", 115), ("C004", 29)];

fn register() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string("tests/claims.tsv").expect("the register");
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn every_claim_stands_in_the_register_once() {
    let ids: Vec<String> = register().into_iter().map(|cells| cells[0].clone()).collect();
    let want: Vec<String> = ARTICLES
        .iter()
        .flat_map(|(article, last)| (1..=*last).map(move |number| format!("{article}-{number:03}")))
        .collect();
    assert_eq!(want.len(), 404);
    assert_eq!(ids, want);
}

#[test]
fn at_most_a_tenth_is_out_of_scope() {
    let mut by_stance: BTreeMap<String, usize> = BTreeMap::new();
    for cells in register() {
        *by_stance.entry(cells[4].clone()).or_default() += 1;
        assert!(!cells[1].is_empty() && cells[1].len() <= 160, "{}: the paraphrase is short", cells[0]);
    }
    let total: usize = by_stance.values().sum();
    assert!(by_stance["out-of-scope"] * 10 <= total, "{by_stance:?}");
}

/// Whether each pointer resolves in the real records is a warning on pull requests and stops a release: see
/// the workflows.
#[test]
fn every_claim_in_scope_has_an_answer() {
    for cells in register() {
        let answered = !cells[2].is_empty() && !cells[3].is_empty();
        let excused = cells[4] == "out-of-scope" && !cells[6].is_empty();
        assert!(answered || excused, "{}", cells[0]);
    }
}
