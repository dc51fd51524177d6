//! The boxes of a saved page (its `div`s, sections, forms) → those that are furniture as a whole.
//!
//! A page sets its own matters apart in boxes: an appeal with its button, a card for another article, a form. What some
//! lines of a small box say holds for the others in it too.

use crate::article::draft::Boxes;
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::self_promotion::House;

/// The largest share of the page's words that a box may hold, in per cent, to be marked as a whole.
const LARGEST: usize = 20;
/// What the lines of a box have to say together of what sites say for themselves.
const ENOUGH: usize = 4;
/// A box with this many words more has to say 1 more.
const PER_WORDS: usize = 25;
/// The most words of a box that is marked for what its lines say together, or for a form in it.
const SMALL: usize = 70;
/// The share of the article's prose, in per cent, that its column holds.
const COLUMN: usize = 80;

impl Boxes {
    /// The first line in each box and the one after the last.
    pub(crate) fn spans(&self) -> Vec<(usize, usize)> {
        let mut spans = vec![(usize::MAX, 0); self.parents.len()];
        for (line, innermost) in self.of_line.iter().enumerate() {
            let mut at = Some(*innermost);
            while let Some(this) = at {
                let span = &mut spans[this];
                *span = (span.0.min(line), line + 1);
                at = self.parents[this];
            }
        }
        spans
    }

    /// The innermost box that holds nearly all of the prose of these lines: the article's column.
    pub(crate) fn column(&self, lines: &[Line<'_>], first: usize, last: usize) -> Option<(usize, usize)> {
        if self.of_line.len() != lines.len() {
            return None;
        }
        let words = |from: usize, to: usize| -> usize {
            let prose = lines[from.min(to)..to]
                .iter()
                .filter(|line| line.prose && line.mark.is_none());
            prose.map(|line| line.words.len()).sum()
        };
        let all = words(first, last + 1);
        let spans = self.spans().into_iter().rev();
        spans
            .into_iter()
            .find(|(from, to)| words((*from).max(first), (*to).min(last + 1)) * 100 >= all * COLUMN)
    }

    /// Marks the small boxes that are furniture by what most of their lines are, or by what all of them say together.
    pub(crate) fn mark(&self, lines: &mut [Line<'_>]) {
        if self.of_line.len() != lines.len() {
            return;
        }
        let total: usize = lines.iter().map(|line| line.words.len()).sum();
        let (weights, addresses): (Vec<usize>, Vec<bool>) = {
            let house = House::of(lines);
            lines
                .iter()
                .map(|line| (house.weight(line), house.addresses(line)))
                .unzip()
        };
        // Inner boxes first: an outer one then counts what they turned out to be.
        for (at, (from, to)) in self.spans().into_iter().enumerate().rev() {
            if from >= to {
                continue;
            }
            let inside = &lines[from..to];
            let words: usize = inside.iter().map(|line| line.words.len()).sum();
            if words == 0 || words * 100 > LARGEST * total || self.titles[at] {
                continue;
            }
            let sum = |of: fn(&Line<'_>) -> bool| -> usize {
                inside.iter().filter(|line| of(line)).map(|line| line.words.len()).sum()
            };
            let marked = sum(|line| line.mark.is_some_and(|mark| mark != Furniture::Repetition) && !line.doubtful);
            let linked = sum(|line| line.linked);
            let weight: usize = weights[from..to].iter().sum();
            let reason = if marked >= 2 && marked * 2 >= words {
                Furniture::Outside
            } else if linked * 2 >= words && inside.iter().filter(|line| line.linked).count() >= 2 {
                Furniture::Related
            } else if self.forms[at] && words <= SMALL {
                Furniture::Interface
            } else if words <= SMALL && weight >= ENOUGH + words / PER_WORDS && addresses[from..to].contains(&true) {
                Furniture::Advertising
            } else {
                continue;
            };
            for line in &mut lines[from..to] {
                line.mark.get_or_insert(reason);
            }
        }
    }
}
