use std::fmt;
use std::str::FromStr;

use crate::text_type::text_type;

/// A PCI address, `domain:bus:device.function`. Domains can be wider than 16 bits (Intel VMD uses
/// `10000`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bdf {
    /// PCI domain (segment), 0 on most machines.
    pub domain: u32,
    /// Bus number.
    pub bus: u8,
    /// Device number, 0 to 31.
    pub device: u8,
    /// Function number, 0 to 7.
    pub function: u8,
}

/// The text is not a PCI address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseBdfError;

impl fmt::Display for ParseBdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a PCI address is domain:bus:device.function in hex, such as 0000:01:00.0")
    }
}

impl std::error::Error for ParseBdfError {}

impl Bdf {
    /// The same device's other functions share this address with another function number.
    #[must_use]
    pub fn same_device(self, other: Self) -> bool {
        (self.domain, self.bus, self.device) == (other.domain, other.bus, other.device)
    }
}

fn part(text: &str, digits: std::ops::RangeInclusive<usize>) -> Result<u32, ParseBdfError> {
    if !digits.contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(ParseBdfError);
    }
    u32::from_str_radix(text, 16).map_err(|_| ParseBdfError)
}

impl FromStr for Bdf {
    type Err = ParseBdfError;

    /// Reads `0000:01:00.0`, and `01:00.0` as domain 0.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, function) = text.rsplit_once('.').ok_or(ParseBdfError)?;
        let (rest, device) = address.rsplit_once(':').ok_or(ParseBdfError)?;
        let (domain, bus) = rest.rsplit_once(':').unwrap_or(("0000", rest));
        let device = part(device, 2..=2)?;
        let function = part(function, 1..=1)?;
        if device > 31 || function > 7 {
            return Err(ParseBdfError);
        }
        Ok(Self {
            domain: part(domain, 4..=8)?,
            bus: part(bus, 2..=2)? as u8,
            device: device as u8,
            function: function as u8,
        })
    }
}

impl fmt::Display for Bdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { domain, bus, device, function } = self;
        write!(f, "{domain:04x}:{bus:02x}:{device:02x}.{function}")
    }
}

text_type!(
    Bdf,
    "Bdf",
    "^[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]$",
    "PCI address with its domain, `domain:bus:device.function` in lower-case hex.",
    "0000:01:00.0"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_addresses() {
        for (text, want) in [
            ("01:00.0", Some("0000:01:00.0")),
            ("10000:e1:00.7", Some("10000:e1:00.7")),
            ("0000:C1:1F.3", Some("0000:c1:1f.3")),
            ("0000:01:20.0", None),
            ("0000:01:00.8", None),
            ("1:00.0", None),
            ("01:00", None),
        ] {
            assert_eq!(text.parse::<Bdf>().ok().map(|a| a.to_string()).as_deref(), want, "{text}");
        }
    }
}
