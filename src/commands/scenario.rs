//! Flags that say what somebody wants to do with a card: shared by `verdict` and `plan`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use vfiodex_engine::context::Context;
use vfiodex_engine::scenario::{AntiCheat, Availability, HostDisplay, Purpose, RootFs, Spare, Trust};
use vfiodex_engine::setup::SetupError;
use vfiodex_engine::situation::{Bootloader, Firmware, Guest, Hypervisor};
use vfiodex_engine::version::{KernelVersion, NvidiaVersion, ProxmoxVersion, QemuVersion};
use vfiodex_engine::{Bdf, Knowledge, PciId, Scenario, Situation};

use super::input;
use crate::cli::Failure;
use crate::diagnostic::did_you_mean;

/// Answer of a flag that is one or the other.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

fn truth(answer: Option<YesNo>) -> Option<bool> {
    answer.map(|answer| matches!(answer, YesNo::Yes))
}

/// Only the card is needed; what is left out has a default, which the answer names.
#[derive(Clone, Debug, Args)]
pub struct ScenarioArguments {
    /// The card: its record, or vendor:device as `lspci -nn` prints it.
    #[arg(long, value_name = "ID")]
    gpu: Option<String>,
    /// The board, by record.
    #[arg(long, value_name = "ID")]
    board: Option<String>,
    /// The slot, by the board's label.
    #[arg(long, value_name = "LABEL", requires = "board")]
    slot: Option<String>,
    /// display, compute, transcoding or vdi.
    #[arg(long, value_name = "NAME")]
    purpose: Option<Purpose>,
    /// File with the output of `collect.sh` or of `vfiodex doctor`, which fills what the flags leave out.
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    #[command(flatten)]
    host: HostArguments,
    #[command(flatten)]
    guest: GuestArguments,
}

/// The host.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Host")]
struct HostArguments {
    /// proxmox, libvirt, qemu, unraid, truenas or kubevirt.
    #[arg(long, value_name = "NAME")]
    hypervisor: Option<Hypervisor>,
    /// Release of Proxmox VE.
    #[arg(long, value_name = "V")]
    proxmox: Option<ProxmoxVersion>,
    /// Version of QEMU.
    #[arg(long, value_name = "V")]
    qemu: Option<QemuVersion>,
    /// The kernel, as `uname -r` prints it.
    #[arg(long, value_name = "V")]
    kernel: Option<KernelVersion>,
    /// Processor family, by record.
    #[arg(long, value_name = "ID")]
    cpu: Option<String>,
    /// Maker of the processor.
    #[arg(long, value_name = "NAME", value_parser = ["amd", "intel"])]
    cpu_vendor: Option<String>,
    /// grub or systemd-boot.
    #[arg(long, value_name = "NAME")]
    bootloader: Option<Bootloader>,
    /// Root file system: zfs, ext4, xfs or btrfs.
    #[arg(long, value_name = "NAME")]
    root_fs: Option<RootFs>,
    /// Whether the host boots with Secure Boot.
    #[arg(long, value_name = "YES|NO")]
    secure_boot: Option<YesNo>,
    /// What shows the host's console: igpu, other-gpu, bmc or none.
    #[arg(long, value_name = "NAME")]
    host_display: Option<HostDisplay>,
    /// A card that stays with the host; may be given several times.
    #[arg(long = "host-gpu", value_name = "ID")]
    host_gpus: Vec<String>,
    /// Whether the firmware starts on this card.
    #[arg(long, value_name = "YES|NO")]
    boot_gpu: Option<YesNo>,
    /// Whether the IOMMU is on.
    #[arg(long, value_name = "YES|NO")]
    iommu: Option<YesNo>,
    /// Whether interrupts are remapped.
    #[arg(long, value_name = "YES|NO")]
    interrupt_remapping: Option<YesNo>,
    /// Whether Above 4G decoding is on.
    #[arg(long, value_name = "YES|NO")]
    above_4g: Option<YesNo>,
    /// Whether Resizable BAR is on.
    #[arg(long, value_name = "YES|NO")]
    resizable_bar: Option<YesNo>,
    /// Whether the host can be reached without the card: IPMI, serial console, KVM over IP.
    #[arg(long, value_name = "YES|NO")]
    out_of_band: Option<YesNo>,
    /// Whether nobody is near the machine.
    #[arg(long, value_name = "YES|NO")]
    remote: Option<YesNo>,
    /// Whether the case blows server airflow through passive cards.
    #[arg(long, value_name = "YES|NO")]
    airflow: Option<YesNo>,
    /// own or untrusted: whose guests run.
    #[arg(long, value_name = "NAME")]
    trust: Option<Trust>,
    /// none, restart or live-migration: what is expected when the host fails.
    #[arg(long, value_name = "NAME")]
    availability: Option<Availability>,
    /// Whether the ACS override is accepted.
    #[arg(long, value_name = "YES|NO")]
    acs_override: Option<YesNo>,
    /// Whether interrupts without remapping are accepted.
    #[arg(long, value_name = "YES|NO")]
    unsafe_interrupts: Option<YesNo>,
    /// Devices that the host can do without: nic, storage, usb or all; may be given several times.
    #[arg(long, value_name = "NAME")]
    spare: Vec<Spare>,
    /// Address of the card on the host, as `lspci -D` prints it.
    #[arg(long, value_name = "BDF")]
    address: Option<Bdf>,
    /// ID of one function of the card on the host; may be given several times.
    #[arg(long = "id", value_name = "VENDOR:DEVICE")]
    ids: Vec<PciId>,
}

/// The guest.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Guest")]
struct GuestArguments {
    /// linux, windows, bsd or lxc.
    #[arg(long, value_name = "NAME")]
    guest: Option<Guest>,
    /// ovmf or seabios.
    #[arg(long, value_name = "NAME")]
    firmware: Option<Firmware>,
    /// NVIDIA driver in the guest.
    #[arg(long, value_name = "V")]
    driver: Option<NvidiaVersion>,
    /// Whether the guest has Secure Boot.
    #[arg(long, value_name = "YES|NO")]
    guest_secure_boot: Option<YesNo>,
    /// Whether the guest has a TPM.
    #[arg(long, value_name = "YES|NO")]
    guest_tpm: Option<YesNo>,
    /// none or strict: whether its games refuse virtual machines.
    #[arg(long, value_name = "NAME")]
    anti_cheat: Option<AntiCheat>,
    /// Whether several guests use the card at once.
    #[arg(long, value_name = "YES|NO")]
    share: Option<YesNo>,
    /// Whether its memory is backed by huge pages.
    #[arg(long, value_name = "YES|NO")]
    hugepages: Option<YesNo>,
    /// Its memory in GiB.
    #[arg(long, value_name = "GIB")]
    memory_gib: Option<u32>,
    /// Its processors.
    #[arg(long, value_name = "N")]
    cores: Option<u32>,
    /// Its number or name.
    #[arg(long, value_name = "ID")]
    vm: Option<String>,
}

impl ScenarioArguments {
    /// The question that the flags ask, with what the context file tells below it.
    ///
    /// # Errors
    /// A card that no record or several have; a file that cannot be read.
    pub(super) fn scenario(&self, knowledge: &Knowledge) -> Result<Scenario, Failure> {
        let (host, guest) = (&self.host, &self.guest);
        let said = Situation {
            hypervisor: host.hypervisor,
            proxmox: host.proxmox.clone(),
            qemu: host.qemu.clone(),
            kernel: host.kernel.clone(),
            cpu_vendor: host.cpu_vendor.clone(),
            cpu: host.cpu.clone(),
            board: self.board.clone(),
            guest: guest.guest,
            firmware: guest.firmware,
            nvidia_driver: guest.driver.clone(),
            bootloader: host.bootloader,
            ..Situation::default()
        };
        let told = match &self.context {
            Some(path) => Context::read(&input::read(path)?, knowledge).situation,
            None => Situation::default(),
        };
        let gpu = match &self.gpu {
            Some(text) => Some(card(text, knowledge)?),
            None => from_context(&told)?,
        };
        Ok(Scenario {
            gpu,
            slot: self.slot.clone(),
            purpose: self.purpose,
            situation: said.or(&told),
            root_fs: host.root_fs,
            secure_boot: truth(host.secure_boot),
            host_display: host.host_display,
            host_gpus: host.host_gpus.iter().map(|id| card(id, knowledge)).collect::<Result<_, _>>()?,
            boot_gpu: truth(host.boot_gpu),
            guest_secure_boot: truth(guest.guest_secure_boot),
            guest_tpm: truth(guest.guest_tpm),
            anti_cheat: guest.anti_cheat,
            trust: host.trust,
            share: truth(guest.share),
            availability: host.availability,
            acs_override: truth(host.acs_override),
            unsafe_interrupts: truth(host.unsafe_interrupts),
            spare: host.spare.clone(),
            iommu: truth(host.iommu),
            interrupt_remapping: truth(host.interrupt_remapping),
            above_4g: truth(host.above_4g),
            resizable_bar: truth(host.resizable_bar),
            out_of_band: truth(host.out_of_band),
            remote: truth(host.remote),
            airflow: truth(host.airflow),
            hugepages: truth(guest.hugepages),
            memory_gib: guest.memory_gib,
            cores: guest.cores,
            vm: guest.vm.clone(),
            address: host.address,
            ids: host.ids.clone(),
        })
    }
}

/// The record of a card, by its ID or by one that `lspci` prints.
fn card(text: &str, knowledge: &Knowledge) -> Result<String, Failure> {
    let Ok(id) = text.to_ascii_lowercase().parse::<PciId>() else { return Ok(text.to_owned()) };
    match &knowledge.card(id, None).records[..] {
        [] => Err(Failure::Usage(format!("no record has the ID {id}"))),
        [only] => Ok(only.clone()),
        several => Err(Failure::Usage(format!("{id} stands for {}; name one of them", several.join(" and for ")))),
    }
}

/// The card that a context names, where it names one.
fn from_context(told: &Situation) -> Result<Option<String>, Failure> {
    let records: Vec<&String> = told.cards.iter().flat_map(|card| &card.records).collect();
    match records[..] {
        [] => Ok(None),
        [only] => Ok(Some(only.clone())),
        _ => {
            let names: Vec<&str> = records.iter().map(|id| id.as_str()).collect();
            Err(Failure::Usage(format!("the context names several cards; say which with --gpu: {}", names.join(", "))))
        }
    }
}

/// What to tell somebody who named something that no record has.
pub(super) fn wrong(error: &SetupError, knowledge: &Knowledge) -> Failure {
    let near = match error {
        SetupError::Card(id) => did_you_mean(id, knowledge.cards.iter().map(|card| card.id.as_str())),
        SetupError::Board(id) => did_you_mean(id, knowledge.boards.iter().map(|board| board.id.as_str())),
        SetupError::Cpu(id) => did_you_mean(id, knowledge.cpus.iter().map(|cpu| cpu.id.as_str())),
        SetupError::NoCard => return Failure::Usage("name the card with --gpu, such as --gpu geforce-rtx-4070".into()),
        SetupError::Slot(label, known) => did_you_mean(label, known.iter().map(String::as_str)),
    };
    Failure::Usage(near.map_or_else(|| error.to_string(), |near| format!("{error}; did you mean `{near}`?")))
}
