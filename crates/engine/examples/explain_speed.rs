//! How fast a log of ten megabytes is explained, compared with counting its lines in the same run:
//! `cargo run --release -p vfiodex-engine --example explain_speed [FACTS.json]`. Without a file of facts,
//! patterns are made up that look like real ones.

#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use vfiodex_engine::explain::Explainer;
use vfiodex_engine::{Knowledge, Situation};

const WORDS: &[&str] = &[
    "reserve",
    "giving",
    "viable",
    "Assertion",
    "inaccessible",
    "mapping",
    "RmInitAdapter",
    "usage",
    "timeout",
    "ineligible",
    "multiple",
    "mechanism",
    "available",
    "accessible",
    "unbind",
    "exceeded",
    "shadow",
    "firmware",
    "opregion",
    "latched",
    "recovery",
    "handling",
    "restore",
    "unsupported",
    "mismatch",
];

fn made_up() -> Knowledge {
    let mut quirks = Vec::new();
    for (index, word) in WORDS.iter().enumerate() {
        for variant in [
            "vfio-pci <bdf>: {} <num>ms after reset",
            "NVRM: GPU <bdf>: {} (<hex>:<num>)",
            "{}x <any> device<num>",
            "AMD-Vi: {} address=<hex>",
            "group <num> {} of <any>",
            "kvm: {}: Invalid argument",
        ] {
            let pattern = variant.replace("{}", word);
            quirks.push(serde_json::json!({
                "id": format!("quirk-{index}-{}", quirks.len()), "name": word, "summary": word, "status": "open",
                "severity": "care",
                "symptoms": [{"pattern": pattern, "severity": "error", "seen_in": "host-kernel"}],
            }));
        }
    }
    serde_json::from_value(serde_json::json!({ "quirks": quirks })).unwrap_or_default()
}

fn log() -> String {
    let mut out = String::new();
    let mut number = 0_u32;
    while out.len() < 10_000_000 {
        number += 1;
        let line = match number % 997 {
            0 => format!("vfio-pci 0000:{:02x}:00.0: giving {number}ms after reset", number % 256),
            n if n % 5 == 0 => format!("usb {n}-1: new high-speed USB device number {n} using xhci_hcd"),
            n if n % 5 == 1 => format!("pci 0000:{:02x}:1c.0: bridge window [mem 0x{number:08x}-0xdf9fffff]", n % 256),
            n if n % 5 == 2 => format!("systemd[1]: Started session-{n}.scope - Session {n} of User root."),
            n if n % 5 == 3 => {
                format!("audit: type=1400 audit({number}.123:{n}): apparmor=\"STATUS\" operation=\"profile_load\"")
            }
            n => format!("nvme nvme0: {n}/0/0 default/read/poll queues"),
        };
        out.push_str(&format!("[{:>6}.{:06}] {line}\n", number / 1000, number % 1000));
    }
    out
}

/// The median of several runs.
fn time(mut work: impl FnMut() -> usize) -> (Duration, usize) {
    let mut result = 0;
    let mut times: Vec<Duration> = (0..7)
        .map(|_| {
            let start = Instant::now();
            result = work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[times.len() / 2], result)
}

fn main() {
    let facts = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok());
    let knowledge = facts.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_else(made_up);
    let text = log();
    let (plain, lines) = time(|| text.lines().filter(|line| line.contains("vfio-pci 0000")).count());
    let (compile, _) = time(|| usize::from(format!("{:?}", Explainer::new(&knowledge)).is_empty()));
    let explainer = Explainer::new(&knowledge);
    let (explain, matches) = time(|| explainer.explain(&text, &Situation::default()).matches.len());
    let symptoms: usize = knowledge.quirks.iter().map(|quirk| quirk.symptoms.len()).sum();
    println!("{} bytes, {symptoms} patterns", text.len());
    println!("one word looked for in every line: {plain:?} ({lines} lines)");
    println!("making ready: under {compile:?}");
    println!(
        "explaining: {explain:?} ({matches} matches), {:.1} times the search for one word",
        explain.as_secs_f64() / plain.as_secs_f64()
    );
}
