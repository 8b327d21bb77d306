use serde::{Deserialize, Serialize};

use super::{Flavour, KernelVersion, Version};
use crate::Tri;

/// Versions from `from` (included) up to `before` (not included). A missing end is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Range<V> {
    /// First version that counts.
    pub from: Option<V>,
    /// First version that no longer counts.
    pub before: Option<V>,
}

impl<V: Version> Range<V> {
    /// Whether a version lies in the range.
    pub fn contains(&self, version: &V) -> Tri {
        within(version, self.from.as_ref(), self.before.as_ref())
    }

    /// Whether no version can lie in it, because it ends where it starts or before.
    pub fn is_empty(&self) -> bool {
        matches!((&self.from, &self.before), (Some(from), Some(before)) if from.at_least(before).is_yes())
    }
}

fn within<V: Version>(version: &V, from: Option<&V>, before: Option<&V>) -> Tri {
    let lower = from.map_or(Tri::Yes, |bound| version.at_least(bound));
    let upper = before.map_or(Tri::Yes, |bound| !version.at_least(bound));
    lower.and(upper)
}

/// Whether a version lies in one of several ranges; no ranges at all means every version.
pub fn contains_any<V: Version>(ranges: &[Range<V>], version: &V) -> Tri {
    if ranges.is_empty() {
        return Tri::Yes;
    }
    ranges.iter().map(|range| range.contains(version)).fold(Tri::No, Tri::or)
}

/// A range of kernels, of every builder or of one flavour alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KernelRange {
    /// First kernel that counts.
    pub from: Option<KernelVersion>,
    /// First kernel that no longer counts.
    pub before: Option<KernelVersion>,
    /// Whose kernels are meant; absent means everyone's, compared by upstream version.
    pub flavour: Option<Flavour>,
}

impl KernelRange {
    /// Whether no kernel can lie in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!((&self.from, &self.before), (Some(from), Some(before)) if from.at_least(before).is_yes())
    }
}

/// Several kernel ranges read together.
#[derive(Clone, Copy, Debug)]
pub struct KernelRanges<'a>(pub &'a [KernelRange]);

impl KernelRanges<'_> {
    /// Whether a kernel lies in one of the ranges. Ranges for the kernel's own flavour decide where
    /// there are any; otherwise those for everyone and for mainline do, by upstream version. No ranges
    /// at all means every kernel.
    #[must_use]
    pub fn contains(self, kernel: &KernelVersion) -> Tri {
        let all = self.0;
        if all.is_empty() {
            return Tri::Yes;
        }
        let own = |range: &&KernelRange| range.flavour == Some(kernel.flavour());
        let general = |range: &&KernelRange| matches!(range.flavour, None | Some(Flavour::Mainline));
        let hit = |range: &KernelRange| within(kernel, range.from.as_ref(), range.before.as_ref());
        if all.iter().any(|range| own(&range)) {
            all.iter().filter(own).map(hit).fold(Tri::No, Tri::or)
        } else if all.iter().any(|range| general(&range)) {
            all.iter().filter(general).map(hit).fold(Tri::No, Tri::or)
        } else {
            Tri::No
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Tri::{No, Unknown, Yes};

    fn kernel(text: &str) -> KernelVersion {
        text.parse().unwrap_or_else(|e| unreachable!("{text}: {e}"))
    }

    fn range(from: &str, before: &str, flavour: Option<Flavour>) -> KernelRange {
        let bound = |text: &str| (!text.is_empty()).then(|| kernel(text));
        KernelRange { from: bound(from), before: bound(before), flavour }
    }

    #[test]
    fn backports_make_several_ranges() {
        let bad = [range("6.14.2", "6.15", None), range("6.12.23", "6.13", None)];
        for (version, want) in
            [("6.14.2", Yes), ("6.12.23", Yes), ("6.14.1", No), ("6.12.22", No), ("6.13.5", No), ("6.14.8-1-pve", Yes)]
        {
            assert_eq!(KernelRanges(&bad).contains(&kernel(version)), want, "{version}");
        }
    }

    #[test]
    fn a_flavour_of_its_own_decides() {
        let bad = [range("6.8.12-12-pve", "6.8.12-13-pve", Some(Flavour::Pve))];
        for (version, want) in [("6.8.12-12-pve", Yes), ("6.8.12-11-pve", No), ("6.8.12-13-pve", No), ("6.8.12", No)] {
            assert_eq!(KernelRanges(&bad).contains(&kernel(version)), want, "{version}");
        }
        let fixed = [range("6.8.12-12-pve", "", None)];
        assert_eq!(KernelRanges(&fixed).contains(&kernel("6.8.12-48-generic")), Unknown);
        assert!(range("6.10", "6.9", None).is_empty());
        assert!(!range("6.9", "6.10", None).is_empty());
    }
}
