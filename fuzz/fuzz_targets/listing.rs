//! Pasted listings: whatever is pasted, the reader comes to an end, and what it makes of it holds together.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vfiodex_engine::iommu::{self, Blame, Device, Listing, Observation, Topology, write};
use vfiodex_engine::{Bdf, Tri};

fuzz_target!(|bytes: &[u8]| {
    let Ok(listing) = iommu::read_bytes(bytes) else { return };
    assert!(listing.devices.windows(2).all(|pair| pair[0].address < pair[1].address), "sorted, each once");
    judged(&listing);
    comes_back(&listing.devices);
    let seen = || Observation { devices: listing.devices.clone(), ..Observation::default() };
    assert_eq!(iommu::diff(&seen(), &seen()).blame, Blame::Unchanged, "a layout compared with itself");
});

/// Everything that the pages and the tools ask of a listing.
fn judged(listing: &Listing) {
    let tree = Topology::new(&listing.devices);
    let groups = iommu::groups(&tree, listing.host.acs_override);
    let members: usize = groups.iter().map(|group| group.members.len()).sum();
    let without = iommu::without_group(&tree).len();
    assert_eq!(members + without, tree.devices().count(), "every device is in one group or in none");
    for card in iommu::cards(&tree) {
        let whole = iommu::sharing(&tree, &card, Tri::No);
        let parts = iommu::sharing_by_group(&tree, &card, Tri::No);
        let rank = |sharing: &iommu::Sharing| sharing.class.as_ref().map(iommu::GroupClass::rank);
        if let (Some(whole), Some(worst)) = (rank(&whole), parts.iter().filter_map(rank).max()) {
            assert!(whole >= worst, "all groups together are no better than the worst of them");
        }
        for address in &card.functions {
            let _ = iommu::bus_reset(&tree, *address);
        }
    }
    let _ = (iommu::alone(&tree), iommu::slot_groups(listing, &tree));
}

/// Addresses and groups survive being written and read again.
fn comes_back(devices: &[Device]) {
    let bare = |devices: &[Device]| -> Vec<(Bdf, Option<u32>)> {
        devices.iter().filter(|device| device.group.is_some()).map(|device| (device.address, device.group)).collect()
    };
    let want = bare(devices);
    if want.is_empty() {
        return;
    }
    let again = iommu::read(&write::paths(devices)).map(|listing| bare(&listing.devices));
    assert_eq!(again.as_ref().ok(), Some(&want), "written as paths");
}
