//! A printed page as the program gives it: lines, and where they stand.

use std::collections::HashSet;
use std::ops::Range;

use crate::text::scripts;
use crate::text::scripts::Script;

/// A page; lengths are in points, from the top left.
pub(crate) struct Page {
    /// Its height.
    pub(crate) height: f32,
    /// Its lines in reading order.
    pub(crate) lines: Vec<Line>,
}

/// A line of a page.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its edges.
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    /// The height of its tallest word: some 1.2 times the size of the letters.
    pub(crate) size: f32,
    /// Lines of one number stand together.
    pub(crate) block: usize,
    /// What it says.
    pub(crate) text: String,
    /// Numbers that stand higher than the rest of the line: bytes of the text. They mark notes, or are exponents.
    pub(crate) raised: Vec<Range<usize>>,
}

impl Line {
    /// Raises the number before the stroke that ends the line so far: a lowered number follows, and the two are a fraction.
    pub(crate) fn end_raised_before_stroke(&mut self) {
        let number = self.text.trim_end_matches(['/', '⁄', '∕']).len();
        if number < self.text.len()
            && let Some(range) = self.raised.pop_if(|range| range.end == number)
        {
            let stroke = self.text.split_off(number);
            // With nothing before it, so that nothing says that it is no number.
            let mut raised = String::new();
            scripts::push(&mut raised, Script::Raised, &self.text[range.clone()]);
            self.text.truncate(range.start);
            self.text.push_str(&raised);
            self.text.push_str(&stroke);
        }
    }

    /// Takes the raised numbers that mark these notes out of the text, and writes the others as superscripts.
    pub(crate) fn resolve_raised(&mut self, notes: &HashSet<u32>) {
        for range in std::mem::take(&mut self.raised).into_iter().rev() {
            let number: Result<u32, _> = self.text[range.clone()].parse();
            let before = self.text[..range.start].trim_end();
            if number.is_ok_and(|number| notes.contains(&number)) && !takes_exponent(before) {
                let start = before.len();
                self.text.replace_range(start..range.end, "");
            } else {
                let after = self.text.split_off(range.end);
                scripts::rewrite(&mut self.text, range.start, Script::Raised);
                self.text.push_str(&after);
            }
        }
    }
}

/// Whether a number that stands raised after this text is an exponent even where a note has its number: after a ten, a unit
/// of length or a variable.
fn takes_exponent(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    matches!(
        word,
        "10" | "m" | "km" | "cm" | "mm" | "dm" | "hm" | "µm" | "x" | "y" | "r"
    )
}
