//! `vfiodex doctor` on hosts that are built from listings, and `site/collect.sh` on the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod collect;
#[path = "../sysroot/mod.rs"]
mod sysroot;

use std::path::Path;
use std::process::Output;

use serde_json::Value;
use snapbox::cmd::{Command, cargo_bin};
use sysroot::Sysroot;
use vfiodex_engine::iommu;

const DESKTOP: &str = "\
IOMMU Group 0:
	00:00.0 Host bridge [0600]: Intel Corporation 8th Gen [8086:3ec2] (rev 07)
IOMMU Group 1:
	00:01.0 PCI bridge [0604]: Intel Corporation PCIe Controller (x16) [8086:1901] (rev 07)
	01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA106 [10de:2504] (rev a1)
	01:00.1 Audio device [0403]: NVIDIA Corporation GA106 Audio [10de:228e] (rev a1)
IOMMU Group 2:
	00:14.0 USB controller [0c03]: Intel Corporation xHCI [8086:a36d] (rev 10)
IOMMU Group 3:
	00:1f.0 ISA bridge [0601]: Intel Corporation Z390 [8086:a305] (rev 10)
	00:1f.6 Ethernet controller [0200]: Intel Corporation I219-V [8086:15bc] (rev 10)
";

/// The card, a NIC and an NVMe drive behind the chipset share one group.
const SHARED: &str = "\
IOMMU Group 0:
	00:01.0 Host bridge [0600]: Advanced Micro Devices, Inc. [AMD] [1022:1482]
IOMMU Group 1:
	00:03.0 Host bridge [0600]: Advanced Micro Devices, Inc. [AMD] [1022:1482]
	00:03.1 PCI bridge [0604]: Advanced Micro Devices, Inc. [AMD] [1022:1483]
	00:03.2 PCI bridge [0604]: Advanced Micro Devices, Inc. [AMD] [1022:1483]
	00:03.3 PCI bridge [0604]: Advanced Micro Devices, Inc. [AMD] [1022:1483]
	01:00.0 3D controller [0302]: NVIDIA Corporation AD104GL [10de:27b8] (rev a1)
	02:00.0 Ethernet controller [0200]: Realtek RTL8125 [10ec:8125] (rev 04)
	03:00.0 Non-Volatile memory controller [0108]: Samsung SM981 [144d:a808]
";

const ARC: &str = "\
IOMMU Group 14:
	00:01.0 PCI bridge [0604]: Intel Corporation PCIe Root Port [8086:460d] (rev 02)
IOMMU Group 15:
	01:00.0 PCI bridge [0604]: Intel Corporation Device [8086:4fa1] (rev 01)
IOMMU Group 16:
	02:01.0 PCI bridge [0604]: Intel Corporation Device [8086:4fa4]
IOMMU Group 17:
	02:04.0 PCI bridge [0604]: Intel Corporation Device [8086:4fa4]
IOMMU Group 18:
	03:00.0 VGA compatible controller [0300]: Intel Corporation DG2 [Arc A770] [8086:56a0] (rev 08)
IOMMU Group 19:
	04:00.0 Audio device [0403]: Intel Corporation DG2 Audio Controller [8086:4f90]
";

fn doctor(root: &Path, arguments: &[&str]) -> Output {
    let command = Command::new(cargo_bin!("vfiodex")).args(["doctor", "--data", "tests/fixture", "--sysroot"]);
    command.arg(root).args(arguments).env("NO_COLOR", "1").output().unwrap()
}

fn text(root: &Path) -> (Option<i32>, String) {
    let output = doctor(root, &[]);
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn json(root: &Path) -> Value {
    serde_json::from_slice(&doctor(root, &["--json"]).stdout).expect("JSON, whatever the host")
}

fn codes(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

#[test]
fn desktop_with_a_clean_group() {
    let host = Sysroot::new(DESKTOP);
    host.driver("01:00.0", "nouveau");
    host.attribute("01:00.0", "reset_method", "bus");
    host.attribute("01:00.0", "boot_vga", "1");
    host.attribute("01:00.0", "current_link_width", "8");
    host.attribute("01:00.0", "max_link_width", "16");
    host.attribute("01:00.0", "current_link_speed", "16.0 GT/s PCIe");
    let lines = "0x00000000a3000000 0x00000000a3ffffff 0x0000000000040200\n\
        0x0000000090000000 0x000000009fffffff 0x000000000014220c\n";
    host.attribute("01:00.0", "resource", lines);
    host.attribute("01:00.0", "resource1_resize", "0000000000003fc0");
    let (code, shown) = text(host.path());
    assert_eq!(code, Some(0), "{shown}");
    for want in [
        "IOMMU                on: 4 groups, units dmar0",
        "Interrupt remapping  on (by `IR-IO-APIC` in /proc/interrupts)",
        "Command line         iommu=pt",
        "Test Twin 8 GB (test-twin-8gb)",
        "group 1  clean: nothing but this card",
        "`bus` is listed and cannot reset it by itself",
        "not yet: host drivers hold 0000:01:00.0",
        "BARs     0 16 MiB; 1 256 MiB, resizable to 8 GiB",
        "link     x8 of 16 at 16.0 GT/s PCIe",
        "is the display that the host started on",
    ] {
        assert!(shown.contains(want), "{want}\n{shown}");
    }
    assert!(!shown.contains("16gb") && !shown.contains("root="), "{shown}");
    let report = json(host.path());
    assert_eq!(report["cards"][0]["groups"][0]["class"]["class"], "clean");
    assert_eq!(report["cards"][0]["functions"][0]["reset"]["bus_reset"], "only-together");
    assert!(report["cards"][0]["quirks"].as_array().unwrap().is_empty(), "the fixed kernels are others");
}

#[test]
fn what_cannot_be_told_apart_stays_several() {
    let host = Sysroot::new(DESKTOP);
    host.kernel("6.14.2-arch1-1", "iommu=pt");
    let report = json(host.path());
    let ids: Vec<_> =
        report["cards"][0]["candidates"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["test-twin-16gb", "test-twin-8gb"]);
    assert_eq!(report["cards"][0]["told_apart_by"], "memory");
    assert_eq!(report["cards"][0]["quirks"][0]["id"], "test-kernel");
}

#[test]
fn network_in_the_group_is_blocked_where_it_is_up() {
    let host = Sysroot::new(SHARED);
    host.processor("AuthenticAMD", "AMD Ryzen 9 3900X 12-Core Processor");
    host.write("etc/pve-release", "pve-manager/8.4.1/2a5fa54a8503f96d\n");
    let report = json(host.path());
    assert_eq!(report["host"]["hypervisor"]["version"], "8.4.1");
    assert_eq!(codes(&report), ["group-shared-with-network-or-storage"]);
    let blocked = &report["cards"][0]["groups"][0]["proxmox"]["blocked_unless_spare"];
    assert_eq!(blocked, &serde_json::json!(["0000:02:00.0", "0000:03:00.0"]));
    assert_eq!(doctor(host.path(), &[]).status.code(), Some(0));

    host.attribute("02:00.0", "net/enp2s0/operstate", "up");
    let drive = format!("{}/nvme/nvme0/nvme0n1/nvme0n1p3", host.place("03:00.0"));
    host.write(&format!("{drive}/partition"), "3\n");
    host.link("sys/class/block/nvme0n1p3", &drive);
    host.write("sys/devices/virtual/block/dm-1/dm/name", "pve-root\n");
    host.link("sys/class/block/dm-1", "sys/devices/virtual/block/dm-1");
    host.link("sys/devices/virtual/block/dm-1/slaves/nvme0n1p3", &drive);
    host.link("dev/mapper/pve-root", "dev/dm-1");
    host.write("proc/mounts", "/dev/mapper/pve-root / ext4 rw 0 0\n");
    let (code, shown) = text(host.path());
    assert_eq!(code, Some(1), "{shown}");
    for want in [
        "Test Card 24 GB (test-card-24gb)",
        "care: Test Card does not come back after a forced stop",
        "shared with 2 other devices, of which the host may need all",
        "a network interface that is up",
        "the host loses its network",
        "the host loses its disk",
        "starting the VM takes from the host: 0000:01:00.0, 0000:02:00.0, 0000:03:00.0",
    ] {
        assert!(shown.contains(want), "{want}\n{shown}");
    }
}

#[test]
fn host_without_iommu() {
    let mut listing = iommu::read(DESKTOP).unwrap();
    listing.devices.iter_mut().for_each(|device| device.group = None);
    let host = Sysroot::of(&listing);
    let (code, shown) = text(host.path());
    assert_eq!(code, Some(1));
    assert!(shown.contains("blocked: The IOMMU is off") && shown.contains("Turn on VT-d"), "{shown}");
    host.kernel("6.8.0", "quiet intel_iommu=off");
    assert_eq!(codes(&json(host.path())), ["iommu-off-by-command-line"]);
    host.kernel("6.8.0", "quiet");
    host.write("sys/class/iommu/dmar0/uevent", "");
    assert_eq!(codes(&json(host.path())), ["iommu-without-groups"]);
}

#[test]
fn unremapped_interrupts_block_unless_vfio_was_told_to_go_on() {
    let host = Sysroot::new(DESKTOP);
    host.write("proc/interrupts", " 0:  9  IO-APIC  2-edge  timer\n 30:  4  PCI-MSI  1-edge  nvme\n");
    assert_eq!(codes(&json(host.path())), ["no-interrupt-remapping"]);
    host.write("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "Y\n");
    assert_eq!(codes(&json(host.path())), ["unsafe-interrupts"]);
    std::fs::remove_file(host.path().join("proc/interrupts")).unwrap();
    let report = json(host.path());
    assert_eq!(
        (codes(&report), &report["interrupt_remapping"]["on"]),
        (vec!["unsafe-interrupts-allowed"], &"unknown".into())
    );
}

#[test]
fn container_without_dmi_and_groups() {
    let host = Sysroot::empty();
    host.write("run/systemd/container", "lxc\n");
    let (code, shown) = text(host.path());
    assert_eq!(code, Some(1));
    for want in [
        "Board                not known",
        "a container (lxc)",
        "cannot be told from here",
        "Run `vfiodex doctor` on the host",
    ] {
        assert!(shown.contains(want), "{want}\n{shown}");
    }
    let output = doctor(host.path(), &["--contribute"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no layout to contribute"));
}

#[test]
fn a_card_brings_its_own_switch() {
    let host = Sysroot::new(ARC);
    host.attribute("03:00.0", "reset_method", "flr bus");
    host.write("sys/bus/pci/slots/7/address", "0000:01:00\n");
    let report = json(host.path());
    let cards = report["cards"].as_array().unwrap();
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0]["functions"].as_array().unwrap().len(), 2, "audio is a device of its own");
    let groups: Vec<_> = cards[0]["groups"].as_array().unwrap().iter().map(|group| group["number"].as_u64()).collect();
    assert_eq!(groups, [Some(18), Some(19)]);
    assert_eq!(cards[0]["slot"], "7");
    assert_eq!(cards[0]["functions"][0]["reset"]["words"], "FLR: it resets by itself");
}

#[test]
fn card_that_vfio_holds_already() {
    let host = Sysroot::new(DESKTOP);
    host.driver("01:00.0", "vfio-pci");
    host.driver("01:00.1", "vfio-pci");
    host.write(
        "etc/modprobe.d/vfio.conf",
        "# mine\noptions vfio-pci ids=10de:2504,10de:228e\nsoftdep nvidia pre: vfio-pci\n",
    );
    host.write("etc/modprobe.d/zfs.conf", "options zfs zfs_arc_max=1\n");
    host.write("etc/modules", "# at boot\nvfio\nvfio_pci\n");
    let (code, shown) = text(host.path());
    assert_eq!(code, Some(0), "{shown}");
    for want in [
        "driver vfio-pci",
        "ready: every member is on vfio",
        "/etc/modprobe.d/vfio.conf:2: options vfio-pci ids=10de:2504,10de:228e",
        "/etc/modules:3: vfio_pci",
    ] {
        assert!(shown.contains(want), "{want}\n{shown}");
    }
    assert!(!shown.contains("zfs"));
}

#[test]
fn hostile_and_unreadable_files_do_no_harm() {
    let host = Sysroot::new(DESKTOP);
    let place = host.place("01:00.0");
    for name in ["class", "resource", "reset_method"] {
        let path = host.path().join(&place).join(name);
        let _ = std::fs::remove_file(&path);
        // A folder can be read by nobody, root included.
        std::fs::create_dir(path).unwrap();
    }
    host.write(&format!("{place}/revision"), [0xff, 0xfe, 0x00, b'\n']);
    host.write(&format!("{place}/current_link_width"), "9".repeat(100_000));
    host.write("sys/class/dmi/id/board_name", b"Board \x1b[31m\xff red\x07\n");
    host.write("sys/class/dmi/id/sys_vendor", "V".repeat(1_000_000));
    host.write("proc/cmdline", format!("{} iommu=pt \u{1b}]0;x\u{7}", "a=b ".repeat(30_000)));
    host.write("etc/modprobe.d/x.conf", b"options vfio-pci \xff\x1b[2J ids=1\n");
    host.write("sys/bus/pci/devices/not an address/class", "0x030000");
    host.write("sys/kernel/iommu_groups/99999999999999/devices/0000:01:00.0", "");
    std::os::unix::fs::symlink("loop", host.path().join("etc/modules")).unwrap();
    std::os::unix::fs::symlink("modules", host.path().join("etc/loop")).unwrap();
    let output = doctor(host.path(), &[]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
    assert!(
        shown.contains("Not read") && shown.contains("/class: not a file") && shown.contains("longer than"),
        "{shown}"
    );
    json(host.path());
}

#[test]
fn usage_and_what_is_no_host() {
    assert_eq!(doctor(Path::new("/nonexistent"), &[]).status.code(), Some(2));
    assert_eq!(doctor(Path::new("tests/fixture"), &[]).status.code(), Some(3));
    let host = Sysroot::new(DESKTOP);
    assert_eq!(doctor(host.path(), &["--source", "https://example.org/x"]).status.code(), Some(2));
    assert_eq!(doctor(host.path(), &["--contribute", "--source", "example"]).status.code(), Some(2));
}

#[test]
fn contribution_passes_check() {
    let host = Sysroot::new(DESKTOP);
    host.dmi(&[
        ("sys_vendor", "Micro-Star International Co., Ltd."),
        ("product_name", "MS-7B98"),
        ("board_vendor", "Micro-Star International Co., Ltd."),
        ("board_name", "Z390-A PRO (MS-7B98)"),
        ("board_serial", "07B9811_J71E123456"),
        ("product_uuid", "01234567-89ab-cdef-0123-456789abcdef"),
        ("bios_version", "1.D0"),
        ("bios_date", "08/11/2021"),
        ("chassis_type", "3"),
    ]);
    let printed = doctor(host.path(), &["--contribute", "--date", "2026-11-20"]);
    let draft = String::from_utf8(printed.stdout).unwrap();
    assert!(draft.contains("# data/layouts/msi-z390-a-pro/1-d0--6-8-12-12-pve.yaml"), "{draft}");
    assert!(draft.contains("# Draft.") && draft.contains("# data/boards/msi-z390-a-pro.yaml"), "{draft}");
    assert!(String::from_utf8_lossy(&printed.stderr).contains("--source"));

    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let arguments = ["--contribute", folder, "--source", "https://example.org/listing", "--date", "2026-11-20"];
    let written = doctor(host.path(), &arguments);
    assert_eq!(written.status.code(), Some(0), "{}", String::from_utf8_lossy(&written.stderr));
    let layout = std::fs::read_to_string(data.path().join("layouts/msi-z390-a-pro/1-d0--6-8-12-12-pve.yaml")).unwrap();
    let board = std::fs::read_to_string(data.path().join("boards/msi-z390-a-pro.yaml")).unwrap();
    for want in ["name: MSI Z390-A PRO, BIOS 1.D0", "acs_override: false", "plugged:", "Listing made by vfiodex doctor"]
    {
        assert!(layout.replace('"', "").contains(want), "{want}\n{layout}");
    }
    assert!(board.contains("vendor: msi") && board.contains("kind: motherboard"), "{board}");
    for personal in ["J71E123456", "01234567", "pve-root"] {
        assert!(!layout.contains(personal) && !board.contains(personal), "{personal}");
    }
    let checked = Command::new(cargo_bin!("vfiodex")).args(["check", "--data", folder]).output().unwrap();
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));

    let again = doctor(host.path(), &arguments);
    assert!(String::from_utf8_lossy(&again.stdout).contains("is there already and says the same"));
    let mut other = arguments;
    other[5] = "2026-11-21";
    doctor(host.path(), &other);
    assert!(data.path().join("layouts/msi-z390-a-pro/1-d0--6-8-12-12-pve-2.yaml").exists());
}

#[test]
fn known_board_is_found_by_its_names() {
    let host = Sysroot::new(DESKTOP);
    host.dmi(&[("board_vendor", "Micro-Star International Co., Ltd."), ("board_name", "TEST (MS-0000)")]);
    assert_eq!(json(host.path())["host"]["board"]["id"], "test-board");
    let draft = String::from_utf8(doctor(host.path(), &["--contribute"]).stdout).unwrap();
    assert!(draft.contains("# data/layouts/test-board/") && !draft.contains("# data/boards/"), "{draft}");
    host.dmi(&[("board_vendor", "ASUSTeK COMPUTER INC.")]);
    assert_eq!(json(host.path())["host"]["board"], Value::Null);
}
