//! What an aligner gives: beads, and the blocks that the translation moved.

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

impl Bead {
    /// Whether one side is empty: the segment has no translation in the other text.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// The alignment of a pair of articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// Every source and target segment is in exactly one bead; beads are in document order on both sides.
    pub beads: Vec<Bead>,
    /// Blocks that the translation moved, by their place in the source. Their segments are in null beads, since `beads` keep
    /// to the order of both texts.
    pub crossings: Vec<Crossing>,
}

/// A block of source segments and the block of target segments, elsewhere, that translates it.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// Indices into the source segments.
    pub source: Range<usize>,
    /// Indices into the target segments.
    pub target: Range<usize>,
    /// The beads of the block, each with the probability that it is right if the blocks belong together.
    pub beads: Vec<Bead>,
}
