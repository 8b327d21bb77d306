use serde_json::{Value, json};

use super::{Facts, answer};

fn ask(facts: &Facts, request: &Value) -> Value {
    serde_json::from_str(&answer(facts, &request.to_string())).unwrap_or_else(|error| unreachable!("{error}"))
}

fn facts() -> Facts {
    let facts = json!({"knowledge": {
        "quirks": [{
            "id": "a-quirk", "name": "It hangs", "summary": "It hangs, and stays so.", "status": "open", "severity": "care",
            "applies": {"hypervisors": ["proxmox"]},
            "symptoms": [{"pattern": "stuck in D3", "severity": "error", "seen_in": "qemu"}],
            "cures": [{"name": "Start again", "steps": ["Run `reboot`."]}],
        }],
        "advice": [{
            "id": "an-advice", "name": "amd_iommu=on", "placed_in": ["kernel-command-line"], "patterns": ["amd_iommu=on"],
            "verdicts": [{"verdict": "obsolete", "reason": "It does nothing.", "instead": "Leave it out."}],
        }],
    }});
    let facts: Facts = serde_json::from_value(facts).unwrap_or_else(|error| unreachable!("{error}"));
    let file = facts.file().unwrap_or_else(|error| unreachable!("{error}"));
    let mut loaded = Facts::none();
    assert_eq!(loaded.load(&file), Ok(()));
    // Patterns are compared by their text.
    assert_eq!(loaded, facts);
    loaded
}

#[test]
fn a_log_is_explained_and_drawn() {
    let request =
        json!({"tool": "explain", "text": "kvm: stuck in D3", "situation": {"hypervisor": "proxmox"}, "draw": true});
    let found = ask(&facts(), &request);
    assert_eq!(found["matches"][0]["quirk"], "a-quirk");
    assert_eq!(found["matches"][0]["applies"], "yes");
    assert_eq!(found["drawn"]["summary"][0]["text"], "1 known line of 1: 1 error");
    let part = &found["drawn"]["blocks"][0];
    assert_eq!(part["title"][1], json!({"run": "mark", "role": "blocked", "text": "error"}));
    assert_eq!(
        part["blocks"][1]["title"][0],
        json!({"run": "record", "kind": "quirks", "id": "a-quirk", "text": "It hangs"})
    );
    assert!(found["drawn"]["text"].as_str().is_some_and(|text| text.ends_with("1. Run `reboot`.\n")));
    let plain = ask(&facts(), &json!({"tool": "explain", "text": ""}));
    assert!(plain["drawn"].is_null());
}

#[test]
fn files_are_audited() {
    let file = json!({"file": "cmdline", "text": "root=/dev/sda1 amd_iommu=on"});
    let found = ask(&facts(), &json!({"tool": "audit", "files": [file], "draw": true}));
    assert_eq!(found["findings"][0]["verdict"], "obsolete");
    assert_eq!(found["findings"][0]["file"], "cmdline");
    let text = found["drawn"]["text"].as_str().unwrap_or_default();
    assert!(
        text.starts_with(
            "1 known line in a kernel command line, 1 had better go\n\nLine 1: obsolete: `amd_iommu=on`\n"
        ),
        "{text}"
    );
}

#[test]
fn a_refusal_names_its_field() {
    for (request, field) in [
        (json!({"tool": "dance"}), "tool"),
        (json!({"text": "x"}), "tool"),
        (json!({"tool": "explain"}), "request"),
        (json!({"tool": "explain", "text": "", "situation": {"kernel": "six"}}), "kernel"),
        (json!({"tool": "explain", "text": "", "situation": {"cpu_vendor": "via"}}), "cpu_vendor"),
        (json!({"tool": "explain", "text": "", "situation": {"gpu": "rtx-9999"}}), "gpu"),
        (
            json!({"tool": "audit", "files": [], "situation": {"hypervisor": "libvirt", "hypervisor_version": "9"}}),
            "hypervisor_version",
        ),
    ] {
        assert_eq!(ask(&facts(), &request)["error"]["field"], field, "{request}");
    }
    assert_eq!(ask(&Facts::default(), &json!({"tool": "explain", "text": ""}))["error"]["field"], "facts");
}
