//! The articles of a memory → how much of each waits for a person.

use rusqlite::OptionalExtension;

use crate::memory::model::article::{ArticleId, ArticleInfo};
use crate::memory::model::bead::{BeadId, BeadState};
use crate::memory::store::rows;
use crate::memory::{Memory, MemoryError, REVIEW_BELOW};

/// An article, and how much of it waits for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleOverview {
    /// Its name, languages and dates.
    pub info: ArticleInfo,
    /// Its beads, those without counterpart included.
    pub beads: u64,
    /// Beads that nobody decided of and that are doubtful, those that somebody put to review, and those with a note.
    pub places: u64,
    /// How many of the beads that nobody decided of are expected to be wrong: what their confidences lack of 1, added up.
    pub expected_wrong: f64,
}

impl Memory {
    /// All articles by number, each with what waits in it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn article_overviews(&self) -> Result<Vec<ArticleOverview>, MemoryError> {
        let read = || {
            let _now = self.begin_reading()?;
            let names = self.names()?;
            let articles = rows::load_articles(&self.conn, &names, "ORDER BY id", [])?;
            let mut statement = self.conn.prepare_cached(
                "SELECT count(*), \
                 coalesce(sum((state = ?2 AND confidence < ?4) OR state = ?3 OR note IS NOT NULL), 0), \
                 total(CASE WHEN state = ?2 THEN 1 - confidence END) FROM bead WHERE article = ?1",
            )?;
            let (auto, to_review) = (BeadState::Auto.code(), BeadState::ToReview.code());
            articles
                .into_iter()
                .map(|info| {
                    statement.query_row((info.id.0, auto, to_review, REVIEW_BELOW), |row| {
                        let count = |value: i64| u64::try_from(value).unwrap_or(0);
                        Ok(ArticleOverview {
                            beads: count(row.get(0)?),
                            places: count(row.get(1)?),
                            expected_wrong: row.get(2)?,
                            info,
                        })
                    })
                })
                .collect::<rusqlite::Result<Vec<ArticleOverview>>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// The version of each article, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn article_versions(&self) -> Result<Vec<(ArticleId, u64)>, MemoryError> {
        let read = || {
            let mut statement = self
                .conn
                .prepare_cached("SELECT id, version FROM article ORDER BY id")?;
            let version = |row: &rusqlite::Row<'_>| {
                Ok((
                    ArticleId(row.get(0)?),
                    u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                ))
            };
            statement.query_map([], version)?.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// The article that a bead is of; `None` where there is no such bead.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn article_of_bead(&self, bead: BeadId) -> Result<Option<ArticleId>, MemoryError> {
        let read = || {
            let mut statement = self.conn.prepare_cached("SELECT article FROM bead WHERE id = ?")?;
            statement.query_row([bead.0], |row| row.get(0)).optional()
        };
        Ok(read().map_err(|e| self.error(e))?.map(ArticleId))
    }
}
