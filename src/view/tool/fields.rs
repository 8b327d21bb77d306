use serde::Serialize;
use vfiodex_engine::scenario::{AntiCheat, Availability, HostDisplay, Purpose, RootFs, Spare, Trust};
use vfiodex_engine::situation::{Bootloader, Firmware, Guest, Hypervisor};

use crate::record::{Board, Cpu, Gpu};
use crate::view::site::Context;

/// A field of a tool's form. Its name is the key in requests and in the address.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Field {
    /// Key.
    pub name: &'static str,
    /// Label.
    pub label: &'static str,
    /// An example of what is typed; a choice has none.
    pub example: &'static str,
    /// Values with their labels: what can be chosen, or what is suggested where anything can be typed.
    pub values: Vec<(String, String)>,
    /// Another field whose suggestions it shares.
    pub list: &'static str,
    /// Whether one of the values has to be chosen.
    pub choice: bool,
}

fn choice(name: &'static str, label: &'static str, values: impl IntoIterator<Item = (String, String)>) -> Field {
    Field { name, label, values: values.into_iter().collect(), choice: true, ..Field::default() }
}

fn typed(name: &'static str, label: &'static str, example: &'static str) -> Field {
    Field { name, label, example, ..Field::default() }
}

/// Keys with their names for people, as the engine has them.
macro_rules! all {
    ($type:ty) => {
        <$type>::ALL.iter().map(|value| (value.key().to_owned(), sentence(value.label())))
    };
}

/// A name as it stands alone: `Windows` of `a Windows guest`.
fn sentence(label: &str) -> String {
    let name = label.strip_prefix("a ").unwrap_or(label);
    let name = name.strip_suffix(" guest").unwrap_or(name);
    let mut chars = name.chars();
    // libvirt begins with a small letter.
    match chars.next() {
        Some(first) if !name.starts_with("libvirt") => first.to_uppercase().chain(chars).collect(),
        _ => name.to_owned(),
    }
}

/// What changes answers about logs and configs.
pub(super) fn host(context: &Context) -> Vec<Field> {
    let pair = |key: &str, name: &str| (key.to_owned(), name.to_owned());
    let cards = context.catalogue.all::<Gpu>().map(|(id, gpu)| (id.to_owned(), gpu.name.clone())).collect();
    vec![
        choice("hypervisor", "Hypervisor", all!(Hypervisor)),
        typed("hypervisor_version", "Its version", "9.1"),
        typed("kernel", "Host kernel", "6.17.2-1-pve"),
        choice("cpu_vendor", "Processor", [pair("amd", "AMD"), pair("intel", "Intel")]),
        Field { values: cards, ..typed("gpu", "Card", "10de:2504") },
        choice("guest", "Guest", all!(Guest)),
        choice("firmware", "Guest firmware", all!(Firmware)),
        typed("driver", "NVIDIA driver", "580.105.08"),
        typed("qemu", "QEMU", "10.1.2"),
        choice("bootloader", "Bootloader", all!(Bootloader)),
    ]
}

/// What is asked before anything else.
pub(super) fn asked(context: &Context) -> Vec<Field> {
    let cards = context.catalogue.all::<Gpu>().map(|(id, gpu)| (id.to_owned(), gpu.name.clone())).collect();
    let boards = context.catalogue.all::<Board>().map(|(id, board)| (id.to_owned(), board.name.clone())).collect();
    vec![
        Field { values: cards, ..typed("gpu", "Card", "geforce-rtx-4070") },
        Field { values: boards, ..typed("board", "Board, if you know it", "dell-poweredge-r730") },
        choice("purpose", "Purpose", all!(Purpose)),
    ]
}

/// Everything else that changes a verdict or a plan.
pub(super) fn setup(context: &Context) -> Vec<Field> {
    let pair = |key: &str, name: &str| (key.to_owned(), name.to_owned());
    let truth = |name, label| choice(name, label, [pair("yes", "Yes"), pair("no", "No")]);
    let families = context.catalogue.all::<Cpu>().map(|(id, cpu)| (id.to_owned(), cpu.name.clone())).collect();
    vec![
        typed("slot", "Slot, by the board’s label", "PCIEX16_1"),
        choice("hypervisor", "Hypervisor", all!(Hypervisor)),
        typed("proxmox", "Proxmox VE release", "9.1"),
        typed("kernel", "Host kernel", "6.17.2-1-pve"),
        typed("qemu", "QEMU", "10.1.2"),
        Field { values: families, ..typed("cpu", "Processor family", "amd-ryzen-7000-raphael") },
        choice("cpu_vendor", "Processor’s maker", [pair("amd", "AMD"), pair("intel", "Intel")]),
        choice("bootloader", "Bootloader", all!(Bootloader)),
        choice("uefi", "Host boots by", [pair("yes", "UEFI"), pair("no", "Legacy BIOS")]),
        choice("root_fs", "Root file system", all!(RootFs)),
        truth("secure_boot", "Secure Boot on the host"),
        choice("host_display", "Host’s console", all!(HostDisplay)),
        Field { list: "gpu", ..typed("host_gpus", "Cards that stay with the host", "t400, t1000-4gb") },
        truth("boot_gpu", "Host starts on this card"),
        choice("guest", "Guest", all!(Guest)),
        choice("firmware", "Guest firmware", all!(Firmware)),
        typed("driver", "NVIDIA driver in the guest", "580.105.08"),
        truth("guest_secure_boot", "Secure Boot in the guest"),
        truth("guest_tpm", "TPM in the guest"),
        choice("anti_cheat", "Anti-cheat", all!(AntiCheat)),
        truth("share", "Several guests share the card"),
        choice("trust", "Whose guests", all!(Trust)),
        choice("availability", "When the host fails", all!(Availability)),
        choice("spare", "The host can do without", all!(Spare)),
        truth("acs_override", "ACS override accepted"),
        truth("unsafe_interrupts", "Unsafe interrupts accepted"),
        truth("iommu", "IOMMU is on"),
        truth("interrupt_remapping", "Interrupts are remapped"),
        truth("above_4g", "Above 4G decoding is on"),
        truth("resizable_bar", "Resizable BAR is on"),
        truth("out_of_band", "Reachable without the card"),
        truth("remote", "Nobody is near the machine"),
        truth("airflow", "Server airflow"),
    ]
}

/// What only a plan asks: what the lines are made of.
pub(super) fn guest() -> Vec<Field> {
    vec![
        typed("vm", "Guest’s number or name", "100"),
        typed("memory_gib", "Guest’s memory in GiB", "16"),
        typed("cores", "Guest’s processors", "8"),
        choice("hugepages", "Huge pages", [("yes".to_owned(), "Yes".to_owned()), ("no".to_owned(), "No".to_owned())]),
        typed("address", "Address of the card on the host", "0000:01:00.0"),
        typed("ids", "IDs of all its functions", "10de:2504, 10de:228e"),
    ]
}
