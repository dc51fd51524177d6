//! The actions of an article, as a list.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

use crate::memory::model::article::ArticleId;
use crate::memory::model::time::Timestamp;

/// One action of an article's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionInfo {
    /// Its number.
    pub id: i64,
    /// When it was done.
    pub time: Timestamp,
    /// Who did it, where that is known.
    pub person: Option<String>,
    /// What it was, such as `merge`.
    pub verb: String,
    /// When it was undone, if it is.
    pub undone: Option<Timestamp>,
}

pub(super) const COLUMNS: &str = "id, time, person, verb, undone";

pub(super) fn info_of(row: &Row<'_>) -> rusqlite::Result<ActionInfo> {
    Ok(ActionInfo {
        id: row.get(0)?,
        time: Timestamp(row.get(1)?),
        person: row.get(2)?,
        verb: row.get(3)?,
        undone: row.get::<_, Option<i64>>(4)?.map(|time| Timestamp(time.abs())),
    })
}

/// The last action that is not undone.
pub(super) fn next_to_undo(conn: &Connection, article: ArticleId) -> rusqlite::Result<Option<ActionInfo>> {
    let sql = format!("SELECT {COLUMNS} FROM action WHERE article = ? AND undone IS NULL ORDER BY id DESC LIMIT 1");
    conn.prepare_cached(&sql)?.query_row([article.0], info_of).optional()
}

/// The first action after that one that was undone since the last new action. After a new action there is none.
pub(super) fn next_to_redo(conn: &Connection, article: ArticleId) -> rusqlite::Result<Option<ActionInfo>> {
    let after = next_to_undo(conn, article)?.map_or(0, |action| action.id);
    let sql = format!("SELECT {COLUMNS} FROM action WHERE article = ?1 AND id > ?2 AND undone > 0 ORDER BY id LIMIT 1");
    conn.prepare_cached(&sql)?
        .query_row([article.0, after], info_of)
        .optional()
}

/// What is undone is not what comes next to be done again, once something else is done: the time of its undoing becomes negative.
pub(super) fn supersede_undone(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    let after = next_to_undo(conn, article)?.map_or(0, |action| action.id);
    conn.prepare_cached("UPDATE action SET undone = -undone WHERE article = ?1 AND id > ?2 AND undone > 0")?
        .execute([article.0, after])
        .map(|_| ())
}
