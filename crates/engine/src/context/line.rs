use crate::knowledge::SeenIn;
use crate::situation::{Card, Guest, Hypervisor, Situation};

/// What a single line gives away about its machine, beside what the symptom says about where it appears.
pub(crate) fn hints(line: &str, seen_in: SeenIn) -> Situation {
    let mut told = Situation::default();
    match seen_in {
        SeenIn::ProxmoxTask => told.hypervisor = Some(Hypervisor::Proxmox),
        SeenIn::Libvirt => told.hypervisor = Some(Hypervisor::Libvirt),
        SeenIn::GuestKernel => told.guest = Some(Guest::Linux),
        SeenIn::Windows => told.guest = Some(Guest::Windows),
        SeenIn::HostKernel | SeenIn::Qemu | SeenIn::HostCommand | SeenIn::GuestCommand => {}
    }
    let has = |word: &str| line.contains(word);
    if has("DMAR") {
        told.cpu_vendor = Some("intel".into());
    } else if has("AMD-Vi") {
        told.cpu_vendor = Some("amd".into());
    }
    let vendor = if has("NVRM") || has("nvidia") || has("NVIDIA") || has("NVML") || has("VEN_10DE") {
        Some("nvidia")
    } else if has("amdgpu") || has("AMD_NAVI") || has("AMD_VEGA") || has("AMD_POLARIS") || has("VEN_1002") {
        Some("amd")
    } else if has("i915 ") || has("i915]") || has("IGD ") || has("0x8086") || has("VEN_8086") {
        Some("intel")
    } else {
        None
    };
    told.cards = vendor.map(Card::of_vendor).into_iter().collect();
    if vendor == Some("intel")
        && (has("00:02.") || has("IGD "))
        && let Some(card) = told.cards.first_mut()
    {
        card.segment = Some("integrated".into());
    }
    told
}
