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
//! Where walking places would cost more than looking at the signatures of all units of the right lengths, those are
//! looked at instead: frequent tokens therefore need no list of places at all.

use pulp::Arch;

use super::build::{SIGNATURE_BITS, signature_bit};
use super::part::{BUCKET, Part, Places, View, pair};
use super::vocabulary;
use crate::matching::levenshtein::Pattern;
use crate::matching::score;
use crate::matching::tokens;

/// Walking one place costs about as much as looking at this many signatures in sequence.
const PLACE_COST: usize = 2;

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
        let mut by_text = std::collections::HashMap::new();
        let mut symbols: Vec<u32> = Vec::new();
        tokens::for_each(text, |token, _| {
            let kind = *by_text.entry(token.to_owned()).or_insert_with(|| {
                kinds.push((token.to_owned(), vocabulary::hash(token), 0));
                kinds.len() - 1
            });
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
    /// A bit for each unit that was compared.
    seen: Vec<u64>,
    candidates: Vec<u32>,
    compared: Vec<u32>,
    symbols: Vec<u32>,
    numbers: SymbolTable,
}

/// The units of the part whose word similarity with the query is at least `least` (from 1 to 100), in no order.
///
/// `least` below 1 counts as 1: a unit that shares nothing is no match.
pub fn search(part: &Part, query: &FuzzyQuery, least: f64, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
    if query.is_empty() || part.is_empty() {
        return;
    }
    // The dispatch picks the best instructions that the processor has, for everything called within.
    Arch::new().dispatch(|| Search::new(part.view(), query, least.max(1.0)).run(scratch, hits));
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
            if found == token {
                return symbol;
            }
            if found == FREE {
                return absent;
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
    #[inline(always)]
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

        let at_query_length = score::most_edits(m, least).unwrap_or(0);
        let mut edits = vec![u32::try_from(at_query_length).unwrap_or(u32::MAX); m + 1];
        // What must stay in place grows with the length, so the first length that needs too much ends the table.
        for length in m + 1.. {
            match score::most_edits(length, least) {
                Some(most) if length - most <= m - unknown => edits.push(u32::try_from(most).unwrap_or(u32::MAX)),
                _ => break,
            }
        }
        Search {
            view,
            query,
            known,
            unknown,
            unknown_kinds,
            signature,
            edits,
            shortest: m - at_query_length,
        }
    }

    #[inline(always)]
    fn run(&self, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        let m = self.query.len();
        let mut gone = self.unknown;
        if m - gone < self.shortest {
            return;
        }
        scratch.candidates.clear();
        let begin = self.view.first_of_length(self.shortest.max(1));
        let mut longest = self.edits.len() - 1;
        let end = self.view.first_of_length(longest + 1);
        if begin >= end {
            return;
        }
        scratch.numbers.fill(&self.known);

        // How many places there are to walk, supposing them spread evenly over lengths.
        let in_range = (end - begin) as usize;
        let mut walked = 0usize;
        let mut ahead = gone;
        for kind in &self.known {
            if m - ahead < self.shortest {
                break;
            }
            walked += self.view.frequency(kind.token);
            ahead += kind.times;
        }
        let share = walked as u128 * in_range as u128 / self.view.counts.units.max(1) as u128;
        if share * PLACE_COST as u128 > in_range as u128 {
            self.scan(begin, end, scratch);
        } else {
            for kind in &self.known {
                if m - gone < self.shortest {
                    break;
                }
                while longest > m && longest - self.edits[longest] as usize > m - gone {
                    longest -= 1;
                }
                let end = self.view.first_of_length(longest + 1);
                match self.view.places(kind.token) {
                    Some(Places::List(units)) => self.walk_list(units, begin, end, scratch),
                    Some(Places::Buckets(ends, units)) => self.walk_buckets(ends, units, begin, end, scratch),
                    Some(Places::Everywhere) => {
                        self.scan(begin, end, scratch);
                        break;
                    }
                    None => {}
                }
                gone += kind.times;
            }
        }
        self.compare(scratch, hits);
    }

    /// Whether the signature leaves the unit a chance.
    #[inline(always)]
    fn near(&self, signature: &[u8; 16]) -> bool {
        let signature = u128::from_le_bytes(*signature);
        let length = (signature >> SIGNATURE_BITS) as usize;
        let bits = signature & ((1 << SIGNATURE_BITS) - 1);
        let Some(&most) = self.edits.get(length) else {
            return length == usize::from(u16::MAX);
        };
        let missing = (self.signature & !bits).count_ones() + self.unknown_kinds;
        let extra = (bits & !self.signature).count_ones();
        missing <= most && extra <= most
    }

    #[inline(always)]
    fn consider(&self, unit: u32, scratch: &mut Scratch) {
        if self
            .view
            .signatures
            .get(unit as usize)
            .is_some_and(|signature| self.near(signature))
        {
            scratch.candidates.push(unit);
        }
    }

    #[inline(always)]
    fn scan(&self, begin: u32, end: u32, scratch: &mut Scratch) {
        let Some(signatures) = self.view.signatures.get(begin as usize..end as usize) else {
            return;
        };
        for (unit, signature) in (begin..).zip(signatures) {
            if self.near(signature) {
                scratch.candidates.push(unit);
            }
        }
    }

    #[inline(always)]
    fn walk_list(&self, units: &[[u8; 2]], begin: u32, end: u32, scratch: &mut Scratch) {
        for at in 0..units.len() / 2 {
            match pair(units, at) {
                Some(unit) if unit >= end => break,
                Some(unit) if unit >= begin => self.consider(unit, scratch),
                _ => {}
            }
        }
    }

    #[inline(always)]
    fn walk_buckets(&self, ends: &[[u8; 2]], units: &[[u8; 2]], begin: u32, end: u32, scratch: &mut Scratch) {
        let (first, last) = (begin as usize / BUCKET, (end as usize - 1) / BUCKET);
        for bucket in first..=last {
            let from = if bucket == 0 {
                0
            } else {
                pair(ends, bucket - 1).unwrap_or(u32::MAX) as usize
            };
            let to = pair(ends, bucket).unwrap_or(0) as usize;
            let Some(mut lows) = units.get(from..to) else { continue };
            let base = bucket * BUCKET;
            let low = |&b: &[u8; 2]| base + usize::from(u16::from_le_bytes(b));
            if bucket == first {
                lows = &lows[lows.partition_point(|b| low(b) < begin as usize)..];
            }
            if bucket == last {
                lows = &lows[..lows.partition_point(|b| low(b) < end as usize)];
            }
            for b in lows {
                // Units are numbered in 32 bits.
                self.consider(low(b) as u32, scratch);
            }
        }
    }

    /// Compares the candidates, each once.
    #[inline(always)]
    fn compare(&self, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        let Scratch {
            seen,
            candidates,
            compared,
            symbols,
            numbers,
        } = scratch;
        let words = (self.view.counts.units as usize).div_ceil(64);
        if seen.len() < words {
            seen.resize(words, 0);
        }
        compared.clear();
        let absent = self.query.pattern.absent();
        for &unit in candidates.iter() {
            let (word, bit) = (unit as usize / 64, 1u64 << (unit % 64));
            if seen[word] & bit != 0 {
                continue;
            }
            seen[word] |= bit;
            compared.push(unit);
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
        for &unit in compared.iter() {
            seen[unit as usize / 64] = 0;
        }
    }
}
