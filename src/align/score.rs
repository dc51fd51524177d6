//! Two [`Side`]s and a corridor → the [`Lattice`] of bead scores.
//!
//! The score of a bead is the weighted sum of its features: the logarithm of its odds against the null hypothesis that its
//! two sides have nothing to do with each other.

use super::corridor::Corridor;
use super::lattice::{IMPOSSIBLE, Lattice, NullScores, SHAPE_COUNT, SHAPES};
use super::length::{Length, LengthModel};
use super::lexical::{LONGEST, Lexical};
use super::side::{Side, marks};
use super::weights::{self, Weights};

/// The number of features of a bead; their order is that of [`weights::NAMES`].
pub(crate) type Features = [f32; weights::BEAD_COUNT];

/// What is the same for every bead that a group of neighbouring segments is part of.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    length: Length,
    words: f32,
    /// ln(words + 1): what each word that the group is to explain is diluted by.
    dilution: f32,
}

/// For each segment, the groups of one to four segments that begin there, and how many words the segment has.
struct Groups {
    of: Vec<[Group; LONGEST]>,
    /// The number of words of each segment, and its square root, at least 1.
    words: Vec<(f32, f32)>,
}

impl Groups {
    fn new(side: &Side) -> Groups {
        let words: Vec<(f32, f32)> = (0..side.len())
            .map(|i| side.segment(i).len() as f32)
            .map(|words| (words, words.max(1.0).sqrt()))
            .collect();
        let of = (0..side.len())
            .map(|i| {
                let (mut chars, mut total) = (0.0, 0.0);
                let mut groups = [Group::default(); LONGEST];
                for (k, group) in groups.iter_mut().enumerate().take(side.len() - i) {
                    chars += side.chars[i + k];
                    total += words[i + k].0;
                    *group = Group {
                        length: Length::new(chars),
                        words: total,
                        dilution: (total + 1.0).ln(),
                    };
                }
                groups
            })
            .collect();
        Groups { of, words }
    }
}

/// What the two sides of a bead are compared with.
pub(crate) struct Scorer<'a> {
    source: &'a Side,
    target: &'a Side,
    length: LengthModel,
    lexical: &'a Lexical,
    groups: [Groups; 2],
}

/// The lexical features of a bead, summed over the segments of both sides.
#[derive(Default)]
struct LexicalSums {
    explained: f32,
    diluted: f32,
    explained_root: f32,
    diluted_root: f32,
    weakest: f32,
}

impl LexicalSums {
    /// Adds a segment of so many words that the other side explains by `explained`, each word diluted by `dilution`.
    #[inline]
    fn add(&mut self, explained: f32, (words, root): (f32, f32), dilution: f32, in_group: bool) {
        self.explained += explained;
        self.diluted += words * dilution;
        self.explained_root += explained / root;
        self.diluted_root += words * dilution / root;
        if in_group {
            self.weakest = self.weakest.min((explained - words * dilution) / root);
        }
    }
}

fn count_inside(marks: &[u8], bit: u8) -> f32 {
    marks[1..].iter().filter(|m| *m & bit != 0).count() as f32
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(source: &'a Side, target: &'a Side, lexical: &'a Lexical) -> Scorer<'a> {
        let length = LengthModel::new(source.chars.iter().sum(), target.chars.iter().sum());
        Scorer {
            source,
            target,
            length,
            lexical,
            groups: [Groups::new(source), Groups::new(target)],
        }
    }

    /// The features of the bead of a shape that begins at `(i, j)`, if all of it lies in the corridor.
    pub(crate) fn features(&self, corridor: &Corridor, i: usize, j: usize, shape: usize) -> Option<Features> {
        use weights::feature as f;
        let (a, b) = SHAPES[shape];
        let mut out = [0.0; weights::BEAD_COUNT];
        out[weights::shape_feature(shape)] = 1.0;
        let (source, target) = (self.groups[0].of[i][a - 1], self.groups[1].of[j][b - 1]);
        out[f::LENGTH] = self.length.score(source.length, target.length);
        let (s, t) = (&self.source.marks[i..i + a], &self.target.marks[j..j + b]);
        let (s_end, t_end) = (s[a - 1], t[b - 1]);
        let differ = |bit: u8| f32::from((s_end ^ t_end) & bit != 0);
        out[f::QUESTION_SAME] = f32::from(s_end & t_end & marks::QUESTION != 0);
        out[f::QUESTION_DIFFERS] = differ(marks::QUESTION);
        out[f::EXCLAMATION_SAME] = f32::from(s_end & t_end & marks::EXCLAMATION != 0);
        out[f::EXCLAMATION_DIFFERS] = differ(marks::EXCLAMATION);
        out[f::COLON_SAME] = f32::from(s_end & t_end & marks::COLON != 0);
        out[f::COLON_DIFFERS] = differ(marks::COLON);
        out[f::OPEN_SAME] = f32::from(s_end & t_end & marks::OPEN != 0);
        out[f::OPEN_DIFFERS] = differ(marks::OPEN);
        out[f::SPEECH_DIFFERS] = f32::from((s[0] ^ t[0]) & marks::SPEECH != 0);
        out[f::HEADING_DIFFERS] = f32::from((s[0] ^ t[0]) & marks::HEADING != 0);
        let mut sums = LexicalSums {
            weakest: f32::INFINITY,
            ..LexicalSums::default()
        };
        for k in 0..b {
            let explained = self.lexical.forward[corridor.node(i, j + k)?][a - 1];
            sums.add(explained, self.groups[1].words[j + k], source.dilution, b > 1);
        }
        for k in 0..a {
            let explained = self.lexical.backward[corridor.node(i + k, j)?][b - 1];
            sums.add(explained, self.groups[0].words[i + k], target.dilution, a > 1);
        }
        if sums.explained == IMPOSSIBLE {
            return None;
        }
        out[f::EXPLAINED] = sums.explained;
        out[f::DILUTED] = sums.diluted;
        out[f::EXPLAINED_ROOT] = sums.explained_root;
        out[f::DILUTED_ROOT] = sums.diluted_root;
        out[f::BALANCE_ROOT] = (sums.explained - sums.diluted) / (source.words + target.words + 1.0).sqrt();
        out[f::WEAKEST] = if sums.weakest.is_finite() {
            sums.weakest.min(0.0)
        } else {
            0.0
        };
        if self.source.has_blocks && self.target.has_blocks {
            out[f::BLOCK_START_SAME] = f32::from(s[0] & t[0] & marks::FIRST != 0);
            out[f::BLOCK_START_DIFFERS] = f32::from((s[0] ^ t[0]) & marks::FIRST != 0);
            out[f::BLOCK_INSIDE] = count_inside(s, marks::FIRST) + count_inside(t, marks::FIRST);
        }
        Some(out)
    }

    /// Scores every bead in a corridor.
    pub(crate) fn lattice(&self, corridor: Corridor, weights: &Weights) -> Lattice {
        let mut beads = vec![IMPOSSIBLE; corridor.len() * SHAPE_COUNT];
        for i in 0..corridor.rows() {
            for j in corridor.row(i) {
                let node = corridor.at(i, j);
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    if corridor.node(i + a, j + b).is_none() {
                        continue;
                    }
                    if let Some(features) = self.features(&corridor, i, j, shape) {
                        beads[node * SHAPE_COUNT + shape] =
                            features.iter().zip(weights.bead()).map(|(f, w)| f * w).sum();
                    }
                }
            }
        }
        Lattice {
            corridor,
            beads,
            nulls: self.nulls(weights),
        }
    }

    /// The scores of null steps.
    fn nulls(&self, weights: &Weights) -> NullScores {
        let [each, length, open, both, turn] = weights.null();
        let null = |side: &Side| (0..side.len()).map(|i| each + length * null_length(side, i)).collect();
        NullScores {
            open,
            both,
            turn,
            source: null(self.source),
            target: null(self.target),
        }
    }
}

/// The feature of a null step that depends on its segment: the logarithm of its length in characters, against 50.
pub(crate) fn null_length(side: &Side, i: usize) -> f32 {
    ((side.chars[i] + 1.0) / 50.0).ln()
}
