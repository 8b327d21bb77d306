//! Input from strangers: nothing panics, hangs or is read in part without a word, and nothing that
//! they write becomes markup.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};
use tempfile::TempDir;
use vfiodex::catalogue::Catalogue;
use vfiodex::draft::Draft;
use vfiodex::render::{Assets, Options, Templates, site};
use vfiodex::source::SourceMap;

const CARD: &str = "name: Test Card\nvendor: nvidia\nsegment: consumer\narchitecture: ampere\npci: {ids: [\"10de:2504\"]}\n\
    sources: [{url: \"https://example.org/\", title: T, publisher: P, kind: vendor, accessed: \"2026-11-01\", supports: [pci]}]\n";

fn data(files: &[(&str, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("vendors")).unwrap();
    std::fs::write(folder.path().join("vendors/nvidia.yaml"), "name: NVIDIA\n").unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn codes(folder: &Path) -> (Option<i32>, Vec<String>) {
    let output =
        Command::new(cargo_bin!("vfiodex")).args(["check", "--format", "json", "--data"]).arg(folder).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON, whatever the input");
    let codes =
        report["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap().to_owned()).collect();
    (output.status.code(), codes)
}

#[test]
fn strange_files_are_refused_with_a_reason() {
    let bomb = "a: &a [x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n";
    for (name, bytes, want) in [
        ("alias bomb", bomb.into(), "yaml-feature"),
        ("100,000 open brackets", vec![b'['; 100_000], "yaml-syntax"),
        ("100,000 nested lists", "- ".repeat(100_000).into_bytes(), "yaml-syntax"),
        ("50 MB scalar", [b"name: ".to_vec(), vec![b'x'; 50_000_000]].concat(), "file-size"),
        ("NUL", b"name: a\0b\n".to_vec(), "file-encoding"),
        ("bad UTF-8", b"name: \xff\xfe\n".to_vec(), "file-encoding"),
        ("UTF-16", "name: x\n".encode_utf16().flat_map(u16::to_le_bytes).collect(), "file-encoding"),
        ("tag", b"name: !!binary aGk=\n".to_vec(), "yaml-feature"),
        ("two documents", [CARD.as_bytes(), b"---\nname: b\n"].concat(), "yaml-feature"),
        ("list as key", b"? [a, b]\n: c\n".to_vec(), "yaml-feature"),
        ("merge key", b"<<: {name: x}\nname: y\n".to_vec(), "unknown-key"),
        ("empty file", Vec::new(), "wrong-type"),
        ("a list", b"- a\n".to_vec(), "wrong-type"),
        ("infinity", b"name: x\ntdp_w: .inf\n".to_vec(), "yaml-feature"),
        ("huge number", b"tdp_w: 99999999999999999999999\n".to_vec(), "yaml-feature"),
        ("escape codes", b"name: \x1b[31mred\n".to_vec(), "file-encoding"),
    ] {
        let folder = data(&[("gpus/test-card.yaml", bytes)]);
        let (exit, found) = codes(folder.path());
        assert_eq!(exit, Some(1), "{name}");
        // The nesting limits of parser and tree both count; which of them speaks first does not matter.
        let nested = name.contains("nested") || name.contains("brackets");
        assert!(found.iter().any(|code| code == want || (nested && code == "yaml-feature")), "{name} gave {found:?}");
    }
}

#[test]
fn byte_order_mark_and_windows_line_ends_are_fine() {
    let crlf = format!("\u{feff}{}", CARD.replace('\n', "\r\n"));
    let folder = data(&[("gpus/test-card.yaml", crlf.into_bytes())]);
    assert_eq!(codes(folder.path()), (Some(0), Vec::new()));
}

#[test]
fn names_cannot_leave_their_folder() {
    for path in [
        "gpus/..yaml",
        "gpus/.hidden/../x y.yaml",
        "gpus/UPPER.yaml",
        "gpus/a---b.yaml",
        "gpus/-a.yaml",
        "x.yaml",
        "gpus/a.yml",
    ] {
        let folder = data(&[(path, CARD.into())]);
        let (exit, found) = codes(folder.path());
        assert!(
            exit == Some(1) && found == ["file-place"] || path.contains("/..") && exit == Some(0),
            "{path} gave {exit:?} {found:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = data(&[]);
    std::fs::create_dir_all(folder.path().join("gpus")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("gpus/test-card.yaml")).unwrap();
    assert_eq!(codes(folder.path()), (Some(1), vec!["file-place".to_owned()]));
}

#[test]
fn unreadable_folders_are_an_operational_failure() {
    let output =
        Command::new(cargo_bin!("vfiodex")).args(["check", "--data", "/nonexistent/records"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nonexistent/records"));
    let output = Command::new(cargo_bin!("vfiodex")).args(["check", "--no-such-flag"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let folder = data(&[]);
    let output =
        Command::new(cargo_bin!("vfiodex")).args(["check", "--data"]).arg(folder.path()).arg("/etc").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

/// Every text of every fixture record becomes an attack; the site must stay free of markup from it.
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let line = "vfio-pci 0000:84:00.0: not ready 65535ms after bus reset; giving up\nsomething else\n";
    std::fs::write(&log, line.repeat(5000)).unwrap();
    for form in [&[][..], &["--json"]] {
        let mut child = std::process::Command::new(cargo_bin!("vfiodex"))
            .args(["explain", "--data", "tests/explain/data"])
            .args(form)
            .arg(&log)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{form:?}");
        assert_eq!(output.status.code(), Some(0), "{form:?}");
    }
}

#[test]
fn a_missing_folder_is_named_with_the_way_out() {
    let elsewhere = tempfile::tempdir().unwrap();
    for arguments in [&["check"][..], &["explain"], &["verdict", "--gpu", "tesla-t4"]] {
        let command = Command::new(cargo_bin!("vfiodex")).args(arguments).current_dir(elsewhere.path());
        let output = command.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("cannot read data") && told.contains("--data"), "{arguments:?}: {told}");
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
    }
}

#[test]
fn texts_never_become_markup() {
    const ATTACK: &str = "<script>x</script>\\\"'><img src=x onerror=y>{{ 7*7 }}";
    let folder = tempfile::tempdir().unwrap();
    let mut poisoned = 0;
    for entry in
        walkdir::WalkDir::new("tests/fixture").into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file())
    {
        let target = folder.path().join(entry.path().strip_prefix("tests/fixture").unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let lines = text.lines().map(|line| {
            let free = [
                "name: ",
                "title: ",
                "summary: ",
                "claim: ",
                "message: ",
                "next_step: ",
                "unblocked_by: ",
                "trigger: ",
                "publisher: ",
                "socket: ",
                "chipset: ",
                "die: ",
                "cpu: ",
                "missing: ",
                "lxc: ",
                "region: ",
                "implausible: ",
            ];
            match free.iter().find(|key| line.starts_with(**key)) {
                Some(key) => {
                    poisoned += 1;
                    // In a rule's texts braces name facts, which these are not: `rule-fact` refuses them.
                    let braces = matches!(*key, "message: " | "next_step: " | "unblocked_by: ");
                    let attack = if braces { ATTACK.replace("{{ 7*7 }}", "") } else { ATTACK.to_owned() };
                    format!("{key}\"{attack}\"")
                }
                None => line.replace("TEST (MS-0000)", &format!("\"{ATTACK}\"")),
            }
        });
        std::fs::write(target, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }
    assert!(poisoned > 30, "only {poisoned} texts were poisoned");
    let draft = Draft::load(SourceMap::read(folder.path()).unwrap());
    let catalogue = Catalogue::new(draft)
        .unwrap_or_else(|(_, found)| panic!("the attack must pass the checks to be shown: {found:#?}"));
    let options =
        Options { base_url: None, as_of: None, repository: "https://example.org/repo".into(), engines: Vec::new() };
    let output = site(&catalogue, &Templates::Embedded, &Assets::embedded(), &options).unwrap();
    for (path, bytes) in output.files().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        for bad in ["<script>", "<img", "onerror=y>", ">49<"] {
            assert!(!html.contains(bad), "{path} has {bad}");
        }
    }
}

#[test]
fn unsafe_addresses_are_refused() {
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://exa mple.org/",
        "https://example.org/\\\"x",
        "ftp://example.org/",
    ] {
        let card = CARD.replace("https://example.org/", url);
        let folder = data(&[("gpus/test-card.yaml", card.into())]);
        let (exit, found) = codes(folder.path());
        assert_eq!((exit, found), (Some(1), vec!["wrong-value".to_owned()]), "{url}");
    }
}
