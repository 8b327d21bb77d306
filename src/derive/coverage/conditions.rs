//! Which fields can apply to which records: only those count as lacking. One table.

use crate::record::{
    Board, BoardKind, Cpu, CpuSegment, Driver, DriverKind, Gpu, GraphicsPresence, Kind, Metric, Mount, Outcome,
    Product, QuirkSeverity, Record, Report, Segment, SessionClass, SourceKind,
};

/// To which records a few fields can apply.
pub(super) struct Condition {
    pub(super) kind: Kind,
    /// Dotted paths; each stands for everything below it.
    pub(super) fields: &'static [&'static str],
    /// To which records, in words; absent where their absence says nothing, so that they are not counted.
    pub(super) to: Option<&'static str>,
    pub(super) holds: fn(&Record) -> bool,
}

/// Fields that tell of exceptions, or of which a record has one or the other.
const fn exceptions(kind: Kind, fields: &'static [&'static str]) -> Condition {
    Condition { kind, fields, to: None, holds: |_| false }
}

const fn only(kind: Kind, fields: &'static [&'static str], to: &'static str, holds: fn(&Record) -> bool) -> Condition {
    Condition { kind, fields, to: Some(to), holds }
}

pub(super) const CONDITIONS: &[Condition] = &[
    exceptions(
        Kind::Gpu,
        &["pci.revisions", "pci.subsystems", "pci.same_id_as", "driver.drivers", "driver.last_branch"],
    ),
    exceptions(Kind::Gpu, &["gpus_on_card"]),
    only(Kind::Gpu, &["pci.told_apart_by"], "cards that share an ID", |r| gpu(r, |g| !g.pci.same_id_as.is_empty())),
    only(Kind::Gpu, &["tdp_w", "memory.size_gib", "memory.bus_bits", "memory.bandwidth_gb_s"], "not integrated", |r| {
        gpu(r, |g| !integrated(g))
    }),
    only(Kind::Gpu, &["memory.ecc", "pcie", "idle_draw"], "not integrated", |r| gpu(r, |g| !integrated(g))),
    only(
        Kind::Gpu,
        &["power_connectors", "form.slot_width", "form.length_mm", "form.height"],
        "cards for a slot",
        |r| gpu(r, for_slot),
    ),
    only(Kind::Gpu, &["outputs.connectors"], "cards for a slot", |r| gpu(r, for_slot)),
    only(Kind::Gpu, &["outputs.needs_display"], "not known to lack outputs", |r| gpu(r, |g| !without_outputs(g))),
    only(Kind::Gpu, &["video.encoder_generation", "video.encodes"], "not known to lack an encoder", |r| {
        gpu(r, |g| g.video.as_ref().and_then(|v| v.session_class) != Some(SessionClass::NoEncoder))
    }),
    only(
        Kind::Gpu,
        &["compute.cuda_capability", "driver.first_branch", "driver.module", "sharing.vgpu"],
        "NVIDIA",
        |r| gpu(r, |g| g.vendor.0 == "nvidia"),
    ),
    only(Kind::Gpu, &["sharing.mig"], "NVIDIA", |r| gpu(r, |g| g.vendor.0 == "nvidia")),
    only(Kind::Gpu, &["sharing.mig_instances"], "cards with MIG", |r| {
        gpu(r, |g| g.sharing.as_ref().and_then(|s| s.mig) == Some(true))
    }),
    only(Kind::Gpu, &["sharing.max_vfs"], "cards with SR-IOV", |r| {
        gpu(r, |g| g.sharing.as_ref().and_then(|s| s.sr_iov) == Some(true))
    }),
    only(Kind::Gpu, &["compute.gfx_target", "reset.vendor_reset"], "AMD", |r| gpu(r, |g| g.vendor.0 == "amd")),
    only(Kind::Gpu, &["sharing.gvt_g"], "Intel, integrated", |r| gpu(r, |g| g.vendor.0 == "intel" && integrated(g))),
    exceptions(Kind::Board, &["revision", "slots.*.by_cpu", "slots.*.shares_with", "slots.*.low_profile"]),
    exceptions(Kind::Board, &["slots.*.max_length_mm", "slots.*.power_w", "slots.*.width_slots"]),
    only(Kind::Board, &["socket", "chipset"], "motherboards, desktops", |r| {
        board(r, &[BoardKind::Motherboard, BoardKind::Desktop])
    }),
    only(Kind::Board, &["cpu_sockets"], "servers", |r| board(r, &[BoardKind::Server])),
    only(Kind::Board, &["bmc"], "servers, motherboards", |r| board(r, &[BoardKind::Server, BoardKind::Motherboard])),
    only(Kind::Board, &["max_card_length_mm"], "desktops, servers", |r| {
        board(r, &[BoardKind::Desktop, BoardKind::Server])
    }),
    only(Kind::Board, &["slots"], "not laptops", |r| !board(r, &[BoardKind::Laptop, BoardKind::Sbc])),
    exceptions(Kind::Layout, &["hypervisor", "hypervisor_version", "bios_settings"]),
    only(Kind::Layout, &["missing"], "incomplete listings", |r| matches!(r, Record::Layout(l) if !l.complete)),
    exceptions(Kind::Cpu, &["exceptions"]),
    only(Kind::Cpu, &["sockets"], "desktop, workstation, server", |r| {
        cpu(r, |c| !matches!(c.segment, CpuSegment::Mobile | CpuSegment::LowPower))
    }),
    only(Kind::Cpu, &["igpu.gpus"], "families with graphics", |r| cpu(r, |c| has_graphics(c, false))),
    only(Kind::Cpu, &["igpu.except"], "families of which some have graphics", |r| cpu(r, |c| has_graphics(c, true))),
    exceptions(Kind::Quirk, &["match", "see_also"]),
    only(
        Kind::Quirk,
        &["workarounds"],
        "more than good to know",
        |r| matches!(r, Record::Quirk(quirk) if quirk.severity != QuirkSeverity::Info),
    ),
    exceptions(Kind::Advice, &["not_examples", "quirks"]),
    exceptions(Kind::Driver, &["fails_on", "forked_from", "hardware.dies"]),
    only(Kind::Driver, &["branch"], "branches", |r| driver(r, &[DriverKind::Branch, DriverKind::Vgpu])),
    only(Kind::Driver, &["support"], "branches, platforms", |r| {
        driver(r, &[DriverKind::Branch, DriverKind::Vgpu, DriverKind::Platform])
    }),
    only(Kind::Driver, &["family", "hardware.modules", "session_caps"], "branches", |r| {
        driver(r, &[DriverKind::Branch])
    }),
    only(Kind::Driver, &["hardware.architectures"], "branches, kernel drivers", |r| {
        driver(r, &[DriverKind::Branch, DriverKind::Vgpu, DriverKind::KernelDriver])
    }),
    only(Kind::Driver, &["hardware.gfx_targets"], "platforms", |r| driver(r, &[DriverKind::Platform])),
    only(Kind::Driver, &["hardware.pci_ids", "kernels", "homepage"], "modules outside the kernel", |r| {
        driver(r, &[DriverKind::OutOfTree])
    }),
    exceptions(Kind::Observation, &["gpu", "board", "workload", "subject", "value", "min", "max", "implausible"]),
    only(
        Kind::Observation,
        &["region"],
        "prices",
        |r| matches!(r, Record::Observation(o) if matches!(o.metric, Metric::PriceNew | Metric::PriceUsed)),
    ),
    exceptions(Kind::Report, &["quirks", "nvidia_driver", "qemu", "guest_name", "cpu_family", "board_name"]),
    exceptions(
        Kind::Report,
        &[
            "survived.guest_reboot.survived",
            "survived.shutdown.survived",
            "survived.kill.survived",
            "survived.guest_crash.survived",
        ],
    ),
    exceptions(
        Kind::Report,
        &[
            "survived.guest_reboot.failed",
            "survived.shutdown.failed",
            "survived.kill.failed",
            "survived.guest_crash.failed",
        ],
    ),
    only(Kind::Report, &["board"], "boards not told in words", |r| report(r, |r| r.board_name.is_none())),
    only(Kind::Report, &["needed"], "works with a workaround", |r| {
        report(r, |r| r.outcome == Outcome::WorksWithWorkaround)
    }),
    only(
        Kind::Hypervisor,
        &["base", "kernels", "qemu", "end_of_life"],
        "Proxmox VE",
        |r| matches!(r, Record::Hypervisor(release) if release.product == Product::Proxmox),
    ),
    exceptions(Kind::Rule, &["when", "quirks", "next_step"]),
    only(
        Kind::Rule,
        &["unblocked_by"],
        "rules that block",
        |r| matches!(r, Record::Rule(rule) if rule.severity == QuirkSeverity::Blocked),
    ),
    exceptions(Kind::Vendor, &["dmi_names", "pci_vendor_ids", "subsystem_vendor_ids"]),
    exceptions(Kind::Source, &["version"]),
    only(Kind::Source, &["licence"], "databases", |r| matches!(r, Record::Source(s) if s.kind == SourceKind::Database)),
    exceptions(Kind::Guide, &["quirks"]),
];

/// The conditions on a field; where there is none it can apply to every record of the kind.
pub(super) fn of(kind: Kind, path: &str) -> impl Iterator<Item = &'static Condition> {
    let covers = |field: &&str, path: &str| {
        path.strip_prefix(*field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let path = path.to_owned();
    CONDITIONS.iter().filter(move |one| one.kind == kind && one.fields.iter().any(|field| covers(field, &path)))
}

fn gpu(record: &Record, holds: fn(&Gpu) -> bool) -> bool {
    matches!(record, Record::Gpu(gpu) if holds(gpu))
}

fn cpu(record: &Record, holds: fn(&Cpu) -> bool) -> bool {
    matches!(record, Record::Cpu(cpu) if holds(cpu))
}

fn report(record: &Record, holds: fn(&Report) -> bool) -> bool {
    matches!(record, Record::Report(report) if holds(report))
}

fn board(record: &Record, kinds: &[BoardKind]) -> bool {
    matches!(record, Record::Board(board) if is_one(board, kinds))
}

fn is_one(board: &Board, kinds: &[BoardKind]) -> bool {
    kinds.contains(&board.kind)
}

fn driver(record: &Record, kinds: &[DriverKind]) -> bool {
    let of = |driver: &Driver| kinds.contains(&driver.kind);
    matches!(record, Record::Driver(driver) if of(driver))
}

fn integrated(gpu: &Gpu) -> bool {
    gpu.segment == Segment::Integrated
}

fn for_slot(gpu: &Gpu) -> bool {
    let mount = gpu.form.as_ref().and_then(|form| form.mount);
    !matches!(gpu.segment, Segment::Integrated | Segment::Mobile) && matches!(mount, None | Some(Mount::PcieCard))
}

fn without_outputs(gpu: &Gpu) -> bool {
    gpu.outputs.as_ref().and_then(|outputs| outputs.connectors.as_ref()).is_some_and(Vec::is_empty)
}

fn has_graphics(cpu: &Cpu, some: bool) -> bool {
    let present = cpu.igpu.as_ref().map(|igpu| igpu.present);
    if some {
        present == Some(GraphicsPresence::Some)
    } else {
        matches!(present, Some(p) if p != GraphicsPresence::None)
    }
}

#[cfg(test)]
mod tests {
    use super::CONDITIONS;
    use crate::schema;

    #[test]
    fn every_condition_names_fields() {
        for condition in CONDITIONS {
            let schema = schema::of(condition.kind);
            for field in condition.fields {
                assert!(schema.has_field(&field.replace('*', "0")), "{} {field}", condition.kind.folder());
            }
        }
    }
}
