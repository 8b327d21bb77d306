//! What a pasted text says about the machine that it comes from: kernel, hypervisor, processor, cards.

mod devices;
pub(crate) mod draw;
mod facts;
mod line;
pub(crate) mod report;

use serde::Serialize;

pub use devices::Devices;
pub(crate) use line::hints;

use crate::Knowledge;
use crate::knowledge::SeenIn;
use crate::literals::Literals;
use crate::situation::{Card, Situation};

/// Something that was taken for granted because the text says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumed {
    /// What: `kernel`, `hypervisor`, `card`.
    pub about: &'static str,
    /// The value.
    pub value: String,
    /// The line that says so, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// How it follows.
    pub because: String,
}

/// A text's own context.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Host and guest as far as the text tells.
    pub situation: Situation,
    /// PCI devices that the text lists.
    pub devices: Devices,
    /// What was taken from where.
    pub assumed: Vec<Assumed>,
    /// Whose log it seems to be.
    pub source: Option<SeenIn>,
}

impl Context {
    /// Reads what a text says about its machine.
    #[must_use]
    pub fn read(text: &str, knowledge: &Knowledge) -> Self {
        let mut reader = facts::Reader::default();
        let anchors = Literals::new(facts::ANCHORS.iter().map(|(anchor, _)| *anchor));
        let bytes = text.as_bytes();
        let (mut number, mut counted) = (1, 0);
        anchors.each(bytes, |index, at| {
            let Some((_, fact)) = facts::ANCHORS.get(index) else { return };
            if reader.is_settled(*fact) {
                return;
            }
            number += bytes[counted..at].iter().filter(|byte| **byte == b'\n').count();
            counted = at;
            reader.take(*fact, line_around(text, at), number);
        });
        reader.finish(knowledge)
    }

    /// Puts what was said outright, by flags, above what the text tells; what the text tells of the same
    /// thing is then not assumed.
    #[must_use]
    pub fn under(mut self, said: &Situation) -> Self {
        let cards = !said.cards.is_empty();
        self.assumed.retain(|assumed| match assumed.about {
            "kernel" => said.kernel.is_none(),
            "hypervisor" => said.hypervisor.is_none(),
            "Proxmox VE version" => said.proxmox.is_none(),
            "QEMU version" => said.qemu.is_none(),
            "processor maker" => said.cpu_vendor.is_none(),
            "guest" => said.guest.is_none(),
            "guest firmware" => said.firmware.is_none(),
            "NVIDIA driver" => said.nvidia_driver.is_none(),
            "bootloader" => said.bootloader.is_none(),
            "card" => !cards,
            _ => true,
        });
        self.situation = said.clone().or(&self.situation);
        self
    }

    /// The card at an address in a line, where the text lists it.
    #[must_use]
    pub fn card_in(&self, line: &str, knowledge: &Knowledge) -> Option<Card> {
        self.devices.card_in(line, knowledge)
    }
}

/// The line around a place, cut to a length that keeps later steps quick.
pub(crate) fn line_around(text: &str, at: usize) -> &str {
    const REACH: usize = 2048;
    let bytes = text.as_bytes();
    let mut start = at;
    while start > 0 && at - start < REACH && bytes[start - 1] != b'\n' {
        start -= 1;
    }
    let mut end = at;
    while end < bytes.len() && end - at < REACH && bytes[end] != b'\n' {
        end += 1;
    }
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    text.get(start..end).unwrap_or_default().trim_end_matches('\r')
}

#[cfg(test)]
mod tests;
