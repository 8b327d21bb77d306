use vfiodex_engine::hardware::{
    BoardFacts, BranchFacts, CardFacts, CompanyFacts, CpuFacts, DmiFacts, ExpectationFacts, FunctionFacts, GroupFacts,
    ModuleFacts, OptionFacts, ReleaseFacts, ReportFacts, SlotFacts,
};
use vfiodex_engine::iommu::{GroupClass, Kind};
use vfiodex_engine::version::{KernelVersion, ProxmoxVersion};

use super::key;
use crate::derive::{IommuFacts, LayoutFacts, SlotLanding};
use crate::record::{
    BiosFeature, Board, Cpu, Driver, DriverKind, Gpu, GuestSystem, Hypervisor, Outcome, Product, Record, Report, Slot,
};

pub(super) fn card(id: &str, gpu: &Gpu) -> CardFacts {
    let form = gpu.form.as_ref();
    let video = gpu.video.as_ref();
    let sharing = gpu.sharing.as_ref();
    let driver = gpu.driver.as_ref();
    let guests = gpu.guests.as_ref();
    let bars = gpu.bars.as_ref();
    let function = |function: &crate::record::Function| FunctionFacts {
        role: key(&function.role),
        function: function.function,
        ids: if function.ids.is_empty() { function.id.into_iter().collect() } else { function.ids.clone() },
        own_device: function.own_device == Some(true),
    };
    let connectors = |list: &Vec<crate::record::PowerConnector>| list.iter().map(|c| key(&c.kind)).collect();
    CardFacts {
        id: id.to_owned(),
        name: gpu.name.clone(),
        ids: gpu.pci.ids.clone(),
        vendor: gpu.vendor.0.clone(),
        die: gpu.die.clone(),
        architecture: gpu.architecture.clone(),
        segment: key(&gpu.segment),
        functions: gpu.functions.iter().flatten().map(function).collect(),
        mount: form.and_then(|form| form.mount.as_ref()).map(key),
        memory_gib: gpu.memory.as_ref().and_then(|memory| memory.size_gib),
        tdp_w: gpu.tdp_w,
        power_connectors: gpu.power_connectors.as_ref().map(connectors),
        slot_width: form.and_then(|form| form.slot_width),
        length_mm: form.and_then(|form| form.length_mm),
        height: form.and_then(|form| form.height.as_ref()).map(key),
        cooling: form.and_then(|form| form.cooling.as_ref()).map(key),
        lanes: gpu.pcie.as_ref().map(|link| link.lanes),
        generation: gpu.pcie.as_ref().map(|link| link.generation),
        bar_mib: bars.and_then(|bars| bars.largest_mib),
        resizable_bar: bars.and_then(|bars| bars.resizable),
        outputs: outputs(gpu),
        encodes: video.and_then(|video| video.encodes.as_ref()).map(|list| list.iter().map(key).collect()),
        session_class: video.and_then(|video| video.session_class.as_ref()).map(key),
        vgpu: sharing.and_then(|sharing| sharing.vgpu),
        sr_iov: sharing.and_then(|sharing| sharing.sr_iov),
        mig: sharing.and_then(|sharing| sharing.mig),
        gvt_g: sharing.and_then(|sharing| sharing.gvt_g),
        flr: gpu.reset.as_ref().and_then(|reset| reset.flr),
        vendor_reset: gpu.reset.as_ref().and_then(|reset| reset.vendor_reset),
        rom_file: gpu.rom.as_ref().and_then(|rom| rom.file_needed.as_ref()).map(key),
        driver: driver.map(|driver| key(&driver.family)),
        first_branch: driver.and_then(|driver| driver.first_branch.clone()),
        last_branch: driver.and_then(|driver| driver.last_branch.clone()),
        module: driver.and_then(|driver| driver.module.as_ref()).map(key),
        linux: guests.and_then(|guests| guests.linux),
        windows: guests.and_then(|guests| guests.windows),
    }
}

/// Whether a screen can be plugged in: by its connectors, else by its class, as a 3D controller drives
/// none.
fn outputs(gpu: &Gpu) -> Option<bool> {
    let told = gpu.outputs.as_ref().and_then(|outputs| outputs.connectors.as_ref()).map(|list| !list.is_empty());
    told.or_else(|| {
        let graphics = gpu.functions.iter().flatten().find(|f| f.function == Some(0))?;
        (graphics.class?.0 == 0x0302).then_some(false)
    })
}

pub(super) fn cpu(id: &str, cpu: &Cpu) -> CpuFacts {
    CpuFacts {
        id: id.to_owned(),
        name: cpu.name.clone(),
        vendor: cpu.vendor.0.clone(),
        igpu: cpu.igpu.as_ref().map(|igpu| key(&igpu.present)),
        gpus: cpu.igpu.iter().flat_map(|igpu| &igpu.gpus).map(|gpu| gpu.0.clone()).collect(),
        address_bits: cpu.physical_address_bits,
        iommu_bits: cpu.iommu_address_bits,
        iommu: cpu.iommu.as_ref().map(|iommu| key(&iommu.present)),
        interrupt_remapping: cpu.iommu.as_ref().and_then(|iommu| iommu.interrupt_remapping),
    }
}

pub(super) fn report(id: &str, report: &Report) -> ReportFacts {
    ReportFacts {
        id: id.to_owned(),
        name: report.name.clone(),
        gpu: report.gpu.0.clone(),
        board: report.board.as_ref().map(|board| board.0.clone()),
        good: matches!(report.outcome, Outcome::Works | Outcome::WorksWithWorkaround),
        container: report.guest == Some(GuestSystem::Lxc),
        date: report.date.to_string(),
    }
}

pub(super) fn release(release: &Hypervisor) -> Option<ReleaseFacts> {
    if release.product != Product::Proxmox {
        return None;
    }
    let kernel = release.kernels.iter().find(|kernel| kernel.default);
    Some(ReleaseFacts {
        version: release.version.to_string().parse::<ProxmoxVersion>().ok()?,
        kernel: kernel.and_then(|kernel| format!("{}.0-1-pve", kernel.series).parse::<KernelVersion>().ok()),
        qemu: release.qemu.clone(),
    })
}

pub(super) fn branch(id: &str, driver: &Driver) -> Option<BranchFacts> {
    let nvidia = driver.kind == DriverKind::Branch && driver.vendor.as_ref().is_some_and(|v| v.0 == "nvidia");
    let branch = driver.branch.clone().filter(|_| nvidia)?;
    let versions = driver.releases.iter().filter_map(|release| release.version.parse().ok());
    let newest = versions.filter(|v: &vfiodex_engine::version::NvidiaVersion| v.branch() == branch.branch()).max();
    Some(BranchFacts { id: id.to_owned(), branch, newest })
}

pub(super) fn module(id: &str, driver: &Driver) -> Option<ModuleFacts> {
    if driver.kind != DriverKind::OutOfTree {
        return None;
    }
    let hardware = driver.hardware.as_ref();
    Some(ModuleFacts {
        id: id.to_owned(),
        name: driver.name.clone(),
        kernels: driver.kernels.clone(),
        fails_on: driver.fails_on.clone(),
        pci_ids: hardware.map(|hardware| hardware.pci_ids.clone()).unwrap_or_default(),
        architectures: hardware.map(|hardware| hardware.architectures.clone()).unwrap_or_default(),
        homepage: driver.homepage.as_ref().map(|url| url.0.clone()),
        fork_of: driver.forked_from.as_ref().map(|of| of.0.clone()),
    })
}

/// Boards with their slots and where a card in them lands.
pub(super) fn boards<'a>(
    records: impl Iterator<Item = (&'a str, &'a Record)> + Clone,
    iommu: &IommuFacts,
) -> Vec<BoardFacts> {
    let boards = records.filter_map(|(id, record)| match record {
        Record::Board(board) => Some((id, board.as_ref())),
        _ => None,
    });
    boards.map(|(id, record)| board(id, record, iommu)).collect()
}

/// What follows from the layouts among some records.
pub(super) fn iommu<'a>(records: impl Iterator<Item = (&'a str, &'a Record)> + Clone) -> IommuFacts<'a> {
    let layouts = records.clone().filter_map(|(id, record)| match record {
        Record::Layout(layout) => Some((id, layout.as_ref())),
        _ => None,
    });
    let boards = records.filter_map(|(id, record)| match record {
        Record::Board(board) => Some((id, board.as_ref())),
        _ => None,
    });
    IommuFacts::of(layouts.collect(), boards.collect())
}

/// One board.
fn board(id: &str, board: &Board, iommu: &IommuFacts) -> BoardFacts {
    let derived = iommu.board(id);
    let newest = derived.and_then(|facts| facts.layouts.first()).and_then(|layout| iommu.layout(layout));
    let option = |feature: BiosFeature| {
        let named = board.bios_options.iter().find(|option| option.controls == feature)?;
        Some(named.available != Some(false))
    };
    BoardFacts {
        id: id.to_owned(),
        name: board.name.clone(),
        kind: key(&board.kind),
        vendor: board.vendor.0.clone(),
        chipset: board.chipset.clone(),
        cpus: board.cpus.iter().map(|cpu| cpu.0.clone()).collect(),
        bmc: board.bmc,
        video: board.onboard_video.as_ref().map(key),
        max_length_mm: board.max_card_length_mm,
        above_4g: option(BiosFeature::Above4g),
        resizable_bar: option(BiosFeature::ResizableBar),
        iommu: option(BiosFeature::Iommu).or_else(|| newest.map(|facts| !facts.groups.is_empty())),
        dmi: board.dmi.iter().map(dmi).collect(),
        firmware_options: options(board),
        layout: newest.map(|facts| facts.id.to_owned()),
        slots: slots(board, derived.map_or(&[], |facts| &facts.slots), newest),
        igpu: newest.and_then(igpu),
        expectations: derived.map(|facts| facts.expectations.iter().map(expectation).collect()).unwrap_or_default(),
    }
}

fn dmi(name: &crate::record::DmiName) -> DmiFacts {
    DmiFacts { product: name.product_name.clone(), board: name.board_name.clone() }
}

/// Options of the firmware whose exact names are known.
fn options(board: &Board) -> Vec<OptionFacts> {
    let named = board.bios_options.iter().filter(|option| option.available != Some(false));
    let one = |option: &crate::record::BiosOption| {
        Some(OptionFacts { controls: key(&option.controls), name: option.name.clone()?, path: option.path.clone() })
    };
    named.filter_map(one).collect()
}

fn expectation(seen: &crate::derive::Expectation) -> ExpectationFacts {
    ExpectationFacts {
        attached_to: key(&seen.attached_to),
        observed: seen.observed.len(),
        alone: seen.alone,
        host_critical: seen.host_critical,
    }
}

/// The board's slots, then ports of the layout that no slot of the record stands for.
fn slots(board: &Board, landings: &[SlotLanding], newest: Option<&LayoutFacts>) -> Vec<SlotFacts> {
    let group = |landing: &SlotLanding| newest.and_then(|facts| self::group(facts, landing));
    let of = |label: &str| landings.iter().find(|landing| landing.label.as_deref() == Some(label));
    let mut out: Vec<SlotFacts> =
        board.slots.iter().map(|record| slot(record, of(&record.label).and_then(group))).collect();
    let named = |landing: &&SlotLanding| board.slots.iter().any(|slot| landing.label.as_ref() == Some(&slot.label));
    for landing in landings.iter().filter(|landing| !named(landing)) {
        let port = || landing.port.or(landing.devices.first().copied()).map(|a| format!("port {a}"));
        let Some(label) = landing.label.clone().or_else(port) else { continue };
        let attached_to = newest.zip(landing.port).and_then(|(facts, port)| facts.attachment(port));
        let attached_to = attached_to.as_ref().map(key);
        out.push(SlotFacts { label, attached_to, group: group(landing), ..SlotFacts::default() });
    }
    out
}

fn slot(slot: &Slot, group: Option<GroupFacts>) -> SlotFacts {
    SlotFacts {
        label: slot.label.clone(),
        kind: Some(key(&slot.kind)),
        mechanical_lanes: slot.mechanical_lanes,
        lanes: slot.electrical_lanes,
        generation: slot.generation,
        attached_to: slot.attached_to.as_ref().map(key),
        width: slot.width_slots,
        low_profile: slot.low_profile,
        max_length_mm: slot.max_length_mm,
        power_w: slot.power_w,
        group,
    }
}

fn group(facts: &LayoutFacts, landing: &SlotLanding) -> Option<GroupFacts> {
    Some(judged(facts, landing.class.as_ref()?, landing.with_ports.clone(), landing.known_by))
}

/// The processor's graphics in a layout.
fn igpu(facts: &LayoutFacts) -> Option<GroupFacts> {
    let card = facts.cards.iter().find(|card| card.card.display && card.card.integrated)?;
    Some(judged(facts, card.class.as_ref()?, Vec::new(), vfiodex_engine::iommu::SlotSource::Observed))
}

fn judged(
    facts: &LayoutFacts,
    class: &GroupClass,
    with_ports: Vec<vfiodex_engine::Bdf>,
    known_by: vfiodex_engine::iommu::SlotSource,
) -> GroupFacts {
    let (not_proven, class) = match class {
        GroupClass::IsolationNotProven { otherwise } => (true, otherwise.as_ref()),
        class => (false, class),
    };
    let company = |critical: bool| {
        move |address: &vfiodex_engine::Bdf| {
            let device = facts.tree.device(*address);
            CompanyFacts { kind: device.map_or(Kind::Other, Kind::of), id: device.and_then(|d| d.id), critical }
        }
    };
    let (name, with) = match class {
        GroupClass::Clean => ("clean", Vec::new()),
        GroupClass::CardPlusHarmless { .. } => ("card-plus-harmless", Vec::new()),
        GroupClass::Shared { with } => ("shared", with.iter().map(company(false)).collect()),
        GroupClass::MayHoldHostCritical { critical, with } => (
            "may-hold-host-critical",
            critical.iter().map(company(true)).chain(with.iter().map(company(false))).collect(),
        ),
        GroupClass::IsolationNotProven { .. } => ("shared", Vec::new()),
    };
    GroupFacts { class: name.to_owned(), not_proven, with, with_ports, known_by }
}
