//! A first alignment of two texts → better translation probabilities for their words (the second pass of Moore 2002).
//!
//! Each bead that is probably right is a sentence pair for one round of IBM model 1, started from the evidence so far. A word
//! that was seen with its translation in one bead only is not believed: the bead would be its own witness.

use super::evidence::{Conditionals, Evidence, Prior};
use super::lattice::Step;
use super::side::Side;
use super::vocabulary::QuickMap;

/// Beads with a lower posterior teach nothing.
const LEAST_POSTERIOR: f32 = 0.5;
/// Taken off each expected count, so that what was seen once is not believed.
const DISCOUNT: f32 = 0.9;
/// How many sightings the prior probabilities of a word weigh.
const PRIOR_WEIGHT: f32 = 4.0;
/// Evidence that any two words of a bead have of each other before anything is known.
const UNIFORM: f32 = 0.2;
/// Shares of a word smaller than this are not counted.
const LEAST_SHARE: f32 = 0.05;
/// Longer groups teach too little for the time that they take.
const MOST_WORDS: usize = 250;

/// Conditional probabilities of the prior, updated with what the beads of a path teach.
pub(crate) fn learn(source: &Side, target: &Side, evidence: &Evidence, prior: &Prior, path: &[Step]) -> Conditionals {
    // Expected counts of each pair of types in both directions, and how often each type was seen.
    let mut counts: QuickMap<(u32, u32), [f32; 2]> = QuickMap::default();
    let (mut seen_source, mut seen_target) = (vec![0.0f32; source.types.len()], vec![0.0f32; target.types.len()]);
    let mut cells: Vec<[f32; 2]> = Vec::new();
    let mut dense = vec![[UNIFORM; 2]; target.types.len()];
    for step in path {
        if step.source_len == 0 || step.target_len == 0 || step.posterior < LEAST_POSTERIOR {
            continue;
        }
        let s_words = source.tokens_of(step.source..step.source + step.source_len);
        let t_words = target.tokens_of(step.target..step.target + step.target_len);
        if s_words.len().max(t_words.len()) > MOST_WORDS {
            continue;
        }
        cells.clear();
        for s in s_words {
            let row = evidence.of_source(*s);
            row.iter()
                .for_each(|p| dense[p.other as usize] = [UNIFORM + p.forward, UNIFORM + p.backward]);
            cells.extend(t_words.iter().map(|t| dense[*t as usize]));
            row.iter().for_each(|p| dense[p.other as usize] = [UNIFORM; 2]);
        }
        // Each target word is shared out among the source words and the empty word, and the other way round.
        let width = t_words.len();
        for (j, t) in t_words.iter().enumerate() {
            let total: f32 = 1.0 + (0..s_words.len()).map(|i| cells[i * width + j][0]).sum::<f32>();
            for (i, s) in s_words.iter().enumerate() {
                let share = cells[i * width + j][0] / total;
                if share > LEAST_SHARE {
                    counts.entry((*s, *t)).or_default()[0] += share * step.posterior;
                }
            }
            seen_target[*t as usize] += step.posterior;
        }
        for (i, s) in s_words.iter().enumerate() {
            let row = &cells[i * width..(i + 1) * width];
            let total: f32 = 1.0 + row.iter().map(|c| c[1]).sum::<f32>();
            for (j, t) in t_words.iter().enumerate() {
                let share = row[j][1] / total;
                if share > LEAST_SHARE {
                    counts.entry((*s, *t)).or_default()[1] += share * step.posterior;
                }
            }
            seen_source[*s as usize] += step.posterior;
        }
    }
    let mut out = prior.conditionals.clone();
    for ((s, t), value) in &mut out {
        value[0] *= PRIOR_WEIGHT / (PRIOR_WEIGHT + seen_source[*s as usize]);
        value[1] *= PRIOR_WEIGHT / (PRIOR_WEIGHT + seen_target[*t as usize]);
    }
    for ((s, t), count) in counts {
        let known = prior.conditionals.contains_key(&(s, t));
        let discount = if known { 0.0 } else { DISCOUNT };
        let [forward, backward] = count.map(|c| (c - discount).max(0.0));
        if forward > 0.0 || backward > 0.0 {
            let value = out.entry((s, t)).or_insert([0.0; 2]);
            value[0] += forward / (PRIOR_WEIGHT + seen_source[s as usize]);
            value[1] += backward / (PRIOR_WEIGHT + seen_target[t as usize]);
        }
    }
    out
}
