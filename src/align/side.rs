//! The segments of one text → what the alignment needs to know of each: its length, its marks and its place.

use crate::text::quotation::opens_speech;
use crate::text::sentence_end::bare_end;
use std::ops::Range;
use std::sync::Arc;

use super::vocabulary::{StemCache, Type, Vocabulary};
use crate::article::BlockKind;
use crate::segment::Segment;
use crate::text::lang::Lang;

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
    /// The numbers of the types of all tokens, in order.
    pub(crate) tokens: Vec<u32>,
    /// Where the tokens of each segment end.
    ends: Vec<u32>,
    /// The types, by number.
    pub(crate) types: Arc<[Type]>,
    /// How often each type occurs.
    pub(crate) counts: Arc<[u32]>,
}

fn marks_of(segment: &Segment, first: bool) -> u8 {
    let text = segment.text.trim();
    let end = bare_end(text).chars().next_back();
    let mut bits = match end {
        Some('?') => marks::QUESTION,
        Some('!') => marks::EXCLAMATION,
        Some(':') => marks::COLON,
        Some('.' | '…' | ';' | ',') => 0,
        _ => marks::OPEN,
    };
    if text.starts_with(opens_speech) {
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
    pub(crate) fn new(segments: &[Segment], lang: &Lang, stems: &StemCache) -> Side {
        let first = |i: usize| i == 0 || segments[i - 1].block != segments[i].block;
        let bytes = segments.iter().map(|segment| segment.text.len()).sum();
        let mut vocabulary = Vocabulary::with_stems(lang, stems, bytes);
        let (mut tokens, mut ends) = (Vec::new(), Vec::with_capacity(segments.len()));
        for segment in segments {
            vocabulary.read(&segment.text, &mut tokens);
            ends.push(tokens.len() as u32);
        }
        let types = vocabulary.into_types();
        let mut counts = vec![0; types.len()];
        tokens.iter().for_each(|t| counts[*t as usize] += 1);
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
            tokens,
            ends,
            types: types.into(),
            counts: counts.into(),
        }
    }

    /// How many segments there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where the tokens of a segment stand among all tokens.
    #[inline]
    pub(crate) fn range_of(&self, i: usize) -> Range<usize> {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        start as usize..self.ends[i] as usize
    }

    /// The types of a segment's tokens, in order.
    #[inline]
    pub(crate) fn segment(&self, i: usize) -> &[u32] {
        &self.tokens[self.range_of(i)]
    }

    /// The types of the tokens of several segments.
    pub(crate) fn tokens_of(&self, segments: Range<usize>) -> &[u32] {
        &self.tokens[self.range_of(segments.start).start..self.range_of(segments.end - 1).end]
    }

    /// Some neighbouring segments as a text of their own, with the types and counts of the whole.
    pub(crate) fn slice(&self, range: Range<usize>) -> Side {
        let first = if range.is_empty() {
            0
        } else {
            self.range_of(range.start).start as u32
        };
        Side {
            chars: self.chars[range.clone()].to_vec(),
            marks: self.marks[range.clone()].to_vec(),
            has_blocks: self.has_blocks,
            tokens: if range.is_empty() {
                Vec::new()
            } else {
                self.tokens_of(range.clone()).to_vec()
            },
            ends: self.ends[range].iter().map(|end| end - first).collect(),
            types: Arc::clone(&self.types),
            counts: Arc::clone(&self.counts),
        }
    }

    /// In which segments each type occurs.
    pub(crate) fn places(&self) -> Places {
        let mut starts = Vec::with_capacity(self.types.len() + 1);
        let mut total = 0;
        for count in self.counts.iter() {
            starts.push(total);
            total += count;
        }
        let (mut cursor, mut segments) = (starts.clone(), vec![0; self.tokens.len()]);
        for i in 0..self.len() {
            for t in self.segment(i) {
                segments[cursor[*t as usize] as usize] = i as u32;
                cursor[*t as usize] += 1;
            }
        }
        starts.push(total);
        Places { starts, segments }
    }
}

/// In which segments each type of a [`Side`] occurs.
pub(crate) struct Places {
    starts: Vec<u32>,
    segments: Vec<u32>,
}

impl Places {
    /// The segments of a type, in order; a segment that has it twice is there twice.
    pub(crate) fn of(&self, id: u32) -> &[u32] {
        let id = id as usize;
        &self.segments[self.starts[id] as usize..self.starts[id + 1] as usize]
    }
}
