//! Runs of segments without a counterpart on both sides → blocks that were moved: they translate each other out of order.
//!
//! An alignment keeps to the order of both texts, so a paragraph that the translation puts elsewhere is left over on both
//! sides. Left-over runs that vote for each other (the anchors of the coarse search) are aligned by themselves.

use std::ops::Range;

use super::alignment::{Bead, Crossing};
use super::coarse;
use super::corridor::Corridor;
use super::evidence::Evidence;
use super::lattice::Step;
use super::length::LengthLaw;
use super::lexical::Lexical;
use super::score::Scorer;
use super::side::Side;
use super::weights::Weights;

/// The largest area of two left-over runs that are compared.
const LARGEST: usize = 250_000;
/// Segments that may stand between two parts of one left-over run.
const BRIDGE: usize = 1;
/// A bead of a moved block must be at least this probable.
const LEAST_CONFIDENCE: f32 = 0.8;
/// A moved block must have at least this many characters on each side, so that a stock phrase is none.
const LEAST_CHARS: f32 = 60.0;

/// Runs of segments that no bead with two sides holds; single beads inside a run do not part it.
fn runs(len: usize, taken: &[bool]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for i in (0..len).filter(|i| !taken[*i]) {
        match out.last_mut() {
            Some(run) if run.end + BRIDGE > i => run.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}

/// The moved blocks of an aligned pair.
pub(crate) fn crossings(
    source: &Side,
    target: &Side,
    evidence: &Evidence,
    weights: &Weights,
    lengths: LengthLaw,
    path: &[Step],
) -> Vec<Crossing> {
    let mut taken = [vec![false; source.len()], vec![false; target.len()]];
    for step in path.iter().filter(|s| s.source_len > 0 && s.target_len > 0) {
        taken[0][step.source..step.source + step.source_len].fill(true);
        taken[1][step.target..step.target + step.target_len].fill(true);
    }
    if !taken[0].contains(&false) || !taken[1].contains(&false) {
        return Vec::new();
    }
    let (source_runs, target_runs) = (runs(source.len(), &taken[0]), runs(target.len(), &taken[1]));
    let run_of = |runs: &[Range<usize>], at: usize| runs.partition_point(|r| r.end <= at);
    let mut votes: std::collections::BTreeMap<(usize, usize), f32> = std::collections::BTreeMap::new();
    for (i, j, vote) in coarse::votes(source, target, evidence, |i| !taken[0][i]) {
        if !taken[1][j] {
            *votes
                .entry((run_of(&source_runs, i), run_of(&target_runs, j)))
                .or_default() += vote;
        }
    }
    let mut pairs: Vec<((usize, usize), f32)> = votes.into_iter().collect();
    pairs.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut used = [vec![false; source_runs.len()], vec![false; target_runs.len()]];
    let mut out = Vec::new();
    for ((s, t), _) in pairs {
        let (s_run, t_run) = (source_runs[s].clone(), target_runs[t].clone());
        if used[0][s] || used[1][t] || s_run.len() * t_run.len() > LARGEST {
            continue;
        }
        let (s_side, t_side) = (source.slice(s_run.clone()), target.slice(t_run.clone()));
        let corridor = Corridor::full(s_run.len(), t_run.len());
        let lexical = Lexical::new(&s_side, &t_side, evidence, &corridor, None);
        let lattice = Scorer::new(&s_side, &t_side, &lexical, lengths).lattice(corridor, weights, None);
        let beads: Vec<Bead> = lattice
            .posteriors()
            .best_path(&lattice.corridor)
            .into_iter()
            .filter(|step| step.source_len > 0 && step.target_len > 0 && step.posterior >= LEAST_CONFIDENCE)
            .map(|step| Bead {
                source: s_run.start + step.source..s_run.start + step.source + step.source_len,
                target: t_run.start + step.target..t_run.start + step.target + step.target_len,
                confidence: f64::from(step.posterior),
            })
            .collect();
        let (Some(first), Some(last)) = (beads.first(), beads.last()) else {
            continue;
        };
        let chars = |side: &Side, range: &mut dyn Iterator<Item = usize>| range.map(|i| side.chars[i]).sum::<f32>();
        let long = chars(source, &mut beads.iter().flat_map(|b| b.source.clone())) >= LEAST_CHARS
            && chars(target, &mut beads.iter().flat_map(|b| b.target.clone())) >= LEAST_CHARS;
        if long {
            (used[0][s], used[1][t]) = (true, true);
            out.push(Crossing {
                source: first.source.start..last.source.end,
                target: first.target.start..last.target.end,
                beads,
            });
        }
    }
    out.sort_by_key(|c| c.source.start);
    out
}
