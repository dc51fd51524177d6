//! What was done to the memory, newest first, and the way back.
//!
//! Every write notes what it added (as ranges of numbers) and what a unit, an article or an import was before it. Undoing
//! goes backwards, one operation after the other, so that each finds the memory as it left it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::memory::model::article::ArticleId;
use crate::memory::model::identity;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::changes::ChangeKind;
use crate::memory::store::transaction::{ArticleSnapshot, Write};
use crate::memory::{Memory, MemoryError};

/// The history's word for an undoing, which cannot itself be undone.
const UNDO: &str = "undo";
/// That for the making of a memory from what was left of another, before which there is nothing.
pub(crate) const SALVAGE: &str = "salvage";

/// One operation of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// Its number.
    pub id: i64,
    /// When it was done.
    pub time: Timestamp,
    /// A word for it: `import`, `edit`, `status`, `delete`, `clean`, `merge`, `undo`.
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
    /// noted in the history and cannot be undone in turn.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn undo(&mut self) -> Result<Option<OperationInfo>, MemoryError> {
        let mut write = self.write(UNDO, "")?;
        let undone = write.undo_last().map_err(|e| write.error(e))?;
        if undone.is_some() {
            write.commit()?;
        }
        Ok(undone)
    }
}

/// The last operation that is not undone yet.
fn last_to_undo(conn: &Connection) -> rusqlite::Result<Option<OperationInfo>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM operation WHERE undone IS NULL AND kind NOT IN (?1, ?2) ORDER BY id DESC LIMIT 1"
    );
    conn.query_row(&sql, [UNDO, SALVAGE], operation_of).optional()
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
        self.keep_no_history();
        let articles: Vec<(ArticleId, Option<ArticleSnapshot>)> = self
            .snapshots(target.id, "article")?
            .into_iter()
            .map(|(id, before)| (ArticleId(id), before))
            .collect();
        // Occurrences go first and come back last, since they need their units.
        for (id, _) in &articles {
            if let Some(info) = self.article(*id)? {
                self.put_article(&info, &[])?;
            }
        }
        for (id, before) in self.snapshots::<Unit>(target.id, "unit")? {
            let Some(before) = before else { continue };
            match self.unit(UnitId(id))? {
                Some(now) => self.change_unit(&now, &before)?,
                None => self.restore_unit(&before, identity::identity(&before.variants))?,
            }
        }
        for range in self.ranges_of(target.id, ChangeKind::Added)? {
            self.delete_range(range)?;
        }
        for (id, before) in articles {
            match before {
                Some(snapshot) => self.put_article(&snapshot.info, &snapshot.occurrences)?,
                None => self.delete_article(id)?,
            }
        }
        for (id, before) in self.snapshots::<u64>(target.id, "import")? {
            match before {
                Some(position) => self.tx.execute(
                    "UPDATE import SET finished = NULL, position = ?2 WHERE id = ?1",
                    params![id, i64::try_from(position).unwrap_or(i64::MAX)],
                )?,
                None => self.tx.execute("DELETE FROM import WHERE id = ?", [id])?,
            };
        }
        self.tx
            .execute("DELETE FROM snapshot WHERE operation = ?", [target.id])?;
        self.tx.execute(
            "UPDATE operation SET undone = ?2 WHERE id = ?1",
            params![target.id, self.now.0],
        )?;
        self.tx.execute(
            "UPDATE operation SET summary = ?2 WHERE id = ?1",
            params![self.operation, format!("{} {}", target.kind, target.summary)],
        )?;
        Ok(Some(target))
    }

    /// What an operation noted of one kind of thing: its number and what it was, `None` where it was not there.
    fn snapshots<T: serde::de::DeserializeOwned>(
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
                Some(json) => Some(serde_json::from_str(json).map_err(|e| {
                    rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(e))
                })?),
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
        let articles = memory.articles().unwrap();
        let occurrences: Vec<_> = articles
            .iter()
            .map(|a| memory.occurrences_of_article(a.info.id).unwrap())
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
        while states.pop().is_some_and(|_| !states.is_empty()) {
            memory.undo().unwrap().expect("there is something to undo");
            assert_eq!(state(&memory), states[states.len() - 1]);
            assert_eq!(memory.check().unwrap(), []);
        }
        assert_eq!(memory.undo().unwrap(), None);
        let history = memory.history(100).unwrap();
        assert_eq!(history.len(), 2 * steps.len());
        assert_eq!(
            (history[0].kind.as_str(), history[0].summary.as_str()),
            ("undo", "import article a")
        );
        assert!(history.iter().all(|o| o.kind == "undo" || o.undone.is_some()));
        // Numbers are never given twice, so that an index cannot take one unit for another.
        let again = store(&mut memory, "a", &first);
        assert!(
            memory
                .occurrences_of_article(again.article)
                .unwrap()
                .iter()
                .all(|o| o.unit > UnitId(5))
        );
    }
}
