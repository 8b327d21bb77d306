use super::*;

fn read(lines: &[&str]) -> Host {
    let mut facts = Facts::default();
    for line in lines {
        facts.line(line);
    }
    facts.finish().0
}

#[test]
fn reads_boot_log_lines() {
    let host = read(&[
        "Jun 23 14:21:50 box kernel: Linux version 6.8.12-4-pve (build@proxmox) (gcc) #1 SMP",
        "[    0.000000] Command line: BOOT_IMAGE=/boot/x root=UUID=1 quiet intel_iommu=on iommu=pt sn=20C0S7 pcie_acs_override=downstream",
        "> [    0.000000] DMI: Dell Inc. PowerEdge R730/0H21J3, BIOS 2.13.0 05/14/2021",
        "[    0.2] smpboot: CPU0: AMD Ryzen 7 8745HS w/ Radeon 780M Graphics (family: 0x19, model: 0x75, stepping: 0x2)",
    ]);
    assert_eq!(host.kernel.as_deref(), Some("6.8.12-4-pve"));
    assert_eq!(
        host.command_line,
        Some(["intel_iommu=on", "iommu=pt", "pcie_acs_override=downstream"].map(String::from).to_vec())
    );
    assert_eq!(host.acs_override, Tri::Yes);
    assert_eq!(host.cpu.as_deref(), Some("AMD Ryzen 7 8745HS w/ Radeon 780M Graphics"));
}

#[test]
fn splits_dmi_lines() {
    for (line, vendor, product, board, bios) in [
        (
            "DMI: Dell Inc. PowerEdge R730/0H21J3, BIOS 2.13.0 05/14/2021",
            "Dell Inc.",
            "PowerEdge R730",
            "0H21J3",
            "2.13.0",
        ),
        ("DMI: HP ProLiant DL388p Gen8, BIOS P70 07/01/2015", "HP", "ProLiant DL388p Gen8", "", "P70"),
        (
            "DMI: To Be Filled By O.E.M. To Be Filled By O.E.M./X570D4U-2L2T, BIOS P1.30 12/04/2020",
            "",
            "",
            "X570D4U-2L2T",
            "P1.30",
        ),
        (
            "DMI: AZW SER8/SER8, BIOS HPT.8xxx.SER8.V029.P8C0M0C15.13.Link 02/21/2025",
            "AZW",
            "SER8",
            "SER8",
            "HPT.8xxx.SER8.V029.P8C0M0C15.13.Link",
        ),
    ] {
        let host = read(&[line]);
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        assert_eq!((text(&host.vendor), text(&host.product)), (vendor.to_owned(), product.to_owned()), "{line}");
        assert_eq!((text(&host.board), text(&host.bios_version)), (board.to_owned(), bios.to_owned()), "{line}");
    }
    let wrapped = read(&["DMI: ASUS System Product Name/ROG STRIX B550-F GAMING (WI-FI), BIOS", "3621 01/13/2025"]);
    assert_eq!(wrapped.bios_version.as_deref(), Some("3621"));
}

#[test]
fn reads_dmidecode_and_slots() {
    let mut facts = Facts::default();
    for line in "Handle 0x0002, DMI type 2, 15 bytes\nBase Board Information\n\tManufacturer: ASRock\n\tProduct Name: X570 Taichi\n\tSerial Number: M80-ABC\nSystem Slot Information\n\tDesignation: PCIE1\n\tType: x16 PCI Express 4\n\tCurrent Usage: In Use\n\tBus Address: 0000:0b:00.0\n/sys/bus/pci/slots/3/address:0000:0c:00".lines() {
        facts.line(line);
    }
    let (host, slots) = facts.finish();
    assert_eq!(host.board.as_deref(), Some("X570 Taichi"));
    assert_eq!(slots.len(), 2);
    assert_eq!((slots[0].label.as_str(), slots[0].address.as_deref()), ("PCIE1", Some("0000:0b:00.0")));
    assert_eq!((slots[1].label.as_str(), slots[1].address.as_deref()), ("3", Some("0000:0c:00")));
}
