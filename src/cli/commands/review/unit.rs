//! A unit → the bead that a review begins at.

use crate::cli::error::{Result, fail};
use crate::memory::{ArticleId, BeadId, Memory, MemoryError, UnitId};

/// The bead of a unit, in the first of these articles that has it; where none is named, of all.
pub(super) fn bead_of(unit: UnitId, among: &[ArticleId], memory: &Memory) -> Result<(ArticleId, BeadId)> {
    memory.unit(unit)?.ok_or(MemoryError::NoSuchUnit(unit))?;
    let occurrences = memory.occurrences_of_unit(unit)?;
    let found = occurrences
        .iter()
        .find(|found| among.is_empty() || among.contains(&found.article));
    if let Some(found) = found {
        return Ok((found.article, found.bead));
    }
    if let Some(elsewhere) = occurrences.first()
        && let Some(other) = memory.article(elsewhere.article)?
    {
        fail!(
            User,
            "unit {unit} is in the article {name}: `interligne review --unit {unit} {name}` shows it there",
            name = other.name
        );
    }
    fail!(
        User,
        "unit {unit} stands in no article, so it has no place to look at: `interligne memory edit {unit}` changes it"
    );
}
