//! The posterior of a bead and what its document is like → the probability that the bead is right.
//!
//! Posteriors are too sure where the texts translate each other freely, and most of all where there is no lexicon. The
//! logarithm of their odds is therefore stretched and moved (Platt 1999), moved further by how doubtful the whole
//! document is, and less believed there when it is for the bead. The numbers are fitted to documents that the weights of
//! the posteriors were not fitted to.

use super::lattice::Step;
use super::weights::Column;

/// How posteriors become confidences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Calibration(pub(crate) [f32; COUNT]);

/// How many numbers a calibration has.
pub(crate) const COUNT: usize = 3;

/// Their names: the factor of the logarithm of the odds, what is added to it, and the factor of the document's doubt.
pub(crate) const NAMES: [&str; COUNT] = ["confidence-slope", "confidence-bias", "confidence-doubt"];

/// Odds beyond e to this power are not told apart.
const MOST_SURE: f32 = 12.0;

/// The mean probability, from 0 to 1, that a bead with two sides on a path is wrong.
pub(crate) fn doubt(path: &[Step]) -> f32 {
    let (mut sum, mut beads) = (0.0, 0.0f32);
    for step in path.iter().filter(|s| s.source_len > 0 && s.target_len > 0) {
        sum += 1.0 - step.posterior;
        beads += 1.0;
    }
    sum / beads.max(1.0)
}

/// Odds in favour of a bead are halved, as logarithms, in a document whose doubt is one over this.
const SHARED_DOUBT: f32 = 5.0;

/// What a confidence is made of, in the order of [`NAMES`].
pub(crate) fn features(posterior: f32, doubt: f32) -> [f32; COUNT] {
    let odds = (posterior / (1.0 - posterior)).ln().clamp(-MOST_SURE, MOST_SURE);
    let believed = if odds > 0.0 {
        odds / (1.0 + SHARED_DOUBT * doubt)
    } else {
        odds
    };
    [believed, 1.0, doubt]
}

impl Calibration {
    /// The calibration of a column of the compiled-in file of weights.
    pub(crate) fn of(column: Column) -> Calibration {
        Calibration(NAMES.map(|name| column.number(name)))
    }

    /// The probability that a bead is right, from 0 to 1.
    pub(crate) fn confidence(self, posterior: f32, doubt: f32) -> f64 {
        let odds: f32 = features(posterior, doubt).iter().zip(self.0).map(|(x, w)| x * w).sum();
        1.0 / (1.0 + f64::from(-odds).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prior_leaves_posteriors_of_documents_without_doubt_as_they_are() {
        let prior = Calibration::of(Column::Prior);
        for posterior in [0.01, 0.5, 0.9, 0.999] {
            assert!((prior.confidence(posterior, 0.0) - f64::from(posterior)).abs() < 1e-5);
        }
    }

    #[test]
    fn a_confidence_grows_with_the_posterior_and_falls_with_the_doubt() {
        for column in [Column::WithLexicon, Column::WithoutLexicon] {
            let calibration = Calibration::of(column);
            for doubt in [0.0, 0.05, 0.2, 0.6] {
                let of = |k: u16| calibration.confidence(f32::from(k) / 100.0, doubt);
                assert!((1..100).all(|k| of(k) > of(k - 1)));
                assert!((0..=100u16).all(|k| {
                    let posterior = f32::from(k) / 100.0;
                    calibration.confidence(posterior, doubt + 0.1) < calibration.confidence(posterior, doubt)
                }));
            }
        }
    }

    #[test]
    fn a_certain_bead_has_a_finite_confidence() {
        let fitted = Calibration::of(Column::WithLexicon);
        for posterior in [0.0, 1.0] {
            assert!((0.0..=1.0).contains(&fitted.confidence(posterior, 0.0)));
        }
    }
}
