use vfiodex_engine::iommu::{BusReset, Topology, bus_reset};

use super::report::ResetFacts;
use crate::host::PciDevice;

/// How a function can be reset, in words.
pub(super) fn resets(tree: &Topology, device: &PciDevice) -> ResetFacts {
    let bus = bus_reset(tree, device.address);
    let words = match device.reset_methods.as_deref() {
        None => "the kernel does not say how it resets (Linux 5.15 and newer do)".to_owned(),
        Some([]) => "the kernel knows no way to reset it".to_owned(),
        Some(methods) => listed(methods, &bus),
    };
    ResetFacts { methods: device.reset_methods.clone(), bus, words }
}

fn listed(methods: &[String], bus: &BusReset) -> String {
    let usable: Vec<&str> =
        methods.iter().map(String::as_str).filter(|m| *m != "bus" || *bus == BusReset::Usable).collect();
    let first = match usable.first() {
        Some(&"flr") => "FLR: it resets by itself".to_owned(),
        Some(&"device_specific") => "a reset of the kernel's or of vendor-reset for this very device".to_owned(),
        Some(&"pm") => "power management reset (D3hot to D0), which does not clear every card".to_owned(),
        Some(&"bus") => "bus reset: it is alone on its bus".to_owned(),
        Some(&"acpi") => "ACPI reset".to_owned(),
        Some(other) => format!("`{other}`"),
        None => String::new(),
    };
    if usable.len() == methods.len() {
        return first;
    }
    let bus = match bus {
        BusReset::OnlyTogether { .. } => {
            "`bus` is listed and cannot reset it by itself, since other functions stand on its bus; give all of them \
             to one VM, and QEMU can reset the bus"
        }
        BusReset::NoPort => "`bus` is listed and cannot work, since no port stands above it",
        _ => "`bus` is listed; whether it works is not known",
    };
    if first.is_empty() { bus.to_owned() } else { format!("{first}; {bus}") }
}
