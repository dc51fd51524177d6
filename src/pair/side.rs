//! One of the two texts of a pair.

use std::path::PathBuf;

use crate::article::{Article, Block, Furniture};
use crate::segment::{Segment, Segmenter};

/// One side of a pair, read and cut into segments.
#[derive(Clone, Debug)]
pub struct Side {
    /// The file that it came from.
    pub path: PathBuf,
    /// The article; with [`super::PairOptions::presegmented`] its blocks are the input's paragraphs.
    pub article: Article,
    /// The segments that take part in the alignment.
    pub segments: Vec<Segment>,
    /// The segments of what was left out as page furniture, in document order.
    pub furniture: Vec<LeftOut>,
    /// For presegmented text, the line of each segment, from 0.
    pub(crate) lines: Option<Vec<usize>>,
}

/// A segment that takes no part in the alignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The segment.
    pub segment: Segment,
    /// Why.
    pub reason: Furniture,
}

impl Side {
    /// Cuts what is left out into segments.
    pub(crate) fn keep_furniture(&mut self, segmenter: &Segmenter) {
        if self.left_out().next().is_none() {
            return;
        }
        let kept: std::collections::HashSet<usize> = self.segments.iter().map(|segment| segment.block).collect();
        let all = segmenter.segment(&self.article, true);
        let blocks = &self.article.blocks;
        let left_out = all.into_iter().filter(|segment| !kept.contains(&segment.block));
        self.furniture = left_out
            .filter_map(|segment| {
                let reason = blocks[segment.block].furniture?;
                Some(LeftOut { segment, reason })
            })
            .collect();
    }

    /// The number that machine output gives to a segment: its line for presegmented text, else its position among the
    /// segments, both from 0.
    #[must_use]
    pub fn number(&self, segment: usize) -> usize {
        self.lines.as_ref().map_or(segment, |lines| lines[segment])
    }

    /// The blocks that were left out as page furniture, in document order.
    pub fn left_out(&self) -> impl Iterator<Item = &Block> {
        let kept: std::collections::HashSet<usize> = self.segments.iter().map(|segment| segment.block).collect();
        self.article
            .blocks
            .iter()
            .enumerate()
            .filter(move |(index, block)| block.furniture.is_some() && !kept.contains(index))
            .map(|(_, block)| block)
    }
}
