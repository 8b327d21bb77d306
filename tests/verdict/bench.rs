//! A board with one slot of every sort, on a processor of which everything is known.

use vfiodex_engine::hardware::{BoardFacts, CompanyFacts, CpuFacts, GroupFacts, SlotFacts};
use vfiodex_engine::iommu::{Kind, SlotSource};

fn with(class: &str, kinds: &[(Kind, bool)]) -> GroupFacts {
    let company = |&(kind, critical): &(Kind, bool)| CompanyFacts { kind, id: None, critical };
    GroupFacts {
        class: class.to_owned(),
        not_proven: false,
        with: kinds.iter().map(company).collect(),
        with_ports: Vec::new(),
        known_by: SlotSource::Dmi,
    }
}

fn slot(label: &str, group: GroupFacts) -> SlotFacts {
    SlotFacts {
        label: label.to_owned(),
        kind: Some("pcie".into()),
        mechanical_lanes: Some(16),
        lanes: Some(16),
        generation: Some(4),
        attached_to: Some("cpu".into()),
        width: Some(3.0),
        low_profile: Some(false),
        max_length_mm: Some(340),
        power_w: Some(75),
        group: Some(group),
    }
}

fn port() -> vfiodex_engine::Bdf {
    "0000:00:1c.4".parse().unwrap_or_else(|_| unreachable!())
}

fn clean() -> GroupFacts {
    with("clean", &[])
}

/// The processor: everything is there and wide.
pub(crate) fn cpu() -> CpuFacts {
    CpuFacts {
        id: "bench-cpu".into(),
        name: "Bench".into(),
        vendor: "intel".into(),
        igpu: Some("some".into()),
        gpus: vec!["uhd-graphics-770".into(), "uhd-graphics-630".into(), "arc-graphics-meteor-lake".into()],
        address_bits: Some(46),
        iommu_bits: Some(46),
        iommu: Some("all".into()),
        interrupt_remapping: Some(true),
    }
}

/// The board.
pub(crate) fn board() -> BoardFacts {
    let critical = "may-hold-host-critical";
    let kind = |label: &str, kind: &str| SlotFacts { kind: Some(kind.into()), ..slot(label, clean()) };
    BoardFacts {
        id: "bench".into(),
        name: "Bench".into(),
        kind: "motherboard".into(),
        vendor: "test".into(),
        cpus: vec!["bench-cpu".into()],
        bmc: Some(true),
        video: Some("bmc".into()),
        max_length_mm: Some(340),
        above_4g: Some(true),
        resizable_bar: Some(true),
        iommu: Some(true),
        layout: Some("bench--1".into()),
        igpu: Some(clean()),
        slots: vec![
            slot("clean", clean()),
            slot("harmless", with("card-plus-harmless", &[])),
            slot("nic", with(critical, &[(Kind::Nic, true)])),
            slot("storage", with(critical, &[(Kind::Nvme, true)])),
            slot("usb", with(critical, &[(Kind::Usb, true)])),
            slot("chipset", with(critical, &[(Kind::Other, true)])),
            slot("gpu", with("shared", &[(Kind::Gpu, false)])),
            slot("other", with("shared", &[(Kind::Other, false)])),
            slot("unproven", GroupFacts { not_proven: true, ..clean() }),
            slot("unproven-nic", GroupFacts { not_proven: true, ..with(critical, &[(Kind::Nic, true)]) }),
            slot("several", GroupFacts { with_ports: vec![port()], ..clean() }),
            slot("inferred", GroupFacts { known_by: SlotSource::Inferred, ..clean() }),
            kind("oculink", "oculink"),
            kind("usb4", "usb4"),
            kind("m2", "m2"),
            kind("pci", "pci"),
            SlotFacts { attached_to: Some("chipset".into()), ..slot("pch", clean()) },
            SlotFacts { width: Some(1.0), ..slot("narrow", clean()) },
            SlotFacts { max_length_mm: Some(170), ..slot("short", clean()) },
            SlotFacts { low_profile: Some(true), ..slot("low", clean()) },
            SlotFacts { lanes: Some(4), ..slot("x4", clean()) },
            SlotFacts { lanes: Some(1), mechanical_lanes: Some(1), power_w: Some(25), ..slot("x1", clean()) },
            SlotFacts { group: None, ..slot("unseen", clean()) },
        ],
        ..BoardFacts::default()
    }
}

/// A processor of which some models or none have an IOMMU, and a board for it.
pub(crate) fn without_iommu() -> (Vec<CpuFacts>, BoardFacts) {
    let family = |id: &str, iommu: &str| CpuFacts { id: id.into(), iommu: Some(iommu.into()), ..cpu() };
    let board = BoardFacts {
        id: "bare".into(),
        name: "Bare".into(),
        cpus: vec!["cpu-none".into(), "cpu-some".into()],
        iommu: Some(false),
        slots: vec![slot("clean", clean())],
        ..board()
    };
    (vec![family("cpu-none", "none"), family("cpu-some", "some")], board)
}
