//! A pair → whether it can be a translation at all.
//!
//! The bounds were measured on 139 gold pairs and on sides of them mixed at random; docs/MEMORY.md has the figures.

use std::ops::Range;

use super::Pair;
use super::error::Unrelated;
use crate::align::{Aligner, Bead};
use crate::segment::Segment;

/// The [`Pair::counterpart_share`] under which a pair is hardly a translation. Real translations, cut and merged as they may
/// be, stay above it, and texts that have nothing to do with each other below.
pub const HARDLY_TRANSLATED: f64 = 0.2;

/// A side of fewer segments than this is very short: its alignment is forced, and its words decide.
const VERY_SHORT: usize = 3;

/// A side of fewer segments than this is short: where less than [`SURE_SHARE`] of it finds a counterpart, its words decide too.
const SHORT: usize = 12;

/// Chance pairs of a few short sentences come up to this share.
const SURE_SHARE: f64 = 0.7;

/// Very short texts with less [`Aligner::word_support`] than this are no translations of each other.
const LEAST_SUPPORT: f64 = 0.4;

/// Very short texts that the aligner parts, and short ones of which it is not sure, are no translations of each other if they have less support than this.
const LEAST_SUPPORT_OF_PARTED: f64 = 0.7;

impl Pair {
    /// The share of both texts, in characters, that is expected to have found its counterpart: what lies in beads with two
    /// sides, each weighed by its confidence. From 0 to 1.
    #[must_use]
    pub fn aligned_share(&self) -> f64 {
        let (source, target) = (&self.source.segments, &self.target.segments);
        let total = length(source) + length(target);
        let in_both = |bead: &Bead| length(&source[bead.source.clone()]) + length(&target[bead.target.clone()]);
        let aligned: f64 = self
            .alignment
            .beads
            .iter()
            .filter(|bead| !bead.is_null())
            .map(|bead| in_both(bead) * bead.confidence)
            .sum();
        if total > 0.0 { aligned / total } else { 0.0 }
    }

    /// As [`Pair::aligned_share`], but of one side: of the shorter one, so that an excerpt, or a translation of a part, is
    /// judged by what there is of it.
    ///
    /// Blocks that the translation moved do not count: in texts that have nothing to do with each other they are found by
    /// chance.
    #[must_use]
    pub fn counterpart_share(&self) -> f64 {
        let share = |segments: &[Segment], side: fn(&Bead) -> &Range<usize>| {
            let total = length(segments);
            let found: f64 = self
                .alignment
                .beads
                .iter()
                .filter(|bead| !bead.is_null())
                .map(|bead| length(&segments[side(bead).clone()]) * bead.confidence)
                .sum();
            if total > 0.0 { found / total } else { 0.0 }
        };
        let (source, target) = (&self.source.segments, &self.target.segments);
        if length(source) <= length(target) {
            share(source, |bead| &bead.source)
        } else {
            share(target, |bead| &bead.target)
        }
    }

    /// Whether the two are very short and their words speak for it, but not so that it would be sure: any two sentences can be paired.
    pub(super) fn is_forced(&self, aligner: &Aligner) -> bool {
        let (source, target) = (&self.source.segments, &self.target.segments);
        source.len().min(target.len()) < VERY_SHORT
            && aligner
                .word_support(source, target)
                .is_some_and(|support| support < LEAST_SUPPORT_OF_PARTED)
    }

    /// Why the two texts are hardly translations of each other, if they are.
    pub(super) fn find_unrelated(&self, aligner: &Aligner) -> Option<Unrelated> {
        let (source, target) = (&self.source.segments, &self.target.segments);
        let share = self.counterpart_share();
        let parted = share < HARDLY_TRANSLATED;
        let shorter = source.len().min(target.len());
        let short = shorter < VERY_SHORT || !parted && shorter < SHORT && share < SURE_SHARE;
        if !short || aligner.lexicon().is_none() {
            return parted.then_some(Unrelated::Share(share));
        }
        let bound = if parted || shorter >= VERY_SHORT {
            LEAST_SUPPORT_OF_PARTED
        } else {
            LEAST_SUPPORT
        };
        aligner
            .word_support(source, target)
            .filter(|support| *support < bound)
            .map(Unrelated::Words)
    }
}

fn length(segments: &[Segment]) -> f64 {
    segments.iter().map(|s| s.text.chars().count()).sum::<usize>() as f64
}
