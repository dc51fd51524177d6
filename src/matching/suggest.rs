//! A new segment → the units of the memory nearest to it, best first, each with its score and what the score is made of.
//!
//! Candidates come from the index or, when asked to be exhaustive, from comparing with every unit; from there on both
//! take the same way: the unit is read from the database, which is the truth, and scored by [`super::score`]. So the two
//! give the same matches in the same order, and an index that lags behind can never show what is no longer there.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::adapt::{Adaptation, adapt};
use super::declared::DeclaredContext;
use super::diff::{Stretch, diff};
use super::index::fuzzy::FuzzyQuery;
use super::index::rank::{self, Candidates, Ranked, identical_score};
use super::index::shared::Held;
use super::masked::Masked;
use super::origin::Origins;
use super::query::{Neighbour, Query, SuggestOptions};
use super::score::{self, Penalty, Rank, Scorer};
use crate::memory::{
    ArticleId, Memory, MemoryError, NO_NEIGHBOUR, Occurrence, PairRow, Status, Timestamp, Unit, UnitId, Variant,
    context_hash, normalise,
};
use crate::text::lang::Lang;
use crate::text::tokens;

/// A target with the query's values in it, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Adapted {
    /// The target, and what was put into it.
    pub adaptation: Adaptation,
    /// Its score, from 0 to [`score::ADAPTED_CAP`], minus the match's penalties.
    pub score: f64,
}

/// A unit offered for a segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The unit's number in the memory.
    pub unit: UnitId,
    /// The score, from 0 to 102: [`Match::base`] minus the penalties. To be shown through [`score::shown`].
    pub score: f64,
    /// The score before penalties: word similarity, or 100, 101, 102 for an identical text.
    pub base: f64,
    /// What was taken off, and why.
    pub penalties: Vec<Penalty>,
    /// The character similarity, from 0 to 100, which takes part in the order.
    pub characters: f64,
    /// The unit's text in the query's language.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// How many of the two neighbours are the same where the unit was seen; only counted for an identical text.
    pub same_neighbours: u8,
    /// Whether the unit says between which segments it belongs, and the query stands elsewhere or nobody knows where; of equal
    /// matches such come last.
    pub for_another_place: bool,
    /// The article where the unit was seen, the one with the most similar context first, then the latest; for a unit that
    /// came from no article the document that its properties name, else the file from which it was imported.
    pub article: Option<String>,
    /// How far the unit is to be trusted.
    pub status: Status,
    /// When the unit or one of the two texts was last changed, or else made.
    pub date: Option<Timestamp>,
    /// Where query and source differ.
    pub diff: Vec<Stretch>,
    /// The target with the query's numbers, dates, times, addresses and names, where that is possible.
    pub adapted: Option<Adapted>,
}

impl Match {
    /// Whether the text is identical and at least one neighbour is the same.
    #[must_use]
    pub fn is_context(&self) -> bool {
        self.same_neighbours > 0
    }

    /// The adapted translation, where it is worth more than the unit's own.
    #[must_use]
    pub fn better_adapted(&self) -> Option<&Adapted> {
        self.adapted.as_ref().filter(|adapted| adapted.score > self.score)
    }

    /// As [`Match::better_adapted`], without anything that is left over from the unit or that nothing proves: what may stand where no person is told of that.
    #[must_use]
    pub fn clean_adapted(&self) -> Option<&Adapted> {
        self.better_adapted()
            .filter(|adapted| adapted.adaptation.stale.is_empty() && adapted.adaptation.unproven.is_empty())
    }
}

/// Finds matches in a memory, for one pair of languages.
#[derive(Debug)]
pub struct Matcher<'m> {
    memory: &'m Memory,
    from: Lang,
    to: Lang,
    index: Held,
    origins: Origins<'m>,
}

impl<'m> Matcher<'m> {
    /// A matcher for texts in `from` to be translated into `to`; the units' own direction does not matter.
    ///
    /// The index is opened, and brought up to date, by the first search that uses it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open(memory: &'m Memory, from: &Lang, to: &Lang) -> Result<Matcher<'m>, MemoryError> {
        Ok(Matcher::with(memory, from, to, Held::own(from, to)))
    }

    /// A matcher that uses this index.
    pub(super) fn with(memory: &'m Memory, from: &Lang, to: &Lang, index: Held) -> Matcher<'m> {
        Matcher {
            memory,
            from: from.clone(),
            to: to.clone(),
            index,
            origins: Origins::new(memory),
        }
    }

    /// The matches for a segment, with the options' defaults: at most five whose score is at least 70, best first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn suggest(&mut self, query: impl Into<Query>) -> Result<Vec<Match>, MemoryError> {
        self.suggest_with(&query.into(), &SuggestOptions::default())
    }

    /// The score, 1 to 102, of the best unit there is for a segment for which `matches` are all that `asked` finds; `None` where these are some,
    /// or where no unit has a word in common with it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn best_below(
        &mut self,
        text: &str,
        matches: &[Match],
        asked: &SuggestOptions,
    ) -> Result<Option<f64>, MemoryError> {
        // The lower the score, the more units are compared.
        let lower = [50.0, 30.0, 1.0].into_iter().filter(|least| *least < asked.min_score);
        for least in lower.filter(|_| matches.is_empty()) {
            let options = SuggestOptions {
                min_score: least,
                limit: 1,
                ..asked.clone()
            };
            if let Some(best) = self.suggest_with(&Query::new(text), &options)?.first() {
                return Ok(Some(best.better_adapted().map_or(best.score, |adapted| adapted.score)));
            }
        }
        Ok(None)
    }

    /// The matches for a segment: the units that are not rejected and whose score is at least
    /// [`SuggestOptions::min_score`], ordered as [`super::score`] says, at most [`SuggestOptions::limit`] of them. Where
    /// there are fewer, units follow that differ from the segment in numbers alone and whose adapted score reaches it. All of
    /// them are as of one moment.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn suggest_with(&mut self, query: &Query, options: &SuggestOptions) -> Result<Vec<Match>, MemoryError> {
        let _now = self.memory.read_snapshot()?;
        let text = normalise(&query.text).into_owned();
        let scorer = Scorer::new(&text);
        let least = options.min_score.max(1.0);
        if scorer.is_empty() || options.limit == 0 {
            return Ok(Vec::new());
        }
        let in_context = query.previous != Neighbour::Unknown || query.next != Neighbour::Unknown;
        let identical = identical_score(in_context);
        let search = Search {
            query,
            scorer: &scorer,
            least,
            limit: options.limit,
            masked: None,
        };
        // Where the scores leave room, units that only the adaptation of their numbers brings over the threshold.
        let masked = Masked::new(&text).filter(|_| least <= score::ADAPTED_CAP);
        let by_numbers = |room: usize| Search {
            limit: room,
            masked: masked.as_ref().filter(|_| room > 0),
            ..search
        };
        if options.exhaustive {
            let all = rank::sorted(self.scan(&scorer, least, identical)?);
            let mut found = self.best(&search, all.into_iter())?;
            let search = by_numbers(options.limit - found.len());
            if let Some(masked) = search.masked {
                let all = rank::sorted(self.scan_masked(masked, &scorer)?);
                found.extend(self.best(&search, all.into_iter())?);
            }
            return Ok(found);
        }
        let index = self.index.in_step(self.memory)?;
        let mut scratch = self.index.scratch();
        let fuzzy = FuzzyQuery::new(&text);
        let side = index.side(&self.from);
        // Penalties only lower a score, so no unit under the threshold by its words can be over it.
        let words = least.min(100.0);
        let mut found = Vec::new();
        for stage in stages(options.limit, words) {
            let candidates = Candidates::search(&index, side, &fuzzy, &scorer, stage, identical, &mut scratch);
            found = self.best(&search, candidates)?;
            // A unit under the stage by its words has a mean with its characters of less than this.
            let bound = f64::midpoint(stage, 100.0);
            if found.len() >= options.limit && found.iter().all(|m| m.rank().mean() >= bound) {
                break;
            }
        }
        let search = by_numbers(options.limit - found.len());
        if let Some(masked) = search.masked {
            let all = rank::sorted(rank::masked(&index, side, masked, &scorer));
            found.extend(self.best(&search, all.into_iter())?);
        }
        self.index.give_back(scratch);
        Ok(found)
    }

    /// Every unit with a text that differs from the query in numbers alone, by reading all of them.
    fn scan_masked(&self, query: &Masked, scorer: &Scorer) -> Result<Vec<Ranked>, MemoryError> {
        let mut found = Vec::new();
        let mut compare = |pair: PairRow<'_>| {
            if pair.status != Status::Rejected && Masked::new(pair.source).as_ref() == Some(query) {
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

    /// Every unit whose word similarity is at least `least`, by comparing with all of them.
    fn scan(&self, scorer: &Scorer, least: f64, identical: f64) -> Result<Vec<Ranked>, MemoryError> {
        /// How many units are compared at once, in parallel.
        const BATCH: usize = 8192;
        let mut batch: Vec<(UnitId, String)> = Vec::with_capacity(BATCH);
        let mut found = Vec::new();
        let least = least.min(100.0);
        let compare = |batch: &mut Vec<(UnitId, String)>, found: &mut Vec<Ranked>| {
            found.par_extend(batch.par_iter().filter_map(|(unit, source)| {
                let words = scorer.words(source);
                (words >= least).then(|| Ranked {
                    id: unit.0,
                    score: if words >= 100.0 { identical } else { words },
                    characters: scorer.characters(&tokens::canonical(source)),
                })
            }));
            batch.clear();
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

    /// Scores candidates, which come best first, until no other can be among the first `limit`.
    fn best(
        &mut self,
        search: &Search<'_>,
        candidates: impl Iterator<Item = Ranked>,
    ) -> Result<Vec<Match>, MemoryError> {
        let mut matches: Vec<Match> = Vec::new();
        let mut equals = 0;
        for candidate in candidates {
            let id = UnitId(candidate.id);
            // Of equals the unit itself tells which goes first.
            let behind = |worst: &Match| candidate.rank().better_first(&worst.rank()).is_gt();
            let full = matches.len() >= search.limit;
            if full && matches.last().is_some_and(behind) {
                break;
            }
            let ahead = |worst: &Match| candidate.rank().better_first(&worst.rank()).is_lt();
            if full && !matches.last().is_some_and(ahead) {
                equals += 1;
                if equals > MOST_EQUALS {
                    break;
                }
            }
            let Some(unit) = self.memory.known_unit(id)? else {
                continue;
            };
            for (source, target) in unit.pairs(&self.from, &self.to) {
                let last = matches.get(search.limit - 1).map(Match::place);
                if let Some(found) = self.evaluate(search, &unit, [source, target], last)? {
                    let place = found.place();
                    let at = matches.partition_point(|other| other.place().better_first(&place).is_lt());
                    matches.insert(at, found);
                }
            }
            matches.truncate(search.limit);
        }
        Ok(matches)
    }

    /// The match that two texts of a unit make, if it reaches `least` and comes before `last`.
    fn evaluate(
        &mut self,
        search: &Search<'_>,
        unit: &Unit,
        [source, target]: [&Variant; 2],
        last: Option<Place>,
    ) -> Result<Option<Match>, MemoryError> {
        let Search {
            query,
            scorer,
            least,
            masked,
            ..
        } = *search;
        // Where nothing is translated there is nothing to offer.
        if unit.status == Status::Rejected || tokens::canonical(&target.text).is_empty() {
            return Ok(None);
        }
        let text = normalise(&source.text);
        let comparison = scorer.compare(&text);
        let fits = match masked {
            None => comparison.words >= least.min(100.0),
            Some(masked) => Masked::new(&text).as_ref() == Some(masked),
        };
        if !fits {
            return Ok(None);
        }
        let (mut same_neighbours, nearest) = if comparison.identical {
            let occurrences = self.memory.occurrences_of_unit(unit.id)?;
            self.nearest_context(query, &occurrences)?
        } else {
            (0, None)
        };
        let declared = DeclaredContext::of(unit, &self.from);
        if let Some(declared) = declared.as_ref().filter(|_| comparison.identical) {
            same_neighbours = same_neighbours.max(declared.same([query.previous.hash(), query.next.hash()]));
        }
        let mut penalties = comparison.style.clone();
        penalties.extend(score::tags(source.markup.as_deref(), comparison.typed_tags));
        penalties.extend(score::region([(&self.from, &source.lang), (&self.to, &target.lang)]));
        penalties.extend(score::trust(unit.status, unit.confidence));
        let base = score::base(&comparison, same_neighbours);
        let score = score::penalised(base, &penalties);
        if (score < least) != masked.is_some() {
            return Ok(None);
        }
        let place = Place {
            rank: Rank {
                score,
                characters: comparison.characters,
            },
            for_another_place: declared.is_some() && same_neighbours == 0,
            status: unit.status,
            date: last_changed(unit, [source, target]),
            unit: unit.id,
        };
        // What follows takes most of the time, and of many equals only the first few are wanted. Of two texts of one unit the later goes first.
        if last.is_some_and(|last| last.better_first(&place).is_lt()) {
            return Ok(None);
        }
        let adapted = (comparison.words < 100.0)
            .then(|| adapt(&query.text, &source.text, &target.text, &self.from, &self.to))
            .flatten()
            .map(|adaptation| {
                let base = score::adapted(
                    scorer.words(&adaptation.source),
                    (!adaptation.unproven.is_empty()).then(|| scorer.words(&adaptation.certain)),
                );
                let score = score::penalised(base, &penalties);
                Adapted { adaptation, score }
            })
            .filter(|adapted| adapted.score > score);
        if masked.is_some() && adapted.as_ref().is_none_or(|adapted| adapted.score < least) {
            return Ok(None);
        }
        let article = if comparison.identical {
            nearest
        } else {
            let occurrences = self.memory.occurrences_of_unit(unit.id)?;
            occurrences.iter().map(|occurrence| occurrence.article).max()
        };
        Ok(Some(Match {
            unit: unit.id,
            score,
            base,
            penalties,
            characters: comparison.characters,
            source: source.text.clone(),
            target: target.text.clone(),
            same_neighbours,
            for_another_place: place.for_another_place,
            article: self.origins.of(unit, article)?,
            status: unit.status,
            date: place.date,
            diff: diff(&query.text, &source.text),
            adapted,
        }))
    }

    /// The most neighbours that are the same in any place where the unit was seen, and the latest article with as many.
    fn nearest_context(
        &self,
        query: &Query,
        occurrences: &[Occurrence],
    ) -> Result<(u8, Option<ArticleId>), MemoryError> {
        let wanted = [query.previous.hash(), query.next.hash()];
        let mut best = (0, None);
        for occurrence in occurrences {
            let same = if wanted == [None, None] {
                0
            } else {
                let found = self.neighbours(occurrence)?;
                let agree = |i: usize| u8::from(wanted[i].is_some() && wanted[i] == found[i]);
                agree(0) + agree(1)
            };
            best = best.max((same, Some(occurrence.article)));
        }
        Ok(best)
    }

    /// The hashes of the segments before and after an occurrence, in the language of the query.
    ///
    /// Occurrences store those of the article's source; for the other direction the article's units beside it are
    /// read. A neighbour that was never stored is unknown.
    fn neighbours(&self, occurrence: &Occurrence) -> Result<[Option<i64>; 2], MemoryError> {
        let article = self.memory.article(occurrence.article)?;
        if article
            .as_ref()
            .is_none_or(|a| self.from.closeness(&a.source_lang) >= self.from.closeness(&a.target_lang))
        {
            return Ok([Some(occurrence.previous), Some(occurrence.next)]);
        }
        let [before, after] = self.memory.beside(occurrence)?;
        let text = |other: Option<Occurrence>| -> Result<Option<i64>, MemoryError> {
            let Some(other) = other else { return Ok(None) };
            let unit = self.memory.unit(other.unit)?;
            Ok(unit
                .as_ref()
                .and_then(|u| u.variant(&self.from))
                .map(|variant| context_hash(&variant.text)))
        };
        let edge = |stored: i64, found: Option<i64>| {
            if stored == NO_NEIGHBOUR {
                Some(NO_NEIGHBOUR)
            } else {
                found
            }
        };
        let (previous, next) = (text(before)?, text(after)?);
        Ok([edge(occurrence.previous, previous), edge(occurrence.next, next)])
    }
}

/// One search: what is looked for, and what is wanted.
#[derive(Clone, Copy, Debug)]
struct Search<'a> {
    query: &'a Query,
    scorer: &'a Scorer,
    least: f64,
    limit: usize,
    /// Where it is given, only units are wanted that have this masked text, a lower score than `least`, and an adapted
    /// score that reaches it.
    masked: Option<&'a Masked>,
}

impl Match {
    fn rank(&self) -> Rank {
        Rank {
            score: self.score,
            characters: self.characters,
        }
    }

    fn place(&self) -> Place {
        Place {
            rank: self.rank(),
            for_another_place: self.for_another_place,
            status: self.status,
            date: self.date,
            unit: self.unit,
        }
    }

    /// What matches are ordered by, also those of several memories, the least first; among equals the highest number of a unit is first.
    ///
    /// What is for another place goes last of equals; the confirmed first, then the newest.
    #[must_use]
    pub fn order(&self) -> (f64, f64, bool, u8, i64) {
        let place = self.place();
        let (another, trust, age) = place.among_equals();
        (-place.rank.mean(), -place.rank.score, another, trust, age)
    }
}

/// What tells which of two matches comes first.
#[derive(Clone, Copy, Debug)]
struct Place {
    rank: Rank,
    for_another_place: bool,
    status: Status,
    date: Option<Timestamp>,
    unit: UnitId,
}

impl Place {
    /// What units of the same rank are ordered by, the least first.
    fn among_equals(&self) -> (bool, u8, i64) {
        let date = self.date.map_or(i64::MIN, |date| date.0);
        (self.for_another_place, trust(self.status), date.saturating_neg())
    }

    fn better_first(&self, other: &Place) -> std::cmp::Ordering {
        self.rank
            .better_first(&other.rank)
            .then_with(|| self.among_equals().cmp(&other.among_equals()))
            .then(other.unit.cmp(&self.unit))
    }
}

/// How many more units that are equal to the last match are looked at, the highest numbers first, for one that is
/// confirmed or was changed later. Without a bound a table's rows, which differ in a number alone, would all be.
const MOST_EQUALS: usize = 64;

/// The place of a status among equal matches.
fn trust(status: Status) -> u8 {
    match status {
        Status::Confirmed => 0,
        Status::Aligned => 1,
        Status::ToReview => 2,
        Status::Rejected => 3,
    }
}

/// When a unit or one of its two texts was last changed; where nothing tells, the unit's date.
fn last_changed(unit: &Unit, texts: [&Variant; 2]) -> Option<Timestamp> {
    let of_text = |text: &&Variant| Timestamp::parse(text.extras.attributes.get("changedate")?);
    let changed = texts.iter().filter_map(of_text).chain(unit.changed).max();
    changed.or_else(|| unit.date())
}

/// The thresholds, by words, of the searches for the first `limit` matches, the last of which is `least`.
///
/// Where only the best is wanted, as an analysis wants it, looking for near ones first is quick, and mostly enough; for more
/// than one the searches that find too few cost more than they save (five: 1.3 times the time).
fn stages(limit: usize, least: f64) -> impl Iterator<Item = f64> {
    let near: &[f64] = if limit == 1 { &[100.0, 85.0, 70.0] } else { &[] };
    near.iter().copied().filter(move |stage| *stage > least).chain([least])
}
