//! The search space of an alignment and what can be read off it: bead scores → posteriors and the best path.
//!
//! A node `(i, j)` stands before source segment `i` and target segment `j`. Steps are beads with two sides, 1-0 and 0-1.
//! Null steps live in states of their own, so that opening a run of untranslated segments costs once and lengthening it
//! costs little (affine gaps, Gotoh 1982). Posteriors come from the forward-backward algorithm over the three states.

use super::corridor::Corridor;

/// The shapes of beads with two sides, as (source segments, target segments).
pub(crate) const SHAPES: [(usize, usize); 11] = [
    (1, 1),
    (1, 2),
    (2, 1),
    (1, 3),
    (3, 1),
    (2, 2),
    (1, 4),
    (4, 1),
    (2, 3),
    (3, 2),
    (3, 3),
];

/// How many [`SHAPES`] there are.
pub(crate) const SHAPE_COUNT: usize = SHAPES.len();

/// The score of a bead that is not in the search space.
pub(crate) const IMPOSSIBLE: f32 = f32::NEG_INFINITY;

/// What null steps cost, as natural logarithms of odds.
#[derive(Clone, Debug, Default)]
pub(crate) struct NullScores {
    /// Entering a null run after a bead.
    pub(crate) open: f32,
    /// Going from source nulls to target nulls inside one run.
    pub(crate) both: f32,
    /// Going back from target nulls to source nulls inside one run.
    pub(crate) turn: f32,
    /// Leaving each source segment untranslated.
    pub(crate) source: Vec<f32>,
    /// Leaving each target segment without a source.
    pub(crate) target: Vec<f32>,
}

/// Scores of every step in a corridor.
#[derive(Clone, Debug)]
pub(crate) struct Lattice {
    /// The nodes in the search space.
    pub(crate) corridor: Corridor,
    /// For each node, the score of the bead of each shape that begins there; [`IMPOSSIBLE`] where it does not fit.
    pub(crate) beads: Vec<f32>,
    /// The scores of null steps.
    pub(crate) nulls: NullScores,
}

/// Posterior probabilities of every step in a [`Lattice`].
#[derive(Clone, Debug)]
pub(crate) struct Posteriors {
    /// For each node and shape, the probability of the bead that begins there.
    pub(crate) beads: Vec<f32>,
    /// For each node, the probability of the 1-0 step that begins there.
    pub(crate) source: Vec<f32>,
    /// For each node, the probability of the 0-1 step that begins there.
    pub(crate) target: Vec<f32>,
    /// Expected number of times that [`NullScores::open`], `both` and `turn` are paid.
    pub(crate) transitions: [f64; 3],
    /// The logarithm of the sum over all paths.
    #[cfg_attr(not(feature = "lab"), allow(dead_code, reason = "only fitting asks for it"))]
    pub(crate) log_total: f64,
}

/// One step of a path: its first segments and how many of each side it takes, with its posterior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) source: usize,
    pub(crate) target: usize,
    pub(crate) source_len: usize,
    pub(crate) target_len: usize,
    pub(crate) posterior: f32,
}

/// Two to a power, as far as double precision goes; 0 below that.
#[inline]
fn power_of_two(exponent: i32) -> f64 {
    if exponent < -1000 {
        return 0.0;
    }
    f64::from_bits(((1023 + exponent.min(1000)) as u64) << 52)
}

/// The exponent of nothing at all.
const LEAST_EXPONENT: i32 = i32::MIN / 8;

/// exp(score) as a factor between √½ and √2 and a power of two, so that no score is too great or too small.
#[inline]
fn exponential(score: f32) -> (f64, i32) {
    // Adding and taking off 1.5 · 2²³ rounds to a whole number, which then stands in the last bits.
    const ROUNDER: f32 = 12_582_912.0;
    let is_possible = score != IMPOSSIBLE;
    let score = score.clamp(-1e6, 1e6);
    let shifted = score * std::f32::consts::LOG2_E + ROUNDER;
    let exponent = shifted.to_bits() as i32 - ROUNDER.to_bits() as i32;
    let x = f64::from(score) - f64::from(shifted - ROUNDER) * std::f64::consts::LN_2;
    // Taylor's series; |x| is below 0.35, so that what is left out is below 1e-8.
    let high = 1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0 + x * (1.0 / 5040.0)));
    let factor = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * high)));
    // Chosen in the end, so that many scores are worked out side by side.
    if is_possible {
        (factor, exponent)
    } else {
        (0.0, LEAST_EXPONENT)
    }
}

/// The scores of the beads that begin in a row of the corridor, as [`exponential`] has them.
#[derive(Clone, Default)]
struct RowFactors {
    factors: Vec<f64>,
    exponents: Vec<i32>,
}

impl RowFactors {
    fn read(&mut self, scores: &[f32]) {
        let len = scores.len();
        self.factors.resize(len, 0.0);
        self.exponents.resize(len, 0);
        let (factors, exponents) = (&mut self.factors[..len], &mut self.exponents[..len]);
        for at in 0..len {
            (factors[at], exponents[at]) = exponential(scores[at]);
        }
    }

    /// Of a bead by its place in the row.
    #[inline]
    fn get(&self, at: usize) -> (f64, i32) {
        (self.factors[at], self.exponents[at])
    }
}

/// What leads to a node, or goes on from it, in each state: three numbers times one power of two. Sums of many products of
/// probabilities leave the range of any number; with an exponent for each node they need no logarithms.
#[derive(Clone, Copy, Debug)]
struct States {
    /// After a bead.
    bead: f64,
    /// After a 1-0 step.
    source: f64,
    /// After a 0-1 step.
    target: f64,
    exponent: i32,
}

const NOWHERE: States = States {
    bead: 0.0,
    source: 0.0,
    target: 0.0,
    exponent: LEAST_EXPONENT,
};

/// Where a path begins or ends.
const END: States = States {
    bead: 1.0,
    source: 0.0,
    target: 0.0,
    exponent: 0,
};

impl States {
    /// The numbers for an exponent, brought to where their sum is between 1 and 2.
    #[inline]
    fn new(bead: f64, source: f64, target: f64, exponent: i32) -> States {
        let sum = bead + source + target;
        if sum == 0.0 {
            return NOWHERE;
        }
        let shift = ((sum.to_bits() >> 52) & 0x7ff) as i32 - 1023;
        // At most 13 numbers below 4 were added up, so that the shift is small when it is not negative.
        let factor = f64::from_bits(((1023 - shift) as u64) << 52);
        States {
            bead: bead * factor,
            source: source * factor,
            target: target * factor,
            exponent: exponent + shift,
        }
    }

    #[inline]
    fn all(&self) -> f64 {
        self.bead + self.source + self.target
    }
}

/// Products that are summed up: factors and their exponents.
struct Terms {
    terms: [(f64, i32); SHAPE_COUNT],
    count: usize,
    /// The greatest exponent of any.
    exponent: i32,
}

impl Terms {
    #[inline]
    fn new() -> Terms {
        Terms {
            terms: [(0.0, LEAST_EXPONENT); SHAPE_COUNT],
            count: 0,
            exponent: LEAST_EXPONENT,
        }
    }

    #[inline]
    fn add(&mut self, value: f64, exponent: i32) {
        self.terms[self.count] = (value, exponent);
        self.count += 1;
        self.exponent = self.exponent.max(exponent);
    }

    /// The sum of all, as a number times two to `exponent`, which is not less than any of theirs.
    #[inline]
    fn sum(&self, exponent: i32) -> f64 {
        let shifted = |(value, e): &(f64, i32)| value * power_of_two(e - exponent);
        self.terms[..self.count].iter().map(shifted).sum()
    }
}

/// The scores of null steps as factors.
struct NullFactors {
    open: f64,
    both: f64,
    turn: f64,
    source: Vec<(f64, i32)>,
    target: Vec<(f64, i32)>,
}

impl NullFactors {
    fn new(scores: &NullScores) -> NullFactors {
        let factors = |scores: &[f32]| scores.iter().map(|s| exponential(*s)).collect();
        NullFactors {
            open: f64::from(scores.open).exp(),
            both: f64::from(scores.both).exp(),
            turn: f64::from(scores.turn).exp(),
            source: factors(&scores.source),
            target: factors(&scores.target),
        }
    }
}

/// The most source segments of a bead.
const MOST_ROWS: usize = 4;

/// A row of the corridor, as a bead is looked for that comes from it.
#[derive(Clone, Copy)]
struct RowView {
    low: usize,
    high: usize,
    /// The number of its first node.
    base: usize,
}

impl RowView {
    /// The rows above a row, the nearest first.
    fn above(corridor: &Corridor, i: usize) -> [RowView; MOST_ROWS] {
        std::array::from_fn(|above| match i.checked_sub(above + 1) {
            Some(row) => RowView {
                low: *corridor.row(row).start(),
                high: *corridor.row(row).end(),
                base: corridor.row_of_nodes(row, 1).start,
            },
            // No row: no node is in it.
            None => RowView {
                low: 1,
                high: 0,
                base: 0,
            },
        })
    }

    /// The place in the row of the node that is `b` positions before `j`, if it is in the corridor.
    #[inline]
    fn place(&self, j: usize, b: usize) -> Option<usize> {
        let j = j.checked_sub(b)?;
        (self.low <= j && j <= self.high).then(|| j - self.low)
    }
}

impl Lattice {
    /// What leads to each node.
    fn forward(&self, nulls: &NullFactors) -> Vec<States> {
        let corridor = &self.corridor;
        let mut states = vec![NOWHERE; corridor.len()];
        states[0] = END;
        // Of the last rows: row i at i modulo MOST_ROWS.
        let mut factors: [RowFactors; MOST_ROWS] = Default::default();
        for i in 0..corridor.rows() {
            let above = RowView::above(corridor, i);
            for j in corridor.row(i) {
                let node = corridor.at(i, j);
                if node == 0 {
                    continue;
                }
                let mut beads = Terms::new();
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    let Some(place) = above[a - 1].place(j, b) else {
                        continue;
                    };
                    let (factor, exponent) = factors[(i - a) % MOST_ROWS].get(place * SHAPE_COUNT + shape);
                    if exponent > LEAST_EXPONENT {
                        let from = &states[above[a - 1].base + place];
                        beads.add(from.all() * factor, from.exponent + exponent);
                    }
                }
                let (mut source, mut target) = ((0.0, LEAST_EXPONENT), (0.0, LEAST_EXPONENT));
                if i > 0
                    && let Some(from) = corridor.node(i - 1, j)
                {
                    let (s, (factor, exponent)) = (&states[from], nulls.source[i - 1]);
                    let paid = s.bead * nulls.open + s.source + s.target * nulls.turn;
                    source = (paid * factor, s.exponent + exponent);
                }
                if j > 0
                    && let Some(from) = corridor.node(i, j - 1)
                {
                    let (s, (factor, exponent)) = (&states[from], nulls.target[j - 1]);
                    let paid = s.bead * nulls.open + s.source * nulls.both + s.target;
                    target = (paid * factor, s.exponent + exponent);
                }
                let exponent = beads.exponent.max(source.1).max(target.1);
                states[node] = States::new(
                    beads.sum(exponent),
                    source.0 * power_of_two(source.1 - exponent),
                    target.0 * power_of_two(target.1 - exponent),
                    exponent,
                );
            }
            factors[i % MOST_ROWS].read(&self.beads[corridor.row_of_nodes(i, SHAPE_COUNT)]);
        }
        states
    }

    /// Posterior probabilities of all steps (forward-backward; Rabiner 1989, section III).
    pub(crate) fn posteriors(&self) -> Posteriors {
        let corridor = &self.corridor;
        let nulls = NullFactors::new(&self.nulls);
        let forward = self.forward(&nulls);
        let last = corridor.len() - 1;
        let total = forward[last];
        let mut out = Posteriors {
            beads: vec![0.0; self.beads.len()],
            source: vec![0.0; corridor.len()],
            target: vec![0.0; corridor.len()],
            transitions: [0.0; 3],
            log_total: total.all().ln() + f64::from(total.exponent) * std::f64::consts::LN_2,
        };
        if total.exponent == LEAST_EXPONENT {
            return out;
        }
        // What goes on from each node: from the last row to the first, and each row is needed by the four before it.
        let mut backward = vec![NOWHERE; corridor.len()];
        let whole = 1.0 / total.all();
        let mut factors = RowFactors::default();
        for i in (0..corridor.rows()).rev() {
            factors.read(&self.beads[corridor.row_of_nodes(i, SHAPE_COUNT)]);
            for j in corridor.row(i).rev() {
                let node = corridor.at(i, j);
                if node == last {
                    // A path may end in any state.
                    backward[node] = States {
                        source: 1.0,
                        target: 1.0,
                        ..END
                    };
                    continue;
                }
                let here = forward[node];
                // Two to this power, times `whole`, makes a probability of the product of what leads here and what goes on.
                let scale = here.exponent - total.exponent;
                let mut beads = Terms::new();
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    let (factor, exponent) = factors.get((j - corridor.row(i).start()) * SHAPE_COUNT + shape);
                    if exponent == LEAST_EXPONENT {
                        continue;
                    }
                    let Some(end) = corridor.node(i + a, j + b) else {
                        continue;
                    };
                    let (value, exponent) = (factor * backward[end].bead, exponent + backward[end].exponent);
                    beads.add(value, exponent);
                    if scale + exponent >= LEAST_EXPONENT_OF_POSTERIOR {
                        let posterior = here.all() * value * whole * power_of_two(scale + exponent);
                        if posterior > LEAST_POSTERIOR {
                            out.beads[node * SHAPE_COUNT + shape] = posterior as f32;
                        }
                    }
                }
                let (mut source, mut target) = ((0.0, LEAST_EXPONENT), (0.0, LEAST_EXPONENT));
                if let Some(to) = corridor.node(i + 1, j) {
                    let (factor, exponent) = nulls.source[i];
                    source = (factor * backward[to].source, exponent + backward[to].exponent);
                    let rest = source.0 * whole * power_of_two(scale + source.1);
                    let (opened, turned) = (here.bead * nulls.open * rest, here.target * nulls.turn * rest);
                    out.source[node] = (opened + here.source * rest + turned) as f32;
                    out.transitions[0] += opened;
                    out.transitions[2] += turned;
                }
                if let Some(to) = corridor.node(i, j + 1) {
                    let (factor, exponent) = nulls.target[j];
                    target = (factor * backward[to].target, exponent + backward[to].exponent);
                    let rest = target.0 * whole * power_of_two(scale + target.1);
                    let (opened, crossed) = (here.bead * nulls.open * rest, here.source * nulls.both * rest);
                    out.target[node] = (opened + crossed + here.target * rest) as f32;
                    out.transitions[0] += opened;
                    out.transitions[1] += crossed;
                }
                let exponent = beads.exponent.max(source.1).max(target.1);
                let bead = beads.sum(exponent);
                let source = source.0 * power_of_two(source.1 - exponent);
                let target = target.0 * power_of_two(target.1 - exponent);
                backward[node] = States::new(
                    bead + nulls.open * (source + target),
                    bead + source + nulls.both * target,
                    bead + nulls.turn * source + target,
                    exponent,
                );
            }
        }
        out
    }
}

/// A bead with a smaller posterior is as good as impossible.
const LEAST_POSTERIOR: f64 = 2e-9;
/// Below this exponent no posterior is as great: the other factors are below four.
const LEAST_EXPONENT_OF_POSTERIOR: i32 = -32;

/// What a null step that is right is worth against a bead that is, when the path is chosen: it counts for precision alone.
const NULL_WORTH: f32 = 0.5;
/// What each step costs precision, right or wrong: half of the F1 that is to be expected.
const STEP_COST: f32 = 0.48;

impl Posteriors {
    /// The path with the greatest expected F1 (minimum Bayes risk; Kumar and Byrne 2002). Of `n` steps found and `g` in the
    /// truth, `r` are right: `F1 = 2r / (n + g)`, which is greatest where `r - n F1 / 2` is (Dinkelbach 1967). Without
    /// the cost of a step the path would be made of too many small beads, none of them probable.
    pub(crate) fn best_path(&self, corridor: &Corridor) -> Vec<Step> {
        // The best gain on the way to each node, and the step that arrives: a shape, or one of the two null steps.
        const SOURCE_NULL: u8 = SHAPE_COUNT as u8;
        const TARGET_NULL: u8 = SOURCE_NULL + 1;
        let mut best = vec![f64::NEG_INFINITY; corridor.len()];
        let mut arrival = vec![SOURCE_NULL; corridor.len()];
        best[0] = 0.0;
        for i in 0..corridor.rows() {
            let above = RowView::above(corridor, i);
            for j in corridor.row(i) {
                let node = corridor.at(i, j);
                let (mut most, mut arrived) = (best[node], arrival[node]);
                let mut offer = |from: usize, gain: f32, step: u8| {
                    let value = best[from] + f64::from(gain);
                    if value > most {
                        (most, arrived) = (value, step);
                    }
                };
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    let Some(place) = above[a - 1].place(j, b) else {
                        continue;
                    };
                    let from = above[a - 1].base + place;
                    // A bead that the search space excludes has no posterior and must not be a way through.
                    let posterior = self.beads[from * SHAPE_COUNT + shape];
                    if posterior != 0.0 {
                        offer(from, posterior - STEP_COST, shape as u8);
                    }
                }
                if let Some(place) = above[0].place(j, 0) {
                    let from = above[0].base + place;
                    offer(from, NULL_WORTH * self.source[from] - STEP_COST, SOURCE_NULL);
                }
                if j > *corridor.row(i).start() {
                    let from = node - 1;
                    offer(from, NULL_WORTH * self.target[from] - STEP_COST, TARGET_NULL);
                }
                (best[node], arrival[node]) = (most, arrived);
            }
        }
        let mut steps = Vec::with_capacity(corridor.rows());
        let (mut i, mut j) = (corridor.rows() - 1, corridor.columns());
        while (i, j) != (0, 0) {
            let step = arrival[corridor.at(i, j)];
            let (source_len, target_len) = match step {
                SOURCE_NULL => (1, 0),
                TARGET_NULL => (0, 1),
                shape => SHAPES[usize::from(shape)],
            };
            (i, j) = (i - source_len, j - target_len);
            let from = corridor.at(i, j);
            let posterior = match step {
                SOURCE_NULL => self.source[from],
                TARGET_NULL => self.target[from],
                shape => self.beads[from * SHAPE_COUNT + usize::from(shape)],
            };
            steps.push(Step {
                source: i,
                target: j,
                source_len,
                target_len,
                posterior: posterior.min(1.0),
            });
        }
        steps.reverse();
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lattice over all of `n` × `m` in which only 1-1 beads exist, scored by a function.
    fn one_to_one(n: usize, m: usize, score: impl Fn(usize, usize) -> f32) -> Lattice {
        let corridor = Corridor::full(n, m);
        let mut beads = vec![IMPOSSIBLE; corridor.len() * SHAPE_COUNT];
        for i in 0..n {
            for j in 0..m {
                beads[corridor.at(i, j) * SHAPE_COUNT] = score(i, j);
            }
        }
        let nulls = NullScores {
            open: -1.0,
            both: -0.5,
            turn: -2.0,
            source: vec![-0.5; n],
            target: vec![-0.25; m],
        };
        Lattice { corridor, beads, nulls }
    }

    #[test]
    fn every_segment_has_total_probability_one() {
        let lattice = one_to_one(5, 4, |i, j| if i == j { 2.0 } else { -1.0 });
        let posteriors = lattice.posteriors();
        for i in 0..5 {
            let total: f32 = (0..=4)
                .map(|j| {
                    let node = lattice.corridor.at(i, j);
                    posteriors.source[node]
                        + posteriors.beads[node * SHAPE_COUNT..][..SHAPE_COUNT]
                            .iter()
                            .sum::<f32>()
                })
                .sum();
            assert!((total - 1.0).abs() < 1e-4, "segment {i}: {total}");
        }
    }

    #[test]
    fn posteriors_agree_with_the_enumeration_of_all_paths() {
        // 1 × 1: either the bead, or source then target null, or target then source null.
        let lattice = one_to_one(1, 1, |_, _| 0.3);
        let (bead, source_first, target_first) = (0.3f64, -1.0 - 0.5 - 0.5 - 0.25, -1.0 - 0.25 - 2.0 - 0.5);
        let total = bead.exp() + f64::exp(source_first) + f64::exp(target_first);
        let posteriors = lattice.posteriors();
        assert!((posteriors.log_total - total.ln()).abs() < 1e-6);
        assert!((f64::from(posteriors.beads[0]) - bead.exp() / total).abs() < 1e-6);
        let open = (f64::exp(source_first) + f64::exp(target_first)) / total;
        assert!((posteriors.transitions[0] - open).abs() < 1e-6);
        assert!((posteriors.transitions[1] - f64::exp(source_first) / total).abs() < 1e-6);
    }

    #[test]
    fn the_path_covers_every_segment_once_and_in_order() {
        let lattice = one_to_one(7, 3, |i, j| if i == 2 * j { 3.0 } else { -3.0 });
        let path = lattice.posteriors().best_path(&lattice.corridor);
        let (mut i, mut j) = (0, 0);
        for step in &path {
            assert_eq!((step.source, step.target), (i, j));
            (i, j) = (i + step.source_len, j + step.target_len);
        }
        assert_eq!((i, j), (7, 3));
        let pairs: Vec<_> = path
            .iter()
            .filter(|s| s.target_len > 0 && s.source_len > 0)
            .map(|s| s.source)
            .collect();
        assert_eq!(pairs, [0, 2, 4]);
    }
}
