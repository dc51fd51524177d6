//! Tokens → small numbers while a part is built, and the hash table by which a finished part finds them again.

use xxhash_rust::xxh3::xxh3_64;

/// The low bits of a table entry hold the token's number plus one, the rest a piece of its hash.
const NUMBER_BITS: u32 = 24;
const NUMBER_MASK: u32 = (1 << NUMBER_BITS) - 1;

/// The most tokens that one part can number.
pub(crate) const MOST_TOKENS: usize = NUMBER_MASK as usize - 1;

/// The hash of a token, by which it is found and by which its signature bit is chosen.
pub(crate) fn hash(token: &str) -> u64 {
    xxh3_64(token.as_bytes())
}

/// The tokens met so far, numbered from 0.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    text: String,
    ends: Vec<u32>,
    hashes: Vec<u64>,
    /// Open addressing: the upper half of the hash and the number plus one, zero for a free slot.
    table: Vec<u64>,
    /// Short tokens that were asked for lately: a few thousand frequent words make up most of a text.
    recent: Vec<(Short, u32)>,
}

/// A token of one to sixteen bytes: its bytes, some of them twice, and its length, which together tell it from any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Short {
    first: u64,
    last: u64,
    length: u8,
}

/// The number of recent tokens, as a power of two.
const RECENT_BITS: u32 = 14;

impl Short {
    #[inline]
    fn new(token: &str) -> Option<Short> {
        let bytes = token.as_bytes();
        let length = bytes.len();
        let four = |at: usize| bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes);
        let eight = |at: usize| bytes.get(at..)?.first_chunk().copied().map(u64::from_le_bytes);
        let (first, last) = match length {
            1..=3 => {
                let first =
                    u64::from(bytes[0]) | u64::from(bytes[length / 2]) << 8 | u64::from(bytes[length - 1]) << 16;
                (first, 0)
            }
            4..=8 => (u64::from(four(0)?) | u64::from(four(length - 4)?) << 32, 0),
            9..=16 => (eight(0)?, eight(length - 8)?),
            _ => return None,
        };
        Some(Short {
            first,
            last,
            length: length as u8,
        })
    }

    fn slot(self) -> usize {
        let bytes = self.first ^ self.last.rotate_left(29) ^ u64::from(self.length) << 56;
        let mixed = bytes.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> (64 - RECENT_BITS)) as usize
    }
}

impl Vocabulary {
    /// The number of the token, which is given the next one when it is new.
    #[inline]
    pub(crate) fn number(&mut self, token: &str) -> u32 {
        let Some(short) = Short::new(token) else {
            return self.look_up(token);
        };
        if let Some((recent, number)) = self.recent.get(short.slot())
            && *recent == short
        {
            return *number;
        }
        let number = self.look_up(token);
        self.recent.resize(1 << RECENT_BITS, (Short::default(), 0));
        self.recent[short.slot()] = (short, number);
        number
    }

    fn look_up(&mut self, token: &str) -> u32 {
        if (self.ends.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let hash = hash(token);
        let mask = self.table.len() - 1;
        let mut slot = first_slot(hash, mask);
        loop {
            let entry = self.table[slot];
            if entry == 0 {
                break;
            }
            // The low half is a number plus one, the table's own.
            let number = low(entry) - 1;
            if entry >> 32 == hash >> 32 && self.text(number) == token {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX - 1);
        self.text.push_str(token);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.hashes.push(hash);
        self.table[slot] = (hash >> 32) << 32 | u64::from(number + 1);
        number
    }

    /// The token with this number.
    pub(crate) fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    /// The hash of the token with this number.
    pub(crate) fn hash(&self, number: u32) -> u64 {
        self.hashes[number as usize]
    }

    /// The same tokens, numbered anew: the first number of `order` becomes 0. Only to be read.
    pub(crate) fn reordered(&self, order: &[u32]) -> Vocabulary {
        let mut out = Vocabulary {
            text: String::with_capacity(self.text.len()),
            ends: Vec::with_capacity(order.len()),
            hashes: Vec::with_capacity(order.len()),
            ..Vocabulary::default()
        };
        for &number in order {
            out.text.push_str(self.text(number));
            out.ends.push(u32::try_from(out.text.len()).unwrap_or(u32::MAX));
            out.hashes.push(self.hash(number));
        }
        out
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of all tokens together.
    pub(crate) fn text_len(&self) -> usize {
        self.text.len()
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1 << 12);
        self.table = vec![0; size];
        for (number, &hash) in (0u64..).zip(&self.hashes) {
            let mut slot = first_slot(hash, size - 1);
            while self.table[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.table[slot] = (hash >> 32) << 32 | (number + 1);
        }
    }
}

/// The part's hash table for tokens whose hashes are given in the order of their numbers.
pub(crate) fn table(hashes: &[u64]) -> Vec<u32> {
    let size = hashes.len() * 5 / 4 + 1;
    let mut table = vec![0u32; size];
    for (number, &hash) in (0u32..).zip(hashes) {
        let mut slot = scaled_slot(hash, size);
        while table[slot] != 0 {
            slot = if slot + 1 == size { 0 } else { slot + 1 };
        }
        table[slot] = tag(hash) << NUMBER_BITS | (number + 1);
    }
    table
}

/// Finds a token's number in a part's hash table (little-endian entries); `is` tells whether a number is its own.
pub(crate) fn find(table: &[[u8; 4]], hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
    let mut slot = scaled_slot(hash, table.len());
    // A damaged table may have no free slot: one round is enough.
    for _ in 0..table.len() {
        let entry = u32::from_le_bytes(*table.get(slot)?);
        if entry == 0 {
            return None;
        }
        let number = (entry & NUMBER_MASK).wrapping_sub(1);
        if entry >> NUMBER_BITS == tag(hash) && is(number) {
            return Some(number);
        }
        slot = if slot + 1 == table.len() { 0 } else { slot + 1 };
    }
    None
}

/// The first entry that [`find`] looks at.
pub(crate) fn first_entry(table: &[[u8; 4]], hash: u64) -> u32 {
    table
        .get(scaled_slot(hash, table.len()))
        .map_or(0, |&entry| u32::from_le_bytes(entry))
}

/// Where to begin in a table of any size: the low half of the hash, scaled to it.
fn scaled_slot(hash: u64, size: usize) -> usize {
    // Less than `size`, which is far below 2^32.
    ((u64::from(low(hash)) * size as u64) >> 32) as usize
}

fn tag(hash: u64) -> u32 {
    low(hash >> 56)
}

fn first_slot(hash: u64, mask: usize) -> usize {
    low(hash) as usize & mask
}

/// The low 32 bits.
#[allow(clippy::cast_possible_truncation)] // which is the point
fn low(value: u64) -> u32 {
    value as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keep_their_numbers_as_the_table_grows() {
        let mut vocabulary = Vocabulary::default();
        let word = |i: u32| format!("mot{i}");
        for i in 0..20_000 {
            assert_eq!(vocabulary.number(&word(i)), i);
        }
        for i in 0..20_000 {
            assert_eq!(vocabulary.number(&word(i)), i);
            assert_eq!(vocabulary.text(i), word(i));
        }
        let hashes: Vec<u64> = (0..20_000).map(|i| vocabulary.hash(i)).collect();
        let bytes: Vec<[u8; 4]> = table(&hashes).into_iter().map(u32::to_le_bytes).collect();
        let number = |token: &str| {
            find(&bytes, hash(token), |n| {
                (n as usize) < 20_000 && vocabulary.text(n) == token
            })
        };
        assert_eq!(number("mot17"), Some(17));
        assert_eq!(number("mot19999"), Some(19_999));
        assert_eq!(number("autre"), None);
    }
}
