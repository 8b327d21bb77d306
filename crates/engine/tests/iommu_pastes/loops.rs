//! Listings by the loops that guides print, and what stands around them.

use vfiodex_engine::Tri;
use vfiodex_engine::iommu::{self, Format, Refusal};

use crate::{SMALL, groups, reads, refuses};

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
