//! Matches of one segment → whether they disagree although none is better.

use super::score::shown;
use super::suggest::Match;
use crate::memory::normalise;

/// How many different translations the best matches have, where the text is identical and their scores are the same: two or more mean that the
/// memory cannot tell which one is right here. 0 where the best match is of another text.
#[must_use]
pub fn different_translations(matches: &[Match]) -> usize {
    let Some(best) = matches.first().filter(|best| best.base >= 100.0) else {
        return 0;
    };
    let mut texts = Vec::new();
    let equals = matches
        .iter()
        .filter(|found| found.base >= 100.0 && shown(found.score) >= shown(best.score));
    for found in equals {
        let text = normalise(&found.target);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.len()
}
