//! An article's blocks → [`Segment`]s, what a translator translates at once: mostly sentences.

use std::ops::Range;

use crate::article::BlockKind;

/// One segment of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The segment's text: line breaks and runs of plain white space folded to one space, non-breaking spaces kept.
    pub text: String,
    /// The index of its block in [`crate::article::Article::blocks`], furniture counted.
    pub block: usize,
    /// What its block is.
    pub kind: BlockKind,
    /// Where it stands: a byte range of [`crate::article::Article::text`].
    pub range: Range<usize>,
}
