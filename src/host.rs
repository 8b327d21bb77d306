//! What a Linux host says about itself below `/sys`, `/proc` and `/etc`. Everything here only reads, needs
//! no root, and takes what it cannot read as not known.

mod cpu;
mod dmi;
mod hypervisor;
mod in_use;
mod interrupts;
mod iommu;
mod kernel;
mod modprobe_d;
mod modules;
mod pci;
mod place;
mod slots;
mod sysroot;

use serde::Serialize;
use vfiodex_engine::iommu::{Format, Host, Listing, Slot};

pub use cpu::Cpu;
pub use dmi::Dmi;
pub use hypervisor::Hypervisor;
pub use in_use::Use;
pub use interrupts::Remapping;
pub use iommu::{Iommu, IommuState};
pub use kernel::Kernel;
pub use modprobe_d::ConfigLine;
pub use modules::Modules;
pub use pci::{Bar, Link, PciDevice};
pub use place::Place;
pub use sysroot::Sysroot;

/// One host, as far as it can be read.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// Its PCI functions, by address.
    pub devices: Vec<PciDevice>,
    /// The IOMMU.
    pub iommu: Iommu,
    /// Interrupt remapping.
    pub remapping: Remapping,
    /// DMI names.
    pub dmi: Dmi,
    /// Processor.
    pub cpu: Cpu,
    /// Kernel and command line.
    pub kernel: Kernel,
    /// Kernel modules.
    pub modules: Modules,
    /// Lines of `/etc/modprobe.d`.
    pub modprobe_d: Vec<ConfigLine>,
    /// Hypervisor.
    pub hypervisor: Option<Hypervisor>,
    /// Container or virtual machine.
    pub place: Place,
    /// Slots that the firmware names.
    pub slots: Vec<Slot>,
    /// Files that are there and could not be read.
    pub not_read: Vec<String>,
}

impl Machine {
    /// Reads everything below a root.
    #[must_use]
    pub fn read(root: &Sysroot) -> Self {
        let groups = iommu::Groups::read(root);
        let devices = pci::read(root, &groups);
        let kernel = Kernel::read(root);
        let cpu = Cpu::read(root);
        let dmi = Dmi::read(root);
        Self {
            iommu: Iommu::read(root, &groups, &devices),
            remapping: Remapping::read(root, &kernel),
            modules: Modules::read(root),
            modprobe_d: modprobe_d::read(root),
            hypervisor: Hypervisor::read(root),
            place: Place::read(root, &cpu),
            slots: slots::read(root),
            not_read: root.not_read(),
            devices,
            dmi,
            cpu,
            kernel,
        }
    }

    /// The device at an address.
    #[must_use]
    pub fn device(&self, address: vfiodex_engine::Bdf) -> Option<&PciDevice> {
        self.devices.iter().find(|device| device.address == address)
    }

    /// The host in the words of the engine.
    #[must_use]
    pub fn listing(&self) -> Listing {
        let mut devices: Vec<_> = self.devices.iter().map(PciDevice::to_engine).collect();
        for device in &mut devices {
            let place = device.address.to_string();
            let slot = self.slots.iter().find(|slot| {
                slot.address
                    .as_deref()
                    .is_some_and(|at| place.strip_prefix(at).is_some_and(|rest| rest.starts_with('.')))
            });
            device.slot = slot.map(|slot| slot.label.clone());
        }
        let incomplete_because = self.incomplete_because();
        Listing {
            devices,
            incomplete: !incomplete_because.is_empty(),
            incomplete_because,
            host: self.facts(),
            slots: self.slots.clone(),
            formats: vec![Format::SysfsPaths],
            ..Listing::default()
        }
    }

    fn incomplete_because(&self) -> Vec<String> {
        let mut because = Vec::new();
        if self.place.container.is_some() {
            because.push("it was made in a container, which may hide devices".to_owned());
        }
        if self.devices.iter().any(|device| device.class.is_none() || device.id.is_none()) {
            because.push("class or ID of some devices could not be read".to_owned());
        }
        because
    }

    fn facts(&self) -> Host {
        Host {
            vendor: self.dmi.board_vendor.clone().or_else(|| self.dmi.sys_vendor.clone()),
            product: self.dmi.product_name.clone(),
            board: self.dmi.board_name.clone(),
            bios_version: self.dmi.bios_version.clone(),
            bios_date: self.dmi.bios_date.clone(),
            kernel: self.kernel.release.clone(),
            cpu: self.cpu.model.clone(),
            command_line: self.kernel.pci_words(),
            acs_override: self.kernel.acs_override(),
            hypervisor: self.hypervisor.as_ref().map(ToString::to_string),
        }
    }
}
