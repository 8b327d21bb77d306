//! Facts in few bytes, for browsers: values in the order of their types' fields, without names. Code that
//! reads them is a third of what reading JSON takes. Only an engine of the same sources can read a file;
//! its stamp, which stands in front, tells.
//!
//! A field that is left out is one byte 0, any other has a byte 1 in front. Numbers are LEB128, texts and
//! lists have their length in front, choices are known by their place.

mod read;
mod write;

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What an engine's files begin with: it is another one for other sources.
pub const STAMP: &str = concat!("vfiodex facts ", env!("VFIODEX_ENGINE"), "\n");

/// Why a file cannot be read, or a value not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self("a field is missing".into())
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self("a choice that is none".into())
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self("a value that is none".into())
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self("a value of another type".into())
    }
}

impl serde::ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Writes a value.
///
/// # Errors
/// Where its type cannot be written: maps and floating-point numbers.
pub fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    let mut out = STAMP.as_bytes().to_vec();
    value.serialize(&mut write::Writer(&mut out))?;
    Ok(out)
}

/// Reads a value.
///
/// # Errors
/// Where the bytes are none of this engine's.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let Some(rest) = bytes.strip_prefix(STAMP.as_bytes()) else {
        return Err(Error("the facts are for another version of the engine".into()));
    };
    let mut reader = read::Reader(rest);
    let value = T::deserialize(&mut reader)?;
    if reader.0.is_empty() { Ok(value) } else { Err(Error("there is more than was expected".into())) }
}

#[cfg(test)]
mod tests;
