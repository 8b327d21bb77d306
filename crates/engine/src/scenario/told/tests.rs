use super::*;
use crate::hardware::{CardFacts, DmiFacts};

fn knowledge() -> Knowledge {
    let card = |id: &str, pci: &str, vendor: &str, segment: &str| CardFacts {
        id: id.into(),
        ids: pci.parse().ok().into_iter().collect(),
        vendor: vendor.into(),
        segment: segment.into(),
        ..CardFacts::default()
    };
    let dmi = vec![DmiFacts { product: None, board: Some("PRIME X370-PRO".into()) }];
    Knowledge {
        cards: vec![
            card("rtx", "10de:2504", "nvidia", "consumer"),
            card("rx", "1002:73bf", "amd", "consumer"),
            card("uhd", "8086:4680", "intel", "integrated"),
        ],
        boards: vec![BoardFacts { id: "prime".into(), dmi, ..BoardFacts::default() }],
        ..Knowledge::default()
    }
}

const PASTE: &str = "== vfiodex collect 1\n\
    Kernel: 6.8.12-9-pve\n\
    cmdline: BOOT_IMAGE=/ROOT/pve-1@/boot/vmlinuz-6.8.12-9-pve\n\
    pve-manager/8.4.1/abc (running kernel: 6.8.12-9-pve)\n\
    board_name:PRIME X370-PRO\n\
    model name\t: AMD Ryzen 7 5800X\n\
    == devices by group\n\
    IOMMU group 14 0000:01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA106 [10de:2504] (rev a1)\n\
    IOMMU group 14 0000:01:00.1 Audio device [0403]: NVIDIA Corporation Device [10de:228e] (rev a1)\n\
    IOMMU group 15 0000:02:00.0 VGA compatible controller [0300]: AMD [1002:73bf] (rev c1)\n\
    ./0000:01:00.0/boot_vga:0\n\
    ./0000:02:00.0/boot_vga:1\n";

#[test]
fn a_paste_tells_host_and_card() {
    let told = Scenario::told(PASTE, &knowledge(), Some("rtx"));
    assert_eq!(told.address.map(|at| at.to_string()).as_deref(), Some("0000:01:00.0"));
    assert_eq!(told.ids.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10de:2504", "10de:228e"]);
    assert_eq!((told.boot_gpu, told.host_gpus.as_slice()), (Some(false), &["rx".to_owned()][..]));
    assert_eq!(
        (told.host_display, told.root_fs, told.iommu),
        (Some(HostDisplay::OtherGpu), Some(RootFs::Zfs), Some(true))
    );
    let situation = &told.situation;
    assert_eq!((situation.board.as_deref(), situation.cpu_vendor.as_deref()), (Some("prime"), Some("amd")));
    assert_eq!(situation.proxmox.as_ref().map(ToString::to_string).as_deref(), Some("8.4.1"));
    // Of two cards none is meant for certain.
    assert_eq!(Scenario::told(PASTE, &knowledge(), None).gpu, None);
}

#[test]
fn commands_tell_how_the_host_boots() {
    for (text, uefi, secure_boot, root) in [
        ("SecureBoot disabled\n", None, Some(false), None),
        ("SecureBoot enabled\n", Some(true), Some(true), None),
        ("EFI variables are not supported on this system.\n", Some(false), None, None),
        ("/ rpool/ROOT/pve-1 zfs rw,relatime\n", None, None, Some(RootFs::Zfs)),
        ("/dev/mapper/pve-root on / type ext4 (rw,relatime)\n", None, None, Some(RootFs::Ext4)),
    ] {
        let told = Scenario::told(text, &Knowledge::default(), None);
        assert_eq!((told.uefi, told.secure_boot, told.root_fs), (uefi, secure_boot, root), "{text}");
    }
}

#[test]
fn a_report_tells_the_same() {
    let report = r#"{"format":1,"host":{"kernel":"6.17.2-1-pve","hypervisor":{"name":"proxmox","version":"9.1"},
        "cpu":"Intel(R) Core(TM) i5-12500","board":{"id":"prime","name":"Prime"}},
        "iommu":{"state":"on"},"cards":[
        {"address":"0000:00:02.0","integrated":true,"candidates":[{"id":"uhd"}],"functions":[{"id":"8086:4680","boot_vga":true}]},
        {"address":"0000:01:00.0","integrated":false,"candidates":[{"id":"rtx"}],
         "functions":[{"id":"10de:2504","boot_vga":false},{"id":"10de:228e"}]}]}"#;
    let told = Scenario::told(report, &knowledge(), None);
    assert_eq!((told.gpu.as_deref(), told.host_display), (Some("rtx"), Some(HostDisplay::Igpu)));
    assert_eq!((told.boot_gpu, told.iommu), (Some(false), Some(true)));
    assert_eq!(told.situation.cpu_vendor.as_deref(), Some("intel"));
    assert_eq!(told.situation.proxmox.as_ref().map(ToString::to_string).as_deref(), Some("9.1"));
}
