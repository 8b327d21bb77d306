//! What chats, mails, editors and terminals do to a listing.

use vfiodex_engine::iommu;

use crate::{SMALL, groups, reads};

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
