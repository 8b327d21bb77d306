//! Flags that ask a question: which card, in which host, for what.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use vfiodex_engine::scenario::{AntiCheat, Availability, HostDisplay, Purpose, RootFs, Scenario, Spare, Trust};
use vfiodex_engine::setup::SetupError;
use vfiodex_engine::situation::{Bootloader, Firmware, Guest, Hypervisor, Situation};
use vfiodex_engine::version::{BiosVersion, KernelVersion, NvidiaVersion, ProxmoxVersion, QemuVersion};
use vfiodex_engine::{Bdf, Knowledge, PciId};

use super::input;
use crate::cli::{DataArguments, Failure};
use crate::diagnostic::suggestion;
use crate::draft::Draft;

/// yes or no.
fn yes_no() -> impl TypedValueParser<Value = bool> {
    PossibleValuesParser::new(["yes", "no"]).map(|word| word == "yes")
}

/// One of an enum's keys, which the help lists.
fn one_of<T: FromStr<Err = String> + Clone + Send + Sync + 'static>(
    keys: impl Iterator<Item = &'static str>,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(keys.collect::<Vec<_>>()).try_map(|word| word.parse::<T>())
}

macro_rules! named {
    ($($parser:ident: $type:ident)*) => {$(
        fn $parser() -> impl TypedValueParser<Value = $type> {
            one_of($type::ALL.iter().map(|value| value.key()))
        }
    )*};
}

named! {
    purpose: Purpose
    root_fs: RootFs
    host_display: HostDisplay
    trust: Trust
    availability: Availability
    spare: Spare
    anti_cheat: AntiCheat
    hypervisor: Hypervisor
    guest: Guest
    firmware: Firmware
    bootloader: Bootloader
}

/// What is left out is read from the context file where it tells, and gets a default that the answer names
/// otherwise.
#[derive(Clone, Debug, Default, Args)]
pub struct ScenarioArguments {
    #[command(flatten)]
    card: CardArguments,
    #[command(flatten)]
    host: HostArguments,
    #[command(flatten)]
    guest: GuestArguments,
    #[command(flatten)]
    accepted: AcceptedArguments,
}

/// The card and what it is for.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Card")]
struct CardArguments {
    /// The card: its record, or vendor:device as `lspci -nn` prints it.
    #[arg(long, value_name = "ID")]
    gpu: Option<String>,
    /// What it is for.
    #[arg(long, value_name = "USE", value_parser = purpose())]
    purpose: Option<Purpose>,
    /// The slot, by the board's label.
    #[arg(long, value_name = "LABEL", requires = "board")]
    slot: Option<String>,
    /// Whether several guests use the card at once.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    share: Option<bool>,
    /// Address on the host, such as 0000:01:00.0.
    #[arg(long, value_name = "BDF")]
    address: Option<Bdf>,
    /// IDs of all its functions, joined by commas.
    #[arg(long, value_name = "ID,…", value_delimiter = ',', alias = "id")]
    ids: Vec<PciId>,
}

/// The host.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Host")]
struct HostArguments {
    /// The board, by record.
    #[arg(long, value_name = "ID")]
    board: Option<String>,
    /// The processor family, by record.
    #[arg(long, value_name = "ID")]
    cpu: Option<String>,
    /// Maker of the processor.
    #[arg(long, value_name = "NAME", value_parser = ["amd", "intel"])]
    cpu_vendor: Option<String>,
    /// BIOS version of the board.
    #[arg(long, value_name = "V")]
    bios: Option<BiosVersion>,
    /// The hypervisor.
    #[arg(long, value_name = "NAME", value_parser = hypervisor())]
    hypervisor: Option<Hypervisor>,
    /// Its version, for Proxmox VE and plain QEMU.
    #[arg(long, value_name = "V", requires = "hypervisor", conflicts_with = "proxmox")]
    hypervisor_version: Option<String>,
    /// Release of Proxmox VE.
    #[arg(long, value_name = "V")]
    proxmox: Option<ProxmoxVersion>,
    /// Version of QEMU.
    #[arg(long, value_name = "V")]
    qemu: Option<QemuVersion>,
    /// The kernel, as `uname -r` prints it.
    #[arg(long, value_name = "V")]
    kernel: Option<KernelVersion>,
    /// What boots the host.
    #[arg(long, value_name = "NAME", value_parser = bootloader())]
    bootloader: Option<Bootloader>,
    /// Root file system.
    #[arg(long, value_name = "NAME", value_parser = root_fs())]
    root_fs: Option<RootFs>,
    /// Whether it boots by UEFI.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    uefi: Option<bool>,
    /// Whether it boots with Secure Boot.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    secure_boot: Option<bool>,
    /// What shows the host's console once the card is gone.
    #[arg(long, value_name = "NAME", value_parser = host_display())]
    host_display: Option<HostDisplay>,
    /// Other cards that stay with the host, by record, joined by commas.
    #[arg(long, value_name = "ID,…", value_delimiter = ',', alias = "host-gpu")]
    host_gpus: Vec<String>,
    /// Whether the firmware starts on this card.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    boot_gpu: Option<bool>,
    /// Whether the IOMMU is on.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    iommu: Option<bool>,
    /// Whether interrupts are remapped.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    interrupt_remapping: Option<bool>,
    /// Whether Above 4G decoding is on.
    #[arg(long = "above-4g", value_name = "yes|no", value_parser = yes_no())]
    above_4g: Option<bool>,
    /// Whether Resizable BAR is on.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    resizable_bar: Option<bool>,
    /// Whether the host can be reached without the card: BMC, serial console, KVM switch over IP.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    out_of_band: Option<bool>,
    /// Whether nobody is near the machine.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    remote: Option<bool>,
    /// Whether the case blows server airflow through passive cards.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    airflow: Option<bool>,
    /// File with the output of collect.sh, of `vfiodex doctor --json` or of commands such as `pveversion -v`,
    /// `proxmox-boot-tool status`, `mokutil --sb-state`, `findmnt /` from the same host; - reads standard input.
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
}

/// The guest.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Guest")]
struct GuestArguments {
    /// The guest system.
    #[arg(long, value_name = "NAME", value_parser = guest())]
    guest: Option<Guest>,
    /// Its firmware.
    #[arg(long, value_name = "NAME", value_parser = firmware())]
    firmware: Option<Firmware>,
    /// NVIDIA driver of the guest, or of whoever drives the card.
    #[arg(long, value_name = "V", alias = "driver")]
    nvidia_driver: Option<NvidiaVersion>,
    /// Whether it has Secure Boot.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    guest_secure_boot: Option<bool>,
    /// Whether it has a TPM.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    guest_tpm: Option<bool>,
    /// Anti-cheat in it.
    #[arg(long, value_name = "NAME", value_parser = anti_cheat())]
    anti_cheat: Option<AntiCheat>,
    /// Number or name of the guest: 100, win11.
    #[arg(long, value_name = "ID")]
    vm: Option<String>,
    /// Its memory in GiB.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=16_384))]
    memory_gib: Option<u32>,
    /// Its processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    cores: Option<u32>,
    /// Whether its memory is backed by huge pages.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    hugepages: Option<bool>,
}

/// Risks and expectations.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Risks and expectations")]
struct AcceptedArguments {
    /// Whose guests run.
    #[arg(long, value_name = "WHOSE", value_parser = trust())]
    trust: Option<Trust>,
    /// What is expected when the host fails.
    #[arg(long, value_name = "NAME", value_parser = availability())]
    availability: Option<Availability>,
    /// Whether the ACS override is accepted.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    acs_override: Option<bool>,
    /// Whether interrupts without remapping are accepted.
    #[arg(long, value_name = "yes|no", value_parser = yes_no())]
    unsafe_interrupts: Option<bool>,
    /// Devices that the host can do without, joined by commas.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = spare())]
    spare: Vec<Spare>,
}

/// Reads all records, as far as they are well-shaped.
pub(super) fn knowledge(data: &DataArguments) -> Result<Knowledge, Failure> {
    let knowledge = Draft::read(&data.data)?.knowledge();
    if knowledge.cards.is_empty() {
        let text = format!("{} holds no cards; name the records with --data", data.data.display());
        return Err(Failure::Operation(anyhow::anyhow!(text)));
    }
    Ok(knowledge)
}

impl ScenarioArguments {
    /// What the flags ask, with what the context file tells below it.
    ///
    /// # Errors
    /// A card, board or processor that has no record, with the nearest that has; a file that cannot be read.
    pub fn scenario(&self, knowledge: &Knowledge) -> Result<Scenario, Failure> {
        let said = self.said(knowledge)?;
        let told = match &self.host.context {
            Some(path) => context(path, knowledge, said.gpu.as_deref())?,
            None => Scenario::default(),
        };
        let asked = said.or(&told);
        if asked.gpu.is_none() {
            let text = "name the card with --gpu: its record, or its ID as `lspci -nn` prints it";
            return Err(Failure::Usage(text.into()));
        }
        Ok(asked)
    }

    /// What the flags alone ask.
    fn said(&self, knowledge: &Knowledge) -> Result<Scenario, Failure> {
        let Self { card, host, guest, accepted } = self;
        if let Some(id) = &host.board {
            known("board", id, knowledge.boards.iter().map(|board| board.id.as_str()))?;
        }
        if let Some(id) = &host.cpu {
            known("processor family", id, knowledge.cpus.iter().map(|cpu| cpu.id.as_str()))?;
        }
        Ok(Scenario {
            gpu: card.gpu.as_deref().map(|gpu| record(gpu, knowledge)).transpose()?,
            slot: card.slot.clone(),
            purpose: card.purpose,
            situation: self.situation()?,
            root_fs: host.root_fs,
            uefi: host.uefi,
            secure_boot: host.secure_boot,
            host_display: host.host_display,
            host_gpus: host.host_gpus.iter().map(|id| record(id, knowledge)).collect::<Result<_, _>>()?,
            boot_gpu: host.boot_gpu,
            guest_secure_boot: guest.guest_secure_boot,
            guest_tpm: guest.guest_tpm,
            anti_cheat: guest.anti_cheat,
            trust: accepted.trust,
            share: card.share,
            availability: accepted.availability,
            acs_override: accepted.acs_override,
            unsafe_interrupts: accepted.unsafe_interrupts,
            spare: accepted.spare.clone(),
            iommu: host.iommu,
            interrupt_remapping: host.interrupt_remapping,
            above_4g: host.above_4g,
            resizable_bar: host.resizable_bar,
            out_of_band: host.out_of_band,
            remote: host.remote,
            airflow: host.airflow,
            hugepages: guest.hugepages,
            memory_gib: guest.memory_gib,
            cores: guest.cores,
            vm: guest.vm.clone(),
            address: card.address,
            ids: card.ids.clone(),
        })
    }

    fn situation(&self) -> Result<Situation, Failure> {
        let Self { host, guest, .. } = self;
        let mut said = Situation {
            hypervisor: host.hypervisor,
            proxmox: host.proxmox.clone(),
            qemu: host.qemu.clone(),
            kernel: host.kernel.clone(),
            cpu_vendor: host.cpu_vendor.clone(),
            cpu: host.cpu.clone(),
            board: host.board.clone(),
            bios: host.bios.clone(),
            guest: guest.guest,
            firmware: guest.firmware,
            nvidia_driver: guest.nvidia_driver.clone(),
            bootloader: host.bootloader,
            ..Situation::default()
        };
        if said.proxmox.is_some() && said.hypervisor.is_none() {
            said.hypervisor = Some(Hypervisor::Proxmox);
        }
        if let Some(version) = &host.hypervisor_version {
            let wrong = |error: &dyn std::fmt::Display| Failure::Usage(format!("--hypervisor-version: {error}"));
            match host.hypervisor {
                Some(Hypervisor::Proxmox) => said.proxmox = Some(version.parse().map_err(|e| wrong(&e))?),
                Some(Hypervisor::Qemu) => said.qemu = Some(version.parse().map_err(|e| wrong(&e))?),
                _ => return Err(wrong(&"only versions of Proxmox VE and QEMU change an answer; see --qemu")),
            }
        }
        Ok(said)
    }
}

/// What a question names and no record has, as wrong usage.
pub(super) fn wrong(error: &SetupError, knowledge: &Knowledge) -> Failure {
    let near = match error {
        SetupError::Card(id) => suggestion(id, knowledge.cards.iter().map(|card| card.id.as_str())),
        SetupError::Board(id) => suggestion(id, knowledge.boards.iter().map(|board| board.id.as_str())),
        SetupError::Cpu(id) => suggestion(id, knowledge.cpus.iter().map(|cpu| cpu.id.as_str())),
        SetupError::Slot(label, known) => suggestion(label, known.iter().map(String::as_str)),
        SetupError::NoCard => None,
    };
    Failure::Usage(near.map_or_else(|| error.to_string(), |near| format!("{error}; {near}")))
}

fn context(path: &Path, knowledge: &Knowledge, gpu: Option<&str>) -> Result<Scenario, Failure> {
    let text = input::read(path)?;
    Ok(Scenario::told(&text, knowledge, gpu))
}

/// The record of a card, by its ID or by the ID that `lspci -nn` prints.
fn record(text: &str, knowledge: &Knowledge) -> Result<String, Failure> {
    let Ok(id) = text.to_ascii_lowercase().parse::<PciId>() else {
        known("card", text, knowledge.cards.iter().map(|card| card.id.as_str()))?;
        return Ok(text.to_owned());
    };
    match knowledge.card(id, None).records.as_slice() {
        [] => Err(Failure::Usage(format!("no card on record has the ID {id}"))),
        [only] => Ok(only.clone()),
        several => Err(Failure::Usage(format!("{id} stands for several cards; name one: {}", several.join(", ")))),
    }
}

fn known<'a>(what: &str, id: &str, all: impl Iterator<Item = &'a str> + Clone) -> Result<(), Failure> {
    if all.clone().any(|known| known == id) {
        return Ok(());
    }
    let text = match suggestion(id, all) {
        Some(near) => format!("there is no {what} `{id}`; {near}"),
        None => format!("there is no {what} `{id}` on record"),
    };
    Err(Failure::Usage(text))
}
