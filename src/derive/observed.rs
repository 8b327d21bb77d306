use vfiodex_engine::iommu::{BusNumbers, Device, Observation};

use crate::record::{self, Layout};

/// A device of a layout record as the engine knows devices.
#[must_use]
pub fn device(device: &record::Device) -> Device {
    let buses = device.secondary_bus.zip(device.subordinate_bus);
    Device {
        group: device.group,
        id: device.id,
        subsystem: device.subsystem,
        rev: device.rev.as_deref().and_then(|rev| rev.parse().ok()),
        class: device.class,
        driver: device.driver.clone(),
        reset: device.reset,
        buses: buses.map(|(secondary, subordinate)| BusNumbers { secondary, subordinate }),
        slot: device.slot.clone(),
        ..Device::at(device.address)
    }
}

/// A layout record as the engine compares layouts.
#[must_use]
pub fn observation(layout: &Layout) -> Observation {
    let plugged = |card: &record::Plugged| {
        let name = card.gpu.as_ref().map(|gpu| gpu.0.clone()).or_else(|| card.card.clone()).unwrap_or_default();
        card.slot.as_ref().map_or(name.clone(), |slot| format!("{slot}: {name}"))
    };
    let told = |empty: bool| (!empty).then_some(());
    Observation {
        bios: layout.bios.as_ref().map(ToString::to_string),
        settings: told(layout.bios_settings.is_empty())
            .map(|()| layout.bios_settings.iter().map(|s| (s.option.clone(), s.value.clone())).collect()),
        cpu: layout.cpu.clone(),
        kernel: layout.kernel.as_ref().map(ToString::to_string),
        command_line: layout.command_line.as_ref().map(|line| line.split_whitespace().map(str::to_owned).collect()),
        plugged: told(layout.plugged.is_empty()).map(|()| layout.plugged.iter().map(plugged).collect()),
        devices: layout.devices.iter().map(device).collect(),
    }
}
