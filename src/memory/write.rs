//! One change of the memory: a transaction that keeps its history, its log of changes and its files in step.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::article::{ArticleId, ArticleInfo, Occurrence};
use super::changes::{ChangeKind, ranges};
use super::identity;
use super::lock::WriteLock;
use super::names::Names;
use super::rows;
use super::time::Timestamp;
use super::unit::{Unit, UnitId, Variant};
use super::{Memory, MemoryError};

/// Operations beyond this many are forgotten, oldest first, with what `undo` would need for them.
const HISTORY_KEPT: i64 = 200;

/// What an article was, for the history.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ArticleSnapshot {
    pub(crate) info: ArticleInfo,
    pub(crate) occurrences: Vec<Occurrence>,
}

/// A write under way. Dropped without [`Write::commit`], it leaves the memory as it was.
pub(crate) struct Write<'m> {
    pub(crate) tx: Transaction<'m>,
    pub(crate) names: Names,
    pub(crate) operation: i64,
    pub(crate) now: Timestamp,
    pub(crate) author: Option<String>,
    path: PathBuf,
    next_unit: i64,
    added: Vec<UnitId>,
    changed: Vec<UnitId>,
    deleted: Vec<UnitId>,
    /// Units whose former state this operation has in its history.
    known_units: HashSet<UnitId>,
    known_articles: HashSet<ArticleId>,
    stale_files: BTreeSet<String>,
    _lock: WriteLock,
}

impl Memory {
    /// Begins a write: waits for the lock, then opens the transaction.
    ///
    /// `kind` is a word for the history such as `import`, `summary` what a person should read there.
    pub(crate) fn write(&mut self, kind: &str, summary: &str) -> Result<Write<'_>, MemoryError> {
        if !self.is_writable() {
            return Err(MemoryError::OpenedForReading);
        }
        let lock = WriteLock::acquire(&self.dir, self.patience)?;
        let path = self.database();
        let author = self.author.clone();
        let now = Timestamp::now();
        let (tx, names, next_unit) =
            begin(&mut self.conn, now, kind, summary, author.as_deref()).map_err(|e| MemoryError::sqlite(&path, e))?;
        let operation = tx.last_insert_rowid();
        Ok(Write {
            tx,
            names,
            operation,
            now,
            author,
            path,
            next_unit,
            added: Vec::new(),
            changed: Vec::new(),
            deleted: Vec::new(),
            known_units: HashSet::new(),
            known_articles: HashSet::new(),
            stale_files: BTreeSet::new(),
            _lock: lock,
        })
    }
}

impl Write<'_> {
    /// Turns SQLite's answer into ours.
    pub(crate) fn error(&self, error: rusqlite::Error) -> MemoryError {
        MemoryError::sqlite(&self.path, error)
    }

    /// The unit with exactly these variants, in any order.
    pub(crate) fn find(&self, identity: i64, variants: &[Variant]) -> rusqlite::Result<Option<Unit>> {
        for id in rows::units_with_identity(&self.tx, identity)? {
            // The hash finds, the texts decide.
            if let Some(unit) = rows::load_unit(&self.tx, &self.names, id)?
                && same_variants(&unit.variants, variants)
            {
                return Ok(Some(unit));
            }
        }
        Ok(None)
    }

    /// Stores a new unit; its `id` is replaced by the number it is given.
    pub(crate) fn add_unit(&mut self, mut unit: Unit) -> rusqlite::Result<UnitId> {
        unit.id = UnitId(self.next_unit);
        self.restore_unit(&unit)?;
        Ok(unit.id)
    }

    /// Stores a unit under the number that it has, which no unit has now.
    pub(crate) fn restore_unit(&mut self, unit: &Unit) -> rusqlite::Result<()> {
        rows::insert_unit(&self.tx, &mut self.names, unit, identity::identity(&unit.variants))?;
        self.next_unit = self.next_unit.max(unit.id.0 + 1);
        // The history notes a new unit through the log of changes, unless the number was in use before.
        self.added.push(unit.id);
        self.known_units.insert(unit.id);
        Ok(())
    }

    /// Overwrites the unit `before` by `after`.
    pub(crate) fn change_unit(&mut self, before: &Unit, after: &Unit) -> rusqlite::Result<()> {
        self.remember_unit(before)?;
        rows::update_unit(&self.tx, &mut self.names, after, identity::identity(&after.variants))?;
        self.changed.push(after.id);
        self.mark_articles_of(after.id)
    }

    /// Deletes a unit, and first its occurrences if it has any.
    pub(crate) fn delete_unit(&mut self, unit: &Unit) -> rusqlite::Result<()> {
        self.remember_unit(unit)?;
        let mut articles: Vec<ArticleId> = rows::occurrences_of_unit(&self.tx, unit.id)?
            .iter()
            .map(|o| o.article)
            .collect();
        articles.dedup();
        for id in articles {
            if let Some(info) = self.article(id)? {
                let mut list = rows::occurrences_of_article(&self.tx, id)?;
                list.retain(|o| o.unit != unit.id);
                self.put_article(&info, &list)?;
            }
        }
        rows::delete_unit(&self.tx, unit.id)?;
        self.deleted.push(unit.id);
        Ok(())
    }

    /// Writes an article with its occurrences, new or over what it was.
    pub(crate) fn put_article(&mut self, info: &ArticleInfo, occurrences: &[Occurrence]) -> rusqlite::Result<()> {
        self.remember_article(info.id)?;
        rows::put_article(&self.tx, &mut self.names, info)?;
        rows::put_occurrences(&self.tx, info.id, occurrences)?;
        self.stale_files.insert(info.file.clone());
        Ok(())
    }

    /// Deletes an article and its occurrences; its units are left.
    pub(crate) fn delete_article(&mut self, id: ArticleId) -> rusqlite::Result<()> {
        self.remember_article(id)?;
        self.tx.execute("DELETE FROM article WHERE id = ?", [id.0]).map(|_| ())
    }

    /// The article of that number.
    pub(crate) fn article(&self, id: ArticleId) -> rusqlite::Result<Option<ArticleInfo>> {
        Ok(rows::load_articles(&self.tx, &self.names, "WHERE id = ?", [id.0])?.pop())
    }

    /// The number for a new article: never one that was in use.
    pub(crate) fn next_article(&self) -> rusqlite::Result<ArticleId> {
        self.tx
            .query_row(
                "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'article'",
                [],
                |row| row.get(0),
            )
            .optional()
            .map(|id| ArticleId(id.unwrap_or(1)))
    }

    fn remember_unit(&mut self, unit: &Unit) -> rusqlite::Result<()> {
        if !self.known_units.insert(unit.id) {
            return Ok(());
        }
        self.snapshot("unit", unit.id.0, Some(&to_json(unit)?))
    }

    fn remember_article(&mut self, id: ArticleId) -> rusqlite::Result<()> {
        if !self.known_articles.insert(id) {
            return Ok(());
        }
        let before = match self.article(id)? {
            Some(info) => {
                self.stale_files.insert(info.file.clone());
                let occurrences = rows::occurrences_of_article(&self.tx, id)?;
                Some(to_json(&ArticleSnapshot { info, occurrences })?)
            }
            None => None,
        };
        self.snapshot("article", id.0, before.as_deref())
    }

    fn snapshot(&self, entity: &str, id: i64, before: Option<&str>) -> rusqlite::Result<()> {
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO snapshot (operation, entity, id, before) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.operation, entity, id, before])
            .map(|_| ())
    }

    fn mark_articles_of(&mut self, unit: UnitId) -> rusqlite::Result<()> {
        let mut statement = self.tx.prepare_cached(
            "SELECT DISTINCT article.file FROM occurrence JOIN article ON article.id = article WHERE unit = ?",
        )?;
        let files = statement
            .query_map([unit.0], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        self.stale_files.extend(files);
        Ok(())
    }

    /// Makes the changes of this write durable, all of them.
    pub(crate) fn commit(mut self) -> Result<(), MemoryError> {
        let path = self.path.clone();
        self.finish().map_err(|e| MemoryError::sqlite(&path, e))?;
        self.tx.commit().map_err(|e| MemoryError::sqlite(&path, e))
    }

    /// Writes the log of changes and forgets the oldest history.
    fn finish(&mut self) -> rusqlite::Result<()> {
        rows::set_setting(&self.tx, "next_unit", self.next_unit)?;
        let lists = [
            (ChangeKind::Added, std::mem::take(&mut self.added)),
            (ChangeKind::Changed, std::mem::take(&mut self.changed)),
            (ChangeKind::Deleted, std::mem::take(&mut self.deleted)),
        ];
        for (kind, units) in lists {
            for range in ranges(units) {
                self.tx
                    .prepare_cached(
                        "INSERT INTO change (operation, token, kind, first, last) VALUES (?1, random(), ?2, ?3, ?4)",
                    )?
                    .execute(params![self.operation, kind.code(), range.start(), range.end()])?;
            }
        }
        for file in &self.stale_files {
            self.tx
                .execute("INSERT OR IGNORE INTO pending (file) VALUES (?)", [file])?;
        }
        self.tx
            .execute("DELETE FROM operation WHERE id <= ?", [self.operation - HISTORY_KEPT])
            .map(|_| ())
    }
}

/// Opens the transaction and notes the operation in the history; what comes back is also the next unit's number.
fn begin<'c>(
    conn: &'c mut Connection,
    now: Timestamp,
    kind: &str,
    summary: &str,
    author: Option<&str>,
) -> rusqlite::Result<(Transaction<'c>, Names, i64)> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let names = Names::load(&tx)?;
    let next_unit = rows::setting(&tx, "next_unit")?.unwrap_or(1);
    tx.execute(
        "INSERT INTO operation (time, kind, summary, person) VALUES (?1, ?2, ?3, ?4)",
        params![now.0, kind, summary, author],
    )?;
    Ok((tx, names, next_unit))
}

/// Whether two lists hold the same variants by content, in any order.
fn same_variants(a: &[Variant], b: &[Variant]) -> bool {
    let content = |list: &[Variant]| {
        let mut keys: Vec<(String, String)> = list
            .iter()
            .map(|v| {
                (
                    v.lang.to_string(),
                    identity::normalise(v.markup.as_deref().unwrap_or(&v.text)).into_owned(),
                )
            })
            .collect();
        keys.sort_unstable();
        keys
    };
    a.len() == b.len() && content(a) == content(b)
}

fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}
