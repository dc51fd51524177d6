//! A pattern and a text of small symbols → their Levenshtein distance, bit-parallel: 64 pattern positions at a time.
//!
//! G. Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming" (JACM 46(3),
//! 1999), in the form for the global distance by H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and
//! Damerau edit distances" (Nordic Journal of Computing 10, 2003). Tests compare it with the textbook table.

use std::collections::HashMap;
use std::hash::Hash;

/// A sequence prepared to be compared with many others.
///
/// Its symbols are numbered from 0 in order of first appearance; the sequences that it is compared with are given as such
/// numbers, any symbol that the pattern does not have being [`Pattern::absent`].
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    length: usize,
    blocks: usize,
    /// For each symbol, `blocks` words whose bits tell where the pattern has it; the last row, all zero, is `absent`.
    positions: Vec<u64>,
    absent: u32,
}

/// The two words of state of one block of 64 pattern positions: where the column's value rises, where it falls.
#[derive(Clone, Copy)]
struct Column {
    plus: u64,
    minus: u64,
}

impl Pattern {
    /// Prepares a sequence whose symbols are already numbered from 0 without gaps.
    #[must_use]
    pub(crate) fn new(symbols: &[u32]) -> Pattern {
        let absent = symbols.iter().max().map_or(0, |&most| most + 1);
        let blocks = symbols.len().div_ceil(64).max(1);
        let mut positions = vec![0u64; (absent as usize + 1) * blocks];
        for (i, &symbol) in symbols.iter().enumerate() {
            positions[symbol as usize * blocks + i / 64] |= 1 << (i % 64);
        }
        Pattern {
            length: symbols.len(),
            blocks,
            positions,
            absent,
        }
    }

    /// The number of symbols in the pattern.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Whether the pattern is empty.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The number that stands for every symbol that the pattern does not have.
    #[must_use]
    pub(crate) fn absent(&self) -> u32 {
        self.absent
    }

    /// The distance to `text` (symbol numbers; anything above [`Pattern::absent`] counts as absent) when it is at most
    /// `limit`, else `None`.
    #[must_use]
    pub(crate) fn distance(&self, text: &[u32], limit: usize) -> Option<usize> {
        if self.length.abs_diff(text.len()) > limit {
            return None;
        }
        if self.length == 0 || text.is_empty() {
            return Some(self.length.max(text.len()));
        }
        let distance = if self.blocks == 1 {
            self.single(text, limit)
        } else {
            self.many(text, limit)
        };
        distance.filter(|&d| d <= limit)
    }

    fn row(&self, symbol: u32) -> usize {
        symbol.min(self.absent) as usize * self.blocks
    }

    fn single(&self, text: &[u32], limit: usize) -> Option<usize> {
        let last = 1u64 << (self.length - 1);
        let mut column = Column { plus: !0, minus: 0 };
        let mut score = self.length;
        let mut rest = text.len();
        for &symbol in text {
            let equal = self.positions[self.row(symbol)];
            let diagonal = (((equal & column.plus).wrapping_add(column.plus)) ^ column.plus) | equal | column.minus;
            let plus = column.minus | !(diagonal | column.plus);
            let minus = diagonal & column.plus;
            score = score + usize::from(plus & last != 0) - usize::from(minus & last != 0);
            rest -= 1;
            // Each symbol that remains lowers the score by one at best.
            if score > limit + rest {
                return None;
            }
            let plus = (plus << 1) | 1;
            column.plus = (minus << 1) | !(diagonal | plus);
            column.minus = diagonal & plus;
        }
        Some(score)
    }

    /// Only the blocks that a way of at most `limit` edits can touch are looked at (E. Ukkonen, "Algorithms for approximate string
    /// matching", Information and Control 64, 1985): what stands beside them is taken for as far as it can be at most.
    fn many(&self, text: &[u32], limit: usize) -> Option<usize> {
        let mut columns = vec![Column { plus: !0, minus: 0 }; self.blocks];
        // Of the column at hand, the value at the end of the last block that is looked at.
        let mut score = 0;
        let mut end = 0;
        let mut rest = text.len();
        for (at, &symbol) in text.iter().enumerate() {
            let row = self.row(symbol);
            let first = at.saturating_sub(limit + 1) / 64;
            let needed = (at.saturating_add(limit) / 64 + 1).min(self.blocks);
            while end < needed {
                score += self.length_of(end);
                end += 1;
            }
            let last = 1u64 << (self.length_of(end - 1) - 1);
            // What the row above a block gains or loses, carried down from block to block; +1 along the top.
            let (mut carry_plus, mut carry_minus) = (1u64, 0u64);
            for (block, column) in columns[..end].iter_mut().enumerate().skip(first) {
                let equal = self.positions[row + block] | carry_minus;
                let diagonal = (((equal & column.plus).wrapping_add(column.plus)) ^ column.plus) | equal | column.minus;
                let plus = column.minus | !(diagonal | column.plus);
                let minus = diagonal & column.plus;
                if block + 1 == end {
                    score = score + usize::from(plus & last != 0) - usize::from(minus & last != 0);
                }
                let shifted_plus = (plus << 1) | carry_plus;
                let shifted_minus = (minus << 1) | carry_minus;
                carry_plus = plus >> 63;
                carry_minus = minus >> 63;
                column.plus = shifted_minus | !(diagonal | shifted_plus);
                column.minus = diagonal & shifted_plus;
            }
            rest -= 1;
            if end == self.blocks && score > limit.saturating_add(rest) {
                return None;
            }
        }
        Some(score)
    }

    /// How many symbols stand in a block.
    fn length_of(&self, block: usize) -> usize {
        (self.length - block * 64).min(64)
    }

    /// The distance to `text`, whatever it is.
    pub(crate) fn any_distance(&self, text: &[u32]) -> usize {
        /// Texts of fewer blocks are compared at once.
        const LONG: usize = 64;
        let most = self.length.max(text.len());
        if self.blocks >= LONG {
            // Of two long texts that are much alike little has to be looked at.
            let mut limit = 128;
            while limit <= most / 8 {
                if let Some(distance) = self.distance(text, limit) {
                    return distance;
                }
                limit *= 8;
            }
        }
        self.distance(text, most).unwrap_or(most)
    }
}

/// A [`Pattern`] with the numbering of its symbols, to compare it with sequences of any kind of symbol.
#[derive(Clone, Debug)]
pub(crate) struct Numbered<S> {
    pattern: Pattern,
    numbers: HashMap<S, u32>,
}

impl<S: Eq + Hash> Numbered<S> {
    /// Numbers the symbols of a sequence and prepares it.
    pub(crate) fn new(sequence: impl IntoIterator<Item = S>) -> Numbered<S> {
        let mut numbers = HashMap::new();
        let mut symbols = Vec::new();
        for symbol in sequence {
            // A text of 2^32 symbols does not fit in memory beside its pattern.
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            symbols.push(*numbers.entry(symbol).or_insert(next));
        }
        Numbered {
            pattern: Pattern::new(&symbols),
            numbers,
        }
    }

    /// The Levenshtein distance to another sequence.
    pub(crate) fn distance(&self, other: impl IntoIterator<Item = S>) -> usize {
        let absent = self.pattern.absent();
        let symbols: Vec<u32> = other
            .into_iter()
            .map(|symbol| self.numbers.get(&symbol).copied().unwrap_or(absent))
            .collect();
        self.pattern.any_distance(&symbols)
    }
}

/// A text prepared to be compared with others character by character; what [`Numbered`] does, but quick for the
/// characters of European languages.
#[derive(Clone, Debug)]
pub(crate) struct Characters {
    pattern: Pattern,
    /// The numbers of the characters below U+0180; zero for absent, else one more.
    near: Vec<u32>,
    far: HashMap<char, u32>,
}

const NEAR: usize = 0x180;

impl Characters {
    /// Prepares a text.
    #[must_use]
    pub(crate) fn new(text: &str) -> Characters {
        let mut near = vec![0u32; NEAR];
        let mut far = HashMap::new();
        let mut kinds = 0u32;
        let mut symbols = Vec::with_capacity(text.len());
        for character in text.chars() {
            let entry = match near.get_mut(character as usize) {
                Some(entry) => entry,
                None => far.entry(character).or_insert(0),
            };
            if *entry == 0 {
                kinds += 1;
                *entry = kinds;
            }
            symbols.push(*entry - 1);
        }
        Characters {
            pattern: Pattern::new(&symbols),
            near,
            far,
        }
    }

    /// The number of characters.
    #[must_use]
    pub(crate) fn count(&self) -> usize {
        self.pattern.len()
    }

    /// The Levenshtein distance to another text, and the number of characters of that.
    #[must_use]
    pub(crate) fn distance(&self, other: &str) -> (usize, usize) {
        let absent = self.pattern.absent();
        let number = |character: char| {
            let known = self.near.get(character as usize).or_else(|| self.far.get(&character));
            known.and_then(|n| n.checked_sub(1)).unwrap_or(absent)
        };
        let symbols: Vec<u32> = other.chars().map(number).collect();
        (self.pattern.any_distance(&symbols), symbols.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(a: &[u32], b: &[u32]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
                diagonal = std::mem::replace(&mut row[j + 1], best);
            }
        }
        row[b.len()]
    }

    #[test]
    fn small_distances() {
        let kitten = Numbered::new("kitten".chars());
        assert_eq!(kitten.distance("sitting".chars()), 3);
        assert_eq!(kitten.distance("".chars()), 6);
        assert_eq!(Numbered::new("".chars()).distance("abc".chars()), 3);
    }

    #[test]
    fn long_texts_that_are_much_alike_and_others() {
        let a: Vec<u32> = (0..6_000).map(|n| n * n % 251).collect();
        let numbered = Numbered::new(a.iter().copied());
        assert_eq!(numbered.distance(a.iter().copied()), 0);
        for (from, to, with) in [
            (0, 1, 0),
            (5_999, 6_000, 1),
            (2_000, 2_100, 3),
            (100, 900, 700),
            (0, 3_000, 0),
        ] {
            let mut b = a.clone();
            b.splice(from..to, (0..with).map(|n| 900 + n));
            assert_eq!(
                numbered.distance(b.iter().copied()),
                table(&a, &b),
                "{from}..{to} to {with}"
            );
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_textbook_table(
            a in prop::collection::vec(0u32..6, 0..300),
            b in prop::collection::vec(0u32..6, 0..300),
            limit in 0usize..320,
        ) {
            let expected = table(&a, &b);
            prop_assert_eq!(Numbered::new(a.iter().copied()).distance(b.iter().copied()), expected);
            let numbered = Numbered::new(a.iter().copied());
            let symbols: Vec<u32> = b.iter()
                .map(|s| numbered.numbers.get(s).copied().unwrap_or(numbered.pattern.absent())).collect();
            prop_assert_eq!(numbered.pattern.distance(&symbols, limit), Some(expected).filter(|&d| d <= limit));
        }

        #[test]
        fn characters_are_compared_likewise(a in "[a-cé€☂]{0,90}", b in "[a-cé€☃]{0,90}") {
            let expected = Numbered::new(a.chars()).distance(b.chars());
            prop_assert_eq!(Characters::new(&a).distance(&b), (expected, b.chars().count()));
        }

        #[test]
        fn near_sequences_too(a in prop::collection::vec(0u32..400, 0..200), at in 0usize..200, to in 0u32..400) {
            let mut b = a.clone();
            if !b.is_empty() { let i = at % b.len(); b[i] = to; b.insert(i, to); }
            prop_assert_eq!(Numbered::new(a.iter().copied()).distance(b.iter().copied()), table(&a, &b));
        }
    }
}
