//! Gold alignments → the weights of the features that make them most probable.
//!
//! The lattice is a conditional random field over whole alignments (Lafferty, McCallum and Pereira 2001; its segments make it
//! semi-Markov, Sarawagi and Cohen 2004). The gradient of the logarithm of the gold alignment's probability is the
//! difference of the expected features under the gold alignment and under all alignments; both come from forward-backward.
//! The weights climb it by resilient propagation (Riedmiller and Braun 1993; Igel and Hüsken 2003), pulled by a normal prior
//! to where they begin. The posteriors are then calibrated on documents that were left out of the fit.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

use crate::align::calibration;
use crate::align::calibration::Calibration;
use crate::align::corridor::Corridor;
use crate::align::fitted::FittedWeights;
use crate::align::fixed::Fixed;
use crate::align::lab::calibrate::Witness;
use crate::align::lab::gold::{GoldBead, GoldDocument, GoldSet};
use crate::align::lattice::{IMPOSSIBLE, Lattice, NullScores, Posteriors, SHAPE_COUNT, SHAPES};
use crate::align::score::{Features, Scorer, null_length};
use crate::align::search::Search;
use crate::align::side::Side;
use crate::align::weights;
use crate::align::weights::{BEAD_COUNT, COUNT, Column, Weights};
use crate::align::{AlignError, AlignOptions, Aligner};

/// How weights are fitted.
#[derive(Clone, Copy, Debug)]
pub struct FitOptions {
    /// How often the documents are searched again with the weights so far.
    pub rounds: usize,
    /// Steps of gradient ascent in each round.
    pub steps: usize,
    /// The precision (one over the variance) of the normal prior over each weight.
    pub prior: f64,
    /// Into how many parts the documents are divided to fit the calibration: posteriors of a part come from weights that
    /// were fitted to the others.
    pub folds: usize,
}

impl Default for FitOptions {
    fn default() -> FitOptions {
        FitOptions {
            rounds: 2,
            steps: 150,
            prior: 10.0,
            folds: 4,
        }
    }
}

/// Documents whose gold has a lower log-probability per bead are no translations of each other, whatever their gold says;
/// one of them would outweigh hundreds of sound ones.
const LEAST_PLAUSIBLE: f64 = -5.0;

/// A document, searched once: everything that does not change when weights do.
struct Example {
    corridor: Corridor,
    /// For each node and shape that is possible: its place among the beads, whether the gold has it, and its features.
    beads: Vec<(u32, bool, Features)>,
    /// The length feature of each segment, and whether the gold leaves it without counterpart.
    nulls: [Vec<(f32, bool)>; 2],
    /// How much the document counts.
    weight: f64,
    /// How many gold beads it has.
    gold_beads: usize,
    /// The gold beads.
    exact: HashSet<Span>,
    /// The part of the documents that it belongs to; a document and its variants are in one part.
    fold: usize,
    /// The number of its pair of languages.
    languages: usize,
}

/// A bead: its first segments and how many of each side it has.
type Span = (usize, usize, usize, usize);

/// What the gold says of a bead or null step: whether it may be part of the gold alignment.
struct GoldSpans {
    exact: HashSet<Span>,
    /// Gold beads of shapes that the lattice has no step for: any steps inside them will do.
    open: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)>,
    null: [Vec<bool>; 2],
}

impl GoldSpans {
    fn new(document: &GoldDocument) -> GoldSpans {
        let place = |numbers: &[usize], lines: &[usize]| -> Option<std::ops::Range<usize>> {
            let at = |line: &usize| numbers.binary_search(line).ok();
            let places: Vec<usize> = lines.iter().filter_map(at).collect();
            Some(*places.iter().min()?..*places.iter().max()? + 1)
        };
        let (n, m) = (document.source.0.len(), document.target.0.len());
        let mut out = GoldSpans {
            exact: Default::default(),
            open: Vec::new(),
            null: [vec![true; n], vec![true; m]],
        };
        for (source, target) in &document.beads as &[GoldBead] {
            let spans = (place(&document.source.1, source), place(&document.target.1, target));
            if let (Some(s), Some(t)) = spans {
                let whole = s.len() == source.len() && t.len() == target.len();
                if whole && SHAPES.contains(&(s.len(), t.len())) {
                    out.exact.insert((s.start, t.start, s.len(), t.len()));
                    out.null[0][s].fill(false);
                    out.null[1][t].fill(false);
                } else {
                    out.open.push((s, t));
                }
            }
        }
        out
    }

    fn allows(&self, i: usize, j: usize, a: usize, b: usize) -> bool {
        let inside = |(s, t): &(std::ops::Range<usize>, std::ops::Range<usize>)| {
            s.start <= i && i + a <= s.end && t.start <= j && j + b <= t.end
        };
        self.exact.contains(&(i, j, a, b)) || self.open.iter().any(inside)
    }
}

impl Example {
    fn new(document: &GoldDocument, aligner: &Aligner, weight: f64, fold: usize, languages: usize) -> Example {
        let (source, target) = aligner.sides(&document.source.0, &document.target.0);
        let search = Search::new(
            &source,
            &target,
            aligner.lexicons(),
            &aligner.weights,
            aligner.parts,
            &Fixed::default(),
        );
        let scorer = Scorer::new(&source, &target, &search.lexical, aligner.parts.lengths);
        let gold = GoldSpans::new(document);
        let mut beads = Vec::new();
        for i in 0..search.corridor.rows() {
            for j in search.corridor.row(i) {
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    if search.corridor.node(i + a, j + b).is_none() {
                        continue;
                    }
                    if let Some(features) = scorer.features(&search.corridor, i, j, shape) {
                        let place = search.corridor.at(i, j) * SHAPE_COUNT + shape;
                        beads.push((place as u32, gold.allows(i, j, a, b), features));
                    }
                }
            }
        }
        let nulls = |side: &Side, gold: &[bool]| (0..side.len()).map(|i| (null_length(side, i), gold[i])).collect();
        let nulls = [nulls(&source, &gold.null[0]), nulls(&target, &gold.null[1])];
        Example {
            corridor: search.corridor,
            beads,
            nulls,
            weight,
            gold_beads: document.beads.len(),
            exact: gold.exact,
            fold,
            languages,
        }
    }

    /// The lattice of all alignments, or of those that agree with the gold.
    fn lattice(&self, weights: &Weights, gold_only: bool) -> Lattice {
        let mut beads = vec![IMPOSSIBLE; self.corridor.len() * SHAPE_COUNT];
        for (place, gold, features) in &self.beads {
            if *gold || !gold_only {
                beads[*place as usize] = features.iter().zip(weights.bead()).map(|(f, w)| f * w).sum();
            }
        }
        let [each, length, open, both, turn] = weights.null();
        let side = |nulls: &[(f32, bool)]| {
            let score = |(l, gold): &(f32, bool)| {
                if *gold || !gold_only {
                    each + length * l
                } else {
                    IMPOSSIBLE
                }
            };
            nulls.iter().map(score).collect()
        };
        let nulls = NullScores {
            open,
            both,
            turn,
            source: side(&self.nulls[0]),
            target: side(&self.nulls[1]),
        };
        Lattice {
            corridor: self.corridor.clone(),
            beads,
            nulls,
        }
    }

    /// Adds the expected features under posteriors, times a factor.
    fn add_expected(&self, posteriors: &Posteriors, factor: f64, out: &mut [f64; COUNT]) {
        for (place, _, features) in &self.beads {
            let p = f64::from(posteriors.beads[*place as usize]);
            if p > 0.0 {
                features
                    .iter()
                    .zip(out.iter_mut())
                    .for_each(|(f, o)| *o += factor * p * f64::from(*f));
            }
        }
        for i in 0..self.corridor.rows() {
            for j in self.corridor.row(i) {
                let node = self.corridor.at(i, j);
                let steps = [
                    (posteriors.source[node], self.nulls[0].get(i)),
                    (posteriors.target[node], self.nulls[1].get(j)),
                ];
                for (p, null) in steps {
                    if let Some((length, _)) = null {
                        out[BEAD_COUNT] += factor * f64::from(p);
                        out[BEAD_COUNT + 1] += factor * f64::from(p) * f64::from(*length);
                    }
                }
            }
        }
        for (k, expected) in posteriors.transitions.iter().enumerate() {
            out[BEAD_COUNT + 2 + k] += factor * expected;
        }
    }

    /// The logarithm of the gold alignment's probability and its gradient; `None` when the corridor excludes it or it is
    /// out of all reason.
    fn gradient(&self, weights: &Weights) -> Option<(f64, [f64; COUNT])> {
        let gold = self.lattice(weights, true).posteriors();
        if !gold.log_total.is_finite() {
            return None;
        }
        let all = self.lattice(weights, false).posteriors();
        if gold.log_total - all.log_total < LEAST_PLAUSIBLE * self.gold_beads as f64 {
            return None;
        }
        let mut gradient = [0.0; COUNT];
        self.add_expected(&gold, self.weight, &mut gradient);
        self.add_expected(&all, -self.weight, &mut gradient);
        Some((self.weight * (gold.log_total - all.log_total), gradient))
    }

    /// The beads with two sides that are found with some weights, and whether they are right.
    fn witnesses(&self, weights: &Weights) -> Vec<Witness> {
        let lattice = self.lattice(weights, false);
        let path = lattice.posteriors().best_path(&lattice.corridor);
        let doubt = calibration::doubt(&path);
        path.iter()
            .filter(|s| s.source_len > 0 && s.target_len > 0)
            .map(|step| Witness {
                posterior: step.posterior,
                doubt,
                right: self
                    .exact
                    .contains(&(step.source, step.target, step.source_len, step.target_len)),
                weight: self.weight,
            })
            .collect()
    }
}

/// Climbs from the prior's mean, or from `start`, to the weights that make the gold of some examples most probable.
fn climb(
    examples: &[&Example],
    start: &Weights,
    options: &FitOptions,
    mut progress: impl FnMut(usize, f64, usize),
) -> Weights {
    let (prior, mut weights) = (Weights::of(Column::Prior), start.clone());
    let (mut step, mut before) = ([0.05f64; COUNT], [0.0f64; COUNT]);
    for at in 0..options.steps {
        let parts: Vec<Option<(f64, [f64; COUNT])>> = examples.par_iter().map(|e| e.gradient(&weights)).collect();
        let (mut value, mut gradient, mut missing) = (0.0, [0.0; COUNT], 0);
        for part in parts {
            match part {
                Some((v, g)) => {
                    value += v;
                    g.iter().zip(&mut gradient).for_each(|(g, o)| *o += g);
                }
                None => missing += 1,
            }
        }
        for k in 0..COUNT {
            gradient[k] -= options.prior * f64::from(weights.0[k] - prior.0[k]);
            let sign = gradient[k] * before[k];
            if sign > 0.0 {
                step[k] = (step[k] * 1.2).min(0.5);
            } else if sign < 0.0 {
                step[k] = (step[k] * 0.5).max(1e-5);
                gradient[k] = 0.0;
            }
            if gradient[k] != 0.0 {
                weights.0[k] += (gradient[k].signum() * step[k]) as f32;
            }
        }
        before = gradient;
        if at % 50 == 49 {
            progress(at + 1, value, missing);
        }
    }
    weights
}

/// Fits weights and their calibration to gold sets. `aligner_for` says what the sets are aligned with, all of them with a
/// lexicon or all without; they may be in several pairs of languages. `progress` is told the log-probability of the gold
/// now and then, and how many documents are excluded.
///
/// # Errors
/// When an aligner cannot be made for the languages of a set.
pub fn fit(
    sets: &[&GoldSet],
    aligner_for: impl Fn(&GoldSet) -> Result<Aligner, AlignError>,
    options: FitOptions,
    mut progress: impl FnMut(usize, f64, usize),
) -> Result<FittedWeights, AlignError> {
    let aligners: Vec<Aligner> = sets.iter().map(|s| aligner_for(s)).collect::<Result<_, _>>()?;
    let names: BTreeSet<&str> = sets
        .iter()
        .flat_map(|s| &s.documents)
        .map(|d| d.name.as_str())
        .collect();
    let fold_of = |name: &str| names.range(..name).count() % options.folds.max(1);
    let pairs: BTreeSet<(&str, &str)> = sets.iter().map(|s| (s.from.as_str(), s.to.as_str())).collect();
    let mut weights = Weights::of(Column::Prior);
    let mut examples = Vec::new();
    for round in 0..options.rounds {
        let mut work = Vec::new();
        for (set, aligner) in sets.iter().zip(&aligners) {
            let segments: usize = set.documents.iter().map(|d| d.source.0.len()).sum();
            // Each set counts by the square root of its size.
            let weight = (1000.0 / segments.max(1) as f64).sqrt();
            let aligner = Aligner {
                weights: weights.clone(),
                ..aligner.clone()
            };
            let languages = pairs.range(..(set.from.as_str(), set.to.as_str())).count();
            work.extend(
                set.documents
                    .iter()
                    .map(move |d| (d, aligner.clone(), weight, languages)),
            );
        }
        examples = work
            .par_iter()
            .map(|(d, aligner, weight, languages)| Example::new(d, aligner, *weight, fold_of(&d.name), *languages))
            .collect();
        let all: Vec<&Example> = examples.iter().collect();
        weights = climb(&all, &weights, &options, |step, value, missing| {
            progress(round * options.steps + step, value, missing);
        });
    }
    let mut witnesses: Vec<Vec<Witness>> = vec![Vec::new(); pairs.len()];
    for fold in 0..options.folds {
        let (held_out, others): (Vec<&Example>, Vec<&Example>) = examples.iter().partition(|e| e.fold == fold);
        let weights = climb(&others, &Weights::of(Column::Prior), &options, |_, _, _| {});
        for example in held_out {
            witnesses[example.languages].extend(example.witnesses(&weights));
        }
    }
    Ok(FittedWeights {
        weights,
        calibration: Calibration::fit(&balanced(witnesses), CALIBRATION_PRIOR),
    })
}

/// The beads of all pairs of languages, each pair counting as much as the one that counts most: else the pair with the
/// most texts would say alone how sure one may be of any other.
fn balanced(mut pairs: Vec<Vec<Witness>>) -> Vec<Witness> {
    let sum = |pair: &[Witness]| pair.iter().map(|w| w.weight).sum::<f64>();
    let most = pairs.iter().map(|pair| sum(pair)).fold(0.0, f64::max);
    for pair in &mut pairs {
        let factor = most / sum(pair);
        pair.iter_mut().for_each(|w| w.weight *= factor);
    }
    pairs.concat()
}

/// The precision of the normal prior over each number of a calibration.
const CALIBRATION_PRIOR: f64 = 1.0;

impl Aligner {
    /// The same aligner with other weights.
    #[must_use]
    pub fn with_weights(mut self, fitted: &FittedWeights) -> Aligner {
        self.weights = fitted.weights.clone();
        self.calibration = fitted.calibration;
        self
    }

    /// The same aligner without a lexicon, and with the weights for that.
    #[must_use]
    pub fn without_lexicon(mut self) -> Aligner {
        self.lexicon = None;
        self.with_weights(&FittedWeights::built_in(false))
    }

    /// Whether the aligner has a lexicon for its languages.
    #[must_use]
    pub fn has_lexicon(&self) -> bool {
        self.lexicon.is_some()
    }
}

/// The text of a file of weights for names and their numbers with a lexicon and without.
fn file_text(lines: impl Iterator<Item = (&'static str, [f32; 2])>) -> String {
    let mut out = "# Fitted by `interligne evaluate --fit`; see docs/ALIGNMENT.md.\n# weight\twith lexicon\twithout\tbefore fitting\n".to_owned();
    for (name, [with, without]) in lines {
        let prior = Column::Prior.number(name);
        out.push_str(&format!("{name}\t{with:.4}\t{without:.4}\t{prior}\n"));
    }
    out
}

/// The text of `data/alignment-weights.tsv` for weights fitted with lexicons and without.
#[must_use]
pub fn weights_file(with_lexicon: &FittedWeights, without: &FittedWeights) -> String {
    let numbers = |fitted: &FittedWeights| -> Vec<f32> {
        let weights = fitted.weights.0.iter().copied();
        weights.chain(fitted.calibration.0).collect()
    };
    let names = weights::NAMES.into_iter().chain(calibration::NAMES);
    let pairs = numbers(with_lexicon).into_iter().zip(numbers(without));
    file_text(names.zip(pairs.map(|(a, b)| [a, b])))
}

/// An aligner for a gold set's languages.
///
/// # Errors
/// When the lexicon cannot be used.
pub fn aligner_for(set: &GoldSet, lexicon: Option<&std::path::Path>) -> Result<Aligner, AlignError> {
    let mut options = AlignOptions::new(set.from.clone(), set.to.clone());
    options.lexicon = lexicon.map(std::path::Path::to_owned);
    Aligner::with_options(options)
}
