//! A memory → its size in numbers.

use std::cmp::Reverse;
use std::fs;

use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Status, UnitId};
use crate::memory::store::query::count;
use crate::memory::store::rows;
use crate::memory::store::version::SCHEMA_VERSION;
use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;

/// What `memory info` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryInfo {
    /// How many units, whatever their status.
    pub units: u64,
    /// Units by status, in the order of [`Status::ALL`].
    pub by_status: [(Status, u64); 4],
    /// Article pairs.
    pub articles: u64,
    /// Occurrences of units in articles.
    pub occurrences: u64,
    /// Languages, each with its number of variants, the most frequent first.
    pub languages: Vec<(Lang, u64)>,
    /// Exchange files imported.
    pub imports: u64,
    /// The size of the database, in bytes.
    pub bytes: u64,
    /// The schema's version.
    pub schema: i64,
    /// When the memory was last changed.
    pub changed: Option<Timestamp>,
}

impl Memory {
    /// The numbers that `memory info` shows.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn info(&self) -> Result<MemoryInfo, MemoryError> {
        let bytes = fs::metadata(self.database())
            .map_err(|e| MemoryError::io(&self.database(), e))?
            .len();
        self.read(|names| {
            let number = |sql: &str| self.conn.query_row(sql, [], |row| row.get(0)).map(count);
            let mut by_status = Status::ALL.map(|status| (status, 0));
            self.compare_counts()?;
            for (code, n) in self.rows_by("SELECT status FROM unit")? {
                let status = Status::from_code(code);
                for entry in by_status.iter_mut().filter(|(s, _)| *s == status) {
                    entry.1 += n;
                }
            }
            let mut languages = self.rows_by("SELECT lang FROM variant")?;
            languages.sort_by_key(|(lang, n)| (Reverse(*n), *lang));
            let languages = languages
                .into_iter()
                .map(|(lang, n)| Ok((names.lang(lang)?.clone(), n)))
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(MemoryInfo {
                units: by_status.iter().map(|(_, n)| n).sum(),
                by_status,
                articles: number("SELECT count(*) FROM article")?,
                occurrences: number("SELECT count(*) FROM bead WHERE unit IS NOT NULL")?,
                languages,
                imports: number("SELECT count(*) FROM import")?,
                bytes,
                schema: SCHEMA_VERSION,
                changed: self
                    .conn
                    .query_row("SELECT max(time) FROM operation", [], |row| {
                        row.get::<_, Option<i64>>(0)
                    })?
                    .map(Timestamp),
            })
        })
    }

    /// Compares what is counted with what else tells it: units with their texts, articles and beads with their indexes. A page of
    /// another table in the place of one of these is found by no count.
    fn compare_counts(&self) -> rusqlite::Result<()> {
        let mut units = self.conn.prepare_cached("SELECT id FROM unit ORDER BY id")?;
        let mut texts = self.conn.prepare_cached("SELECT unit FROM variant ORDER BY id")?;
        let mut units = units.query_map([], |row| row.get::<_, i64>(0))?;
        let mut texts = texts.query_map([], |row| row.get::<_, i64>(0))?;
        let mut last = i64::MIN;
        let mut unit = units.next().transpose()?;
        while let Some(of) = texts.next().transpose()? {
            if of == last {
                continue;
            }
            if unit != Some(of) || of < last {
                return Err(rows::NotAsStored::Gone(UnitId(of)).error());
            }
            last = of;
            unit = units.next().transpose()?;
        }
        if let Some(unit) = unit {
            return Err(rows::NotAsStored::Texts(UnitId(unit)).error());
        }
        for (table, index) in [("article", "sqlite_autoindex_article_1"), ("bead", "bead_article")] {
            // A memory of schema 1 that is only read has views of these names.
            let known = "SELECT count(*) FROM main.sqlite_schema WHERE type = 'index' AND name = ?";
            if self.conn.query_row(known, [index], |row| row.get::<_, i64>(0))? == 0 {
                continue;
            }
            let count = |from: String| {
                let sql = format!("SELECT count(*), coalesce(max(id), 0) FROM {from}");
                self.conn
                    .query_row(&sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
            };
            if count(format!("main.{table} NOT INDEXED"))? != count(format!("main.{table} INDEXED BY {index}"))? {
                return Err(rows::NotAsStored::Rows(table).error());
            }
        }
        Ok(())
    }

    /// The rows of a query by the number that it gives for each, and how many there are of it. SQLite would sort all rows to
    /// group them, which takes longer than reading them.
    fn rows_by(&self, sql: &str) -> rusqlite::Result<Vec<(i64, u64)>> {
        let mut counts: Vec<(i64, u64)> = Vec::new();
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            // A handful of them.
            match counts.iter_mut().find(|(known, _)| *known == number) {
                Some((_, n)) => *n += 1,
                None => counts.push((number, 1)),
            }
        }
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{ArticleId, Memory, MemoryError, Mode, UnitFilter, UnitId};
    use crate::text::lang::Lang;

    #[test]
    fn a_row_that_is_gone_is_damage_and_not_one_less() {
        for damage in [
            "DELETE FROM unit WHERE id = 2",
            "DELETE FROM variant WHERE id >> 10 = 2",
            "UPDATE unit SET id = 9 WHERE id = 2",
        ] {
            let dir = tempfile::tempdir().unwrap();
            let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
            store(
                &mut memory,
                "a",
                &text_pair(&[("Un.", "One."), ("Deux.", "Two."), ("Trois.", "Three.")]),
            );
            memory.conn.pragma_update(None, "foreign_keys", false).unwrap();
            memory.conn.execute_batch(damage).unwrap();
            let is_damage =
                |error: MemoryError| assert!(matches!(error, MemoryError::Damaged { .. }), "{damage}: {error}");
            is_damage(memory.known_unit(UnitId(2)).unwrap_err());
            is_damage(memory.info().unwrap_err());
            let all = |filter: &UnitFilter| memory.units(filter).unwrap().collect::<Result<Vec<_>, _>>();
            is_damage(all(&UnitFilter::default()).unwrap_err());
            let of_article = UnitFilter {
                articles: vec![ArticleId(1)],
                ..UnitFilter::default()
            };
            is_damage(all(&of_article).unwrap_err());
            if damage.contains("unit") {
                let [from, to] = ["fr", "en"].map(|tag| Lang::parse(tag).unwrap());
                let scanned = memory.scan_pairs(&from, &to, 1..=3, |_| ControlFlow::Continue(()));
                is_damage(scanned.unwrap_err());
            }
        }
    }

    #[test]
    fn a_unit_that_was_deleted_or_comes_later_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        memory.delete_units(&[UnitId(2)]).unwrap();
        assert_eq!(memory.known_unit(UnitId(2)).unwrap(), None);
        assert_eq!(memory.known_unit(UnitId(3)).unwrap(), None);
        assert!(memory.known_unit(UnitId(1)).unwrap().is_some());
    }
}
