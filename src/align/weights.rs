//! The weights of a bead's features: fitted by `interligne evaluate --fit`, stored in `data/alignment-weights.tsv`.

use super::lattice::SHAPES;

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

/// The feature that says a shape; a shape and its mirror image share it.
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

/// The weights of all features, in the order of [`NAMES`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights(pub(crate) [f32; COUNT]);

/// The fitted weights: a name and two numbers a line, with a lexicon and without one.
static FITTED: &str = include_str!("../../data/alignment-weights.tsv");

impl Weights {
    /// The fitted weights for texts whose languages have a lexicon, or have none.
    pub(crate) fn fitted(has_lexicon: bool) -> Weights {
        Weights::parse(FITTED, has_lexicon)
    }

    /// Reads the weights of one kind. A name that is missing has weight 0.
    fn parse(text: &str, has_lexicon: bool) -> Weights {
        let mut weights = [0.0; COUNT];
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let place = fields.next().and_then(|name| NAMES.iter().position(|n| *n == name));
            let value = fields.nth(usize::from(!has_lexicon)).and_then(|v| v.parse().ok());
            if let (Some(place), Some(value)) = (place, value) {
                weights[place] = value;
            }
        }
        Weights(weights)
    }

    /// The text of a file of weights.
    pub(crate) fn to_text(with_lexicon: &Weights, without: &Weights) -> String {
        let mut out =
            "# Fitted by `interligne evaluate --fit`; see docs/ALIGNMENT.md.\n# weight\twith lexicon\twithout\n"
                .to_owned();
        for (name, (a, b)) in NAMES.iter().zip(with_lexicon.0.iter().zip(&without.0)) {
            out.push_str(&format!("{name}\t{a:.4}\t{b:.4}\n"));
        }
        out
    }

    /// The weights of a bead's features.
    pub(crate) fn bead(&self) -> &[f32] {
        &self.0[..BEAD_COUNT]
    }

    /// The weights of null steps: each one, the logarithm of its length, opening a run, both sides, turning back.
    pub(crate) fn null(&self) -> [f32; NULL_COUNT] {
        std::array::from_fn(|k| self.0[BEAD_COUNT + k])
    }

    /// Makes each null step pay what opening a run costs, and nothing else depend on runs.
    pub(crate) fn part_null_runs(&mut self) {
        let [each, length, open, ..] = self.null();
        self.0[BEAD_COUNT..].copy_from_slice(&[each + open, length, 0.0, 0.0, 0.0]);
    }

    /// Gives the shapes of more than two segments on a side a weight that keeps them out.
    pub(crate) fn forbid_large_beads(&mut self, weight: f32) {
        for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
            if a.max(b) > 2 {
                self.0[shape_feature(shape)] = weight;
            }
        }
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
        let (with, without) = (Weights::fitted(true), Weights::fitted(false));
        assert_eq!(Weights::to_text(&with, &without), FITTED);
        assert_ne!(with, without);
    }
}
