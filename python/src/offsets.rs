//! Byte offsets, as the library counts, as code points, as Python counts.

use std::ops::Range;

/// Turns byte offsets of one text into code points; offsets that do not go back cost one pass over the text.
pub(crate) struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    point: usize,
}

impl<'t> CodePoints<'t> {
    /// At the beginning of a text.
    pub(crate) fn of(text: &'t str) -> CodePoints<'t> {
        CodePoints {
            text,
            byte: 0,
            point: 0,
        }
    }

    /// The code points before a byte offset, which lies between two characters.
    pub(crate) fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.point) = (0, 0);
        }
        self.point += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.point
    }

    /// A range of bytes as one of code points.
    pub(crate) fn range(&mut self, range: &Range<usize>) -> (usize, usize) {
        (self.at(range.start), self.at(range.end))
    }
}

/// Ranges of bytes of a text as ranges of code points.
pub(crate) fn code_points(text: &str, ranges: &[Range<usize>]) -> Vec<(usize, usize)> {
    let mut points = CodePoints::of(text);
    ranges.iter().map(|range| points.range(range)).collect()
}
