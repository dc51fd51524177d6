//! Names that source and target spell alike → the query's names in their places.

use std::ops::Range;

use rust_stemmers::Stemmer;

use super::items::Items;
use crate::align::lexicon::Lexicon;
use crate::matching::diff::DiffKind;
use crate::text::lang::Lang;
use crate::text::stem::stemmer;
use crate::text::tokens;

/// A name of the source that is to become another one.
pub(super) struct Name {
    /// Where the query has its own.
    pub(super) asked: Range<usize>,
    /// Where the source has the other one.
    pub(super) had: Range<usize>,
    /// Where the target has it; for a name that comes more than once with the first one only.
    pub(super) places: Vec<Range<usize>>,
}

/// Names that source and target spell the same, as often in the one as in the other, where the query has another one in
/// every place. `texts` are query, source and target.
pub(super) fn carried_names(
    [query, source, target]: [&str; 3],
    left: &Items,
    right: &Items,
    steps: &[(DiffKind, usize, usize)],
    [from, to]: [&Lang; 2],
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
    let words = Words::new(from, to);
    // Without a lexicon nobody knows whether the first word of a sentence would be capitalised elsewhere.
    let first =
        |range: &Range<usize>, items: &Items| items.tokens.first().is_some_and(|t| t.range.start == range.start);
    found.retain(|(asked, had)| {
        let (stay, begin) = (
            words.stay(&query[asked.clone()]),
            first(asked, left) || first(had, right),
        );
        stay && (!begin || words.are_known() && words.stay(&source[had.clone()]))
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
            let again = names.iter().any(|other| source[other.had.clone()] == *name);
            names.push(Name {
                asked: asked.clone(),
                had: had.clone(),
                places: if again { Vec::new() } else { places },
            });
        }
    }
    names
}

/// What the compiled-in lexicon knows of words.
struct Words {
    lexicon: Option<Lexicon>,
    /// The number of the query's side in the lexicon.
    side: usize,
    /// For the query's side and the other one.
    stemmers: [Option<Stemmer>; 2],
}

/// The least probability that a word stays as it is in translation, for it to be carried over as a name.
const STAYS: f32 = 0.5;

impl Words {
    fn new(from: &Lang, to: &Lang) -> Words {
        let lexicon = Lexicon::built_in(from, to);
        let reversed = lexicon.as_ref().and_then(|lexicon| lexicon.serves(from, to));
        Words {
            side: usize::from(reversed == Some(true)),
            lexicon,
            stemmers: [stemmer(from), stemmer(to)],
        }
    }

    fn are_known(&self) -> bool {
        self.lexicon.is_some()
    }

    /// Whether all words stay as they are in translation, as names do; words that nobody knows are taken for names.
    fn stay(&self, name: &str) -> bool {
        let Some(lexicon) = &self.lexicon else { return true };
        let number = |side: usize, word: &str| {
            let stemmer = self.stemmers[usize::from(side != self.side)].as_ref();
            let key = stemmer.map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word).into_owned());
            lexicon.word(side, &key)
        };
        tokens::tokenize(name).iter().all(|token| {
            let ids = [number(0, &token.text), number(1, &token.text)];
            match ids {
                [Some(source), Some(target)] => lexicon.row(source).any(|entry| {
                    let kept = if self.side == 0 { entry.forward } else { entry.backward };
                    entry.target == target && kept >= STAYS
                }),
                // Known in the query's language only.
                _ => ids[self.side].is_none(),
            }
        })
    }
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
