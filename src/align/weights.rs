//! The weights of a bead's features: fitted by `interligne evaluate --fit`, stored in `data/alignment-weights.tsv`.

use super::lattice::{SHAPE_COUNT, SHAPES};

/// Indices of the features of a bead.
pub(crate) mod feature {
    /// Seven features that say the shape.
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
    pub(crate) const EXPLAINED: usize = 21;
    pub(crate) const DILUTED: usize = 22;
    pub(crate) const EXPLAINED_ROOT: usize = 23;
    pub(crate) const DILUTED_ROOT: usize = 24;
    pub(crate) const WEAKEST: usize = 25;
    pub(crate) const BALANCE_ROOT: usize = 26;
}

/// How many features a bead has.
pub(crate) const BEAD_COUNT: usize = 27;

/// How many weights belong to null steps.
pub(crate) const NULL_COUNT: usize = 5;

/// How many weights there are.
pub(crate) const COUNT: usize = BEAD_COUNT + NULL_COUNT;

/// The names of all weights, in order: those of a bead's features, then those of null steps.
pub(crate) const NAMES: [&str; COUNT] = [
    "shape-1-1",
    "shape-1-2",
    "shape-1-3",
    "shape-2-2",
    "shape-1-4",
    "shape-2-3",
    "shape-3-3",
    "length",
    "question-same",
    "question-differs",
    "exclamation-same",
    "exclamation-differs",
    "colon-same",
    "colon-differs",
    "open-same",
    "open-differs",
    "speech-differs",
    "heading-differs",
    "block-start-same",
    "block-start-differs",
    "block-inside",
    "explained",
    "diluted",
    "explained-root",
    "diluted-root",
    "weakest",
    "balance-root",
    "null",
    "null-length",
    "null-open",
    "null-both",
    "null-turn",
];

/// The feature that says each shape; a shape and its mirror image share it.
pub(crate) const SHAPE_FEATURES: [usize; SHAPE_COUNT] = {
    let mut features = [0; SHAPE_COUNT];
    let mut shape = 0;
    while shape < SHAPE_COUNT {
        features[shape] = feature::SHAPE
            + match SHAPES[shape] {
                (1, 1) => 0,
                (1, 2) | (2, 1) => 1,
                (1, 3) | (3, 1) => 2,
                (2, 2) => 3,
                (1, 4) | (4, 1) => 4,
                (2, 3) | (3, 2) => 5,
                _ => 6,
            };
        shape += 1;
    }
    features
};

/// The weights of all features, in the order of [`NAMES`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights(pub(crate) [f32; COUNT]);

/// What stands in the columns of the file of weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// Fitted for texts whose languages have a lexicon.
    WithLexicon,
    /// Fitted for texts whose languages have none.
    WithoutLexicon,
    /// The weights before any gold is seen: the mean of the prior of a fit, in round numbers.
    #[cfg_attr(not(feature = "lab"), allow(dead_code, reason = "only fitting asks for it"))]
    Prior,
}

impl Column {
    /// The column for texts whose languages have a lexicon, or have none.
    pub(crate) fn fitted(has_lexicon: bool) -> Column {
        if has_lexicon {
            Column::WithLexicon
        } else {
            Column::WithoutLexicon
        }
    }

    /// The number of a name in the column; 0 if it is missing.
    pub(crate) fn number(self, name: &str) -> f32 {
        let line = FITTED.lines().find(|l| l.split('\t').next() == Some(name));
        line.and_then(|l| l.split('\t').nth(1 + self as usize)?.parse().ok())
            .unwrap_or(0.0)
    }
}

/// The compiled-in file of weights: a name and a number of each [`Column`] a line.
static FITTED: &str = include_str!("../../data/alignment-weights.tsv");

impl Weights {
    /// The weights of a column of the compiled-in file.
    pub(crate) fn of(column: Column) -> Weights {
        Weights(NAMES.map(|name| column.number(name)))
    }

    /// The weights of a bead's features.
    pub(crate) fn bead(&self) -> [f32; BEAD_COUNT] {
        std::array::from_fn(|k| self.0[k])
    }

    /// The weights of null steps: each one, the logarithm of its length, opening a run, both sides, turning back.
    pub(crate) fn null(&self) -> [f32; NULL_COUNT] {
        std::array::from_fn(|k| self.0[BEAD_COUNT + k])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fitted_weights_name_every_feature() {
        for name in NAMES {
            assert!(FITTED.lines().any(|l| l.split('\t').next() == Some(name)), "{name}");
        }
        assert_ne!(Weights::of(Column::WithLexicon), Weights::of(Column::WithoutLexicon));
    }
}
