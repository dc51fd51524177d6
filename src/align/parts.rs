//! What a search is made of, apart from its weights; all of it, but when a measurement leaves a part out.

use crate::align::length::LengthLaw;

/// The parts of the search that are not a matter of weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    /// What is learned from the pair of texts itself before it is searched again.
    pub(crate) learning: bool,
    /// Identity and likeness of spelling.
    pub(crate) spelling: bool,
    /// Whether only a corridor of the search space is searched.
    pub(crate) corridor: bool,
    /// How the lengths of translations are spread.
    pub(crate) lengths: LengthLaw,
}

impl Parts {
    /// Everything.
    pub(crate) const ALL: Parts = Parts {
        learning: true,
        spelling: true,
        corridor: true,
        lengths: LengthLaw::LogNormal,
    };
}
