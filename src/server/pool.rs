//! A segment → its matches; of a segment with numbers enough that the best by its own numbers is among them.
//!
//! A matcher orders units by what they are as they stand, and cuts there. Clients that are offered the adapted translation too want the
//! best of both, which may stand behind any number of units that are nearer as they stand.

use super::workers::Desk;
use crate::matching::score::ADAPTED_CAP;
use crate::matching::{Match, Query, SuggestOptions};
use crate::memory::MemoryError;
use crate::text::lang::Lang;

/// How many matches are looked at where so many are not enough to tell which is best, one step after another; for a segment with numbers only:
/// these are what lifts a far match over many nearer ones, and looking further for every segment nearly halves what a busy server answers.
const STEPS: [usize; 2] = [30, 250];

/// The matches of a segment in the matcher's order, `most` of them; of a segment with figures in it more, up to the last of [`STEPS`], where
/// another could have one of the first `most` places by them. Names and Roman numerals lift no match from behind.
pub(crate) fn matches(
    desk: &Desk<'_>,
    pair: (&Lang, &Lang),
    query: &Query,
    least: f64,
    most: usize,
) -> Result<Vec<Match>, MemoryError> {
    let has_numbers = query.text.contains(char::is_numeric);
    let steps = if has_numbers { &STEPS[..] } else { &[] };
    desk.matching(pair, |_, matcher| {
        let mut limit = most;
        let mut steps = steps.iter().copied().filter(|step| *step > most);
        loop {
            let options = SuggestOptions {
                min_score: least,
                limit,
                exhaustive: false,
            };
            let found = matcher.suggest_with(query, &options)?;
            // No adapted translation is worth more.
            let settled = found
                .iter()
                .take(most)
                .filter(|found| found.score >= ADAPTED_CAP)
                .count()
                == most;
            match steps.next() {
                Some(step) if found.len() >= limit && !settled => limit = step,
                _ => return Ok(found),
            }
        }
    })
}

/// What a match is worth with whichever of its translations is worth more.
pub(crate) fn worth(found: &Match) -> f64 {
    found.clean_adapted().map_or(found.score, |adapted| adapted.score)
}
