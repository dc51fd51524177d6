//! The words of two texts → how much each pair of words speaks for a translation.
//!
//! For a source type `s` and a target type `t` the evidence is `p(t|s) / p(t)` and `p(s|t) / p(s)`: how much likelier the one
//! is where the other stands. The conditional probabilities mix the lexicon, identity and likeness of spelling, and what
//! was learned from the pair of texts itself; the others mix the words' frequencies in the language and in the text.

use super::cognates::cognates;
use super::lexicon::Lexicon;
use super::side::Side;
use super::tokens::TokenKind;
use super::vocabulary::QuickMap;

/// The evidence of a pair of types.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    /// The other type.
    pub(crate) other: u32,
    /// `p(t|s) / p(t)`.
    pub(crate) forward: f32,
    /// `p(s|t) / p(s)`.
    pub(crate) backward: f32,
}

/// The evidence of all pairs of types that say something.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    by_source: Rows,
    by_target: Rows,
}

/// Pairs grouped by one of their types.
#[derive(Clone, Debug, Default)]
struct Rows {
    ends: Vec<u32>,
    pairs: Vec<Pair>,
}

impl Rows {
    fn row(&self, id: u32) -> &[Pair] {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.pairs[start..self.ends[id] as usize]
    }
}

/// Conditional probabilities of a pair of types, by number.
pub(crate) type Conditionals = QuickMap<(u32, u32), [f32; 2]>;

/// A source type, a target type and their conditional probabilities in both directions.
type Cell = (u32, u32, [f32; 2]);

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
/// No evidence of one pair is greater than this, however rare its words are.
const GREATEST: f32 = 3000.0;
/// The frequency of a word that no lexicon knows, in the language at large.
const UNKNOWN_FREQUENCY: f32 = 2e-6;

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
            words[id] = match kind.kind {
                TokenKind::Word | TokenKind::Name => lexicon.word(lexicon_side, &kind.key),
                TokenKind::Number | TokenKind::Symbol => None,
            };
            let in_language = words[id].map_or(UNKNOWN_FREQUENCY, |w| lexicon.frequency(lexicon_side, w));
            0.5 * (in_text + in_language)
        })
        .collect();
    (frequencies, words)
}

impl Evidence {
    /// The evidence for two texts. `lexicon` comes with whether it is for the opposite direction; `spelling` says whether
    /// identity and likeness of spelling count.
    pub(crate) fn new(
        source: &Side,
        target: &Side,
        lexicon: Option<(&Lexicon, bool)>,
        spelling: bool,
    ) -> (Evidence, Prior) {
        let lexicon_side = |side: usize| lexicon.map(|(l, reversed)| (l, if reversed { 1 - side } else { side }));
        let (source_frequency, source_words) = frequencies(source, lexicon_side(0));
        let (target_frequency, target_words) = frequencies(target, lexicon_side(1));
        let mut conditionals = Conditionals::default();
        if let Some((lexicon, reversed)) = lexicon {
            // Rows are stored by the lexicon's source words, which are the target's types when it is reversed.
            let (rows, columns) = if reversed {
                (&target_words, &source_words)
            } else {
                (&source_words, &target_words)
            };
            let mut column_types = vec![u32::MAX; super::lexicon::MAX_WORDS + 1];
            for (id, word) in columns.iter().enumerate() {
                if let Some(word) = word {
                    column_types[usize::from(*word)] = id as u32;
                }
            }
            for (id, word) in rows.iter().enumerate() {
                let Some(word) = word else { continue };
                for entry in lexicon.row(*word) {
                    let other = column_types[usize::from(entry.target)];
                    if other != u32::MAX {
                        let (key, value) = if reversed {
                            ((other, id as u32), [entry.backward, entry.forward])
                        } else {
                            ((id as u32, other), [entry.forward, entry.backward])
                        };
                        conditionals.insert(key, value);
                    }
                }
            }
        }
        // Two words that the lexicon knows and does not pair are rarely cognates, and often false friends.
        let worthwhile = |s: u32, t: u32| source_words[s as usize].is_none() || target_words[t as usize].is_none();
        if spelling {
            cognates(&source.types, &target.types, worthwhile, |s, t, likeness| {
                let kind = source.types[s as usize].kind;
                let exact = likeness == 1.0 && matches!(kind, TokenKind::Number | TokenKind::Symbol);
                let strength = ((likeness - 0.6) / 0.4).max(0.0);
                let worth = |known: bool| match (exact, known) {
                    (true, _) => WORTH.exact,
                    (_, true) => WORTH.known * strength,
                    (_, false) => WORTH.unknown * strength,
                };
                let value = conditionals.entry((s, t)).or_insert([0.0; 2]);
                value[0] = value[0].max(worth(source_words[s as usize].is_some()));
                value[1] = value[1].max(worth(target_words[t as usize].is_some()));
            });
        }
        let prior = Prior {
            conditionals,
            source_frequency,
            target_frequency,
        };
        (Evidence::from_conditionals(&prior, &prior.conditionals), prior)
    }

    /// The evidence that conditional probabilities make with the frequencies of a prior.
    pub(crate) fn from_conditionals(prior: &Prior, conditionals: &Conditionals) -> Evidence {
        let mut all: Vec<Cell> = conditionals.iter().map(|(k, v)| (k.0, k.1, *v)).collect();
        // The order of a hash map depends on its history; sums must not.
        all.sort_unstable_by_key(|(s, t, _)| (*s, *t));
        let pair = |s: u32, t: u32, v: [f32; 2], other: u32| Pair {
            other,
            forward: (v[0] / prior.target_frequency[t as usize]).min(GREATEST),
            backward: (v[1] / prior.source_frequency[s as usize]).min(GREATEST),
        };
        let group = |rows: usize, key: fn(&Cell) -> (u32, u32)| {
            let mut ends = vec![0u32; rows];
            all.iter().for_each(|p| ends[key(p).0 as usize] += 1);
            let mut total = 0;
            let mut cursor: Vec<u32> = Vec::with_capacity(rows);
            for end in &mut ends {
                cursor.push(total);
                total += *end;
                *end = total;
            }
            let mut pairs = vec![
                Pair {
                    other: 0,
                    forward: 0.0,
                    backward: 0.0
                };
                all.len()
            ];
            for p in &all {
                let (row, other) = key(p);
                pairs[cursor[row as usize] as usize] = pair(p.0, p.1, p.2, other);
                cursor[row as usize] += 1;
            }
            Rows { ends, pairs }
        };
        Evidence {
            by_source: group(prior.source_frequency.len(), |p| (p.0, p.1)),
            by_target: group(prior.target_frequency.len(), |p| (p.1, p.0)),
        }
    }

    /// The pairs of a source type.
    pub(crate) fn of_source(&self, id: u32) -> &[Pair] {
        self.by_source.row(id)
    }

    /// The pairs of a target type.
    pub(crate) fn of_target(&self, id: u32) -> &[Pair] {
        self.by_target.row(id)
    }
}

/// What is known of the words before the texts are aligned.
#[derive(Clone, Debug)]
pub(crate) struct Prior {
    pub(crate) conditionals: Conditionals,
    pub(crate) source_frequency: Vec<f32>,
    pub(crate) target_frequency: Vec<f32>,
}
