//! Beads whose gold is known → the calibration that makes them most probable.

use crate::align::calibration::{COUNT, Calibration, features};
use crate::align::weights::Column;

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
    fn without_witnesses_the_prior_stays() {
        assert_eq!(Calibration::fit(&[], 1.0), Calibration::of(Column::Prior));
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
}
