use serde::Serialize;
use vfiodex_engine::situation::{Bootloader, Firmware, Guest, Hypervisor};

use crate::record::Gpu;
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
