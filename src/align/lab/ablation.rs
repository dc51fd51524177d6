//! An [`Aligner`] and one of its components → the aligner without it, to measure what the component brings.
//!
//! Weights are not fitted anew: those that belong to the component become 0 and all others stay as they are. The loss is
//! therefore an upper bound; weights fitted without the component would make up for a part of it.

use std::fmt;
use std::str::FromStr;

use crate::align::Aligner;
use crate::align::lattice::SHAPES;
use crate::align::length::LengthLaw;
use crate::align::weights::{BEAD_COUNT, SHAPE_FEATURES, Weights, feature};

/// What an aligner can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Component {
    /// The lexicon. Unlike [`Aligner::without_lexicon`] this keeps the weights that were fitted with it.
    Lexicon,
    /// What is learned from the pair of texts itself before it is searched again.
    Learning,
    /// Identity and likeness of spelling: cognates, names, numbers, dates.
    Spelling,
    /// The lengths of beads.
    Length,
    /// Final marks, dashes, quotation marks, headings and block boundaries.
    Structure,
    /// Runs of segments without counterpart: without them each such segment pays what opening a run costs.
    NullRuns,
    /// Beads larger than 1-1, 1-2, 2-1 and 2-2.
    LargeBeads,
    /// The corridor: without it all of the search space is searched, in time and memory that grow with its area.
    Corridor,
}

/// A score that no evidence makes up for; finite, so that a feature of 0 times it is 0.
const FORBIDDING: f32 = -1e4;

impl Component {
    /// All components.
    pub const ALL: [Component; 8] = [
        Component::Lexicon,
        Component::Learning,
        Component::Spelling,
        Component::Length,
        Component::Structure,
        Component::NullRuns,
        Component::LargeBeads,
        Component::Corridor,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Component::Lexicon => "lexicon",
            Component::Learning => "learning",
            Component::Spelling => "spelling",
            Component::Length => "length",
            Component::Structure => "structure",
            Component::NullRuns => "null-runs",
            Component::LargeBeads => "large-beads",
            Component::Corridor => "corridor",
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no [`Component`] has.
#[derive(Debug, thiserror::Error)]
#[error("expected one of {}", Component::ALL.map(Component::name).join(", "))]
pub struct UnknownComponent;

impl FromStr for Component {
    type Err = UnknownComponent;

    fn from_str(name: &str) -> Result<Component, UnknownComponent> {
        Component::ALL
            .into_iter()
            .find(|component| component.name() == name)
            .ok_or(UnknownComponent)
    }
}

impl Aligner {
    /// The same aligner without one of its components, all other weights as they are.
    #[must_use]
    pub fn without(mut self, component: Component) -> Aligner {
        let weights = &mut self.weights;
        match component {
            Component::Lexicon => self.lexicon = None,
            Component::Learning => self.parts.learning = false,
            Component::Spelling => self.parts.spelling = false,
            Component::Length => weights.0[feature::LENGTH] = 0.0,
            Component::Structure => weights.0[feature::QUESTION_SAME..=feature::BLOCK_INSIDE].fill(0.0),
            Component::NullRuns => weights.part_null_runs(),
            Component::LargeBeads => weights.forbid_large_beads(FORBIDDING),
            Component::Corridor => self.parts.corridor = false,
        }
        self
    }

    /// The same aligner with another law for the lengths of translations, all weights as they are.
    #[must_use]
    pub fn with_lengths(mut self, law: LengthLaw) -> Aligner {
        self.parts.lengths = law;
        self
    }
}

impl Weights {
    /// Makes each null step pay what opening a run costs, and nothing else depend on runs.
    fn part_null_runs(&mut self) {
        let [each, length, open, ..] = self.null();
        self.0[BEAD_COUNT..].copy_from_slice(&[each + open, length, 0.0, 0.0, 0.0]);
    }

    /// Gives the shapes of more than two segments on a side a weight that keeps them out.
    fn forbid_large_beads(&mut self, weight: f32) {
        for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
            if a.max(b) > 2 {
                self.0[SHAPE_FEATURES[shape]] = weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::lattice::SHAPES;
    use crate::align::weights::{Column, SHAPE_FEATURES, Weights};
    use crate::text::lang::Lang;

    fn aligner() -> Aligner {
        let lang = |tag| Lang::parse(tag).expect("a tag written in this test");
        Aligner::new(lang("fr"), lang("en")).expect("an aligner without a lexicon file")
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for component in Component::ALL {
            assert_eq!(component.to_string().parse::<Component>().ok(), Some(component));
        }
        assert!("weather".parse::<Component>().is_err());
    }

    #[test]
    fn only_the_weights_of_the_component_change() {
        let fitted = Weights::of(Column::WithLexicon);
        let changed = |component| {
            let without = aligner().without(component).weights;
            (0..fitted.0.len())
                .filter(|k| fitted.0[*k] != without.0[*k])
                .collect::<Vec<_>>()
        };
        assert_eq!(changed(Component::Length), [feature::LENGTH]);
        assert!(changed(Component::Lexicon).is_empty());
        let structure = changed(Component::Structure);
        assert_eq!(
            structure,
            (feature::QUESTION_SAME..=feature::BLOCK_INSIDE).collect::<Vec<_>>()
        );
        let mut large: Vec<usize> = (0..SHAPES.len())
            .filter(|shape| SHAPES[*shape].0.max(SHAPES[*shape].1) > 2)
            .map(|shape| SHAPE_FEATURES[shape])
            .collect();
        large.sort_unstable();
        large.dedup();
        assert_eq!(changed(Component::LargeBeads), large);
    }

    #[test]
    fn without_null_runs_each_null_pays_for_opening() {
        let (with, without) = (
            aligner().weights.null(),
            aligner().without(Component::NullRuns).weights.null(),
        );
        assert!((without[0] - with[0] - with[2]).abs() < 1e-6);
        assert_eq!(without[2..], [0.0; 3]);
    }
}
