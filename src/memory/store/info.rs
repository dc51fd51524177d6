//! A memory → its size in numbers.

use std::fs;

use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::Status;
use crate::memory::store::query::count;
use crate::memory::store::version::SCHEMA_VERSION;
use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;

/// What `memory info` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryInfo {
    /// Units.
    pub units: u64,
    /// Units by status, in the order of [`Status::ALL`].
    pub by_status: [(Status, u64); 4],
    /// Article pairs.
    pub articles: u64,
    /// Occurrences of units in articles.
    pub occurrences: u64,
    /// Languages, each with its number of variants, the most frequent first.
    pub languages: Vec<(Lang, u64)>,
    /// Exchange files imported.
    pub imports: u64,
    /// The size of the database, in bytes.
    pub bytes: u64,
    /// The schema's version.
    pub schema: i64,
    /// When the memory was last changed.
    pub changed: Option<Timestamp>,
}

impl Memory {
    /// The numbers that `memory info` shows.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn info(&self) -> Result<MemoryInfo, MemoryError> {
        let bytes = fs::metadata(self.database())
            .map_err(|e| MemoryError::io(&self.database(), e))?
            .len();
        self.read(|names| {
            let number = |sql: &str| self.conn.query_row(sql, [], |row| row.get(0)).map(count);
            let mut by_status = Status::ALL.map(|status| (status, 0));
            let mut statement = self
                .conn
                .prepare_cached("SELECT status, count(*) FROM unit GROUP BY status")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let status = Status::from_code(row.get(0)?);
                for entry in by_status.iter_mut().filter(|(s, _)| *s == status) {
                    entry.1 += count(row.get(1)?);
                }
            }
            let mut statement = self
                .conn
                .prepare_cached("SELECT lang, count(*) AS n FROM variant GROUP BY lang ORDER BY n DESC, lang")?;
            let languages = statement
                .query_map([], |row| Ok((names.lang(row.get(0)?)?.clone(), count(row.get(1)?))))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(MemoryInfo {
                units: by_status.iter().map(|(_, n)| n).sum(),
                by_status,
                articles: number("SELECT count(*) FROM article")?,
                occurrences: number("SELECT count(*) FROM occurrence")?,
                languages,
                imports: number("SELECT count(*) FROM import")?,
                bytes,
                schema: SCHEMA_VERSION,
                changed: self
                    .conn
                    .query_row("SELECT max(time) FROM operation", [], |row| {
                        row.get::<_, Option<i64>>(0)
                    })?
                    .map(Timestamp),
            })
        })
    }
}
