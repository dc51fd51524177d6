//! A query → its matches by comparing it with every unit: slow, and what the index is measured by.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::index::rank::{self, Near, Ranked};
use super::masked::Masked;
use super::score::Scorer;
use super::suggest::{Match, Matcher, Search};
use crate::memory::{MemoryError, PairRow, Status, UnitId};
use crate::text::tokens;

impl Matcher<'_> {
    /// The matches of a search, found without the index.
    pub(super) fn compared_with_all(&mut self, search: &Search<'_>) -> Result<Vec<Match>, MemoryError> {
        let near = self.scan(search)?;
        let least = search.least.min(100.0);
        let all = near.iter().filter(|near| near.words >= least).map(|near| near.text.0);
        let all = rank::sorted(all.collect());
        let mut found = self.best(search, &mut all.into_iter())?;
        let Some(further) = search.further else {
            return Ok(found);
        };
        let alike = further.masked().map(|masked| self.scan_masked(masked, search.scorer));
        self.add_alike(search, alike.transpose()?.unwrap_or_default(), &mut found)?;
        if !search.is_settled(&found) {
            let promising = rank::promising(near, |(_, source)| {
                let tokens = tokens::tokenize(source);
                further.promise().of(tokens.iter().map(|token| token.text.as_str()))
            });
            self.add_promising(search, &promising, &mut found)?;
        }
        Ok(found)
    }

    /// Every unit with a text that differs from the query in figures alone.
    fn scan_masked(&self, query: &Masked, scorer: &Scorer) -> Result<Vec<Ranked>, MemoryError> {
        let mut found = Vec::new();
        let mut compare = |pair: PairRow<'_>| {
            if pair.status != Status::Rejected && query.is_of(pair.source) {
                found.push(Ranked {
                    id: pair.unit.0,
                    score: scorer.words(pair.source),
                    characters: scorer.characters(&tokens::canonical(pair.source)),
                });
            }
            ControlFlow::Continue(())
        };
        let all = i64::MIN..=i64::MAX;
        self.memory.scan_texts(&self.from, &self.to, all, &mut compare)?;
        Ok(found)
    }

    /// Every unit whose word similarity is at least the search's floor, with its rank and its source.
    fn scan(&self, search: &Search<'_>) -> Result<Vec<Near<(Ranked, String)>>, MemoryError> {
        /// How many units are compared at once, in parallel.
        const BATCH: usize = 8192;
        let mut batch: Vec<(UnitId, String)> = Vec::with_capacity(BATCH);
        let mut found = Vec::new();
        let (scorer, floor, identical) = (search.scorer, search.floor(), search.identical());
        let compare = |batch: &mut Vec<(UnitId, String)>, found: &mut Vec<Near<(Ranked, String)>>| {
            found.par_extend(batch.par_drain(..).filter_map(|(unit, source)| {
                let words = scorer.words(&source);
                let ranked = || Ranked {
                    id: unit.0,
                    score: if words >= 100.0 { identical } else { words },
                    characters: scorer.characters(&tokens::canonical(&source)),
                };
                let ranked = (words >= floor).then(ranked)?;
                let (id, text) = (unit.0, (ranked, source));
                Some(Near { id, words, text })
            }));
        };
        self.memory
            .scan_texts(&self.from, &self.to, i64::MIN..=i64::MAX, |pair| {
                if pair.status != Status::Rejected {
                    batch.push((pair.unit, pair.source.to_owned()));
                    if batch.len() == BATCH {
                        compare(&mut batch, &mut found);
                    }
                }
                ControlFlow::Continue(())
            })?;
        compare(&mut batch, &mut found);
        Ok(found)
    }
}
