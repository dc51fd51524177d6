//! The weights of a bead's features.

use super::lattice::SHAPES;

/// Indices of the features of a bead.
pub(crate) mod feature {
    /// Seven features that say the shape: 1-1; 1-2 and 2-1; 1-3 and 3-1; 2-2; 1-4 and 4-1; 2-3 and 3-2; 3-3.
    pub(crate) const SHAPE: usize = 0;
    pub(crate) const LENGTH: usize = 7;
    pub(crate) const QUESTION_SAME: usize = 8;
    pub(crate) const QUESTION_DIFFERS: usize = 9;
    pub(crate) const EXCLAMATION_SAME: usize = 10;
    pub(crate) const EXCLAMATION_DIFFERS: usize = 11;
    pub(crate) const COLON_SAME: usize = 12;
    pub(crate) const COLON_DIFFERS: usize = 13;
    pub(crate) const OPEN_SAME: usize = 14;
    pub(crate) const OPEN_DIFFERS: usize = 15;
    pub(crate) const SPEECH_DIFFERS: usize = 16;
    pub(crate) const HEADING_DIFFERS: usize = 17;
    pub(crate) const BLOCK_START_SAME: usize = 18;
    pub(crate) const BLOCK_START_DIFFERS: usize = 19;
    pub(crate) const BLOCK_INSIDE: usize = 20;
    pub(crate) const FORWARD: usize = 21;
    pub(crate) const BACKWARD: usize = 22;
    pub(crate) const PER_WORD: usize = 23;
    pub(crate) const WEAKEST: usize = 24;
}

/// How many features a bead has.
pub(crate) const BEAD_COUNT: usize = 25;

/// The feature that says a shape.
pub(crate) fn shape_feature(shape: usize) -> usize {
    feature::SHAPE
        + match SHAPES[shape] {
            (1, 1) => 0,
            (1, 2) | (2, 1) => 1,
            (1, 3) | (3, 1) => 2,
            (2, 2) => 3,
            (1, 4) | (4, 1) => 4,
            (2, 3) | (3, 2) => 5,
            _ => 6,
        }
}

/// The weights of all features.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) bead: [f32; BEAD_COUNT],
    pub(crate) null: f32,
    pub(crate) null_length: f32,
    pub(crate) open: f32,
    pub(crate) both: f32,
    pub(crate) turn: f32,
}

impl Default for Weights {
    fn default() -> Weights {
        use feature as f;
        let mut bead = [0.0; BEAD_COUNT];
        bead[..7].copy_from_slice(&[0.0, -3.0, -5.0, -5.0, -6.5, -6.5, -7.5]);
        bead[f::LENGTH] = 1.0;
        for (same, differs) in [
            (f::QUESTION_SAME, f::QUESTION_DIFFERS),
            (f::EXCLAMATION_SAME, f::EXCLAMATION_DIFFERS),
            (f::COLON_SAME, f::COLON_DIFFERS),
            (f::OPEN_SAME, f::OPEN_DIFFERS),
        ] {
            (bead[same], bead[differs]) = (1.0, -0.7);
        }
        bead[f::SPEECH_DIFFERS] = -0.5;
        bead[f::HEADING_DIFFERS] = -2.0;
        bead[f::BLOCK_START_SAME] = 0.7;
        bead[f::BLOCK_START_DIFFERS] = -0.7;
        bead[f::BLOCK_INSIDE] = -1.5;
        bead[f::FORWARD] = 0.25;
        bead[f::BACKWARD] = 0.25;
        Weights {
            bead,
            null: -1.0,
            null_length: 0.0,
            open: -2.0,
            both: -1.0,
            turn: -3.0,
        }
    }
}
