//! What was done to the memory, newest first, and the way back.
//!
//! Every write notes what it added (as ranges of numbers) and what a unit, an article or an import was before it. Undoing
//! goes backwards, one operation after the other, so that each finds the memory as it left it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::memory::model::article::ArticleId;
use crate::memory::model::bead::{BeadId, SegmentId, StoredBead, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::beads;
use crate::memory::store::changes::ChangeKind;
use crate::memory::store::history_rows::ArticleSnapshot;
use crate::memory::store::transaction::{REDO, UNDO, Write};
use crate::memory::{Memory, MemoryError};

/// The history's word for the making of a memory from what was left of another, before which there is nothing.
pub(crate) const SALVAGE: &str = "salvage";

/// One operation of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// Its number.
    pub id: i64,
    /// When it was done.
    pub time: Timestamp,
    /// A word for it: `import`, `edit`, `status`, `delete`, `clean`, `merge`, `rename`, `undo`, `redo`.
    pub kind: String,
    /// What it was done to, for people.
    pub summary: String,
    /// Who did it, where that is known.
    pub person: Option<String>,
    /// When it was undone, if it was.
    pub undone: Option<Timestamp>,
    /// Units that it added.
    pub added: u64,
    /// Units that it changed.
    pub changed: u64,
    /// Units that it deleted.
    pub deleted: u64,
}

const COLUMNS: &str = "id, time, kind, summary, person, undone, \
     (SELECT total(last - first + 1) FROM change WHERE operation = operation.id AND change.kind = 0), \
     (SELECT total(last - first + 1) FROM change WHERE operation = operation.id AND change.kind = 1), \
     (SELECT total(last - first + 1) FROM change WHERE operation = operation.id AND change.kind = 2)";

impl Memory {
    /// The last operations, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn history(&self, limit: usize) -> Result<Vec<OperationInfo>, MemoryError> {
        let read = || {
            let _now = self.begin_reading()?;
            let sql = format!("SELECT {COLUMNS} FROM operation ORDER BY id DESC LIMIT ?");
            let mut statement = self.conn.prepare_cached(&sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            statement
                .query_map([limit], operation_of)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// What [`Memory::undo`] would undo now; `None` if there is nothing left in the history.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn next_to_undo(&self) -> Result<Option<OperationInfo>, MemoryError> {
        last_to_undo(&self.conn).map_err(|e| self.error(e))
    }

    /// Undoes the last operation that is not undone yet, and tells which; `None` if there is none left in the history.
    ///
    /// Units come back under their numbers, articles with their occurrences, files of `tmx/` with them. The undoing is
    /// noted in the history; [`Memory::redo`] takes it back in turn, where [`OperationInfo::can_be_redone`] says so.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn undo(&mut self) -> Result<Option<OperationInfo>, MemoryError> {
        let mut write = self.write(UNDO, "")?;
        if let Some(target) = last_to_undo(&write.tx).map_err(|e| write.error(e))?
            && let Some((article, actions)) = write.mended_since(target.id).map_err(|e| write.error(e))?
        {
            return Err(MemoryError::MendedSince { article, actions });
        }
        let undone = write.undo_last().map_err(|e| write.error(e))?;
        if undone.is_some() {
            write.commit()?;
        }
        Ok(undone)
    }
}

fn not_read(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(error))
}

/// The last operation that is not undone yet.
fn last_to_undo(conn: &Connection) -> rusqlite::Result<Option<OperationInfo>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM operation WHERE undone IS NULL AND kind NOT IN (?1, ?2, ?3) ORDER BY id DESC LIMIT 1"
    );
    conn.query_row(&sql, [UNDO, REDO, SALVAGE], operation_of).optional()
}

/// The operation of that number.
pub(crate) fn operation(conn: &Connection, id: i64) -> rusqlite::Result<Option<OperationInfo>> {
    let sql = format!("SELECT {COLUMNS} FROM operation WHERE id = ?");
    conn.query_row(&sql, [id], operation_of).optional()
}

fn operation_of(row: &Row<'_>) -> rusqlite::Result<OperationInfo> {
    let count = |i| row.get::<_, f64>(i).map(|n| n as u64);
    Ok(OperationInfo {
        id: row.get(0)?,
        time: Timestamp(row.get(1)?),
        kind: row.get(2)?,
        summary: row.get(3)?,
        person: row.get(4)?,
        undone: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        added: count(6)?,
        changed: count(7)?,
        deleted: count(8)?,
    })
}

impl Write<'_> {
    fn undo_last(&mut self) -> rusqlite::Result<Option<OperationInfo>> {
        let Some(target) = last_to_undo(&self.tx)? else {
            return Ok(None);
        };
        if target.can_be_redone() {
            self.note_undone(target.id)?;
        } else {
            self.keep_no_history();
        }
        self.take_back(target.id)?;
        self.tx.execute(
            "UPDATE operation SET summary = ?2 WHERE id = ?1",
            params![self.operation, format!("{} {}", target.kind, target.summary)],
        )?;
        Ok(Some(target))
    }

    /// Puts everything back that an operation noted of what was before it, and marks it as undone.
    pub(crate) fn take_back(&mut self, operation: i64) -> rusqlite::Result<()> {
        self.restore_imports(operation)?;
        let articles: Vec<(ArticleId, Option<ArticleSnapshot>)> = self
            .snapshots(operation, "article")?
            .into_iter()
            .map(|(id, before)| (ArticleId(id), before))
            .collect();
        // Beads go first and come back last, since they need their units.
        for (id, _) in &articles {
            if let Some(info) = self.article(*id)? {
                self.replace_beads(&info, &[], &[])?;
            }
        }
        self.undo_units(operation)?;
        for range in self.ranges_of(operation, ChangeKind::Added)? {
            self.delete_range(range)?;
        }
        for (id, before) in articles {
            match before {
                Some(snapshot) => self.restore_article(&snapshot)?,
                None => self.delete_article(id)?,
            }
        }
        // What was noted of single beads was noted before the whole article was.
        self.undo_beads(operation)?;
        self.forget_imports(operation)?;
        self.tx
            .execute("DELETE FROM snapshot WHERE operation = ?", [operation])?;
        self.tx
            .execute(
                "UPDATE operation SET undone = ?2 WHERE id = ?1",
                params![operation, self.now.0],
            )
            .map(|_| ())
    }

    /// An article whose later actions rest upon an operation, and how many they are: those on an article or a unit that it touched.
    fn mended_since(&self, operation: i64) -> rusqlite::Result<Option<(String, u64)>> {
        let sql = "
            WITH touched (article) AS (
                SELECT id FROM snapshot WHERE operation = ?1 AND entity = 'article'
                UNION SELECT bead.article FROM snapshot JOIN bead ON bead.id = snapshot.id
                    WHERE operation = ?1 AND entity = 'bead'
                UNION SELECT bead.article FROM change JOIN bead ON bead.unit BETWEEN change.first AND change.last
                    WHERE operation = ?1)
            SELECT article.name, count(*) FROM action JOIN article ON article.id = action.article
            WHERE action.article IN touched AND action.operation >= ?1 AND action.undone IS NULL
            GROUP BY article.id LIMIT 1";
        let found = self
            .tx
            .prepare_cached(sql)?
            .query_row([operation], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        Ok(found.map(|(name, actions)| (name, u64::try_from(actions).unwrap_or(0))))
    }

    fn undo_units(&mut self, operation: i64) -> rusqlite::Result<()> {
        for (id, before) in self.snapshots::<serde_json::Value>(operation, "unit")? {
            let Some(json) = before else { continue };
            // Schema 1 had the status of the unit alone, which its beads follow here.
            let is_old = json.get("given").is_none();
            let before: Unit = serde_json::from_value(json).map_err(not_read)?;
            match self.unit(UnitId(id))? {
                Some(now) => {
                    if is_old {
                        self.decide(&now, before.status)?;
                    }
                    self.change_unit(&now, &before)?;
                }
                None => self.restore_unit(&before, identity::identity(&before.variants))?,
            }
        }
        Ok(())
    }

    /// Brings back the beads and segments that an operation changed one by one.
    fn undo_beads(&mut self, operation: i64) -> rusqlite::Result<()> {
        for (id, before) in self.snapshots::<StoredBead>(operation, "bead")? {
            match before {
                Some(before) => self.put_bead(&before)?,
                None => {
                    if let Some(now) = beads::bead(&self.tx, BeadId(id))? {
                        self.drop_bead(&now)?;
                    }
                }
            }
        }
        for (id, before) in self.snapshots::<StoredSegment>(operation, "segment")? {
            match before {
                Some(before) => self.put_segment(&before)?,
                None => {
                    if let Some(now) = beads::segment(&self.tx, SegmentId(id))? {
                        self.drop_segment(&now)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What an operation noted of one kind of thing: its number and what it was, `None` where it was not there.
    pub(crate) fn snapshots<T: serde::de::DeserializeOwned>(
        &self,
        operation: i64,
        entity: &str,
    ) -> rusqlite::Result<Vec<(i64, Option<T>)>> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT id, before FROM snapshot WHERE operation = ?1 AND entity = ?2 ORDER BY id")?;
        let read = |row: &Row<'_>| {
            let before = match row.get_ref(1)?.as_str_or_null()? {
                None => None,
                Some(json) => Some(serde_json::from_str(json).map_err(not_read)?),
            };
            Ok((row.get(0)?, before))
        };
        statement.query_map(params![operation, entity], read)?.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{ImportOptions, Incoming, Mode, Status, UnitEdit, UnitFilter, Variant};
    use crate::text::lang::Lang;

    /// Everything that a user can see of a memory.
    fn state(memory: &Memory) -> String {
        let units: Vec<Unit> = memory
            .units(&UnitFilter::default())
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let mut articles = memory.articles().unwrap();
        for article in &mut articles {
            // A version is never given twice.
            article.info.version = 0;
        }
        let occurrences: Vec<_> = articles
            .iter()
            .map(|a| memory.article_view(a.info.id).unwrap().beads)
            .collect();
        let files: Vec<_> = articles
            .iter()
            .map(|a| std::fs::read(memory.dir().join("tmx").join(&a.info.file)).ok())
            .collect();
        format!(
            "{units:#?}{articles:#?}{occurrences:#?}{files:?}{:?}",
            memory.imports().unwrap()
        )
    }

    #[test]
    fn an_operation_that_is_too_large_to_be_noted_is_undone_and_not_redone() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));
        store(&mut memory, "b", &text_pair(&[("Deux.", "Two.")]));
        assert!(memory.next_to_undo().unwrap().is_some_and(|o| o.can_be_redone()));
        // As if it had brought as many units as a national corpus.
        memory
            .conn
            .execute("UPDATE change SET last = last + 100000 WHERE seq = 2", [])
            .unwrap();
        assert!(memory.next_to_undo().unwrap().is_some_and(|o| !o.can_be_redone()));
        memory.undo().unwrap().unwrap();
        assert_eq!(memory.next_to_redo().unwrap(), None);
        assert_eq!(memory.redo().unwrap(), None);
        // What came before it can go and come back, and it stays the limit.
        memory.undo().unwrap().unwrap();
        assert_eq!(memory.redo().unwrap().map(|o| o.summary).as_deref(), Some("article a"));
        assert_eq!(memory.redo().unwrap(), None);
        assert_eq!(memory.info().unwrap().units, 1);
        assert_eq!(memory.check().unwrap(), []);
    }

    #[test]
    fn every_operation_can_be_undone_back_to_the_empty_memory() {
        let lang = |tag| Lang::parse(tag).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        memory.set_author(Some("Anne".to_owned()));
        let incoming = |fr: &str, en: &str| {
            Incoming::new(vec![Variant::plain(lang("fr"), fr), Variant::plain(lang("en"), en)])
                .map(|i| i.with_article("a").with_property("x", "y"))
        };
        let first = text_pair(&[("Un.", "One."), ("Deux.", "Two."), ("Trois.", "Three.")]);
        let second = text_pair(&[("Un.", "One."), ("Deux.", "Too."), ("Quatre.", "Four.")]);
        type Step<'a> = Box<dyn Fn(&mut Memory) + 'a>;
        let steps: Vec<Step<'_>> = vec![
            Box::new(|m| drop(store(m, "a", &first))),
            Box::new(|m| drop(store(m, "b", &second))),
            Box::new(|m| drop(store(m, "a", &second))),
            Box::new(|m| drop(m.set_status(&[UnitId(1), UnitId(4)], Status::Confirmed))),
            Box::new(|m| {
                let texts = vec![(lang("en"), "One.".to_owned()), (lang("fr"), "Un.".to_owned())];
                m.edit_unit(UnitId(4), &UnitEdit { texts, status: None }).unwrap();
            }),
            Box::new(|m| {
                let units = [incoming("Un.", "One."), incoming("Neuf.", "New.")];
                m.import_units("x.tsv", 1, &ImportOptions::default(), units).unwrap();
            }),
            Box::new(|m| m.delete_units(&[UnitId(1)]).unwrap()),
            Box::new(|m| assert_eq!(m.delete_article(ArticleId(2)).unwrap().units, 0)),
        ];
        let mut states = vec![state(&memory)];
        for step in &steps {
            step(&mut memory);
            states.push(state(&memory));
            assert_ne!(states[states.len() - 1], states[states.len() - 2]);
        }
        assert_eq!(memory.redo().unwrap(), None, "nothing was undone");
        // Back and forth, each time a step further, then all the way.
        for far in (1..=steps.len()).chain([steps.len()]) {
            let mut undone = Vec::new();
            for place in (steps.len() - far..steps.len()).rev() {
                let next = memory.next_to_undo().unwrap();
                undone.extend(memory.undo().unwrap());
                assert_eq!(next, undone.last().cloned());
                assert_eq!(state(&memory), states[place]);
                assert_eq!(memory.check().unwrap(), []);
            }
            for was in &states[steps.len() - far + 1..] {
                let redone = memory.redo().unwrap().expect("there is something to redo");
                assert_eq!(Some(redone.id), undone.pop().map(|operation| operation.id));
                assert_eq!(state(&memory), *was);
                assert_eq!(memory.check().unwrap(), []);
            }
            assert_eq!(memory.redo().unwrap(), None);
        }
        let mark = memory.change_mark().unwrap();
        while states.pop().is_some_and(|_| !states.is_empty()) {
            memory.undo().unwrap().expect("there is something to undo");
            assert_eq!(state(&memory), states[states.len() - 1]);
            assert_eq!(memory.check().unwrap(), []);
        }
        assert!(
            memory
                .changes_since(&mark)
                .unwrap()
                .is_some_and(|changes| !changes.is_empty())
        );
        assert_eq!(memory.undo().unwrap(), None);
        let history = memory.history(1_000).unwrap();
        assert_eq!(
            (history[0].kind.as_str(), history[0].summary.as_str()),
            ("undo", "import article a")
        );
        assert!(
            history
                .iter()
                .all(|o| ["undo", "redo"].contains(&o.kind.as_str()) || o.undone.is_some())
        );
        // Numbers are never given twice, so that an index cannot take one unit for another.
        let again = store(&mut memory, "a", &first);
        assert_eq!(memory.redo().unwrap(), None, "something else was done since");
        assert!(
            memory
                .occurrences_of_article(again.article)
                .unwrap()
                .iter()
                .all(|o| o.unit > UnitId(5))
        );
    }
}
