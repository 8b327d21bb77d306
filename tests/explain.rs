//! `vfiodex explain` and `vfiodex audit` on a frozen catalogue: real log lines, innocent lines, and the
//! config fragments of published guides.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use vfiodex::check;
use vfiodex::draft::Draft;
use vfiodex::source::SourceMap;
use vfiodex_engine::audit::audit;
use vfiodex_engine::situation::Hypervisor;
use vfiodex_engine::{Knowledge, Situation};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/explain")
}

fn file(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap_or_else(|e| unreachable!("{name}: {e}"))
}

fn knowledge() -> Knowledge {
    let sources = SourceMap::read(&folder().join("data")).unwrap_or_else(|e| unreachable!("{e}"));
    Draft::load(sources).text_knowledge()
}

/// Runs the program on a text; gives its exit code and what it printed.
fn run(command: &str, flags: &[&str], text: &str) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vfiodex"))
        .args([command, "-", "--data"])
        .arg(folder().join("data"))
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| unreachable!("{e}"));
    if let Some(mut stdin) = child.stdin.take() {
        // A program that refuses its flags does not read.
        let _ = stdin.write_all(text.as_bytes());
    }
    let done = child.wait_with_output().unwrap_or_else(|e| unreachable!("{e}"));
    (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
}

fn json(command: &str, flags: &[&str], text: &str) -> (Option<i32>, Value) {
    let (code, out) = run(command, &[flags, &["--json"]].concat(), text);
    (code, serde_json::from_str(&out).unwrap_or_else(|e| unreachable!("{e}: {out}")))
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn table(name: &str) -> Vec<Vec<String>> {
    let text = file(name);
    text.lines().skip(1).map(|row| row.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn real_lines_are_explained() {
    let rows = table("lines.tsv");
    assert!(rows.len() >= 150);
    let log: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
    let (code, answer) = json("explain", &[], &log.join("\n\n"));
    assert_eq!(code, Some(1));
    for (index, row) in rows.iter().enumerate() {
        let line = index * 2 + 1;
        let found: Vec<_> = list(&answer, "matches").filter(|m| m["line"] == line).collect();
        let hit = found.iter().find(|m| text(m, "quirk") == row[0]);
        assert!(hit.is_some_and(|m| text(m, "severity") == row[1]), "line {line} {row:?}: {found:#?}");
        assert!(hit.is_some_and(|m| text(m, "text") == row[2] && m["cures"].is_array()), "{row:?}");
    }
}

#[test]
fn innocent_lines_are_left_alone() {
    let lines = file("innocent.txt");
    assert!(lines.lines().count() >= 100);
    let (code, answer) = json("explain", &[], &lines);
    assert_eq!(code, Some(0), "{answer:#}");
    assert!(list(&answer, "matches").all(|m| text(m, "severity") == "info"));
}

#[test]
fn the_host_decides_between_meanings() {
    let line = "vfio-pci 0000:84:00.0: not ready 65535ms after bus reset; giving up";
    let best = |flags: &[&str], log: &str| {
        let (_, answer) = json("explain", flags, log);
        let found: Vec<String> = list(&answer, "matches").map(|m| text(m, "quirk").to_owned()).collect();
        found
    };
    assert_eq!(best(&[], line), ["reset-not-ready-after-bus-reset", "amd-navi-31-reset"]);
    assert_eq!(best(&["--gpu", "radeon-rx-7900-xtx"], line), ["amd-navi-31-reset", "reset-not-ready-after-bus-reset"]);
    assert_eq!(best(&["--gpu", "10de:2504"], line), ["reset-not-ready-after-bus-reset"]);
    let listed = format!("84:00.0 VGA compatible controller [0300]: AMD Navi 31 [1002:744c] (rev c8)\n{line}");
    assert_eq!(best(&[], &listed), ["amd-navi-31-reset", "reset-not-ready-after-bus-reset"]);
    let refused = "vfio 0000:07:10.0: error getting device from group 23: Permission denied";
    let (_, answer) = json("explain", &["--kernel", "6.8.12-12-pve", "--hypervisor", "proxmox"], refused);
    assert_eq!(answer["matches"][0]["applies"], "yes");
    let (_, answer) = json("explain", &["--kernel", "6.8.12-13-pve"], refused);
    assert_eq!(answer["matches"][0]["applies"], "no");
}

#[test]
fn harmless_lines_point_to_the_next() {
    let log = "error writing '1' to '/sys/bus/pci/devices/0000:c6:00.0/reset': Inappropriate ioctl for device\n\
        swtpm_setup: Not overwriting existing state file.\n\
        kvm: vfio: Unable to power on device, stuck in D3";
    let (code, answer) = json("explain", &[], log);
    assert_eq!(code, Some(1));
    assert_eq!((&answer["matches"][0]["severity"], &answer["matches"][0]["look_at"]), (&"info".into(), &3.into()));
    let first = log.lines().next().unwrap_or_default();
    let (code, out) = run("explain", &[], first);
    assert_eq!(code, Some(0));
    assert!(out.contains("Harmless by itself"), "{out}");
    // A serious line after a harmless one of the same quirk still gets its cures.
    let (_, out) =
        run("explain", &[], &format!("{first}\nsomething\nkvm: vfio: Unable to power on device, stuck in D3\n"));
    assert!(!run("explain", &[], first).1.contains("What helps") && out.contains("What helps"), "{out}");
    let nothing = |log: &str| {
        let (code, out) = run("explain", &[], log);
        assert_eq!(code, Some(0));
        out
    };
    let out = nothing("all is well\n");
    assert!(out.starts_with("Nothing known in 1 line\n") && out.contains("kernel log"), "{out}");
    let out = nothing(
        "IOMMU Group 1:\n01:00.0 VGA compatible controller [0300]: NVIDIA [10de:2504] (rev a1)\n01:00.1 Audio device [0403]: NVIDIA [10de:228e]\n",
    );
    assert!(out.contains("vfiodex import layout"), "{out}");
}

#[test]
fn repeats_are_told_once() {
    let log = "[ 1.0] vfio-pci 0000:01:00.0: vfio_bar_restore: reset recovery - restoring BARs\n".repeat(3)
        + "[ 2.0] vfio-pci 0000:02:00.0: vfio_bar_restore: reset recovery - restoring BARs\n";
    let (_, answer) = json("explain", &[], &log);
    let counts: Vec<_> = list(&answer, "matches").map(|m| (m["line"].clone(), m["count"].clone())).collect();
    assert_eq!(counts, [(1.into(), 3.into()), (4.into(), 1.into())]);
}

#[test]
fn fragments_of_published_guides_get_their_verdicts() {
    let mut wanted: BTreeMap<(String, String, String), Vec<(String, String)>> = BTreeMap::new();
    for row in table("articles.tsv") {
        let [article, gpu, line, advice, verdict] = row.as_slice() else { unreachable!("{row:?}") };
        let found = wanted.entry((article.clone(), gpu.clone(), line.clone())).or_default();
        if advice != "-" {
            found.push((advice.clone(), verdict.clone()));
        }
    }
    let knowledge = knowledge();
    for ((article, gpu, line), mut want) in wanted {
        let mut said = Situation { hypervisor: Some(Hypervisor::Proxmox), ..Situation::default() };
        said.cards.extend(gpu.parse().ok().map(|id| knowledge.card(id, None)));
        let answer = audit(&knowledge, &line, &said);
        let mut found: Vec<(String, String)> =
            answer.findings.iter().map(|f| (f.advice.clone(), f.verdict.to_string())).collect();
        found.sort();
        want.sort();
        assert_eq!(found, want, "{article}: {line}");
    }
}

#[test]
fn files_of_one_host_are_audited_together() {
    let folder = tempfile::tempdir().unwrap_or_else(|e| unreachable!("{e}"));
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap_or_else(|e| unreachable!("{e}"));
        path.display().to_string()
    };
    let vfio = write("vfio.conf", "options vfio-pci ids=10de:2504,10de:228e\n");
    let vm = write("100.conf", "args: -cpu host,kvm=off\nhostpci0: 01:00,pcie=1\nmemory: 8192\nostype: win11\n");
    let (code, answer) = json("audit", &[&vfio, &vm], "");
    assert_eq!(code, Some(1));
    let args = list(&answer, "findings").find(|f| text(f, "advice") == "args-cpu-kvm-off");
    assert!(args.is_some_and(|f| text(f, "verdict") == "obsolete" && text(f, "file") == vm), "{answer:#}");
    let (code, out) = run("audit", &[&vfio], "amd_iommu=on");
    assert_eq!(code, Some(1));
    assert!(out.contains("Line 1: obsolete") && out.contains(": `amd_iommu=on`\n"), "{out}");
}

#[test]
fn guides_must_not_show_outdated_lines() {
    let head = "---\ntitle: A guide\nsummary: It shows lines.\nsection: set-up\norder: 1\n---\n\nText.\n\n";
    let fence = |info: &str| format!("{head}```{info}\n# amd_iommu=on\nGRUB_CMDLINE_LINUX=\"amd_iommu=on\"\n```\n");
    let advice = file("data/advice/amd-iommu-on.yaml");
    for (body, wanted) in [(fence("sh"), 1), (fence("sh bad"), 0), (format!("{head}`amd_iommu=on` does nothing.\n"), 0)]
    {
        let texts = [("advice/amd-iommu-on.yaml", advice.as_str()), ("guides/a-guide.md", body.as_str())];
        let draft = Draft::load(SourceMap::from_texts(texts));
        let found: Vec<_> = check::run(&draft).into_iter().filter(|d| d.code == "guide-audit").collect();
        assert_eq!(found.len(), wanted, "{body}");
        let shown = found.iter().map(|d| &body[d.span.start..d.span.end]);
        assert!(shown.into_iter().all(|text| text == "amd_iommu=on"));
    }
}

#[test]
fn wrong_usage_and_missing_files_have_their_codes() {
    for (flags, want) in [
        (&["--kernel", "six"][..], 2),
        (&["--gpu", "geforce-rtx-3061-12gb"], 2),
        (&["--hypervisor", "esxi"], 2),
        (&["--hypervisor", "libvirt", "--hypervisor-version", "9"], 2),
        (&["--context", "/nowhere/at/all"], 3),
    ] {
        assert_eq!(run("explain", flags, "").0, Some(want), "{flags:?}");
    }
    let context = folder().join("context.txt");
    let flags = ["--context", context.to_str().unwrap_or_default()];
    let (_, answer) = json("audit", &flags, "vfio_virqfd\n");
    assert_eq!(answer["findings"][0]["verdict"], "obsolete");
    assert!(answer["findings"][0]["depends_on"].is_null(), "{answer:#}");
}
