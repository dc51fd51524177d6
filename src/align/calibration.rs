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
pub(crate) struct Calibration([f32; COUNT]);

/// How many numbers a calibration has.
const COUNT: usize = 3;

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
fn features(posterior: f32, doubt: f32) -> [f32; COUNT] {
    let odds = (posterior / (1.0 - posterior)).ln().clamp(-MOST_SURE, MOST_SURE);
    let believed = if odds > 0.0 {
        odds / (1.0 + SHARED_DOUBT * doubt)
    } else {
        odds
    };
    [believed, 1.0, doubt]
}

/// A bead whose gold is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Witness {
    /// Its posterior.
    pub(crate) posterior: f32,
    /// The [`doubt`] of its document.
    pub(crate) doubt: f32,
    /// Whether it is right.
    pub(crate) right: bool,
    /// How much it counts.
    pub(crate) weight: f64,
}

impl Calibration {
    /// The calibration of a column of the compiled-in file of weights.
    pub(crate) fn of(column: Column) -> Calibration {
        Calibration(NAMES.map(|name| column.number(name)))
    }

    /// The numbers, in the order of [`NAMES`].
    pub(crate) fn numbers(self) -> [f32; COUNT] {
        self.0
    }

    /// The probability that a bead is right, from 0 to 1.
    pub(crate) fn confidence(self, posterior: f32, doubt: f32) -> f64 {
        let odds: f32 = features(posterior, doubt).iter().zip(self.0).map(|(x, w)| x * w).sum();
        1.0 / (1.0 + f64::from(-odds).exp())
    }

    /// The calibration that makes what was seen most probable, pulled to the prior by `precision` (logistic regression by
    /// Newton's method).
    pub(crate) fn fit(witnesses: &[Witness], precision: f64) -> Calibration {
        let prior = Calibration::of(Column::Prior).0.map(f64::from);
        let mut numbers = prior;
        let mut value = log_posterior(&numbers, &prior, precision, witnesses);
        for _ in 0..NEWTON_STEPS {
            let mut gradient: [f64; COUNT] = std::array::from_fn(|k| precision * (prior[k] - numbers[k]));
            let mut hessian = [[0.0; COUNT]; COUNT];
            (0..COUNT).for_each(|k| hessian[k][k] = precision);
            for witness in witnesses {
                let (x, p) = witness.under(&numbers);
                let (off, spread) = (f64::from(witness.right) - p, p * (1.0 - p));
                for k in 0..COUNT {
                    gradient[k] += witness.weight * off * x[k];
                    for l in 0..COUNT {
                        hessian[k][l] += witness.weight * spread * x[k] * x[l];
                    }
                }
            }
            // Where odds are far off a whole step would overshoot.
            let mut step = solve(hessian, gradient);
            for _ in 0..HALVINGS {
                let next = std::array::from_fn(|k| numbers[k] + step[k]);
                let next_value = log_posterior(&next, &prior, precision, witnesses);
                if next_value > value {
                    (numbers, value) = (next, next_value);
                    break;
                }
                step = step.map(|s| 0.5 * s);
            }
        }
        Calibration(numbers.map(|n| n as f32))
    }
}

impl Witness {
    /// What its confidence is made of, and the confidence that some numbers give it.
    fn under(&self, numbers: &[f64; COUNT]) -> ([f64; COUNT], f64) {
        let x = features(self.posterior, self.doubt).map(f64::from);
        let odds: f64 = x.iter().zip(numbers).map(|(x, n)| x * n).sum();
        (x, 1.0 / (1.0 + (-odds).exp()))
    }
}

/// The logarithm of the probability of what was seen and of the numbers themselves, up to a constant.
fn log_posterior(numbers: &[f64; COUNT], prior: &[f64; COUNT], precision: f64, witnesses: &[Witness]) -> f64 {
    let pull: f64 = numbers.iter().zip(prior).map(|(n, p)| (n - p) * (n - p)).sum();
    let seen = witnesses.iter().map(|w| {
        let (_, p) = w.under(numbers);
        w.weight * if w.right { p } else { 1.0 - p }.max(f64::MIN_POSITIVE).ln()
    });
    seen.sum::<f64>() - 0.5 * precision * pull
}

/// How often a step that does not climb is halved.
const HALVINGS: usize = 20;
/// More than enough for a problem that is concave and begins near its top.
const NEWTON_STEPS: usize = 20;

/// The solution of a small symmetric, positive definite system (Gaussian elimination needs no pivots there).
fn solve(mut a: [[f64; COUNT]; COUNT], mut b: [f64; COUNT]) -> [f64; COUNT] {
    for k in 0..COUNT {
        for row in k + 1..COUNT {
            let (factor, pivot) = (a[row][k] / a[k][k], a[k]);
            a[row].iter_mut().zip(pivot).for_each(|(x, p)| *x -= factor * p);
            b[row] -= factor * b[k];
        }
    }
    for k in (0..COUNT).rev() {
        for column in k + 1..COUNT {
            b[k] -= a[k][column] * b[column];
        }
        b[k] /= a[k][k];
    }
    b
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
        assert_eq!(Calibration::fit(&[], 1.0), prior);
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
    fn posteriors_that_are_too_sure_are_taken_back() {
        // Said to be 0.95, right three times in four; in the doubtful document once in two.
        let witness = |k: usize, doubt: f32, every: usize| Witness {
            posterior: 0.95,
            doubt,
            right: !k.is_multiple_of(every),
            weight: 1.0,
        };
        let witnesses: Vec<Witness> = (0..400)
            .map(|k| witness(k, 0.02, 4))
            .chain((0..400).map(|k| witness(k, 0.2, 2)))
            .collect();
        let fitted = Calibration::fit(&witnesses, 0.01);
        assert!((fitted.confidence(0.95, 0.02) - 0.75).abs() < 0.02);
        assert!((fitted.confidence(0.95, 0.2) - 0.5).abs() < 0.02);
    }

    #[test]
    fn a_certain_bead_has_a_finite_confidence() {
        let fitted = Calibration::of(Column::WithLexicon);
        for posterior in [0.0, 1.0] {
            assert!((0.0..=1.0).contains(&fitted.confidence(posterior, 0.0)));
        }
    }
}
