//! One change of the memory: a transaction that keeps its history, its log of changes and its files in step.

use crate::memory::model::unit::NewUnit;
use std::collections::{BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use crate::memory::model::article::{ArticleId, ArticleInfo, Occurrence};
use crate::memory::model::identity;
use crate::memory::model::ranges::ranges;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Unit, UnitId, Variant};
use crate::memory::store::changes::ChangeKind;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::known_articles;
use crate::memory::store::lock::WriteLock;
use crate::memory::store::rows;
use crate::memory::store::tmx_folder;
use crate::memory::store::tmx_folder::touched::{self, Touched};
use crate::memory::{Memory, MemoryError};

/// The history's word for an undoing: it is not undone but redone.
pub(crate) const UNDO: &str = "undo";

/// The history's word for a redoing: what can be undone then is the operation that is back.
pub(crate) const REDO: &str = "redo";

/// Operations beyond this many are forgotten, oldest first, with what `undo` would need for them.
const HISTORY_KEPT: i64 = 200;

/// Units that are written at once where many are new.
const QUEUE: usize = 256;

/// What an article was, for the history.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ArticleSnapshot {
    pub(crate) info: ArticleInfo,
    pub(crate) occurrences: Vec<Occurrence>,
}

/// A write under way. Dropped without [`Write::commit`], it leaves the memory as it was.
pub(crate) struct Write<'m> {
    pub(crate) tx: Transaction<'m>,
    conn: &'m Connection,
    pub(crate) names: Names,
    pub(crate) operation: i64,
    pub(crate) now: Timestamp,
    pub(crate) author: Option<String>,
    dir: PathBuf,
    path: PathBuf,
    next_unit: i64,
    /// New units that have their numbers and are still to be written, with their identities.
    queue: Vec<(Unit, i64)>,
    /// While it is there, SQLite does not check foreign keys.
    unchecked: Option<Unchecked<'m>>,
    /// Units from this number on were added by this operation.
    first_new: UnitId,
    added: Vec<UnitId>,
    changed: Vec<UnitId>,
    deleted: Vec<UnitId>,
    /// Units whose former state this operation has in its history.
    known_units: HashSet<UnitId>,
    known_articles: HashSet<ArticleId>,
    /// Whether former states are noted: not by an undoing.
    keeps_history: bool,
    stale_files: BTreeSet<String>,
    /// What it did to units without an article.
    touched: Touched,
    lock: WriteLock,
}

/// The time in which SQLite does not check foreign keys.
struct Unchecked<'m>(&'m Connection);

impl<'m> Unchecked<'m> {
    fn begin(conn: &'m Connection) -> rusqlite::Result<Unchecked<'m>> {
        // The pragma of that name has no effect inside a transaction.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
        Ok(Unchecked(conn))
    }
}

impl Drop for Unchecked<'_> {
    fn drop(&mut self) {
        // It fails for a connection that is closed only.
        let _ = self.0.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true);
    }
}

/// What a write belongs to in the history.
#[derive(Clone, Copy, Debug)]
enum Operation<'a> {
    New { kind: &'a str, summary: &'a str },
    Continued(i64),
}

impl Memory {
    /// Begins a write: waits for the lock, then opens the transaction.
    ///
    /// `kind` is a word for the history such as `import`, `summary` what a person should read there.
    pub(crate) fn write(&self, kind: &str, summary: &str) -> Result<Write<'_>, MemoryError> {
        if !self.is_writable() {
            return Err(MemoryError::OpenedForReading);
        }
        let lock = WriteLock::acquire(&self.dir, self.patience)?;
        Write::begin(self, Operation::New { kind, summary }, lock).map_err(|e| self.error(e))
    }

    /// Begins one more write of an operation that takes several.
    pub(crate) fn write_on(&self, operation: i64, lock: WriteLock) -> Result<Write<'_>, MemoryError> {
        Write::begin(self, Operation::Continued(operation), lock).map_err(|e| self.error(e))
    }
}

impl<'m> Write<'m> {
    fn begin(memory: &'m Memory, operation: Operation<'_>, lock: WriteLock) -> rusqlite::Result<Write<'m>> {
        if !memory.swept.replace(true) {
            tmx_folder::sweep(&memory.dir);
        }
        let tx = Transaction::new_unchecked(&memory.conn, TransactionBehavior::Immediate)?;
        let now = Timestamp::now();
        let next_unit = rows::setting(&tx, "next_unit")?.unwrap_or(1);
        let (operation, first_new) = match operation {
            Operation::New { kind, summary } => {
                // A large import that was interrupted leaves the memory without it.
                rows::create_identity_index(&tx)?;
                if !matches!(kind, UNDO | REDO) {
                    forget_undone(&tx)?;
                }
                tx.execute(
                    "INSERT INTO operation (time, kind, summary, person) VALUES (?1, ?2, ?3, ?4)",
                    params![now.0, kind, summary, memory.author],
                )?;
                (tx.last_insert_rowid(), None)
            }
            Operation::Continued(id) => (id, first_added(&tx, id)?),
        };
        // What an earlier process committed and did not come to write goes along.
        let mut stale_files = tmx_folder::pending(&tx)?;
        if !touched::is_laid_out(&tx)? {
            stale_files.extend(touched::all_files(&tx)?);
            touched::note_layout(&tx)?;
        }
        Ok(Write {
            names: memory.names()?,
            stale_files,
            touched: Touched::default(),
            tx,
            conn: &memory.conn,
            operation,
            now,
            author: memory.author.clone(),
            dir: memory.dir.clone(),
            path: memory.database(),
            next_unit,
            queue: Vec::new(),
            unchecked: None,
            first_new: first_new.unwrap_or(UnitId(next_unit)),
            added: Vec::new(),
            changed: Vec::new(),
            deleted: Vec::new(),
            known_units: HashSet::new(),
            known_articles: HashSet::new(),
            keeps_history: true,
            lock,
        })
    }

    /// Turns SQLite's answer into ours.
    pub(crate) fn error(&self, error: rusqlite::Error) -> MemoryError {
        MemoryError::sqlite(&self.path, error)
    }

    /// Lets SQLite not check foreign keys until the commit, for a large import: whose numbers for languages, people and
    /// the import come from the tables they point to.
    pub(crate) fn without_key_checks(&mut self) -> rusqlite::Result<()> {
        self.unchecked = Some(Unchecked::begin(self.conn)?);
        Ok(())
    }

    /// The unit with exactly these variants, in any order.
    pub(crate) fn find(&mut self, identity: i64, variants: &[Variant]) -> rusqlite::Result<Option<Unit>> {
        self.flush()?;
        for id in rows::units_with_identity(&self.tx, identity)? {
            // The hash finds, the texts decide.
            if let Some(unit) = self.unit(id)?
                && same_variants(&unit.variants, variants)
            {
                return Ok(Some(unit));
            }
        }
        Ok(None)
    }

    /// The unit of that number.
    pub(crate) fn unit(&mut self, id: UnitId) -> rusqlite::Result<Option<Unit>> {
        self.flush()?;
        rows::load_unit(&self.tx, &self.names, id)
    }

    /// Stores a new unit under the next number.
    pub(crate) fn add_unit(&mut self, unit: NewUnit, identity: i64) -> rusqlite::Result<Unit> {
        let unit = unit.numbered(UnitId(self.next_unit));
        self.restore_unit(&unit, identity)?;
        Ok(unit)
    }

    /// As [`Write::add_unit`], but the unit may be written later, with others: before any unit is read, and before the
    /// commit. It must not be given an occurrence before.
    pub(crate) fn queue_unit(&mut self, unit: NewUnit, identity: i64) -> rusqlite::Result<UnitId> {
        let id = UnitId(self.next_unit);
        self.next_unit += 1;
        self.added.push(id);
        self.touched.note(id);
        self.queue.push((unit.numbered(id), identity));
        if self.queue.len() == QUEUE {
            self.flush()?;
        }
        Ok(id)
    }

    /// Makes the index by which units are found again, if it is not there.
    pub(crate) fn create_identity_index(&mut self) -> rusqlite::Result<()> {
        self.flush()?;
        rows::create_identity_index(&self.tx)
    }

    fn flush(&mut self) -> rusqlite::Result<()> {
        if !self.queue.is_empty() {
            rows::insert_units(&self.tx, &mut self.names, &self.queue)?;
            self.queue.clear();
        }
        Ok(())
    }

    /// Stores a unit under the number that it has, which no unit has now.
    pub(crate) fn restore_unit(&mut self, unit: &Unit, identity: i64) -> rusqlite::Result<()> {
        self.flush()?;
        rows::insert_unit(&self.tx, &mut self.names, unit, identity)?;
        self.next_unit = self.next_unit.max(unit.id.0 + 1);
        self.added.push(unit.id);
        self.touched.look_at(unit.id);
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
        let articles = self.articles_of(unit.id)?;
        if articles.is_empty() {
            self.touched.note(unit.id);
        }
        for article in articles {
            self.remember_article(article)?;
        }
        rows::delete_occurrences_of_unit(&self.tx, unit.id)?;
        rows::delete_unit(&self.tx, unit.id)?;
        self.deleted.push(unit.id);
        Ok(())
    }

    /// The articles in which a unit occurs, each once.
    pub(crate) fn articles_of(&self, unit: UnitId) -> rusqlite::Result<Vec<ArticleId>> {
        let mut articles: Vec<ArticleId> = rows::occurrences_of_unit(&self.tx, unit)?
            .iter()
            .map(|o| o.article)
            .collect();
        articles.dedup();
        Ok(articles)
    }

    /// Writes an article with its occurrences, new or over what it was.
    pub(crate) fn put_article(&mut self, info: &ArticleInfo, occurrences: &[Occurrence]) -> rusqlite::Result<()> {
        self.remember_article(info.id)?;
        let before = rows::occurrences_of_article(&self.tx, info.id)?;
        self.touched.replace(&self.tx, &before, occurrences, self.first_new)?;
        rows::put_article(&self.tx, &mut self.names, info)?;
        rows::put_occurrences(&self.tx, info.id, occurrences)?;
        self.stale_files.insert(info.file.clone());
        Ok(())
    }

    /// Adds one occurrence to an article. If another unit has its position, it gets the next free one.
    pub(crate) fn add_occurrence(&mut self, info: &ArticleInfo, mut occurrence: Occurrence) -> rusqlite::Result<()> {
        let holder: Option<i64> = self
            .tx
            .prepare_cached("SELECT unit FROM occurrence WHERE article = ?1 AND position = ?2")?
            .query_row(params![info.id.0, occurrence.position], |row| row.get(0))
            .optional()?;
        match holder {
            Some(unit) if unit == occurrence.unit.0 => return Ok(()),
            Some(_) => occurrence.position = self.next_position(info.id)?,
            None => {}
        }
        self.remember_article(info.id)?;
        self.touched.place(&self.tx, occurrence.unit, self.first_new)?;
        rows::insert_occurrence(&self.tx, &occurrence)?;
        self.stale_files.insert(info.file.clone());
        Ok(())
    }

    /// The position after an article's last occurrence.
    pub(crate) fn next_position(&self, article: ArticleId) -> rusqlite::Result<u32> {
        self.tx
            .prepare_cached("SELECT coalesce(max(position) + 1, 0) FROM occurrence WHERE article = ?")?
            .query_row([article.0], |row| row.get(0))
    }

    /// Deletes an article and its occurrences; its units are left.
    pub(crate) fn delete_article(&mut self, id: ArticleId) -> rusqlite::Result<()> {
        self.remember_article(id)?;
        let before = rows::occurrences_of_article(&self.tx, id)?;
        self.touched.replace(&self.tx, &before, &[], self.first_new)?;
        self.tx.execute("DELETE FROM article WHERE id = ?", [id.0]).map(|_| ())
    }

    /// The article of that number.
    pub(crate) fn article(&self, id: ArticleId) -> rusqlite::Result<Option<ArticleInfo>> {
        Ok(rows::load_articles(&self.tx, &self.names, "WHERE id = ?", [id.0])?.pop())
    }

    /// The article of that name.
    pub(crate) fn article_named(&self, name: &str) -> rusqlite::Result<Option<ArticleInfo>> {
        Ok(rows::load_articles(&self.tx, &self.names, "WHERE name = ?", [name])?.pop())
    }

    /// The articles with this digest, by their numbers; 0 is that of articles whose content nobody knows, which are none.
    pub(crate) fn articles_with(&self, digest: i64) -> rusqlite::Result<Vec<ArticleInfo>> {
        if digest == 0 {
            return Ok(Vec::new());
        }
        known_articles::bring_up_to_date(&self.tx)?;
        let condition = "WHERE id IN (SELECT id FROM temp.known_article WHERE digest = ?) ORDER BY id";
        rows::load_articles(&self.tx, &self.names, condition, [digest])
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

    /// The wished name, or that name with the first free number, and the file name in `tmx/` that goes with it.
    pub(crate) fn free_name(&self, wished: &str) -> rusqlite::Result<(String, String)> {
        let wished = match wished.trim() {
            "" => "article",
            name => name,
        };
        known_articles::bring_up_to_date(&self.tx)?;
        let mut named = self
            .tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE name = ?)")?;
        let mut number = 1;
        loop {
            let name = if number == 1 {
                wished.to_owned()
            } else {
                format!("{wished} ({number})")
            };
            let file = format!("{}.tmx", tmx_folder::safe_stem(&name, number));
            let is_taken: bool = named.query_row([&name], |row| row.get(0))?;
            if !is_taken && !known_articles::has_file(&self.tx, &file)? {
                return Ok((name, file));
            }
            number += 1;
        }
    }

    /// The file name in `tmx/` that goes with an article's name; `own` is one that it may have because it is the article's already.
    pub(crate) fn free_file(&self, name: &str, own: &str) -> rusqlite::Result<String> {
        known_articles::bring_up_to_date(&self.tx)?;
        let mut number = 1;
        loop {
            let file = format!("{}.tmx", tmx_folder::safe_stem(name, number));
            if file == own || !known_articles::has_file(&self.tx, &file)? {
                return Ok(file);
            }
            number += 1;
        }
    }

    fn remember_unit(&mut self, unit: &Unit) -> rusqlite::Result<()> {
        // What this operation added is undone by the log of changes alone.
        if !self.keeps_history || unit.id >= self.first_new || !self.known_units.insert(unit.id) {
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

    fn mark_articles_of(&mut self, unit: UnitId) -> rusqlite::Result<()> {
        let mut statement = self.tx.prepare_cached(
            "SELECT DISTINCT article.file FROM occurrence JOIN article ON article.id = article WHERE unit = ?",
        )?;
        let files = statement
            .query_map([unit.0], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<String>>>()?;
        if files.is_empty() {
            self.touched.note(unit);
        }
        self.stale_files.extend(files);
        Ok(())
    }

    /// Says whether the memory is to keep files for units without an article, from here on.
    pub(crate) fn keep_unit_files(&mut self, kept: bool) -> rusqlite::Result<()> {
        if touched::keep_unit_files(&self.tx, kept)? {
            self.flush()?;
            self.stale_files.extend(touched::all_unit_files(&self.tx)?);
        }
        Ok(())
    }

    /// A value as JSON, for the history.
    pub(crate) fn json(value: &impl Serialize) -> rusqlite::Result<String> {
        to_json(value)
    }

    /// From here on, former states are not noted.
    pub(crate) fn keep_no_history(&mut self) {
        self.keeps_history = false;
    }

    /// The ranges of units to which an operation did something.
    pub(crate) fn ranges_of(&self, operation: i64, kind: ChangeKind) -> rusqlite::Result<Vec<RangeInclusive<i64>>> {
        self.tx
            .prepare_cached("SELECT first, last FROM change WHERE operation = ?1 AND kind = ?2")?
            .query_map([operation, kind.code()], |row| Ok(row.get(0)?..=row.get(1)?))?
            .collect()
    }

    /// Deletes the units of a range that are still there; they must have no occurrences.
    pub(crate) fn delete_range(&mut self, range: RangeInclusive<i64>) -> rusqlite::Result<()> {
        let (first, last) = (UnitId(*range.start()), UnitId(*range.end()));
        self.touched.note_range(&self.tx, first, last)?;
        if self.keeps_history {
            for unit in rows::load_units(&self.tx, &self.names, first, last)? {
                self.remember_unit(&unit)?;
            }
        }
        rows::delete_units(&self.tx, first, last)?;
        self.deleted.extend(range.map(UnitId));
        Ok(())
    }

    /// Makes the changes of this write durable, all of them, and then the files of `tmx/` that go with them.
    ///
    /// The files are written beside their places before the commit, so that a full disk is found out in time, and put in
    /// place after it; if that is cut short, the next write or check does it.
    pub(crate) fn commit(mut self) -> Result<(), MemoryError> {
        self.finish().map_err(|e| self.error(e))?;
        let ready = tmx_folder::prepare(&self.tx, &self.names, &self.dir, &self.stale_files, &self.path)?;
        let Write {
            tx, conn, path, lock, ..
        } = self;
        tx.commit().map_err(|e| MemoryError::sqlite(&path, e))?;
        let published = ready.publish(conn);
        drop(lock);
        published.map_err(|(path, error)| MemoryError::TmxFolder { path, error })
    }

    /// Makes the changes so far durable, in the middle of an operation, and hands over the lock. The files of `tmx/` wait
    /// for the operation's end.
    pub(crate) fn commit_batch(mut self) -> Result<WriteLock, MemoryError> {
        self.finish().map_err(|e| self.error(e))?;
        let Write { tx, path, lock, .. } = self;
        tx.commit().map_err(|e| MemoryError::sqlite(&path, e))?;
        Ok(lock)
    }

    /// Writes the log of changes and forgets the oldest history.
    fn finish(&mut self) -> rusqlite::Result<()> {
        self.flush()?;
        self.unchecked = None;
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
        if touched::are_unit_files_kept(&self.tx)? {
            self.stale_files.extend(self.touched.files(&self.tx)?);
        }
        for file in &self.stale_files {
            self.tx
                .prepare_cached("INSERT OR IGNORE INTO pending (file) VALUES (?)")?
                .execute([file])?;
        }
        self.tx
            .execute("DELETE FROM operation WHERE id <= ?", [self.operation - HISTORY_KEPT])
            .map(|_| ())
    }
}

/// Forgets what taking an undoing back would need: something else is done to the memory.
fn forget_undone(conn: &Connection) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM snapshot WHERE operation IN (SELECT id FROM operation WHERE kind = ?)")?
        .execute([UNDO])
        .map(|_| ())
}

/// The first unit that an operation added, so far.
fn first_added(conn: &Connection, operation: i64) -> rusqlite::Result<Option<UnitId>> {
    conn.query_row(
        "SELECT min(first) FROM change WHERE operation = ?1 AND kind = ?2",
        [operation, ChangeKind::Added.code()],
        |row| row.get::<_, Option<i64>>(0),
    )
    .map(|first| first.map(UnitId))
}

/// Whether two lists hold the same variants by content, in any order.
pub(crate) fn same_variants(a: &[Variant], b: &[Variant]) -> bool {
    let content = |list: &[Variant]| {
        let key = |v: &Variant| (v.lang.to_string(), identity::normalise(v.content()).into_owned());
        let mut keys: Vec<(String, String)> = list.iter().map(key).collect();
        keys.sort_unstable();
        keys
    };
    a.len() == b.len() && content(a) == content(b)
}

fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}
