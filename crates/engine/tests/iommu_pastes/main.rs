//! Pastes as they turn up in forums, chats and issue trackers: invented machines, real shapes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod limits;
mod loops;
mod tools;
mod transport;
mod verbose;

use std::fmt::Write as _;

use vfiodex_engine::iommu::{self, Listing, Refusal};

/// `0=00:00.0 1=00:01.0,01:00.0 -=06:00.0`
fn groups(listing: &Listing) -> String {
    let mut out = String::new();
    for number in listing.group_numbers().into_iter().map(Some).chain([None]) {
        let members: Vec<String> = listing
            .devices
            .iter()
            .filter(|d| d.group == number)
            .map(|d| d.address.to_string().trim_start_matches("0000:").to_owned())
            .collect();
        if !members.is_empty() {
            let _ = write!(out, "{}={} ", number.map_or("-".to_owned(), |n| n.to_string()), members.join(","));
        }
    }
    out.trim_end().to_owned()
}

#[track_caller]
fn reads(text: &str, want: &str) -> Listing {
    let listing = iommu::read(text).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    assert_eq!(groups(&listing), want, "{:#?}", listing.skipped);
    listing
}

#[track_caller]
fn refuses(text: &str, want: Refusal) {
    assert_eq!(iommu::read(text).map(|l| groups(&l)), Err(want));
}

const SMALL: &str = "0=00:00.0 1=00:01.0,01:00.0,01:00.1 2=00:14.0";
