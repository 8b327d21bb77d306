//! Questions as forms and addresses write them.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use serde::Deserialize;

use super::Refusal;
use crate::scenario::Scenario;
use crate::setup::SetupError;
use crate::situation::Hypervisor;
use crate::{Knowledge, PciId};

/// A question as forms and addresses write it: the fields of [`Scenario`] by name, each a text; several
/// values are separated by commas, truth is `yes` or `no`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The fields.
    pub question: BTreeMap<String, String>,
    /// Output of `collect.sh` or `vfiodex doctor` from the host, for what the fields leave out.
    pub context: Option<String>,
}

impl Question {
    /// The question in the engine's form.
    ///
    /// # Errors
    /// Where a field does not exist or cannot have its value.
    pub fn scenario(&self, knowledge: &Knowledge) -> Result<Scenario, Refusal> {
        let mut scenario = Scenario::default();
        for (name, text) in &self.question {
            if !text.trim().is_empty() {
                set(&mut scenario, name, text.trim(), knowledge)?;
            }
        }
        if scenario.situation.proxmox.is_some() && scenario.situation.hypervisor.is_none() {
            scenario.situation.hypervisor = Some(Hypervisor::Proxmox);
        }
        Ok(match &self.context {
            Some(text) => {
                let told = Scenario::told(text, knowledge, scenario.gpu.as_deref());
                scenario.or(&told)
            }
            None => scenario,
        })
    }
}

/// A refusal for what no record has.
#[must_use]
pub fn refused(error: &SetupError) -> Refusal {
    let field = match error {
        SetupError::NoCard | SetupError::Card(_) => "gpu",
        SetupError::Board(_) => "board",
        SetupError::Cpu(_) => "cpu",
        SetupError::Slot(..) => "slot",
    };
    Refusal::new(field, error.to_string())
}

macro_rules! fields {
    ($scenario:ident, $name:ident, $text:ident, $knowledge:ident;
     parsed: {$($parsed:ident => $($path:ident).+;)*}
     truth: {$($truth:ident)*}
     lists: {$($list:ident)*}) => {
        match $name {
            $(stringify!($parsed) => $scenario.$($path).+ = Some(parse(stringify!($parsed), $text)?),)*
            $(stringify!($truth) => $scenario.$truth = Some(truth(stringify!($truth), $text)?),)*
            $(stringify!($list) => $scenario.$list = list(stringify!($list), $text)?,)*
            "gpu" => $scenario.gpu = Some(card("gpu", $text, $knowledge)?),
            "host_gpus" => {
                let each = $text.split(',').map(|text| card("host_gpus", text.trim(), $knowledge));
                $scenario.host_gpus = each.collect::<Result<_, _>>()?;
            }
            "board" => $scenario.situation.board = Some(record("board", $text, $knowledge.boards.iter().map(|b| (&b.id, &b.name)))?),
            "cpu" => $scenario.situation.cpu = Some(record("cpu", $text, $knowledge.cpus.iter().map(|c| (&c.id, &c.name)))?),
            "slot" => $scenario.slot = Some($text.to_owned()),
            "vm" => $scenario.vm = Some($text.to_owned()),
            "cpu_vendor" => match $text {
                "amd" | "intel" => $scenario.situation.cpu_vendor = Some($text.to_owned()),
                _ => return Err(Refusal::new("cpu_vendor", "one of amd, intel is expected")),
            },
            other => return Err(Refusal::new("question", format!("there is no field `{other}`"))),
        }
    };
}

fn set(scenario: &mut Scenario, name: &str, text: &str, knowledge: &Knowledge) -> Result<(), Refusal> {
    fields! { scenario, name, text, knowledge;
        parsed: {
            purpose => purpose;
            hypervisor => situation.hypervisor;
            proxmox => situation.proxmox;
            qemu => situation.qemu;
            kernel => situation.kernel;
            bios => situation.bios;
            guest => situation.guest;
            firmware => situation.firmware;
            driver => situation.nvidia_driver;
            bootloader => situation.bootloader;
            root_fs => root_fs;
            host_display => host_display;
            anti_cheat => anti_cheat;
            trust => trust;
            availability => availability;
            memory_gib => memory_gib;
            cores => cores;
            address => address;
        }
        truth: { uefi secure_boot boot_gpu guest_secure_boot guest_tpm share acs_override unsafe_interrupts iommu
            interrupt_remapping above_4g resizable_bar out_of_band remote airflow hugepages }
        lists: { spare ids }
    }
    Ok(())
}

fn parse<T: FromStr<Err: Display>>(field: &'static str, text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|error: T::Err| Refusal::new(field, error.to_string()))
}

fn truth(field: &'static str, text: &str) -> Result<bool, Refusal> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Refusal::new(field, "yes or no is expected")),
    }
}

fn list<T: FromStr<Err: Display>>(field: &'static str, text: &str) -> Result<Vec<T>, Refusal> {
    text.split(',').map(|part| parse(field, part.trim())).collect()
}

/// A record by its ID, by its name, or by words of its name that no other has.
fn record<'k>(
    field: &'static str,
    text: &str,
    known: impl Iterator<Item = (&'k String, &'k String)> + Clone,
) -> Result<String, Refusal> {
    if let Some((id, _)) = known.clone().find(|(id, name)| id.as_str() == text || name.eq_ignore_ascii_case(text)) {
        return Ok(id.clone());
    }
    let wanted = words(text);
    let near: Vec<(&String, &String)> =
        known.filter(|(_, name)| wanted.iter().all(|word| words(name).contains(word))).collect();
    let whole = near.iter().find(|(_, name)| words(name).len() == wanted.len());
    match (&near[..], whole) {
        (_, Some((id, _))) | ([(id, _)], None) => Ok((*id).clone()),
        ([], None) => Ok(text.to_owned()),
        (several, None) => {
            const MOST: usize = 5;
            let names: Vec<&str> = several.iter().take(MOST).map(|(_, name)| name.as_str()).collect();
            let more = if several.len() > MOST { " and others" } else { "" };
            Err(Refusal::new(field, format!("`{text}` could be {}{more}; say which", names.join(", "))))
        }
    }
}

/// The words of a name that tell it from others: makers and brands do not.
fn words(name: &str) -> std::collections::BTreeSet<String> {
    const BRANDS: [&str; 7] = ["nvidia", "geforce", "amd", "radeon", "intel", "graphics", "gpu"];
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.filter(|word| !BRANDS.contains(&word.as_str())).collect()
}

fn card(field: &'static str, text: &str, knowledge: &Knowledge) -> Result<String, Refusal> {
    let Ok(id) = text.to_ascii_lowercase().parse::<PciId>() else {
        return record(field, text, knowledge.cards.iter().map(|card| (&card.id, &card.name)));
    };
    match &knowledge.card(id, None).records[..] {
        [] => Err(Refusal::new(field, format!("no record has the ID {id}"))),
        [only] => Ok(only.clone()),
        several => Err(Refusal::new(field, format!("{id} stands for {}; name one of them", several.join(" and for ")))),
    }
}
