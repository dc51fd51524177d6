//! The weights and the calibration that an aligner works with.

use crate::align::calibration::Calibration;
use crate::align::weights::{Column, Weights};

/// Weights that were fitted and the calibration of their posteriors, as an aligner has them.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedWeights {
    pub(crate) weights: Weights,
    pub(crate) calibration: Calibration,
}

impl FittedWeights {
    /// What is compiled in.
    pub(crate) fn built_in(has_lexicon: bool) -> FittedWeights {
        let column = Column::fitted(has_lexicon);
        FittedWeights {
            weights: Weights::of(column),
            calibration: Calibration::of(column),
        }
    }
}
