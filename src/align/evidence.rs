//! The words of two texts → how much each pair of words speaks for a translation.
//!
//! For a source type `s` and a target type `t` the evidence is `p(t|s) / p(t)` and `p(s|t) / p(s)`: how much likelier the one
//! is where the other stands. The conditional probabilities mix the lexicon, identity and likeness of spelling, and what
//! was learned from the pair of texts itself; the others mix the words' frequencies in the language and in the text.

use std::sync::OnceLock;

use super::cognates::cognates;
use super::lexicon::{Lexicon, UNNUMBERED};
use super::side::Side;
use super::tokens::TokenKind;
use super::vocabulary::Type;
use crate::align::word_pairs::{PairIndex, PairTable};

/// The evidence of all pairs of types that say something: `p(t|s) / p(t)` and `p(s|t) / p(s)`.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    table: PairTable,
    /// How many target types there are.
    targets: usize,
    /// Made when it is first asked for: of a short text, all pairs are taken.
    index: OnceLock<PairIndex>,
}

/// What identity and likeness of spelling are worth as a translation probability.
#[derive(Clone, Copy, Debug)]
struct SpellingWorth {
    /// Of a number, address or symbol that is the same.
    exact: f32,
    /// Of a word that no lexicon knows.
    unknown: f32,
    /// Of a word that the lexicon knows, in a pair that it does not know.
    known: f32,
}

const WORTH: SpellingWorth = SpellingWorth {
    exact: 0.8,
    unknown: 0.6,
    known: 0.1,
};
/// A likeness of spelling of this is worth nothing, one of 1 all of [`WORTH`]. By hand; what spelling brings as a whole is the column `spelling` of
/// docs/benchmarks/NOTEBOOK.md.
const NO_LIKENESS: f32 = 0.6;
/// From there to 1.
const ABOVE_IT: f32 = 0.4;
/// No evidence of one pair is greater than this, however rare its words are.
const GREATEST: f32 = 3000.0;
/// The frequency of a word that no lexicon knows, in the language at large.
const UNKNOWN_FREQUENCY: f32 = 2e-6;
/// A word as frequent as this in the language at large is a witness of nothing.
const COMMON: f32 = 1e-3;

/// A lexicon, and whether it is for the opposite direction.
pub(crate) type Directed<'a> = (&'a Lexicon, bool);

/// The lexicons that serve two texts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lexicons<'a> {
    /// Of the languages at large.
    pub(crate) lexicon: Option<Directed<'a>>,
    /// Of the pairs that a person confirmed.
    pub(crate) confirmed: Option<Directed<'a>>,
}

/// A lexicon and which of its sides the words of a text's side are on.
fn of_side(lexicon: Option<Directed<'_>>, side: usize) -> Option<(&Lexicon, usize)> {
    lexicon.map(|(l, reversed)| (l, if reversed { 1 - side } else { side }))
}

/// The number of a type in a lexicon.
fn known_word(of: &Type, lexicon: &Lexicon, lexicon_side: usize) -> Option<u16> {
    match of.kind {
        TokenKind::Word | TokenKind::Name => lexicon.word(lexicon_side, &of.key),
        TokenKind::Number | TokenKind::Symbol => None,
    }
}

/// Relative frequencies of a side's types: half the language's, half the text's.
pub(crate) fn frequencies(side: &Side, lexicon: Option<(&Lexicon, usize)>) -> (Vec<f32>, Vec<Option<u16>>) {
    let total = side.tokens.len().max(1) as f32;
    let mut words = vec![None; side.types.len()];
    let frequencies = side
        .types
        .iter()
        .zip(side.counts.iter())
        .enumerate()
        .map(|(id, (kind, count))| {
            let in_text = *count as f32 / total;
            let Some((lexicon, lexicon_side)) = lexicon else {
                return in_text;
            };
            words[id] = known_word(kind, lexicon, lexicon_side);
            let in_language = words[id].map_or(UNKNOWN_FREQUENCY, |w| lexicon.frequency(lexicon_side, w));
            0.5 * (in_text + in_language)
        })
        .collect();
    (frequencies, words)
}

/// What each type of a side weighs as a witness: how rare it is in the language, as a natural logarithm. Marks and the
/// commonest words, which stand in any text, weigh nothing.
pub(crate) fn rarity(side: &Side, lexicons: Lexicons<'_>, at: usize) -> Vec<f64> {
    let lexicon = of_side(lexicons.lexicon, at);
    let weight = |of: &Type| {
        if of.kind == TokenKind::Symbol {
            return 0.0;
        }
        let frequency = lexicon
            .and_then(|(lexicon, side)| Some(lexicon.frequency(side, known_word(of, lexicon, side)?)))
            .unwrap_or(UNKNOWN_FREQUENCY);
        (f64::from(COMMON) / f64::from(frequency)).ln().max(0.0)
    };
    side.types.iter().map(weight).collect()
}

impl Evidence {
    /// The evidence for two texts. `spelling` says whether identity and likeness of spelling count.
    pub(crate) fn new(source: &Side, target: &Side, lexicons: Lexicons<'_>, spelling: bool) -> (Evidence, Prior) {
        let Lexicons { lexicon, confirmed } = lexicons;
        let (source_frequency, source_words) = frequencies(source, of_side(lexicon, 0));
        let (target_frequency, target_words) = frequencies(target, of_side(lexicon, 1));
        let words = [source_words, target_words];
        let of_lexicon = lexicon.map(|lexicon| listed(lexicon, &words));
        let [source_words, target_words] = &words;
        // Two words that the lexicon knows and does not pair are rarely cognates, and often false friends.
        let worthwhile = |s: u32, t: u32| source_words[s as usize].is_none() || target_words[t as usize].is_none();
        let mut alike = PairTable::default();
        if spelling {
            cognates(&source.types, &target.types, worthwhile, |s, t, likeness| {
                let kind = source.types[s as usize].kind;
                let exact = likeness == 1.0 && matches!(kind, TokenKind::Number | TokenKind::Symbol);
                let strength = ((likeness - NO_LIKENESS) / ABOVE_IT).max(0.0);
                let worth = |known: bool| match (exact, known) {
                    (true, _) => WORTH.exact,
                    (_, true) => WORTH.known * strength,
                    (_, false) => WORTH.unknown * strength,
                };
                let known = [source_words[s as usize].is_some(), target_words[t as usize].is_some()];
                alike.end_up_to(s as usize);
                alike.push(t, known.map(worth));
            });
        }
        alike.end_up_to(source.types.len());
        alike.sort();
        let conditionals = match of_lexicon {
            Some(listed) => better_of(&listed, &alike),
            None => alike,
        };
        let conditionals = match confirmed {
            Some(confirmed) => {
                let words = [(source, 0), (target, 1)].map(|(side, k)| {
                    let (lexicon, reversed) = confirmed;
                    let lexicon_side = if reversed { 1 - k } else { k };
                    side.types
                        .iter()
                        .map(|t| known_word(t, lexicon, lexicon_side))
                        .collect()
                });
                better_of(&listed(confirmed, &words), &conditionals)
            }
            None => conditionals,
        };
        let prior = Prior {
            conditionals,
            source_frequency,
            target_frequency,
        };
        (Evidence::from_conditionals(&prior, &prior.conditionals), prior)
    }

    /// The evidence that conditional probabilities make with the frequencies of a prior.
    pub(crate) fn from_conditionals(prior: &Prior, conditionals: &PairTable) -> Evidence {
        let table = conditionals.map(|s, t, [forward, backward]| {
            let forward = (forward / prior.target_frequency[t as usize]).min(GREATEST);
            let backward = (backward / prior.source_frequency[s as usize]).min(GREATEST);
            [forward, backward]
        });
        Evidence {
            table,
            targets: prior.target_frequency.len(),
            index: OnceLock::new(),
        }
    }

    /// The evidence of all pairs, by source type.
    pub(crate) fn table(&self) -> &PairTable {
        &self.table
    }

    /// Where the pairs between some words stand in the table.
    pub(crate) fn index(&self) -> &PairIndex {
        self.index.get_or_init(|| PairIndex::new(&self.table, self.targets))
    }
}

/// What a lexicon says of the pairs of words of two texts, `lexicon` with whether it is for the opposite direction. The words
/// of each side are given by type.
fn listed((lexicon, reversed): Directed<'_>, [source_words, target_words]: &[Vec<Option<u16>>; 2]) -> PairTable {
    // Rows are stored by the lexicon's source words, which are the target's types when it is reversed.
    let (rows, columns) = if reversed {
        (target_words, source_words)
    } else {
        (source_words, target_words)
    };
    let (source_size, target_size, _) = lexicon.size();
    let mut column_types = vec![UNNUMBERED; source_size.max(target_size)];
    for (id, word) in columns.iter().enumerate() {
        if let Some(word) = word {
            column_types[usize::from(*word)] = id as u32;
        }
    }
    let mut out = PairTable::with_capacity(rows.len(), 8 * rows.len());
    for word in rows {
        if let Some(word) = word {
            lexicon.numbered(*word, &column_types, |column, entry| {
                let mut value = [entry.forward, entry.backward];
                if reversed {
                    value.reverse();
                }
                out.push(column, value);
            });
        }
        out.end_row();
    }
    if reversed {
        return out.transposed(columns.len());
    }
    out.sort();
    out
}

/// The pairs of both tables, with the greater probability where both have a pair.
fn better_of(listed: &PairTable, alike: &PairTable) -> PairTable {
    let mut out = PairTable::with_capacity(listed.rows(), listed.len() + alike.len());
    for id in 0..listed.rows() as u32 {
        let mut spelled = alike.row(id).peekable();
        for (t, mut value) in listed.row(id) {
            while let Some((other, value)) = spelled.next_if(|(other, _)| *other < t) {
                out.push(other, value);
            }
            if let Some((_, [forward, backward])) = spelled.next_if(|(other, _)| *other == t) {
                value = [value[0].max(forward), value[1].max(backward)];
            }
            out.push(t, value);
        }
        spelled.for_each(|(t, value)| out.push(t, value));
        out.end_row();
    }
    out
}

/// What is known of the words before the texts are aligned.
#[derive(Clone, Debug)]
pub(crate) struct Prior {
    /// By source type: `p(t|s)` and `p(s|t)`.
    pub(crate) conditionals: PairTable,
    pub(crate) source_frequency: Vec<f32>,
    pub(crate) target_frequency: Vec<f32>,
}
