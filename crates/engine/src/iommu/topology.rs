use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Device;
use crate::Bdf;

/// The first PCI domain that Linux gives to a Volume Management Device.
const VMD_DOMAIN: u32 = 0x10000;

/// How it is known what a device hangs below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// The bridge's bus numbers stand in the listing.
    BusNumbers,
    /// The device's sysfs path stands in the listing.
    Path,
    /// Bridges are numbered in the order in which they are found, and only one order fits.
    Inferred,
}

/// What a device is to the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A port or bridge on a root bus.
    RootPort,
    /// A port of a switch, or a bridge further down.
    Bridge,
    /// A device on a root bus: part of the CPU or the chipset.
    Integrated,
    /// A device below a port.
    Endpoint,
}

/// The PCI tree: root port, bridges, devices.
#[derive(Clone, Debug, Default)]
pub struct Topology {
    devices: BTreeMap<Bdf, Device>,
    /// Bridge above each bus, and how that is known.
    above: BTreeMap<(u32, u8), (Bdf, Known)>,
    roots: BTreeSet<(u32, u8)>,
}

impl Topology {
    /// Rebuilds the tree from addresses, classes and, where the listing has them, bus numbers and paths.
    #[must_use]
    pub fn new(devices: &[Device]) -> Self {
        let mut tree = Self { devices: devices.iter().map(|d| (d.address, d.clone())).collect(), ..Self::default() };
        for device in devices {
            let Bdf { domain, bus, .. } = device.address;
            if let Some(buses) = device.buses.filter(|b| b.secondary > 0) {
                tree.above.insert((domain, buses.secondary), (device.address, Known::BusNumbers));
            }
            if let Some(parent) = device.parent {
                tree.above.entry((domain, bus)).or_insert((parent, Known::Path));
            }
        }
        tree.find_roots();
        for (domain, root) in tree.roots.clone() {
            tree.infer(domain, root);
        }
        tree
    }

    fn buses(&self) -> BTreeSet<(u32, u8)> {
        self.devices.keys().map(|a| (a.domain, a.bus)).collect()
    }

    /// A root bus has a device of the CPU or chipset on it, or is the lowest of its domain.
    fn find_roots(&mut self) {
        let mut last = None;
        for (domain, bus) in self.buses() {
            let first = last != Some(domain);
            last = Some(domain);
            let covered = self.devices.values().any(|bridge| {
                bridge.address.domain == domain
                    && bridge.buses.is_some_and(|b| b.secondary > 0 && (b.secondary..=b.subordinate).contains(&bus))
            });
            let root_only = self.devices.values().any(|d| {
                (d.address.domain, d.address.bus) == (domain, bus)
                    && d.known_class().is_some_and(|class| {
                        matches!(class.0, 0x0600 | 0x0806)
                            || matches!(class.0, 0x0880 | 0x1101) && d.address.device >= 4
                    })
            });
            let placed = self.above.contains_key(&(domain, bus)) || covered;
            if !placed && (root_only || first && (bus == 0 || domain > 0)) {
                self.roots.insert((domain, bus));
            }
        }
    }

    /// Bridges get bus numbers depth first, in the order of their addresses. Where every bus below a
    /// root is met that way, that is how it is.
    fn infer(&mut self, domain: u32, root: u8) {
        let next_root = self
            .roots
            .range((domain, root.saturating_add(1))..)
            .next()
            .filter(|r| r.0 == domain)
            .map_or(256, |r| u16::from(r.1));
        let below = |bus: u8| bus > root && u16::from(bus) < next_root;
        let wanted: BTreeSet<u8> = self.buses().iter().filter(|b| b.0 == domain && below(b.1)).map(|b| b.1).collect();
        if wanted.iter().all(|bus| self.above.contains_key(&(domain, *bus))) {
            return;
        }
        let mut next = u16::from(root) + 1;
        let mut guess = BTreeMap::new();
        self.number(domain, root, &mut next, next_root, &mut guess, 0);
        let agrees = self
            .above
            .iter()
            .filter(|((d, _), _)| *d == domain)
            .all(|((_, bus), (bridge, _))| guess.get(bus).is_none_or(|g| g == bridge));
        if agrees && wanted.iter().all(|bus| guess.contains_key(bus)) {
            for (bus, bridge) in guess {
                self.above.entry((domain, bus)).or_insert((bridge, Known::Inferred));
            }
            return;
        }
        // As many bridges without a bus as buses without a bridge: the order decides.
        let placed: BTreeSet<Bdf> = self.above.values().map(|(bridge, _)| *bridge).collect();
        let bridges: Vec<Bdf> = self.ports_on(domain, root).into_iter().filter(|b| !placed.contains(b)).collect();
        let open: Vec<u8> = wanted.into_iter().filter(|bus| !self.above.contains_key(&(domain, *bus))).collect();
        let nested = self
            .devices
            .values()
            .any(|d| d.is_port_like() && open.contains(&d.address.bus) && d.address.domain == domain);
        if !nested && bridges.len() == open.len() {
            for (bridge, bus) in bridges.into_iter().zip(open) {
                self.above.insert((domain, bus), (bridge, Known::Inferred));
            }
        }
    }

    fn ports_on(&self, domain: u32, bus: u8) -> Vec<Bdf> {
        self.devices
            .values()
            .filter(|d| d.address.domain == domain && d.address.bus == bus && d.is_port_like())
            .map(|d| d.address)
            .collect()
    }

    fn number(&self, domain: u32, bus: u8, next: &mut u16, end: u16, guess: &mut BTreeMap<u8, Bdf>, depth: usize) {
        for bridge in self.ports_on(domain, bus) {
            let known = self.devices.get(&bridge).and_then(|d| d.buses);
            let secondary = known.map_or(*next, |b| u16::from(b.secondary));
            if secondary >= end || depth > 64 {
                return;
            }
            guess.insert(secondary as u8, bridge);
            *next = secondary + 1;
            if secondary as u8 != bus {
                self.number(domain, secondary as u8, next, end, guess, depth + 1);
            }
            if let Some(known) = known {
                *next = (*next).max(u16::from(known.subordinate) + 1);
            }
        }
    }

    /// The device at this address.
    #[must_use]
    pub fn device(&self, address: Bdf) -> Option<&Device> {
        self.devices.get(&address)
    }

    /// All devices, by address.
    pub fn devices(&self) -> impl Iterator<Item = &Device> {
        self.devices.values()
    }

    /// Whether the address lies on a root bus.
    #[must_use]
    pub fn on_root_bus(&self, address: Bdf) -> bool {
        self.roots.contains(&(address.domain, address.bus))
    }

    /// Whether the address lies in a Volume Management Device's domain.
    #[must_use]
    pub fn behind_vmd(&self, address: Bdf) -> bool {
        address.domain >= VMD_DOMAIN
    }

    /// The bridge directly above, and how that is known; for the root buses of a Volume Management
    /// Device that controller.
    #[must_use]
    pub fn parent(&self, address: Bdf) -> Option<(Bdf, Known)> {
        let above = self.above.get(&(address.domain, address.bus)).copied().filter(|(bridge, _)| *bridge != address);
        above.or_else(|| self.vmd_above(address).map(|vmd| (vmd, Known::Inferred)))
    }

    /// The controller that a device in a Volume Management Device's domain belongs to: the one in its
    /// group, or the only one.
    #[must_use]
    pub fn vmd_above(&self, address: Bdf) -> Option<Bdf> {
        if !self.behind_vmd(address) {
            return None;
        }
        let group = self.devices.get(&address).and_then(|d| d.group);
        let candidates: Vec<&Device> =
            self.devices.values().filter(|d| d.is_vmd() && !self.behind_vmd(d.address)).collect();
        let same = candidates.iter().find(|d| group.is_some() && d.group == group);
        same.or(candidates.first().filter(|_| candidates.len() == 1)).map(|d| d.address)
    }

    /// The bridges above, from the nearest to the root port.
    #[must_use]
    pub fn path(&self, address: Bdf) -> Vec<Bdf> {
        let mut path = Vec::new();
        let mut at = address;
        while let Some((bridge, _)) = self.parent(at) {
            if path.contains(&bridge) || path.len() > 32 {
                break;
            }
            path.push(bridge);
            at = bridge;
        }
        path
    }

    /// The root port above, the device itself when it is one.
    #[must_use]
    pub fn root_port(&self, address: Bdf) -> Option<Bdf> {
        let top = self.path(address).last().copied().unwrap_or(address);
        (self.role(top) == Some(Role::RootPort)).then_some(top)
    }

    /// Devices directly below a bridge.
    #[must_use]
    pub fn children(&self, bridge: Bdf) -> Vec<Bdf> {
        let buses: Vec<(u32, u8)> = self.above.iter().filter(|(_, (b, _))| *b == bridge).map(|(bus, _)| *bus).collect();
        self.devices.keys().filter(|a| buses.contains(&(a.domain, a.bus)) && **a != bridge).copied().collect()
    }

    /// Everything below a bridge, nearest first.
    #[must_use]
    pub fn below(&self, bridge: Bdf) -> Vec<Bdf> {
        let mut all = self.children(bridge);
        let mut at = 0;
        while at < all.len() {
            for child in self.children(all[at]) {
                if !all.contains(&child) {
                    all.push(child);
                }
            }
            at += 1;
        }
        all
    }

    /// What the device is to the tree.
    #[must_use]
    pub fn role(&self, address: Bdf) -> Option<Role> {
        let device = self.devices.get(&address)?;
        Some(match (device.is_port_like(), self.on_root_bus(address)) {
            (true, true) => Role::RootPort,
            (true, false) => Role::Bridge,
            (false, true) => Role::Integrated,
            (false, false) => Role::Endpoint,
        })
    }
}

impl Device {
    /// A bridge by bus numbers, class or class name.
    #[must_use]
    pub fn is_port_like(&self) -> bool {
        self.is_port() || self.known_class().is_some_and(|class| class.0 == 0x0604)
    }
}
