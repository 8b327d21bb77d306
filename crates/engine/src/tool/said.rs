use std::fmt::Display;
use std::str::FromStr;

use serde::Deserialize;

use super::Refusal;
use crate::context::{Assumed, Context, report};
use crate::situation::{Card, Hypervisor, Situation};
use crate::{Knowledge, PciId};

/// What somebody says about host, card and guest, as flags and forms write it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Said {
    /// The hypervisor.
    pub hypervisor: Option<String>,
    /// Its version, for Proxmox VE and plain QEMU.
    pub hypervisor_version: Option<String>,
    /// QEMU's version.
    pub qemu: Option<String>,
    /// The host's kernel.
    pub kernel: Option<String>,
    /// Maker of the host's processor.
    pub cpu_vendor: Option<String>,
    /// The guest system.
    pub guest: Option<String>,
    /// Firmware of the guest.
    pub firmware: Option<String>,
    /// NVIDIA driver.
    pub driver: Option<String>,
    /// The card: its record, or vendor:device.
    pub gpu: Option<String>,
    /// What boots the host.
    pub bootloader: Option<String>,
    /// Output of `pveversion -v`, `lspci -nn`, `collect.sh` or the like from the same host.
    pub context: Option<String>,
}

impl Said {
    /// What is said outright.
    ///
    /// # Errors
    /// Where a value is none that the field can have, or no record has the card.
    pub fn situation(&self, knowledge: &Knowledge) -> Result<Situation, Refusal> {
        let mut said = Situation {
            hypervisor: value("hypervisor", &self.hypervisor)?,
            qemu: value("qemu", &self.qemu)?,
            kernel: value("kernel", &self.kernel)?,
            cpu_vendor: self.cpu_vendor()?,
            guest: value("guest", &self.guest)?,
            firmware: value("firmware", &self.firmware)?,
            nvidia_driver: value("driver", &self.driver)?,
            bootloader: value("bootloader", &self.bootloader)?,
            ..Situation::default()
        };
        const VERSION: &str = "hypervisor_version";
        match said.hypervisor {
            _ if self.hypervisor_version.is_none() => {}
            Some(Hypervisor::Proxmox) => said.proxmox = value(VERSION, &self.hypervisor_version)?,
            Some(Hypervisor::Qemu) => said.qemu = value(VERSION, &self.hypervisor_version)?,
            _ => return Err(Refusal::new(VERSION, "only versions of Proxmox VE and QEMU change an answer")),
        }
        if let Some(gpu) = &self.gpu {
            said.cards = vec![card(gpu, knowledge)?];
        }
        Ok(said)
    }

    /// The same with what the context tells below it, and what was taken from there.
    ///
    /// # Errors
    /// As for `situation`.
    pub fn with_context(&self, knowledge: &Knowledge) -> Result<(Situation, Vec<Assumed>), Refusal> {
        let said = self.situation(knowledge)?;
        let Some(text) = &self.context else { return Ok((said, Vec::new())) };
        let told = told(text, knowledge);
        let taken = taken(&said, &told);
        Ok((said.or(&told), taken))
    }

    fn cpu_vendor(&self) -> Result<Option<String>, Refusal> {
        match self.cpu_vendor.as_deref() {
            None | Some("amd" | "intel") => Ok(self.cpu_vendor.clone()),
            Some(_) => Err(Refusal::new("cpu_vendor", "one of amd, intel is expected")),
        }
    }
}

fn value<T: FromStr<Err: Display>>(field: &'static str, text: &Option<String>) -> Result<Option<T>, Refusal> {
    let parse = |text: &String| text.trim().parse().map_err(|error: T::Err| Refusal::new(field, error.to_string()));
    text.as_ref().map(parse).transpose()
}

fn card(text: &str, knowledge: &Knowledge) -> Result<Card, Refusal> {
    let text = text.trim();
    if let Ok(id) = text.to_ascii_lowercase().parse::<PciId>() {
        return Ok(knowledge.card(id, None));
    }
    let said = || format!("there is no card `{text}`; give its ID as `lspci -nn` prints it, such as 10de:2504");
    knowledge.card_of_record(text).ok_or_else(|| Refusal::new("gpu", said()))
}

/// What is taken from a context because nothing is said about it.
fn taken(said: &Situation, told: &Situation) -> Vec<Assumed> {
    let mut out = Vec::new();
    let mut take = |about, value: String| {
        out.push(Assumed { about, value, line: None, because: "the report of the host says so".into() });
    };
    macro_rules! fields {
        ($($field:ident: $about:literal,)*) => {$(
            if let (None, Some(value)) = (&said.$field, &told.$field) {
                take($about, value.to_string());
            }
        )*};
    }
    fields! {
        hypervisor: "hypervisor",
        proxmox: "Proxmox VE version",
        qemu: "QEMU version",
        kernel: "kernel",
        cpu_vendor: "processor maker",
        guest: "guest",
        firmware: "guest firmware",
        nvidia_driver: "NVIDIA driver",
        bootloader: "bootloader",
    }
    if said.cards.is_empty() {
        told.cards.iter().for_each(|card| take("card", card.label()));
    }
    out
}

/// What a text from the same host tells.
fn told(text: &str, knowledge: &Knowledge) -> Situation {
    let mut told = Context::read(text, knowledge).situation.or(&report::read(text, knowledge));
    // `uname -r` alone prints nothing but the release.
    let release = || text.lines().find_map(|line| line.trim().parse().ok().filter(|_| line.contains('-')));
    told.kernel = told.kernel.or_else(release);
    told
}
