//! Incomplete listings, several in one paste, and what is refused.

use vfiodex_engine::iommu::{self, Refusal};

use crate::{reads, refuses};

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
