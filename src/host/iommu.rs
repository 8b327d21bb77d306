use std::collections::BTreeMap;

use serde::Serialize;
use vfiodex_engine::Bdf;

use super::{PciDevice, Sysroot};

const GROUPS: &str = "/sys/kernel/iommu_groups";

/// Which device is in which group, from the groups' side.
#[derive(Debug, Default)]
pub(super) struct Groups {
    by_device: BTreeMap<Bdf, u32>,
    /// Groups that vfio made up without an IOMMU (`enable_unsafe_noiommu_mode`).
    made_up: Vec<u32>,
}

impl Groups {
    pub(super) fn read(root: &Sysroot) -> Self {
        let mut groups = Self::default();
        for number in root.names(GROUPS).iter().filter_map(|name| name.parse::<u32>().ok()) {
            if root.line(&format!("{GROUPS}/{number}/name")).is_some_and(|name| name == "vfio-noiommu") {
                groups.made_up.push(number);
            }
            let members = root.names(&format!("{GROUPS}/{number}/devices"));
            groups.by_device.extend(members.iter().filter_map(|name| Some((name.parse().ok()?, number))));
        }
        groups
    }

    pub(super) fn of(&self, address: Bdf) -> Option<u32> {
        self.by_device.get(&address).copied()
    }
}

/// What the kernel shows of the IOMMU. A message such as `DMAR: IOMMU enabled` is no sign: a host whose
/// IOMMU is on by default does not print it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Iommu {
    /// Whether it works.
    pub state: IommuState,
    /// Units in `/sys/class/iommu`: `dmar0`, `ivhd0`.
    pub units: Vec<String>,
    /// Groups that hold a PCI device.
    pub groups: usize,
}

/// Whether the IOMMU works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IommuState {
    /// Devices are in groups, and units are registered.
    On,
    /// Devices are in groups; no unit shows, as in some containers.
    GroupsOnly,
    /// A unit is registered, and no PCI device is in a group.
    UnitsOnly,
    /// The only groups are those that vfio makes up without an IOMMU: nothing isolates the guest.
    NoIommuMode,
    /// Neither group nor unit.
    Off,
}

impl Iommu {
    pub(super) fn read(root: &Sysroot, groups: &Groups, devices: &[PciDevice]) -> Self {
        let units = root.names("/sys/class/iommu");
        let mut numbers: Vec<u32> = devices.iter().filter_map(|device| device.group).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let real = numbers.iter().filter(|number| !groups.made_up.contains(number)).count();
        let state = match (real, units.is_empty()) {
            (0, _) if !numbers.is_empty() => IommuState::NoIommuMode,
            (0, true) => IommuState::Off,
            (0, false) => IommuState::UnitsOnly,
            (_, true) => IommuState::GroupsOnly,
            (_, false) => IommuState::On,
        };
        Self { state, units, groups: real }
    }

    /// Whether devices can be passed through as far as the IOMMU goes.
    #[must_use]
    pub fn works(&self) -> bool {
        matches!(self.state, IommuState::On | IommuState::GroupsOnly)
    }
}
