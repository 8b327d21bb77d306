use super::*;
use crate::hardware::CardFacts;
use crate::situation::{Bootloader, Guest, Hypervisor};

fn knowledge() -> Knowledge {
    let ids = vec!["10de:2504".parse().unwrap_or_else(|e| unreachable!("{e}"))];
    let card = CardFacts {
        id: "geforce-rtx-3060-12gb".into(),
        name: "GeForce RTX 3060 12 GB".into(),
        ids,
        vendor: "nvidia".into(),
        die: Some("GA106".into()),
        architecture: "ampere".into(),
        segment: "consumer".into(),
        ..CardFacts::default()
    };
    Knowledge { cards: vec![card], ..Knowledge::default() }
}

#[test]
fn a_boot_log_tells_kernel_processor_and_cards() {
    let text = "[    0.000000] Linux version 6.8.12-12-pve (build@proxmox) (gcc (Debian 12.2.0-14+deb12u1) 12.2.0)\n\
        [    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-6.8.12-12-pve root=/dev/mapper/pve-root ro quiet\n\
        [    0.000000] DMI: ASRock X870E Taichi Lite/X870E Taichi Lite, BIOS 3.15 12/10/2024\n\
        [    0.3] pci 0000:01:00.0: [10de:2504] type 00 class 0x030000 PCIe Legacy Endpoint\n\
        [    0.3] pci 0000:01:00.1: [10de:228e] type 00 class 0x040300 PCIe Endpoint\n\
        [    0.5] pci 0000:00:00.2: AMD-Vi: IOMMU performance counters supported\n";
    let context = Context::read(text, &knowledge());
    let told = &context.situation;
    assert_eq!(told.kernel.as_ref().map(ToString::to_string).as_deref(), Some("6.8.12-12-pve"));
    assert_eq!((told.hypervisor, told.bootloader), (Some(Hypervisor::Proxmox), Some(Bootloader::Grub)));
    assert_eq!(told.cpu_vendor.as_deref(), Some("amd"));
    assert_eq!(told.cards.len(), 1);
    let card = context.card_in("vfio-pci 0000:01:00.1: not ready", &knowledge());
    assert_eq!(card.and_then(|card| card.die).as_deref(), Some("GA106"));
    assert!(context.assumed.iter().any(|a| a.about == "kernel" && a.line == Some(1)));
}

#[test]
fn a_guests_kernel_is_not_the_hosts() {
    let text = "Linux version 6.1.0-18-amd64 (debian)\nDMI: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 4.2023\n\
        NVRM: loading NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build\n";
    let told = Context::read(text, &Knowledge::default()).situation;
    assert_eq!((told.kernel, told.guest), (None, Some(Guest::Linux)));
    assert_eq!(told.nvidia_driver.map(|v| v.to_string()).as_deref(), Some("580.95.05"));
}

#[test]
fn commands_tell_versions() {
    for (text, hypervisor, proxmox, kernel, qemu) in [
        ("pve-manager/9.1.3/abc (running kernel: 6.17.2-1-pve)", "proxmox", "9.1.3", "6.17.2-1-pve", ""),
        ("Linux pve 6.8.12-9-pve #1 SMP PREEMPT_DYNAMIC PMX x86_64 GNU/Linux", "proxmox", "", "6.8.12-9-pve", ""),
        (
            "proxmox-ve: 8.4.0 (running kernel: 6.8.12-9-pve)\npve-qemu-kvm: 9.2.0-5",
            "proxmox",
            "8.4.0",
            "6.8.12-9-pve",
            "9.2.0-5",
        ),
        ("QEMU emulator version 10.1.2 (Debian 1:10.1)", "", "", "", "10.1.2"),
    ] {
        let told = Context::read(text, &Knowledge::default()).situation;
        let show = |value: Option<String>| value.unwrap_or_default();
        assert_eq!(show(told.hypervisor.map(|v| v.to_string())), hypervisor, "{text}");
        assert_eq!(show(told.proxmox.map(|v| v.to_string())), proxmox, "{text}");
        assert_eq!(show(told.kernel.map(|v| v.to_string())), kernel, "{text}");
        assert_eq!(show(told.qemu.map(|v| v.to_string())), qemu, "{text}");
    }
}

#[test]
fn reports_about_a_host_are_read() {
    let collected = "== vfiodex collect 1\nKernel: 6.12.24\nTrueNAS SCALE 25.04\nmodel name\t: AMD Ryzen 9 7950X\n\
        == devices by group\nIOMMU group 14 0000:01:00.0 0300: 10de:2504\nIOMMU group 14 0000:01:00.1 0403: 10de:228e\n";
    let written = "Board                ASRock X870E Taichi Lite (record asrock-x870e-taichi-lite)\n\
        Processor            AMD Ryzen 9 7950X 16-Core Processor\nKernel               6.12.24\n\
        Hypervisor           Proxmox VE 9.1.1\n\nCards\n  0000:01:00.0  GA106\n\
        \x20   record     GeForce RTX 3060 12 GB (geforce-rtx-3060-12gb)\n";
    let json = "{\n  \"host\": {\n    \"kernel\": \"6.12.24\",\n    \"hypervisor\": {\n      \"name\": \"proxmox\",\n\
        \x20     \"version\": \"9.1.1\"\n    },\n    \"cpu\": \"AMD Ryzen 9\"\n  },\n  \"cards\": [\n    {\n\
        \x20     \"id\": \"10de:2504\",\n      \"class\": \"0300\",\n      \"id\": \"10de:228e\",\n      \"class\": \"0403\"\n";
    for (text, proxmox) in [(collected, None), (written, Some("9.1.1")), (json, Some("9.1.1"))] {
        let told = report::read(text, &knowledge());
        assert_eq!(told.kernel, "6.12.24".parse().ok(), "{text}");
        assert_eq!(told.cpu_vendor.as_deref(), Some("amd"), "{text}");
        assert_eq!(told.proxmox, proxmox.and_then(|version| version.parse().ok()), "{text}");
        let records: Vec<_> = told.cards.iter().flat_map(|card| card.records.clone()).collect();
        assert_eq!(records, ["geforce-rtx-3060-12gb"], "{text}");
    }
}
