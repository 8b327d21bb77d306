//! Tree, cards, groups and comparison on invented machines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use vfiodex_engine::iommu::{self, Blame, GroupClass, Key, Kind, Known, Listing, NoGroup, Observation, Role, Topology};
use vfiodex_engine::{Bdf, Tri};

fn bdf(text: &str) -> Bdf {
    text.parse().unwrap()
}

fn read(text: &str) -> (Listing, Topology) {
    let listing = iommu::read(text).unwrap();
    let tree = Topology::new(&listing.devices);
    (listing, tree)
}

fn group(tree: &Topology, number: u32) -> iommu::Group {
    iommu::groups(tree, Tri::No).into_iter().find(|g| g.number == number).unwrap()
}

const INTEL: &str = "\
IOMMU Group 0 00:00.0 Host bridge [0600]: Intel Corporation A [8086:3ec2]
IOMMU Group 1 00:01.0 PCI bridge [0604]: Intel Corporation PEG [8086:1901]
IOMMU Group 1 01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102 [10de:2204]
IOMMU Group 1 01:00.1 Audio device [0403]: NVIDIA Corporation GA102 [10de:1aef]
IOMMU Group 2 00:14.0 USB controller [0c03]: Intel Corporation xHCI [8086:a36d]
IOMMU Group 2 00:14.2 RAM memory [0500]: Intel Corporation SRAM [8086:a36f]
IOMMU Group 3 00:1b.0 PCI bridge [0604]: Intel Corporation Root Port #17 [8086:a340]
IOMMU Group 4 00:1c.0 PCI bridge [0604]: Intel Corporation Root Port #1 [8086:a338]
IOMMU Group 5 00:1f.0 ISA bridge [0601]: Intel Corporation LPC [8086:a305]
IOMMU Group 5 00:1f.3 Audio device [0403]: Intel Corporation HDA [8086:a348]
IOMMU Group 5 00:1f.4 SMBus [0c05]: Intel Corporation SMBus [8086:a323]
IOMMU Group 6 02:00.0 Non-Volatile memory controller [0108]: Samsung SSD [144d:a808]
IOMMU Group 7 03:00.0 Ethernet controller [0200]: Realtek RTL8111 [10ec:8168]
";

#[test]
fn an_intel_desktop() {
    let (_, tree) = read(INTEL);
    assert_eq!(tree.role(bdf("00:01.0")), Some(Role::RootPort));
    assert_eq!(tree.parent(bdf("01:00.0")), Some((bdf("00:01.0"), Known::Inferred)));
    assert_eq!(tree.parent(bdf("02:00.0")), Some((bdf("00:1b.0"), Known::Inferred)));
    assert_eq!(tree.root_port(bdf("03:00.0")), Some(bdf("00:1c.0")));
    let gpu = group(&tree, 1);
    assert_eq!(gpu.class, Some(GroupClass::Clean));
    assert_eq!(gpu.subject, [bdf("01:00.0"), bdf("01:00.1")]);
    assert_eq!(gpu.kernel.must_be_free, [bdf("01:00.0"), bdf("01:00.1")]);
    assert_eq!(gpu.kernel.viable, Tri::Unknown);
    assert_eq!(group(&tree, 2).class, Some(GroupClass::CardPlusHarmless { harmless: vec![bdf("00:14.2")] }));
    assert!(matches!(group(&tree, 5).class, Some(GroupClass::MayHoldHostCritical { .. })));
    // Chipset functions are no card together.
    assert_eq!(iommu::card_of(&tree, tree.device(bdf("00:1f.3")).unwrap()).functions, [bdf("00:1f.3")]);
    let alone: Vec<(Kind, Bdf, bool)> =
        iommu::alone(&tree).into_iter().map(|a| (a.kind, a.card.functions[0], a.may_be_host_critical)).collect();
    assert_eq!(
        alone,
        [
            (Kind::Usb, bdf("00:14.0"), true),
            (Kind::Gpu, bdf("01:00.0"), false),
            (Kind::Nvme, bdf("02:00.0"), true),
            (Kind::Nic, bdf("03:00.0"), true),
        ]
    );
}

#[test]
fn the_acs_override_proves_nothing() {
    let (_, tree) = read(INTEL);
    let groups = iommu::groups(&tree, Tri::Yes);
    let class = groups.iter().find(|g| g.number == 1).unwrap().class.clone();
    assert_eq!(class, Some(GroupClass::IsolationNotProven { otherwise: Box::new(GroupClass::Clean) }));
}

#[test]
fn two_root_ports_share_a_group() {
    let text = INTEL.replace("IOMMU Group 3 00:1b.0", "IOMMU Group 1 00:01.1").replace("Group 6 02", "Group 1 02");
    let (_, tree) = read(&text);
    let shared = group(&tree, 1);
    assert_eq!(shared.root_ports, [bdf("00:01.0"), bdf("00:01.1")]);
    let want = GroupClass::MayHoldHostCritical { critical: vec![bdf("02:00.0")], with: vec![bdf("02:00.0")] };
    assert_eq!(shared.class, Some(want));
    assert_eq!(shared.proxmox.blocked_unless_spare, [bdf("02:00.0")]);
    assert_eq!(shared.proxmox.detached.len(), 3);
    // The same device number is not enough: the drive hangs below another port.
    assert_eq!(iommu::card_of(&tree, tree.device(bdf("01:00.0")).unwrap()).functions.len(), 2);
}

#[test]
fn an_apu_keeps_its_other_functions_for_the_host() {
    let text = "\
IOMMU Group 0 00:01.0 Host bridge [0600]: AMD Dummy [1022:1632]
IOMMU Group 1 00:08.0 Host bridge [0600]: AMD Dummy [1022:1632]
IOMMU Group 1 00:08.1 PCI bridge [0604]: AMD Internal PCIe GPP Bridge to Bus [1022:1635]
IOMMU Group 1 04:00.0 VGA compatible controller [0300]: AMD/ATI Renoir [1002:1636]
IOMMU Group 1 04:00.1 Audio device [0403]: AMD/ATI Renoir Audio [1002:1637]
IOMMU Group 1 04:00.2 Encryption controller [1080]: AMD PSP [1022:15df]
IOMMU Group 1 04:00.3 USB controller [0c03]: AMD USB [1022:1639]
IOMMU Group 1 04:00.6 Audio device [0403]: AMD HD Audio [1022:15e3]
";
    let (_, tree) = read(text);
    let card = iommu::card_of(&tree, tree.device(bdf("04:00.0")).unwrap());
    assert_eq!(card.functions, [bdf("04:00.0"), bdf("04:00.1")]);
    assert!(card.integrated);
    let shared = group(&tree, 1);
    assert_eq!(shared.subject, [bdf("04:00.0"), bdf("04:00.1")]);
    let Some(GroupClass::MayHoldHostCritical { critical, with }) = shared.class else { panic!() };
    assert_eq!(critical, [bdf("04:00.3")]);
    assert_eq!(with, [bdf("04:00.2"), bdf("04:00.3"), bdf("04:00.6")]);
}

#[test]
fn a_card_brings_its_own_switch_and_the_chipset_is_no_card() {
    let text = "\
IOMMU Group 0 00:01.1 PCI bridge [0604]: AMD GPP Bridge [1022:1483]
IOMMU Group 1 00:01.2 PCI bridge [0604]: AMD GPP Bridge [1022:1483]
IOMMU Group 2 01:00.0 PCI bridge [0604]: AMD/ATI Navi 10 XL Upstream Port [1002:1478]
IOMMU Group 3 02:00.0 PCI bridge [0604]: AMD/ATI Navi 10 XL Downstream Port [1002:1479]
IOMMU Group 4 03:00.0 VGA compatible controller [0300]: AMD/ATI Navi 21 [1002:73bf]
IOMMU Group 5 03:00.1 Audio device [0403]: AMD/ATI Navi 21 Audio [1002:ab28]
IOMMU Group 6 04:00.0 PCI bridge [0604]: AMD Matisse Switch Upstream [1022:57ad]
IOMMU Group 7 05:00.0 PCI bridge [0604]: AMD Matisse PCIe GPP Bridge [1022:57a3]
IOMMU Group 8 05:08.0 PCI bridge [0604]: AMD Matisse PCIe GPP Bridge [1022:57a4]
IOMMU Group 9 06:00.0 VGA compatible controller [0300]: NVIDIA GP107 [10de:1c82]
IOMMU Group 9 06:00.1 Audio device [0403]: NVIDIA GP107 Audio [10de:0fb9]
IOMMU Group 8 07:00.0 Non-Essential Instrumentation [1300]: AMD Reserved SPP [1022:1485]
IOMMU Group 8 07:00.1 USB controller [0c03]: AMD USB [1022:149c]
";
    let (listing, tree) = read(text);
    let navi = iommu::card_of(&tree, tree.device(bdf("03:00.0")).unwrap());
    assert_eq!(navi.port, Some(bdf("00:01.1")));
    assert_eq!(navi.bridges, [bdf("01:00.0"), bdf("02:00.0")]);
    assert_eq!(navi.groups, [4, 5]);
    let second = iommu::card_of(&tree, tree.device(bdf("06:00.0")).unwrap());
    assert_eq!((second.port, second.functions.len()), (Some(bdf("05:00.0")), 2));
    assert_eq!(tree.root_port(bdf("06:00.0")), Some(bdf("00:01.2")));
    let slots = iommu::slot_groups(&listing, &tree);
    assert!(slots.iter().any(|s| s.port == Some(bdf("00:01.1")) && s.groups == [4, 5]));
}

#[test]
fn usb_and_sata_of_a_chipset_are_no_card_with_what_hangs_below_it() {
    let text = "\
IOMMU Group 0 00:01.2 PCI bridge [0604]: AMD GPP Bridge [1022:1634]
IOMMU Group 1 01:00.0 USB controller [0c03]: AMD 500 Series xHCI [1022:43ee]
IOMMU Group 1 01:00.1 SATA controller [0106]: AMD 500 Series SATA [1022:43eb]
IOMMU Group 1 01:00.2 PCI bridge [0604]: AMD 500 Series Switch Upstream [1022:43e9]
IOMMU Group 1 02:00.0 PCI bridge [0604]: AMD Device [1022:43ea]
IOMMU Group 1 02:09.0 PCI bridge [0604]: AMD Device [1022:43ea]
IOMMU Group 1 03:00.0 VGA compatible controller [0300]: NVIDIA GP107 [10de:1c82]
IOMMU Group 1 03:00.1 Audio device [0403]: NVIDIA GP107 Audio [10de:0fb9]
IOMMU Group 1 04:00.0 Ethernet controller [0200]: Realtek RTL8125 [10ec:8125]
";
    let (_, tree) = read(text);
    let functions = |a: &str| iommu::card_of(&tree, tree.device(bdf(a)).unwrap()).functions;
    assert_eq!(functions("01:00.0"), [bdf("01:00.0")]);
    assert_eq!(functions("03:00.1"), [bdf("03:00.0"), bdf("03:00.1")]);
    let shared = group(&tree, 1);
    assert_eq!(shared.subject, [bdf("03:00.0"), bdf("03:00.1")]);
    assert_eq!(shared.proxmox.blocked_unless_spare, [bdf("01:00.1"), bdf("04:00.0")]);
    let Some(GroupClass::MayHoldHostCritical { critical, .. }) = shared.class else { panic!() };
    assert_eq!(critical, [bdf("01:00.0"), bdf("01:00.1"), bdf("04:00.0")]);
}

#[test]
fn bus_numbers_and_paths_beat_inference() {
    let text = "\
00:01.0 PCI bridge [0604]: A [8086:1901]
\tFlags: bus master, IOMMU group 1
\tBus: primary=00, secondary=02, subordinate=02, sec-latency=0

00:1c.0 PCI bridge [0604]: B [8086:a338]
\tFlags: bus master, IOMMU group 2
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0

02:00.0 VGA compatible controller [0300]: C [10de:2204]
\tFlags: bus master, IOMMU group 1
\tKernel driver in use: nvidia
";
    let (_, tree) = read(text);
    assert_eq!(tree.parent(bdf("02:00.0")), Some((bdf("00:01.0"), Known::BusNumbers)));
    let gpu = group(&tree, 1);
    assert_eq!((gpu.kernel.viable, gpu.kernel.held), (Tri::No, vec![bdf("02:00.0")]));
    let linked = "/sys/kernel/iommu_groups/0/devices/0000:05:00.0 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:05:00.0\n/sys/kernel/iommu_groups/1/devices/0000:00:01.0\n";
    let (_, tree) = read(linked);
    assert_eq!(tree.parent(bdf("05:00.0")), Some((bdf("00:01.0"), Known::Path)));
}

#[test]
fn drives_behind_a_vmd_follow_it() {
    let text = "\
IOMMU Group 0 00:02.0 VGA compatible controller [0300]: Intel Iris [8086:9a49]
IOMMU Group 1 0000:00:0e.0 RAID bus controller [0104]: Intel Volume Management Device NVMe RAID Controller [8086:9a0b]
IOMMU Group 1 10000:e0:06.0 PCI bridge [0604]: Intel Port [8086:9a09]
IOMMU Group 1 10000:e1:00.0 Non-Volatile memory controller [0108]: Samsung SSD [144d:a809]
";
    let (_, tree) = read(text);
    assert_eq!(tree.vmd_above(bdf("10000:e1:00.0")), Some(bdf("00:0e.0")));
    let vmd = iommu::card_of(&tree, tree.device(bdf("00:0e.0")).unwrap());
    assert!(vmd.functions.contains(&bdf("10000:e1:00.0")));
    assert_eq!(group(&tree, 1).class, Some(GroupClass::Clean));
    assert!(iommu::alone(&tree).iter().all(|a| a.card.functions[0] != bdf("10000:e1:00.0")));
}

#[test]
fn no_group_is_a_state() {
    let text = "00:00.0 Host bridge [0600]: AMD Root [1022:1480]\n00:00.2 IOMMU [0806]: AMD IOMMU [1022:1481]\n00:02.0 VGA compatible controller [0300]: Intel [8086:9a49]\n/sys/kernel/iommu_groups/0/devices/0000:00:01.0\n";
    let (_, tree) = read(text);
    let states: Vec<NoGroup> = iommu::without_group(&tree).into_iter().map(|w| w.state).collect();
    assert_eq!(states, [NoGroup::Expected, NoGroup::Expected, NoGroup::IgfxOff]);
}

fn observed(text: &str, bios: &str) -> Observation {
    Observation {
        bios: Some(bios.to_owned()),
        settings: Some(BTreeMap::new()),
        cpu: Some("i7-8700".to_owned()),
        kernel: Some("6.8.12-4-pve".to_owned()),
        command_line: Some(vec!["iommu=pt".to_owned()]),
        plugged: None,
        devices: iommu::read(text).unwrap().devices,
    }
}

#[test]
fn the_bios_is_blamed_only_when_nothing_else_differs() {
    let split = INTEL.replace("Group 1 00:01.0", "Group 9 00:01.0");
    // Other numbers, same partition.
    let renumbered = INTEL.replace("Group 1 ", "Group 77 ");
    assert_eq!(iommu::diff(&observed(INTEL, "1.0"), &observed(&renumbered, "2.0")).blame, Blame::Unchanged);
    let diff = iommu::diff(&observed(INTEL, "1.0"), &observed(&split, "2.0"));
    assert_eq!(diff.blame, Blame::Changed { by: Key::Bios });
    assert!(diff.blame.to_string().contains("the BIOS changed it"));
    assert_eq!(diff.changes.len(), 3);
    assert_eq!(diff.changes[0].parted_from, [bdf("01:00.0"), bdf("01:00.1")]);
    let mut other = observed(&split, "2.0");
    other.kernel = Some("6.11".to_owned());
    let diff = iommu::diff(&observed(INTEL, "1.0"), &other);
    assert_eq!(diff.blame, Blame::OneOf { keys: vec![Key::Bios, Key::Kernel] });
    assert_eq!(diff.keys.len(), 2);
    let mut unsure = observed(&split, "2.0");
    unsure.settings = None;
    let diff = iommu::diff(&observed(INTEL, "1.0"), &unsure);
    assert_eq!(diff.blame, Blame::Perhaps { by: Key::Bios, not_known: vec![Key::Settings] });
    // A card that came along is a key that differs.
    let more = format!("{split}IOMMU Group 10 04:00.0 USB controller [0c03]: Renesas [1912:0014]\n");
    let diff = iommu::diff(&observed(INTEL, "1.0"), &observed(&more, "2.0"));
    assert_eq!(diff.blame, Blame::OneOf { keys: vec![Key::Bios, Key::Plugged] });
    assert_eq!(diff.only_after, [bdf("04:00.0")]);
    assert_eq!(
        iommu::diff(&observed(INTEL, "1.0"), &observed(&split, "1.0")).blame,
        Blame::NotExplained { not_known: vec![] }
    );
}

#[test]
fn devices_are_found_again_where_bus_numbers_shift() {
    let moved = INTEL.replace("02:00.0 Non", "05:00.0 Non");
    let diff = iommu::diff(&observed(INTEL, "1.0"), &observed(&moved, "1.0"));
    assert_eq!(diff.moved, [(bdf("02:00.0"), bdf("05:00.0"))]);
    assert_eq!(diff.blame, Blame::Unchanged);
}
