//! Matches, hits and counts → their machine-readable forms: what `--json` prints, and what a server answers.
//!
//! The names of the fields are a promise (docs/MACHINE_OUTPUT.md). Each type serialises as one JSON object.

use std::ops::Range;

use serde::Serialize;

use super::ambiguity::different_translations;
use super::analysis::{Band, Report};
use super::concordance::ConcordanceHit;
use super::fragments::Fragment;
use super::score::shown;
use super::suggest::{Adapted, Match};
use crate::exchange::Term;

/// The answer for one segment, as a line of `suggest --json`.
#[derive(Debug, Serialize)]
pub struct SuggestAnswer<'a> {
    query: &'a str,
    matches: Vec<MatchLine<'a>>,
    /// How many different translations the best matches have, where the text is identical and there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    different: Option<usize>,
    /// The score of the best unit, where there is no match and it was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fragments: Option<Vec<FragmentLine<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<Vec<TermLine<'a>>>,
}

impl<'a> SuggestAnswer<'a> {
    /// The matches of a segment; fragments and terms where they were asked for.
    #[must_use]
    pub fn new(
        query: &'a str,
        matches: &'a [Match],
        fragments: Option<&'a [Fragment]>,
        terms: Option<&[&'a Term]>,
    ) -> SuggestAnswer<'a> {
        SuggestAnswer {
            query,
            matches: matches.iter().map(MatchLine::new).collect(),
            different: Some(different_translations(matches)).filter(|count| *count > 1),
            best: None,
            fragments: fragments.map(|found| found.iter().map(|found| FragmentLine::new(query, found)).collect()),
            terms: terms.map(|terms| terms.iter().map(|term| TermLine::new(term)).collect()),
        }
    }
}

impl SuggestAnswer<'_> {
    /// The answer with the score of the best unit, which is less than was asked for.
    #[must_use]
    pub fn with_best(mut self, best: Option<f64>) -> Self {
        self.best = best.map(shown);
        self
    }
}

/// A match as `suggest --json` prints it.
#[derive(Debug, Serialize)]
pub struct MatchLine<'a> {
    score: f64,
    unit: i64,
    source: &'a str,
    target: &'a str,
    adapted: Option<&'a str>,
    adapted_score: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stale: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unproven: Vec<&'a str>,
    context: bool,
    article: Option<&'a str>,
    status: &'static str,
    base: f64,
    penalties: Vec<PenaltyLine>,
}

#[derive(Debug, Serialize)]
struct PenaltyLine {
    points: f64,
    reason: String,
}

impl<'a> MatchLine<'a> {
    /// A match with its scores as they are shown.
    #[must_use]
    pub fn new(found: &'a Match) -> MatchLine<'a> {
        let penalties = found.penalties.iter();
        MatchLine {
            score: shown(found.score),
            unit: found.unit.0,
            source: &found.source,
            target: &found.target,
            adapted: found.adapted.as_ref().map(|adapted| adapted.adaptation.text.as_str()),
            adapted_score: found.adapted.as_ref().map(|adapted| shown(adapted.score)),
            stale: found.adapted.as_ref().map(stale_words).unwrap_or_default(),
            unproven: found.adapted.as_ref().map(unproven_names).unwrap_or_default(),
            context: found.is_context(),
            article: found.article.as_deref(),
            status: found.status.as_str(),
            base: shown(found.base),
            penalties: penalties
                .map(|p| PenaltyLine {
                    points: p.points,
                    reason: p.reason.to_string(),
                })
                .collect(),
        }
    }
}

/// What the adapted text still says of the unit's source and should not.
#[must_use]
pub fn stale_words(adapted: &Adapted) -> Vec<&str> {
    let found = &adapted.adaptation;
    found.stale.iter().map(|range| &found.text[range.clone()]).collect()
}

/// The names in the adapted text that the target's language may spell otherwise.
#[must_use]
pub fn unproven_names(adapted: &Adapted) -> Vec<&str> {
    let found = &adapted.adaptation;
    found.unproven.iter().map(|range| &found.text[range.clone()]).collect()
}

/// What a reader of the adapted text is to look at, in words: `stale: London; unproven: Brignac`; empty where there is nothing.
#[must_use]
pub fn to_look_at(adapted: &Adapted) -> String {
    let parts = [("stale", stale_words(adapted)), ("unproven", unproven_names(adapted))];
    let told = parts.iter().filter(|(_, words)| !words.is_empty());
    told.map(|(what, words)| format!("{what}: {}", words.join(", ")))
        .collect::<Vec<_>>()
        .join("; ")
}

/// A fragment as `suggest --json` prints it.
#[derive(Debug, Serialize)]
pub struct FragmentLine<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    unit: i64,
    source: &'a str,
    target: &'a str,
    marks: Vec<[usize; 2]>,
    translation_marks: Vec<[usize; 2]>,
    article: Option<&'a str>,
    status: &'static str,
    /// Whether the segment is sentences among others of the unit.
    sentence: bool,
}

impl<'a> FragmentLine<'a> {
    /// A fragment of the segment `query`.
    #[must_use]
    pub fn new(query: &'a str, fragment: &'a Fragment) -> FragmentLine<'a> {
        let hit = &fragment.hit;
        FragmentLine {
            start: fragment.range.start,
            end: fragment.range.end,
            text: query.get(fragment.range.clone()).unwrap_or_default(),
            unit: hit.unit.0,
            source: &hit.source,
            target: &hit.target,
            marks: pairs(&hit.marks),
            translation_marks: pairs(&hit.translation_marks),
            article: hit.article.as_deref(),
            status: hit.status.as_str(),
            sentence: fragment.is_sentence,
        }
    }
}

/// A term of a glossary.
#[derive(Debug, Serialize)]
pub struct TermLine<'a> {
    source: &'a str,
    target: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    deprecated: bool,
}

impl<'a> TermLine<'a> {
    /// A term of a glossary as `suggest --json` prints it.
    #[must_use]
    pub fn new(term: &'a Term) -> TermLine<'a> {
        TermLine {
            source: &term.source,
            target: &term.target,
            note: term.note.as_deref(),
            deprecated: term.deprecated,
        }
    }
}

/// A unit in which words occur, as a line of `search --json`.
#[derive(Debug, Serialize)]
pub struct HitLine<'a> {
    unit: i64,
    side: &'static str,
    source: &'a str,
    target: &'a str,
    source_lang: &'a str,
    target_lang: &'a str,
    marks: Vec<[usize; 2]>,
    translation_marks: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    too_long: bool,
    article: Option<&'a str>,
    status: &'static str,
}

impl<'a> HitLine<'a> {
    /// A hit of the concordance as `search --json` prints it.
    #[must_use]
    pub fn new(hit: &'a ConcordanceHit) -> HitLine<'a> {
        HitLine {
            unit: hit.unit.0,
            side: hit.side.as_str(),
            source: &hit.source,
            target: &hit.target,
            source_lang: hit.source_lang.as_str(),
            target_lang: hit.target_lang.as_str(),
            marks: pairs(&hit.marks),
            translation_marks: pairs(&hit.translation_marks),
            too_long: hit.too_long,
            article: hit.article.as_deref(),
            status: hit.status.as_str(),
        }
    }
}

/// Byte ranges as machine output gives them.
fn pairs(marks: &[Range<usize>]) -> Vec<[usize; 2]> {
    marks.iter().map(|mark| [mark.start, mark.end]).collect()
}

/// What a memory knows of a file, as a line of `analyze --json`.
#[derive(Debug, Serialize)]
pub struct AnalysisLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    bands: Vec<BandLine>,
    segments: u64,
    words: u64,
    characters: u64,
}

#[derive(Debug, Serialize)]
struct BandLine {
    band: &'static str,
    segments: u64,
    words: u64,
    characters: u64,
}

impl<'a> AnalysisLine<'a> {
    /// The report on a file, or on all of them, which has no name.
    #[must_use]
    pub fn new(file: Option<&'a str>, report: &Report) -> AnalysisLine<'a> {
        let band = |band: Band| {
            let counts = report.band(band);
            BandLine {
                band: band.name(),
                segments: counts.segments,
                words: counts.words,
                characters: counts.characters,
            }
        };
        let total = report.total();
        AnalysisLine {
            file,
            bands: Band::ALL.map(band).into(),
            segments: total.segments,
            words: total.words,
            characters: total.characters,
        }
    }
}
