//! The segments of one text → what the alignment needs to know of each: its length, its marks and its place.

use crate::article::BlockKind;
use crate::segment::Segment;

/// What a segment's marks and place say about it, as bits.
pub(crate) mod marks {
    /// Ends with a question mark.
    pub(crate) const QUESTION: u8 = 1;
    /// Ends with an exclamation mark.
    pub(crate) const EXCLAMATION: u8 = 2;
    /// Ends with a colon.
    pub(crate) const COLON: u8 = 4;
    /// Ends with no mark at all.
    pub(crate) const OPEN: u8 = 8;
    /// Begins with a dialogue dash or an opening quotation mark.
    pub(crate) const SPEECH: u8 = 16;
    /// Is a heading.
    pub(crate) const HEADING: u8 = 32;
    /// Is the first of its block.
    pub(crate) const FIRST: u8 = 64;
}

/// One of the two texts.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// The length of each segment in characters, white space not counted.
    pub(crate) chars: Vec<f32>,
    /// The [`marks`] of each segment.
    pub(crate) marks: Vec<u8>,
    /// Whether the text has more than one block, so that block ends mean something.
    pub(crate) has_blocks: bool,
}

/// Closing quotation marks and brackets, which may follow a final mark.
const CLOSING: [char; 12] = ['"', '\'', '»', '”', '’', ')', ']', '}', '›', '“', '_', '*'];
/// Quotation marks and dashes that begin speech.
const OPENING: [char; 12] = ['«', '“', '"', '„', '‘', '‹', '—', '–', '-', '―', '\'', '‚'];

fn marks_of(segment: &Segment, first: bool) -> u8 {
    let text = segment.text.trim();
    let end = text
        .trim_end_matches(|c: char| CLOSING.contains(&c) || c.is_whitespace())
        .chars()
        .next_back();
    let mut bits = match end {
        Some('?') => marks::QUESTION,
        Some('!') => marks::EXCLAMATION,
        Some(':') => marks::COLON,
        Some('.' | '…' | ';' | ',') => 0,
        _ => marks::OPEN,
    };
    if text.starts_with(OPENING) {
        bits |= marks::SPEECH;
    }
    if segment.kind == BlockKind::Heading {
        bits |= marks::HEADING;
    }
    if first {
        bits |= marks::FIRST;
    }
    bits
}

impl Side {
    /// Reads the segments of one text.
    pub(crate) fn new(segments: &[Segment]) -> Side {
        let first = |i: usize| i == 0 || segments[i - 1].block != segments[i].block;
        Side {
            chars: segments
                .iter()
                .map(|s| s.text.chars().filter(|c| !c.is_whitespace()).count() as f32)
                .collect(),
            marks: segments
                .iter()
                .enumerate()
                .map(|(i, s)| marks_of(s, first(i)))
                .collect(),
            has_blocks: (1..segments.len()).any(first),
        }
    }
}
