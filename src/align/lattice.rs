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

/// log(Σ exp(x)) of the values, without overflow.
#[inline]
fn log_sum(values: &[f64]) -> f64 {
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if max == f64::NEG_INFINITY {
        return max;
    }
    let sum: f32 = values
        .iter()
        .map(|v| (v - max) as f32)
        .filter(|d| *d > -25.0)
        .map(f32::exp)
        .sum();
    max + f64::from(sum.ln())
}

/// Log-scores of being at a node in each state.
#[derive(Clone, Copy, Debug)]
struct States {
    /// After a bead.
    bead: f64,
    /// After a 1-0 step.
    source: f64,
    /// After a 0-1 step.
    target: f64,
    /// Any of these.
    all: f64,
}

const NOWHERE: States = States {
    bead: f64::NEG_INFINITY,
    source: f64::NEG_INFINITY,
    target: f64::NEG_INFINITY,
    all: f64::NEG_INFINITY,
};

impl Lattice {
    /// The score of the bead of a shape that begins at a node and the node where it ends, if it is in the search space.
    #[inline]
    fn bead(&self, node: usize, i: usize, j: usize, shape: usize) -> Option<(f64, usize)> {
        let score = self.beads[node * SHAPE_COUNT + shape];
        if score == IMPOSSIBLE {
            return None;
        }
        let (a, b) = SHAPES[shape];
        let end = self.corridor.node(i + a, j + b)?;
        Some((f64::from(score), end))
    }

    fn forward(&self) -> Vec<States> {
        let (corridor, nulls) = (&self.corridor, &self.nulls);
        let (open, both, turn) = (f64::from(nulls.open), f64::from(nulls.both), f64::from(nulls.turn));
        let mut states = vec![NOWHERE; corridor.len()];
        let mut incoming = [0f64; SHAPE_COUNT];
        for i in 0..corridor.rows() {
            for j in corridor.row(i) {
                let node = corridor.at(i, j);
                let mut count = 0;
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    if a > i || b > j {
                        continue;
                    }
                    let Some(from) = corridor.node(i - a, j - b) else {
                        continue;
                    };
                    let score = self.beads[from * SHAPE_COUNT + shape];
                    if score > IMPOSSIBLE {
                        incoming[count] = states[from].all + f64::from(score);
                        count += 1;
                    }
                }
                let mut here = NOWHERE;
                here.bead = if node == 0 { 0.0 } else { log_sum(&incoming[..count]) };
                if i > 0
                    && let Some(from) = corridor.node(i - 1, j)
                {
                    let s = states[from];
                    here.source = log_sum(&[s.bead + open, s.source, s.target + turn]) + f64::from(nulls.source[i - 1]);
                }
                if j > 0
                    && let Some(from) = corridor.node(i, j - 1)
                {
                    let s = states[from];
                    here.target = log_sum(&[s.bead + open, s.source + both, s.target]) + f64::from(nulls.target[j - 1]);
                }
                here.all = log_sum(&[here.bead, here.source, here.target]);
                states[node] = here;
            }
        }
        states
    }

    fn backward(&self) -> Vec<States> {
        let (corridor, nulls) = (&self.corridor, &self.nulls);
        let (open, both, turn) = (f64::from(nulls.open), f64::from(nulls.both), f64::from(nulls.turn));
        let mut states = vec![NOWHERE; corridor.len()];
        let last = corridor.len() - 1;
        let mut outgoing = [0f64; SHAPE_COUNT];
        for i in (0..corridor.rows()).rev() {
            for j in corridor.row(i).rev() {
                let node = corridor.at(i, j);
                if node == last {
                    states[node] = States {
                        bead: 0.0,
                        source: 0.0,
                        target: 0.0,
                        all: 0.0,
                    };
                    continue;
                }
                let mut count = 0;
                for shape in 0..SHAPE_COUNT {
                    if let Some((score, end)) = self.bead(node, i, j, shape) {
                        outgoing[count] = score + states[end].bead;
                        count += 1;
                    }
                }
                let bead = log_sum(&outgoing[..count]);
                let source = corridor
                    .node(i + 1, j)
                    .map_or(f64::NEG_INFINITY, |to| states[to].source + f64::from(nulls.source[i]));
                let target = corridor
                    .node(i, j + 1)
                    .map_or(f64::NEG_INFINITY, |to| states[to].target + f64::from(nulls.target[j]));
                states[node] = States {
                    bead: log_sum(&[bead, open + source, open + target]),
                    source: log_sum(&[bead, source, both + target]),
                    target: log_sum(&[bead, turn + source, target]),
                    all: 0.0,
                };
            }
        }
        states
    }

    /// Posterior probabilities of all steps (forward-backward; Rabiner 1989, section III).
    pub(crate) fn posteriors(&self) -> Posteriors {
        let (corridor, nulls) = (&self.corridor, &self.nulls);
        let (forward, backward) = (self.forward(), self.backward());
        let log_total = forward[corridor.len() - 1].all;
        let (open, both, turn) = (f64::from(nulls.open), f64::from(nulls.both), f64::from(nulls.turn));
        let mut out = Posteriors {
            beads: vec![0.0; self.beads.len()],
            source: vec![0.0; corridor.len()],
            target: vec![0.0; corridor.len()],
            transitions: [0.0; 3],
            log_total,
        };
        for i in 0..corridor.rows() {
            for j in corridor.row(i) {
                let node = corridor.at(i, j);
                let here = forward[node];
                if here.all == f64::NEG_INFINITY {
                    continue;
                }
                for shape in 0..SHAPE_COUNT {
                    if let Some((score, end)) = self.bead(node, i, j, shape) {
                        let log = here.all + score + backward[end].bead - log_total;
                        if log > -20.0 {
                            out.beads[node * SHAPE_COUNT + shape] = (log as f32).exp();
                        }
                    }
                }
                if let Some(to) = corridor.node(i + 1, j) {
                    let rest = f64::from(nulls.source[i]) + backward[to].source - log_total;
                    let [opened, stayed, turned] =
                        [here.bead + open, here.source, here.target + turn].map(|s| (s + rest).exp());
                    out.source[node] = (opened + stayed + turned) as f32;
                    out.transitions[0] += opened;
                    out.transitions[2] += turned;
                }
                if let Some(to) = corridor.node(i, j + 1) {
                    let rest = f64::from(nulls.target[j]) + backward[to].target - log_total;
                    let [opened, crossed, stayed] =
                        [here.bead + open, here.source + both, here.target].map(|s| (s + rest).exp());
                    out.target[node] = (opened + crossed + stayed) as f32;
                    out.transitions[0] += opened;
                    out.transitions[1] += crossed;
                }
            }
        }
        out
    }
}

/// How much a null step that is probably right is worth against a bead that is, when the path is chosen.
const NULL_WORTH: f32 = 0.5;

impl Posteriors {
    /// The path with the greatest expected number of right beads (minimum Bayes risk; Kumar and Byrne 2002), null steps
    /// counted for half.
    pub(crate) fn best_path(&self, corridor: &Corridor) -> Vec<Step> {
        // The best gain on the way to each node, and the step that arrives: a shape, or one of the two null steps.
        const SOURCE_NULL: u8 = SHAPE_COUNT as u8;
        const TARGET_NULL: u8 = SOURCE_NULL + 1;
        let mut best = vec![f64::NEG_INFINITY; corridor.len()];
        let mut arrival = vec![SOURCE_NULL; corridor.len()];
        best[0] = 0.0;
        for i in 0..corridor.rows() {
            for j in corridor.row(i) {
                let node = corridor.at(i, j);
                let mut offer = |from: Option<usize>, gain: &dyn Fn(usize) -> f32, step: u8| {
                    let Some(from) = from else { return };
                    let value = best[from] + f64::from(gain(from));
                    if value > best[node] {
                        best[node] = value;
                        arrival[node] = step;
                    }
                };
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    if a <= i && b <= j {
                        // A bead that the search space excludes has no posterior and must not be a way through.
                        offer(
                            corridor.node(i - a, j - b),
                            &|from| match self.beads[from * SHAPE_COUNT + shape] {
                                0.0 => f32::NEG_INFINITY,
                                p => p,
                            },
                            shape as u8,
                        );
                    }
                }
                if i > 0 {
                    offer(
                        corridor.node(i - 1, j),
                        &|from| NULL_WORTH * self.source[from],
                        SOURCE_NULL,
                    );
                }
                if j > 0 {
                    offer(
                        corridor.node(i, j - 1),
                        &|from| NULL_WORTH * self.target[from],
                        TARGET_NULL,
                    );
                }
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
