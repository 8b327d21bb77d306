//! Everything that a rule can ask about, by name.

use super::condition::Lookup;
use super::value::{FactKind, Value};
use crate::hardware::{CompanyFacts, CpuFacts, SlotFacts};
use crate::iommu::{Kind, SlotSource};
use crate::scenario::Spare;
use crate::setup::Setup;

/// Something that a rule can ask about.
pub struct Fact {
    /// Its name: `gpu.die`.
    pub name: &'static str,
    /// What sort of value it has.
    pub kind: FactKind,
    /// What it means, in words that go on after "not known: ".
    pub text: &'static str,
    /// How to find it out.
    pub how: &'static str,
    get: for<'s> fn(&'s Asked<'s>) -> Option<Value<'s>>,
}

impl std::fmt::Debug for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Fact {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// A setup with the reports about it: what rules are asked about.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The setup.
    pub setup: &'a Setup<'a>,
    /// Reports about the card with a good outcome.
    pub good: usize,
    /// Reports about the card with a partial or bad outcome.
    pub bad: usize,
}

impl Lookup for Asked<'_> {
    fn value(&self, index: usize) -> Option<Value<'_>> {
        (FACTS.get(index)?.get)(self)
    }
}

/// The fact of a name, with its place in [`FACTS`].
#[must_use]
pub fn fact(name: &str) -> Option<(usize, &'static Fact)> {
    FACTS.iter().enumerate().find(|(_, fact)| fact.name == name)
}

const RECORD: &str = "The card's record does not say; its maker's data sheet may.";
const BOARD: &str = "Name the board; its manual tells what the record lacks.";
const SLOT: &str = "Name the board and the slot; the board's manual tells what the record lacks.";
const GROUP: &str =
    "Run `collect.sh` on the host, or `vfiodex doctor`, and look at the groups; send the listing in for everybody.";
const SAY: &str = "Say it; it is one of the inputs.";
const HOST: &str = "`vfiodex doctor` on the host tells.";

macro_rules! facts {
    ($($name:literal $kind:expr, $text:literal, $how:expr, |$s:ident| $get:expr;)*) => {
        /// Every fact.
        pub static FACTS: &[Fact] = &[$(Fact {
            name: $name,
            kind: $kind,
            text: $text,
            how: $how,
            get: |$s| $get,
        },)*];
    };
}

use FactKind::{Flag, Kernel, Name, Number, Nvidia, Proxmox, Qemu, Word, Words};

const VENDORS: &[&str] = &["nvidia", "amd", "intel"];
const SHARES: &[&str] = &["all", "some", "none"];

facts! {
    "gpu.id" Name, "which card it is", SAY, |s| Some(Value::Word(&s.setup.card.id));
    "gpu.name" Name, "which card it is", SAY, |s| Some(Value::Word(&s.setup.card.name));
    "gpu.vendor" Word(VENDORS), "who makes the chip", RECORD, |s| Some(Value::Word(&s.setup.card.vendor));
    "gpu.architecture" Name, "the card's architecture", RECORD, |s| Some(Value::Word(&s.setup.card.architecture));
    "gpu.die" Name, "the card's die", RECORD, |s| word(&s.setup.card.die);
    "gpu.segment" Word(&["consumer", "workstation", "datacenter", "mobile", "integrated"]), "what the card is sold for", RECORD, |s| Some(Value::Word(&s.setup.card.segment));
    "gpu.integrated" Flag, "whether the GPU is part of the processor", RECORD, |s| flag(s.setup.card.is_integrated());
    "gpu.mount" Word(&["pcie-card", "sxm", "oam", "mxm", "soldered", "integrated"]), "how the GPU is mounted", RECORD, |s| word(&s.setup.card.mount);
    "gpu.memory_gib" Number, "how much memory the card has", RECORD, |s| s.setup.card.memory_gib.map(Value::Number);
    "gpu.tdp_w" Number, "how much power the card draws", RECORD, |s| number(s.setup.card.tdp_w);
    "gpu.connectors" Words(&["6-pin", "8-pin", "eps-8-pin", "12-pin", "12vhpwr", "12v-2x6"]), "which power connectors the card has", RECORD, |s| s.setup.card.power_connectors.as_deref().map(Value::Words);
    "gpu.slot_powered" Flag, "whether the slot alone feeds the card", RECORD, |s| s.setup.card.power_connectors.as_ref().map(|list| Value::Flag(list.is_empty()));
    "gpu.slot_width" Number, "how many slots the card is wide", RECORD, |s| s.setup.card.slot_width.map(Value::Number);
    "gpu.length_mm" Number, "how long the card is", RECORD, |s| s.setup.card.length_mm.map(Value::Number);
    "gpu.height" Word(&["full-height", "low-profile"]), "how tall the card's bracket is", RECORD, |s| word(&s.setup.card.height);
    "gpu.cooling" Word(&["active", "blower", "passive", "liquid", "host"]), "how the card is cooled", RECORD, |s| word(&s.setup.card.cooling);
    "gpu.lanes" Number, "how many lanes the card has", RECORD, |s| number(s.setup.card.lanes);
    "gpu.generation" Number, "the card's PCI Express generation", RECORD, |s| number(s.setup.card.generation);
    "gpu.bar_mib" Number, "how large the card's largest BAR is", "`lspci -vvs` with the card's address shows its regions.", |s| s.setup.card.bar_mib.map(|mib| Value::Number(mib as f64));
    "gpu.resizable_bar" Flag, "whether the card's BAR can be resized", "`lspci -vvs` with the card's address names the capability.", |s| s.setup.card.resizable_bar.map(Value::Flag);
    "gpu.outputs" Flag, "whether a screen can be plugged into the card", RECORD, |s| s.setup.card.outputs.map(Value::Flag);
    "gpu.encodes" Words(&["mpeg2", "vc1", "h264", "hevc", "vvc", "vp8", "vp9", "av1", "mjpeg"]), "what the card encodes", RECORD, |s| s.setup.card.encodes.as_deref().map(Value::Words);
    "gpu.session_class" Word(&["capped", "qualified", "no-cap", "no-encoder"]), "whether encoder sessions are capped", RECORD, |s| word(&s.setup.card.session_class);
    "gpu.vgpu" Flag, "whether NVIDIA vGPU supports the card", RECORD, |s| of_maker(s, "nvidia", s.setup.card.vgpu);
    "gpu.sr_iov" Flag, "whether the card has SR-IOV", "`lspci -vvs` with the card's address names the capability.", |s| s.setup.card.sr_iov.map(Value::Flag);
    "gpu.mig" Flag, "whether the card can be partitioned", RECORD, |s| of_maker(s, "nvidia", s.setup.card.mig);
    "gpu.gvt_g" Flag, "whether GVT-g shares the GPU", RECORD, |s| of_maker(s, "intel", s.setup.card.gvt_g);
    "gpu.flr" Flag, "whether the card announces Function Level Reset", "`lspci -vvs` with the card's address shows FLReset+ or FLReset-.", |s| s.setup.card.flr.map(Value::Flag);
    "gpu.vendor_reset" Flag, "whether vendor-reset covers the card", RECORD, |s| s.setup.card.vendor_reset.map(Value::Flag);
    "gpu.usb_c" Flag, "whether the card carries a USB controller", "`lspci -nns` with the card's address lists its functions.", |s| usb_c(s);
    "gpu.rom_file" Word(&["no", "when-boot-gpu", "always"]), "whether the guest needs a ROM file", RECORD, |s| word(&s.setup.card.rom_file);
    "gpu.driver" Word(&["nvidia", "amdgpu", "i915", "xe", "radeon"]), "which driver family the card has", RECORD, |s| word(&s.setup.card.driver);
    "gpu.module" Word(&["proprietary", "open", "either"]), "which kernel module flavour drives the card", RECORD, |s| word(&s.setup.card.module);
    "gpu.first_branch" Nvidia, "the first driver branch for the card", RECORD, |s| s.setup.card.first_branch.as_ref().map(Value::Nvidia);
    "gpu.last_branch" Nvidia, "the last driver branch for the card", RECORD, |s| s.setup.card.last_branch.as_ref().map(Value::Nvidia);
    "gpu.linux" Flag, "whether Linux guests have a driver", RECORD, |s| s.setup.card.linux.map(Value::Flag);
    "gpu.windows" Flag, "whether Windows guests have a driver", RECORD, |s| s.setup.card.windows.map(Value::Flag);
    "board.id" Name, "which board it is", BOARD, |s| s.setup.board.map(|board| Value::Word(&board.id));
    "board.name" Name, "which board it is", BOARD, |s| s.setup.board.map(|board| Value::Word(&board.name));
    "board.named" Flag, "whether a board is named", BOARD, |s| flag(s.setup.board.is_some());
    "board.kind" Word(&["motherboard", "desktop", "server", "mini-pc", "laptop", "nas", "sbc"]), "what sort of machine it is", BOARD, |s| s.setup.board.map(|board| Value::Word(&board.kind));
    "board.vendor" Name, "who makes the board", BOARD, |s| s.setup.board.map(|board| Value::Word(&board.vendor));
    "board.chipset" Name, "the board's chipset", BOARD, |s| word(&s.setup.board?.chipset);
    "board.bmc" Flag, "whether the board has a management controller", BOARD, |s| s.setup.board?.bmc.map(Value::Flag);
    "board.iommu" Flag, "whether the board's firmware has an IOMMU option", BOARD, |s| s.setup.board?.iommu.map(Value::Flag);
    "board.above_4g" Flag, "whether the board's firmware has Above 4G decoding", BOARD, |s| s.setup.board?.above_4g.map(Value::Flag);
    "board.resizable_bar" Flag, "whether the board's firmware has Resizable BAR", BOARD, |s| s.setup.board?.resizable_bar.map(Value::Flag);
    "board.layout" Flag, "whether a listing of the board's groups is on record", GROUP, |s| s.setup.board.map(|board| Value::Flag(board.layout.is_some()));
    "slot.label" Name, "which slot it is", SLOT, |s| s.setup.slot.map(|slot| Value::Word(&slot.label));
    "slot.kind" Word(&["pcie", "m2", "oculink", "usb4", "mxm", "pci"]), "what sort of slot it is", SLOT, |s| word(&s.setup.slot?.kind);
    "slot.lanes" Number, "how many lanes the slot has", SLOT, |s| number(s.setup.slot?.lanes);
    "slot.generation" Number, "the slot's PCI Express generation", SLOT, |s| number(s.setup.slot?.generation);
    "slot.attached_to" Word(&["cpu", "cpu2", "chipset", "switch"]), "where the slot's lanes come from", SLOT, |s| word(&s.setup.slot?.attached_to);
    "group.class" Word(&["clean", "card-plus-harmless", "shared", "may-hold-host-critical"]), "what else is in the card's IOMMU group", GROUP, |s| s.setup.group().map(|group| Value::Word(&group.class));
    "group.known_by" Word(&["dmi", "sysfs", "lspci", "observed", "inferred"]), "how the slot's place in the listing is known", GROUP, |s| s.setup.group().map(|group| Value::Word(known_by(group.known_by)));
    "group.proven" Flag, "whether the groups are the hardware's own", GROUP, |s| s.setup.group().map(|group| Value::Flag(!group.not_proven));
    "group.nic" Flag, "whether a network card that the host needs shares the group", GROUP, |s| company(s, |c| c.kind == Kind::Nic);
    "group.storage" Flag, "whether storage that the host needs shares the group", GROUP, |s| company(s, |c| matches!(c.kind, Kind::Nvme | Kind::Hba));
    "group.usb" Flag, "whether a USB controller that the host needs shares the group", GROUP, |s| company(s, |c| c.kind == Kind::Usb);
    "group.gpu" Flag, "whether another card shares the group", GROUP, |s| company(s, |c| c.kind == Kind::Gpu);
    "group.other" Flag, "whether devices that nobody may miss share the group", GROUP, |s| company(s, |c| !c.critical && matches!(c.kind, Kind::Audio | Kind::Other));
    "group.host_critical" Flag, "whether devices that the host may need share the group", GROUP, |s| company(s, |c| c.critical);
    "group.several_slots" Flag, "whether other slots lead into the same group", GROUP, |s| s.setup.group().map(|group| Value::Flag(!group.with_ports.is_empty()));
    "fit.not_for_slots" Flag, "whether the GPU is a card for a slot", RECORD, |s| s.setup.card.mount.as_deref().map(|mount| Value::Flag(matches!(mount, "sxm" | "oam" | "mxm" | "soldered")));
    "fit.adapter" Flag, "whether the card needs an adapter for the slot", SLOT, |s| fit(s, |slot| Some(!matches!(slot.kind.as_deref()?, "pcie")));
    "fit.too_wide" Flag, "whether the card is wider than the slot's room", SLOT, |s| fit(s, |slot| Some(s.setup.card.slot_width? > slot.width?));
    "fit.too_long" Flag, "whether the card is longer than the case's room", SLOT, |s| fit(s, |slot| Some(s.setup.card.length_mm? > f64::from(room(s, slot)?)));
    "fit.too_tall" Flag, "whether the card's bracket is taller than the slot's", SLOT, |s| fit(s, |slot| Some(slot.low_profile? && s.setup.card.height.as_deref()? == "full-height"));
    "fit.fewer_lanes" Flag, "whether the slot has fewer lanes than the card", SLOT, |s| fit(s, |slot| Some(slot.lanes? < s.setup.card.lanes?));
    "fit.short_connector" Flag, "whether the slot's connector is shorter than the card's", SLOT, |s| fit(s, |slot| Some(slot.mechanical_lanes? < s.setup.card.lanes?));
    "fit.underpowered" Flag, "whether the slot gives too little power", SLOT, |s| fit(s, |slot| Some(s.setup.card.power_connectors.as_ref()?.is_empty() && s.setup.card.tdp_w? > slot.power_w.unwrap_or(75)));
    "fit.igpu_absent" Flag, "whether the board's processors have this GPU", BOARD, |s| igpu_absent(s);
    "cpu.id" Name, "which processor family it is", SAY, |s| s.setup.cpu.map(|cpu| Value::Word(&cpu.id));
    "cpu.vendor" Word(VENDORS), "who makes the processor", SAY, |s| word(&s.setup.scenario.situation.cpu_vendor);
    "cpu.igpu" Word(SHARES), "which processors of the family have graphics", SAY, |s| agreed(s, |cpu| cpu.igpu.as_deref()).map(Value::Word);
    "cpu.address_bits" Number, "how wide the processor's addresses are", "`lscpu` shows the address sizes.", |s| number(agreed(s, |cpu| cpu.address_bits));
    "cpu.iommu_bits" Number, "how wide the IOMMU's addresses are", "`dmesg` names the host address width of the IOMMU.", |s| number(agreed(s, |cpu| cpu.iommu_bits));
    "cpu.iommu_narrower" Flag, "whether the IOMMU's addresses are narrower than the processor's", "`lscpu` shows the address sizes, `dmesg` names the host address width of the IOMMU.", |s| agreed(s, |cpu| Some(cpu.iommu_bits? < cpu.address_bits?)).map(Value::Flag);
    "cpu.iommu" Word(SHARES), "which processors of the family have an IOMMU", SAY, |s| agreed(s, |cpu| cpu.iommu.as_deref()).map(Value::Word);
    "host.hypervisor" Word(&["proxmox", "libvirt", "qemu", "unraid", "truenas", "kubevirt"]), "the hypervisor", SAY, |s| s.setup.scenario.situation.hypervisor.map(|h| Value::Word(h.key()));
    "host.proxmox" Proxmox, "the Proxmox VE release", SAY, |s| s.setup.scenario.situation.proxmox.as_ref().map(Value::Proxmox);
    "host.qemu" Qemu, "the QEMU version", SAY, |s| s.setup.scenario.situation.qemu.as_ref().map(Value::Qemu);
    "host.kernel" Kernel, "the host's kernel", SAY, |s| s.setup.scenario.situation.kernel.as_ref().map(Value::Kernel);
    "host.bootloader" Word(&["grub", "systemd-boot"]), "what boots the host", SAY, |s| s.setup.scenario.situation.bootloader.map(|b| Value::Word(b.key()));
    "host.root_fs" Word(&["zfs", "ext4", "xfs", "btrfs"]), "the host's root file system", SAY, |s| s.setup.scenario.root_fs.map(|fs| Value::Word(fs.key()));
    "host.secure_boot" Flag, "whether the host boots with Secure Boot", HOST, |s| s.setup.scenario.secure_boot.map(Value::Flag);
    "host.display" Word(&["igpu", "other-gpu", "bmc", "none"]), "what shows the host's console once the card is gone", SAY, |s| s.setup.scenario.host_display.map(|d| Value::Word(d.key()));
    "host.boot_gpu" Flag, "whether the firmware starts on this card", HOST, |s| s.setup.scenario.boot_gpu.map(Value::Flag);
    "host.same_model" Flag, "whether the host keeps a card with the same ID", SAY, |s| flag(s.setup.host_gpus.iter().any(|other| other.ids.iter().any(|id| s.setup.card.ids.contains(id))));
    "host.same_driver" Flag, "whether the host keeps a card with the same driver", SAY, |s| flag(s.setup.card.driver.is_some() && s.setup.host_gpus.iter().any(|other| other.driver == s.setup.card.driver));
    "host.iommu" Flag, "whether the IOMMU is on", HOST, |s| flag(s.setup.scenario.iommu != Some(false));
    "host.interrupt_remapping" Flag, "whether interrupts are remapped", HOST, |s| s.setup.scenario.interrupt_remapping.or_else(|| agreed(s, |cpu| cpu.interrupt_remapping)).map(Value::Flag);
    "host.above_4g" Flag, "whether Above 4G decoding is on", HOST, |s| flag(above_4g(s));
    "host.resizable_bar" Flag, "whether Resizable BAR is on", HOST, |s| s.setup.scenario.resizable_bar.map(Value::Flag);
    "host.out_of_band" Flag, "whether the host can be reached without the card", SAY, |s| s.setup.scenario.out_of_band.map(Value::Flag);
    "host.remote" Flag, "whether somebody is near the machine", SAY, |s| s.setup.scenario.remote.map(Value::Flag);
    "host.airflow" Flag, "whether the case blows server airflow through the card", SAY, |s| s.setup.scenario.airflow.map(Value::Flag);
    "guest.system" Word(&["linux", "windows", "bsd", "lxc"]), "the guest", SAY, |s| s.setup.scenario.situation.guest.map(|g| Value::Word(g.key()));
    "guest.firmware" Word(&["ovmf", "seabios"]), "the guest's firmware", SAY, |s| s.setup.scenario.situation.firmware.map(|f| Value::Word(f.key()));
    "guest.secure_boot" Flag, "whether the guest has Secure Boot", SAY, |s| s.setup.scenario.guest_secure_boot.map(Value::Flag);
    "guest.tpm" Flag, "whether the guest has a TPM", SAY, |s| s.setup.scenario.guest_tpm.map(Value::Flag);
    "guest.driver" Nvidia, "the guest's NVIDIA driver", SAY, |s| s.setup.scenario.situation.nvidia_driver.as_ref().map(Value::Nvidia);
    "guest.driver_too_old" Flag, "whether the guest's driver is older than the card", SAY, |s| driver(s, |driver, first, _| Some(driver < first?));
    "guest.driver_too_new" Flag, "whether the guest's driver has dropped the card", SAY, |s| driver(s, |driver, _, last| Some(last.is_some_and(|last| driver > last)));
    "guest.anti_cheat" Word(&["none", "strict"]), "whether games refuse virtual machines", SAY, |s| s.setup.scenario.anti_cheat.map(|a| Value::Word(a.key()));
    "use.purpose" Word(&["display", "compute", "transcoding", "vdi"]), "what the card is for", SAY, |s| s.setup.scenario.purpose.map(|p| Value::Word(p.key()));
    "use.share" Flag, "whether several guests use the card at once", SAY, |s| s.setup.scenario.share.map(Value::Flag);
    "use.trust" Word(&["own", "untrusted"]), "whose guests run", SAY, |s| s.setup.scenario.trust.map(|t| Value::Word(t.key()));
    "use.availability" Word(&["none", "restart", "live-migration"]), "what is expected when the host fails", SAY, |s| s.setup.scenario.availability.map(|a| Value::Word(a.key()));
    "use.acs_override" Flag, "whether the ACS override is accepted", SAY, |s| s.setup.scenario.acs_override.map(Value::Flag);
    "use.unsafe_interrupts" Flag, "whether interrupts without remapping are accepted", SAY, |s| s.setup.scenario.unsafe_interrupts.map(Value::Flag);
    "reports.good" Number, "how many reports tell of success", SAY, |s| Some(Value::Number(s.good as f64));
    "reports.bad" Number, "how many reports tell of trouble", SAY, |s| Some(Value::Number(s.bad as f64));
    "reports.all" Number, "how many reports there are", SAY, |s| Some(Value::Number((s.good + s.bad) as f64));
}

fn word(text: &Option<String>) -> Option<Value<'_>> {
    text.as_deref().map(Value::Word)
}

#[allow(clippy::unnecessary_wraps)]
fn flag<'a>(yes: bool) -> Option<Value<'a>> {
    Some(Value::Flag(yes))
}

fn number<'a>(number: Option<impl Into<f64>>) -> Option<Value<'a>> {
    number.map(|number| Value::Number(number.into()))
}

/// Switched on where the firmware has it, unless somebody says otherwise.
fn above_4g(asked: &Asked) -> bool {
    let lacking = asked.setup.board.is_some_and(|board| board.above_4g == Some(false));
    asked.setup.scenario.above_4g.unwrap_or(!lacking)
}

/// What only cards of one maker can have; the others lack it for certain.
fn of_maker<'a>(asked: &'a Asked<'a>, maker: &str, told: Option<bool>) -> Option<Value<'a>> {
    if asked.setup.card.vendor == maker { told.map(Value::Flag) } else { flag(false) }
}

fn usb_c<'a>(asked: &'a Asked<'a>) -> Option<Value<'a>> {
    let functions = &asked.setup.card.functions;
    (!functions.is_empty()).then(|| Value::Flag(functions.iter().any(|function| function.role == "usb")))
}

/// What holds for every processor that it can be.
fn agreed<'a, T: PartialEq>(asked: &'a Asked<'a>, get: impl Fn(&'a CpuFacts) -> Option<T>) -> Option<T> {
    let mut cpus = asked.setup.cpus.iter();
    let first = get(cpus.next()?)?;
    cpus.all(|cpu| get(cpu).as_ref() == Some(&first)).then_some(first)
}

fn known_by(source: SlotSource) -> &'static str {
    match source {
        SlotSource::Dmi => "dmi",
        SlotSource::Sysfs => "sysfs",
        SlotSource::Lspci => "lspci",
        SlotSource::Observed => "observed",
        SlotSource::Inferred => "inferred",
    }
}

/// Whether something that goes along and that the host cannot spare is of a sort.
fn company<'a>(asked: &'a Asked<'a>, is: fn(&CompanyFacts) -> bool) -> Option<Value<'a>> {
    let spare = &asked.setup.scenario.spare;
    let kept = |company: &CompanyFacts| {
        let named = match company.kind {
            Kind::Nic => Some(Spare::Nic),
            Kind::Nvme | Kind::Hba => Some(Spare::Storage),
            Kind::Usb => Some(Spare::Usb),
            Kind::Gpu | Kind::Audio | Kind::Other => None,
        };
        !spare.contains(&Spare::All) && named.is_none_or(|named| !spare.contains(&named))
    };
    let group = asked.setup.group()?;
    Some(Value::Flag(group.with.iter().any(|company| is(company) && kept(company))))
}

/// Something about card and slot; a GPU in the processor fits as it is.
fn fit<'a>(asked: &'a Asked<'a>, misfit: impl Fn(&'a SlotFacts) -> Option<bool>) -> Option<Value<'a>> {
    if asked.setup.card.is_integrated() {
        return flag(false);
    }
    misfit(asked.setup.slot?).map(Value::Flag)
}

fn room(asked: &Asked, slot: &SlotFacts) -> Option<u32> {
    let case = asked.setup.board.and_then(|board| board.max_length_mm);
    slot.max_length_mm.into_iter().chain(case).min()
}

fn igpu_absent<'a>(asked: &'a Asked<'a>) -> Option<Value<'a>> {
    let card = asked.setup.card;
    if !card.is_integrated() {
        return flag(false);
    }
    let other_maker = asked.setup.scenario.situation.cpu_vendor.as_ref().is_some_and(|vendor| *vendor != card.vendor);
    // Whoever names a GPU has a processor with it, where one fits.
    let mut cpus = asked.setup.cpus.iter().peekable();
    cpus.peek()?;
    let other = |cpu: &&CpuFacts| !cpu.gpus.is_empty() && !cpu.gpus.contains(&card.id);
    if other_maker || cpus.clone().all(|cpu| other(cpu) || cpu.igpu.as_deref() == Some("none")) {
        return flag(true);
    }
    cpus.any(|cpu| cpu.gpus.contains(&card.id)).then_some(Value::Flag(false))
}

/// Compares the branch of the guest's driver with the first and last branch of the card.
fn driver<'a>(asked: &'a Asked<'a>, wrong: fn(u32, Option<u32>, Option<u32>) -> Option<bool>) -> Option<Value<'a>> {
    let card = asked.setup.card;
    if card.vendor != "nvidia" {
        return flag(false);
    }
    let driver = asked.setup.scenario.situation.nvidia_driver.as_ref()?.branch();
    let branch = |version: &Option<crate::version::NvidiaVersion>| version.as_ref().map(|v| v.branch());
    wrong(driver, branch(&card.first_branch), branch(&card.last_branch)).map(Value::Flag)
}
