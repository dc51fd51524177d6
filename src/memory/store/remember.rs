//! What was before a write, kept for the history; and what the history forgets.

use std::sync::LazyLock;

use rusqlite::params;
use serde::Serialize;

use crate::memory::model::article::ArticleId;
use crate::memory::model::unit::Unit;
use crate::memory::store::beads;
use crate::memory::store::history_rows::ArticleSnapshot;
use crate::memory::store::rows::{self, Insert};
use crate::memory::store::transaction::{HISTORY_KEPT, Write};

/// Former states of units that are written at once where many are changed.
const TOGETHER: usize = 256;

/// What is noted already stays.
static INSERT_SNAPSHOT: LazyLock<Insert> =
    LazyLock::new(|| Insert::or_ignore("snapshot", "operation, entity, id, before"));

impl Write<'_> {
    pub(crate) fn remember_unit(&mut self, unit: &Unit) -> rusqlite::Result<()> {
        if let Some(ledger) = &mut self.ledger {
            ledger.units.entry(unit.id.0).or_insert_with(|| Some(unit.clone()));
            return Ok(());
        }
        // What this operation added is undone by the log of changes alone.
        if !self.keeps_history || unit.id >= self.first_new || !self.known_units.insert(unit.id) {
            return Ok(());
        }
        let json = to_json(unit)?;
        let Some(former) = &mut self.former_units else {
            return self.snapshot("unit", unit.id.0, Some(&json));
        };
        former.push((unit.id, json));
        if former.len() >= TOGETHER {
            self.write_former_units()?;
        }
        Ok(())
    }

    /// From here on, former states of units are written several at once: for an operation that does not look at them itself.
    pub(crate) fn remember_units_together(&mut self) {
        self.former_units = Some(Vec::new());
    }

    /// Writes the former states of units that wait to be written.
    pub(crate) fn write_former_units(&mut self) -> rusqlite::Result<()> {
        let Some(former) = self.former_units.as_mut().filter(|former| !former.is_empty()) else {
            return Ok(());
        };
        let operation = self.operation;
        INSERT_SNAPSHOT.run(&self.tx, former, |statement, column, (id, before)| {
            rows::bind(statement, column, &[&operation, &"unit", &id.0, before])
        })?;
        former.clear();
        Ok(())
    }

    /// Whether the whole article is in the history of this operation already.
    pub(crate) fn knows_article(&self, id: ArticleId) -> bool {
        self.known_articles.contains(&id)
    }

    /// Whether former states are noted in the history.
    pub(crate) fn notes_history(&self) -> bool {
        self.keeps_history
    }

    pub(crate) fn remember_article(&mut self, id: ArticleId) -> rusqlite::Result<()> {
        if !self.keeps_history {
            return self.mark_article(id);
        }
        if !self.known_articles.insert(id) {
            return Ok(());
        }
        let before = match self.article(id)? {
            Some(info) => {
                self.stale_files.insert(info.file.clone());
                Some(to_json(&ArticleSnapshot {
                    info,
                    occurrences: Vec::new(),
                    beads: beads::beads_of_article(&self.tx, id)?,
                    segments: beads::segments_of_article(&self.tx, id)?,
                })?)
            }
            None => None,
        };
        self.snapshot("article", id.0, before.as_deref())
    }

    /// Notes what something was before this operation; what is noted already stays.
    pub(crate) fn snapshot(&self, entity: &str, id: i64, before: Option<&str>) -> rusqlite::Result<()> {
        if !self.keeps_history {
            return Ok(());
        }
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO snapshot (operation, entity, id, before) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.operation, entity, id, before])
            .map(|_| ())
    }

    /// Deletes the oldest operations, and what only they kept.
    pub(crate) fn forget_oldest(&self) -> rusqlite::Result<()> {
        let last = self.operation - HISTORY_KEPT;
        if last <= 0 {
            return Ok(());
        }
        // What came before a change that is forgotten would be no log without a gap: it goes too.
        self.tx
            .prepare_cached(
                "DELETE FROM change WHERE operation IS NULL AND seq < (SELECT max(seq) FROM change WHERE operation = ?)",
            )?
            .execute([last])?;
        // The actions of a deleted article wait for the undo of its deletion, which is forgotten now.
        self.tx
            .prepare_cached(
                "DELETE FROM action WHERE article IN (SELECT id FROM snapshot WHERE operation = ?1 AND entity = 'article' \
                 AND NOT EXISTS (SELECT 1 FROM article WHERE article.id = snapshot.id))",
            )?
            .execute([last])?;
        self.tx
            .prepare_cached("DELETE FROM operation WHERE id <= ?")?
            .execute([last])
            .map(|_| ())
    }

    /// A value as JSON, for the history.
    pub(crate) fn json(value: &impl Serialize) -> rusqlite::Result<String> {
        to_json(value)
    }
}

fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}
