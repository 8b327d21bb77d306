//! `vfiodex verdict` from outside: exit codes, JSON, and words for what no record has.

use std::process::{Command, Output};

use serde_json::Value;

fn run(flags: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vfiodex"))
        .arg("verdict")
        .args(flags)
        .arg("--data")
        .arg(super::folder().join("data"))
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs")
}

fn json(flags: &[&str]) -> Value {
    let output = run(&[flags, &["--json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

fn refused(flags: &[&str]) -> String {
    let output = run(flags);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn exit_codes_follow_the_level() {
    let code = |flags: &[&str]| run(flags).status.code();
    assert_eq!(code(&["--gpu", "l4", "--purpose", "compute"]), Some(1), "without a board it is not known");
    let msi = ["--board", "msi-ms-7a59-z270"];
    assert_eq!(code(&[&["--gpu", "geforce-rtx-3090", "--purpose", "compute"][..], &msi].concat()), Some(0));
    assert_eq!(code(&[&["--gpu", "geforce-rtx-3090", "--iommu", "no"][..], &msi].concat()), Some(1));
    assert_eq!(code(&["--gpu", "tesla-t4", "--guest", "lxc"]), Some(0));
    assert_eq!(code(&["--gpu", "nonsense"]), Some(2));
    let nowhere = Command::new(env!("CARGO_BIN_EXE_vfiodex"))
        .args(["verdict", "--gpu", "a2", "--data", "/nonexistent/folder"])
        .output()
        .expect("the program runs");
    assert_eq!(nowhere.status.code(), Some(3));
}

#[test]
fn json_has_a_level_and_findings() {
    let answer = json(&["--gpu", "geforce-rtx-3090", "--board", "msi-ms-7a59-z270", "--iommu", "no"]);
    assert_eq!(answer["level"], "blocked");
    assert_eq!((&answer["gpu"], &answer["board"]), (&"geforce-rtx-3090".into(), &"msi-ms-7a59-z270".into()));
    assert!(answer["text"].as_str().is_some_and(|text| text.contains("blocked")));
    let findings = answer["findings"].as_array().expect("findings");
    let first = findings.first().expect("a finding");
    assert_eq!(
        (&first["rule"], &first["severity"], &first["about"]),
        (&"iommu-off".into(), &"blocked".into(), &"rule".into())
    );
    for key in ["name", "text", "next_step", "unblocked_by", "standing"] {
        assert!(first[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    assert_eq!(first["params"]["host.iommu"], "no");
    for finding in findings {
        let known = ["info", "care", "not-recommended", "blocked"];
        assert!(finding["severity"].as_str().is_some_and(|word| known.contains(&word)));
    }
    assert!(answer["not_known"].is_array() && answer["assumptions"].is_array() && answer["reports"]["good"].is_u64());
    let assumed = answer["assumptions"].as_array().expect("assumptions");
    assert!(assumed.iter().any(|a| a["input"] == "kernel" && a["because"].is_string()));
    assert!(!assumed.iter().any(|a| a["input"] == "iommu"), "what was said is not assumed");
}

#[test]
fn slots_are_weighed_and_the_best_is_told() {
    let answer = json(&["--gpu", "geforce-rtx-3060-12gb", "--board", "asus-prime-x370-pro", "--purpose", "compute"]);
    let slots = answer["slots"].as_array().expect("slots");
    assert!(slots.len() >= 4 && slots.iter().any(|slot| slot["level"] == "blocked"));
    let best = slots.iter().find(|slot| slot["slot"] == answer["slot"]).expect("the best slot");
    assert_eq!(best["level"], answer["level"]);
    let named = json(&["--gpu", "geforce-rtx-3060-12gb", "--board", "asus-prime-x370-pro", "--slot", "pciex1_3"]);
    assert!(named.get("slots").is_none());
    assert_eq!(named["slot"], "PCIEX1_3");
}

#[test]
fn mistyped_names_get_a_hint() {
    assert!(refused(&["--gpu", "geforce-rtx-3090x"]).contains("did you mean `geforce-rtx-3090`?"));
    assert!(
        refused(&["--gpu", "a2", "--board", "dell-poweredge-r370"]).contains("did you mean `dell-poweredge-r730`?")
    );
    assert!(
        refused(&["--gpu", "a2", "--cpu", "amd-ryzen-7000-rafael"]).contains("did you mean `amd-ryzen-7000-raphael`?")
    );
    let slot = refused(&["--gpu", "a2", "--board", "asus-prime-x370-pro", "--slot", "PCIEX16_9"]);
    assert!(slot.contains("PCIEX16_1") && slot.contains("did you mean"), "{slot}");
    assert!(refused(&[]).contains("--gpu"));
    assert!(refused(&["--gpu", "a2", "--purpose", "gaming"]).contains("display"));
    assert!(refused(&["--gpu", "a2", "--slot", "1"]).contains("--board"));
}

#[test]
fn a_pci_id_is_a_card_or_names_the_candidates() {
    assert_eq!(json(&["--gpu", "10de:2204"])["gpu"], "geforce-rtx-3090");
    assert_eq!(json(&["--gpu", "10DE:1EB8"])["gpu"], "tesla-t4");
    assert!(refused(&["--gpu", "dead:beef"]).contains("dead:beef"));
    let several = refused(&["--gpu", "1002:73bf"]);
    assert!(several.contains("radeon-rx-6800") && several.contains("name one"), "{several}");
}

#[test]
fn facts_are_listed() {
    let output = run(&["--facts"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.lines().count() > 100 && text.contains("gpu.die: the card's die; a text"));
}

#[test]
fn text_tells_the_next_step_and_what_was_taken_for_granted() {
    let output = run(&["--gpu", "tesla-p40", "--board", "msi-ms-7a59-z270", "--driver", "595.45.04"]);
    let text = String::from_utf8(output.stdout).expect("text");
    for part in [
        "blocked: The driver no longer knows the card (driver-dropped-card)",
        "Unblocked by:",
        "Next:",
        "Standing:",
        "Taken for granted",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}
