//! The hits of a query, from all parts → best first, as far as anyone asks.
//!
//! The order needs the character similarity, which is read from the tokens of a unit. It is computed only for the hits
//! that can still come next: a hit with word similarity `w` has a mean of at most `(w + 100) / 2`.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::fuzzy::{FuzzyQuery, Hit, Scratch, search};
use super::store::{Index, IndexSide};
use super::vocabulary;
use crate::matching::masked::{self, Class, Masked};
use crate::matching::score::{self, Rank, Scorer};
use crate::text::tokens;

/// A unit that may be a match, with the best rank that it can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// The unit's identifier in the database.
    pub id: i64,
    /// The word similarity, or more where an identical text may have its context.
    pub score: f64,
    /// The character similarity.
    pub characters: f64,
}

impl Ranked {
    /// The best rank that the unit can have: no penalty.
    #[must_use]
    pub fn rank(&self) -> Rank {
        Rank {
            score: self.score,
            characters: self.characters,
        }
    }

    fn better_first(&self, other: &Ranked) -> Ordering {
        self.rank().better_first(&other.rank()).then(other.id.cmp(&self.id))
    }
}

/// In a heap, whose greatest comes first.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Best(Ranked);

impl Eq for Best {}

impl Ord for Best {
    fn cmp(&self, other: &Best) -> Ordering {
        other.0.better_first(&self.0)
    }
}

impl PartialOrd for Best {
    fn partial_cmp(&self, other: &Best) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Candidates, best first; each unit once.
#[derive(Debug)]
pub struct Candidates<'a> {
    index: &'a Index,
    side: IndexSide,
    scorer: &'a Scorer,
    /// Hits with the numbers of their parts, the best word similarity last.
    waiting: Vec<(usize, Hit)>,
    ready: BinaryHeap<Best>,
    given: HashSet<i64>,
    /// The score that an identical text can have.
    identical: f64,
}

impl<'a> Candidates<'a> {
    /// Searches all parts. `scorer` is of the same text as `query`; `identical` is the score of an identical text.
    pub fn search(
        index: &'a Index,
        side: IndexSide,
        query: &FuzzyQuery,
        scorer: &'a Scorer,
        least: f64,
        identical: f64,
        scratch: &mut Scratch,
    ) -> Candidates<'a> {
        let mut waiting = Vec::new();
        let mut hits = Vec::new();
        for (number, entry) in index.entries().iter().enumerate() {
            search(entry.part(side), query, least, scratch, &mut hits);
            waiting.extend(
                hits.drain(..)
                    .filter(|hit| entry.is_alive(hit.id))
                    .map(|hit| (number, hit)),
            );
        }
        waiting.sort_by(|(_, a), (_, b)| a.similarity().total_cmp(&b.similarity()));
        Candidates {
            index,
            side,
            scorer,
            waiting,
            ready: BinaryHeap::new(),
            given: HashSet::new(),
            identical,
        }
    }

    fn candidate(&self, number: usize, hit: &Hit) -> Ranked {
        let words = hit.similarity();
        if hit.distance == 0 {
            return Ranked {
                id: hit.id,
                score: self.identical,
                characters: 100.0,
            };
        }
        let view = self.index.entries()[number].part(self.side).view();
        let mut canonical = String::with_capacity(hit.longest as usize * 8);
        view.tokens(hit.unit, |token| {
            tokens::join(&mut canonical, view.token_text(token).unwrap_or_default());
        });
        Ranked {
            id: hit.id,
            score: words,
            characters: self.scorer.characters(&canonical),
        }
    }
}

impl Iterator for Candidates<'_> {
    type Item = Ranked;

    fn next(&mut self) -> Option<Ranked> {
        loop {
            while let Some((number, hit)) = self.waiting.last().copied() {
                let score = if hit.distance == 0 {
                    self.identical
                } else {
                    hit.similarity()
                };
                let possible = Rank {
                    score,
                    characters: 100.0,
                }
                .mean();
                if self.ready.peek().is_some_and(|best| best.0.rank().mean() > possible) {
                    break;
                }
                self.waiting.pop();
                let candidate = self.candidate(number, &hit);
                self.ready.push(Best(candidate));
            }
            let Best(candidate) = self.ready.pop()?;
            if self.given.insert(candidate.id) {
                return Some(candidate);
            }
        }
    }
}

/// The units whose texts differ from the query in numbers alone, in no order, one with several such texts several times. `scorer` is of the query.
pub(crate) fn masked(index: &Index, side: IndexSide, query: &Masked, scorer: &Scorer) -> Vec<Ranked> {
    let mut found = Vec::new();
    for entry in index.entries() {
        let view = entry.part(side).view();
        for unit in view.masked(query.hash()) {
            let mut tokens = Vec::new();
            view.tokens(unit, |token| tokens.extend(view.token_text(token)));
            let classed = tokens.iter().map(|token| (Class::of(token), vocabulary::hash(token)));
            if masked::hash(classed) != Some(query.hash()) {
                continue;
            }
            let Some(id) = view.id(unit).filter(|id| entry.is_alive(*id)) else {
                continue;
            };
            let mut canonical = String::new();
            tokens.iter().for_each(|token| tokens::join(&mut canonical, token));
            found.push(Ranked {
                id,
                score: scorer.words_of(tokens.into_iter().map(str::to_owned).collect()),
                characters: scorer.characters(&canonical),
            });
        }
    }
    found
}

/// A unit's text that is near the query.
#[derive(Clone, Debug)]
pub(crate) struct Near<T> {
    pub(crate) id: i64,
    /// The word similarity.
    pub(crate) words: f64,
    pub(crate) text: T,
}

/// A unit that may be worth more once it is adapted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Promising {
    pub(crate) id: i64,
    /// What it may be worth, from 0 to 100.
    pub(crate) promise: f64,
}

/// Where a text is in an index: the number of the part, and of the unit in it.
pub(crate) type At = (usize, u32);

/// The texts whose word similarity is at least `least`, in no order.
pub(crate) fn near(
    index: &Index,
    side: IndexSide,
    query: &FuzzyQuery,
    least: f64,
    scratch: &mut Scratch,
) -> Vec<Near<At>> {
    let (mut found, mut hits) = (Vec::new(), Vec::new());
    for (number, entry) in index.entries().iter().enumerate() {
        search(entry.part(side), query, least, scratch, &mut hits);
        let alive = hits.drain(..).filter(|hit| entry.is_alive(hit.id));
        found.extend(alive.map(|hit| Near {
            id: hit.id,
            words: hit.similarity(),
            text: (number, hit.unit),
        }));
    }
    found
}

/// The tokens of a text of the index.
pub(crate) fn tokens_at(index: &Index, side: IndexSide, (number, unit): At) -> Vec<&str> {
    let mut tokens = Vec::new();
    if let Some(entry) = index.entries().get(number) {
        let view = entry.part(side).view();
        view.tokens(unit, |token| tokens.extend(view.token_text(token)));
    }
    tokens
}

/// Of how many units, the nearest as they stand, the promise is computed.
const MOST_PROMISES: usize = 500;

/// Units that promise more than they are as they stand, the most promising first; of equals the nearer one, then the one with the higher number.
pub(crate) fn promising<T>(mut near: Vec<Near<T>>, promise: impl Fn(&T) -> f64) -> Vec<Promising> {
    let mut best: HashMap<i64, f64> = HashMap::new();
    for text in &near {
        let words = best.entry(text.id).or_insert(text.words);
        *words = words.max(text.words);
    }
    let mut units: Vec<(i64, f64)> = best.into_iter().collect();
    units.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    units.truncate(MOST_PROMISES);
    let mut promises: HashMap<i64, f64> = units.iter().map(|(id, _)| (*id, 0.0)).collect();
    near.retain(|text| text.words < 100.0);
    for text in &near {
        if let Some(best) = promises.get_mut(&text.id) {
            let found = promise(&text.text);
            if found > text.words {
                *best = best.max(found);
            }
        }
    }
    let of = |(id, _): (i64, f64)| Promising {
        id,
        promise: promises.get(&id).copied().unwrap_or(0.0),
    };
    let mut found: Vec<Promising> = units.into_iter().map(of).collect();
    found.retain(|unit| unit.promise > 0.0);
    // Stable: of equals the nearer one stays first.
    found.sort_by(|a, b| b.promise.total_cmp(&a.promise));
    found
}

/// Candidates that are all known, best first; each unit once.
#[must_use]
pub fn sorted(mut candidates: Vec<Ranked>) -> Vec<Ranked> {
    candidates.sort_by(Ranked::better_first);
    let mut given = HashSet::new();
    candidates.retain(|candidate| given.insert(candidate.id));
    candidates
}

/// The score that an identical text can have.
#[must_use]
pub fn identical_score(in_context: bool) -> f64 {
    if in_context { score::BEST } else { 100.0 }
}
