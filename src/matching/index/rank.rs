//! The hits of a query, from all parts → best first, as far as anyone asks.
//!
//! The order needs the character similarity, which is read from the tokens of a unit. It is computed only for the hits
//! that can still come next: a hit with word similarity `w` has a mean of at most `(w + 100) / 2`.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

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
