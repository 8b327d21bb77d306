use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ParseVersionError, Version};
use crate::Tri;
use crate::text_type::text_type;

/// Who built a kernel; fixes are backported, so the same upstream version can behave differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Flavour {
    /// kernel.org, and distributions that ship it unchanged (Arch, openSUSE Tumbleweed).
    Mainline,
    /// Proxmox VE, `6.8.12-12-pve`.
    Pve,
    /// Ubuntu, `6.8.0-48-generic`.
    Ubuntu,
    /// Debian, `6.1.0-18-amd64`.
    Debian,
    /// Unraid, `6.6.78-Unraid`.
    Unraid,
    /// TrueNAS SCALE, `6.6.44-production+truenas`.
    Truenas,
    /// Any other build.
    Other,
}

/// A Linux kernel release as `uname -r` prints it, or a plain upstream version such as `6.17` or
/// `6.17-rc3`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KernelVersion {
    text: String,
    upstream: [u32; 3],
    rc: Option<u32>,
    revision: Vec<u32>,
    flavour: Flavour,
}

impl KernelVersion {
    /// The builder's flavour, read from the suffix.
    #[must_use]
    pub fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// Upstream major, minor and patch level.
    #[must_use]
    pub fn upstream(&self) -> [u32; 3] {
        self.upstream
    }

    /// Compares the upstream base alone; a release candidate is older than its release.
    #[must_use]
    pub fn cmp_upstream(&self, other: &Self) -> Ordering {
        let rank = |rc: Option<u32>| rc.map_or((1, 0), |n| (0, n));
        self.upstream.cmp(&other.upstream).then_with(|| rank(self.rc).cmp(&rank(other.rc)))
    }
}

fn flavour_of(suffix: &str) -> Flavour {
    let lower = suffix.to_ascii_lowercase();
    let has = |needle: &str| lower.contains(needle);
    if has("pve") {
        Flavour::Pve
    } else if has("truenas") {
        Flavour::Truenas
    } else if has("unraid") {
        Flavour::Unraid
    } else if has("-generic") || has("-lowlatency") || has("ubuntu") {
        Flavour::Ubuntu
    } else if has("-amd64") || has("deb") {
        Flavour::Debian
    } else if suffix.is_empty() || has("-arch") || has("-zen") || has("-default") {
        Flavour::Mainline
    } else {
        Flavour::Other
    }
}

/// Leading number and what follows it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text[..end].parse().ok()?, &text[end..]))
}

impl FromStr for KernelVersion {
    type Err = ParseVersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error =
            ParseVersionError("a kernel version starts with major.minor, such as 6.17, 6.17-rc3 or 6.8.12-12-pve");
        let (major, rest) = number(text).ok_or(error)?;
        let (minor, mut rest) = rest.strip_prefix('.').and_then(number).ok_or(error)?;
        let mut patch = 0;
        if let Some((value, after)) = rest.strip_prefix('.').and_then(number) {
            (patch, rest) = (value, after);
        }
        let mut rc = None;
        if let Some((value, after)) = rest.strip_prefix("-rc").and_then(number) {
            (rc, rest) = (Some(value), after);
        }
        if text.len() > 80 || rest.starts_with(|c: char| c.is_alphanumeric()) || text.contains(char::is_whitespace) {
            return Err(error);
        }
        let flavour = flavour_of(rest);
        let revision = rest
            .strip_prefix('-')
            .and_then(|tail| tail.split(['-', '+', '~']).next())
            .map(|head| head.split('.').map_while(|part| part.parse().ok()).collect())
            .unwrap_or_default();
        Ok(Self { text: text.to_owned(), upstream: [major, minor, patch], rc, revision, flavour })
    }
}

impl fmt::Display for KernelVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Version for KernelVersion {
    /// Upstream base first; where it is equal and the bound names a vendor revision, only a kernel of
    /// the same flavour with a revision of its own can be told.
    fn at_least(&self, bound: &Self) -> Tri {
        match self.cmp_upstream(bound) {
            Ordering::Greater => Tri::Yes,
            Ordering::Less => Tri::No,
            Ordering::Equal if bound.revision.is_empty() => Tri::Yes,
            Ordering::Equal if self.flavour == bound.flavour && !self.revision.is_empty() => {
                Tri::from(self.revision >= bound.revision)
            }
            Ordering::Equal => Tri::Unknown,
        }
    }
}

text_type!(
    KernelVersion,
    "KernelVersion",
    "^[0-9]+\\.[0-9]+([-.+~][0-9A-Za-z][-0-9A-Za-z.+~_]*)?$",
    "Kernel release as `uname -r` prints it, or an upstream version; in quotes, since YAML reads 6.10 as 6.1.",
    "6.8.12-12-pve"
);

#[cfg(test)]
mod tests {
    use super::*;
    use Tri::{No, Unknown, Yes};

    #[test]
    fn kernels_are_ordered() {
        for (kernel, bound, want) in [
            ("6.17", "6.9", Yes),
            ("6.9", "6.17", No),
            ("6.17-rc3", "6.17", No),
            ("6.17-rc3", "6.17-rc2", Yes),
            ("6.17-rc3", "6.16.9", Yes),
            ("6.14.2", "6.14.2", Yes),
            ("6.14.1-arch1-1", "6.14.2", No),
            ("6.8.12-12-pve", "6.8.12-11-pve", Yes),
            ("6.8.12-9-pve", "6.8.12-11-pve", No),
            ("6.8.12-12-pve", "6.8.12", Yes),
            ("6.8.12", "6.8.12-11-pve", Unknown),
            ("6.8.12-48-generic", "6.8.12-11-pve", Unknown),
            ("6.9.1", "6.8.12-11-pve", Yes),
            ("7.0.14-14-pve", "7.0.14-3-pve", Yes),
            ("7.0.0-rc2-debug-next-20260303-03431-gc025f6cf4209-dirty", "7.0", No),
            ("5.9.0-rc1+", "5.9-rc1", Yes),
        ] {
            let parse = |t: &str| t.parse::<KernelVersion>().unwrap_or_else(|e| unreachable!("{t}: {e}"));
            assert_eq!(parse(kernel).at_least(&parse(bound)), want, "{kernel} >= {bound}");
        }
    }

    #[test]
    fn flavours_are_read_from_the_suffix() {
        for (kernel, want) in [
            ("6.8.12-12-pve", Flavour::Pve),
            ("6.8.0-48-generic", Flavour::Ubuntu),
            ("6.1.0-18-amd64", Flavour::Debian),
            ("6.14.7-arch2-1", Flavour::Mainline),
            ("6.17", Flavour::Mainline),
            ("5.9.0-36.fc34.x86_64", Flavour::Other),
            ("6.6.78-Unraid", Flavour::Unraid),
            ("6.6.44-production+truenas", Flavour::Truenas),
        ] {
            assert_eq!(kernel.parse::<KernelVersion>().map(|k| k.flavour()), Ok(want), "{kernel}");
        }
        for bad in ["six", "6", "6.", "6.8 pve", "6.8x"] {
            assert!(bad.parse::<KernelVersion>().is_err(), "{bad}");
        }
    }
}
