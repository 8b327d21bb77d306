use super::{Facet, FacetKind};
use crate::record::Kind;
use crate::view::blocks::Column;

/// Columns and filters of the list of a kind; the first column is the name.
pub(super) fn columns(kind: Kind) -> (Vec<Column>, Vec<Facet>) {
    let facet =
        |name: &str, label: &str, kind| Facet { name: name.into(), label: label.into(), kind, values: Vec::new() };
    let choice = |name: &str, label: &str| facet(name, label, FacetKind::Choice);
    let t = Column::text;
    let n = Column::number;
    match kind {
        Kind::Gpu => (
            vec![
                t("Card"),
                t("Passthrough"),
                n("VRAM, GB"),
                n("TDP, W"),
                n("Slots"),
                t("Cooling"),
                t("Sessions"),
                t("Reset"),
                t("Price"),
            ],
            vec![
                choice("vendor", "Vendor"),
                choice("segment", "Segment"),
                choice("architecture", "Architecture"),
                facet("vram", "VRAM at least, GB", FacetKind::Min),
                facet("tdp", "TDP at most, W", FacetKind::Max),
                facet("width", "Slots at most", FacetKind::Max),
                choice("cooling", "Cooling"),
                choice("sessions", "Encoding sessions"),
                choice("reset", "Reset"),
                facet("price", "Price at most", FacetKind::Max),
            ],
        ),
        Kind::Board => (
            vec![t("Board"), t("Kind"), t("Socket"), t("Chipset"), n("Layouts"), t("Remote console")],
            vec![
                choice("vendor", "Maker"),
                choice("kind", "Kind"),
                choice("socket", "Socket"),
                choice("chipset", "Chipset"),
                choice("layouts", "IOMMU layout"),
            ],
        ),
        Kind::Layout => (
            vec![t("Layout"), t("Board"), t("BIOS"), t("Kernel"), n("Groups"), n("Devices"), t("Observed")],
            vec![choice("override", "ACS override"), choice("complete", "Complete")],
        ),
        Kind::Quirk => (
            vec![t("Quirk"), t("Severity"), t("Family"), t("State"), t("As of")],
            vec![choice("family", "Family"), choice("state", "State"), choice("severity", "Severity")],
        ),
        Kind::Advice => (
            vec![t("Line or habit"), t("Today"), t("Written in")],
            vec![choice("verdict", "Verdict"), choice("place", "Written in")],
        ),
        Kind::Cpu => (
            vec![t("Family"), t("Segment"), t("IOMMU"), n("IOMMU bits"), n("PCIe lanes"), t("Integrated GPU")],
            vec![choice("vendor", "Maker"), choice("segment", "Segment")],
        ),
        Kind::Driver => (
            vec![t("Driver"), t("Kind"), t("Track"), t("Support ends")],
            vec![choice("kind", "Kind"), choice("family", "Family")],
        ),
        Kind::Hypervisor => (
            vec![t("Release"), t("Released"), t("Support ends"), t("Kernels"), t("QEMU")],
            vec![choice("product", "Product")],
        ),
        Kind::Report => (
            vec![t("Report"), t("Outcome"), t("Card"), t("Kernel"), t("Date")],
            vec![choice("outcome", "Outcome"), choice("gpu", "Card"), choice("guest", "Guest")],
        ),
        Kind::Observation => (
            vec![t("Observation"), n("Value"), t("Metric"), t("Date"), t("Remark")],
            vec![choice("metric", "Metric"), choice("doubt", "Plausible")],
        ),
        Kind::Source => (
            vec![t("Source"), t("Publisher"), t("Kind"), t("Standing"), n("Cited by")],
            vec![choice("kind", "Kind"), choice("standing", "Standing")],
        ),
        Kind::Guide => (vec![t("Guide"), t("Section")], vec![choice("section", "Section")]),
        Kind::Workload => (vec![t("Workload"), t("Purpose")], vec![]),
        Kind::Rule => (vec![t("Rule"), t("Severity"), t("Reason")], vec![choice("severity", "Severity")]),
        Kind::Vendor => (vec![t("Vendor"), t("PCI vendor IDs"), n("Boards"), n("GPUs")], vec![]),
    }
}
