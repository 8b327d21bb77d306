//! Pastes as they turn up in forums, chats and issue trackers: invented machines, real shapes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use vfiodex_engine::Tri;
use vfiodex_engine::iommu::{self, Format, Listing, Refusal};

/// `0=00:00.0 1=00:01.0,01:00.0 -=06:00.0`
fn groups(listing: &Listing) -> String {
    let mut out = String::new();
    for number in listing.group_numbers().into_iter().map(Some).chain([None]) {
        let members: Vec<String> = listing
            .devices
            .iter()
            .filter(|d| d.group == number)
            .map(|d| d.address.to_string().trim_start_matches("0000:").to_owned())
            .collect();
        if !members.is_empty() {
            let _ = write!(out, "{}={} ", number.map_or("-".to_owned(), |n| n.to_string()), members.join(","));
        }
    }
    out.trim_end().to_owned()
}

#[track_caller]
fn reads(text: &str, want: &str) -> Listing {
    let listing = iommu::read(text).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    assert_eq!(groups(&listing), want, "{:#?}", listing.skipped);
    listing
}

#[track_caller]
fn refuses(text: &str, want: Refusal) {
    assert_eq!(iommu::read(text).map(|l| groups(&l)), Err(want));
}

const SMALL: &str = "0=00:00.0 1=00:01.0,01:00.0,01:00.1 2=00:14.0";

#[test]
fn one_line_holds_everything() {
    let text = "IOMMU Group 0: 00:00.0 Host bridge [0600]: Intel Corporation Device [8086:3ec2] (rev 07) IOMMU Group 1: 00:01.0 PCI bridge [0604]: Intel Corporation Port [8086:1901] (rev 07) 01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102 [GeForce RTX 3090] [10de:2204] (rev a1) 01:00.1 Audio device [0403]: NVIDIA Corporation GA102 HD Audio [10de:1aef] (rev a1) IOMMU Group 2: 00:14.0 USB controller [0c03]: Intel Corporation xHCI [8086:a36d] (rev 10)";
    let listing = reads(text, SMALL);
    assert!(listing.devices.iter().all(|d| d.id.is_some() && d.class.is_some()), "{:#?}", listing.devices);
    let one = "IOMMU Group 0 00:00.0 Host bridge [0600]: A [8086:3ec2] IOMMU Group 1 00:01.0 PCI bridge [0604]: B [8086:1901] IOMMU Group 1 01:00.0 VGA [0300]: C [10de:2204] IOMMU Group 1 01:00.1 Audio device [0403]: D [10de:1aef] IOMMU Group 2 00:14.0 USB [0c03]: E [8086:a36d]";
    let listing = reads(one, SMALL);
    assert!(listing.devices.iter().all(|d| d.id.is_some()), "{:#?}", listing.devices);
    let log = "[    0.40] pci 0000:00:00.0: Adding to iommu group 0 [    0.41] pci 0000:00:01.0: Adding to iommu group 1 [    0.42] pci 0000:01:00.0: Adding to iommu group 1 [ 0.43] pci 0000:01:00.1: Adding to iommu group 1 [ 0.44] pci 0000:00:14.0: Adding to iommu group 2";
    reads(log, SMALL);
    let paths = "/sys/kernel/iommu_groups/0/devices/0000:00:00.0 /sys/kernel/iommu_groups/1/devices/0000:00:01.0 /sys/kernel/iommu_groups/1/devices/0000:01:00.0 /sys/kernel/iommu_groups/1/devices/0000:01:00.1 /sys/kernel/iommu_groups/2/devices/0000:00:14.0";
    reads(paths, SMALL);
    let unraid = "IOMMU group 0: [8086:3ec2] 00:00.0 Host bridge: Intel X (rev 07) IOMMU group 1: [8086:1901] 00:01.0 PCI bridge: Intel Y (rev 07) [10de:2204] 01:00.0 VGA compatible controller: NVIDIA Z (rev a1) [10de:1aef] 01:00.1 Audio device: NVIDIA Q (rev a1) IOMMU group 2: [8086:a36d] 00:14.0 USB controller: Intel R (rev 10)";
    let listing = reads(unraid, SMALL);
    assert_eq!(listing.device("01:00.1".parse().unwrap()).unwrap().id.unwrap().to_string(), "10de:1aef");
}

#[test]
fn forum_post_with_the_loop_echoed_and_lspci_after_it() {
    let text = "\
Hi all, here are my groups, my GPU should be in group 1, is that fine?

root@pve:~# for d in /sys/kernel/iommu_groups/*/devices/*; do
> n=${d#*/iommu_groups/*}; n=${n%%/*}
> printf 'IOMMU Group %s ' \"$n\"
> lspci -nns \"${d##*/}\"
> done
IOMMU Group 0 00:01.0 Host bridge [0600]: Advanced Micro Devices, Inc. [AMD] Dummy [1022:1482]
IOMMU Group 1 00:01.1 PCI bridge [0604]: Advanced Micro Devices, Inc. [AMD] GPP Bridge [1022:1483]
IOMMU Group 2 01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [10de:2484] (rev a1)
IOMMU Group 2 01:00.1 Audio device [0403]: NVIDIA Corporation GA104 HD Audio [10de:228b] (rev a1)
root@pve:~# lspci -nnk
00:00.0 Host bridge [0600]: Advanced Micro Devices, Inc. [AMD] Root Complex [1022:1480]
\tSubsystem: ASUSTeK Computer Inc. Device [1043:8808]
00:00.2 IOMMU [0806]: Advanced Micro Devices, Inc. [AMD] IOMMU [1022:1481]
00:01.0 Host bridge [0600]: Advanced Micro Devices, Inc. [AMD] Dummy [1022:1482]
00:01.1 PCI bridge [0604]: Advanced Micro Devices, Inc. [AMD] GPP Bridge [1022:1483]
\tKernel driver in use: pcieport
01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [10de:2484] (rev a1)
\tSubsystem: Gigabyte Technology Co., Ltd Device [1458:404b]
\tKernel driver in use: vfio-pci
\tKernel modules: nvidiafb, nouveau
01:00.1 Audio device [0403]: NVIDIA Corporation GA104 HD Audio [10de:228b] (rev a1)
\tKernel driver in use: vfio-pci
root@pve:~# uname -r
6.8.12-4-pve
root@pve:~# cat /proc/cmdline
BOOT_IMAGE=/boot/vmlinuz-6.8.12-4-pve root=/dev/mapper/pve-root ro quiet amd_iommu=on iommu=pt pcie_acs_override=downstream,multifunction
";
    let listing = reads(text, "0=00:01.0 1=00:01.1 2=01:00.0,01:00.1 -=00:00.0,00:00.2");
    let gpu = listing.device("01:00.0".parse().unwrap()).unwrap();
    assert_eq!((gpu.driver.as_deref(), gpu.subsystem.unwrap().to_string().as_str()), (Some("vfio-pci"), "1458:404b"));
    assert_eq!(listing.host.kernel.as_deref(), Some("6.8.12-4-pve"));
    assert_eq!(listing.host.acs_override, Tri::Yes);
    assert_eq!(
        listing.host.command_line.as_deref().unwrap(),
        ["amd_iommu=on", "iommu=pt", "pcie_acs_override=downstream,multifunction"]
    );
    assert!(!listing.incomplete, "{:?}", listing.incomplete_because);
}

#[test]
fn bare_lspci_right_below_headers_is_not_the_last_group() {
    let text = "\
IOMMU Group 0:
\t00:01.0 Host bridge [0600]: AMD Dummy [1022:1482]
IOMMU Group 1:
\t01:00.0 VGA compatible controller [0300]: NVIDIA GA104 [10de:2484] (rev a1)

00:00.0 Host bridge [0600]: AMD Root Complex [1022:1480]
00:00.2 IOMMU [0806]: AMD IOMMU [1022:1481]
00:01.0 Host bridge [0600]: AMD Dummy [1022:1482]
01:00.0 VGA compatible controller [0300]: NVIDIA GA104 [10de:2484] (rev a1)
";
    reads(text, "0=00:01.0 1=01:00.0 -=00:00.0,00:00.2");
    // The same without the indentation that a forum ate, and without the blank line.
    reads(&text.replace('\t', ""), "0=00:01.0 1=01:00.0 -=00:00.0,00:00.2");
    reads(&text.replace('\t', "").replace("\n\n", "\n"), "0=00:01.0 1=01:00.0 -=00:00.0,00:00.2");
}

#[test]
fn paths_and_lspci_are_joined_by_address() {
    let text = "\
$ find /sys/kernel/iommu_groups/ -type l
/sys/kernel/iommu_groups/1/devices/0000:01:00.0
/sys/kernel/iommu_groups/1/devices/0000:00:01.0
/sys/kernel/iommu_groups/0/devices/0000:00:00.0
/sys/kernel/iommu_groups/1/devices/0000:01:00.1
/sys/kernel/iommu_groups/2/devices/0000:00:14.0

$ lspci -nn
00:00.0 Host bridge [0600]: Intel Corporation A [8086:3ec2] (rev 07)
00:01.0 PCI bridge [0604]: Intel Corporation B [8086:1901] (rev 07)
00:14.0 USB controller [0c03]: Intel Corporation C [8086:a36d] (rev 10)
00:1f.7 Non-Essential Instrumentation [1300]: Intel Corporation Device [8086:a326] (rev 10)
01:00.0 VGA compatible controller [0300]: NVIDIA Corporation D [10de:2204] (rev a1)
01:00.1 Audio device [0403]: NVIDIA Corporation E [10de:1aef] (rev a1)
";
    let listing = reads(text, "0=00:00.0 1=00:01.0,01:00.0,01:00.1 2=00:14.0 -=00:1f.7");
    assert!(listing.devices.iter().all(|d| d.id.is_some()));
    assert_eq!(listing.formats, [Format::SysfsPaths, Format::Lspci]);
}

#[test]
fn chat_markup_and_notes_behind_headers() {
    let text = "\
**IOMMU Group 0**:
`00:00.0 Host bridge [0600]: Intel Corporation A [8086:3ec2] (rev 07)`
**IOMMU Group 1**: <-- GPU
`00:01.0 PCI bridge [0604]: Intel Corporation B [8086:1901] (rev 07)`
`01:00.0 VGA compatible controller [0300]: NVIDIA Corporation D [10de:2204] (rev a1)`
`01:00.1 Audio device [0403]: NVIDIA Corporation E [10de:1aef] (rev a1)`
**IOMMU Group 2**:
`00:14.0 USB controller [0c03]: Intel Corporation C [8086:a36d] (rev 10)`
";
    let listing = reads(text, SMALL);
    assert!(listing.devices.iter().all(|d| d.id.is_some()));
}

#[test]
fn html_from_a_wiki() {
    let text = "<p>IOMMU Group 0:<br />\n&nbsp;&nbsp;00:00.0 Host bridge [0600]: A [8086:3ec2]<br>IOMMU Group 1:<br>&nbsp; 00:01.0 PCI bridge [0604]: B [8086:1901]<br>&nbsp; 01:00.0 VGA compatible controller [0300]: D &amp; E [10de:2204]<br>&nbsp; 01:00.1 Audio device [0403]: F [10de:1aef]<br></p><div>IOMMU Group 2:</div><div>&#9;00:14.0 USB controller [0c03]: &#x43; [8086:a36d]</div>";
    let listing = reads(text, SMALL);
    assert!(listing.devices.iter().all(|d| d.id.is_some()));
}

#[test]
fn unraid_with_usb_lines_and_notes() {
    let text = "\
PCI Devices and IOMMU Groups
IOMMU group 0:[8086:3ec2] 00:00.0 Host bridge: Intel Corporation A (rev 07)
IOMMU group 1:[8086:1901] 00:01.0 PCI bridge: Intel Corporation B (rev 07)
[10de:2204] 01:00.0 VGA compatible controller: NVIDIA Corporation D (rev a1)
[10de:1aef] 01:00.1 Audio device: NVIDIA Corporation E (rev a1)
IOMMU group 2:[8086:a36d] 00:14.0 USB controller: Intel Corporation C (rev 10)
This controller is bound to vfio, connected USB devices are not visible.
Bus 001 Device 001 Port 1-0\tID 1d6b:0002 Linux Foundation 2.0 root hub
IOMMU group 3:[8086:a36f] 00:14.2 RAM memory: Intel Corporation F (rev 10)

CPU Thread Pairings
Pair 1:cpu 0 / cpu 6
";
    let listing = reads(text, "0=00:00.0 1=00:01.0,01:00.0,01:00.1 2=00:14.0 3=00:14.2");
    assert!(listing.skipped.iter().any(|s| s.line == 7));
}

#[test]
fn many_ways_to_join_group_and_device() {
    let mut wrong = Vec::new();
    for shape in [
        "IOMMU Group G: A Class: X",
        "IOMMU Group G : A Class: X",
        "IOMMU Group G -> A Class: X",
        "Group G | A | Class [0600]: X [8086:1234]",
        "(IOMMU Group G) A Class: X",
        "[IOMMU Group G] A Class: X",
        "IOMMU_GROUP=G SLOT=A",
        "iommu_group: G, address: A",
        "Group: G  A Class [0600]: X [8086:1234]",
        "* IOMMU Group #G - A - Class: X",
        "IOMMU Group 'G': 'A' Class: X",
        "IOMMU group G\tA\tClass: X",
        "./G/devices/0000:A",
        "/sys/kernel/iommu_groups/G/devices/0000:A A Class [0600]: X [8086:1234]",
        "ls: /sys/kernel/iommu_groups/G/devices/0000:A",
        "IOMMU Group G 0000:A Class: X",
    ] {
        let rows = [("0", "00:00.0"), ("1", "00:01.0"), ("1", "01:00.0"), ("1", "01:00.1"), ("2", "00:14.0")];
        let text: String =
            rows.iter().map(|(g, a)| shape.replace('G', &format!("\u{1}{g}")).replace('A', a) + "\n").collect();
        // `G` of `Group` stays a letter.
        let text = text.replace("\u{1}0roup", "Group").replace("\u{1}1roup", "Group").replace("\u{1}2roup", "Group");
        let text = text
            .replace("\u{1}0ROUP", "GROUP")
            .replace("\u{1}1ROUP", "GROUP")
            .replace("\u{1}2ROUP", "GROUP")
            .replace('\u{1}', "");
        let got = iommu::read(&text).map(|l| groups(&l));
        if got.as_deref() != Ok(SMALL) {
            wrong.push((shape, got));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_line_is_followed_by_a_blank_one() {
    let text = "IOMMU Group 0:\n\n\t00:00.0 Host bridge: A\n\nIOMMU Group 1:\n\n\t00:01.0 PCI bridge: B\n\n\t01:00.0 VGA compatible controller: C\n\n\t01:00.1 Audio device: D\n\nIOMMU Group 2:\n\n\t00:14.0 USB controller: E\n";
    reads(text, SMALL);
}

#[test]
fn terminal_and_mail_wrapped_what_they_could() {
    let text = "\
IOMMU Group 0 00:00.0 Host bridge [0600]: Intel Corporation 8th Gen Core
Processor Host Bridge/DRAM Registers [8086:3ec2] (rev 07)
IOMMU Group 1 00:01.0 PCI bridge [0604]: Intel Corporation 6th-10th Gen C
ore Processor PCIe Controller (x16) [8086:
1901] (rev 07)
IOMMU Group 1 01:00.0 VGA compatible controller [0300]: NVIDIA
Corporation GA102 [GeForce RTX 3090] [10de:2204] (rev a1)
IOMMU
Group 1 01:00.1 Audio device [0403]: NVIDIA Corporation GA102 [10de:1aef]
(rev a1)
IOMMU Group 2 00:14.0 USB controller [0c03]: Intel Corporation C [8086:a36d]
";
    let listing = reads(text, SMALL);
    assert!(listing.devices.iter().all(|d| d.id.is_some()), "{:#?}", listing.devices);
    let log = "\
> [    0.400000] pci 0000:00:00.0: Adding to iommu group
> 0
> [    0.400000] pci 0000:00:01.0: Adding to iommu
> group 1
> [    0.400000] pci 0000:01:00.0: Adding to
> iommu group 1
> [    0.400000] pci 0000:01:00.1: Adding to iommu group 1
> [    0.400000] pci 0000:00:14.0: Adding to iommu group 2
";
    reads(log, SMALL);
}

#[test]
fn raw_mail_body_in_quoted_printable() {
    let text = "\
[    0.400000] pci 0000:00:00.0: Adding to iommu gro=
up 0
[    0.400000] pci 0000:00:01.0: Adding to iommu group 1=20
[    0.400000] pci 0000:01:00=
.0: Adding to iommu group 1
[    0.400000] pci 0000:01:00.1: Adding to iommu group=20=
1
[    0.400000] pci 0000:00:14.0: Adding to iommu group 2
";
    reads(text, SMALL);
}

#[test]
fn awk_put_the_number_first() {
    let text = "\
*** VALIDATE IOMMU GROUPS ***
0 [    0.400000] pci 0000:00:00.0: Adding to iommu group
1 [    0.400000] pci 0000:00:01.0: Adding to iommu group
1 [    0.400000] pci 0000:01:00.0: Adding to iommu group
1 [    0.400000] pci 0000:01:00.1: Adding to iommu group
2 [    0.400000] pci 0000:00:14.0: Adding to iommu group
";
    reads(text, SMALL);
    // Line numbers are not group numbers.
    refuses(
        "1 pci 0000:00:00.0: Adding to iommu group\n2 pci 0000:00:01.0: Adding to iommu group\n3 pci 0000:01:00.0: Adding to iommu group\n",
        Refusal::NumbersLost,
    );
    reads(
        "Group 0 [    0.4] pci 0000:00:00.0: Adding to iommu group\ngroup 1: pci 0000:00:01.0\n",
        "0=00:00.0 1=00:01.0",
    );
}

#[test]
fn journal_lines_keep_their_host_names_to_themselves() {
    let text = "\
2024-11-14T08:32:40+01:00 secret-host kernel: Linux version 6.8.0-48-generic (buildd@lcy02) (gcc) #48
2024-11-14T08:32:40+01:00 secret-host kernel: DMI: ASUS System Product Name/ROG STRIX B550-F GAMING, BIOS 3621 01/13/2025
2024-11-14T08:32:40+01:00 secret-host kernel: pci 0000:00:00.0: Adding to iommu group 0
2024-11-14T08:32:40+01:00 secret-host kernel: pci 0000:00:01.0: Adding to iommu group 1
Nov 14 08:32:40 secret-host kernel: [    0.4] pci 0000:01:00.0: Adding to iommu group 1
";
    let listing = reads(text, "0=00:00.0 1=00:01.0,01:00.0");
    assert_eq!(listing.host.board.as_deref(), Some("ROG STRIX B550-F GAMING"));
    assert_eq!(listing.host.bios_version.as_deref(), Some("3621"));
    assert!(!serde_json::to_string(&listing).unwrap().contains("secret"));
}

#[test]
fn pvesh_as_json_yaml_and_without_borders() {
    let json = r#"root@pve:~# pvesh get /nodes/pve/hardware/pci --output-format json
[{"class":"0x030000","device":"0x2204","device_name":"GA102","id":"0000:01:00.0","iommugroup":1,"subsystem_device":"0x403b","subsystem_vendor":"0x1458","vendor":"0x10de","vendor_name":"NVIDIA Corporation"},
 {"class":"0x0c0330","device":"0x15ec","id":"0000:06:00.0","iommugroup":-1,"vendor":"0x8086"}]
root@pve:~#"#;
    let listing = reads(json, "1=01:00.0 -=06:00.0");
    assert!(listing.incomplete);
    let gpu = listing.device("01:00.0".parse().unwrap()).unwrap();
    assert_eq!(
        (gpu.id.unwrap().to_string(), gpu.subsystem.unwrap().to_string()),
        ("10de:2204".into(), "1458:403b".into())
    );
    let yaml = "---\n- class: '0x030000'\n  device: '0x2204'\n  device_name: GA102 [GeForce RTX 3090]\n  id: 0000:01:00.0\n  iommugroup: 1\n  subsystem_device: '0x403b'\n  vendor: '0x10de'\n  vendor_name: NVIDIA Corporation\n- class: '0x040300'\n  device: '0x1aef'\n  id: 0000:01:00.1\n  iommugroup: 1\n  vendor: '0x10de'\n";
    let listing = reads(yaml, "1=01:00.0,01:00.1");
    assert_eq!(listing.devices[1].id.unwrap().to_string(), "10de:1aef");
    let plain = "class    device id           iommugroup vendor device_name\n0x030000 0x2204 0000:01:00.0          1 0x10de GA102 [GeForce RTX 3090]\n0x0c0330 0x15ec 0000:06:00.0         -1 0x8086 JHL7540\n";
    let listing = reads(plain, "1=01:00.0 -=06:00.0");
    assert!(listing.incomplete);
}

#[test]
fn json_of_other_tools() {
    let truenas = r#"{"pci_0000_01_00_0": {"capability": {"class": "0x030000", "vendor": "NVIDIA"}, "iommu_group": {"number": 1, "addresses": []}, "available": true},
 "pci_0000_00_00_0": {"iommu_group": {"number": 0}}}"#;
    reads(truenas, "0=00:00.0 1=01:00.0");
    let lists = r#"{"iommu_groups": {"0": ["0000:00:00.0"], "1": ["0000:00:01.0", "0000:01:00.0"]}}"#;
    reads(lists, "0=00:00.0 1=00:01.0,01:00.0");
    let objects = r#"[{"group": 0, "devices": [{"address": "0000:00:00.0", "ids": "8086:3ec2"}]}, {"group": 1, "devices": [{"address": "0000:01:00.0", "vendor_id": "10de", "device_id": "2204"}]}]"#;
    let listing = reads(objects, "0=00:00.0 1=01:00.0");
    assert!(listing.devices.iter().all(|d| d.id.is_some()));
    let flat = "GPU inventory:\n[\n  {\n    \"pci_address\": \"0000:01:00.0\",\n    \"driver\": \"nvidia\",\n    \"iommu_group\": 13\n  }\n]\n";
    let listing = reads(flat, "13=01:00.0");
    assert!(listing.incomplete);
    assert_eq!(listing.devices[0].driver.as_deref(), Some("nvidia"));
}

#[test]
fn libvirt_xml() {
    let text = "\
# virsh nodedev-dumpxml pci_0000_01_00_0
<device>
  <name>pci_0000_01_00_0</name>
  <path>/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0</path>
  <parent>pci_0000_00_01_0</parent>
  <driver>
    <name>vfio-pci</name>
  </driver>
  <capability type='pci'>
    <class>0x030000</class>
    <domain>0</domain>
    <bus>1</bus>
    <slot>0</slot>
    <function>0</function>
    <product id='0x67df'>Ellesmere</product>
    <vendor id='0x1002'>Advanced Micro Devices, Inc. [AMD/ATI]</vendor>
    <capability type='virt_functions'>
      <address domain='0x0000' bus='0x09' slot='0x10' function='0x0'/>
    </capability>
    <iommuGroup number='1'>
      <address domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
      <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
      <address domain='0x0000' bus='0x01' slot='0x00' function='0x1'/>
    </iommuGroup>
  </capability>
</device>
<device><name>pci_0000_00_1f_3</name><capability type='pci'><class>0x040300</class><iommuGroup number='14'/></capability></device>
";
    let listing = reads(text, "1=00:01.0,01:00.0,01:00.1 14=00:1f.3");
    let gpu = listing.device("01:00.0".parse().unwrap()).unwrap();
    assert_eq!((gpu.driver.as_deref(), gpu.id.unwrap().to_string().as_str()), (Some("vfio-pci"), "1002:67df"));
    assert_eq!(gpu.parent, Some("00:01.0".parse().unwrap()));
}

#[test]
fn links_from_both_ends() {
    let text = "\
me@box:~$ ls -l /sys/bus/pci/devices/*/iommu_group
lrwxrwxrwx 1 root root 0 Jan  1 12:00 /sys/bus/pci/devices/0000:00:00.0/iommu_group -> ../../../kernel/iommu_groups/0
lrwxrwxrwx 1 root root 0 Jan  1 12:00 /sys/bus/pci/devices/0000:00:01.0/iommu_group -> ../../../kernel/iommu_groups/1
lrwxrwxrwx 1 root root 0 Jan  1 12:00 /sys/bus/pci/devices/0000:01:00.0/iommu_group -> ../../../../kernel/iommu_groups/1
me@box:~$ readlink /sys/bus/pci/devices/0000:00:14.0/iommu_group
../../../kernel/iommu_groups/2
me@box:~$ ls /sys/kernel/iommu_groups/3/devices
0000:00:1f.0  0000:00:1f.3
0000:00:1f.4
";
    reads(text, "0=00:00.0 1=00:01.0,01:00.0 2=00:14.0 3=00:1f.0,00:1f.3,00:1f.4");
    let lost = "$ ls -lrt /sys/bus/pci/devices/0000:01:00.0/iommu_group/devices\ntotal 0\nlrwxrwxrwx 1 root root 0 Jan 1 12:00 0000:01:00.0 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0\nlrwxrwxrwx 1 root root 0 Jan 1 12:00 0000:01:00.1 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:01:00.1\n";
    refuses(lost, Refusal::NumbersLost);
}

#[test]
fn tree_of_the_groups_folder_and_yaml_lists() {
    let tree = "\
/sys/kernel/iommu_groups/
├── 0
│   ├── devices
│   │   └── 0000:00:00.0 -> ../../../../devices/pci0000:00/0000:00:00.0
│   ├── reserved_regions
│   └── type
├── 1
│   ├── devices
│   │   ├── 0000:00:01.0 -> ../../../../devices/pci0000:00/0000:00:01.0
│   │   ├── 0000:01:00.0 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0
│   │   └── 0000:01:00.1 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:01:00.1
│   ├── reserved_regions
│   └── type
└── 2
    ├── devices
    │   └── 0000:00:14.0 -> ../../../../devices/pci0000:00/0000:00:14.0
    └── type

8 directories, 6 files
";
    let listing = reads(tree, SMALL);
    assert_eq!(listing.device("01:00.1".parse().unwrap()).unwrap().parent, Some("00:01.0".parse().unwrap()));
    reads(
        "iommu_groups:\n  0:\n    - 0000:00:00.0\n  1:\n    - 0000:00:01.0\n    - 0000:01:00.0\n    - 0000:01:00.1\n  2:\n    - 0000:00:14.0\n",
        SMALL,
    );
}

#[test]
fn markdown_table_and_csv() {
    let table = "| Group | Address | Class | Name |\n|---|---|---|---|\n| 0 | 00:00.0 | Host bridge | A |\n| 1 | 00:01.0 | PCI bridge | B |\n| 1 | 01:00.0 | VGA | C |\n| 1 | 01:00.1 | Audio | D |\n| 2 | 00:14.0 | USB | E |\n";
    reads(table, SMALL);
    let csv = "iommu_group,bdf,class\n0,0000:00:00.0,0600\n1,0000:00:01.0,0604\n1,0000:01:00.0,0300\n1,0000:01:00.1,0403\n2,0000:00:14.0,0c03\n";
    let listing = reads(csv, SMALL);
    assert!(listing.devices.iter().all(|d| d.class.is_some()));
}

#[test]
fn verbose_blocks_in_german_with_bus_numbers() {
    let text = "\
00:01.0 PCI-Brücke [0604]: Intel Corporation Port [8086:1901] (rev 07) (prog-if 00 [Normal decode])
\tFlags: bus master, fast devsel, latency 0, IRQ 120, IOMMU group 1
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
\tI/O behind bridge: 3000-3fff [size=4K]
\tKernel driver in use: pcieport

01:00.0 VGA-kompatibler Controller [0300]: NVIDIA Corporation GA102 [10de:2204] (rev a1) (prog-if 00 [VGA-Controller])
\tSubsystem: Gigabyte Device [1458:403b]
\tPhysical Slot: 1
\tFlags: bus master, fast devsel, latency 0, IRQ 16, IOMMU
 group 1
\tCapabilities: [900] Device Serial Number 00-11-22-33-44-55-66-77
\tKernel driver in use: nouveau
";
    let listing = reads(text, "1=00:01.0,01:00.0");
    assert_eq!(listing.devices[0].buses.unwrap().secondary, 1);
    assert_eq!(listing.devices[1].slot.as_deref(), Some("1"));
    assert_eq!(listing.slots[0].address.as_deref(), Some("0000:01:00"));
    assert!(!serde_json::to_string(&listing).unwrap().contains("33-44"));
}

#[test]
fn verbose_output_reduced_by_grep() {
    let text = "00:00.0 Host bridge: A\n\tIOMMU group: 0\n00:01.0 PCI bridge: B\n\tIOMMU group: 1\n01:00.0 VGA compatible controller: C\n\tIOMMU group: 1\n01:00.1 Audio device: D\n\tIOMMU group: 1\n00:14.0 USB controller: E\n\tIOMMU group: 2\n";
    reads(text, SMALL);
    let headers = "IOMMU Group: 0\n  00:00.0 Host bridge: A\nIOMMU Group: 1\n  00:01.0 PCI bridge: B\n  01:00.0 VGA compatible controller: C\n  01:00.1 Audio device: D\nIOMMU Group: 2\n  00:14.0 USB controller: E\n";
    reads(headers, SMALL);
}

#[test]
fn group_behind_the_device() {
    let text = "00:00.0 Host bridge [0600]: A [8086:3ec2] (IOMMU group 0)\n00:01.0 PCI bridge [0604]: B [8086:1901] (IOMMU group 1)\n0000:01:00.0 VGA compatible controller [0300]: C [10de:2204] - IOMMU Group: 1\n0000:01:00.1 iommu_group=1\n00:14.0 USB controller: E [iommu group 2]\n";
    let listing = reads(text, SMALL);
    assert_eq!(listing.devices[0].id.unwrap().to_string(), "8086:3ec2");
}

#[test]
fn details_stand_below_devices_in_groups() {
    let text = "\
IOMMU Group   0: 0000:00:00.0 Host bridge [0600] Intel Corporation A [8086:3ec2] (rev 07)
        Subsystem: ASUSTeK Computer Inc. Device [1043:8694]
        Kernel driver in use: skl_uncore
IOMMU Group   1: 0000:01:00.0 VGA compatible controller [0300] NVIDIA Corporation B [10de:2204] (rev a1)
        Subsystem: ASUSTeK Computer Inc. Device [1043:87b3]
        Kernel driver in use: vfio-pci
IOMMU Group   2: 10000:e1:00.0 Non-Volatile memory controller [0108] Samsung Electronics C [144d:a808]
        Kernel driver in use: nvme
";
    let listing = reads(text, "0=00:00.0 1=01:00.0 2=10000:e1:00.0");
    assert_eq!(listing.devices[1].driver.as_deref(), Some("vfio-pci"));
    assert_eq!(listing.devices[1].subsystem.unwrap().to_string(), "1043:87b3");
}

#[test]
fn two_layouts_in_one_paste_are_reported() {
    let text = "Before:\nIOMMU Group 0:\n\t00:01.0 PCI bridge: A\nIOMMU Group 1:\n\t01:00.0 VGA: B\nAfter the BIOS update:\nIOMMU Group 0:\n\t00:01.0 PCI bridge: A\n\t01:00.0 VGA: B\n";
    let listing = reads(text, "0=00:01.0 -=01:00.0");
    assert_eq!(listing.conflicts.len(), 1);
    assert_eq!(listing.conflicts[0].groups, [1, 0]);
    assert_eq!(listing.conflicts[0].lines, [5, 9]);
    assert!(listing.incomplete);
}

#[test]
fn cut_listings_are_incomplete() {
    let full: String = (0..20)
        .map(|n| format!("IOMMU Group {n} 00:{n:02x}.0 System peripheral [0880]: X [8086:00{n:02x}]\n"))
        .collect();
    assert!(!iommu::read(&full).unwrap().incomplete);
    // Sorted as the shell sorts: 0, 1, 10, 11, …; the end is missing.
    let mut lines: Vec<&str> = full.lines().collect();
    lines.sort_unstable();
    assert!(!iommu::read(&lines.join("\n")).unwrap().incomplete);
    assert!(iommu::read(&lines[..14].join("\n")).unwrap().incomplete);
    // The top is missing.
    assert!(iommu::read(&full.lines().skip(5).collect::<Vec<_>>().join("\n")).unwrap().incomplete);
    // The last line is cut.
    assert!(iommu::read(full.trim_end().trim_end_matches("[8086:0013]")).unwrap().incomplete);
    for mark in ["...", "[…]", "<snip>", "[truncated]", "--"] {
        let text = format!("IOMMU Group 0:\n\t00:00.0 Host bridge: A\n{mark}\nIOMMU Group 1:\n\t01:00.0 VGA: B\n");
        assert!(iommu::read(&text).unwrap().incomplete, "{mark}");
    }
    let grepped = "$ ./groups.sh | grep -A3 VGA\nIOMMU Group 0:\n\t01:00.0 VGA: B\n";
    assert!(iommu::read(grepped).unwrap().incomplete);
}

#[test]
fn other_encodings() {
    let text = "IOMMU Group 0:\r\n\t00:00.0 Host bridge: A\r\nIOMMU Group 1:\r\n\t01:00.0 VGA: B\r\n";
    let mut wide = vec![0xff, 0xfe];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(groups(&iommu::read_bytes(&wide).unwrap()), "0=00:00.0 1=01:00.0");
    let mut odd = b"\xef\xbb\xbf".to_vec();
    odd.extend(text.bytes());
    odd.extend(b"\xff\xfe caf\xe9");
    assert_eq!(groups(&iommu::read_bytes(&odd).unwrap()), "0=00:00.0 1=01:00.0");
}

#[test]
fn machine_readable_lspci_and_numeric_lspci() {
    let text = "IOMMU Group 0 00:00.0 \"Host bridge [0600]\" \"Intel Corporation [8086]\" \"Device [3ec2]\" -r07 \"ASUS [1043]\" \"Device [8694]\"\nIOMMU Group 1 01:00.0 \"VGA compatible controller [0300]\" \"NVIDIA Corporation [10de]\" \"GA102 [2204]\" -ra1 -p00 \"ASUS [1043]\" \"Device [87b3]\"\n";
    let listing = reads(text, "0=00:00.0 1=01:00.0");
    assert_eq!(listing.devices[1].id.unwrap().to_string(), "10de:2204");
    assert_eq!(listing.devices[1].subsystem.unwrap().to_string(), "1043:87b3");
    let numeric =
        "IOMMU Group 0:\n00:00.0 0600: 8086:3ec2 (rev 07)\nIOMMU Group 1:\n01:00.0 0300: 10de:2204 (rev a1)\n";
    let listing = reads(numeric, "0=00:00.0 1=01:00.0");
    assert_eq!(
        (listing.devices[1].id.unwrap().to_string(), listing.devices[1].class.unwrap().to_string()),
        ("10de:2204".into(), "0300".into())
    );
}

#[test]
fn line_numbers_of_editors_and_grep() {
    for format in ["{n:>4}\t", "{n}:", "{n}. ", "  {n}  "] {
        let lines = [
            "IOMMU Group 0:",
            "\t00:00.0 Host bridge: A",
            "IOMMU Group 1:",
            "\t00:01.0 PCI bridge: B",
            "\t01:00.0 VGA: C",
            "\t01:00.1 Audio: D",
            "IOMMU Group 2:",
            "\t00:14.0 USB: E",
        ];
        let text: String = lines
            .iter()
            .enumerate()
            .map(|(n, line)| {
                format.replace("{n:>4}", &format!("{:>4}", n + 40)).replace("{n}", &(n + 40).to_string()) + line + "\n"
            })
            .collect();
        reads(&text, SMALL);
    }
}

#[test]
fn what_cannot_be_a_layout_is_refused() {
    refuses("", Refusal::Empty);
    refuses(" \n\t\r\n", Refusal::Empty);
    refuses("hello, my VM does not start", Refusal::NotAListing);
    refuses("IOMMU Group * 00:00.0 Host bridge [0600]: A [8086:3ec2]\n", Refusal::IommuOff);
    refuses("IOMMU Group *:\n\tlspci: -s: Invalid bus number\n", Refusal::IommuOff);
    refuses("/sys/kernel/iommu_groups/*/devices/*\n", Refusal::IommuOff);
    refuses(
        "IOMMU Group 00:01.0 PCI bridge [0604]: A [8086:1901]\nIOMMU Group 01:00.0 VGA [0300]: B [10de:2204]\n",
        Refusal::NumbersLost,
    );
    refuses("IOMMU Group :\n\t01:00.0 VGA [0300]: B [10de:2204]\n", Refusal::NumbersLost);
    refuses("IOMMU Group 0:\nIOMMU Group 1:\nIOMMU Group 2:\n", Refusal::HeadersOnly);
    refuses("00:00.0 Host bridge: A\n01:00.0 VGA compatible controller: B\n", Refusal::NoGroups);
    refuses(
        "[ 0,400000] pci 0000：00：00.0： Agregando al grupo iommu 0 [ 0,401000] pci 0000：00：01.0： Agregando al grupo iommu 1",
        Refusal::Translated,
    );
    refuses("[ 0.4] pci 0000:00:00.0：添加到 iommu 组 0", Refusal::Translated);
    refuses("[    0.1] platform soc:jpeg@1a040000: Adding to iommu group 1\n", Refusal::PlatformOnly);
    refuses(&"x".repeat(17 * 1024 * 1024), Refusal::TooLarge);
}

#[test]
fn skipped_lines_tell_nothing_personal() {
    let text = "john@johns-pc:~$ ./ls-iommu.sh\nIOMMU Group 0:\n\t00:00.0 Host bridge: A\nMy IOMMU group 5 is at john.doe@example.org 00:11:32:e4:da:26\nSerial Number: ABC123\nIOMMU group 7 of johns-pc john@example.org is odd\n";
    let listing = reads(text, "0=00:00.0");
    let all = serde_json::to_string(&listing).unwrap();
    for word in ["john@", "example.org", "e4:da", "ABC123", "doe"] {
        assert!(!all.contains(word), "{word}: {all}");
    }
}
