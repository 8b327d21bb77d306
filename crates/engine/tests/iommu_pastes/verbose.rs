//! Verbose and machine-readable lspci.

use crate::{SMALL, reads};

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
