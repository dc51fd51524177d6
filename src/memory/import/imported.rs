//! A memory → the exchange files that were imported into it.

use crate::memory::model::time::Timestamp;
use crate::memory::{Memory, MemoryError};

/// An imported exchange file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportInfo {
    /// Its number, as [`Unit::import`](crate::memory::Unit::import) has it.
    pub id: i64,
    /// The file's name.
    pub name: String,
    /// When its import began.
    pub started: Timestamp,
    /// When its import was complete; `None` for one that was interrupted.
    pub finished: Option<Timestamp>,
    /// Units of the file that were read.
    pub units: u64,
}

impl Memory {
    /// The exchange files imported so far, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn imports(&self) -> Result<Vec<ImportInfo>, MemoryError> {
        let read = || {
            self.conn
                .prepare_cached("SELECT id, name, started, finished, position FROM import ORDER BY id")?
                .query_map([], |row| {
                    Ok(ImportInfo {
                        id: row.get(0)?,
                        name: row.get(1)?,
                        started: Timestamp(row.get(2)?),
                        finished: row.get::<_, Option<i64>>(3)?.map(Timestamp),
                        units: u64::try_from(row.get::<_, i64>(4)?).unwrap_or(0),
                    })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|e| self.error(e))
    }
}
