//! What the history keeps of articles, and of the rows that an action touched.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::memory::model::article::{ArticleInfo, Occurrence};
use crate::memory::model::bead::{StoredBead, StoredSegment};
use crate::memory::model::unit::Unit;

/// What an article was, for the history.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ArticleSnapshot {
    pub(crate) info: ArticleInfo,
    /// What schema 1 noted in the place of the beads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) occurrences: Vec<Occurrence>,
    #[serde(default)]
    pub(crate) beads: Vec<StoredBead>,
    #[serde(default)]
    pub(crate) segments: Vec<StoredSegment>,
}

/// Rows as they were or are; `None` for one that is not there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TouchedRows {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) units: BTreeMap<i64, Option<Unit>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) beads: BTreeMap<i64, Option<StoredBead>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) segments: BTreeMap<i64, Option<StoredSegment>>,
}

/// Forgets what taking operations of a kind back would need: with undoings, where something else is done to the memory.
pub(crate) fn forget_snapshots(conn: &Connection, kind: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM snapshot WHERE operation IN (SELECT id FROM operation WHERE kind = ?)")?
        .execute([kind])
        .map(|_| ())
}
