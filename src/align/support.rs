//! Two texts → how far the words of one have a translation in the other, whatever stands beside what.
//!
//! For texts of a sentence or two an alignment says nothing: there is one way to pair them, and the aligner takes it. Their
//! words still tell whether they can be translations at all.

use super::evidence::{Evidence, Lexicons, rarity};
use super::side::Side;

/// A pair of words counts from this probability on, in either direction.
const LEAST: f32 = 0.03;

/// What the words of a side must weigh at least to tell anything: about three words of the middling sort.
const LEAST_WEIGHT: f64 = 8.0;

/// The share of both sides' words, weighed by how rare they are in the language, that have a counterpart on the other side;
/// of the two sides, the greater. From 0 to 1; nothing where a side has too few words
/// to tell.
pub(crate) fn word_support(source: &Side, target: &Side, lexicons: Lexicons<'_>) -> Option<f64> {
    let (_, prior) = Evidence::new(source, target, lexicons, true);
    let mut found = [vec![false; source.types.len()], vec![false; target.types.len()]];
    for s in 0..source.types.len() as u32 {
        for (t, both) in prior.conditionals.row(s) {
            if both.iter().any(|p| *p >= LEAST) {
                found[0][s as usize] = true;
                found[1][t as usize] = true;
            }
        }
    }
    let share = |side: &Side, at: usize| {
        let weights = rarity(side, lexicons, at);
        let total: f64 = weights.iter().sum();
        let explained: f64 = weights
            .iter()
            .zip(&found[at])
            .filter(|(_, f)| **f)
            .map(|(w, _)| w)
            .sum();
        (total >= LEAST_WEIGHT).then(|| explained / total)
    };
    Some(share(source, 0)?.max(share(target, 1)?))
}
