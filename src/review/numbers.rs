//! How a refusal names what it is about on the page: rows by the numbers that are shown, segments by their place in a row.
//!
//! The memory names beads and segments by numbers of its own, which stand nowhere on the page.

use super::article::OpenArticle;
use super::refusals::names::{FrenchNames, english_row, french_row};
use crate::memory::{BeadId, BeadView, RefusalNames, SegmentId, SegmentView, UnitId};

/// The longest beginning of a text that a message names it by, in characters.
const MOST_TEXT: usize = 30;

/// The rows of an article, from 1.
#[derive(Debug)]
pub(super) struct Rows<'a>(pub(super) &'a OpenArticle);

/// Where a segment stands.
enum Place {
    /// Its place in a row, both from 1.
    Row(usize, usize),
    /// One that is left out is in no row, and is known by how it begins.
    LeftOut(String),
    Gone,
}

impl Rows<'_> {
    fn row(&self, bead: BeadId) -> Option<usize> {
        self.0.place(bead).map(|place| place + 1)
    }

    /// A unit that is named is that of a row, as far as the article has one.
    fn row_of_unit(&self, unit: UnitId) -> Option<usize> {
        let of = |bead: &BeadView| bead.unit == Some(unit);
        self.0.view.beads.iter().position(of).map(|place| place + 1)
    }

    fn place(&self, segment: SegmentId) -> Place {
        let of = |side: &[SegmentView]| side.iter().position(|own| own.id == segment);
        let mut rows = self.0.view.beads.iter().enumerate();
        let found = rows.find_map(|(row, bead)| Some((of(&bead.source).or_else(|| of(&bead.target))?, row)));
        if let Some((place, row)) = found {
            return Place::Row(place + 1, row + 1);
        }
        let left_out = self.0.view.left_out.iter().find(|own| own.id == segment);
        left_out.map_or(Place::Gone, |own| {
            Place::LeftOut(own.text.chars().take(MOST_TEXT).collect())
        })
    }
}

impl FrenchNames for Rows<'_> {
    fn french_bead(&self, bead: BeadId) -> String {
        french_row(self.row(bead))
    }

    fn french_segment(&self, segment: SegmentId) -> String {
        match self.place(segment) {
            Place::Row(place, row) => format!("{place} de la ligne {row}"),
            Place::LeftOut(text) => format!("« {text} »"),
            Place::Gone => "disparu".to_owned(),
        }
    }

    fn french_unit(&self, unit: UnitId) -> String {
        french_row(self.row_of_unit(unit))
    }
}

impl RefusalNames for Rows<'_> {
    fn bead(&self, bead: BeadId) -> String {
        english_row(self.row(bead))
    }

    fn segment(&self, segment: SegmentId) -> String {
        match self.place(segment) {
            Place::Row(place, row) => format!("{place} of row {row}"),
            Place::LeftOut(text) => format!("“{text}”"),
            Place::Gone => "that is gone".to_owned(),
        }
    }

    fn unit(&self, unit: UnitId) -> String {
        english_row(self.row_of_unit(unit))
    }

    fn within(&self, _: Option<BeadId>) -> String {
        String::new()
    }

    fn word(&self) -> &'static str {
        "row"
    }
}
