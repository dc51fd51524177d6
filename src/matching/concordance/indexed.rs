//! A query and a part of the index → the best ranks of the part's units: those that reading every unit would give.
//!
//! Which units have all words comes from the tokens' places, as bitmaps that are joined for the forms of a word and
//! intersected for the words. Units stand in the order of their length, so that for a query of one word the first ones
//! of each status are the best. For more words their tokens are read, units of more trust first, until as many as asked
//! for have the terms side by side: nothing can come before those.

use std::collections::BTreeMap;

use super::pattern::{Matcher, Nearness, Pattern, Seen};
use super::query::is_word;
use super::{Best, Rank, Side, trust};
use crate::matching::index::build::fold;
use crate::matching::index::part::View;
use crate::matching::index::store::Entry;
use crate::memory::{Status, UnitId};

/// What is looked for in each part.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) side: Side,
    /// Only units of these; empty: of any.
    pub(super) statuses: &'a [Status],
    /// How many ranks.
    pub(super) most: usize,
}

/// A part's tokens that the query asks for, and its units that have all of them.
pub(super) struct Lookup<'a> {
    view: View<'a>,
    /// Token numbers with the words of the query that they can be.
    tokens: BTreeMap<u32, u64>,
    /// One bit for each token number that is in `tokens`.
    asked: Vec<u64>,
    /// What is known of whether tokens are words: one bit for each that was looked at, and one for each that is one.
    looked_at: Vec<u64>,
    words: Vec<u64>,
    /// The unit that is being read.
    unit: Vec<u32>,
}

impl<'a> Lookup<'a> {
    /// Looks up the tokens of each word of the query.
    pub(super) fn new(view: View<'a>, pattern: &Pattern) -> Lookup<'a> {
        let mut tokens: BTreeMap<u32, u64> = BTreeMap::new();
        for matcher in pattern.matchers() {
            for_each_token(&view, matcher, |token, text| {
                let bits = pattern.bits(text);
                if bits != 0 {
                    tokens.insert(token, bits);
                }
            });
        }
        let bitset = || vec![0u64; (view.kinds() as usize).div_ceil(64)];
        let mut asked = bitset();
        tokens.keys().for_each(|&token| set(&mut asked, token));
        Lookup {
            view,
            tokens,
            asked,
            looked_at: bitset(),
            words: bitset(),
            unit: Vec::new(),
        }
    }

    /// The units that have each of these words of the query, as a bitmap.
    pub(super) fn units_with(&self, bits: impl Iterator<Item = usize>) -> Vec<u64> {
        let words = (self.view.units() as usize).div_ceil(64);
        let mut all: Option<Vec<u64>> = None;
        for bit in bits {
            let mut any = vec![0u64; words];
            for (&token, _) in self.tokens.iter().filter(|(_, bits)| *bits >> bit & 1 == 1) {
                self.view.mark_units(token, &mut any);
            }
            match &mut all {
                Some(all) => all.iter_mut().zip(any).for_each(|(all, any)| *all &= any),
                None => all = Some(any),
            }
        }
        all.unwrap_or_default()
    }

    /// The words of a unit that the query asks for, counted from the first of them, and the number of its tokens.
    pub(super) fn read(&mut self, unit: u32, seen: &mut Vec<Seen>) -> u32 {
        seen.clear();
        let mut tokens = std::mem::take(&mut self.unit);
        tokens.clear();
        self.view.tokens(unit, |token| tokens.push(token));
        let mut word = 0;
        for &token in &tokens {
            if is_set(&self.asked, token) {
                let bits = self.tokens.get(&token).copied().unwrap_or(0);
                seen.push(Seen { word, bits });
                word += 1;
            } else if !seen.is_empty() && self.is_word(token) {
                word += 1;
            }
        }
        let length = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
        self.unit = tokens;
        length
    }

    fn is_word(&mut self, token: u32) -> bool {
        if !is_set(&self.looked_at, token) {
            set(&mut self.looked_at, token);
            if self.view.token_text(token).is_some_and(is_word) {
                set(&mut self.words, token);
            }
        }
        is_set(&self.words, token)
    }
}

/// Calls `found` with each token that is what the matcher asks for, and perhaps with some that are not.
fn for_each_token<'a>(view: &View<'a>, matcher: &Matcher, mut found: impl FnMut(u32, &'a str)) {
    let folded = |at: usize| {
        let text = view.token_text(view.folded_at(at)?)?;
        Some((fold(text), text))
    };
    let (start, whole) = match matcher {
        Matcher::Word(word) => (word, true),
        Matcher::Prefix(start) | Matcher::Stem { start, .. } => (start, false),
    };
    let (mut low, mut high) = (0, view.folded().len());
    while low < high {
        let middle = low.midpoint(high);
        if folded(middle).is_some_and(|(word, _)| word < *start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for at in low..view.folded().len() {
        let (Some(token), Some((word, text))) = (view.folded_at(at), folded(at)) else {
            break;
        };
        if !word.starts_with(start) || whole && word != *start {
            break;
        }
        found(token, text);
    }
}

/// The best ranks of a part's units, in no order.
pub(super) fn search(entry: &Entry, view: View<'_>, wanted: &Wanted<'_>) -> Vec<Rank> {
    let mut lookup = Lookup::new(view, wanted.pattern);
    let candidates = lookup.units_with(0..wanted.pattern.matchers().len());
    let mut best = Best::new(wanted.most);
    let mut seen = Vec::new();
    // How many were found that nothing of less trust, or longer, can come before.
    let mut perfect = 0;
    for status in [Status::Confirmed, Status::Aligned, Status::ToReview] {
        let asked_for = wanted.statuses.is_empty() || wanted.statuses.contains(&status);
        let Some(trust) = trust(status).filter(|_| asked_for) else {
            continue;
        };
        for unit in ones(&candidates) {
            if perfect >= wanted.most {
                return best.into_sorted();
            }
            if view.status(unit) != Some(status) {
                continue;
            }
            let Some(id) = view.id(unit).filter(|id| entry.is_alive(*id)) else {
                continue;
            };
            let length = lookup.read(unit, &mut seen);
            let Some(nearness) = wanted.pattern.nearness(&seen) else {
                continue;
            };
            perfect += usize::from(nearness == Nearness::BEST);
            best.offer(Rank {
                nearness,
                trust,
                length,
                side: wanted.side,
                unit: UnitId(id),
            });
        }
    }
    best.into_sorted()
}

fn set(bits: &mut [u64], at: u32) {
    if let Some(word) = bits.get_mut(at as usize / 64) {
        *word |= 1 << (at % 64);
    }
}

fn is_set(bits: &[u64], at: u32) -> bool {
    bits.get(at as usize / 64)
        .is_some_and(|word| word >> (at % 64) & 1 == 1)
}

/// The places of the ones, ascending.
pub(super) fn ones(bits: &[u64]) -> impl Iterator<Item = u32> {
    (0u32..).zip(bits).flat_map(|(at, &word)| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros())?;
            rest &= rest - 1;
            Some(at * 64 + bit)
        })
    })
}
