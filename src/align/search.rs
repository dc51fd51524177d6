//! Two sides → the posteriors of their alignment: coarse search, first pass, what it teaches, second pass.

use super::coarse;
use super::corridor::Corridor;
use super::evidence::{Evidence, Lexicons, Prior};
use super::fixed::Fixed;
use super::lattice::{Posteriors, SHAPE_COUNT, Step};
use super::learn;
use super::length::LengthLaw;
use super::lexical::Lexical;
use super::score::Scorer;
use super::side::Side;
use super::weights::Weights;
use crate::align::parts::Parts;

/// A finished search.
pub(crate) struct Search {
    /// Where the alignment was sought.
    #[cfg_attr(not(feature = "lab"), allow(dead_code, reason = "only fitting asks for it"))]
    pub(crate) corridor: Corridor,
    /// What the words of the texts say of each other, after learning.
    pub(crate) evidence: Evidence,
    #[cfg_attr(not(feature = "lab"), allow(dead_code, reason = "only fitting asks for it"))]
    /// How well the words of each group explain each other, after learning.
    pub(crate) lexical: Lexical,
    /// The best way through, by the probabilities of all steps.
    pub(crate) path: Vec<Step>,
}

/// Positions with a smaller probability are left out of the next pass.
const LEAST_MASS: f32 = 1e-4;
/// Positions kept on either side of those that have some probability.
const MARGIN: u32 = 2;
/// A path that comes this near to being possible at the edge of the corridor widens it.
const EDGE_MASS: f32 = 1e-3;
/// Positions added where the corridor may be too narrow, in the first round; twice as many in each further round.
const WIDER: u32 = 12;
/// How often the corridor is widened at most.
const MOST_ROUNDS: u32 = 3;

/// The probability that the alignment passes each node.
fn node_mass(corridor: &Corridor, posteriors: &Posteriors) -> Vec<f32> {
    let mut mass: Vec<f32> = posteriors
        .beads
        .chunks_exact(SHAPE_COUNT)
        .zip(posteriors.source.iter().zip(&posteriors.target))
        .map(|(beads, (s, t))| beads.iter().sum::<f32>() + s + t)
        .collect();
    mass[corridor.len() - 1] = 1.0;
    mass
}

/// For each row, whether the alignment may run along the edge of the corridor, where it might want to leave it.
fn cramped(corridor: &Corridor, mass: &[f32]) -> Vec<bool> {
    let m = corridor.columns();
    let mut out = vec![false; corridor.rows()];
    for i in 0..corridor.rows() {
        let (low, high) = (*corridor.row(i).start(), *corridor.row(i).end());
        let at = |j: usize| mass[corridor.at(i, j)] >= EDGE_MASS;
        if (low > 0 && (at(low) || low < high && at(low + 1))) || (high < m && (at(high) || high > low && at(high - 1)))
        {
            let end = (i + 3).min(out.len() - 1);
            out[i.saturating_sub(2)..=end].fill(true);
        }
    }
    out
}

/// The outcome of one pass over a corridor.
struct Pass {
    corridor: Corridor,
    lexical: Lexical,
    /// The scores of the lattice's beads.
    scores: Vec<f32>,
    posteriors: Posteriors,
}

/// What all passes with the same evidence have in common.
#[derive(Clone, Copy)]
struct Task<'a> {
    source: &'a Side,
    target: &'a Side,
    evidence: &'a Evidence,
    weights: &'a Weights,
    lengths: LengthLaw,
    fixed: &'a Fixed,
}

impl Pass {
    /// `earlier` is a pass of the same task, of which all is kept that does not change with the corridor.
    fn new(task: Task<'_>, corridor: Corridor, earlier: Option<&Pass>) -> Pass {
        let Task {
            source,
            target,
            evidence,
            weights,
            lengths,
            fixed,
        } = task;
        let corridor = fixed.widen(corridor);
        let known = earlier.map(|pass| (&pass.corridor, &pass.lexical));
        let lexical = Lexical::new(source, target, evidence, &corridor, known);
        let known = earlier.map(|pass| (&pass.corridor, pass.scores.as_slice()));
        let mut lattice = Scorer::new(source, target, &lexical, lengths).lattice(corridor, weights, known);
        fixed.constrain(&mut lattice);
        let posteriors = lattice.posteriors();
        Pass {
            corridor: lattice.corridor,
            lexical,
            scores: lattice.beads,
            posteriors,
        }
    }

    /// Passes over wider and wider corridors until the alignment does not run along an edge.
    fn settle(task: Task<'_>, corridor: Corridor) -> Pass {
        let mut pass = Pass::new(task, corridor, None);
        for round in 0..MOST_ROUNDS {
            let mass = node_mass(&pass.corridor, &pass.posteriors);
            let cramped = cramped(&pass.corridor, &mass);
            if !cramped.contains(&true) {
                break;
            }
            let margin = |i: usize| if cramped[i] { WIDER << round } else { MARGIN };
            let corridor = pass.corridor.around(&mass, LEAST_MASS, margin);
            pass = Pass::new(task, corridor, Some(&pass));
        }
        pass
    }
}

/// How often the words are learned from the texts at most: where no lexicon begins the work, it takes longer.
fn most_lessons(has_lexicon: bool) -> usize {
    if has_lexicon { 1 } else { 4 }
}

/// Whether two paths have the same beads.
fn same_beads(a: &[Step], b: &[Step]) -> bool {
    let bead = |s: &Step| (s.source, s.target, s.source_len, s.target_len);
    a.iter().map(bead).eq(b.iter().map(bead))
}

impl Search {
    /// Searches two texts of which something is settled.
    pub(crate) fn new(
        source: &Side,
        target: &Side,
        lexicons: Lexicons<'_>,
        weights: &Weights,
        parts: Parts,
        fixed: &Fixed,
    ) -> Search {
        let (mut evidence, prior): (Evidence, Prior) = Evidence::new(source, target, lexicons, parts.spelling);
        let has_lexicon = lexicons.lexicon.is_some();
        let corridor = if parts.corridor {
            coarse::corridor(source, target, &evidence)
        } else {
            Corridor::full(source.len(), target.len())
        };
        // With a lexicon the first pass is good enough to learn from even where its corridor is too narrow; the next has
        // more room there.
        let task = Task {
            source,
            target,
            evidence: &evidence,
            weights,
            lengths: parts.lengths,
            fixed,
        };
        let mut pass = if has_lexicon {
            Pass::new(task, corridor, None)
        } else {
            Pass::settle(task, corridor)
        };
        let mut path = pass.posteriors.best_path(&pass.corridor);
        for _ in 0..most_lessons(has_lexicon) {
            if parts.learning {
                let learned = learn::learn(source, target, &evidence, &prior, &path, has_lexicon);
                evidence = Evidence::from_conditionals(&prior, &learned);
            }
            let corridor = if parts.corridor {
                let mass = node_mass(&pass.corridor, &pass.posteriors);
                let cramped = cramped(&pass.corridor, &mass);
                pass.corridor
                    .around(&mass, LEAST_MASS, |i| if cramped[i] { WIDER } else { MARGIN })
            } else {
                pass.corridor
            };
            let task = Task {
                source,
                target,
                evidence: &evidence,
                weights,
                lengths: parts.lengths,
                fixed,
            };
            pass = Pass::settle(task, corridor);
            // A lesson that changes nothing would be followed by the same one.
            let before = std::mem::replace(&mut path, pass.posteriors.best_path(&pass.corridor));
            if !parts.learning || same_beads(&before, &path) {
                break;
            }
        }
        let Pass { corridor, lexical, .. } = pass;
        Search {
            corridor,
            evidence,
            lexical,
            path,
        }
    }
}
