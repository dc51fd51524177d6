//! A query and the parts of the index → the best ranks of their units: those that reading every unit would give.
//!
//! Which units have all words comes from the tokens' places, as bitmaps that are joined for the forms of a word and
//! intersected for the words. Units stand in the order of their length, so a length is a range of units and nobody reads
//! a unit to learn it. What remains to be done depends on the query:
//! - **One word**: every such unit has the best nearness, and the first ones of the most trusted status are the answer.
//! - **One phrase**: the same, but each unit's tokens are read, by a bit-parallel automaton (`Reader::has_terms`), until
//!   nothing later can be better.
//! - **Several terms**: the shortest units that have them, as many as the definition says, are found first, in all parts;
//!   only these are read for their nearness.

use std::ops::Range;

use super::pattern::{Matcher, Nearness, Pattern, Seen};
use super::query::MOST_WORDS;
use super::rank::{Best, Lengths, Rank, trust};
use super::side::UnitSide;
use crate::matching::index::build::fold;
use crate::matching::index::part::View;
use crate::matching::index::store::Entry;
use crate::memory::{Status, UnitId};

/// One term is first looked for in the shortest units, one of so many.
const SHORTEST: usize = 16;

/// What is looked for in each part.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) side: UnitSide,
    /// Only units of these; empty: of any.
    pub(super) statuses: &'a [Status],
    /// How many ranks.
    pub(super) most: usize,
    /// The most units of which the nearness is compared; see [`super::ConcordanceOptions::ranked`].
    pub(super) ranked: usize,
}

impl Wanted<'_> {
    /// How much a unit of this status is trusted; `None` where it is not asked for.
    fn trust(&self, status: Status) -> Option<u8> {
        let asked_for = self.statuses.is_empty() || self.statuses.contains(&status);
        trust(status).filter(|_| asked_for)
    }
}

/// A part with what the query asks of it.
pub(super) struct Search<'a> {
    entry: &'a Entry,
    wanted: Wanted<'a>,
    reader: Reader<'a>,
    /// The units that have all words, the shortest ones or all of them.
    candidates: Vec<u64>,
    /// Those that have all terms, where they were looked for, and how many of each length there are.
    found: Vec<u32>,
    pub(super) lengths: Lengths,
}

impl<'a> Search<'a> {
    /// Looks up the words; for several terms also which units have them, from the shortest on, as many as are wanted.
    pub(super) fn new(entry: &'a Entry, view: View<'a>, wanted: Wanted<'a>) -> Search<'a> {
        let tokens = look_up(view, wanted.pattern);
        let all = (view.units() as usize).div_ceil(64);
        // One term is mostly answered from the shortest units.
        let first = if wanted.pattern.is_ranked() {
            all
        } else {
            all.div_ceil(SHORTEST)
        };
        let candidates = units_with(view, &tokens, wanted.pattern, first);
        let mut search = Search {
            entry,
            wanted,
            reader: Reader::new(view, wanted.pattern, tokens),
            candidates,
            found: Vec::new(),
            lengths: Lengths::default(),
        };
        if wanted.pattern.is_ranked() {
            search.find();
        }
        search
    }

    /// Finds the units that have all terms.
    fn find(&mut self) {
        for (length, units) in self.reader.view.runs() {
            if self.lengths.total() >= self.wanted.ranked {
                break;
            }
            let before = self.found.len();
            for unit in ones(&self.candidates, units) {
                if self.known(unit).is_some() && (!self.wanted.pattern.has_phrase() || self.reader.has_terms(unit)) {
                    self.found.push(unit);
                }
            }
            self.lengths.add(length, self.found.len() - before);
        }
    }

    /// The best ranks of the part's units, best first; with several terms only of units up to a length.
    pub(super) fn best(mut self, longest: u32) -> Vec<Rank> {
        let mut best = Best::new(self.wanted.most);
        let trusts = self
            .reader
            .view
            .statuses()
            .filter_map(|status| self.wanted.trust(status));
        let Some(most_trusted) = trusts.min() else {
            return Vec::new();
        };
        let several = self.wanted.pattern.is_ranked();
        let found = std::mem::take(&mut self.found);
        let mut found = found.iter().copied().peekable();
        let mut seen = Vec::new();
        for (length, units) in self.reader.view.runs() {
            let rank = |nearness, trust, id| Rank {
                nearness,
                trust,
                length,
                side: self.wanted.side,
                unit: UnitId(id),
            };
            // Nothing of this length or of a greater one can be better than this.
            if length > longest || best.is_worse(&rank(Nearness::BEST, most_trusted, i64::MIN)) {
                break;
            }
            if several {
                while let Some(unit) = found.next_if(|&unit| unit < units.end) {
                    let Some((trust, id)) = self.known(unit) else { continue };
                    if best.is_worse(&rank(Nearness::BEST, trust, id)) {
                        continue;
                    }
                    if let Some(nearness) = self.reader.nearness(unit, self.wanted.pattern, &mut seen) {
                        best.offer(rank(nearness, trust, id));
                    }
                }
                continue;
            }
            if (units.end as usize).div_ceil(64) > self.candidates.len() {
                let Reader { view, tokens, .. } = &self.reader;
                let all = (view.units() as usize).div_ceil(64);
                self.candidates = units_with(*view, tokens, self.wanted.pattern, all);
            }
            for unit in ones(&self.candidates, units) {
                let Some((trust, id)) = self.known(unit) else { continue };
                let rank = rank(Nearness::BEST, trust, id);
                let phrase = self.wanted.pattern.has_phrase();
                if !best.is_worse(&rank) && (!phrase || self.reader.has_terms(unit)) {
                    best.offer(rank);
                }
            }
        }
        best.into_sorted()
    }

    /// How much the unit is trusted, and its identifier; `None` where it is not asked for or counts no more.
    fn known(&self, unit: u32) -> Option<(u8, i64)> {
        let trust = self.wanted.trust(self.reader.view.status(unit)?)?;
        let id = self.reader.view.id(unit)?;
        self.entry.is_alive(id).then_some((trust, id))
    }
}

/// A part's tokens that the query asks for: their numbers, ascending, with the words of the query that they can be.
fn look_up(view: View<'_>, pattern: &Pattern) -> Vec<(u32, u64)> {
    let mut tokens = Vec::new();
    for matcher in pattern.matchers() {
        for_each_token(&view, matcher, |token, text| {
            let bits = pattern.bits(text);
            if bits != 0 {
                tokens.push((token, bits));
            }
        });
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// The units that have each word of the query, of the first `64 * words` units, as a bitmap. `tokens` are those that the
/// words can be.
fn units_with(view: View<'_>, tokens: &[(u32, u64)], pattern: &Pattern, words: usize) -> Vec<u64> {
    let mut all: Option<Vec<u64>> = None;
    for bit in 0..pattern.matchers().len() {
        let mut any = vec![0u64; words];
        for &(token, _) in tokens.iter().filter(|(_, bits)| bits >> bit & 1 == 1) {
            view.mark_units(token, &mut any);
        }
        match &mut all {
            Some(all) => all.iter_mut().zip(any).for_each(|(all, any)| *all &= any),
            None => all = Some(any),
        }
    }
    all.unwrap_or_default()
}

/// Tokens with a smaller number take one byte in a unit, and what the query asks of them stands in a table.
const SHORT: usize = 128;

/// Reads units with the eyes of the query.
struct Reader<'a> {
    view: View<'a>,
    /// Token numbers, ascending, with the words of the query that they can be.
    tokens: Vec<(u32, u64)>,
    /// One bit for each token number that is in `tokens`.
    asked: Vec<u64>,
    /// For each short token the words of the query that it can be; and for those that are no words, and are passed over
    /// wherever they stand, all ones.
    short: [u64; SHORT],
    passed_over: [u64; SHORT],
    /// One bit for each token number that is a word's.
    words: Vec<u64>,
    /// The first and the last words of the terms.
    first: u64,
    last: u64,
    /// How many terms there are, where each is one word.
    single: Option<usize>,
    /// Two words of a phrase, where the first one has few forms and all are short.
    neighbours: Option<Neighbours>,
}

/// Two words that must follow each other.
struct Neighbours {
    /// The numbers of the first one's forms, some of them perhaps twice.
    forms: [u8; 3],
    /// The bit of the second one.
    second: u64,
}

impl<'a> Reader<'a> {
    fn new(view: View<'a>, pattern: &Pattern, tokens: Vec<(u32, u64)>) -> Reader<'a> {
        let bitset = || vec![0u64; (view.kinds() as usize).div_ceil(64)];
        let mut reader = Reader {
            view,
            tokens,
            asked: bitset(),
            short: [0; SHORT],
            passed_over: [0; SHORT],
            words: bitset(),
            first: pattern.first_words(),
            last: pattern.last_words(),
            single: (!pattern.has_phrase()).then(|| pattern.matchers().len()),
            neighbours: None,
        };
        if !pattern.has_phrase() && !pattern.is_ranked() {
            // Nothing is going to be read.
            return reader;
        }
        view.folded().for_each(|token| set(&mut reader.words, token));
        for &(token, bits) in &reader.tokens {
            set(&mut reader.asked, token);
            if let Some(short) = reader.short.get_mut(token as usize) {
                *short = bits;
            }
        }
        for (token, passed_over) in (0u32..).zip(&mut reader.passed_over) {
            if !is_set(&reader.words, token) {
                *passed_over = !0;
            }
        }
        reader.neighbours = (0..pattern.matchers().len())
            .filter(|&word| reader.last >> word & 1 == 0)
            .filter_map(|word| reader.forms(word).map(|forms| (forms, word)))
            // The rarest first word.
            .max_by_key(|(forms, _)| *forms.iter().min().unwrap_or(&0))
            .map(|(forms, word)| Neighbours {
                forms,
                second: 1 << (word + 1),
            });
        reader
    }

    /// The forms of a word of the query, where they are few and short.
    fn forms(&self, word: usize) -> Option<[u8; 3]> {
        let mut forms = self.tokens.iter().filter(|(_, bits)| bits >> word & 1 == 1);
        let mut next = || {
            forms
                .next()
                .map(|&(token, _)| u8::try_from(token).ok().filter(u8::is_ascii))
        };
        let first = next()??;
        let mut all = [first; 3];
        for form in &mut all[1..] {
            *form = match next() {
                Some(token) => token?,
                None => break,
            };
        }
        next().is_none().then_some(all)
    }

    /// Whether two words of a phrase come together in a unit, where that is quickly seen; if not, the phrase is not there.
    fn has_neighbours(&self, bytes: &[u8]) -> bool {
        let Some(Neighbours {
            forms: [a, b, c],
            second,
        }) = &self.neighbours
        else {
            return true;
        };
        memchr::memchr3_iter(*a, *b, *c, bytes).any(|at| {
            // What follows a byte with the upper bit set is the rest of a longer number.
            let is_form = at.checked_sub(1).and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii);
            is_form && self.follows(*second, bytes.get(at + 1..).unwrap_or_default())
        })
    }

    /// Whether the first word is one that the query asks for in this place.
    fn follows(&self, asked: u64, bytes: &[u8]) -> bool {
        let (mut number, mut shift) = (0u32, 0u32);
        for &byte in bytes {
            number |= u32::from(byte & 0x7F).wrapping_shl(shift);
            shift += 7;
            if byte >= 0x80 {
                continue;
            }
            let token = std::mem::take(&mut number);
            shift = 0;
            if is_set(&self.words, token) {
                return is_set(&self.asked, token) && self.bits(token) & asked != 0;
            }
        }
        false
    }

    /// Whether all terms occur in a unit: all of them are followed at once, word by word, in the bits of one number
    /// (Shift-And; R. Baeza-Yates, G. Gonnet, "A new approach to text searching", CACM 35, 1992).
    fn has_terms(&self, unit: u32) -> bool {
        let bytes = self.view.token_bytes(unit).unwrap_or_default();
        if !self.has_neighbours(bytes) {
            return false;
        }
        // The words that end, in `state` at the last word, in `found` anywhere so far.
        let (mut state, mut found) = (0u64, 0u64);
        let (mut number, mut shift) = (0u32, 0u32);
        for &byte in bytes {
            let low = usize::from(byte & 0x7F);
            let (bits, kept) = if byte >= 0x80 {
                number |= (low as u32).wrapping_shl(shift);
                shift += 7;
                continue;
            } else if shift == 0 {
                (self.short[low], self.passed_over[low])
            } else {
                number |= (low as u32).wrapping_shl(shift);
                let token = std::mem::take(&mut number);
                shift = 0;
                if is_set(&self.asked, token) {
                    (self.bits(token), 0)
                } else if state == 0 || is_set(&self.words, token) {
                    (0, 0)
                } else {
                    (0, !0)
                }
            };
            let next = (state << 1 | self.first) & bits;
            found |= next & self.last;
            state = next | state & kept;
            if found == self.last {
                return true;
            }
        }
        false
    }

    /// How near the terms stand in a unit; `None` where one of them is not there.
    fn nearness(&self, unit: u32, pattern: &Pattern, seen: &mut Vec<Seen>) -> Option<Nearness> {
        let Some(terms) = self.single else {
            seen.clear();
            self.each_seen(unit, |found| seen.push(found));
            return pattern.nearness(seen);
        };
        // Where each term was last.
        let mut last = [u32::MAX; MOST_WORDS];
        let last = &mut last[..terms];
        let mut missing = terms;
        let mut best: Option<Nearness> = None;
        self.each_seen(unit, |found| {
            let mut bits = found.bits;
            while bits != 0 {
                // Each word is a term.
                let place = &mut last[bits.trailing_zeros() as usize];
                missing -= usize::from(*place == u32::MAX);
                *place = found.word;
                bits &= bits - 1;
            }
            if missing == 0 {
                let nearness = pattern.window(last);
                best = Some(best.map_or(nearness, |best| best.min(nearness)));
            }
        });
        best
    }

    /// The words of a unit that the query asks for, counted from the first of them.
    #[inline(always)]
    fn each_seen(&self, unit: u32, mut sink: impl FnMut(Seen)) {
        let (mut word, mut begun) = (0u32, false);
        let mut visit = |bits: u64, is_word: bool| {
            if bits != 0 {
                sink(Seen { word, bits });
                begun = true;
            }
            word += u32::from(begun && is_word);
        };
        self.view.tokens(
            unit,
            #[inline(always)]
            |token| match self.short.get(token as usize) {
                Some(&bits) => visit(bits, self.passed_over[token as usize] == 0),
                None if is_set(&self.asked, token) => visit(self.bits(token), true),
                None => visit(0, is_set(&self.words, token)),
            },
        );
    }

    fn bits(&self, token: u32) -> u64 {
        let at = self.tokens.binary_search_by_key(&token, |(token, _)| *token);
        at.map_or(0, |at| self.tokens[at].1)
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

fn set(bits: &mut [u64], at: u32) {
    if let Some(word) = bits.get_mut(at as usize / 64) {
        *word |= 1 << (at % 64);
    }
}

fn is_set(bits: &[u64], at: u32) -> bool {
    bits.get(at as usize / 64)
        .is_some_and(|word| word >> (at % 64) & 1 == 1)
}

/// The places of the ones in a range, ascending.
fn ones(bits: &[u64], range: Range<u32>) -> impl Iterator<Item = u32> {
    let words = range.start / 64..range.end.div_ceil(64);
    words.flat_map(move |at| {
        let mut rest = bits.get(at as usize).copied().unwrap_or(0);
        if at == range.start / 64 {
            rest &= !0 << (range.start % 64);
        }
        if at == range.end / 64 {
            rest &= !(!0 << (range.end % 64));
        }
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros())?;
            rest &= rest - 1;
            Some(at * 64 + bit)
        })
    })
}
