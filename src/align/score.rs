//! Two [`Side`]s and a corridor → the [`Lattice`] of bead scores.
//!
//! The score of a bead is the weighted sum of its features: the logarithm of its odds against the null hypothesis that its
//! two sides have nothing to do with each other.

use super::corridor::Corridor;
use super::lattice::{IMPOSSIBLE, Lattice, NullScores, SHAPE_COUNT, SHAPES};
use super::length::{Length, LengthLaw, LengthModel};
use super::lexical::{LONGEST, Lexical};
use super::side::{Side, marks};
use super::weights::{self, Weights};

/// The number of features of a bead; their order is that of [`weights::NAMES`].
#[cfg(feature = "lab")]
pub(crate) type Features = [f32; weights::BEAD_COUNT];

/// What is the same for every bead that a group of neighbouring segments is part of.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    length: Length,
    words: f32,
    /// ln(words + 1): what each word that the group is to explain is diluted by.
    dilution: f32,
    /// How many of its segments but the first are the first of their block.
    inside: f32,
}

/// What a segment's number of words makes of its features.
#[derive(Clone, Copy, Debug)]
struct Words {
    count: f32,
    /// One over the root of the number: words are not independent witnesses.
    damping: f32,
}

/// For each segment, the groups of one to four segments that begin there, and how many words the segment has.
struct Groups {
    of: Vec<[Group; LONGEST]>,
    words: Vec<Words>,
}

impl Groups {
    fn new(side: &Side) -> Groups {
        let words: Vec<Words> = (0..side.len())
            .map(|i| side.segment(i).len() as f32)
            .map(|count| Words {
                count,
                damping: 1.0 / count.max(1.0).sqrt(),
            })
            .collect();
        let of = (0..side.len())
            .map(|i| {
                let (mut chars, mut total, mut inside) = (0.0, 0.0, 0.0);
                let mut groups = [Group::default(); LONGEST];
                for (k, group) in groups.iter_mut().enumerate().take(side.len() - i) {
                    chars += side.chars[i + k];
                    total += words[i + k].count;
                    inside += f32::from(k > 0 && side.marks[i + k] & marks::FIRST != 0);
                    *group = Group {
                        length: Length::new(chars),
                        words: total,
                        dilution: (total + 1.0).ln(),
                        inside,
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

/// What one segment adds to the lexical features of a bead, or some segments together.
#[derive(Clone, Copy)]
struct LexicalSums {
    /// How well the segments are explained, the dilution, and the root of each.
    sums: [f32; 4],
    /// The least of the roots' differences.
    weakest: f32,
}

impl LexicalSums {
    const NONE: LexicalSums = LexicalSums {
        sums: [0.0; 4],
        weakest: f32::INFINITY,
    };

    /// Of a segment of so many words that the other side explains by `explained`, each word diluted by `dilution`.
    #[inline]
    fn of(explained: f32, words: Words, dilution: f32) -> LexicalSums {
        let diluted = words.count * dilution;
        let (explained_root, diluted_root) = (explained * words.damping, diluted * words.damping);
        LexicalSums {
            sums: [explained, diluted, explained_root, diluted_root],
            weakest: explained_root - diluted_root,
        }
    }

    /// Adds a segment.
    #[inline]
    fn add(&mut self, of: &LexicalSums) {
        for (sum, of) in self.sums.iter_mut().zip(&of.sums) {
            *sum += of;
        }
        self.weakest = self.weakest.min(of.weakest);
    }
}

/// The [`LexicalSums`] of the beads that begin at a node, in the parts that beads have in common.
struct NodeSums {
    /// For `a` source segments, what the first `b` target segments add that they explain: at `a - 1` and `b - 1`.
    target: [[LexicalSums; LONGEST]; LONGEST],
    /// For `b` target segments, what each source segment adds that they explain: at `b - 1` and the segment's place.
    source: [[LexicalSums; LONGEST]; LONGEST],
}

impl NodeSums {
    /// The sums of the bead of `a` and `b` segments.
    #[inline]
    fn of(&self, a: usize, b: usize) -> LexicalSums {
        let mut sums = self.target[a - 1][b - 1];
        // A segment alone is not the weakest of its group.
        if b == 1 {
            sums.weakest = f32::INFINITY;
        }
        let in_group = sums.weakest;
        for of in &self.source[b - 1][..a] {
            sums.add(of);
        }
        if a == 1 {
            sums.weakest = in_group;
        }
        sums
    }
}

/// Tells `feature` the features that the last segments of both sides have by their marks.
#[inline]
fn end_features(s: u8, t: u8, mut feature: impl FnMut(usize, f32)) {
    use weights::feature as f;
    for (bit, same, differs) in [
        (marks::QUESTION, f::QUESTION_SAME, f::QUESTION_DIFFERS),
        (marks::EXCLAMATION, f::EXCLAMATION_SAME, f::EXCLAMATION_DIFFERS),
        (marks::COLON, f::COLON_SAME, f::COLON_DIFFERS),
        (marks::OPEN, f::OPEN_SAME, f::OPEN_DIFFERS),
    ] {
        feature(same, f32::from(s & t & bit != 0));
        feature(differs, f32::from((s ^ t) & bit != 0));
    }
}

/// Tells `feature` the features that the first segments of both sides have by their marks.
#[inline]
fn start_features(s: u8, t: u8, has_blocks: bool, mut feature: impl FnMut(usize, f32)) {
    use weights::feature as f;
    feature(f::SPEECH_DIFFERS, f32::from((s ^ t) & marks::SPEECH != 0));
    feature(f::HEADING_DIFFERS, f32::from((s ^ t) & marks::HEADING != 0));
    if has_blocks {
        feature(f::BLOCK_START_SAME, f32::from(s & t & marks::FIRST != 0));
        feature(f::BLOCK_START_DIFFERS, f32::from((s ^ t) & marks::FIRST != 0));
    }
}

/// The part of a bead's score that depends on marks alone, by the marks of the source and of the target segment.
struct MarkScores {
    ends: Vec<f32>,
    starts: Vec<f32>,
}

impl MarkScores {
    fn new(weights: &[f32], has_blocks: bool) -> MarkScores {
        // Final marks are the lower four bits; what a segment begins with and where it stands are the others.
        let table = |shift: u32, bits: usize, of: &dyn Fn(u8, u8, &mut f32)| -> Vec<f32> {
            let pairs = (0..1 << bits).flat_map(|s| (0..1 << bits).map(move |t| (s, t)));
            pairs
                .map(|(s, t): (u8, u8)| {
                    let mut score = 0.0;
                    of(s << shift, t << shift, &mut score);
                    score
                })
                .collect()
        };
        MarkScores {
            ends: table(0, 4, &|s, t, score| {
                end_features(s, t, |f, value| *score += weights[f] * value);
            }),
            starts: table(4, 3, &|s, t, score| {
                start_features(s, t, has_blocks, |f, value| *score += weights[f] * value);
            }),
        }
    }

    #[inline]
    fn end(&self, s: u8, t: u8) -> f32 {
        self.ends[usize::from(s & 15) << 4 | usize::from(t & 15)]
    }

    #[inline]
    fn start(&self, s: u8, t: u8) -> f32 {
        self.starts[usize::from(s >> 4 & 7) << 3 | usize::from(t >> 4 & 7)]
    }
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(source: &'a Side, target: &'a Side, lexical: &'a Lexical, lengths: LengthLaw) -> Scorer<'a> {
        let length = LengthModel::new(source.chars.iter().sum(), target.chars.iter().sum(), lengths);
        Scorer {
            source,
            target,
            length,
            lexical,
            groups: [Groups::new(source), Groups::new(target)],
        }
    }

    fn has_blocks(&self) -> bool {
        self.source.has_blocks && self.target.has_blocks
    }

    /// The lexical sums of the beads that begin at `(i, j)`; of those that do not lie in the corridor they mean nothing.
    #[inline]
    fn sums(&self, corridor: &Corridor, (i, j): (usize, usize)) -> NodeSums {
        let mut out = NodeSums {
            target: [[LexicalSums::NONE; LONGEST]; LONGEST],
            source: [[LexicalSums::NONE; LONGEST]; LONGEST],
        };
        let [sources, targets] = &self.groups;
        let mut running = [LexicalSums::NONE; LONGEST];
        for b in 0..LONGEST {
            let Some(node) = corridor.node(i, j + b).filter(|_| j + b < targets.words.len()) else {
                break;
            };
            let (explained, words) = (&self.lexical.forward[node], targets.words[j + b]);
            for (a, running) in running.iter_mut().enumerate() {
                running.add(&LexicalSums::of(explained[a], words, sources.of[i][a].dilution));
                out.target[a][b] = *running;
            }
        }
        for a in 0..LONGEST {
            let Some(node) = corridor.node(i + a, j).filter(|_| i + a < sources.words.len()) else {
                break;
            };
            let (explained, words) = (&self.lexical.backward[node], sources.words[i + a]);
            for (b, explained) in explained.iter().enumerate() {
                out.source[b][a] = LexicalSums::of(*explained, words, targets.of[j][b].dilution);
            }
        }
        out
    }

    /// Tells `feature` the features of the bead of a shape that begins at `(i, j)` and lies in the corridor, but for those that
    /// depend on marks at its ends; `None` where it is not in the search space.
    #[inline]
    fn own_features(
        &self,
        (i, j): (usize, usize),
        shape: usize,
        sums: &NodeSums,
        mut feature: impl FnMut(usize, f32),
    ) -> Option<()> {
        use weights::feature as f;
        let (a, b) = SHAPES[shape];
        let (source, target) = (&self.groups[0].of[i][a - 1], &self.groups[1].of[j][b - 1]);
        let LexicalSums { sums, weakest } = sums.of(a, b);
        let [explained, diluted, explained_root, diluted_root] = sums;
        if explained == IMPOSSIBLE {
            return None;
        }
        feature(weights::SHAPE_FEATURES[shape], 1.0);
        feature(f::LENGTH, self.length.score(source.length, target.length));
        feature(f::EXPLAINED, explained);
        feature(f::DILUTED, diluted);
        feature(f::EXPLAINED_ROOT, explained_root);
        feature(f::DILUTED_ROOT, diluted_root);
        let balance = (explained - diluted) / (source.words + target.words + 1.0).sqrt();
        feature(f::BALANCE_ROOT, balance);
        let weakest = if weakest.is_finite() { weakest.min(0.0) } else { 0.0 };
        feature(f::WEAKEST, weakest);
        if self.has_blocks() {
            feature(f::BLOCK_INSIDE, source.inside + target.inside);
        }
        Some(())
    }

    #[cfg(feature = "lab")]
    /// The features of the bead of a shape that begins at `(i, j)`, if all of it lies in the corridor.
    pub(crate) fn features(&self, corridor: &Corridor, i: usize, j: usize, shape: usize) -> Option<Features> {
        let (a, b) = SHAPES[shape];
        let mut out = [0.0; weights::BEAD_COUNT];
        lies_in(corridor, (i, j), (a, b)).then_some(())?;
        let sums = self.sums(corridor, (i, j));
        self.own_features((i, j), shape, &sums, |f, value| out[f] = value)?;
        let (s, t) = (&self.source.marks, &self.target.marks);
        end_features(s[i + a - 1], t[j + b - 1], |f, value| out[f] = value);
        start_features(s[i], t[j], self.has_blocks(), |f, value| out[f] = value);
        Some(out)
    }

    /// Scores every bead in a corridor: the weighted sums of [`Scorer::features`]. `earlier` is an earlier corridor and its
    /// scores by the same evidence and weights.
    pub(crate) fn lattice(
        &self,
        corridor: Corridor,
        weights: &Weights,
        earlier: Option<(&Corridor, &[f32])>,
    ) -> Lattice {
        let mut beads = vec![IMPOSSIBLE; corridor.len() * SHAPE_COUNT];
        let weight = weights.bead();
        let of_marks = MarkScores::new(&weight, self.has_blocks());
        let (s, t) = (&self.source.marks, &self.target.marks);
        for i in 0..self.source.len() {
            let rows = i..(i + LONGEST + 1).min(corridor.rows());
            if let Some((before, scores)) = earlier
                && rows.clone().all(|i| before.row(i) == corridor.row(i))
            {
                beads[corridor.row_of_nodes(i, SHAPE_COUNT)]
                    .copy_from_slice(&scores[before.row_of_nodes(i, SHAPE_COUNT)]);
                continue;
            }
            for j in corridor.row(i).take_while(|j| *j < self.target.len()) {
                let node = corridor.at(i, j);
                let start = of_marks.start(s[i], t[j]);
                let sums = self.sums(&corridor, (i, j));
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    if !lies_in(&corridor, (i, j), (a, b)) {
                        continue;
                    }
                    let mut score = start + of_marks.end(s[i + a - 1], t[j + b - 1]);
                    let whole = self.own_features((i, j), shape, &sums, |f, value| score += weight[f] * value);
                    if whole.is_some() {
                        beads[node * SHAPE_COUNT + shape] = score;
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

/// Whether all of the bead of `a` and `b` segments that begins at `(i, j)` lies in the corridor.
#[inline]
fn lies_in(corridor: &Corridor, (i, j): (usize, usize), (a, b): (usize, usize)) -> bool {
    corridor.node(i + a, j + b).is_some()
        && corridor.node(i, j + b - 1).is_some()
        && corridor.node(i + a - 1, j).is_some()
}

/// A segment of this length, in characters, adds nothing to the price of leaving it alone.
const MIDDLING: f32 = 50.0;

/// The feature of a null step that depends on its segment: the logarithm of its length in characters, against [`MIDDLING`].
pub(crate) fn null_length(side: &Side, i: usize) -> f32 {
    ((side.chars[i] + 1.0) / MIDDLING).ln()
}
