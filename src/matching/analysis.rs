//! Documents and a memory → how many segments and words fall into each match band, as CAT tools report it.
//!
//! Each segment is counted once, in the first of these that fits:
//! 1. **context**: its best match has 101 or more;
//! 2. **repetition**, **cross-file repetition**: its text came before, in the same file or in an earlier one;
//! 3. **100**, **95-99**, **85-94**, **75-84**, **50-74**: the score of its best match, adapted where that is worth more;
//! 4. **new**.
//!
//! A word is a run between white space with at least one letter or digit; characters are counted without white space.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::AddAssign;

use super::query::Query;
use super::suggest::Match;
use crate::memory::normalise;

/// The least score that counts as a match in an analysis.
pub const LEAST: f64 = 50.0;

/// A band of matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Band {
    /// 101 or 102: identical, with a neighbour that is the same.
    Context,
    /// The text came before in the same file.
    Repetition,
    /// The text came before in an earlier file.
    CrossFileRepetition,
    /// Identical.
    Exact,
    /// From 95 to under 100.
    From95,
    /// From 85 to under 95.
    From85,
    /// From 75 to under 85.
    From75,
    /// From 50 to under 75.
    From50,
    /// Nothing of 50 or more.
    New,
}

impl Band {
    /// Every band, in the order of reports.
    pub const ALL: [Band; 9] = [
        Band::Context,
        Band::Repetition,
        Band::CrossFileRepetition,
        Band::Exact,
        Band::From95,
        Band::From85,
        Band::From75,
        Band::From50,
        Band::New,
    ];

    /// The band's name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Band::Context => "context",
            Band::Repetition => "repetition",
            Band::CrossFileRepetition => "cross-file repetition",
            Band::Exact => "100",
            Band::From95 => "95-99",
            Band::From85 => "85-94",
            Band::From75 => "75-84",
            Band::From50 => "50-74",
            Band::New => "new",
        }
    }

    fn of_score(score: Option<f64>) -> Band {
        match score {
            Some(score) if score > 100.0 => Band::Context,
            Some(score) if score >= 100.0 => Band::Exact,
            Some(score) if score >= 95.0 => Band::From95,
            Some(score) if score >= 85.0 => Band::From85,
            Some(score) if score >= 75.0 => Band::From75,
            Some(score) if score >= LEAST => Band::From50,
            _ => Band::New,
        }
    }
}

/// How much text there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many segments, repetitions counted each time.
    pub segments: u64,
    /// How many words these have, as `text` counts them.
    pub words: u64,
    /// Characters, white space left out.
    pub characters: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.segments += other.segments;
        self.words += other.words;
        self.characters += other.characters;
    }
}

/// One segment, with its words and characters.
#[must_use]
pub fn counts(text: &str) -> Counts {
    let words = text
        .split_whitespace()
        .filter(|run| run.contains(char::is_alphanumeric))
        .count();
    let characters = text.chars().filter(|c| !c.is_whitespace()).count();
    Counts {
        segments: 1,
        words: words as u64,
        characters: characters as u64,
    }
}

/// Counts by band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    bands: [Counts; Band::ALL.len()],
}

impl Report {
    /// What fell into a band of scores.
    #[must_use]
    pub fn band(&self, band: Band) -> Counts {
        self.bands[band as usize]
    }

    /// The counts of all bands together.
    #[must_use]
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.bands.iter().for_each(|counts| total += *counts);
        total
    }
}

impl AddAssign for Report {
    fn add_assign(&mut self, other: Report) {
        for (own, other) in self.bands.iter_mut().zip(other.bands) {
            *own += other;
        }
    }
}

/// Counts one document after another, and remembers their texts.
///
/// ```
/// use interligne::matching::Query;
/// use interligne::matching::analysis::{Analysis, Band};
///
/// let queries = Query::in_context(&["Il pleut.", "Il pleut."]);
/// // What a matcher finds for each; here nothing.
/// let report = Analysis::new().document(queries.iter().map(|query| (query, &[][..])));
/// assert_eq!(report.band(Band::New).words, 2);
/// assert_eq!(report.band(Band::Repetition).words, 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Each text with the number of the document where it was first.
    seen: HashMap<String, usize>,
    documents: usize,
}

impl Analysis {
    /// An analysis without documents.
    #[must_use]
    pub fn new() -> Analysis {
        Analysis::default()
    }

    /// Counts a document: its segments, each with its matches, best first.
    pub fn document<'a>(&mut self, segments: impl IntoIterator<Item = (&'a Query, &'a [Match])>) -> Report {
        self.documents += 1;
        let mut report = Report::default();
        for (query, matches) in segments {
            let score = |found: &Match| found.clean_adapted().map_or(found.score, |adapted| adapted.score);
            let by_score = Band::of_score(matches.first().map(score));
            let before = match self.seen.entry(normalise(&query.text).into_owned()) {
                Entry::Occupied(entry) => Some(*entry.get()),
                Entry::Vacant(entry) => {
                    entry.insert(self.documents);
                    None
                }
            };
            let band = match (by_score, before) {
                (Band::Context, _) => Band::Context,
                (_, Some(document)) if document == self.documents => Band::Repetition,
                (_, Some(_)) => Band::CrossFileRepetition,
                (band, None) => band,
            };
            report.bands[band as usize] += counts(&query.text);
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_stands_between_spaces() {
        let counted = counts("L’été : 1 200 €, dit-elle !");
        // `L’été`, `1`, `200`, `dit-elle`.
        assert_eq!((counted.words, counted.characters), (4, 21));
    }

    #[test]
    fn bands_have_the_edges_that_their_names_say() {
        let band = |score| Band::of_score(Some(score)).name();
        assert_eq!(
            [band(102.0), band(101.0), band(100.0), band(99.9)],
            ["context", "context", "100", "95-99"]
        );
        assert_eq!(
            [band(95.0), band(94.9), band(85.0), band(84.9)],
            ["95-99", "85-94", "85-94", "75-84"]
        );
        assert_eq!(
            [band(75.0), band(74.9), band(50.0), band(49.9)],
            ["75-84", "50-74", "50-74", "new"]
        );
        assert_eq!(Band::of_score(None), Band::New);
    }

    #[test]
    fn texts_that_came_before_are_repetitions() {
        let mut analysis = Analysis::new();
        let queries: Vec<Query> = ["Oui.", "Non.", "Oui."].into_iter().map(Query::new).collect();
        let all = || queries.iter().map(|query| (query, &[] as &[Match]));
        let first = analysis.document(all());
        assert_eq!(first.band(Band::New).segments, 2);
        assert_eq!(first.band(Band::Repetition).segments, 1);
        let mut second = analysis.document(all());
        assert_eq!(second.band(Band::CrossFileRepetition).segments, 3);
        second += first;
        assert_eq!(second.total().segments, 6);
    }
}
