//! Units with their texts → the bytes of a part.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::arrange::Keys;
use super::bitmaps;
use super::part::{
    BUCKET, Counts, FOLDED, FORWARD, GROUPS, HEADER, ID_BITS, IDS, LENGTHS, LEVELS, MAGIC, MASKED, MOST_APART, OFFSETS,
    PLACE_OFFSETS, PLACES, SECTIONS, SIGNATURES, STRETCH_MASKS, STRETCH_ROWS, STRETCH_STARTS, SUMMARIES, TABLE, TEXT,
    TEXT_ENDS, VERSION, group_of,
};
use super::vocabulary::{self, Vocabulary};
use crate::matching::masked::{self, Class};
use crate::memory::Status;
use crate::text::tokens;

/// The most units in one part: what keeps building under half a gigabyte, and unit numbers small.
pub const MOST_UNITS: usize = 1 << 21;
/// The most tokens of text in one part.
const MOST_TEXT: usize = 400_000_000;
/// Parts with fewer units have no bitmaps.
const DENSE_FROM: usize = 4096;
/// A token in more than one of so many units is dense: it has bitmaps instead of places.
const DENSE_SHARE: usize = 32;
/// The bits of a signature, and how many of them belong to one of the most frequent tokens each.
pub(super) const SIGNATURE_BITS: u64 = 112;
const OWN_BITS: u32 = 24;

/// The signature bit of a token: its own for the most frequent ones, else by its hash.
pub(super) fn signature_bit(token: u32, hash: u64) -> u128 {
    let bit = if token < OWN_BITS {
        u64::from(token)
    } else {
        u64::from(OWN_BITS) + (hash >> 20) % (SIGNATURE_BITS - u64::from(OWN_BITS))
    };
    1 << bit
}

/// Collects units, then writes them as a part.
#[derive(Debug, Default)]
pub struct Builder {
    vocabulary: Vocabulary,
    units: Vec<Unit>,
    tokens: Vec<u32>,
    /// For each token the number of units that have it, and the last one of them.
    seen: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Unit {
    id: i64,
    status: Status,
    start: u32,
    length: u32,
}

impl Builder {
    /// An empty part.
    #[must_use]
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Adds the text of an aligned unit; see [`Builder::add_unit`].
    #[cfg_attr(
        not(feature = "lab"),
        allow(dead_code, reason = "for benchmarks and tests of the part")
    )]
    pub fn add(&mut self, id: i64, text: &str) {
        self.add_unit(id, Status::Aligned, text);
    }

    /// Adds a unit's text. A text without tokens is left out: nothing can match it. A unit may be added more than once,
    /// with several texts.
    pub fn add_unit(&mut self, id: i64, status: Status, text: &str) {
        let start = self.tokens.len();
        let Builder { vocabulary, tokens, .. } = self;
        tokens::for_each(text, |token, _| tokens.push(vocabulary.number(token)));
        self.close_unit(id, status, start);
    }

    /// Adds a unit by its tokens' compared forms.
    pub(crate) fn add_tokens<'a>(&mut self, id: i64, status: Status, tokens: impl Iterator<Item = &'a str>) {
        let start = self.tokens.len();
        for token in tokens {
            let number = self.vocabulary.number(token);
            self.tokens.push(number);
        }
        self.close_unit(id, status, start);
    }

    fn close_unit(&mut self, id: i64, status: Status, start: usize) {
        // `is_full` keeps the number of tokens far below 2^32.
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let length = position(self.tokens.len() - start);
        self.seen.resize(self.vocabulary.len(), (0, u32::MAX));
        let unit = position(self.units.len());
        for &token in &self.tokens[start..] {
            let (frequency, last) = &mut self.seen[token as usize];
            *frequency += u32::from(*last != unit);
            *last = unit;
        }
        if length > 0 {
            self.units.push(Unit {
                id,
                status,
                start: position(start),
                length,
            });
        }
    }

    /// The number of units added so far that have a token.
    #[must_use]
    #[cfg_attr(
        not(feature = "lab"),
        allow(dead_code, reason = "for benchmarks and tests of the part")
    )]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there is none.
    #[must_use]
    #[cfg_attr(
        not(feature = "lab"),
        allow(dead_code, reason = "for benchmarks and tests of the part")
    )]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Whether the unit `next` and those after it belong into another part.
    #[must_use]
    pub fn is_full(&self, next: i64) -> bool {
        let far = self
            .units
            .first()
            .is_some_and(|unit| unit.id.abs_diff(next) > MOST_APART / 2);
        self.units.len() >= MOST_UNITS
            || self.tokens.len() >= MOST_TEXT
            || self.vocabulary.len() >= vocabulary::MOST_TOKENS / 2
            || self.vocabulary.text_len() >= (u32::MAX / 2) as usize
            || far
    }

    /// Puts the part together.
    pub(super) fn finish(self) -> Finished {
        let (counts, sections) = self.sections();
        let mut header = vec![0u8; HEADER];
        let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &MAGIC);
        put(8, &VERSION.to_le_bytes());
        put(12, &counts.units.to_le_bytes());
        put(16, &counts.tokens.to_le_bytes());
        put(20, &counts.dense.to_le_bytes());
        put(24, &counts.bucketed.to_le_bytes());
        put(28, &counts.statuses.to_le_bytes());
        put(32, &counts.base.to_le_bytes());
        let mut offset = HEADER;
        for (i, section) in sections.iter().enumerate() {
            let at = 48 + i * 24;
            put(at, &(offset as u64).to_le_bytes());
            put(at + 8, &(section.len() as u64).to_le_bytes());
            put(at + 16, &crc32fast::hash(section).to_le_bytes());
            offset += section.len().next_multiple_of(16);
        }
        put(40, &(offset as u64).to_le_bytes());
        let checksum = crc32fast::hash(&header[..HEADER - 4]);
        header[HEADER - 4..].copy_from_slice(&checksum.to_le_bytes());
        Finished {
            header,
            sections,
            size: offset,
        }
    }

    /// The part's bytes.
    #[must_use]
    #[cfg_attr(
        not(feature = "lab"),
        allow(dead_code, reason = "for benchmarks and tests of the part")
    )]
    pub fn into_bytes(self) -> Vec<u8> {
        self.finish().into_bytes()
    }

    fn sections(mut self) -> (Counts, [Vec<u8>; SECTIONS]) {
        let mut sections: [Vec<u8>; SECTIONS] = Default::default();
        // From the most frequent token to the rarest.
        let mut order: Vec<u32> = (0u32..).take(self.vocabulary.len()).collect();
        order.sort_unstable_by_key(|&token| (std::cmp::Reverse(self.seen[token as usize].0), token));
        let frequencies: Vec<u32> = order.iter().map(|&token| self.seen[token as usize].0).collect();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let rarer_than = |limit: usize| count(frequencies.partition_point(|&f| f as usize > limit));
        let buckets = self.units.len().div_ceil(BUCKET);
        let dense = if self.units.len() >= DENSE_FROM {
            rarer_than(self.units.len() / DENSE_SHARE)
        } else {
            0
        };
        let counts = Counts {
            units: count(self.units.len()),
            tokens: count(self.vocabulary.len()),
            dense,
            // A directory has four bytes for each bucket, and saves one byte for each unit.
            bucketed: rarer_than(4 * buckets).max(dense),
            statuses: self.units.iter().fold(0, |set, unit| set | 1 << unit.status.code()),
            base: self.units.iter().map(|unit| unit.id).min().unwrap_or(0),
        };
        self.arrange(&order, dense as usize);
        let mut places = Places::new(&counts, &frequencies);
        self.write_units(&order, counts.base, &mut places, &mut sections);
        places.write(&frequencies, &mut sections);
        write_vocabulary(&self.vocabulary.reordered(&order), &mut sections);
        (counts, sections)
    }

    /// Gives tokens their final numbers, which are their places in `order`, and units their final order.
    fn arrange(&mut self, order: &[u32], dense: usize) {
        let mut numbers = vec![0u32; order.len()];
        for (number, &token) in (0u32..).zip(order) {
            numbers[token as usize] = number;
        }
        for token in &mut self.tokens {
            *token = numbers[*token as usize];
        }
        let keys = Keys::new(self.units.iter().map(|unit| self.tokens_of(unit)), dense);
        let mut times = vec![0; dense];
        let mut places: Vec<(u64, u32)> = Vec::with_capacity(self.units.len());
        for (at, unit) in (0u32..).zip(&self.units) {
            let key = keys.key(self.tokens_of(unit), &mut times);
            places.push((u64::from(unit.length) << 32 | u64::from(key), at));
        }
        // Units come in the order of their identifiers, or nearly so.
        places.sort_unstable();
        self.units = places.into_iter().map(|(_, at)| self.units[at as usize]).collect();
    }

    /// The unit's tokens; by their final numbers once they are arranged.
    fn tokens_of(&self, unit: &Unit) -> &[u32] {
        &self.tokens[unit.start as usize..(unit.start + unit.length) as usize]
    }

    /// Writes what is stored by unit, and collects the places of tokens; `order` has the tokens in their final order.
    fn write_units(&self, order: &[u32], base: i64, places: &mut Places, sections: &mut [Vec<u8>; SECTIONS]) {
        let about = |(number, &token)| About {
            bit: signature_bit(number, self.vocabulary.hash(token)).trailing_zeros() as u8,
            class: Class::of(self.vocabulary.text(token)),
        };
        let about: Vec<About> = (0u32..).zip(order).map(about).collect();
        let mut forward = Vec::with_capacity(self.tokens.len() * 5 / 4);
        sections[IDS].reserve(self.units.len() * 4);
        sections[OFFSETS].reserve(self.units.len() * 4);
        sections[SIGNATURES].reserve(self.units.len() * 16);
        let mut length = 0;
        let mut with_numbers: Vec<(u64, u32)> = Vec::new();
        for (i, unit) in (0u32..).zip(&self.units) {
            // `is_full` keeps identifiers near each other.
            let id = unit.id.abs_diff(base).min(MOST_APART) as u32;
            let status = unit.status.code() as u32;
            sections[IDS].extend_from_slice(&(status << ID_BITS | id).to_le_bytes());
            let offset = u32::try_from(forward.len()).unwrap_or(u32::MAX);
            sections[OFFSETS].extend_from_slice(&offset.to_le_bytes());
            if unit.length != length {
                length = unit.length;
                sections[LENGTHS].extend(length.to_le_bytes());
                sections[LENGTHS].extend(i.to_le_bytes());
            }
            let mut signature = u128::from(u16::try_from(length).unwrap_or(u16::MAX)) << SIGNATURE_BITS;
            let mut numbers = false;
            for &token in self.tokens_of(unit) {
                let about = about[token as usize];
                signature |= 1 << about.bit;
                numbers |= about.class == Class::Number;
                places.add(token, i);
                let mut rest = token;
                while rest >= 0x80 {
                    forward.push((rest & 0x7F | 0x80) as u8);
                    rest >>= 7;
                }
                forward.push(rest as u8);
            }
            sections[SIGNATURES].extend_from_slice(&signature.to_le_bytes());
            if numbers {
                let tokens = self.tokens_of(unit).iter();
                let hash = |token: u32| self.vocabulary.hash(order[token as usize]);
                let classed = tokens.map(|&token| (about[token as usize].class, hash(token)));
                with_numbers.extend(masked::hash(classed).map(|hash| (hash, i)));
            }
        }
        sections[FORWARD] = forward;
        // About eight units a group.
        let groups = (with_numbers.len() / 8).next_power_of_two();
        with_numbers.sort_unstable_by_key(|&(hash, unit)| (group_of(hash, groups), unit));
        let mut at = 0;
        for group in 0..=groups {
            at += with_numbers[at..].partition_point(|&(hash, _)| group_of(hash, groups) < group);
            let begin = u32::try_from(at).unwrap_or(u32::MAX);
            sections[GROUPS].extend(begin.to_le_bytes());
        }
        sections[MASKED] = with_numbers.into_iter().flat_map(|(_, unit)| in_three(unit)).collect();
    }
}

fn write_vocabulary(vocabulary: &Vocabulary, sections: &mut [Vec<u8>; SECTIONS]) {
    let numbers = || (0u32..).take(vocabulary.len());
    let mut words: Vec<(Cow<'_, str>, u32)> = Vec::new();
    for token in numbers() {
        let text = vocabulary.text(token);
        sections[TEXT].extend(text.as_bytes());
        let end = u32::try_from(sections[TEXT].len()).unwrap_or(u32::MAX);
        sections[TEXT_ENDS].extend(end.to_le_bytes());
        if text.chars().next().is_some_and(char::is_alphanumeric) {
            let folded = if text.is_ascii() {
                Cow::Borrowed(text)
            } else {
                Cow::Owned(fold(text))
            };
            words.push((folded, token));
        }
    }
    let hashes: Vec<u64> = numbers().map(|token| vocabulary.hash(token)).collect();
    sections[TABLE] = vocabulary::table(&hashes)
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect();
    words.sort_unstable();
    sections[FOLDED] = words.into_iter().flat_map(|(_, token)| token.to_le_bytes()).collect();
}

/// The units of each token, as they are collected.
struct Places {
    counts: Counts,
    bitmaps: bitmaps::Builder,
    /// For each token that is not dense where its next unit goes in `lists`, and the last one: a token that comes twice in
    /// a unit is listed once.
    next: Vec<(u32, u32)>,
    lists: Vec<u32>,
}

impl Places {
    fn new(counts: &Counts, frequencies: &[u32]) -> Places {
        let dense = counts.dense as usize;
        let mut total = 0usize;
        let begin = |&frequency: &u32| {
            let begin = u32::try_from(total).unwrap_or(u32::MAX);
            total += frequency as usize;
            (begin, u32::MAX)
        };
        let next = frequencies[dense..].iter().map(begin).collect();
        Places {
            counts: *counts,
            bitmaps: bitmaps::Builder::new(counts.units as usize, dense, counts.units as usize / DENSE_SHARE),
            next,
            lists: vec![0; total],
        }
    }

    /// Adds a place; units come in ascending order.
    #[inline(always)]
    fn add(&mut self, token: u32, unit: u32) {
        let Some(listed) = token.checked_sub(self.counts.dense) else {
            self.bitmaps.add(token as usize, unit as usize);
            return;
        };
        let (next, last) = &mut self.next[listed as usize];
        if *last != unit {
            *last = unit;
            self.lists[*next as usize] = unit;
            *next += 1;
        }
    }

    fn write(self, frequencies: &[u32], sections: &mut [Vec<u8>; SECTIONS]) {
        let buckets = (self.counts.units as usize).div_ceil(BUCKET);
        let places = &mut sections[PLACES];
        places.reserve(self.lists.len() * 9 / 4);
        let mut offsets = Vec::with_capacity((frequencies.len() + 1) * 4);
        let step = |places: &Vec<u8>| u32::try_from(places.len() / 2).unwrap_or(u32::MAX).to_le_bytes();
        let mut begin = 0usize;
        for (token, &frequency) in (0u32..).zip(frequencies) {
            offsets.extend(step(places));
            if token < self.counts.dense {
                continue;
            }
            let units = &self.lists[begin..begin + frequency as usize];
            begin += frequency as usize;
            if token < self.counts.bucketed {
                for bucket in 1..=buckets {
                    let end = units.partition_point(|&unit| (unit as usize) < bucket * BUCKET);
                    places.extend(u32::try_from(end).unwrap_or(u32::MAX).to_le_bytes());
                }
                places.extend(units.iter().flat_map(|&unit| ((unit & 0xFFFF) as u16).to_le_bytes()));
            } else {
                places.extend(units.iter().flat_map(|&unit| in_three(unit)));
                if !places.len().is_multiple_of(2) {
                    places.push(0);
                }
            }
        }
        offsets.extend(step(places));
        sections[PLACE_OFFSETS] = offsets;
        let bitmaps = self.bitmaps.finish();
        sections[LEVELS] = bitmaps.levels;
        sections[SUMMARIES] = bitmaps.summaries;
        sections[STRETCH_MASKS] = bitmaps.masks;
        sections[STRETCH_STARTS] = bitmaps.starts;
        sections[STRETCH_ROWS] = bitmaps.rows;
    }
}

/// A part that only has to be written.
pub(super) struct Finished {
    header: Vec<u8>,
    sections: [Vec<u8>; SECTIONS],
    size: usize,
}

impl Finished {
    /// Writes the part.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.header)?;
        for section in &self.sections {
            out.write_all(section)?;
            out.write_all(&[0; 16][..section.len().next_multiple_of(16) - section.len()])?;
        }
        Ok(())
    }

    /// The part's bytes.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.size);
        // A vector takes whatever is written to it.
        let _ = self.write(&mut out);
        out
    }
}

/// What the writing of units has to know of a token, close together.
#[derive(Clone, Copy)]
struct About {
    bit: u8,
    class: Class,
}

/// The number of a unit in three bytes, which the size of parts allows.
fn in_three(unit: u32) -> [u8; 3] {
    let [a, b, c, _] = unit.to_le_bytes();
    [a, b, c]
}

/// A word without its accents, as a concordance compares words (tokens are in lower case already).
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.nfkd().filter(|&c| !is_combining_mark(c)) {
        match c {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            other => out.push(other),
        }
    }
    out
}
