//! Builds what a host shows below its root from a listing of its devices.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use vfiodex_engine::Bdf;
use vfiodex_engine::iommu::{self, Device, Listing, Topology};

/// A root folder with `/sys`, `/proc` and `/etc`.
pub struct Sysroot {
    folder: TempDir,
    paths: Vec<(Bdf, String)>,
}

/// A link target that leads from a link's folder to a place below the same root.
fn relative(link: &str, target: &str) -> String {
    let depth = Path::new(link).parent().map_or(0, |folder| folder.components().count());
    format!("{}{target}", "../".repeat(depth))
}

impl Sysroot {
    /// A root without any device.
    pub fn empty() -> Self {
        let new = Self { folder: tempfile::tempdir().expect("a folder"), paths: Vec::new() };
        for folder in ["sys/bus/pci/devices", "sys/class", "sys/kernel", "proc/sys/kernel", "etc"] {
            std::fs::create_dir_all(new.path().join(folder)).expect("a folder");
        }
        new
    }

    /// A root with the devices of a listing, an Intel or AMD processor and a kernel.
    pub fn new(listing: &str) -> Self {
        Self::of(&iommu::read(listing).unwrap_or_else(|refusal| panic!("refused: {refusal}")))
    }

    /// As [`Sysroot::new`], from a listing that was read.
    pub fn of(listing: &Listing) -> Self {
        let mut new = Self::empty();
        let tree = Topology::new(&listing.devices);
        for device in &listing.devices {
            new.device(&tree, device);
        }
        if listing.devices.iter().any(|device| device.group.is_some()) {
            new.write("sys/class/iommu/dmar0/uevent", "");
        }
        new.kernel("6.8.12-12-pve", "BOOT_IMAGE=/boot/vmlinuz root=/dev/mapper/pve-root ro quiet iommu=pt");
        new.processor("GenuineIntel", "Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz");
        new.write("proc/interrupts", "  0:  9  IR-IO-APIC  2-edge  timer\n 24:  1  DMAR-MSI  0-edge  dmar0\n");
        new
    }

    fn device(&mut self, tree: &Topology, device: &Device) {
        let address = device.address;
        let mut above = tree.path(address);
        above.reverse();
        let root = above.first().copied().unwrap_or(address);
        let mut path = format!("sys/devices/pci{:04x}:{:02x}", root.domain, root.bus);
        for bridge in above {
            path.push_str(&format!("/{bridge}"));
        }
        path.push_str(&format!("/{address}"));
        std::fs::create_dir_all(self.path().join(&path)).expect("a folder");
        self.link(&format!("sys/bus/pci/devices/{address}"), &path);
        self.paths.push((address, path));
        let put = |name: &str, text: Option<String>| {
            if let Some(text) = text {
                self.attribute(&address.to_string(), name, &text);
            }
        };
        let hex = |value: u16| format!("0x{value:04x}");
        put("class", device.known_class().map(|class| format!("0x{class}00")));
        put("vendor", device.id.map(|id| hex(id.vendor)));
        put("device", device.id.map(|id| hex(id.device)));
        put("subsystem_vendor", device.subsystem.map(|id| hex(id.vendor)));
        put("subsystem_device", device.subsystem.map(|id| hex(id.device)));
        put("revision", device.rev.map(|rev| format!("0x{rev}")));
        put("secondary_bus_number", device.buses.map(|buses| buses.secondary.to_string()));
        put("subordinate_bus_number", device.buses.map(|buses| buses.subordinate.to_string()));
        if let Some(driver) = &device.driver {
            self.driver(&address.to_string(), driver);
        }
        if let Some(group) = device.group {
            let (_, path) = self.paths.last().cloned().expect("a path");
            self.link(&format!("{path}/iommu_group"), &format!("sys/kernel/iommu_groups/{group}"));
            self.link(&format!("sys/kernel/iommu_groups/{group}/devices/{address}"), &path);
        }
    }

    /// The root.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where a device's attributes lie, from the root.
    pub fn place(&self, address: &str) -> String {
        let address: Bdf = address.parse().expect("an address");
        self.paths.iter().find(|(at, _)| *at == address).map(|(_, path)| path.clone()).expect("a device")
    }

    /// Writes a file, with its folders.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let full = self.path().join(path);
        std::fs::create_dir_all(full.parent().expect("a folder")).expect("a folder");
        std::fs::write(&full, bytes).expect("a file");
        full
    }

    /// Makes a link to another place below the root.
    pub fn link(&self, link: &str, target: &str) {
        let full = self.path().join(link);
        std::fs::create_dir_all(full.parent().expect("a folder")).expect("a folder");
        let _ = std::fs::remove_file(&full);
        std::os::unix::fs::symlink(relative(link, target), full).expect("a link");
    }

    /// Writes an attribute of a device.
    pub fn attribute(&self, address: &str, name: &str, text: &str) {
        self.write(&format!("{}/{name}", self.place(address)), format!("{text}\n"));
    }

    /// Binds a device to a driver.
    pub fn driver(&self, address: &str, driver: &str) {
        let folder = format!("sys/bus/pci/drivers/{driver}");
        std::fs::create_dir_all(self.path().join(&folder)).expect("a folder");
        self.link(&format!("{}/driver", self.place(address)), &folder);
    }

    /// Kernel release and command line.
    pub fn kernel(&self, release: &str, command_line: &str) {
        self.write("proc/sys/kernel/osrelease", format!("{release}\n"));
        self.write("proc/cmdline", format!("{command_line}\n"));
    }

    /// Processor.
    pub fn processor(&self, vendor: &str, model: &str) {
        let text = format!("processor\t: 0\nvendor_id\t: {vendor}\nmodel name\t: {model}\nflags\t\t: fpu vmx svm\n\n");
        self.write("proc/cpuinfo", text);
    }

    /// DMI names.
    pub fn dmi(&self, names: &[(&str, &str)]) {
        for (name, text) in names {
            self.write(&format!("sys/class/dmi/id/{name}"), format!("{text}\n"));
        }
    }
}
