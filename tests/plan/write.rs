//! What the program writes and refuses to write.

use std::path::Path;
use std::process::{Command, Output};

use super::folder;

fn run(flags: &[&str]) -> Output {
    let data = folder().join("data");
    let mut command = Command::new(env!("CARGO_BIN_EXE_vfiodex"));
    command.args(["plan", "--data"]).arg(data).args(flags);
    command.output().unwrap_or_else(|e| unreachable!("{e}"))
}

fn out(folder: &Path, more: &[&str]) -> Option<i32> {
    let path = folder.display().to_string();
    let card = ["--gpu", "geforce-rtx-3060-12gb", "--proxmox", "8.4", "--bootloader", "grub", "--out", &path];
    run(&[&card[..], more].concat()).status.code()
}

#[test]
fn files_are_written_and_never_overwritten() {
    let dir = tempfile::tempdir().unwrap_or_else(|e| unreachable!("{e}"));
    let plan = dir.path().join("plan");
    assert_eq!(out(&plan, &["--vm", "100"]), Some(0));
    for name in [
        "PLAN.md",
        "etc/modprobe.d/vfio.conf",
        "etc/modules-load.d/vfio.conf",
        "etc/pve/qemu-server/100.conf.add-lines",
    ] {
        assert!(plan.join(name).is_file(), "{name}");
    }
    // The same again changes nothing; another plan is refused before anything is written.
    assert_eq!(out(&plan, &["--vm", "100"]), Some(0));
    let before = std::fs::read_to_string(plan.join("PLAN.md")).unwrap_or_default();
    assert_eq!(out(&plan, &["--vm", "101", "--purpose", "compute"]), Some(3));
    assert_eq!(std::fs::read_to_string(plan.join("PLAN.md")).unwrap_or_default(), before);
    assert!(!plan.join("etc/pve/qemu-server/101.conf.add-lines").exists());
}

#[test]
fn foreign_folders_are_left_alone() {
    let dir = tempfile::tempdir().unwrap_or_else(|e| unreachable!("{e}"));
    std::fs::write(dir.path().join("mine.txt"), "mine").unwrap_or_else(|e| unreachable!("{e}"));
    assert_eq!(out(dir.path(), &[]), Some(3));
    assert_eq!(std::fs::read_dir(dir.path()).map(Iterator::count).unwrap_or(0), 1);
}

#[test]
fn hostile_names_stay_inside() {
    let dir = tempfile::tempdir().unwrap_or_else(|e| unreachable!("{e}"));
    let plan = dir.path().join("plan");
    assert_eq!(out(&plan, &["--vm", "../../../escape"]), Some(0));
    assert_eq!(std::fs::read_dir(dir.path()).map(Iterator::count).unwrap_or(0), 1);
    assert!(plan.join("etc/pve/qemu-server/VMID.conf.add-lines").is_file());
}

#[test]
fn wrong_names_get_a_hint() {
    for (flags, want) in [
        (&["--gpu", "geforce-rtx-3061-12gb"][..], "did you mean `geforce-rtx-3060-12gb`?"),
        (&["--gpu", "geforce-rtx-3090", "--board", "supermicro-x10srlf"], "did you mean `supermicro-x10srl-f`?"),
        (&["--gpu", "geforce-rtx-3090", "--board", "supermicro-x10srl-f", "--slot", "7"], "it has PCH SLOT1"),
        (&["--gpu", "10de:ffff"], "no card on record has the ID 10de:ffff"),
        (&[], "name the card with --gpu"),
    ] {
        let done = run(flags);
        let text = String::from_utf8_lossy(&done.stderr);
        assert_eq!((done.status.code(), text.contains(want)), (Some(2), true), "{flags:?}: {text}");
    }
}

#[test]
fn json_and_exit_codes() {
    let done = run(&["--gpu", "10de:2204", "--json"]);
    let plan: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|e| unreachable!("{e}"));
    assert_eq!(
        (done.status.code(), plan["format"].as_u64(), plan["kind"].as_str()),
        (Some(0), Some(1), Some("passthrough"))
    );
    assert_eq!(plan["sections"][0]["id"], "preflight");
    let done = run(&["--gpu", "geforce-rtx-3090", "--share", "yes", "--json"]);
    let plan: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|e| unreachable!("{e}"));
    assert_eq!(
        (done.status.code(), plan["kind"].as_str(), plan["sections"].as_array().map(Vec::len)),
        (Some(1), Some("none"), Some(0))
    );
}

#[test]
fn a_context_file_fills_the_question() {
    let dir = tempfile::tempdir().unwrap_or_else(|e| unreachable!("{e}"));
    let file = dir.path().join("host.txt");
    let text = "pve-manager/8.4.1/abc (running kernel: 6.8.12-9-pve)\n\
        01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102 [GeForce RTX 3090] [10de:2204] (rev a1)\n\
        01:00.1 Audio device [0403]: NVIDIA Corporation GA102 High Definition Audio Controller [10de:1aef] (rev a1)\n\
        SecureBoot disabled\n/ rpool/ROOT/pve-1 zfs rw\n";
    std::fs::write(&file, text).unwrap_or_else(|e| unreachable!("{e}"));
    let done = run(&["--context", &file.display().to_string(), "--vm", "100"]);
    let text = String::from_utf8_lossy(&done.stdout);
    for want in [
        "GeForce RTX 3090 for",
        "Proxmox VE 8.4.1",
        "ids=10de:2204,10de:1aef",
        "--hostpci0 0000:01:00,pcie=1,x-vga=1",
        "bootloader: systemd-boot",
    ] {
        assert!(text.contains(want), "{want}: {text}");
    }
}
