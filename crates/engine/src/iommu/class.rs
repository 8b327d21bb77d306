use super::Device;
use crate::ClassCode;

/// English class names as pci.ids has them, for listings printed without codes.
const NAMES: &[(&str, u16)] = &[
    ("Host bridge", 0x0600),
    ("PCI bridge", 0x0604),
    ("ISA bridge", 0x0601),
    ("VGA compatible controller", 0x0300),
    ("3D controller", 0x0302),
    ("Display controller", 0x0380),
    ("Audio device", 0x0403),
    ("Multimedia audio controller", 0x0401),
    ("Multimedia controller", 0x0480),
    ("Multimedia video controller", 0x0400),
    ("USB controller", 0x0c03),
    ("SMBus", 0x0c05),
    ("Serial bus controller", 0x0c80),
    ("Ethernet controller", 0x0200),
    ("Network controller", 0x0280),
    ("Infiniband controller", 0x0207),
    ("Fibre Channel", 0x0c04),
    ("Non-Volatile memory controller", 0x0108),
    ("SATA controller", 0x0106),
    ("RAID bus controller", 0x0104),
    ("Serial Attached SCSI controller", 0x0107),
    ("SCSI storage controller", 0x0100),
    ("IDE interface", 0x0101),
    ("Mass storage controller", 0x0180),
    ("RAM memory", 0x0500),
    ("Memory controller", 0x0580),
    ("IOMMU", 0x0806),
    ("System peripheral", 0x0880),
    ("SD Host controller", 0x0805),
    ("PIC", 0x0800),
    ("Communication controller", 0x0780),
    ("Serial controller", 0x0700),
    ("Signal processing controller", 0x1180),
    ("Performance counters", 0x1101),
    ("Encryption controller", 0x1080),
    ("Processing accelerators", 0x1200),
    ("Non-Essential Instrumentation", 0x1300),
    ("FireWire (IEEE 1394)", 0x0c00),
    ("Unassigned class", 0xff00),
];

impl Device {
    /// The class code, from the English class name where the listing has no codes.
    #[must_use]
    pub fn known_class(&self) -> Option<ClassCode> {
        self.class.or_else(|| {
            let name = self.class_name.as_deref()?;
            NAMES.iter().find(|(known, _)| *known == name).map(|&(_, code)| ClassCode(code))
        })
    }

    fn base(&self) -> Option<u8> {
        self.known_class().map(ClassCode::base)
    }

    /// VGA, 3D or other display controller.
    #[must_use]
    pub fn is_display(&self) -> bool {
        self.base() == Some(0x03)
    }

    /// A disk controller or an NVMe drive.
    #[must_use]
    pub fn is_storage(&self) -> bool {
        self.base() == Some(0x01)
    }

    /// A network card of any kind.
    #[must_use]
    pub fn is_network(&self) -> bool {
        self.base() == Some(0x02)
    }

    /// A USB controller.
    #[must_use]
    pub fn is_usb(&self) -> bool {
        self.known_class().is_some_and(|class| class.0 == 0x0c03)
    }

    /// The closed list of what may go along with a card without the host missing it: host bridges,
    /// dummy functions, shared memory and counters.
    #[must_use]
    pub fn is_harmless(&self) -> bool {
        let amd = self.id.is_none_or(|id| id.vendor == 0x1022);
        self.known_class().is_some_and(|class| match class.0 {
            0x0600 | 0x0604 | 0x0500 | 0x1101 => true,
            // AMD's PCIe dummy function.
            0x1300 => amd,
            _ => false,
        })
    }

    /// What the host may not be able to do without: disks, network, USB with the keyboard on it, the
    /// chipset's own functions. A listing cannot know which disk the host boots from.
    #[must_use]
    pub fn may_be_host_critical(&self) -> bool {
        self.is_storage()
            || self.is_network()
            || self.is_usb()
            || self.known_class().is_some_and(|class| matches!(class.0, 0x0601 | 0x0c05 | 0x0c04 | 0x0805))
    }

    /// A switch of the chipset, which sits on the board and not on a card: AMD's chipsets are built by
    /// ASMedia and carry AMD's ID.
    #[must_use]
    pub fn is_chipset_switch(&self) -> bool {
        self.id.is_some_and(|id| {
            id.vendor == 0x1022
                && matches!(id.device, 0x57ad | 0x57a3 | 0x57a4 | 0x43b0..=0x43bf | 0x43c6..=0x43c8 | 0x43e9..=0x43ee | 0x43f4..=0x43f6 | 0x43fc..=0x43fd)
        })
    }

    /// Intel's Volume Management Device: NVMe drives hide behind it in a PCI domain of their own.
    #[must_use]
    pub fn is_vmd(&self) -> bool {
        let known = [0x201d, 0x28c0, 0x467f, 0x4c3d, 0x7d0b, 0x9a0b, 0xa77f, 0xad0b, 0x09ab, 0xb06f, 0xb60b];
        self.id.is_some_and(|id| id.vendor == 0x8086 && known.contains(&id.device))
            || self.name.as_deref().is_some_and(|name| name.contains("Volume Management Device"))
    }
}
