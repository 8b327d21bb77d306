use std::fmt;
use std::str::FromStr;

use crate::text_type::text_type;

/// A `vendor:device` pair as `lspci -nn` prints it, for example `10de:2504`; also used for
/// `subsystem vendor:subsystem device`. Always lower-case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PciId {
    /// The vendor half, `10de` for NVIDIA.
    pub vendor: u16,
    /// The device half.
    pub device: u16,
}

/// Why a text is not a PCI ID, a hex word or a class code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PciIdError(&'static str);

impl fmt::Display for PciIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for PciIdError {}

fn hex(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit()))
        .then(|| u32::from_str_radix(text, 16).ok())
        .flatten()
}

fn word(text: &str) -> Option<u16> {
    hex(text, 4).and_then(|value| u16::try_from(value).ok())
}

impl FromStr for PciId {
    type Err = PciIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = PciIdError("a PCI ID is four hex digits, a colon, four hex digits, such as 10de:2504");
        let (vendor, device) = text.split_once(':').ok_or(error)?;
        Ok(Self { vendor: word(vendor).ok_or(error)?, device: word(device).ok_or(error)? })
    }
}

impl fmt::Display for PciId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}:{:04x}", self.vendor, self.device)
    }
}

text_type!(
    PciId,
    "PciId",
    "^[0-9a-f]{4}:[0-9a-f]{4}$",
    "PCI vendor:device ID as printed by `lspci -nn`, lower-case hex; quote it, or YAML may read it as a number.",
    "10de:2504"
);

/// Four hex digits on their own, such as the PCI vendor ID `1043`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HexWord(pub u16);

impl FromStr for HexWord {
    type Err = PciIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        word(text).map(Self).ok_or(PciIdError("expected four hex digits, such as 10de"))
    }
}

impl fmt::Display for HexWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}", self.0)
    }
}

text_type!(HexWord, "HexWord", "^[0-9a-f]{4}$", "Four lower-case hex digits in quotes.", "10de");

/// A PCI base class and sub-class, such as `0300` for a VGA controller. The programming interface is
/// not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassCode(pub u16);

impl ClassCode {
    /// The base class, the upper byte: `03` for display controllers.
    #[must_use]
    pub fn base(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Host, ISA and PCI-to-PCI bridges (base class `06`). They stay with the host and never have to
    /// be bound to vfio-pci.
    #[must_use]
    pub fn is_bridge(self) -> bool {
        self.base() == 0x06
    }

    /// VGA, 3D and other display controllers (base class `03`).
    #[must_use]
    pub fn is_display(self) -> bool {
        self.base() == 0x03
    }
}

impl FromStr for ClassCode {
    type Err = PciIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        word(text).map(Self).ok_or(PciIdError("a class code is four hex digits, such as 0300"))
    }
}

impl fmt::Display for ClassCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}", self.0)
    }
}

text_type!(
    ClassCode,
    "ClassCode",
    "^[0-9a-f]{4}$",
    "PCI class and sub-class, four lower-case hex digits in quotes: `\"0300\"` is a VGA controller.",
    "0300"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_ids() {
        for (text, want) in [
            ("10de:2504", Some("10de:2504")),
            ("1002:73BF", Some("1002:73bf")),
            ("10de2504", None),
            ("10de:250", None),
            ("10de:2504x", None),
            ("+0de:2504", None),
        ] {
            assert_eq!(text.parse::<PciId>().ok().map(|id| id.to_string()).as_deref(), want, "{text}");
        }
        assert!("0604".parse::<ClassCode>().is_ok_and(ClassCode::is_bridge));
        assert!("0302".parse::<ClassCode>().is_ok_and(ClassCode::is_display));
    }
}
