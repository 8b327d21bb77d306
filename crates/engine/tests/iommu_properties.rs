//! Round trips through every format, and input that means no good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use vfiodex_engine::iommu::{self, Device, Revision, write};
use vfiodex_engine::{Bdf, ClassCode, PciId};

fn device() -> impl Strategy<Value = Device> {
    let address = (prop_oneof![4 => Just(0u32), 1 => Just(1), 1 => Just(0x10000)], any::<u8>(), 0u8..32, 0u8..8);
    let id = (any::<u16>(), any::<u16>());
    let class = prop::sample::select(vec![
        ("Host bridge", 0x0600u16),
        ("PCI bridge", 0x0604),
        ("VGA compatible controller", 0x0300),
        ("Audiogerät", 0x0403),
        ("Контроллер USB", 0x0c03),
        ("Non-Volatile memory controller", 0x0108),
    ]);
    let name = "[A-Z][a-z]{2,8} (Corp\\.|Inc\\.) [A-Z]{2}[0-9]{2}( \\[[A-Z][a-z]{2,6} [0-9]{3}\\])?";
    (address, prop::option::weighted(0.9, 0u32..80), id, class, name, any::<u8>(), any::<(bool, u16, u16)>()).prop_map(
        |(
            (domain, bus, device, function),
            group,
            (vendor, product),
            (class_name, class),
            name,
            rev,
            (has_sub, sv, sd),
        )| {
            let mut out = Device::at(Bdf { domain, bus, device, function });
            out.group = group;
            out.id = Some(PciId { vendor, device: product });
            out.class = Some(ClassCode(class));
            out.class_name = Some(class_name.to_owned());
            out.name = Some(name);
            out.rev = (rev != 0).then_some(Revision(rev));
            out.subsystem = has_sub.then_some(PciId { vendor: sv, device: sd });
            out
        },
    )
}

fn layout() -> impl Strategy<Value = Vec<Device>> {
    prop::collection::vec(device(), 1..40).prop_map(|devices| {
        let by_address: BTreeMap<Bdf, Device> = devices.into_iter().map(|d| (d.address, d)).collect();
        let mut devices: Vec<Device> = by_address.into_values().collect();
        devices[0].group = Some(0);
        devices
    })
}

/// What survives formats that list groups only: grouped devices.
fn grouped(devices: &[Device]) -> Vec<Device> {
    devices.iter().filter(|d| d.group.is_some()).cloned().collect()
}

fn bare(devices: &[Device]) -> Vec<(Bdf, Option<u32>)> {
    devices.iter().map(|d| (d.address, d.group)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn listings_come_back(devices in layout()) {
        let want: Vec<Device> = grouped(&devices).into_iter().map(|mut d| { d.subsystem = None; d }).collect();
        for text in [write::headers(&devices), write::one_per_line(&devices)] {
            let listing = iommu::read(&text).unwrap();
            prop_assert_eq!(&listing.devices, &want, "{}", text);
            prop_assert!(listing.conflicts.is_empty());
        }
    }

    #[test]
    fn paths_and_logs_come_back(devices in layout()) {
        let want = bare(&grouped(&devices));
        for text in [write::paths(&devices), write::kernel_log(&devices)] {
            prop_assert_eq!(bare(&iommu::read(&text).unwrap().devices), want.clone(), "{}", text);
        }
    }

    #[test]
    fn records_come_back(devices in layout()) {
        let listing = iommu::read(&write::records(&devices)).unwrap();
        let unnamed = |devices: &[Device]| devices.iter().cloned().map(|mut d| { d.name = None; d }).collect::<Vec<_>>();
        prop_assert_eq!(unnamed(&listing.devices), unnamed(&devices));
    }

    #[test]
    fn decoration_changes_nothing(devices in layout(), pick in 0usize..8) {
        let text = write::headers(&devices);
        let each = |f: &dyn Fn(&str) -> String| text.lines().map(f).collect::<Vec<_>>().join("\n");
        let decorated = match pick {
            0 => text.replace('\n', "\r\n"),
            1 => each(&|l| format!("> {l}")),
            2 => each(&|l| format!("    {l}")),
            3 => each(&|l| format!("\u{1b}[0;32m{l}\u{1b}[0m")),
            4 => each(&|l| l.replace('[', "\\[").replace(']', "\\]")),
            5 => text.replace('\t', "        "),
            6 => each(&|l| format!("{l} | |")),
            _ => format!("\u{feff}Hello, here it is:\n```\n{text}```\nWhat now?\n"),
        };
        prop_assert_eq!(iommu::read(&decorated).unwrap().devices, iommu::read(&text).unwrap().devices, "{}", decorated);
    }

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = iommu::read_bytes(&bytes);
    }

    #[test]
    fn words_never_panic(words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..120)) {
        let _ = iommu::read(&words.concat());
    }

    #[test]
    fn broken_specimens_never_panic(which in any::<prop::sample::Index>(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..40)) {
        let files = specimens();
        let mut bytes = files[which.index(files.len())].clone();
        for (at, byte, what) in edits {
            if bytes.is_empty() { break; }
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => bytes.truncate(at),
            }
        }
        if let Ok(listing) = iommu::read_bytes(&bytes) {
            let tree = iommu::Topology::new(&listing.devices);
            let _ = iommu::groups(&tree, listing.host.acs_override);
            let _ = (iommu::alone(&tree), iommu::cards(&tree), iommu::slot_groups(&listing, &tree), iommu::without_group(&tree));
        }
    }
}

const WORDS: &[&str] = &[
    "IOMMU Group ",
    "iommu_groups/",
    "/devices/",
    "0000:",
    "01:00.0",
    "00:1f.3 ",
    "[8086:1901]",
    "[0604]: ",
    " (rev a1)",
    "\n",
    "\t",
    " ",
    ":",
    "12",
    "*",
    "│",
    "├── ",
    "\\t",
    "\\n",
    "&nbsp;",
    "&#",
    "<br>",
    "<iommuGroup number='",
    "'",
    "\u{1b}[",
    "m",
    "[",
    "]",
    "{",
    "}",
    "\"",
    ",",
    "pci ",
    ": Adding to iommu group ",
    "Removing from iommu group ",
    "iommu: Adding device ",
    " to group ",
    "Slot:",
    "IOMMUGroup:",
    "Flags: ",
    "Bus: primary=00, secondary=",
    "Subsystem: ",
    "-> ",
    "../devices/",
    "DMI: ",
    ", BIOS ",
    "Linux version ",
    "Command line: ",
    "iommugroup",
    "|",
    "—",
    "组",
    "...",
    "[    0.1",
    "$ ",
    "root@x:~# ",
    "--\n",
    "- id: ",
    "=\n",
    "=3D",
    "\r",
    "\u{feff}",
    "é",
    "999999999999",
    "-1",
    "Group ",
    "PCI bridge to [bus ",
];

fn specimens() -> Vec<Vec<u8>> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/specimens");
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Long lines and long pastes that are built to hurt come to an end.
#[test]
fn hostile_input_ends() {
    for unit in WORDS {
        let long = unit.repeat(40_000 / unit.len().max(1));
        let _ = iommu::read(&long);
        let lines = format!("{unit}\n").repeat(2_000);
        let _ = iommu::read(&lines);
    }
    for pair in [
        ["IOMMU Group 1 ", "01:00.0 "],
        ["[10de:2204] ", "01:00.0 x "],
        ["\\", "t"],
        ["{\"a\":", "["],
        ["01:00.0 ", "iommu group "],
        ["[1m", "x"],
    ] {
        let _ = iommu::read(&pair.concat().repeat(800));
        let _ = iommu::read(&(pair[0].repeat(2_000) + &pair[1].repeat(2_000)));
    }
}
