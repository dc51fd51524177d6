//! The log of changes: what a derived index needs to catch up with the memory.

use std::ops::RangeInclusive;

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::memory::model::unit::UnitId;
use crate::memory::{Memory, MemoryError, Mode};

/// What happened to units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// They are new, or are back after an undo.
    Added,
    /// Their texts, status or attributes are others.
    Changed,
    /// They are gone.
    Deleted,
}

impl ChangeKind {
    const ALL: [ChangeKind; 3] = [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Deleted];

    /// The name in machine output: `added`, `changed` or `deleted`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Changed => "changed",
            ChangeKind::Deleted => "deleted",
        }
    }

    pub(crate) fn code(self) -> i64 {
        self as i64
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its number: later changes have greater ones.
    pub seq: i64,
    /// What happened.
    pub kind: ChangeKind,
    /// The units that it happened to.
    pub units: RangeInclusive<i64>,
}

/// A point in the memory's log of changes; a derived index keeps the one that it reflects.
///
/// The random `token` tells apart two memories that share a past, such as a memory and its restored backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChangeMark {
    /// The number of the last change; 0 for a memory without any.
    pub seq: i64,
    /// That change's token; 0 for a memory without any.
    pub token: i64,
}

impl Memory {
    /// Where the log stands now. Equal marks mean equal content, as far as units go.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn change_mark(&self) -> Result<ChangeMark, MemoryError> {
        last_mark(&self.conn).map_err(|e| self.error(e))
    }

    /// The point of the log at the change of that number; `None` where the log has no such change, or has it no more.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn change_mark_at(&self, seq: i64) -> Result<Option<ChangeMark>, MemoryError> {
        if seq == 0 {
            return Ok(Some(ChangeMark { seq: 0, token: 0 }));
        }
        self.conn
            .query_row("SELECT token FROM change WHERE seq = ?", [seq], |row| row.get(0))
            .optional()
            .map(|token| token.map(|token| ChangeMark { seq, token }))
            .map_err(|e| self.error(e))
    }

    /// What happened after `mark`, oldest first; `None` when the log does not know the mark (it is another memory's, or
    /// the log no longer reaches back so far), and everything has to be read anew.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn changes_since(&self, mark: &ChangeMark) -> Result<Option<Vec<Change>>, MemoryError> {
        let _now = self.read_snapshot()?;
        changes_since(&self.conn, mark).map_err(|e| self.error(e))
    }
}

impl Memory {
    /// What others have changed beyond the moment of this snapshot, whose mark is `ours`, until `theirs` and perhaps later;
    /// `None` when `theirs` is no later state of this memory.
    pub(crate) fn changes_beyond(
        &self,
        ours: &ChangeMark,
        theirs: &ChangeMark,
    ) -> Result<Option<Vec<Change>>, MemoryError> {
        let now = Memory::open(&self.dir, Mode::Read)?;
        let now = now.read_snapshot()?;
        match now.changes_since(theirs)? {
            Some(_) => now.changes_since(ours),
            None => Ok(None),
        }
    }
}

pub(crate) fn last_mark(conn: &Connection) -> rusqlite::Result<ChangeMark> {
    conn.query_row("SELECT seq, token FROM change ORDER BY seq DESC LIMIT 1", [], |row| {
        Ok(ChangeMark {
            seq: row.get(0)?,
            token: row.get(1)?,
        })
    })
    .optional()
    .map(|mark| mark.unwrap_or(ChangeMark { seq: 0, token: 0 }))
}

fn changes_since(conn: &Connection, mark: &ChangeMark) -> rusqlite::Result<Option<Vec<Change>>> {
    if mark.seq == 0 {
        // From nothing: good as long as the log reaches back to the beginning.
        let first: Option<i64> = conn.query_row("SELECT min(seq) FROM change", [], |row| row.get(0))?;
        if first.is_some_and(|seq| seq > 1) {
            return Ok(None);
        }
    } else {
        let token: Option<i64> = conn
            .query_row("SELECT token FROM change WHERE seq = ?", [mark.seq], |row| row.get(0))
            .optional()?;
        if token != Some(mark.token) {
            return Ok(None);
        }
    }
    let mut statement = conn.prepare_cached("SELECT seq, kind, first, last FROM change WHERE seq > ? ORDER BY seq")?;
    let mut rows = statement.query([mark.seq])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let code: i64 = row.get(1)?;
        let Some(kind) = ChangeKind::ALL.into_iter().find(|k| k.code() == code) else {
            return Ok(None);
        };
        changes.push(Change {
            seq: row.get(0)?,
            kind,
            units: row.get(2)?..=row.get(3)?,
        });
    }
    Ok(Some(changes))
}

/// The first unit that an operation added, so far.
pub(crate) fn first_added(conn: &Connection, operation: i64) -> rusqlite::Result<Option<UnitId>> {
    conn.query_row(
        "SELECT min(first) FROM change WHERE operation = ?1 AND kind = ?2",
        [operation, ChangeKind::Added.code()],
        |row| row.get::<_, Option<i64>>(0),
    )
    .map(|first| first.map(UnitId))
}
