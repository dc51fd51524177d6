//! A query and a part → every unit whose word similarity reaches a threshold, with its distance: none is missed.
//!
//! Let the query have `m` tokens, a unit `n`, and let `e(L)` be the most edits that the threshold allows when the longer
//! of the two has `L` tokens. Three facts bound what must be looked at:
//! 1. Edits leave at least `L - e(L)` tokens of either side in place, `L = max(m, n)`. So lengths far from `m` are out,
//!    and when the query's tokens are taken from the rarest on until more than `m - (L - e(L))` of them are gone
//!    through, every match has had one of them (the prefix filter; S. Chaudhuri, V. Ganti, R. Kaushik, "A primitive
//!    operator for similarity joins in data cleaning", ICDE 2006). Tokens that the part does not know go first and cost
//!    nothing; the longer the unit, the fewer of the query's tokens need to be walked.
//! 2. Each kind of token that only one side has costs that side an edit: two population counts over the units'
//!    112-bit signatures bound the distance from below, without reading the unit.
//! 3. What is left is compared by the bit-parallel distance, stopped as soon as it is over `e(L)`.
//!
//! Two ways lead to the units that are read:
//! - **walking** the places of the rarest tokens, a little further than fact 1 asks, so that every match is met twice,
//!   and reading only what was met twice;
//! - **counting**, where that would be long: how many tokens each unit shares with the query, for 64 units at a time,
//!   from bitmaps of the most frequent tokens and the places of the others, in bit-sliced counters (one word holds one
//!   binary digit of 64 counts). Units that share fewer than `L - e(L)` tokens are out.

use std::ops::Range;

use pulp::Arch;

use super::build::{SIGNATURE_BITS, signature_bit};
use super::part::{BUCKET, Part, Places, View, pair, three};
use super::vocabulary;
use crate::matching::levenshtein::Pattern;
use crate::matching::score;
use crate::matching::tokens;

/// What it costs, in tenths of nanoseconds, to walk one place when a unit is read at its first, second, third … meeting:
/// the walk itself, and the share of units that are met so often by chance. Measured on a large memory; like the other
/// two costs, of counting one place and one bitmap's word, it only decides which of two ways to one answer is taken.
const WALK_COSTS: [usize; 5] = [600, 65, 30, 25, 23];
const COUNT_COST: usize = 25;
const WORD_COST: usize = 9;
/// Queries with more tokens are not counted but walked: their counts would need more binary digits.
const MOST_COUNTED: usize = 255;
/// Words that are counted at a time: what one or two vector registers hold.
const LANES: usize = 8;

/// A query's tokens, ready to be looked for in any number of parts.
#[derive(Clone, Debug)]
pub struct FuzzyQuery {
    /// Each kind of token with its hash and how often the query has it, in order of first appearance.
    kinds: Vec<(String, u64, usize)>,
    pattern: Pattern,
}

impl FuzzyQuery {
    /// Prepares a text.
    #[must_use]
    pub fn new(text: &str) -> FuzzyQuery {
        let mut kinds: Vec<(String, u64, usize)> = Vec::new();
        let mut by_hash = std::collections::HashMap::new();
        let mut symbols: Vec<u32> = Vec::new();
        tokens::for_each(text, |token, _| {
            let hash = vocabulary::hash(token);
            let kind = *by_hash.entry((hash, token.len())).or_insert_with(|| {
                kinds.push((token.to_owned(), hash, 0));
                kinds.len() - 1
            });
            // Two tokens with one hash: never seen, and told apart all the same.
            let kind = if kinds[kind].0 == token {
                kind
            } else {
                kinds.iter().position(|k| k.0 == token).unwrap_or_else(|| {
                    kinds.push((token.to_owned(), hash, 0));
                    kinds.len() - 1
                })
            };
            kinds[kind].2 += 1;
            symbols.push(u32::try_from(kind).unwrap_or(u32::MAX));
        });
        FuzzyQuery {
            kinds,
            pattern: Pattern::new(&symbols),
        }
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pattern.len()
    }

    /// Whether there is no token: nothing matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pattern.is_empty()
    }
}

/// A unit whose word similarity reaches the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The unit's identifier in the database.
    pub id: i64,
    /// The unit's number in the part.
    pub unit: u32,
    /// The distance over tokens.
    pub distance: u32,
    /// The number of tokens of the longer side.
    pub longest: u32,
}

impl Hit {
    /// The word similarity, 0 to 100.
    #[must_use]
    pub fn similarity(&self) -> f64 {
        score::similarity(self.distance as usize, self.longest as usize)
    }
}

/// What one search after another uses again.
#[derive(Debug, Default)]
pub struct Scratch {
    /// For each unit how often the walk has met it, in the low 3 bits, and in the others the round that this belongs to.
    met: Vec<u8>,
    round: u8,
    /// The binary digits of counts: plane by plane, a word for 64 units.
    planes: Vec<u64>,
    candidates: Vec<u32>,
    symbols: Vec<u32>,
    numbers: SymbolTable,
}

impl Scratch {
    /// Begins a walk over a part of that many units: nothing was met.
    fn begin_walk(&mut self, units: usize) {
        if self.round == 31 {
            self.met.fill(0);
            self.round = 0;
        }
        self.round += 1;
        if self.met.len() < units {
            self.met.resize(units, 0);
        }
    }
}

/// The units of the part whose word similarity with the query is at least `least` (from 1 to 100), in no order.
///
/// `least` below 1 counts as 1: a unit that shares nothing is no match.
pub fn search(part: &Part, query: &FuzzyQuery, least: f64, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
    if query.is_empty() || part.is_empty() {
        return;
    }
    // The dispatch picks the best instructions that the processor has, for everything called within.
    Arch::new().dispatch(
        #[inline(always)]
        || Search::new(part.view(), query, least.max(1.0)).run(scratch, hits),
    );
}

/// Token numbers of the part → symbols of the query's pattern, by open addressing.
#[derive(Debug, Default)]
struct SymbolTable {
    slots: Vec<(u32, u32)>,
}

const FREE: u32 = u32::MAX;

impl SymbolTable {
    fn fill(&mut self, known: &[Known]) {
        let size = (known.len() * 4).next_power_of_two().max(16);
        self.slots.clear();
        self.slots.resize(size, (FREE, 0));
        for kind in known {
            let mut slot = kind.token as usize & (size - 1);
            while self.slots[slot].0 != FREE {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = (kind.token, kind.symbol);
        }
    }

    #[inline(always)]
    fn symbol(&self, token: u32, absent: u32) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = token as usize & mask;
        loop {
            let (found, symbol) = self.slots[slot];
            if found == FREE {
                return absent;
            }
            if found == token {
                return symbol;
            }
            slot = (slot + 1) & mask;
        }
    }
}

/// A kind of token that the part knows.
#[derive(Clone, Copy, Debug)]
struct Known {
    token: u32,
    symbol: u32,
    times: usize,
}

struct Search<'a> {
    view: View<'a>,
    query: &'a FuzzyQuery,
    /// From the rarest to the most frequent.
    known: Vec<Known>,
    /// How many of the query's tokens, and how many kinds of them, the part does not know.
    unknown: usize,
    unknown_kinds: u32,
    signature: u128,
    /// The most edits by the unit's length; nothing longer than the table matches.
    edits: Vec<u32>,
    shortest: usize,
}

impl<'a> Search<'a> {
    fn new(view: View<'a>, query: &'a FuzzyQuery, least: f64) -> Search<'a> {
        let m = query.len();
        let (mut known, mut unknown, mut unknown_kinds, mut signature) = (Vec::new(), 0, 0, 0);
        for (symbol, (text, hash, times)) in (0u32..).zip(&query.kinds) {
            if let Some(token) = view.find(text, *hash) {
                signature |= signature_bit(token, *hash);
                known.push(Known {
                    token,
                    symbol,
                    times: *times,
                });
            } else {
                unknown += times;
                unknown_kinds += 1;
            }
        }
        known.sort_unstable_by_key(|kind| std::cmp::Reverse(kind.token));

        let most_at_query_length = score::most_edits(m, least).unwrap_or(0);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut edits = vec![narrow(most_at_query_length); m + 1];
        // What must stay in place grows with the length, so the first length that needs too much ends the table.
        for length in m + 1.. {
            match score::most_edits(length, least) {
                Some(most) if length - most <= m - unknown => edits.push(narrow(most)),
                _ => break,
            }
        }
        let shortest = m - most_at_query_length;
        Search {
            view,
            query,
            known,
            unknown,
            unknown_kinds,
            signature,
            edits,
            shortest,
        }
    }

    /// The tokens that stay in place in a match with a unit of that length.
    #[inline(always)]
    fn kept(&self, length: usize) -> usize {
        length.max(self.query.len()) - self.edits.get(length).map_or(0, |&e| e as usize)
    }

    #[inline(always)]
    fn run(&self, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        let m = self.query.len();
        let begin = self.view.first_of_length(self.shortest.max(1));
        let end = self.view.first_of_length(self.edits.len());
        if m - self.unknown < self.shortest || begin >= end {
            return;
        }
        scratch.candidates.clear();
        scratch.numbers.fill(&self.known);

        let (walk, count) = self.costs(begin, end);
        let countable = m <= MOST_COUNTED && self.view.counts.dense > 0;
        if countable && walk.is_none_or(|(_, cost)| count < cost) {
            match m {
                ..32 => self.count::<5>(begin, end, scratch),
                32..64 => self.count::<6>(begin, end, scratch),
                _ => self.count::<8>(begin, end, scratch),
            }
        } else if let Some((meetings, _)) = walk {
            self.walk(begin, meetings, scratch);
        } else {
            scratch.candidates.extend(begin..end);
        }
        self.compare(scratch, hits);
    }

    /// The number of meetings for which a walk costs least, with that cost, and the cost of counting, supposing that
    /// places spread evenly over lengths. No walk leads along bitmaps.
    fn costs(&self, begin: u32, end: u32) -> (Option<(usize, usize)>, usize) {
        let in_range = (end - begin) as usize;
        let spread =
            |units: usize| (units as u64 * in_range as u64 / u64::from(self.view.counts.units.max(1))) as usize;
        let mut walks = WALK_COSTS.map(|_| Some(0));
        let mut count = 0;
        let mut gone = self.unknown;
        for kind in &self.known {
            let places = match self.view.places(kind.token) {
                Some(Places::Bitmaps(levels)) => {
                    count += in_range / 64 * kind.times.min(levels.count()) * WORD_COST;
                    None
                }
                Some(Places::List(units)) => Some(spread(units.len())),
                Some(Places::Buckets(_, lows)) => Some(spread(lows.len())),
                None => Some(0),
            };
            count += places.unwrap_or(0) * COUNT_COST;
            for (meetings, walk) in (1..).zip(&mut walks) {
                if gone < self.query.len() + meetings - self.shortest {
                    *walk = walk.zip(places).map(|(sum, places)| sum + places);
                }
            }
            gone += kind.times;
        }
        let possible = (1..=self.shortest).zip(walks).zip(WALK_COSTS);
        let walk = possible.filter_map(|((meetings, walk), cost)| walk.map(|places| (meetings, places * cost)));
        (walk.min_by_key(|(_, cost)| *cost), count)
    }

    /// Candidates: the units met often enough along the places of the rarest tokens.
    #[inline(always)]
    fn walk(&self, begin: u32, meetings: usize, scratch: &mut Scratch) {
        scratch.begin_walk(self.view.counts.units as usize);
        let m = self.query.len();
        let mut gone = self.unknown;
        let mut longest = self.edits.len() - 1;
        for kind in &self.known {
            // The longer a unit, the fewer of its tokens may be missing, and the sooner it has been met.
            while longest >= self.shortest && gone >= m + meetings - self.kept(longest) {
                longest -= 1;
            }
            if longest < self.shortest {
                break;
            }
            let end = self.view.first_of_length(longest + 1);
            let Scratch {
                met, round, candidates, ..
            } = scratch;
            // As many as there are costs of walks, at most.
            let (round, times) = (*round << 3, kind.times.min(meetings) as u8);
            self.each_place(
                kind.token,
                begin,
                end,
                #[inline(always)]
                |unit| {
                    let Some(met) = met.get_mut(unit as usize) else {
                        return;
                    };
                    let before = if *met & !7 == round { *met & 7 } else { 0 };
                    let after = (before + times).min(7);
                    *met = round | after;
                    if usize::from(before) < meetings && usize::from(after) >= meetings {
                        candidates.push(unit);
                    }
                },
            );
            gone += kind.times;
        }
    }

    /// Candidates: the units that share enough tokens, all of them counted. `P` is the number of binary digits.
    #[inline(always)]
    fn count<const P: usize>(&self, begin: u32, end: u32, scratch: &mut Scratch) {
        let first = begin as usize / 64;
        let words = (end as usize).div_ceil(64) - first;
        let Scratch { planes, candidates, .. } = scratch;
        planes.clear();
        planes.resize(P * words, 0);
        let mut bitmaps: Vec<&[[u8; 8]]> = Vec::new();
        for kind in &self.known {
            if let Some(Places::Bitmaps(levels)) = self.view.places(kind.token) {
                // What a unit has more often than there are bitmaps counts as often as the query has it.
                let levels = (0..kind.times).filter_map(|time| levels.level(time));
                bitmaps.extend(levels.map(|bits| bits.get(first..first + words).unwrap_or_default()));
                continue;
            }
            self.each_place(
                kind.token,
                begin,
                end,
                #[inline(always)]
                |unit| {
                    let (word, bit) = ((unit as usize / 64).wrapping_sub(first), 1u64 << (unit % 64));
                    for _ in 0..kind.times {
                        let (mut at, mut carry) = (word, bit);
                        while let Some(digit) = planes.get_mut(at)
                            && carry != 0
                        {
                            let sum = *digit ^ carry;
                            carry &= *digit;
                            *digit = sum;
                            at += words;
                        }
                    }
                },
            );
        }
        let counters = Counters::<P> {
            first,
            words,
            planes,
            bitmaps: &bitmaps,
        };
        // Units up to the query's length need the same number of shared tokens, longer ones more.
        let mut from = begin;
        for length in self.query.len()..self.edits.len() {
            let to = self.view.first_of_length(length + 1).min(end);
            if from < to {
                counters.at_least(self.kept(length), from as usize..to as usize, candidates);
                from = to;
            }
        }
    }

    /// Calls `visit` for each unit in the range that has the token, where its places are listed.
    #[inline(always)]
    fn each_place(&self, token: u32, begin: u32, end: u32, mut visit: impl FnMut(u32)) {
        match self.view.places(token) {
            Some(Places::List(units)) => {
                let units = units.iter().map(|&unit| three(unit));
                units
                    .skip_while(|unit| *unit < begin)
                    .take_while(|unit| *unit < end)
                    .for_each(visit);
            }
            Some(Places::Buckets(ends, lows)) => {
                let (begin, end) = (begin as usize, end as usize);
                for bucket in begin / BUCKET..end.div_ceil(BUCKET) {
                    let from = if bucket == 0 {
                        0
                    } else {
                        pair(ends, bucket - 1).unwrap_or(u32::MAX) as usize
                    };
                    let to = pair(ends, bucket).unwrap_or(0) as usize;
                    let Some(mut lows) = lows.get(from..to) else { continue };
                    let base = bucket * BUCKET;
                    let low = |b: &[u8; 2]| base + usize::from(u16::from_le_bytes(*b));
                    if base < begin {
                        lows = &lows[lows.partition_point(|b| low(b) < begin)..];
                    }
                    if base + BUCKET > end {
                        lows = &lows[..lows.partition_point(|b| low(b) < end)];
                    }
                    // Units are numbered in 32 bits; where the list is damaged, the visitor checks.
                    lows.iter().for_each(|b| visit(low(b) as u32));
                }
            }
            Some(Places::Bitmaps(_)) | None => {}
        }
    }

    /// Whether the signature leaves the unit a chance.
    #[inline(always)]
    fn near(&self, signature: &[u8; 16]) -> bool {
        let signature = u128::from_le_bytes(*signature);
        let length = (signature >> SIGNATURE_BITS) as usize;
        if length == usize::from(u16::MAX) {
            return true;
        }
        let Some(&most) = self.edits.get(length) else {
            return false;
        };
        let bits = signature & ((1 << SIGNATURE_BITS) - 1);
        let missing = (self.signature & !bits).count_ones() + self.unknown_kinds;
        let extra = (bits & !self.signature).count_ones();
        missing <= most && extra <= most
    }

    /// Reads the candidates and compares them.
    #[inline(always)]
    fn compare(&self, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        let Scratch {
            candidates,
            symbols,
            numbers,
            ..
        } = scratch;
        let absent = self.query.pattern.absent();
        // In a pass of its own, so that the processor fetches many signatures at once.
        candidates.retain(|&unit| {
            let signature = self.view.signatures.get(unit as usize);
            signature.is_some_and(|signature| self.near(signature))
        });
        for &unit in candidates.iter() {
            symbols.clear();
            if !self
                .view
                .tokens(unit, |token| symbols.push(numbers.symbol(token, absent)))
            {
                continue;
            }
            let Some(&most) = self.edits.get(symbols.len()) else {
                continue;
            };
            let found = self.query.pattern.distance(symbols, most as usize);
            if let (Some(distance), Some(id)) = (found, self.view.id(unit)) {
                let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                let longest = narrow(symbols.len().max(self.query.len()));
                hits.push(Hit {
                    id,
                    unit,
                    distance: narrow(distance),
                    longest,
                });
            }
        }
    }
}

/// Counts of shared tokens for a range of units: binary digits in planes, and bitmaps that are still to be added.
struct Counters<'a, const P: usize> {
    /// The first word of the range, of all words of the part.
    first: usize,
    words: usize,
    planes: &'a [u64],
    bitmaps: &'a [&'a [[u8; 8]]],
}

impl<const P: usize> Counters<'_, P> {
    /// The units in `range` whose count is at least `needed`.
    #[inline(always)]
    fn at_least(&self, needed: usize, range: Range<usize>, found: &mut Vec<u32>) {
        let (from, to) = (range.start / 64 - self.first, range.end.div_ceil(64) - self.first);
        for at in (from..to).step_by(LANES) {
            let counts = self.counts(at);
            // Compares the 64 counts of each lane with `needed`, from the highest digit on.
            let (mut greater, mut equal) = ([0u64; LANES], [!0u64; LANES]);
            for (plane, count) in counts.iter().enumerate().rev() {
                let digit = if needed >> plane & 1 == 1 { !0u64 } else { 0 };
                for lane in 0..LANES {
                    greater[lane] |= equal[lane] & count[lane] & !digit;
                    equal[lane] &= !(count[lane] ^ digit);
                }
            }
            for lane in 0..LANES.min(to - at) {
                let mut enough = greater[lane] | equal[lane];
                while enough != 0 {
                    let unit = (self.first + at + lane) * 64 + enough.trailing_zeros() as usize;
                    enough &= enough - 1;
                    if range.contains(&unit) {
                        // Units are numbered in 32 bits.
                        found.push(unit as u32);
                    }
                }
            }
        }
    }

    /// The counts of the units in some words from `at` on, digit by digit.
    #[inline(always)]
    fn counts(&self, at: usize) -> [[u64; LANES]; P] {
        let lanes = LANES.min(self.words - at);
        let mut counts = [[0u64; LANES]; P];
        for (plane, count) in counts.iter_mut().enumerate() {
            let stored = self
                .planes
                .get(plane * self.words + at..plane * self.words + at + lanes);
            count[..lanes].copy_from_slice(stored.unwrap_or(&[0; LANES][..lanes]));
        }
        for bitmap in self.bitmaps {
            let mut carry = [0u64; LANES];
            if let Some(Ok(full)) = bitmap.get(at..at + LANES).map(<&[[u8; 8]; LANES]>::try_from) {
                for lane in 0..LANES {
                    carry[lane] = u64::from_le_bytes(full[lane]);
                }
            } else {
                for (word, bytes) in carry.iter_mut().zip(bitmap.get(at..).unwrap_or_default()) {
                    *word = u64::from_le_bytes(*bytes);
                }
            }
            for count in &mut counts {
                for lane in 0..LANES {
                    let sum = count[lane] ^ carry[lane];
                    carry[lane] &= count[lane];
                    count[lane] = sum;
                }
            }
        }
        counts
    }
}
