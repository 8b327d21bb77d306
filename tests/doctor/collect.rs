//! `site/collect.sh` on hosts that are built from listings: what it prints is read whole.

use std::path::Path;

use snapbox::cmd::Command;
use vfiodex::host::{Machine, Sysroot as Root};
use vfiodex_engine::iommu;

use crate::ARC;
use crate::sysroot::Sysroot;

/// What a reader of listings and of hosts have in common.
fn facts(listing: &iommu::Listing) -> Vec<String> {
    let device =
        |d: &iommu::Device| format!("{} {:?} {:?} {:?} {:?}", d.address, d.group, d.id, d.known_class(), d.driver);
    listing.devices.iter().map(device).collect()
}

fn collect(root: &Path, shell: &str) -> String {
    let output = Command::new(shell).arg("site/collect.sh").env("SYSROOT", root).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn host_and_collect_script_say_what_the_listing_says() {
    let folder = Path::new("crates/engine/tests/fixtures/specimens");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(listing) = iommu::read_bytes(&std::fs::read(&path).unwrap()) else { continue };
        // Without IDs a host cannot be built.
        if listing.devices.iter().any(|device| device.id.is_none() || device.known_class().is_none()) {
            continue;
        }
        let host = Sysroot::of(&listing);
        let machine = Machine::read(&Root::new(host.path()));
        assert_eq!(facts(&machine.listing()), facts(&listing), "{}", path.display());
        let printed = collect(host.path(), "sh");
        let read = iommu::read(&printed).unwrap_or_else(|refusal| panic!("{refusal}\n{printed}"));
        assert_eq!(facts(&read), facts(&listing), "{printed}");
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn collect_script_is_read_whole() {
    let host = Sysroot::new(ARC);
    host.driver("03:00.0", "xe");
    host.attribute("03:00.0", "subsystem_vendor", "0x172f");
    host.attribute("03:00.0", "subsystem_device", "0x3937");
    host.attribute("03:00.0", "revision", "0x08");
    host.attribute("03:00.0", "reset", "");
    host.attribute("03:00.0", "reset_method", "flr bus");
    host.attribute("03:00.0", "boot_vga", "0");
    host.attribute("01:00.0", "secondary_bus_number", "2");
    host.attribute("01:00.0", "subordinate_bus_number", "4");
    host.write("sys/bus/pci/slots/7/address", "0000:01:00\n");
    host.write("etc/unraid-version", "version=\"6.12.10\"\n");
    host.kernel(
        "6.6.78-Unraid",
        "BOOT_IMAGE=/bzimage initrd=/bzroot root=UUID=0123-4567 vfio-pci.ids=8086:56a0 pcie_acs_override=downstream \
         modprobe.blacklist=nouveau hostname=tower user=me@tower",
    );
    host.dmi(&[
        ("sys_vendor", "ASUS"),
        ("product_name", "System Product Name"),
        ("board_vendor", "ASUSTeK COMPUTER INC."),
        ("board_name", "PRIME Z690-P"),
        ("board_serial", "210888123456789"),
        ("bios_version", "3802"),
        ("bios_date", "03/11/2025"),
    ]);
    let printed = collect(host.path(), "sh");
    for personal in ["0123-4567", "tower", "210888123456789"] {
        assert!(!printed.contains(personal), "{personal}\n{printed}");
    }
    let listing = iommu::read(&printed).unwrap_or_else(|refusal| panic!("{refusal}\n{printed}"));
    assert!(listing.skipped.is_empty(), "{:#?}\n{printed}", listing.skipped);
    let host_facts = &listing.host;
    assert_eq!(host_facts.kernel.as_deref(), Some("6.6.78-Unraid"));
    assert_eq!(host_facts.board.as_deref(), Some("PRIME Z690-P"));
    assert_eq!(host_facts.bios_version.as_deref(), Some("3802"));
    assert_eq!(host_facts.hypervisor.as_deref(), Some("Unraid 6.12.10"));
    assert!(host_facts.acs_override.is_yes() && host_facts.cpu.is_some());
    let card = listing.device("03:00.0".parse().unwrap()).unwrap();
    assert_eq!(card.driver.as_deref(), Some("xe"));
    assert_eq!(card.subsystem.map(|id| id.to_string()).as_deref(), Some("172f:3937"));
    assert_eq!((card.reset, card.parent.map(|a| a.to_string()).as_deref()), (Some(true), Some("0000:02:01.0")));
    assert_eq!(listing.slots.len(), 1);
}

#[test]
fn collect_script_runs_on_this_machine() {
    let output = Command::new("sh").arg("site/collect.sh").output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.starts_with("== vfiodex collect 1\n") && printed.ends_with("== end\n"), "{printed}");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    match iommu::read(&printed) {
        Ok(listing) => assert!(listing.skipped.is_empty(), "{:#?}", listing.skipped),
        // No IOMMU here, or nothing that it has to do with.
        Err(refusal) => assert!(matches!(refusal, iommu::Refusal::NoGroups | iommu::Refusal::NotAListing), "{refusal}"),
    }
}
