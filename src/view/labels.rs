use serde_json::Value;

/// Words that are not written as they stand in keys and values.
const WORDS: &[(&str, &str)] = &[
    ("acs", "ACS"),
    ("amd", "AMD"),
    ("amdgpu", "amdgpu"),
    ("aer", "AER"),
    ("bar", "BAR"),
    ("bars", "BARs"),
    ("bios", "BIOS"),
    ("bmc", "BMC"),
    ("cdna", "CDNA"),
    ("cpu", "CPU"),
    ("cpus", "CPUs"),
    ("csm", "CSM"),
    ("cuda", "CUDA"),
    ("dma", "DMA"),
    ("dmi", "DMI"),
    ("ecc", "ECC"),
    ("edk2", "EDK II"),
    ("flr", "FLR"),
    ("gfx", "gfx"),
    ("gpu", "GPU"),
    ("gpus", "GPUs"),
    ("gvt", "GVT"),
    ("gvtg", "GVT-g"),
    ("hbm", "HBM"),
    ("id", "ID"),
    ("ids", "IDs"),
    ("igpu", "iGPU"),
    ("igd", "IGD"),
    ("iommu", "IOMMU"),
    ("lxc", "LXC"),
    ("mig", "MIG"),
    ("mxm", "MXM"),
    ("nas", "NAS"),
    ("nic", "NIC"),
    ("numa", "NUMA"),
    ("nvidia", "NVIDIA"),
    ("oam", "OAM"),
    ("oculink", "OCuLink"),
    ("os", "OS"),
    ("ovmf", "OVMF"),
    ("pci", "PCI"),
    ("pcie", "PCIe"),
    ("qemu", "QEMU"),
    ("rdna", "RDNA"),
    ("rom", "ROM"),
    ("sata", "SATA"),
    ("seabios", "SeaBIOS"),
    ("sbc", "SBC"),
    ("sr", "SR"),
    ("iov", "IOV"),
    ("sxm", "SXM"),
    ("tdp", "TDP"),
    ("ucsi", "UCSI"),
    ("uefi", "UEFI"),
    ("usb", "USB"),
    ("usb4", "USB4"),
    ("vendorid", "vendor ID"),
    ("vf", "VF"),
    ("vfs", "VFs"),
    ("vfio", "VFIO"),
    ("vgpu", "vGPU"),
    ("vdi", "VDI"),
    ("vram", "VRAM"),
    ("wifi", "Wi-Fi"),
    ("hdmi", "HDMI"),
    ("displayport", "DisplayPort"),
    ("dvi", "DVI"),
    ("vga", "VGA"),
    ("h264", "H.264"),
    ("hevc", "HEVC"),
    ("vvc", "VVC"),
    ("av1", "AV1"),
    ("vp8", "VP8"),
    ("vp9", "VP9"),
    ("mpeg2", "MPEG-2"),
    ("vc1", "VC-1"),
    ("mjpeg", "Motion JPEG"),
    ("12vhpwr", "12VHPWR"),
    ("xe", "Xe"),
    ("hpg", "HPG"),
    ("lp", "LP"),
    ("lpg", "LPG"),
    ("hpc", "HPC"),
    ("xe2", "Xe2"),
    ("gcn", "GCN"),
    ("i915", "i915"),
    ("above4g", "Above 4G"),
    ("linux", "Linux"),
    ("windows", "Windows"),
    ("proxmox", "Proxmox"),
    ("m2", "M.2"),
    ("intel", "Intel"),
    ("pcbios", "PC BIOS"),
    ("kubevirt", "KubeVirt"),
    ("truenas", "TrueNAS"),
    ("unraid", "Unraid"),
    ("code43", "Code 43"),
    ("lake", "Lake"),
    ("smmu", "SMMU"),
    ("tce", "TCE"),
];

/// Keys and values that need more than their words.
const WHOLE: &[(&str, &str)] = &[
    ("tdp_w", "TDP"),
    ("size_gib", "Size"),
    ("bandwidth_gb_s", "Bandwidth"),
    ("bus_bits", "Bus"),
    ("length_mm", "Length"),
    ("max_length_mm", "Longest card"),
    ("max_card_length_mm", "Longest card"),
    ("largest_mib", "Largest BAR"),
    ("resizable", "Resizable BAR"),
    ("sr_iov", "SR-IOV"),
    ("gvt_g", "GVT-g"),
    ("max_vfs", "Most VFs"),
    ("mig_instances", "MIG instances"),
    ("cuda_capability", "CUDA compute capability"),
    ("gfx_target", "LLVM target"),
    ("draw_w", "Draw"),
    ("power_w", "Power"),
    ("vendor_reset", "Known to vendor-reset"),
    ("pcie_generation", "PCIe generation"),
    ("physical_address_bits", "Physical address width"),
    ("iommu_address_bits", "IOMMU address width"),
    ("amd-vi", "AMD-Vi"),
    ("vt-d", "VT-d"),
    ("usb-c", "USB-C"),
    ("mini-displayport", "Mini DisplayPort"),
    ("12v-2x6", "12V-2x6"),
    ("eps-8-pin", "8-pin CPU (EPS)"),
    ("no-cap", "no cap"),
    ("mini-pc", "mini PC"),
    ("af_flr", "af_flr"),
    ("device_specific", "device_specific"),
    ("cxl_bus", "cxl_bus"),
    ("uefi", "UEFI driver in the ROM"),
    ("nvidia_driver", "NVIDIA driver"),
    ("id", "PCI ID"),
    ("ids", "PCI IDs"),
    ("same_id_as", "Same ID as"),
    ("by-design", "works as designed"),
    ("above4g", "Above 4G decoding"),
    ("resizable-bar", "Resizable BAR"),
    ("sr-iov", "SR-IOV"),
    ("vgpu", "vGPU"),
    ("out-of-tree", "out of tree"),
    ("amd-igpu", "AMD integrated graphics"),
    ("igd", "Intel integrated graphics"),
    ("gen-9-5", "Gen9.5"),
    ("gen-9", "Gen9"),
    ("gen-11", "Gen11"),
    ("gen-7-5", "Gen7.5"),
    ("gen-8", "Gen8"),
    ("rdna-3-5", "RDNA 3.5"),
    ("cpu2", "second CPU"),
    ("rdna-1", "RDNA"),
    ("xe-hpg", "Xe-HPG"),
    ("xe-lp", "Xe-LP"),
    ("xe-lpg", "Xe-LPG"),
    ("xe-hpc", "Xe-HPC"),
    ("arch", "architecture"),
];

/// A key or value in people's words, in lower case: `slot_width` becomes `slot width`.
#[must_use]
pub fn words(key: &str) -> String {
    if let Some((_, label)) = WHOLE.iter().find(|(name, _)| *name == key) {
        return (*label).to_owned();
    }
    let word = |part: &str| {
        WORDS.iter().find(|(name, _)| *name == part).map_or(part.to_owned(), |(_, label)| (*label).to_owned())
    };
    let (stem, _) = unit(key);
    stem.split(['_', '-']).map(word).collect::<Vec<_>>().join(" ")
}

/// The same as the start of a line: `Slot width`.
#[must_use]
pub fn label(key: &str) -> String {
    capital(&words(key))
}

/// Text with its first letter as a capital, unless its spelling is fixed.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let fixed = ["iGPU", "vGPU", "amdgpu", "i915", "gfx", "af_flr", "device_specific", "cxl_bus"]
        .iter()
        .any(|word| text.starts_with(word));
    match chars.next() {
        Some(first) if !fixed => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// An architecture by its maker's spelling: `ada-lovelace` becomes `Ada Lovelace`.
#[must_use]
pub fn architecture(key: &str) -> String {
    words(key).split(' ').map(capital).collect::<Vec<_>>().join(" ")
}

/// A key without its unit, and the unit.
#[must_use]
pub fn unit(key: &str) -> (&str, Option<&'static str>) {
    const UNITS: &[(&str, &str)] = &[
        ("_gb_s", "GB/s"),
        ("_gib", "GB"),
        ("_mib", "MiB"),
        ("_mm", "mm"),
        ("_bits", "bit"),
        ("_days", "days"),
        ("_w", "W"),
    ];
    UNITS.iter().find_map(|(suffix, unit)| Some((key.strip_suffix(suffix)?, Some(*unit)))).unwrap_or((key, None))
}

/// A number as people write it: no needless decimals, thousands apart by thin spaces from 10 000 up.
#[must_use]
pub fn number(value: f64) -> String {
    let text = if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        format!("{}", (value * 1000.0).round() / 1000.0)
    };
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 && whole.len() > 4 {
            grouped.push('\u{2009}');
        }
        grouped.push(digit);
    }
    rest.map_or(grouped.clone(), |rest| format!("{grouped}.{rest}"))
}

/// A number with its unit after a thin space.
#[must_use]
pub fn with_unit(value: f64, unit: Option<&str>) -> String {
    unit.map_or_else(|| number(value), |unit| format!("{}\u{2009}{unit}", number(value)))
}

/// A scalar of a record in people's words.
#[must_use]
pub fn scalar(key: &str, value: &Value, is_enum: bool) -> String {
    match value {
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Number(value) => with_unit(value.as_f64().unwrap_or_default(), unit(key).1),
        Value::String(text) if is_enum => words(text),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_read_like_a_datasheet() {
        for (key, want) in [
            ("tdp_w", "TDP"),
            ("slot_width", "Slot width"),
            ("sr_iov", "SR-IOV"),
            ("full-height", "Full height"),
            ("encoder_generation", "Encoder generation"),
        ] {
            assert_eq!(label(key), want, "{key}");
        }
        assert_eq!(with_unit(72.0, Some("W")), "72\u{2009}W");
        assert_eq!(number(1008.5), "1008.5");
        assert_eq!(number(24576.0), "24\u{2009}576");
        assert_eq!(architecture("ada-lovelace"), "Ada Lovelace");
    }
}
