//! Segments and their matches → a bilingual document, each segment with its best translation.

use super::ambiguity::different_translations;
use super::answer::to_look_at;
use super::fragments::Fragment;
use super::query::Query;
use super::suggest::Match;
use crate::exchange::{Candidate, Row};
use crate::memory::Status;

/// The row of a segment: its best match's translation, adapted where that is nearer, and all matches as candidates.
///
/// An identical text keeps the unit's status; any other translation is to be reviewed, and so is one beside which the memory has another of
/// the same score, which a note says. What is left over in an adapted translation a note says too. A segment without a match has no
/// translation. `number` is the segment's number from 0, `document` what the text is called.
#[must_use]
pub fn pretranslated(number: usize, query: &Query, matches: &[Match], document: &str) -> Row {
    let best = matches.first();
    let nearest = best.map(nearest);
    let different = different_translations(matches);
    Row {
        id: Some((number + 1).to_string()),
        source: query.text.clone(),
        target: nearest.as_ref().map(|(text, _)| (*text).to_owned()),
        status: best.map(|found| {
            if found.score >= 100.0 && different < 2 {
                found.status
            } else {
                Status::ToReview
            }
        }),
        score: nearest.map(|(_, score)| super::score::shown(score)),
        origin: Some(document.to_owned()),
        note: note(best, different),
        candidates: matches.iter().map(candidate).collect(),
        ..Row::default()
    }
}

/// What the translator is told: of other translations of the same score, and of what the adapted text still says of the unit or
/// has from the query unproven.
fn note(best: Option<&Match>, different: usize) -> Option<String> {
    let several =
        (different > 1).then(|| format!("{different} different translations of the same score in the memory"));
    let adapted = best.and_then(Match::better_adapted).map(to_look_at);
    let adapted = adapted
        .filter(|told| !told.is_empty())
        .map(|told| format!("adapted; {told}"));
    let notes: Vec<String> = several.into_iter().chain(adapted).collect();
    (!notes.is_empty()).then(|| notes.join("\n"))
}

/// What a translator is told of a segment without a match that is a sentence of longer units: the best of these, and the part of its
/// translation that belongs to the segment, where it can be told.
#[must_use]
pub fn sentence_note(found: &[Fragment]) -> Option<String> {
    let best = found.iter().find(|fragment| fragment.is_sentence)?;
    let hit = &best.hit;
    let part: Vec<&str> = hit
        .translation_marks
        .iter()
        .map(|mark| &hit.target[mark.clone()])
        .collect();
    let told = if part.is_empty() {
        hit.target.clone()
    } else {
        part.join(" ")
    };
    Some(format!("a sentence of unit {}: {told}", hit.unit))
}

/// The translation to begin with, and its score.
fn nearest(found: &Match) -> (&str, f64) {
    match found.better_adapted() {
        Some(adapted) => (&adapted.adaptation.text, adapted.score),
        None => (&found.target, found.score),
    }
}

fn candidate(found: &Match) -> Candidate {
    Candidate {
        source: Some(found.source.clone()),
        target: found.target.clone(),
        score: Some(super::score::shown(found.score)),
        origin: found.article.clone(),
    }
}
