use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::{ParseVersionError, Version};
use crate::Tri;
use crate::text_type::text_type;

/// Numbers joined by dots with an optional Debian-style revision, `9.2.6` or `9.1.2-3`. A missing
/// number counts as zero.
#[derive(Clone, Debug, Eq)]
struct Dotted {
    text: String,
    numbers: Vec<u32>,
    revision: Vec<u32>,
    /// A release candidate or beta comes before its release.
    pre: Option<u32>,
}

impl Dotted {
    fn parse(text: &str, error: ParseVersionError) -> Result<Self, ParseVersionError> {
        let (head, tail) = text.split_once(['-', '+', '~']).unwrap_or((text, ""));
        let numbers = |part: &str| part.split('.').map(|n| n.parse().ok()).collect::<Option<Vec<u32>>>();
        let main = numbers(head).ok_or(error)?;
        let pre = tail.strip_prefix("rc").or_else(|| tail.strip_prefix("beta"));
        let (pre, revision) = match pre {
            Some(n) => (Some(n.parse().unwrap_or(0)), Vec::new()),
            None if tail.is_empty() => (None, Vec::new()),
            None => (None, numbers(tail.split(['-', '+', '~']).next().unwrap_or("")).ok_or(error)?),
        };
        Ok(Self { text: text.to_owned(), numbers: main, revision, pre })
    }
}

fn cmp_padded(a: &[u32], b: &[u32]) -> Ordering {
    let at = |list: &[u32], i: usize| list.get(i).copied().unwrap_or(0);
    (0..a.len().max(b.len())).map(|i| at(a, i).cmp(&at(b, i))).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

impl Ord for Dotted {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |pre: Option<u32>| pre.map_or((1, 0), |n| (0, n));
        cmp_padded(&self.numbers, &other.numbers)
            .then_with(|| rank(self.pre).cmp(&rank(other.pre)))
            .then_with(|| cmp_padded(&self.revision, &other.revision))
    }
}

impl PartialOrd for Dotted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Dotted {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

macro_rules! dotted_version {
    ($(#[$doc:meta])* $name:ident, $schema:literal, $pattern:literal, $text:literal, $example:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Dotted);

        impl FromStr for $name {
            type Err = ParseVersionError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Dotted::parse(text, ParseVersionError($text)).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.text)
            }
        }

        impl Version for $name {
            fn at_least(&self, bound: &Self) -> Tri {
                Tri::from(self >= bound)
            }
        }

        text_type!($name, $schema, $pattern, $text, $example);
    };
}

dotted_version!(
    /// An NVIDIA driver version, Linux (`580.95.05`) or Windows (`591.44`); a bare branch such as
    /// `580` stands for its first release. Both systems share one numbering by branch.
    NvidiaVersion, "NvidiaVersion", "^[0-9]{2,3}(\\.[0-9]{1,3}){0,2}$",
    "NVIDIA driver version in quotes, such as 580.95.05, 591.44 or the branch 580.", "580.95.05"
);

impl NvidiaVersion {
    /// The branch, `580` of `580.95.05`. Windows releases count within their branch: 591.44 belongs to R590.
    #[must_use]
    pub fn branch(&self) -> u32 {
        self.0.numbers.first().copied().unwrap_or(0)
    }
}

dotted_version!(
    /// A QEMU version, upstream (`10.1`) or packaged (`9.1.2-3`).
    QemuVersion, "QemuVersion", "^[0-9]+(\\.[0-9]+){0,2}([-~+][0-9A-Za-z.]+)*$",
    "QEMU version in quotes, such as 10.1 or 9.1.2-3.", "10.1"
);
dotted_version!(
    /// A Proxmox VE release, `8.4`, or a point release as `pveversion` prints it, `9.1.3`.
    ProxmoxVersion, "ProxmoxVersion", "^[0-9]+(\\.[0-9]+){0,2}([-~+][0-9A-Za-z.]+)*$",
    "Proxmox VE version in quotes, such as 8.4 or 9.1.3.", "8.4"
);
dotted_version!(
    /// Any other package's version, such as qemu-server `9.0.18` or vendor-reset `0.1.1`.
    PackageVersion, "PackageVersion", "^[0-9]+(\\.[0-9]+)*([-~+][0-9A-Za-z.]+)*$",
    "Package version in quotes: numbers joined by dots.", "9.0.18"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nvidia_versions_are_ordered() {
        for (older, newer) in [
            ("465", "465.19.01"),
            ("470.256.02", "580"),
            ("550.54.14", "550.54.15"),
            ("546.33", "551.76"),
            ("580.95.05", "590"),
            ("580.9", "580.65.06"),
        ] {
            let parse = |t: &str| t.parse::<NvidiaVersion>().unwrap_or_else(|e| unreachable!("{t}: {e}"));
            assert!(parse(older) < parse(newer), "{older} < {newer}");
        }
        assert_eq!("580.95.05".parse::<NvidiaVersion>().map(|v| v.branch()), Ok(580));
        assert!("latest".parse::<NvidiaVersion>().is_err());
    }

    #[test]
    fn qemu_and_proxmox_versions_are_ordered() {
        for (older, newer) in [("9.2.4", "10.1"), ("10.1-rc1", "10.1"), ("9.1.2", "9.1.2-3"), ("9.1.2-3", "9.2")] {
            let parse = |t: &str| t.parse::<QemuVersion>().unwrap_or_else(|e| unreachable!("{t}: {e}"));
            assert!(parse(older) < parse(newer), "{older} < {newer}");
        }
        for (older, newer) in [
            ("7.4", "8.0"),
            ("8.2", "8.4"),
            ("8.4", "9.0-beta1"),
            ("9.0-beta1", "9.0"),
            ("9.0", "9.0.10"),
            ("7.1-5", "7.1-12"),
        ] {
            let parse = |t: &str| t.parse::<ProxmoxVersion>().unwrap_or_else(|e| unreachable!("{t}: {e}"));
            assert!(parse(older) < parse(newer), "{older} < {newer}");
        }
        assert_eq!("8".parse::<ProxmoxVersion>(), "8.0".parse());
    }
}
