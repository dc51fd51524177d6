//! Names that source and target spell alike → the query's names in their places.

use std::ops::Range;

use super::items::Items;
use super::words::{Stay, Words};
use crate::matching::diff::DiffKind;
use crate::text::numbers::GROUP_SPACES;

/// A name of the source that is to become another one.
pub(super) struct Name {
    /// Where the query has its own.
    pub(super) asked: Range<usize>,
    /// Where the source has the other one.
    pub(super) had: Range<usize>,
    /// Where the target has it; for a name that comes more than once with the first one only.
    pub(super) places: Vec<Range<usize>>,
    /// Whether it is known that the query's name stays as it is in translation.
    pub(super) proven: bool,
    /// Whether a numeral follows, so that it may be a sovereign's, which has a spelling of its own in each language (`James II`, `Jacques II`)
    /// whatever is known of the name.
    pub(super) of_sovereign: bool,
}

/// Names that source and target spell the same, as often in the one as in the other, where the query has another one in
/// every place. `texts` are query, source and target.
pub(super) fn carried_names(
    [query, source, target]: [&str; 3],
    left: &Items,
    right: &Items,
    steps: &[(DiffKind, usize, usize)],
    words: &Words,
) -> Vec<Name> {
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for block in steps.chunk_by(|a, b| (a.0 == DiffKind::Equal) == (b.0 == DiffKind::Equal)) {
        if block.first().is_none_or(|(change, ..)| *change == DiffKind::Equal) {
            continue;
        }
        let side =
            |items: &Items, other: DiffKind, index: fn(&(DiffKind, usize, usize)) -> usize| -> Option<Range<usize>> {
                let used: Vec<usize> = block.iter().filter(|step| step.0 != other).map(index).collect();
                let (first, last) = (*used.first()?, *used.last()?);
                Some(items.tokens[first].range.start..items.tokens[last].range.end)
            };
        let asked = side(left, DiffKind::OnlyUnit, |step| step.1);
        let had = side(right, DiffKind::OnlyQuery, |step| step.2);
        found.extend(asked.zip(had));
    }
    found.retain(|(asked, had)| is_name(&query[asked.clone()]) && is_name(&source[had.clone()]));
    if found.is_empty() {
        return Vec::new();
    }
    let stays = |name: &str| words.stay(name) != Stay::Changes;
    // Without a lexicon nobody knows whether the first word of a sentence would be capitalised elsewhere.
    let first =
        |range: &Range<usize>, items: &Items| items.tokens.first().is_some_and(|t| t.range.start == range.start);
    found.retain(|(asked, had)| {
        let (stay, begin) = (stays(&query[asked.clone()]), first(asked, left) || first(had, right));
        stay && (!begin || words.are_known() && stays(&source[had.clone()]))
    });
    let mut names: Vec<Name> = Vec::new();
    for (asked, had) in &found {
        let name = &source[had.clone()];
        let of_name = found.iter().filter(|(_, other)| source[other.clone()] == *name);
        let in_query: Vec<&str> = of_name.map(|(asked, _)| &query[asked.clone()]).collect();
        let places = whole_words(target, name);
        let agreed = in_query.iter().all(|other| *other == &query[asked.clone()])
            && in_query.len() == whole_words(source, name).len()
            && in_query.len() == places.len();
        if agreed {
            let of_sovereign = is_before_numeral(query, asked.end);
            let again = names.iter().any(|other| source[other.had.clone()] == *name);
            names.push(Name {
                asked: asked.clone(),
                had: had.clone(),
                places: if again { Vec::new() } else { places },
                proven: !of_sovereign && words.stay(&query[asked.clone()]) == Stay::Proven,
                of_sovereign,
            });
        }
    }
    names
}

/// Whether a Roman numeral, or a first in digits (`1er`), stands behind the place.
pub(super) fn is_before_numeral(text: &str, at: usize) -> bool {
    let after = text[at..].trim_start_matches(GROUP_SPACES);
    let end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    let word = &after[..end];
    let numeral = word.trim_start_matches(['I', 'V', 'X', 'L']);
    after.len() < text.len() - at
        && (numeral.len() < word.len() || numeral == "1er")
        && matches!(numeral, "" | "er" | "re" | "1er")
}

/// Whether every word begins with a capital and is longer than a letter.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '\u{a0}', '-']).collect();
    words.iter().all(|word| {
        let letters = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’'));
        letters && word.starts_with(char::is_uppercase) && word.chars().count() > 1
    })
}

/// Where the words stand in the text, with no letter before or after them.
pub(super) fn whole_words(text: &str, words: &str) -> Vec<Range<usize>> {
    let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let places = text.match_indices(words).map(|(at, found)| at..at + found.len());
    places
        .filter(|r| free(text[..r.start].chars().next_back()) && free(text[r.end..].chars().next()))
        .collect()
}
