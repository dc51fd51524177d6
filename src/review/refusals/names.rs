//! How messages name rows and segments, and how where no article is open.

use crate::memory::{BeadId, RefusalNames, SegmentId, UnitId};

/// What French messages name, by the rows of the page.
pub(in crate::review) trait FrenchNames {
    /// A row: `la ligne 3`.
    fn french_bead(&self, bead: BeadId) -> String;
    /// A segment, behind that word: `1 de la ligne 3`.
    fn french_segment(&self, segment: SegmentId) -> String;
    /// The row of a unit.
    fn french_unit(&self, unit: UnitId) -> String;
}

/// A row by its number, in French; one that is gone has none.
pub(in crate::review) fn french_row(row: Option<usize>) -> String {
    row.map_or_else(|| "une ligne".to_owned(), |row| format!("la ligne {row}"))
}

/// A row by its number.
pub(in crate::review) fn english_row(row: Option<usize>) -> String {
    row.map_or_else(|| "a row".to_owned(), |row| format!("row {row}"))
}

/// Where no article is open: what is named has no number.
#[derive(Debug)]
pub(in crate::review) struct NoRows;

impl FrenchNames for NoRows {
    fn french_bead(&self, _: BeadId) -> String {
        french_row(None)
    }

    fn french_segment(&self, _: SegmentId) -> String {
        "disparu".to_owned()
    }

    fn french_unit(&self, _: UnitId) -> String {
        french_row(None)
    }
}

impl RefusalNames for NoRows {
    fn bead(&self, _: BeadId) -> String {
        english_row(None)
    }

    fn segment(&self, _: SegmentId) -> String {
        "that is gone".to_owned()
    }

    fn unit(&self, _: UnitId) -> String {
        english_row(None)
    }

    fn within(&self, _: Option<BeadId>) -> String {
        String::new()
    }

    fn word(&self) -> &'static str {
        "row"
    }
}
