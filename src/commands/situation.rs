//! Flags that say what host, card and guest are concerned.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use vfiodex_engine::situation::{Bootloader, Firmware, Guest, Hypervisor};
use vfiodex_engine::text::Draw;
use vfiodex_engine::tool::{Facts, Refusal, Said};
use vfiodex_engine::version::{KernelVersion, NvidiaVersion, QemuVersion};

use super::input;
use crate::cli::{DataArguments, Failure};
use crate::diagnostic::suggestion;
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

/// What the tools answer from: the records, as far as they are well-shaped.
pub(super) fn facts(data: &DataArguments) -> Result<Facts, Failure> {
    let facts = Facts { knowledge: Some(Draft::read(&data.data)?.text_knowledge()) };
    if facts.knowledge.as_ref().is_none_or(|known| known.quirks.is_empty() && known.advice.is_empty()) {
        let text = format!("{} holds neither quirks nor advice; name the records with --data", data.data.display());
        return Err(Failure::Operation(anyhow::anyhow!(text)));
    }
    Ok(facts)
}

/// Writes an answer as JSON or as people read it.
pub(super) fn write_answer(answer: &(impl Draw + Serialize), json: bool) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, answer)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", answer.drawn().text)?;
    }
    Ok(())
}

/// A refusal by the tool as wrong usage, with a suggestion for a mistyped card.
pub(super) fn refused(facts: &Facts, arguments: &SituationArguments, refusal: Refusal) -> Failure {
    let cards = facts.knowledge.iter().flat_map(|known| known.cards.iter().map(|card| card.id.as_str()));
    let near = arguments.gpu.as_deref().filter(|_| refusal.field == "gpu").and_then(|gpu| suggestion(gpu, cards));
    Failure::Usage(match near {
        Some(near) => format!("{}; {near}", refusal.message),
        None => format!("--{}: {}", refusal.field.replace('_', "-"), refusal.message),
    })
}

impl SituationArguments {
    /// What the flags say, with the text of the context file.
    pub(super) fn said(&self) -> anyhow::Result<Said> {
        fn text<T: ToString>(value: &Option<T>) -> Option<String> {
            value.as_ref().map(ToString::to_string)
        }
        Ok(Said {
            hypervisor: text(&self.hypervisor),
            hypervisor_version: self.hypervisor_version.clone(),
            qemu: text(&self.qemu),
            kernel: text(&self.kernel),
            cpu_vendor: self.cpu_vendor.clone(),
            guest: text(&self.guest),
            firmware: text(&self.firmware),
            driver: text(&self.driver),
            gpu: self.gpu.clone(),
            bootloader: text(&self.bootloader),
            context: self.context.as_deref().map(input::read).transpose()?,
        })
    }
}
