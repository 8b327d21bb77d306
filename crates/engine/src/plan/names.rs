use crate::hardware::FunctionFacts;
use crate::situation::{Guest, Hypervisor};
use crate::{Bdf, Setup};

use super::model::{LookUp, Open};
use super::quote;

/// Values that the host knows and records do not: said by the question, or placeholders.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// Domain, bus and device of the card, without a function: `0000:01:00`.
    pub(super) slot: String,
    /// IDs of all functions, joined by commas.
    pub(super) ids: String,
    /// Number of the guest on Proxmox VE, its name elsewhere.
    pub(super) guest: String,
    /// What was said and could not be used.
    pub(super) unusable: Vec<Open>,
}

const ADDRESS: &str = "<ADDRESS>";
const IDS: &str = "<IDS>";

impl Names {
    pub(super) fn of(setup: &Setup<'_>) -> Self {
        let mut unusable = Vec::new();
        let guest = guest(setup, &mut unusable);
        Self { slot: slot(setup), ids: ids(setup), guest, unusable }
    }

    /// Address of one function.
    pub(super) fn function(&self, number: u8) -> String {
        format!("{}.{number}", self.slot)
    }

    /// The address below `/sys/bus/pci/devices`, quoted for the shell.
    pub(super) fn sysfs(&self, number: u8) -> String {
        quote::shell(&format!("/sys/bus/pci/devices/{}", self.function(number)))
    }

    /// Whether the address was told.
    pub(super) fn address_known(&self) -> bool {
        self.slot != ADDRESS
    }
}

fn slot(setup: &Setup<'_>) -> String {
    let known =
        setup.scenario.address.map(|Bdf { domain, bus, device, .. }| format!("{domain:04x}:{bus:02x}:{device:02x}"));
    let intel = setup.card.is_integrated() && setup.card.vendor == "intel";
    known.unwrap_or_else(|| if intel { "0000:00:02".into() } else { ADDRESS.into() })
}

/// The IDs that were told; else those of the record, where it names exactly one for each function.
fn ids(setup: &Setup<'_>) -> String {
    if !setup.scenario.ids.is_empty() {
        return join(setup.scenario.ids.iter());
    }
    let functions: Vec<&FunctionFacts> = setup.card.functions.iter().filter(|f| f.role != "switch").collect();
    let one = |function: &&FunctionFacts| function.ids.len() == 1;
    if functions.is_empty() || !functions.iter().all(one) || !functions.iter().any(|f| f.role == "graphics") {
        return IDS.into();
    }
    join(functions.iter().flat_map(|function| &function.ids))
}

fn join<'a>(ids: impl Iterator<Item = &'a crate::PciId>) -> String {
    let mut all: Vec<String> = Vec::new();
    for id in ids.map(ToString::to_string) {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    all.join(",")
}

fn guest(setup: &Setup<'_>, unusable: &mut Vec<Open>) -> String {
    let proxmox = setup.scenario.situation.hypervisor == Some(Hypervisor::Proxmox);
    let container = setup.scenario.situation.guest == Some(Guest::Lxc);
    let placeholder = match (proxmox, container) {
        (true, true) => "<CTID>",
        (true, false) => "<VMID>",
        (false, _) => "<VM>",
    };
    let Some(said) = setup.scenario.vm.as_deref() else { return placeholder.into() };
    let usable = if proxmox { quote::guest_number(said) } else { quote::guest_name(said) };
    if let Some(usable) = usable {
        return usable.to_owned();
    }
    let matters = if proxmox {
        "Proxmox VE calls guests by number in its commands and files; what was said is not one"
    } else {
        "the name goes into file names and configs; letters, digits, dots, hyphens and underscores are taken"
    };
    let command = if proxmox { if container { "pct list" } else { "qm list" } } else { "virsh list --all" };
    unusable.push(Open { input: "vm", matters: matters.into(), command: Some(command.into()) });
    placeholder.into()
}

/// Every placeholder that a plan can hold: how it stands there, what it is, what shows it, an example.
const LOOK_UPS: &[(&str, &str, &str, &str)] = &[
    (ADDRESS, "Address of the card without its function number", "lspci -Dnn | grep -E 'VGA|3D|Display'", "0000:01:00"),
    (
        IDS,
        "vendor:device IDs of all functions of the card, joined by commas",
        "lspci -Dnn -s ADDRESS",
        "10de:2504,10de:228e",
    ),
    (
        "<AUDIO_ADDRESS>",
        "Address of the card's audio device, which is a device of its own behind the card's switch",
        "lspci -Dnn | grep -i audio",
        "0000:04:00.0",
    ),
    ("<VMID>", "Number of the virtual machine", "qm list", "100"),
    ("<CTID>", "Number of the container", "pct list", "101"),
    ("<VM>", "Name of the virtual machine", "virsh list --all", "win11"),
    ("<STORAGE>", "Storage for disk images", "pvesm status --content images", "local-lvm"),
    (
        "<NIC>",
        "Name of the network card that the host is reached by",
        "ip -br link; grep bridge-ports /etc/network/interfaces",
        "enp5s0",
    ),
    ("<MAC>", "Hardware address of that network card", "ip -br link", "aa:bb:cc:dd:ee:ff"),
    (
        "<PORT_ID>",
        "vendor:device ID of the port that the card sits behind",
        "lspci -n -s \"$(basename \"$(dirname \"$(readlink -f /sys/bus/pci/devices/ADDRESS.0)\")\")\"",
        "8086:a340",
    ),
    ("<NODE>", "Render node of the card", "ls -l /dev/dri/by-path", "renderD128"),
    (
        "<RENDER_GID>",
        "Number of the group `render` inside the container",
        "pct exec CTID -- getent group render",
        "993",
    ),
    ("<TYPE>", "Type of the virtual card", "pvesh get /nodes/localhost/hardware/pci/ADDRESS/mdev", "nvidia-660"),
    (
        "<VF_ADDRESS>",
        "Address of a virtual function, never the one that ends with .0 of the card itself",
        "lspci -Dnn | grep -i 'virtual\\|VGA\\|3D\\|Display'",
        "0000:01:00.4",
    ),
    (
        "<VFS>",
        "Number of virtual functions to make, at most what the card says",
        "cat /sys/bus/pci/devices/ADDRESS.0/sriov_totalvfs",
        "4",
    ),
    ("<NODENAME>", "Name of this host in the cluster", "hostname", "pve1"),
    ("<DEVICE_ID>", "Device half of the card's ID", "lspci -n -s ADDRESS.0", "e212"),
    (
        "<DISK>",
        "Path of the guest's disk image",
        "ls -l /var/lib/libvirt/images",
        "/var/lib/libvirt/images/guest.qcow2",
    ),
    ("<MEMORY_MIB>", "Memory of the guest in MiB", "free -m", "16384"),
    ("<UVM_MAJOR>", "Number of the device class nvidia-uvm", "grep nvidia-uvm /proc/devices", "511"),
    ("<VERSION>", "Version of the host's NVIDIA driver", "cat /proc/driver/nvidia/version", "580.95.05"),
];

/// The placeholders that a text holds.
pub(super) fn look_ups(text: &str) -> Vec<LookUp> {
    let used = LOOK_UPS.iter().filter(|(placeholder, ..)| text.contains(placeholder));
    let one = |(placeholder, what, command, example): &(&str, &str, &str, &str)| LookUp {
        placeholder: (*placeholder).to_owned(),
        what: (*what).to_owned(),
        command: (*command).to_owned(),
        example: (*example).to_owned(),
    };
    used.map(one).collect()
}
