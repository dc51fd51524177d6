//! A first alignment of two texts → better translation probabilities for their words (the second pass of Moore 2002).
//!
//! Each bead that is probably right is a sentence pair for one round of IBM model 1, started from the evidence so far. A word
//! that was seen with its translation in one bead only is not believed: the bead would be its own witness.

use super::evidence::{Evidence, Prior};
use super::lattice::Step;
use super::side::Side;
use super::vocabulary::QuickMap;
use crate::align::word_pairs::{PairTable, Words};

/// Beads with a lower posterior teach nothing.
const LEAST_POSTERIOR: f32 = 0.5;
/// Taken off each expected count, so that what was seen once is not believed.
const DISCOUNT: f32 = 0.9;
/// How many sightings the prior probabilities of a word weigh.
const PRIOR_WEIGHT: f32 = 4.0;
/// Evidence that any two words of a bead have of each other before anything is known, where a lexicon knows most words.
const UNIFORM: f32 = 0.2;
/// The same where no lexicon does, and this is most of what is believed at first.
const UNIFORM_WITHOUT_LEXICON: f32 = 0.8;
/// Shares of a word smaller than this are not counted: of thirty words any may be its translation.
const LEAST_SHARE: f32 = 0.03;
/// Longer groups teach too little for the time that they take.
const MOST_WORDS: usize = 250;

/// The place of a pair of words without evidence.
const NOWHERE: u32 = u32::MAX;

/// The words of one side of a bead.
struct BeadWords {
    words: Words,
    /// How often the bead has each.
    times: Vec<f32>,
}

impl BeadWords {
    fn new(types: usize) -> BeadWords {
        BeadWords {
            words: Words::new(types),
            times: Vec::new(),
        }
    }

    /// Takes the words of another bead.
    fn read(&mut self, tokens: &[u32]) {
        self.words.clear();
        self.times.clear();
        for token in tokens {
            let number = self.words.insert(*token) as usize;
            self.times.resize(self.words.types.len(), 0.0);
            self.times[number] += 1.0;
        }
    }

    /// Each type and how often the bead has it.
    fn iter(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.words.types.iter().copied().zip(self.times.iter().copied())
    }
}

/// What the words of a bead say of each other: a row for each source type, a column for each target type.
#[derive(Default)]
struct Cells {
    /// In both directions.
    worth: [Vec<f32>; 2],
    /// Where the evidence of each pair stands, if there is any.
    place: Vec<u32>,
    /// The sum of each column, the empty word counted.
    totals: Vec<f32>,
    /// The least worth of each column that is counted.
    leasts: Vec<f32>,
}

impl Cells {
    fn read(&mut self, source: &BeadWords, target: &BeadWords, evidence: &Evidence, uniform: f32) {
        let width = target.times.len();
        let size = source.times.len() * width;
        for worth in &mut self.worth {
            worth.clear();
            worth.resize(size, uniform);
        }
        self.place.clear();
        self.place.resize(size, NOWHERE);
        evidence.index().between(&source.words, &target.words, |s, t, pair| {
            let cell = s as usize * width + t as usize;
            let [forward, backward] = pair.value;
            (self.worth[0][cell], self.worth[1][cell]) = (uniform + forward, uniform + backward);
            self.place[cell] = pair.place;
        });
        self.totals.clear();
        self.totals.resize(width, 1.0);
        for (row, times) in self.worth[0].chunks_exact(width.max(1)).zip(&source.times) {
            for (total, worth) in self.totals.iter_mut().zip(row) {
                *total += times * worth;
            }
        }
        self.leasts.clear();
        self.leasts.extend(self.totals.iter().map(|total| LEAST_SHARE * total));
    }
}

/// Expected counts of pairs of types in both directions.
struct Counts {
    /// Of the pairs that have evidence, by its place.
    known: Vec<[f32; 2]>,
    /// Of all others.
    new: QuickMap<(u32, u32), [f32; 2]>,
}

impl Counts {
    #[inline]
    fn add(&mut self, place: u32, pair: (u32, u32), direction: usize, share: f32) {
        let count = match self.known.get_mut(place as usize) {
            Some(count) => count,
            None => self.new.entry(pair).or_default(),
        };
        count[direction] += share;
    }
}

/// Conditional probabilities of the prior, updated with what the beads of a path teach. `has_lexicon` says whether a lexicon
/// began the work.
pub(crate) fn learn(
    source: &Side,
    target: &Side,
    evidence: &Evidence,
    prior: &Prior,
    path: &[Step],
    has_lexicon: bool,
) -> PairTable {
    let uniform = if has_lexicon { UNIFORM } else { UNIFORM_WITHOUT_LEXICON };
    let mut counts = Counts {
        known: vec![[0.0; 2]; evidence.table().len()],
        new: QuickMap::default(),
    };
    // How often each type was seen.
    let mut seen = [vec![0.0f32; source.types.len()], vec![0.0f32; target.types.len()]];
    let (mut s_words, mut t_words) = (BeadWords::new(source.types.len()), BeadWords::new(target.types.len()));
    let mut cells = Cells::default();
    for step in path {
        if step.source_len == 0 || step.target_len == 0 || step.posterior < LEAST_POSTERIOR {
            continue;
        }
        let s_tokens = source.tokens_of(step.source..step.source + step.source_len);
        let t_tokens = target.tokens_of(step.target..step.target + step.target_len);
        if s_tokens.len().max(t_tokens.len()) > MOST_WORDS {
            continue;
        }
        s_words.read(s_tokens);
        t_words.read(t_tokens);
        cells.read(&s_words, &t_words, evidence, uniform);
        let width = t_words.times.len();
        for (row, (s, s_times)) in s_words.iter().enumerate() {
            let row = row * width..(row + 1) * width;
            let [forward, backward] = [0, 1].map(|direction| &cells.worth[direction][row.clone()]);
            let places = &cells.place[row];
            // Each target word is shared out among the source words and the empty word, and the other way round.
            let total: f32 = 1.0
                + backward
                    .iter()
                    .zip(&t_words.times)
                    .map(|(w, times)| w * times)
                    .sum::<f32>();
            let least = LEAST_SHARE * total;
            let (types, times) = (&t_words.words.types[..width], &t_words.times[..width]);
            let (totals, leasts) = (&cells.totals[..width], &cells.leasts[..width]);
            for column in 0..width {
                let (is_forward, is_backward) = (forward[column] > leasts[column], backward[column] > least);
                // Most words of a bead say nothing of each other.
                if !(is_forward | is_backward) {
                    continue;
                }
                let weight = s_times * times[column] * step.posterior;
                let pair = (s, types[column]);
                if is_forward {
                    counts.add(places[column], pair, 0, forward[column] / totals[column] * weight);
                }
                if is_backward {
                    counts.add(places[column], pair, 1, backward[column] / total * weight);
                }
            }
        }
        for (words, seen) in [&s_words, &t_words].into_iter().zip(&mut seen) {
            for (word, times) in words.iter() {
                seen[word as usize] += times * step.posterior;
            }
        }
    }
    updated(evidence, prior, &counts, &seen)
}

/// The prior's probabilities and the counts, weighed by how often the words were seen.
fn updated(evidence: &Evidence, prior: &Prior, counts: &Counts, seen: &[Vec<f32>; 2]) -> PairTable {
    let mut new: Vec<(u32, u32, [f32; 2])> = counts.new.iter().map(|((s, t), count)| (*s, *t, *count)).collect();
    new.sort_unstable_by_key(|(s, t, _)| (*s, *t));
    let mut new = new.as_slice();
    let mut out = PairTable::with_capacity(seen[0].len(), evidence.table().len() + new.len());
    for (s, source_seen) in seen[0].iter().enumerate() {
        let s = s as u32;
        let weight = |t: u32| [PRIOR_WEIGHT + source_seen, PRIOR_WEIGHT + seen[1][t as usize]];
        let learned = |t: u32, count: [f32; 2]| {
            let [forward, backward] = count.map(|c| (c - DISCOUNT).max(0.0));
            let weight = weight(t);
            (forward > 0.0 || backward > 0.0).then_some((t, [forward / weight[0], backward / weight[1]]))
        };
        let mut known = prior.conditionals.row(s).peekable();
        // Whatever was known before has evidence, and so has what an earlier pass taught.
        for place in evidence.table().range(s) {
            let (t, count) = (evidence.table().other(place as u32), counts.known[place]);
            while let [(first_s, first_t, count), rest @ ..] = new
                && (*first_s, *first_t) < (s, t)
            {
                learned(*first_t, *count)
                    .into_iter()
                    .for_each(|(t, value)| out.push(t, value));
                new = rest;
            }
            match known.next_if(|(other, _)| *other == t) {
                Some((_, mut value)) => {
                    let weight = weight(t);
                    for direction in 0..2 {
                        value[direction] *= PRIOR_WEIGHT / weight[direction];
                        value[direction] += count[direction] / weight[direction];
                    }
                    out.push(t, value);
                }
                None => learned(t, count).into_iter().for_each(|(t, value)| out.push(t, value)),
            }
        }
        while let [(first_s, t, count), rest @ ..] = new
            && *first_s == s
        {
            learned(*t, *count)
                .into_iter()
                .for_each(|(t, value)| out.push(t, value));
            new = rest;
        }
        out.end_row();
    }
    out
}
