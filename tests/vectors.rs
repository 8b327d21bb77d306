//! Requests with their answers, on the frozen fixture catalogue: the same through the engine and through
//! the command line. The browser tests ask the same of the engine in Chromium.
//! `SNAPSHOTS=overwrite cargo test --test vectors` renews the answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Map, Value};
use vfiodex::draft::Draft;
use vfiodex::source::SourceMap;
use vfiodex_engine::tool::{self, Facts};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn vectors() -> Vec<Map<String, Value>> {
    let text = std::fs::read_to_string(path("vectors/tools.json")).expect("the vectors are readable");
    serde_json::from_str(&text).expect("the vectors are JSON")
}

/// The facts as a browser gets them.
fn facts() -> Facts {
    let draft = Draft::load(SourceMap::read(&path("fixture")).expect("the fixture is readable"));
    let file = draft.facts().file().expect("the facts can be written");
    let mut facts = Facts::none();
    facts.load(&file).expect("the facts can be read");
    facts
}

#[test]
fn the_engine_answers_as_written() {
    let facts = facts();
    let mut vectors = vectors();
    for vector in &mut vectors {
        let answer = tool::answer(&facts, &vector["request"].to_string());
        vector.insert("response".into(), serde_json::from_str(&answer).expect("an answer in JSON"));
    }
    let mut text = serde_json::to_string_pretty(&vectors).expect("JSON");
    text.push('\n');
    let file = path("vectors/tools.json");
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        std::fs::write(&file, text).expect("the vectors can be written");
    } else {
        assert_eq!(text, std::fs::read_to_string(&file).expect("the vectors are readable"));
    }
}

/// Runs the program on a request; gives its exit code and what it printed.
fn run(request: &Value, json: bool) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_vfiodex"));
    command.current_dir(folder.path()).arg(request["tool"].as_str().expect("a tool"));
    let mut input = String::new();
    match request["files"].as_array() {
        None => input = request["text"].as_str().unwrap_or_default().to_owned(),
        Some(files) => {
            for file in files {
                let (name, text) = (file["file"].as_str().expect("a name"), file["text"].as_str().expect("a text"));
                command.arg(name);
                if name == "-" {
                    input = text.to_owned();
                } else {
                    std::fs::write(folder.path().join(name), text).expect("a file");
                }
            }
        }
    }
    let said = ["situation", "question"].into_iter().filter_map(|key| request[key].as_object());
    for (key, value) in said.flatten() {
        let value = value.as_str().expect("a text");
        command.arg(format!("--{}", key.replace('_', "-")));
        if key == "context" {
            std::fs::write(folder.path().join("context.txt"), value).expect("a file");
            command.arg("context.txt");
        } else {
            command.arg(value);
        }
    }
    command.arg("--data").arg(path("fixture"));
    if json {
        command.arg("--json");
    }
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    // A program that refuses its flags does not read.
    let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
    let done = child.wait_with_output().expect("the program ends");
    (done.status.code(), String::from_utf8(done.stdout).expect("UTF-8"))
}

#[test]
fn the_command_line_answers_the_same() {
    for vector in vectors() {
        let (name, request) = (&vector["name"], &vector["request"]);
        let mut response = vector["response"].as_object().expect("a response").clone();
        let (code, out) = run(request, true);
        if response.contains_key("error") {
            assert_eq!((code, out.as_str()), (Some(2), ""), "{name}");
            continue;
        }
        let drawn = response.remove("drawn").expect("a drawn answer");
        assert_eq!(serde_json::from_str::<Value>(&out).expect("JSON"), Value::Object(response), "{name}");
        assert_eq!(run(request, false), (code, drawn["text"].as_str().expect("a text").to_owned()), "{name}");
    }
}
