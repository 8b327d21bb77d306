use serde::{Deserialize, Serialize};

use super::Topology;
use crate::Bdf;

/// Whether a secondary bus reset can reset a function. That `reset_method` lists `bus` does not mean
/// that it is usable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "bus_reset")]
pub enum BusReset {
    /// The function is alone on its bus.
    Usable,
    /// Others stand on the bus, and the kernel refuses to reset one for itself. When all of them go to
    /// one VM, QEMU can reset the bus for all.
    OnlyTogether {
        /// The others on the bus.
        with: Vec<Bdf>,
    },
    /// It stands on a root bus, which has no port above it that could be reset.
    NoPort,
    /// The tree is not known that far.
    Unknown,
}

/// Whether a bus reset works for a function.
#[must_use]
pub fn bus_reset(tree: &Topology, address: Bdf) -> BusReset {
    if tree.on_root_bus(address) {
        return BusReset::NoPort;
    }
    let same_bus = |a: Bdf| (a.domain, a.bus) == (address.domain, address.bus) && a != address;
    let with: Vec<Bdf> = tree.devices().map(|d| d.address).filter(|a| same_bus(*a)).collect();
    match tree.parent(address) {
        Some((port, _)) if tree.device(port).is_some_and(super::Device::is_vmd) => BusReset::NoPort,
        _ if !with.is_empty() => BusReset::OnlyTogether { with },
        Some(_) => BusReset::Usable,
        None => BusReset::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iommu::read;

    #[test]
    fn audio_beside_the_card_keeps_the_bus_from_being_reset() {
        let text = "IOMMU Group 0:\n\t00:01.0 PCI bridge [0604]: A [8086:1901]\n\t01:00.0 VGA compatible controller \
            [0300]: B [10de:2204]\n\t01:00.1 Audio device [0403]: C [10de:1aef]\nIOMMU Group 1:\n\t00:02.0 PCI bridge \
            [0604]: D [8086:1905]\n\t02:00.0 3D controller [0302]: E [10de:1eb8]\nIOMMU Group 2:\n\t00:14.0 USB \
            controller [0c03]: F [8086:a36d]\n";
        let listing = read(text).unwrap_or_default();
        let tree = Topology::new(&listing.devices);
        let at = |text: &str| text.parse::<Bdf>().unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!(bus_reset(&tree, at("01:00.0")), BusReset::OnlyTogether { with: vec![at("01:00.1")] });
        assert_eq!(bus_reset(&tree, at("02:00.0")), BusReset::Usable);
        assert_eq!(bus_reset(&tree, at("00:14.0")), BusReset::NoPort);
    }
}
