//! Versions of the things passthrough depends on. Each family has an ordering of its own; where the
//! texts do not tell, the answer is [`Tri::Unknown`], never a guess.

mod bios;
mod dotted;
mod kernel;
mod range;

pub use bios::BiosVersion;
pub use dotted::{NvidiaVersion, PackageVersion, ProxmoxVersion, QemuVersion};
pub use kernel::{Flavour, KernelVersion};
pub use range::{KernelRange, KernelRanges, Range, contains_any};

use std::fmt;

use crate::Tri;

/// Something with versions that can be older or newer than a bound.
pub trait Version: Sized {
    /// Whether `self` is the same as or newer than `bound`.
    fn at_least(&self, bound: &Self) -> Tri;
}

/// The text is not a version of the expected family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseVersionError(&'static str);

impl fmt::Display for ParseVersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for ParseVersionError {}
