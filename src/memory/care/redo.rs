//! What an undoing took away → back again.
//!
//! An undoing notes what it found, as every write does, and which operation it undid. Taking the undoing back in turn brings
//! that operation back, and what this notes on its way is again what the operation needs to be undone.
//!
//! Only the last undoings can be redone, the latest first: any other change to the memory ends that.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::memory::care::history::{self, OperationInfo};
use crate::memory::store::transaction::{REDO, UNDO, Write};
use crate::memory::{Memory, MemoryError};

/// An operation that did something to more units than this is not redone: to note them all would take as long as the operation
/// and as much space. It is an import, and its file can be imported again.
const MOST_UNITS: u64 = 100_000;

/// What the snapshot is called by which an undoing knows the operation that it undid.
const UNDONE: &str = "undone";

impl OperationInfo {
    /// Whether [`Memory::redo`] will be able to bring it back after an undo.
    #[must_use]
    pub fn can_be_redone(&self) -> bool {
        self.added + self.changed + self.deleted <= MOST_UNITS
    }
}

impl Memory {
    /// What [`Memory::redo`] would bring back now; `None` if the last thing that was done is no undoing, or none that can be
    /// taken back.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn next_to_redo(&self) -> Result<Option<OperationInfo>, MemoryError> {
        let _now = self.read_snapshot()?;
        let next = last_undoing(&self.conn).map_err(|e| self.error(e))?;
        Ok(next.map(|(_, target)| target))
    }

    /// Brings back the operation that was undone last, and tells which; `None` if there is none that can be brought back.
    ///
    /// Everything is as it was before the undoing, numbers included, and the operation can be undone once more.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn redo(&mut self) -> Result<Option<OperationInfo>, MemoryError> {
        let mut write = self.write(REDO, "")?;
        let redone = write.redo_last().map_err(|e| write.error(e))?;
        if redone.is_some() {
            write.commit()?;
        }
        Ok(redone)
    }
}

/// The undoing that would be taken back next, and the operation that it undid.
fn last_undoing(conn: &Connection) -> rusqlite::Result<Option<(i64, OperationInfo)>> {
    let last: Option<i64> = conn
        .query_row(
            "SELECT id FROM operation WHERE undone IS NULL AND kind = ? ORDER BY id DESC LIMIT 1",
            [UNDO],
            |row| row.get(0),
        )
        .optional()?;
    let Some(undoing) = last else { return Ok(None) };
    let target: Option<i64> = conn
        .query_row(
            "SELECT id FROM snapshot WHERE operation = ?1 AND entity = ?2",
            params![undoing, UNDONE],
            |row| row.get(0),
        )
        .optional()?;
    let Some(target) = target else { return Ok(None) };
    Ok(history::operation(conn, target)?.map(|target| (undoing, target)))
}

/// An imported file as its table has it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportRow {
    name: String,
    fingerprint: i64,
    operation: i64,
    started: i64,
    finished: Option<i64>,
    position: i64,
    extras: Option<String>,
}

/// The imported file of that number.
fn import_row(conn: &Connection, id: i64) -> rusqlite::Result<Option<ImportRow>> {
    let read = |row: &Row<'_>| {
        Ok(ImportRow {
            name: row.get(0)?,
            fingerprint: row.get(1)?,
            operation: row.get(2)?,
            started: row.get(3)?,
            finished: row.get(4)?,
            position: row.get(5)?,
            extras: row.get(6)?,
        })
    };
    conn.prepare_cached(
        "SELECT name, fingerprint, operation, started, finished, position, extras FROM import WHERE id = ?",
    )?
    .query_row([id], read)
    .optional()
}

/// What the history knows of an imported file.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ImportBefore {
    /// It was there, interrupted after so many units.
    Interrupted(i64),
    /// It was there.
    Row(ImportRow),
}

impl Write<'_> {
    fn redo_last(&mut self) -> rusqlite::Result<Option<OperationInfo>> {
        let Some((undoing, target)) = last_undoing(&self.tx)? else {
            return Ok(None);
        };
        self.tx.execute(
            "DELETE FROM snapshot WHERE operation = ?1 AND entity = ?2",
            params![undoing, UNDONE],
        )?;
        self.take_back(undoing)?;
        // What was before this is what was before the operation.
        self.tx.execute(
            "UPDATE snapshot SET operation = ?2 WHERE operation = ?1",
            params![self.operation, target.id],
        )?;
        self.tx
            .execute("UPDATE operation SET undone = NULL WHERE id = ?", [target.id])?;
        self.tx.execute(
            "UPDATE operation SET summary = ?2 WHERE id = ?1",
            params![self.operation, format!("{} {}", target.kind, target.summary)],
        )?;
        Ok(Some(target))
    }

    /// Notes which operation this undoing undoes.
    pub(crate) fn note_undone(&self, operation: i64) -> rusqlite::Result<()> {
        self.snapshot(UNDONE, operation, None)
    }

    /// Puts back what an operation noted of imported files that were there before it. Units that name them come after.
    pub(crate) fn restore_imports(&self, operation: i64) -> rusqlite::Result<()> {
        for (id, before) in self.snapshots::<ImportBefore>(operation, "import")? {
            let Some(before) = before else { continue };
            self.remember_import(id)?;
            match before {
                ImportBefore::Interrupted(position) => self.tx.execute(
                    "UPDATE import SET finished = NULL, position = ?2 WHERE id = ?1",
                    params![id, position],
                )?,
                ImportBefore::Row(row) => self.tx.execute(
                    "INSERT INTO import (id, name, fingerprint, operation, started, finished, position, extras) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                     ON CONFLICT (id) DO UPDATE SET finished = ?6, position = ?7",
                    params![
                        id,
                        row.name,
                        row.fingerprint,
                        row.operation,
                        row.started,
                        row.finished,
                        row.position,
                        row.extras
                    ],
                )?,
            };
        }
        Ok(())
    }

    /// Deletes the imported files that an operation found not to be there. Units that name them are gone before.
    pub(crate) fn forget_imports(&self, operation: i64) -> rusqlite::Result<()> {
        for (id, before) in self.snapshots::<serde_json::Value>(operation, "import")? {
            if before.is_none() {
                self.remember_import(id)?;
                self.tx.execute("DELETE FROM import WHERE id = ?", [id])?;
            }
        }
        Ok(())
    }

    /// Notes an imported file as the database has it, or that it does not.
    fn remember_import(&self, id: i64) -> rusqlite::Result<()> {
        let json = import_row(&self.tx, id)?.map(|row| Write::json(&row)).transpose()?;
        self.snapshot("import", id, json.as_deref())
    }
}
