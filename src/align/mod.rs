//! Two lists of segments → an [`Alignment`]: beads in document order, each with a confidence.

use std::ops::Range;

/// A group of source segments and the target segments that translate it.
///
/// One side is empty in a null bead (1-0, 0-1); both never are.
#[derive(Clone, Debug, PartialEq)]
pub struct Bead {
    /// Indices into the source segments.
    pub source: Range<usize>,
    /// Indices into the target segments.
    pub target: Range<usize>,
    /// The probability, from 0 to 1, that the bead is exactly right.
    pub confidence: f64,
}

/// The alignment of a pair of articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// Every source and target segment is in exactly one bead; beads are in document order on both sides.
    pub beads: Vec<Bead>,
}
