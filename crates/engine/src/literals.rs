//! Many literals looked for in one pass over a text, with a table of how far one may skip ahead after
//! three bytes that no literal has there (after Wu and Manber).

const BLOCK: usize = 3;
const SLOTS: usize = 1 << 14;

/// A set of literals, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Literals {
    literals: Vec<Vec<u8>>,
    /// Length of the shortest one; of the others the first bytes are looked for.
    window: usize,
    skip: Vec<u8>,
    buckets: Vec<Vec<u32>>,
}

fn slot(a: u8, b: u8, c: u8) -> usize {
    let block = u32::from(a) | u32::from(b) << 8 | u32::from(c) << 16;
    (block.wrapping_mul(0x9e37_79b1) >> 18) as usize % SLOTS
}

impl Literals {
    /// Compiles literals of at least three bytes; shorter ones are never found.
    pub(crate) fn new<'a>(literals: impl IntoIterator<Item = &'a str>) -> Self {
        let literals: Vec<Vec<u8>> = literals.into_iter().map(|text| text.as_bytes().to_vec()).collect();
        let lengths = literals.iter().map(Vec::len).filter(|len| *len >= BLOCK);
        let window = lengths.min().unwrap_or(BLOCK).min(usize::from(u8::MAX));
        let farthest = u8::try_from(window - BLOCK + 1).unwrap_or(1);
        let mut made = Self { literals, window, skip: vec![farthest; SLOTS], buckets: vec![Vec::new(); SLOTS] };
        for (index, literal) in made.literals.iter().enumerate().filter(|(_, literal)| literal.len() >= BLOCK) {
            for end in BLOCK..=window {
                let at = slot(literal[end - 3], literal[end - 2], literal[end - 1]);
                let left = u8::try_from(window - end).unwrap_or(0);
                made.skip[at] = made.skip[at].min(left);
                if left == 0 {
                    made.buckets[at].push(u32::try_from(index).unwrap_or(u32::MAX));
                }
            }
        }
        made
    }

    /// Calls back with every literal found, by index and place, in the order of their places.
    pub(crate) fn each(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        let mut end = self.window;
        while let Some([a, b, c]) = text.get(end - BLOCK..end) {
            let at = slot(*a, *b, *c);
            let skip = usize::from(self.skip[at]);
            if skip > 0 {
                end += skip;
                continue;
            }
            let start = end - self.window;
            for index in self.buckets[at].iter().map(|index| *index as usize) {
                if self.literals.get(index).is_some_and(|literal| text[start..].starts_with(literal)) {
                    found(index, start);
                }
            }
            end += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(literals: &[&str], text: &str) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        Literals::new(literals.iter().copied()).each(text.as_bytes(), |index, at| out.push((index, at)));
        out
    }

    #[test]
    fn finds_what_plain_search_finds() {
        let literals = ["not ready", "ready", "Code", "NVRM:", "iommu_group", "dy", "ready 10"];
        let text = "vfio: not ready 1023ms\nNVRM: (Code 43) iommu_group iommu_groupNVRM:ready";
        let mut want: Vec<(usize, usize)> = Vec::new();
        for (index, literal) in literals.iter().enumerate().filter(|(_, literal)| literal.len() >= 3) {
            want.extend(text.match_indices(literal).map(|(at, _)| (index, at)));
        }
        want.sort_unstable_by_key(|(index, at)| (*at, *index));
        let mut found = all(&literals, text);
        found.sort_unstable_by_key(|(index, at)| (*at, *index));
        assert_eq!(found, want);
        assert!(all(&[], "text").is_empty());
        assert!(all(&["abcdef"], "abc").is_empty());
    }
}
