use super::*;

fn knowledge() -> Knowledge {
    let quirk = |id: &str, applies: serde_json::Value, symptoms: &[(&str, &str, &str)]| {
        let symptoms: Vec<_> = symptoms
            .iter()
            .map(|(pattern, severity, seen_in)| {
                serde_json::json!({"pattern": pattern, "severity": severity, "seen_in": seen_in})
            })
            .collect();
        serde_json::json!({"id": id, "name": id, "summary": "what happens", "applies": applies, "symptoms": symptoms,
            "status": "open", "severity": "care", "cures": [
                {"name": "on Proxmox VE", "steps": ["a"], "applies": {"hypervisors": ["proxmox"]}},
                {"name": "anywhere", "steps": ["b"]}]})
    };
    let all = serde_json::json!({
        "quirks": [
            quirk("bus-reset", serde_json::json!({}), &[("<bdf>: not ready <num>ms after bus reset", "error", "host-kernel")]),
            quirk("navi-31", serde_json::json!({"pci_ids": ["1002:744c"]}), &[("<bdf>: not ready <num>ms after bus reset", "error", "host-kernel")]),
            quirk("bar", serde_json::json!({}), &[("BAR <num>: can't reserve", "error", "host-kernel")]),
            quirk("rom", serde_json::json!({}), &[("Invalid PCI ROM", "warning", "host-kernel"), ("Invalid PCI ROM", "error", "guest-kernel")]),
            quirk("ioctl", serde_json::json!({"hypervisors": ["proxmox"]}), &[("Inappropriate ioctl for device", "info", "proxmox-task")]),
            quirk("code43", serde_json::json!({"guests": ["windows"], "gpu_vendors": ["nvidia"]}), &[("(Code 43)", "error", "windows")]),
            quirk("loose", serde_json::json!({}), &[("re:(?i)zz top|aa bottom", "warning", "qemu")]),
        ],
        "advice": [{"id": "noaer", "name": "pci=noaer", "placed_in": ["kernel-command-line"], "patterns": ["pci=<any>noaer"],
            "verdicts": [{"verdict": "harmful", "reason": "it hides errors", "instead": "nothing"}]}],
        "cards": [{"id": "radeon-rx-7900-xtx", "name": "RX 7900 XTX", "ids": ["1002:744c"], "vendor": "amd",
            "architecture": "rdna-3", "segment": "consumer"}],
    });
    serde_json::from_value(all).unwrap_or_else(|e| unreachable!("{e}"))
}

fn found(text: &str, at: &str) -> Vec<String> {
    let said = serde_json::from_str(at).unwrap_or_else(|e| unreachable!("{at}: {e}"));
    let answer = explain(&knowledge(), text, &said);
    let id = |m: &Match| m.quirk.clone().or(m.advice.clone()).unwrap_or_default();
    answer.matches.iter().map(|m| format!("{} {} {} {:?}", m.line, id(m), m.severity, m.applies)).collect()
}

#[test]
fn meanings_are_ranked_for_the_host() {
    let line = "vfio-pci 0000:84:00.0: not ready 65535ms after bus reset; giving up";
    for (text, at, want) in [
        (line.to_owned(), "{}", &["1 bus-reset error Yes", "1 navi-31 error Unknown"][..]),
        (line.to_owned(), r#"{"cards":[{"ids":["1002:744c"]}]}"#, &["1 navi-31 error Yes", "1 bus-reset error Yes"]),
        (line.to_owned(), r#"{"cards":[{"ids":["10de:2504"]}]}"#, &["1 bus-reset error Yes"]),
        (
            format!("pci 0000:84:00.0: [1002:744c] type 00 class 0x030000\n{line}"),
            "{}",
            &["2 navi-31 error Yes", "2 bus-reset error Yes"],
        ),
        (format!("pci 0000:84:00.0: [15b3:1017] type 00 class 0x020000\n{line}"), "{}", &["2 bus-reset error Yes"]),
        ("This device cannot start. (Code 43)".into(), "{}", &["1 code43 error Unknown"]),
        ("(Code 43)".into(), r#"{"cards":[{"vendor":"nvidia"}]}"#, &["1 code43 error Yes"]),
        ("error: Inappropriate ioctl for device".into(), r#"{"hypervisor":"libvirt"}"#, &["1 ioctl info No"]),
        ("error: Inappropriate ioctl for device".into(), "{}", &["1 ioctl info Yes"]),
        ("it says ZZ Top".into(), "{}", &["1 loose warning Yes"]),
    ] {
        assert_eq!(found(&text, at), want, "{text} {at}");
    }
}

#[test]
fn quotes_blanks_and_time_stamps_do_not_matter() {
    for text in [
        "BAR 0: can't reserve [mem 0x1]",
        "> [ 1.5] vfio-pci 0000:01:00.0: BAR 0: can’t reserve",
        "Nov 20 12:00:01 pve kernel: vfio-pci 0000:01:00.0:  BAR  0:  can't  reserve\r",
    ] {
        assert_eq!(found(text, "{}"), ["1 bar error Yes"], "{text}");
    }
    let twice = "Nov 20 12:00:01 pve kernel: BAR 0: can't reserve\nNov 20 12:00:02 pve kernel: BAR 0: can't reserve\n";
    let answer = explain(&knowledge(), twice, &Situation::default());
    assert_eq!(answer.matches.iter().map(|m| (m.line, m.count, m.last_line)).collect::<Vec<_>>(), [(1, 2, 2)]);
}

#[test]
fn a_guests_log_takes_the_guests_symptom() {
    assert_eq!(found("Invalid PCI ROM header", "{}"), ["1 rom warning Yes"]);
    assert_eq!(found("DMI: QEMU Standard PC\nInvalid PCI ROM header", "{}"), ["2 rom error Yes"]);
}

#[test]
fn harmless_lines_point_on_and_cures_suit_the_host() {
    let text = "x: Inappropriate ioctl for device\n\nBAR 0: can't reserve\n";
    let said = Situation { hypervisor: Some(crate::situation::Hypervisor::Qemu), ..Situation::default() };
    let answer = explain(&knowledge(), text, &said);
    assert_eq!(answer.matches.first().and_then(|m| m.look_at), Some(3));
    let cures: Vec<_> = answer.matches.iter().flat_map(|m| m.cures.iter().map(|c| c.cure.name.as_str())).collect();
    assert_eq!(cures, ["anywhere", "on Proxmox VE", "anywhere", "on Proxmox VE"]);
}

#[test]
fn boot_logs_show_settings_that_had_better_go() {
    let text =
        "Linux version 6.8.12\nCommand line: root=/dev/sda quiet pci=noaer\nKernel command line: quiet pci=noaer\n";
    assert_eq!(found(text, "{}"), ["2 noaer warning Yes"]);
}

#[test]
fn storms_are_cut_off() {
    let text: String = (0..5000).map(|n| format!("BAR {n}: can't reserve\n")).collect();
    let answer = explain(&knowledge(), &text, &Situation::default());
    assert_eq!((answer.matches.len(), answer.left_out), (1000, 4000));
    let long = format!("{}BAR 0: can't reserve{}", "x ".repeat(200_000), " y".repeat(200_000));
    assert_eq!(found(&long, "{}"), ["1 bar error Yes"]);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        let answer = explain(&knowledge(), &text, &Situation::default());
        proptest::prop_assert!(answer.matches.len() <= text.len());
    }

    #[test]
    fn nothing_near_a_log_makes_it_panic(text in "(Linux version |DMI: |\\[10de:|BAR |reserve|\\(Code 43|pve-manager/|[0-9a-f:.\\[\\] é’\n]){0,60}") {
        let answer = explain(&knowledge(), &text, &Situation::default());
        proptest::prop_assert!(answer.lines <= text.len());
    }
}
