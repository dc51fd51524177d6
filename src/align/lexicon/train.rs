//! Pairs of texts → a [`Lexicon`].
//!
//! The model is IBM model 1 (Brown et al. 1993) with the prior of Dyer, Chahuneau and Smith (2013) that words stand near the
//! diagonal, estimated by expectation maximisation in both directions at once, with a sparse Dirichlet prior
//! (variational Bayes; Riley and Gildea 2012) that keeps rare words from collecting garbage. Expected counts are added
//! in fixed point, so that the result does not depend on the order in which threads finish.

use super::training::{TrainOptions, TrainingReport};
use super::written::Forms;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::{Entry, Lexicon, LexiconError, MAX_WORDS, WordId};
use crate::align::tokens::TokenKind;
use crate::align::vocabulary::{QuickMap, Type, Vocabulary};
use crate::text::lang::Lang;

/// A pair of words that is less probable than this in both directions is not stored. With pairs down to 0.001, 2.46 MB of them, novels were
/// aligned no better (docs/benchmarks/NOTEBOOK.md, "The lexicon").
const LEAST_KEPT: f32 = 0.003;

/// Collects pairs of texts and trains a lexicon from them.
pub struct Trainer {
    from: Lang,
    to: Lang,
    options: TrainOptions,
    sides: [Corpus; 2],
    weights: Vec<f32>,
    base: Option<Lexicon>,
}

/// All texts of one side as numbers.
#[derive(Default)]
struct Corpus {
    types: Vec<Type>,
    keys: QuickMap<Box<str>, u32>,
    tokens: Vec<u32>,
    ends: Vec<usize>,
    counts: Vec<f64>,
    /// How the types are written.
    forms: Forms,
}

impl Corpus {
    fn sentence(&self, k: usize) -> &[u32] {
        &self.tokens[if k == 0 { 0 } else { self.ends[k - 1] }..self.ends[k]]
    }

    fn id(&mut self, new: &Type) -> u32 {
        if let Some(&id) = self.keys.get(&new.key) {
            self.forms.met(id, &new.form);
            return id;
        }
        let id = self.types.len() as u32;
        self.forms.met(id, &new.form);
        self.types.push(new.clone());
        self.keys.insert(new.key.clone(), id);
        self.counts.push(0.0);
        id
    }
}

/// A pair of texts and how much it counts.
#[derive(Clone, Debug)]
pub struct TrainingPair {
    /// The text in the source language.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// How much the pair counts; 1 for an ordinary pair.
    pub weight: f32,
}

/// How many sightings a word's translations in the base weigh.
const BASE_WEIGHT: f64 = 4.0;
/// Fixed-point unit of the expected counts.
const UNIT: f64 = (1u64 << 32) as f64;
/// Probability that a word has no counterpart.
const NULL: f32 = 0.08;
/// How sharply words keep to the diagonal (λ of Dyer et al., their starting value).
const TENSION: f32 = 4.0;
/// Parameter of the Dirichlet prior over the translations of a word.
const ALPHA: f64 = 0.01;

impl Trainer {
    /// A trainer for a pair of languages that has seen nothing yet.
    #[must_use]
    pub fn new(from: Lang, to: Lang, options: TrainOptions) -> Trainer {
        Trainer {
            from,
            to,
            options,
            sides: [Corpus::default(), Corpus::default()],
            weights: Vec::new(),
            base: None,
        }
    }

    /// Begins from what a lexicon says of the words: each word that it knows brings a few sightings with it, so that a few
    /// pairs refine its probabilities and do not replace them. A lexicon for other languages changes nothing.
    #[must_use]
    pub fn with_base(mut self, lexicon: Lexicon) -> Trainer {
        self.base = Some(lexicon);
        self
    }

    /// Adds pairs. They are read in parallel and kept as word numbers, four bytes a token; give a few thousand at a time.
    pub fn add(&mut self, pairs: &[TrainingPair]) {
        let langs = [&self.from, &self.to];
        let longest = self.options.longest;
        let read: Vec<_> = pairs
            .par_chunks(500)
            .map(|chunk| {
                let mut vocabularies = langs.map(Vocabulary::new);
                let mut sentences = Vec::with_capacity(chunk.len());
                for pair in chunk {
                    let [mut source, mut target] = [Vec::new(), Vec::new()];
                    vocabularies[0].read(&pair.source, &mut source);
                    vocabularies[1].read(&pair.target, &mut target);
                    if !source.is_empty() && !target.is_empty() && source.len().max(target.len()) <= longest {
                        sentences.push((source, target, pair.weight));
                    }
                }
                (vocabularies.map(Vocabulary::into_types), sentences)
            })
            .collect();
        for (types, sentences) in read {
            let [source_types, target_types] = types;
            let maps: [Vec<u32>; 2] = [
                source_types.iter().map(|t| self.sides[0].id(t)).collect(),
                target_types.iter().map(|t| self.sides[1].id(t)).collect(),
            ];
            for (source, target, weight) in sentences {
                for (side, tokens) in [source, target].into_iter().enumerate() {
                    let corpus = &mut self.sides[side];
                    for token in tokens {
                        let id = maps[side][token as usize];
                        corpus.counts[id as usize] += f64::from(weight);
                        corpus.tokens.push(id);
                    }
                    corpus.ends.push(corpus.tokens.len());
                }
                self.weights.push(weight);
            }
        }
    }

    /// Trains the lexicon from all pairs that were added. `progress` is told of each round that ends.
    ///
    /// # Errors
    /// When no pair has words on both sides.
    pub fn train(mut self, mut progress: impl FnMut(usize)) -> Result<(Lexicon, TrainingReport), LexiconError> {
        if self.weights.is_empty() {
            return Err(LexiconError::NothingToLearn);
        }
        let known = [0, 1].map(|side| self.known(side));
        for (corpus, known) in self.sides.iter_mut().zip(&known) {
            // Rare words become one number that is in no pair.
            corpus.tokens.par_iter_mut().for_each(|t| *t = known[*t as usize]);
        }
        let table = Table::new(&self.sides, &known);
        let mut report = TrainingReport {
            pairs: self.weights.len(),
            tokens: [self.sides[0].tokens.len(), self.sides[1].tokens.len()],
            words: [0, 1].map(|s: usize| known[s].iter().filter(|k| **k != UNKNOWN).count()),
            candidates: table.len,
            bits_per_token: 0.0,
        };
        let base = self.base_probabilities(&table);
        let mut probabilities = vec![[1e-3f32; 2]; table.keys.len()];
        for (probability, base) in probabilities.iter_mut().zip(&base) {
            (0..2).for_each(|k| probability[k] = probability[k].max(base[k]));
        }
        let mut counts = Vec::new();
        for round in 0..self.options.iterations {
            let (sums, bits) = self.expect(&table, &probabilities);
            report.bits_per_token = bits;
            probabilities = self.maximise(&table, &sums, &base, round + 1 == self.options.iterations);
            counts = sums;
            progress(round + 1);
        }
        Ok((self.prune(&table, &probabilities, &counts), report))
    }

    /// What the base says of the pairs of the table, by slot; empty without a base.
    fn base_probabilities(&self, table: &Table) -> Vec<[f32; 2]> {
        let served = self
            .base
            .as_ref()
            .and_then(|l| Some((l, l.serves(&self.from, &self.to)?)));
        let Some((lexicon, reversed)) = served else {
            return Vec::new();
        };
        let turned = |pair: [u32; 2]| if reversed { [pair[1], pair[0]] } else { pair };
        let [rows, columns] = if reversed { [1, 0] } else { [0, 1] };
        let numbered = self.sides[columns].types.iter().zip(0u32..);
        let columns: QuickMap<WordId, u32> = numbered
            .filter_map(|(t, id)| Some((lexicon.word(1, &t.key)?, id)))
            .collect();
        let mut out = vec![[0.0; 2]; table.keys.len()];
        for (row, id) in self.sides[rows].types.iter().zip(0u32..) {
            for entry in lexicon.word(0, &row.key).map(|w| lexicon.row(w)).into_iter().flatten() {
                let Some(other) = columns.get(&entry.target) else {
                    continue;
                };
                let [source, target] = turned([id, *other]);
                if let Some(slot) = table.slot(source, target) {
                    let said = [entry.forward, entry.backward];
                    out[slot] = if reversed { [said[1], said[0]] } else { said };
                }
            }
        }
        out
    }

    /// For each type of a side its number if it is frequent enough, else [`UNKNOWN`].
    fn known(&self, side: usize) -> Vec<u32> {
        let least = self.options.least_count;
        self.sides[side]
            .counts
            .iter()
            .enumerate()
            .map(|(id, c)| if *c >= least { id as u32 } else { UNKNOWN })
            .collect()
    }

    /// One expectation step: expected counts of every word pair in both directions, and the bits per target token.
    fn expect(&self, table: &Table, probabilities: &[[f32; 2]]) -> (Vec<[u64; 2]>, f64) {
        let sums: Vec<[AtomicU64; 2]> = (0..table.keys.len())
            .map(|_| [AtomicU64::new(0), AtomicU64::new(0)])
            .collect();
        let bits = AtomicU64::new(0);
        (0..self.weights.len())
            .into_par_iter()
            .with_min_len(256)
            .for_each_init(Scratch::default, |scratch, k| {
                let (source, target) = (self.sides[0].sentence(k), self.sides[1].sentence(k));
                let (l, m) = (source.len(), target.len());
                scratch.slots.clear();
                scratch.prior.clear();
                for (i, s) in source.iter().enumerate() {
                    for (j, t) in target.iter().enumerate() {
                        scratch.slots.push(table.slot(*s, *t));
                        let distance = (i as f32 + 0.5) / l as f32 - (j as f32 + 0.5) / m as f32;
                        scratch.prior.push((-TENSION * distance.abs()).exp());
                    }
                }
                let weight = f64::from(self.weights[k]) * UNIT;
                let mut spent = 0.0;
                // Direction 0: each target word chooses a source word; direction 1: the other way round.
                for direction in 0..2 {
                    let (outer, inner) = if direction == 0 { (m, l) } else { (l, m) };
                    let cell = |o: usize, n: usize| if direction == 0 { n * m + o } else { o * m + n };
                    for o in 0..outer {
                        let (mut total, mut mass) = (0.0f32, 0.0f32);
                        for n in 0..inner {
                            let c = cell(o, n);
                            mass += scratch.prior[c];
                            if let Some(slot) = scratch.slots[c] {
                                total += scratch.prior[c] * probabilities[slot][direction];
                            }
                        }
                        let word = if direction == 0 { target[o] } else { source[o] };
                        if word == UNKNOWN {
                            continue;
                        }
                        let unigram = table.unigram[1 - direction][word as usize];
                        let aligned = (1.0 - NULL) * total / mass;
                        let whole = aligned + NULL * unigram;
                        if whole <= 0.0 {
                            continue;
                        }
                        if direction == 0 {
                            spent -= f64::from(whole.log2());
                        }
                        for n in 0..inner {
                            let c = cell(o, n);
                            if let Some(slot) = scratch.slots[c] {
                                let share =
                                    (1.0 - NULL) * scratch.prior[c] * probabilities[slot][direction] / (mass * whole);
                                sums[slot][direction].fetch_add((f64::from(share) * weight) as u64, Ordering::Relaxed);
                            }
                        }
                    }
                }
                bits.fetch_add((spent * 65536.0) as u64, Ordering::Relaxed);
            });
        let tokens = self.sides[1].tokens.iter().filter(|t| **t != UNKNOWN).count();
        let bits = bits.into_inner() as f64 / 65536.0 / tokens.max(1) as f64;
        (
            sums.into_iter().map(|pair| pair.map(AtomicU64::into_inner)).collect(),
            bits,
        )
    }

    /// The maximisation step: probabilities from expected counts, sparse in all rounds but the last.
    fn maximise(&self, table: &Table, sums: &[[u64; 2]], base: &[[f32; 2]], last: bool) -> Vec<[f32; 2]> {
        let mut totals = [
            vec![0u64; self.sides[0].types.len()],
            vec![0u64; self.sides[1].types.len()],
        ];
        let mut kinds = [
            vec![0u32; self.sides[0].types.len()],
            vec![0u32; self.sides[1].types.len()],
        ];
        // What the base saw of each pair, as expected counts.
        let seen = |slot: usize| {
            base.get(slot)
                .map_or([0; 2], |b| b.map(|p| (BASE_WEIGHT * f64::from(p) * UNIT) as u64))
        };
        for (slot, key) in table.pairs() {
            let before = seen(slot);
            for (side, word) in [key >> 32, key & 0xFFFF_FFFF].into_iter().enumerate() {
                totals[side][word as usize] += sums[slot][side] + before[side];
                kinds[side][word as usize] += 1;
            }
        }
        let probability = |sum: u64, total: u64, kinds: u32| {
            let (sum, total) = (sum as f64 / UNIT, total as f64 / UNIT);
            if last {
                // One expected token is kept back for what was not seen.
                sum / (total + 1.0)
            } else {
                (digamma(sum + ALPHA) - digamma(total + ALPHA * f64::from(kinds))).exp()
            }
        };
        (0..table.keys.len())
            .into_par_iter()
            .map(|slot| {
                let key = table.keys[slot];
                if key == EMPTY {
                    return [0.0; 2];
                }
                let words = [(key >> 32) as usize, (key & 0xFFFF_FFFF) as usize];
                let before = seen(slot);
                [0, 1].map(|side| {
                    let sum = sums[slot][side] + before[side];
                    probability(sum, totals[side][words[side]], kinds[side][words[side]]) as f32
                })
            })
            .collect()
    }

    /// The lexicon of the most useful pairs that fit the size allowed.
    fn prune(&self, table: &Table, probabilities: &[[f32; 2]], counts: &[[u64; 2]]) -> Lexicon {
        struct Kept {
            words: [u32; 2],
            forward: f32,
            backward: f32,
            worth: f64,
        }
        let worth = |p: f32, unigram: f32, count: u64| {
            let gain = f64::from((p / unigram.max(1e-9)).max(1.0).ln());
            gain * (count as f64 / UNIT).sqrt() * f64::from(p).sqrt()
        };
        let mut kept: Vec<Kept> = table
            .pairs()
            .filter_map(|(slot, key)| {
                let words = [(key >> 32) as u32, (key & 0xFFFF_FFFF) as u32];
                let number = |side: usize| self.sides[side].types[words[side] as usize].kind == TokenKind::Number;
                let [forward, backward] = probabilities[slot];
                if number(0) || number(1) || (forward < LEAST_KEPT && backward < LEAST_KEPT) {
                    return None;
                }
                let unigram = |side: usize| table.unigram[side][words[side] as usize];
                let worth = worth(forward, unigram(1), counts[slot][0]) + worth(backward, unigram(0), counts[slot][1]);
                Some(Kept {
                    words,
                    forward,
                    backward,
                    worth,
                })
            })
            .collect();
        kept.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.words.cmp(&b.words)));
        // Pairs are taken in the order of their worth; a word costs its text, its frequency and its ends.
        let mut size = super::HEADER;
        let mut used = [
            vec![false; self.sides[0].types.len()],
            vec![false; self.sides[1].types.len()],
        ];
        let mut word_counts = [0; 2];
        kept.retain(|pair| {
            let mut cost = super::ENTRY;
            let mut new = [false; 2];
            for side in 0..2 {
                let word = pair.words[side] as usize;
                if !used[side][word] {
                    new[side] = true;
                    cost += self.sides[side].types[word].key.len() + 5 + if side == 0 { 4 } else { 0 };
                }
            }
            let room = (0..2).all(|s| !new[s] || word_counts[s] < MAX_WORDS);
            if !room || size + cost > self.options.max_bytes {
                return false;
            }
            size += cost;
            for side in 0..2 {
                if new[side] {
                    used[side][pair.words[side] as usize] = true;
                    word_counts[side] += 1;
                }
            }
            true
        });
        let mut numbers = [vec![0 as WordId; used[0].len()], vec![0 as WordId; used[1].len()]];
        let words = [0, 1].map(|side: usize| {
            let mut ids: Vec<usize> = (0..used[side].len()).filter(|id| used[side][*id]).collect();
            let types = &self.sides[side].types;
            ids.sort_by(|a, b| types[*a].key.as_bytes().cmp(types[*b].key.as_bytes()));
            for (number, id) in ids.iter().enumerate() {
                numbers[side][*id] = number as WordId;
            }
            let forms = self.sides[side].forms.commonest(types.len());
            ids.iter()
                .map(|id| {
                    (
                        types[*id].key.to_string(),
                        table.unigram[side][*id],
                        forms[*id].to_owned(),
                    )
                })
                .collect::<Vec<_>>()
        });
        let mut entries: Vec<(WordId, Entry)> = kept
            .iter()
            .map(|k| {
                let [source, target] = [0, 1].map(|s: usize| numbers[s][k.words[s] as usize]);
                (
                    source,
                    Entry {
                        target,
                        forward: k.forward,
                        backward: k.backward,
                    },
                )
            })
            .collect();
        entries.sort_by_key(|(source, e)| (*source, e.target));
        Lexicon::build((&self.from, &self.to), [&words[0], &words[1]], &entries)
    }
}

/// The number of words that are too rare to learn.
const UNKNOWN: u32 = u32::MAX;
/// A free slot of the table.
const EMPTY: u64 = u64::MAX;

#[derive(Default)]
struct Scratch {
    slots: Vec<Option<usize>>,
    prior: Vec<f32>,
}

/// All pairs of words that occur together, in an open hash table, and the relative frequencies of the words.
struct Table {
    keys: Vec<u64>,
    mask: usize,
    len: usize,
    unigram: [Vec<f32>; 2],
}

fn spread(key: u64) -> usize {
    let mixed = (key ^ (key >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 20) as usize
}

impl Table {
    fn new(sides: &[Corpus; 2], known: &[Vec<u32>; 2]) -> Table {
        let unigram = [0, 1].map(|side: usize| {
            let total: f64 = sides[side].counts.iter().sum();
            sides[side]
                .counts
                .iter()
                .zip(&known[side])
                .map(|(c, k)| if *k == UNKNOWN { 0.0 } else { (c / total) as f32 })
                .collect()
        });
        // Which sentences a source word is in, to count its partners before the table is made.
        let pairs = sides[0].ends.len();
        let mut starts = vec![0usize; sides[0].types.len() + 1];
        let words = |k: usize| {
            sides[0]
                .sentence(k)
                .iter()
                .filter(|t| **t != UNKNOWN)
                .map(|t| *t as usize)
        };
        (0..pairs).for_each(|k| words(k).for_each(|w| starts[w + 1] += 1));
        for w in 1..starts.len() {
            starts[w] += starts[w - 1];
        }
        let mut cursor = starts.clone();
        let mut postings = vec![0u32; starts[starts.len() - 1]];
        for k in 0..pairs {
            for w in words(k) {
                postings[cursor[w]] = k as u32;
                cursor[w] += 1;
            }
        }
        let rows: Vec<Vec<u32>> = (0..sides[0].types.len())
            .into_par_iter()
            .map_init(
                || vec![u32::MAX; sides[1].types.len()],
                |seen, w| {
                    let mut row = Vec::new();
                    for k in &postings[starts[w]..starts[w + 1]] {
                        for t in sides[1].sentence(*k as usize).iter().filter(|t| **t != UNKNOWN) {
                            if std::mem::replace(&mut seen[*t as usize], w as u32) != w as u32 {
                                row.push(*t);
                            }
                        }
                    }
                    row
                },
            )
            .collect();
        let len: usize = rows.iter().map(Vec::len).sum();
        let capacity = (len * 3 / 2).next_power_of_two().max(16);
        let (mut keys, mask) = (vec![EMPTY; capacity], capacity - 1);
        for (w, row) in rows.into_iter().enumerate() {
            for t in row {
                let key = (w as u64) << 32 | u64::from(t);
                let mut slot = spread(key) & mask;
                while keys[slot] != EMPTY {
                    slot = (slot + 1) & mask;
                }
                keys[slot] = key;
            }
        }
        Table {
            keys,
            mask,
            len,
            unigram,
        }
    }

    /// The slot of a pair of words; none for words that are too rare.
    #[inline]
    fn slot(&self, source: u32, target: u32) -> Option<usize> {
        if source == UNKNOWN || target == UNKNOWN {
            return None;
        }
        let key = u64::from(source) << 32 | u64::from(target);
        let mut slot = spread(key) & self.mask;
        loop {
            match self.keys[slot] {
                k if k == key => return Some(slot),
                EMPTY => return None,
                _ => slot = (slot + 1) & self.mask,
            }
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        self.keys
            .iter()
            .enumerate()
            .filter(|(_, k)| **k != EMPTY)
            .map(|(slot, k)| (slot, *k))
    }
}

/// The digamma function for positive arguments (recurrence to 6, then the asymptotic series; Abramowitz and Stegun 6.3).
fn digamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 6.0 {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    shift + x.ln() - 0.5 / x - inverse * (1.0 / 12.0 - inverse * (1.0 / 120.0 - inverse / 252.0))
}

#[cfg(test)]
mod tests;
