//! Words → the units in which they occur, in either language, with the places to mark.
//!
//! All terms of a query must occur in one side of a unit, in any order; a phrase occurs where its words stand one after
//! another. Words are whole and compared without case and accents; apostrophes of every style are the same, and an
//! elided word such as `l’` is a word by itself.
//!
//! The order of the hits, by the first of these that tells them apart:
//! 1. **nearness**: how many other words stand between the terms where they are nearest, then whether they come in the
//!    order in which they were typed;
//! 2. **trust**: confirmed units, then aligned ones, then those to be reviewed; rejected units are never hits;
//! 3. **length**: the fewest tokens (words and punctuation marks) in the side that has the words;
//! 4. the source side before the target side, and the unit that came first.

mod indexed;
mod part;
mod pattern;
mod query;
mod rank;
mod side;
mod translation;

use std::collections::{BTreeMap, HashSet};
use std::ops::{ControlFlow, Range};

use rayon::prelude::*;

use super::index::shared::Held;
use super::origin::Origins;
use crate::memory::{ArticleId, Memory, MemoryError, Status, Unit, UnitFilter, UnitId, Variant};
use crate::text::lang::Lang;
use pattern::Pattern;
pub(crate) use query::is_word;
pub use query::{ConcordanceQuery, MOST_WORDS, QueryError, QueryWord};
use rank::{Best, Lengths, Rank, trust};
pub use side::UnitSide;
use translation::Translator;

/// Which words of a text and of its translation translate each other, where the lexicon of the two languages, or their spelling, is sure:
/// byte ranges of the text and of the translation, in the order of the text.
#[must_use]
pub fn word_links(source: &str, target: &str, from: &Lang, to: &Lang) -> Vec<[Range<usize>; 2]> {
    Translator::new(from, to).links(source, target)
}

/// What is wanted of [`Concordance::search`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConcordanceOptions {
    /// The sides in which the words may be.
    pub sides: Vec<UnitSide>,
    /// Whether words count in all their inflections, where the language has a stemmer.
    pub stems: bool,
    /// The most hits.
    pub limit: usize,
    /// Of the units that have all of several terms on a side, so many of the shortest are compared by how near the terms
    /// stand, and with them all that are as long as the longest of these; longer ones are no hits. It bounds the work for
    /// words that stand together in a large share of the units.
    pub ranked: usize,
    /// Only these units. Statuses are known to the index; any other filter reads every unit that passes it.
    pub filter: UnitFilter,
    /// Whether to read every unit instead of using the index.
    pub exhaustive: bool,
}

impl Default for ConcordanceOptions {
    fn default() -> ConcordanceOptions {
        ConcordanceOptions {
            sides: UnitSide::ALL.to_vec(),
            stems: false,
            limit: 20,
            ranked: 50_000,
            filter: UnitFilter::default(),
            exhaustive: false,
        }
    }
}

impl ConcordanceOptions {
    /// The sides in which the words may be.
    #[must_use]
    pub fn sides(mut self, sides: impl Into<Vec<UnitSide>>) -> ConcordanceOptions {
        self.sides = sides.into();
        self
    }

    /// Whether words count in all their inflections, where the language has a stemmer.
    #[must_use]
    pub fn stems(mut self, stems: bool) -> ConcordanceOptions {
        self.stems = stems;
        self
    }

    /// The most hits.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> ConcordanceOptions {
        self.limit = limit;
        self
    }

    /// How many of the units that have all terms are compared; see [`ConcordanceOptions::ranked`](#structfield.ranked).
    #[must_use]
    pub fn ranked(mut self, ranked: usize) -> ConcordanceOptions {
        self.ranked = ranked;
        self
    }

    /// Only the units that pass.
    #[must_use]
    pub fn filter(mut self, filter: UnitFilter) -> ConcordanceOptions {
        self.filter = filter;
        self
    }

    /// Whether to read every unit instead of using the index.
    #[must_use]
    pub fn exhaustive(mut self, exhaustive: bool) -> ConcordanceOptions {
        self.exhaustive = exhaustive;
        self
    }
}

/// A unit in which the words occur.
#[derive(Clone, Debug, PartialEq)]
pub struct ConcordanceHit {
    /// The unit's number in the memory.
    pub unit: UnitId,
    /// The side that has the words; where both have them, the one with the better rank.
    pub side: UnitSide,
    /// The text in the source language.
    pub source: String,
    /// The text in the target language.
    pub target: String,
    /// The language of the source text, as it was stored.
    pub source_lang: Lang,
    /// The language of the target text, as it was stored.
    pub target_lang: Lang,
    /// Where the words are in the side's text: byte ranges, in order.
    pub marks: Vec<Range<usize>>,
    /// Where their translation is in the other side's text, as far as the lexicon is sure: byte ranges, in order.
    pub translation_marks: Vec<Range<usize>>,
    /// Whether the unit is too long to look for the translation, which goes with the words of one side times those of the
    /// other: more than a million. Then none is marked.
    pub too_long: bool,
    /// The article where the unit was seen, the latest one; for a unit that came from no article the document that its
    /// properties name, else the file from which it was imported.
    pub article: Option<String>,
    /// How far the unit is to be trusted.
    pub status: Status,
}

/// The hits of a search, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Concordances {
    /// At most as many as were asked for.
    pub hits: Vec<ConcordanceHit>,
    /// Whether there are more.
    pub more: bool,
}

/// Finds words in a memory, for one pair of languages.
pub struct Concordance<'m> {
    memory: &'m Memory,
    from: Lang,
    to: Lang,
    index: Held,
    origins: Origins<'m>,
    /// From the source language and from the target language.
    translators: [Translator; 2],
}

impl<'m> Concordance<'m> {
    /// A concordance of the units that have both languages; their own direction does not matter.
    #[must_use]
    pub fn new(memory: &'m Memory, from: &Lang, to: &Lang) -> Concordance<'m> {
        Concordance::with(memory, from, to, Held::own(from, to))
    }

    /// A concordance that uses this index.
    pub(super) fn with(memory: &'m Memory, from: &Lang, to: &Lang, index: Held) -> Concordance<'m> {
        Concordance {
            memory,
            from: from.clone(),
            to: to.clone(),
            index,
            origins: Origins::new(memory),
            translators: [Translator::new(from, to), Translator::new(to, from)],
        }
    }

    /// The units in which all terms occur on one of the sides, each once.
    ///
    /// The index is opened, and brought up to date, by the first search that uses it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn search(
        &mut self,
        query: &ConcordanceQuery,
        options: &ConcordanceOptions,
    ) -> Result<Concordances, MemoryError> {
        let _now = self.memory.read_snapshot()?;
        let pattern = |side: UnitSide| {
            let lang = if side == UnitSide::Source { &self.from } else { &self.to };
            let wanted = options.sides.contains(&side);
            wanted.then(|| Pattern::new(query, lang, options.stems))
        };
        let patterns = [pattern(UnitSide::Source), pattern(UnitSide::Target)];
        let only_statuses = UnitFilter {
            statuses: Vec::new(),
            ..options.filter.clone()
        };
        let best = if options.exhaustive || !is_everything(&only_statuses) {
            self.scan(&patterns, options)?
        } else {
            self.look_up(&patterns, options)?
        };
        let more = best.len() > options.limit;
        let mut hits = Vec::new();
        for rank in best.into_iter().take(options.limit) {
            hits.extend(self.hit(&rank, &patterns, &options.filter.articles)?);
        }
        Ok(Concordances { hits, more })
    }

    /// Whether the words occur in a unit, as the index says: no unit is read.
    pub(crate) fn occurs(&mut self, query: &ConcordanceQuery, side: UnitSide) -> Result<bool, MemoryError> {
        let _now = self.memory.read_snapshot()?;
        let lang = if side == UnitSide::Source { &self.from } else { &self.to };
        let mut patterns = [None, None];
        patterns[side as usize] = Some(Pattern::new(query, lang, false));
        let options = ConcordanceOptions {
            sides: vec![side],
            limit: 0,
            ..ConcordanceOptions::default()
        };
        Ok(!self.look_up(&patterns, &options)?.is_empty())
    }

    /// The best ranks, one more than asked for, from the index.
    fn look_up(
        &mut self,
        patterns: &[Option<Pattern>; 2],
        options: &ConcordanceOptions,
    ) -> Result<Vec<Rank>, MemoryError> {
        let index = self.index.in_step(self.memory)?;
        let most = options.limit.saturating_add(1);
        let mut wanted = Vec::new();
        for side in UnitSide::ALL {
            let Some(pattern) = &patterns[side as usize] else {
                continue;
            };
            let part = index.side(if side == UnitSide::Source { &self.from } else { &self.to });
            let of_side = indexed::Wanted {
                pattern,
                side,
                statuses: &options.filter.statuses,
                most,
                ranked: options.ranked,
            };
            let entries = index.entries().iter();
            wanted.extend(entries.map(|entry| (entry, entry.part(part).view(), of_side)));
        }
        let searches = wanted.into_par_iter();
        let searches: Vec<_> = searches
            .map(|(entry, view, wanted)| (wanted.side, indexed::Search::new(entry, view, wanted)))
            .collect();
        let longest = UnitSide::ALL.map(|side| {
            let mut lengths = Lengths::default();
            let of_side = searches.iter().filter(|(of, _)| *of == side);
            of_side.for_each(|(_, search)| lengths.join(&search.lengths));
            lengths.longest(options.ranked)
        });
        let searches = searches.into_par_iter();
        let found = searches.flat_map_iter(|(side, search)| search.best(longest[side as usize]));
        let found = one_each(found.collect(), most);
        Ok(found)
    }

    /// The best ranks, one more than asked for, by reading every unit.
    fn scan(&self, patterns: &[Option<Pattern>; 2], options: &ConcordanceOptions) -> Result<Vec<Rank>, MemoryError> {
        let most = options.limit.saturating_add(1);
        // For each side and length the best ranks, and how many there were.
        let mut by_length: [BTreeMap<u32, (usize, Best)>; 2] = Default::default();
        let mut read = |unit: UnitId, status: Status, texts: [&str; 2]| {
            let Some(trust) = trust(status) else { return };
            for (side, best) in UnitSide::ALL.into_iter().zip(&mut by_length) {
                let Some(pattern) = &patterns[side as usize] else {
                    continue;
                };
                let (Some(nearness), length) = pattern.read(texts[side as usize]) else {
                    continue;
                };
                let (count, best) = best.entry(length).or_insert_with(|| (0, Best::new(most)));
                *count += 1;
                best.offer(Rank {
                    nearness,
                    trust,
                    length,
                    side,
                    unit,
                });
            }
        };
        let filter = &options.filter;
        if is_everything(filter) {
            self.memory
                .scan_texts(&self.from, &self.to, i64::MIN..=i64::MAX, |pair| {
                    read(pair.unit, pair.status, [pair.source, pair.target]);
                    ControlFlow::Continue(())
                })?;
        } else {
            for unit in self.memory.units(filter)? {
                let unit = unit?;
                let mut seen = HashSet::new();
                for (source, target) in unit.pairs(&self.from, &self.to) {
                    let new = [source, target].map(|v| {
                        if seen.insert(std::ptr::from_ref(v)) {
                            &*v.text
                        } else {
                            ""
                        }
                    });
                    read(unit.id, unit.status, new);
                }
            }
        }
        let mut found = Vec::new();
        for (pattern, by_length) in patterns.iter().zip(by_length) {
            let mut lengths = Lengths::default();
            if pattern.as_ref().is_some_and(Pattern::is_ranked) {
                by_length
                    .iter()
                    .for_each(|(&length, (count, _))| lengths.add(length, *count));
            }
            let longest = lengths.longest(options.ranked);
            let kept = by_length.into_iter().take_while(|(length, _)| *length <= longest);
            found.extend(kept.flat_map(|(_, (_, best))| best.into_sorted()));
        }
        Ok(one_each(found, most))
    }

    /// The hit that a rank stands for, read from the database; `None` where the unit is gone or has changed meanwhile.
    fn hit(
        &mut self,
        rank: &Rank,
        patterns: &[Option<Pattern>; 2],
        articles: &[ArticleId],
    ) -> Result<Option<ConcordanceHit>, MemoryError> {
        let Some(unit) = self.memory.known_unit(rank.unit)? else {
            return Ok(None);
        };
        let Some(pattern) = &patterns[rank.side as usize] else {
            return Ok(None);
        };
        // Of several texts the one with the best rank, as the search took it.
        let of_side = |pair: &(&'_ Variant, &'_ Variant)| match rank.side {
            UnitSide::Source => pattern.read(&pair.0.text),
            UnitSide::Target => pattern.read(&pair.1.text),
        };
        let pairs = unit.pairs(&self.from, &self.to).into_iter();
        let having = pairs.filter_map(|pair| of_side(&pair).0.map(|nearness| ((nearness, of_side(&pair).1), pair)));
        let Some((_, (source, target))) = having.min_by_key(|(rank, _)| *rank) else {
            return Ok(None);
        };
        if unit.status == Status::Rejected {
            return Ok(None);
        }
        let (text, other) = match rank.side {
            UnitSide::Source => (&source.text, &target.text),
            UnitSide::Target => (&target.text, &source.text),
        };
        let marks = pattern.marks(text);
        let translation_marks = self.translators[rank.side as usize].marks(text, &marks, other);
        Ok(Some(ConcordanceHit {
            unit: unit.id,
            side: rank.side,
            too_long: translation_marks.is_none(),
            translation_marks: translation_marks.unwrap_or_default(),
            marks,
            source: source.text.clone(),
            target: target.text.clone(),
            source_lang: source.lang.clone(),
            target_lang: target.lang.clone(),
            article: self.origin(&unit, articles)?,
            status: unit.status,
        }))
    }

    /// The languages of sources and of targets.
    pub(crate) fn languages(&self) -> [&Lang; 2] {
        [&self.from, &self.to]
    }

    /// Where the part of a hit's target is that belongs to the sentences `asked`, of those that `sentences` gives in its source, in
    /// bytes; `None` where the target cannot be cut. `ends` are the target's sentences.
    pub(crate) fn part(
        &self,
        hit: &ConcordanceHit,
        sentences: &[Range<usize>],
        asked: &Range<usize>,
        ends: &[Range<usize>],
    ) -> Option<Range<usize>> {
        let translator = &self.translators[UnitSide::Source as usize];
        part::part(translator, [&hit.source, &hit.target], sentences, asked, ends)
    }

    /// Where the unit comes from: the latest article where it was seen, among `articles` if there are any.
    fn origin(&mut self, unit: &Unit, articles: &[ArticleId]) -> Result<Option<String>, MemoryError> {
        let seen = self.memory.occurrences_of_unit(unit.id)?;
        let wanted = |article: &ArticleId| articles.is_empty() || articles.contains(article);
        let latest = seen.iter().map(|o| o.article).filter(wanted).max();
        self.origins.of(unit, latest)
    }
}

/// The best of the ranks, in order: a unit with the words in both sides stands where its better side does.
fn one_each(mut found: Vec<Rank>, most: usize) -> Vec<Rank> {
    found.sort_unstable();
    let mut seen = HashSet::new();
    found.retain(|rank| seen.insert(rank.unit));
    found.truncate(most);
    found
}

/// Whether the filter lets all units pass.
fn is_everything(filter: &UnitFilter) -> bool {
    let UnitFilter {
        articles,
        statuses,
        since,
        until,
        min_confidence,
        pair,
        languages,
    } = filter;
    articles.is_empty()
        && statuses.is_empty()
        && since.is_none()
        && until.is_none()
        && min_confidence.is_none()
        && pair.is_none()
        && languages.is_empty()
}
