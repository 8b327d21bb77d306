//! Flags that say what host, card and guest are concerned.

use std::path::PathBuf;

use clap::Args;
use vfiodex_engine::context::Context;
use vfiodex_engine::situation::{Bootloader, Card, Firmware, Guest, Hypervisor};
use vfiodex_engine::version::{KernelVersion, NvidiaVersion, QemuVersion};
use vfiodex_engine::{Knowledge, PciId, Situation};

use super::input;
use crate::cli::{DataArguments, Failure};
use crate::diagnostic::did_you_mean;
use crate::draft::Draft;

/// What is left out is read from the text where it says so, and is unknown otherwise.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Host, card and guest")]
pub struct SituationArguments {
    /// The host's kernel, as `uname -r` prints it.
    #[arg(long, value_name = "V")]
    kernel: Option<KernelVersion>,
    /// proxmox, libvirt, qemu, unraid, truenas or kubevirt.
    #[arg(long, value_name = "NAME")]
    hypervisor: Option<Hypervisor>,
    /// Its version, for Proxmox VE and plain QEMU.
    #[arg(long, value_name = "V", requires = "hypervisor")]
    hypervisor_version: Option<String>,
    /// QEMU's version under another hypervisor.
    #[arg(long, value_name = "V")]
    qemu: Option<QemuVersion>,
    /// Maker of the host's processor: amd or intel.
    #[arg(long, value_name = "NAME", value_parser = ["amd", "intel"])]
    cpu_vendor: Option<String>,
    /// linux, windows, bsd or lxc.
    #[arg(long, value_name = "NAME")]
    guest: Option<Guest>,
    /// Firmware of the guest: ovmf or seabios.
    #[arg(long, value_name = "NAME")]
    firmware: Option<Firmware>,
    /// NVIDIA driver.
    #[arg(long, value_name = "V")]
    driver: Option<NvidiaVersion>,
    /// The card: its record, or vendor:device as `lspci -nn` prints it.
    #[arg(long, value_name = "ID")]
    gpu: Option<String>,
    /// grub or systemd-boot.
    #[arg(long, value_name = "NAME")]
    bootloader: Option<Bootloader>,
    /// File with the output of `pveversion -v`, `uname -a`, `lspci -nn` or the like from the same host.
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
}

/// Reads the records, as far as they are well-shaped.
pub(super) fn knowledge(data: &DataArguments) -> Result<Knowledge, Failure> {
    let knowledge = Draft::read(&data.data)?.knowledge();
    if knowledge.quirks.is_empty() && knowledge.advice.is_empty() {
        let text = format!("{} holds neither quirks nor advice; name the records with --data", data.data.display());
        return Err(Failure::Operation(anyhow::anyhow!(text)));
    }
    Ok(knowledge)
}

impl SituationArguments {
    /// What the flags say, with what the context file tells below it.
    pub(super) fn situation(&self, knowledge: &Knowledge) -> Result<Situation, Failure> {
        let mut said = Situation {
            hypervisor: self.hypervisor,
            qemu: self.qemu.clone(),
            kernel: self.kernel.clone(),
            cpu_vendor: self.cpu_vendor.clone(),
            guest: self.guest,
            firmware: self.firmware,
            nvidia_driver: self.driver.clone(),
            bootloader: self.bootloader,
            ..Situation::default()
        };
        if let Some(version) = &self.hypervisor_version {
            let wrong = |error: &dyn std::fmt::Display| Failure::Usage(format!("--hypervisor-version: {error}"));
            match self.hypervisor {
                Some(Hypervisor::Proxmox) => said.proxmox = Some(version.parse().map_err(|e| wrong(&e))?),
                Some(Hypervisor::Qemu) => said.qemu = Some(version.parse().map_err(|e| wrong(&e))?),
                _ => return Err(wrong(&"only versions of Proxmox VE and QEMU change an answer; see --qemu")),
            }
        }
        if let Some(gpu) = &self.gpu {
            said.cards = vec![card(gpu, knowledge)?];
        }
        let Some(path) = &self.context else { return Ok(said) };
        let text = input::read(path)?;
        let mut told = Context::read(&text, knowledge).situation;
        // `uname -r` alone prints nothing but the release.
        let release = || text.lines().find_map(|line| line.trim().parse().ok().filter(|_| line.contains('-')));
        told.kernel = told.kernel.or_else(release);
        Ok(said.or(&told))
    }
}

fn card(text: &str, knowledge: &Knowledge) -> Result<Card, Failure> {
    if let Ok(id) = text.to_ascii_lowercase().parse::<PciId>() {
        return Ok(knowledge.card(id, None));
    }
    knowledge.card_of_record(text).ok_or_else(|| {
        let near = did_you_mean(text, knowledge.cards.iter().map(|card| card.id.as_str()));
        Failure::Usage(match near {
            Some(near) => format!("there is no card `{text}`; did you mean `{near}`?"),
            None => format!("there is no card `{text}`; give its ID as `lspci -nn` prints it, such as 10de:2504"),
        })
    })
}
