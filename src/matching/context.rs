//! The places where a unit was seen → how many of a query's neighbours are the same there.

use super::query::Query;
use super::suggest::Matcher;
use crate::memory::{ArticleId, MemoryError, NO_NEIGHBOUR, Occurrence, context_hash};

impl Matcher<'_> {
    /// The most neighbours that are the same in any place where the unit was seen, and the latest article with as many.
    pub(super) fn nearest_context(
        &self,
        query: &Query,
        occurrences: &[Occurrence],
    ) -> Result<(u8, Option<ArticleId>), MemoryError> {
        let wanted = [query.previous.hash(), query.next.hash()];
        let mut best = (0, None);
        for occurrence in occurrences {
            let same = if wanted == [None, None] {
                0
            } else {
                let found = self.neighbours(occurrence)?;
                let agree = |i: usize| u8::from(wanted[i].is_some() && wanted[i] == found[i]);
                agree(0) + agree(1)
            };
            best = best.max((same, Some(occurrence.article)));
        }
        Ok(best)
    }

    /// The hashes of the segments before and after an occurrence, in the language of the query.
    ///
    /// Occurrences store those of the article's source; for the other direction the article's units beside it are
    /// read. A neighbour that was never stored is unknown.
    fn neighbours(&self, occurrence: &Occurrence) -> Result<[Option<i64>; 2], MemoryError> {
        let article = self.memory.article(occurrence.article)?;
        if article
            .as_ref()
            .is_none_or(|a| self.from.closeness(&a.source_lang) >= self.from.closeness(&a.target_lang))
        {
            return Ok([Some(occurrence.previous), Some(occurrence.next)]);
        }
        let [before, after] = self.memory.beside(occurrence)?;
        let text = |other: Option<Occurrence>| -> Result<Option<i64>, MemoryError> {
            let Some(other) = other else { return Ok(None) };
            let unit = self.memory.unit(other.unit)?;
            Ok(unit
                .as_ref()
                .and_then(|u| u.variant(&self.from))
                .map(|variant| context_hash(&variant.text)))
        };
        let edge = |stored: i64, found: Option<i64>| {
            if stored == NO_NEIGHBOUR {
                Some(NO_NEIGHBOUR)
            } else {
                found
            }
        };
        let (previous, next) = (text(before)?, text(after)?);
        Ok([edge(occurrence.previous, previous), edge(occurrence.next, next)])
    }
}
