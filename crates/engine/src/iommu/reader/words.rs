//! Values of facts: what counts as one, and how DMI's and the kernel's words are cut.

use super::scan::{bdf_at, starts_ci};

/// A value as DMI prints it, or nothing where the maker filled in nothing.
pub(super) fn value(raw: &str) -> Option<String> {
    let text = raw.trim().trim_matches(['"', '\'', '`']).trim();
    let filler = [
        "to be filled by o.e.m.",
        "default string",
        "not specified",
        "not available",
        "none",
        "n/a",
        "unknown",
        "system product name",
        "system manufacturer",
        "o.e.m.",
        "<filter>",
    ];
    let plain = !text.is_empty() && text.len() <= 120 && !filler.iter().any(|f| text.eq_ignore_ascii_case(f));
    plain.then(|| text.to_owned())
}

/// `0000:01:00` or `0000:01:00.0`.
pub(super) fn slot_address(text: &str) -> bool {
    let with_function = if text.contains('.') { text.to_owned() } else { format!("{text}.0") };
    bdf_at(&with_function, 0).is_some_and(|found| found.end == with_function.len())
}

pub(super) fn release(text: &str) -> Option<String> {
    let word = text.trim_start().split([' ', '\t', ')', ',', '(']).next()?;
    let fits = word.len() >= 3
        && word.len() <= 80
        && word.contains('.')
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.+~".contains(&b));
    fits.then(|| word.to_owned())
}

pub(super) fn cpu(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    value(&words.join(" ")).filter(|name| name.bytes().any(|b| b.is_ascii_alphabetic()))
}

/// Words of a kernel command line that bear on PCI and the IOMMU.
pub(super) fn pci_word(word: &str) -> bool {
    let key = word.split('=').next().unwrap_or_default();
    let listed = [
        "intremap",
        "nointremap",
        "initcall_blacklist",
        "efifb",
        "nomodeset",
        "no_timer_check",
        "mem_encrypt",
        "kvm.ignore_msrs",
        "swiotlb",
        "x2apic_phys",
        "nox2apic",
    ];
    let prefix =
        ["pci=", "pci.", "pcie", "vfio", "xen-pciback", "pci-stub", "iommu", "amd_iommu", "intel_iommu", "amd-iommu"];
    let early_vfio = word.starts_with("rd.driver.pre=") && word.contains("vfio");
    let framebuffer =
        word.starts_with("video=efifb") || word.starts_with("video=vesafb") || word.starts_with("video=simplefb");
    listed.contains(&key) || early_vfio || framebuffer || prefix.iter().any(|p| word.starts_with(p))
}

/// Makers whose DMI name has more than one word, or none of the usual endings.
const MAKERS: &[&str] = &[
    "To Be Filled By O.E.M.",
    "System manufacturer",
    "ASRock Rack",
    "PC Engines",
    "American Megatrends",
    "Intel Corporation",
    "Intel(R) Client Systems",
    "Google",
    "Microsoft Corporation",
    "Hewlett-Packard",
    "Micro-Star International Co., Ltd.",
    "Micro-Star International Co., Ltd",
    "Gigabyte Technology Co., Ltd.",
    "ASUSTeK COMPUTER INC.",
    "ASUSTeK Computer INC.",
    "ASUSTeK Computer Inc.",
    "Dell Inc.",
    "Default string",
    "Framework",
    "TUXEDO",
    "Micro Computer (HK) Tech Limited",
    "Micro Computer(HK) Tech Limited",
    "BESSTAR TECH LIMITED",
    "Shenzhen Meigao Electronic Equipment Co.,Ltd",
];

/// Splits `Dell Inc. PowerEdge R730`: DMI prints maker and product with nothing between them.
pub(super) fn split_vendor(system: &str) -> (&str, &str) {
    let system = system.trim();
    let at =
        MAKERS.iter().filter(|maker| starts_ci(system, &maker.to_ascii_lowercase())).map(|maker| maker.len()).max();
    let ending = [
        "Inc. ",
        "INC. ",
        "Ltd. ",
        "LTD. ",
        "Corp. ",
        "Corporation ",
        "CORPORATION ",
        "GmbH ",
        "Limited ",
        "LIMITED ",
        "Ltd ",
    ];
    let at = at
        .or_else(|| ending.iter().filter_map(|e| system.find(e).map(|at| at + e.len() - 1)).min())
        .or_else(|| system.find(' '))
        .unwrap_or(system.len());
    system.split_at(at.min(system.len()))
}
