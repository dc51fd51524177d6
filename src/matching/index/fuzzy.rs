//! A query and a part → every unit whose word similarity reaches a threshold, with its distance: none is missed.
//!
//! Let the query have `m` tokens, a unit `n`, and let `e(L)` be the most edits that the threshold allows when the longer
//! of the two has `L` tokens. Three facts bound what must be looked at:
//! 1. Edits leave at least `L - e(L)` tokens of either side in place, `L = max(m, n)`. So lengths far from `m` are out,
//!    and a unit must share at least that many tokens with the query, counted as often as both have them. How the units
//!    are found that may is the matter of `candidates`.
//! 2. Each kind of token that only one side has costs that side an edit: two population counts over the units'
//!    112-bit signatures bound the distance from below, without reading the unit.
//! 3. What is left is compared by the bit-parallel distance, stopped as soon as it is over `e(L)`.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::build::{SIGNATURE_BITS, signature_bit};
use super::part::{BUCKET, Part, View};
use super::vocabulary;
use crate::matching::score;
use crate::text::levenshtein::Pattern;
use crate::text::tokens;

/// A query's tokens, ready to be looked for in any number of parts.
#[derive(Clone, Debug)]
pub struct FuzzyQuery {
    /// The kinds of tokens, joined.
    text: String,
    /// In order of first appearance.
    kinds: Vec<Kind>,
    pattern: Pattern,
}

/// A kind of token of the query.
#[derive(Clone, Debug)]
struct Kind {
    range: Range<usize>,
    hash: u64,
    /// How often the query has it.
    times: usize,
}

impl FuzzyQuery {
    /// Prepares a text.
    #[must_use]
    pub fn new(text: &str) -> FuzzyQuery {
        let mut kinds: Vec<Kind> = Vec::new();
        let mut joined = String::with_capacity(text.len());
        // Numbers of kinds by their hashes: open addressing. There are no more tokens than bytes, so at least half of the
        // slots stay free.
        let mut slots = vec![usize::MAX; (2 * text.len() + 2).next_power_of_two()];
        let mut symbols: Vec<u32> = Vec::new();
        tokens::for_each(text, |token, _| {
            let hash = vocabulary::hash(token);
            let mut slot = hash as usize & (slots.len() - 1);
            let kind = loop {
                match kinds.get_mut(slots[slot]) {
                    Some(kind) if kind.hash == hash && joined[kind.range.clone()] == *token => {
                        kind.times += 1;
                        break slots[slot];
                    }
                    Some(_) => slot = (slot + 1) & (slots.len() - 1),
                    None => {
                        slots[slot] = kinds.len();
                        let start = joined.len();
                        joined.push_str(token);
                        let range = start..joined.len();
                        kinds.push(Kind { range, hash, times: 1 });
                        break slots[slot];
                    }
                }
            };
            symbols.push(u32::try_from(kind).unwrap_or(u32::MAX));
        });
        FuzzyQuery {
            text: joined,
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
    /// For each unit of whole buckets `base` plus how often the walk has met it; less than `base` is of an earlier walk.
    pub(super) met: Vec<u8>,
    pub(super) base: u8,
    /// How often the walk meets a unit at most; what is more counts as this often.
    pub(super) most: u8,
    /// For each block of 64 units of whole buckets `base` plus how often they must be met to be candidates.
    pub(super) needs: Vec<u8>,
    /// For each length how many of the tokens that are looked at a match must share.
    pub(super) demand: Vec<u8>,
    /// The blocks whose units are counted, each with what they must share.
    pub(super) open: Vec<(u32, u8)>,
    pub(super) candidates: Vec<u32>,
    symbols: Vec<u32>,
    numbers: SymbolTable,
}

impl Scratch {
    /// Begins a walk over a part of that many units, which meets each at most `most` times: nothing was met.
    pub(super) fn begin_walk(&mut self, units: usize, most: u8) {
        // Above what the last walk wrote; one more than `most` is what no unit reaches.
        self.base = match self.base.checked_add(self.most + 1) {
            Some(base) if base < u8::MAX - most => base,
            _ => {
                self.met.fill(0);
                1
            }
        };
        self.most = most;
        let units = units.next_multiple_of(BUCKET);
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
    Arch::new().dispatch(Run {
        search: Search::new(part.view(), query, least.max(1.0)),
        scratch,
        hits,
    });
}

/// A search that only has to be told which vector instructions there are.
struct Run<'a> {
    search: Search<'a>,
    scratch: &'a mut Scratch,
    hits: &'a mut Vec<Hit>,
}

impl WithSimd for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.search.run(simd, self.scratch, self.hits);
    }
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
pub(super) struct Known {
    pub(super) token: u32,
    symbol: u32,
    pub(super) times: usize,
}

pub(super) struct Search<'a> {
    pub(super) view: View<'a>,
    pub(super) query: &'a FuzzyQuery,
    /// From the rarest to the most frequent.
    pub(super) known: Vec<Known>,
    /// How many of the query's tokens, and how many kinds of them, the part does not know.
    pub(super) unknown: usize,
    unknown_kinds: u32,
    signature: u128,
    /// The most edits by the unit's length; nothing longer than the table matches.
    pub(super) edits: Vec<u32>,
    shortest: usize,
}

impl<'a> Search<'a> {
    fn new(view: View<'a>, query: &'a FuzzyQuery, least: f64) -> Search<'a> {
        let m = query.len();
        let (mut known, mut unknown, mut unknown_kinds, mut signature) = (Vec::new(), 0, 0, 0);
        view.touch(query.kinds.iter().map(|kind| kind.hash));
        for (symbol, Kind { range, hash, times }) in (0u32..).zip(&query.kinds) {
            if let Some(token) = view.find(&query.text[range.clone()], *hash) {
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
    pub(super) fn kept(&self, length: usize) -> usize {
        length.max(self.query.len()) - self.edits.get(length).map_or(0, |&e| e as usize)
    }

    #[inline(always)]
    fn run<S: Simd>(&self, simd: S, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        let begin = self.view.first_of_length(self.shortest.max(1));
        let end = self.view.first_of_length(self.edits.len());
        if self.query.len() - self.unknown < self.shortest || begin >= end {
            return;
        }
        scratch.numbers.fill(&self.known);
        self.collect(simd, begin..end, scratch);
        self.compare(scratch, hits);
    }

    /// Whether the signature leaves the unit a chance.
    #[inline(always)]
    pub(super) fn near(&self, signature: &[u8; 16]) -> bool {
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
            // What stays in place is among the tokens that the query has.
            let shared = symbols.iter().filter(|&&symbol| symbol != absent).count();
            if shared < self.kept(symbols.len()) {
                continue;
            }
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
