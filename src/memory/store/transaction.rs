//! One change of the memory: a transaction that keeps its history, its log of changes and its files in step.

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use rustc_hash::FxHashSet;

use crate::file_identity::FileIdentity;
use crate::memory::model::article::{ArticleId, ArticleInfo};
use crate::memory::model::identity;
use crate::memory::model::ranges::ranges;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{NewUnit, Unit, UnitId, Variant};
use crate::memory::store::beads;
use crate::memory::store::changes::{ChangeKind, first_added};
use crate::memory::store::counters;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::history_rows::{TouchedRows, forget_snapshots};
use crate::memory::store::known_articles;
use crate::memory::store::last_commit;
use crate::memory::store::lock::WriteLock;
use crate::memory::store::rows;
use crate::memory::store::tmx_folder;
use crate::memory::store::tmx_folder::touched::{self, Touched};
use crate::memory::store::unchecked::Unchecked;
use crate::memory::{Memory, MemoryError};

/// The history's word for an undoing: it is not undone but redone.
pub(crate) const UNDO: &str = "undo";

/// The history's word for a redoing: what can be undone then is the operation that is back.
pub(crate) const REDO: &str = "redo";

/// Operations beyond this many are forgotten, oldest first, with what `undo` would need for them.
pub(crate) const HISTORY_KEPT: i64 = 200;

/// Units that are written at once where many are new.
const QUEUE: usize = 256;

/// A write under way. Dropped without [`Write::commit`], it leaves the memory as it was.
pub(crate) struct Write<'m> {
    pub(crate) tx: Transaction<'m>,
    conn: &'m Connection,
    pub(crate) names: Names,
    /// Its number in the history; that of the last operation for an action, which is none.
    pub(crate) operation: i64,
    /// The action that the changes belong to, where they belong to one.
    pub(crate) action: Option<i64>,
    /// For an action: what it touched, as it was before.
    pub(crate) ledger: Option<TouchedRows>,
    pub(crate) now: Timestamp,
    pub(crate) author: Option<String>,
    dir: PathBuf,
    path: PathBuf,
    /// Which file the memory was opened in.
    identity: Option<FileIdentity>,
    next_unit: i64,
    pub(crate) next_bead: i64,
    pub(crate) next_segment: i64,
    /// New units that have their numbers and are still to be written, with their identities.
    queue: Vec<(Unit, i64)>,
    /// The identities of the queue.
    queued: FxHashSet<i64>,
    /// While it is there, SQLite does not check foreign keys.
    unchecked: Option<Unchecked<'m>>,
    /// Units from this number on were added by this operation.
    pub(crate) first_new: UnitId,
    added: Vec<UnitId>,
    changed: Vec<UnitId>,
    deleted: Vec<UnitId>,
    /// Units whose former state this operation has in its history.
    pub(crate) known_units: HashSet<UnitId>,
    /// Former states of units that are still to be written, for a large import.
    pub(crate) former_units: Option<Vec<(UnitId, String)>>,
    pub(crate) known_articles: HashSet<ArticleId>,
    /// Whether former states are noted: not by an undoing.
    pub(crate) keeps_history: bool,
    pub(crate) stale_files: BTreeSet<String>,
    /// Articles whose version is to be raised.
    touched_articles: BTreeSet<ArticleId>,
    /// Whether the files of `tmx/` are left for later.
    defers_files: bool,
    unsettled: &'m Cell<bool>,
    /// The commit's number, where it is noted beside the database.
    number: Option<i64>,
    is_action: bool,
    /// What it did to units without an article.
    pub(crate) touched: Touched,
    lock: WriteLock,
}

/// What a write belongs to in the history.
#[derive(Clone, Copy, Debug)]
enum Operation<'a> {
    New {
        kind: &'a str,
        summary: &'a str,
    },
    Continued(i64),
    /// Changes of an action, which has a history of its own.
    Action,
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

    /// Begins a write of an action, which is no operation: what it touches is noted in its ledger.
    pub(crate) fn write_action(&self) -> Result<Write<'_>, MemoryError> {
        if !self.is_writable() {
            return Err(MemoryError::OpenedForReading);
        }
        let lock = WriteLock::acquire(&self.dir, self.patience)?;
        Write::begin(self, Operation::Action, lock).map_err(|e| self.error(e))
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
        let [next_unit, next_bead, next_segment] = counters::next(&tx)?;
        let is_action = matches!(operation, Operation::Action);
        let (operation, first_new) = match operation {
            Operation::Action => {
                rows::create_identity_index(&tx)?;
                forget_snapshots(&tx, UNDO)?;
                let last = tx.query_row("SELECT coalesce(max(id), 0) FROM operation", [], |row| row.get(0))?;
                (last, None)
            }
            Operation::New { kind, summary } => {
                // A large import that was interrupted leaves the memory without it.
                rows::create_identity_index(&tx)?;
                if !matches!(kind, UNDO | REDO) {
                    forget_snapshots(&tx, UNDO)?;
                }
                tx.prepare_cached("INSERT INTO operation (time, kind, summary, person) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![now.0, kind, summary, memory.author])?;
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
            action: None,
            ledger: is_action.then(TouchedRows::default),
            now,
            author: memory.author.clone(),
            dir: memory.dir.clone(),
            path: memory.database(),
            identity: memory.identity,
            next_unit,
            next_bead,
            next_segment,
            queue: Vec::new(),
            queued: FxHashSet::default(),
            unchecked: None,
            first_new: first_new.unwrap_or(UnitId(next_unit)),
            added: Vec::new(),
            changed: Vec::new(),
            deleted: Vec::new(),
            known_units: HashSet::new(),
            former_units: None,
            known_articles: HashSet::new(),
            keeps_history: !is_action,
            touched_articles: BTreeSet::new(),
            defers_files: memory.defers_files,
            unsettled: &memory.unsettled,
            // What a power cut may take back is noted when it is settled.
            number: memory.held_back.is_none().then_some(0),
            is_action,
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
        if self.queued.contains(&identity) {
            self.flush()?;
        }
        for id in rows::units_with_identity(&self.tx, identity)? {
            // The hash finds, the texts decide.
            if let Some(unit) = self.unit(id)?
                && identity::same_variants(&unit.variants, variants)
            {
                return Ok(Some(unit));
            }
        }
        Ok(None)
    }

    /// The unit of that number.
    pub(crate) fn unit(&mut self, id: UnitId) -> rusqlite::Result<Option<Unit>> {
        if self.queue.first().is_some_and(|(first, _)| id >= first.id) {
            self.flush()?;
        }
        rows::load_unit(&self.tx, &self.names, id)
    }

    /// Stores a new unit under the next number.
    pub(crate) fn add_unit(&mut self, unit: NewUnit, identity: i64) -> rusqlite::Result<Unit> {
        let unit = unit.numbered(UnitId(self.next_unit));
        self.restore_unit(&unit, identity)?;
        Ok(unit)
    }

    /// As [`Write::add_unit`], but the unit may be written later, with others: before it is looked for or read, and before
    /// the commit. It must not be given an occurrence before.
    pub(crate) fn queue_unit(&mut self, unit: NewUnit, identity: i64) -> rusqlite::Result<UnitId> {
        let id = self.next_number();
        self.touched.note(id);
        self.enqueue(unit.numbered(id), identity)?;
        Ok(id)
    }

    /// As [`Write::queue_unit`], for a unit that has an article before the commit.
    pub(crate) fn queue_placed_unit(&mut self, unit: NewUnit, identity: i64) -> rusqlite::Result<Unit> {
        if self.ledger.is_some() {
            return self.add_unit(unit, identity);
        }
        let unit = unit.numbered(self.next_number());
        self.enqueue(unit.clone(), identity)?;
        Ok(unit)
    }

    fn next_number(&mut self) -> UnitId {
        self.next_unit += 1;
        UnitId(self.next_unit - 1)
    }

    fn enqueue(&mut self, unit: Unit, identity: i64) -> rusqlite::Result<()> {
        self.added.push(unit.id);
        self.queue.push((unit, identity));
        self.queued.insert(identity);
        if self.queue.len() == QUEUE {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Makes the index by which units are found again, if it is not there.
    pub(crate) fn create_identity_index(&mut self) -> rusqlite::Result<()> {
        self.flush()?;
        rows::create_identity_index(&self.tx)
    }

    /// Writes the units that wait to be written.
    pub(crate) fn flush(&mut self) -> rusqlite::Result<()> {
        if !self.queue.is_empty() {
            rows::insert_units(&self.tx, &mut self.names, &self.queue)?;
            self.queue.clear();
            self.queued.clear();
        }
        self.write_former_units()
    }

    /// Stores a unit under the number that it has, which no unit has now.
    pub(crate) fn restore_unit(&mut self, unit: &Unit, identity: i64) -> rusqlite::Result<()> {
        self.flush()?;
        if let Some(ledger) = &mut self.ledger {
            ledger.units.entry(unit.id.0).or_insert(None);
        }
        rows::insert_unit(&self.tx, &mut self.names, unit, identity)?;
        self.next_unit = self.next_unit.max(unit.id.0 + 1);
        self.added.push(unit.id);
        self.touched.look_at(unit.id);
        Ok(())
    }

    /// Overwrites the unit `before` by `after`.
    pub(crate) fn change_unit(&mut self, before: &Unit, after: &Unit) -> rusqlite::Result<()> {
        self.remember_unit(before)?;
        if before.variants == after.variants {
            rows::update_unit_alone(&self.tx, &mut self.names, after)?;
        } else {
            rows::update_unit(&self.tx, &mut self.names, after, identity::identity(&after.variants))?;
        }
        self.changed.push(after.id);
        self.mark_articles_of(after.id)
    }

    /// Deletes a unit. Beads that have it are left without one, and remember that a person wanted it so.
    pub(crate) fn delete_unit(&mut self, unit: &Unit) -> rusqlite::Result<()> {
        self.remember_unit(unit)?;
        if self.articles_of(unit.id)?.is_empty() {
            self.touched.note(unit.id);
        }
        self.release_beads(unit)?;
        rows::delete_unit(&self.tx, unit.id)?;
        self.deleted.push(unit.id);
        Ok(())
    }

    /// The articles in which a unit occurs, each once.
    pub(crate) fn articles_of(&self, unit: UnitId) -> rusqlite::Result<Vec<ArticleId>> {
        beads::articles_of_unit(&self.tx, unit)
    }

    /// Writes what is known of an article, new or over what it was; its beads stay.
    pub(crate) fn put_article(&mut self, info: &ArticleInfo) -> rusqlite::Result<()> {
        self.remember_article(info.id)?;
        rows::put_article(&self.tx, &mut self.names, info)?;
        self.mark_file(info);
        Ok(())
    }

    /// Notes that an article is another one now: its version rises, and its file is written.
    pub(crate) fn mark_file(&mut self, info: &ArticleInfo) {
        self.touched_articles.insert(info.id);
        self.stale_files.insert(info.file.clone());
    }

    /// As [`Write::mark_file`], by the article's number.
    pub(crate) fn mark_article(&mut self, id: ArticleId) -> rusqlite::Result<()> {
        if self.touched_articles.insert(id) {
            let file: Option<String> = self
                .tx
                .prepare_cached("SELECT file FROM article WHERE id = ?")?
                .query_row([id.0], |row| row.get(0))
                .optional()?;
            self.stale_files.extend(file);
        }
        Ok(())
    }

    /// Deletes an article and its occurrences; its units are left.
    pub(crate) fn delete_article(&mut self, id: ArticleId) -> rusqlite::Result<()> {
        self.remember_article(id)?;
        let before = beads::occurrences_of_article(&self.tx, id)?;
        self.touched.replace(&self.tx, &before, &[], self.first_new)?;
        beads::delete_of_article(&self.tx, id)?;
        self.tx.execute("DELETE FROM article WHERE id = ?", [id.0]).map(|_| ())
    }

    /// The article of that number.
    pub(crate) fn article(&self, id: ArticleId) -> rusqlite::Result<Option<ArticleInfo>> {
        Ok(rows::load_articles(&self.tx, &self.names, "WHERE id = ?", [id.0])?.pop())
    }

    /// Looks an article up by its exact name.
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
            .prepare_cached(
                "SELECT 1 + max(coalesce((SELECT max(id) FROM article), 0), \
                 coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'article'), 0))",
            )?
            .query_row([], |row| row.get(0))
            .map(ArticleId)
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

    fn mark_articles_of(&mut self, unit: UnitId) -> rusqlite::Result<()> {
        let articles = self.articles_of(unit)?;
        if articles.is_empty() {
            self.touched.note(unit);
        }
        for article in articles {
            self.mark_article(article)?;
        }
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
        let stale = if self.defers_files {
            BTreeSet::new()
        } else {
            std::mem::take(&mut self.stale_files)
        };
        self.is_in_place()?;
        let ready = tmx_folder::prepare(&self.tx, &self.names, &self.dir, &stale, &self.path)?;
        let Write {
            tx,
            conn,
            dir,
            path,
            lock,
            unsettled,
            number,
            ..
        } = self;
        tx.commit().map_err(|e| MemoryError::sqlite(&path, e))?;
        number.into_iter().for_each(|number| last_commit::note(&dir, number));
        unsettled.set(true);
        let published = ready.publish(conn);
        drop(lock);
        published.map_err(|(path, error)| MemoryError::TmxFolder { path, error })
    }

    /// Refuses where the database was removed or another one is in its place (a program that keeps folders in step may do so):
    /// SQLite would go on writing to a file that nobody finds again.
    fn is_in_place(&self) -> Result<(), MemoryError> {
        if FileIdentity::of(&self.path).ok() == self.identity {
            return Ok(());
        }
        Err(MemoryError::Replaced(self.path.clone()))
    }

    /// Makes the changes so far durable, in the middle of an operation, and hands over the lock. The files of `tmx/` wait
    /// for the operation's end.
    pub(crate) fn commit_batch(mut self) -> Result<WriteLock, MemoryError> {
        self.finish().map_err(|e| self.error(e))?;
        self.is_in_place()?;
        let Write {
            tx,
            dir,
            path,
            lock,
            number,
            ..
        } = self;
        tx.commit().map_err(|e| MemoryError::sqlite(&path, e))?;
        number.into_iter().for_each(|number| last_commit::note(&dir, number));
        Ok(lock)
    }

    /// Writes the log of changes and forgets the oldest history.
    fn finish(&mut self) -> rusqlite::Result<()> {
        self.flush()?;
        self.unchecked = None;
        let number = rows::setting(&self.tx, last_commit::NUMBER)?.unwrap_or(0) + 1;
        self.number = self.number.map(|_| number);
        for (name, value) in [
            (last_commit::NUMBER, number),
            ("next_unit", self.next_unit),
            ("next_bead", self.next_bead),
            ("next_segment", self.next_segment),
        ] {
            rows::set_setting(&self.tx, name, value)?;
        }
        for article in &self.touched_articles {
            self.tx
                .prepare_cached("UPDATE article SET version = version + 1 WHERE id = ?")?
                .execute([article.0])?;
        }
        let operation = (!self.is_action).then_some(self.operation);
        let lists = [
            (ChangeKind::Added, std::mem::take(&mut self.added)),
            (ChangeKind::Changed, std::mem::take(&mut self.changed)),
            (ChangeKind::Deleted, std::mem::take(&mut self.deleted)),
        ];
        for (kind, units) in lists {
            for range in ranges(units) {
                self.tx
                    .prepare_cached(
                        "INSERT INTO change (operation, action, token, kind, first, last) \
                         VALUES (?1, ?2, random(), ?3, ?4, ?5)",
                    )?
                    .execute(params![operation, self.action, kind.code(), range.start(), range.end()])?;
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
        if self.is_action { Ok(()) } else { self.forget_oldest() }
    }
}
