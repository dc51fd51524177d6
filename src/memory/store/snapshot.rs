//! One moment of the memory: what is read through it was all there at once, whatever others write meanwhile.
//!
//! It is a read transaction of SQLite. In WAL mode that hinders no writer; only the write-ahead log cannot be taken back into
//! the database beyond it, so that a process that lives long takes one for each request, and not one for good.

use std::ops::Deref;

use crate::memory::store::changes::{ChangeMark, last_mark};
use crate::memory::store::moment::Moment;
use crate::memory::{Memory, MemoryError};

/// A memory as of one moment, until it is dropped; see [`Memory::read_snapshot`].
#[derive(Debug)]
pub struct Snapshot<'m> {
    memory: &'m Memory,
    /// Whether it counts: not inside a write, which sees one state anyway.
    counts: bool,
}

impl Deref for Snapshot<'_> {
    type Target = Memory;

    fn deref(&self) -> &Memory {
        self.memory
    }
}

impl Memory {
    /// From here on, until the snapshot is dropped, everything that is read from this memory is as of now.
    ///
    /// Inside a snapshot another one is the same. Each method that reads takes one for itself, and an iterator of units as
    /// long as it lives; take one where the answers of several should fit together.
    ///
    /// ```
    /// # use interligne::memory::{Memory, Mode, UnitFilter};
    /// # let dir = tempfile::tempdir()?;
    /// # let memory = Memory::open(dir.path(), Mode::Create)?;
    /// let now = memory.read_snapshot()?;
    /// assert_eq!(now.units(&UnitFilter::default())?.count() as u64, now.info()?.units);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn read_snapshot(&self) -> Result<Snapshot<'_>, MemoryError> {
        self.begin_reading().map_err(|e| self.error(e))
    }

    /// The same, with SQLite's own error.
    pub(crate) fn begin_reading(&self) -> rusqlite::Result<Snapshot<'_>> {
        let depth = self.snapshots.get();
        if depth == 0 && !self.conn.is_autocommit() {
            return Ok(Snapshot {
                memory: self,
                counts: false,
            });
        }
        if depth == 0 {
            self.conn.execute_batch("BEGIN")?;
            // The moment is that of the first reading.
            let read = self.conn.prepare_cached("PRAGMA user_version");
            let read = read.and_then(|mut statement| statement.query_row([], |_| Ok(())));
            if let Err(error) = read {
                self.end_reading();
                return Err(error);
            }
        }
        self.snapshots.set(depth + 1);
        Ok(Snapshot {
            memory: self,
            counts: true,
        })
    }

    fn end_reading(&self) {
        // Nothing was written that a refusal could lose.
        if self.conn.execute_batch("COMMIT").is_err() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }

    /// Whether the memory is being read as of an earlier moment, beyond which others may have written.
    pub(crate) fn is_snapshot(&self) -> bool {
        self.snapshots.get() > 0
    }
}

impl Memory {
    /// Which state of the memory is being read. Where nothing was committed since it was last asked, it is not looked for again: articles
    /// may be many.
    pub(crate) fn moment(&self) -> Result<Moment, MemoryError> {
        let now = self.read_snapshot()?;
        if !now.is_snapshot() {
            // Within a write, which may yet be taken back.
            return self.read_moment();
        }
        let (others, own) = self.counted()?;
        if let Some((seen, made, moment)) = self.known_moment.get()
            && (seen, made) == (others, own)
        {
            return Ok(moment);
        }
        let moment = self.read_moment()?;
        self.known_moment.set(Some((others, own, moment)));
        Ok(moment)
    }

    /// What others committed, and how many rows were changed here; both only rise, also by what is taken back.
    fn counted(&self) -> Result<(i64, i64), MemoryError> {
        let one = |sql| {
            let statement = self.conn.prepare_cached(sql);
            statement.and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        };
        let both = one("PRAGMA data_version").and_then(|others| Ok((others, one("SELECT total_changes()")?)));
        both.map_err(|e| self.error(e))
    }

    fn read_moment(&self) -> Result<Moment, MemoryError> {
        let read = || {
            let ChangeMark { seq, token } = last_mark(&self.conn)?;
            self.conn
                .prepare_cached(
                    "SELECT (SELECT coalesce(max(id), 0) FROM operation), (SELECT coalesce(sum(version), 0) FROM article)",
                )?
                .query_row([], |row| {
                    Ok(Moment {
                        change: (seq, token),
                        operation: row.get(0)?,
                        versions: row.get(1)?,
                    })
                })
        };
        read().map_err(|e| self.error(e))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        if !self.counts {
            return;
        }
        let depth = self.memory.snapshots.get() - 1;
        self.memory.snapshots.set(depth);
        if depth == 0 {
            self.memory.end_reading();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{
        Action, ArticleId, CleanCheck, ExportOptions, ImportOptions, Memory, Mode, Status, UnitFilter, UnitId,
    };
    use crate::text::lang::Lang;

    /// An article of many sentences, so that its units take several pages.
    fn version(word: &str) -> Vec<(String, String)> {
        let pair = |n| (format!("Phrase {n} {word}."), format!("Sentence {n} {word}."));
        (0..1_500).map(pair).collect()
    }

    fn write(memory: &mut Memory, word: &str) {
        let pairs = version(word);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        store(memory, "a", &text_pair(&pairs));
    }

    fn sources(memory: &Memory) -> Vec<String> {
        let units = memory.units(&UnitFilter::default()).unwrap();
        units.map(|unit| unit.unwrap().variants[0].text.clone()).collect()
    }

    #[test]
    fn what_is_read_is_of_one_moment_whatever_is_written_meanwhile() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Memory::open(dir.path(), Mode::Create).unwrap();
        write(&mut writer, "one");
        let reader = Memory::open(dir.path(), Mode::Read).unwrap();
        let before = sources(&reader);
        let (articles, info, moment) = (reader.articles(), reader.info(), reader.moment());

        let now = reader.read_snapshot().unwrap();
        write(&mut writer, "two");
        assert_eq!(sources(&now), before);
        assert_eq!(now.articles().unwrap(), articles.unwrap());
        let read_again = now.info().unwrap();
        assert_eq!(
            (read_again.units, read_again.changed),
            info.map(|i| (i.units, i.changed)).unwrap()
        );
        assert_eq!(now.moment().unwrap(), moment.unwrap());
        // The inner one ends, the outer one goes on.
        drop(now.read_snapshot().unwrap());
        assert_eq!(sources(&now), before);
        drop(now);
        assert_ne!(sources(&reader), before);
        assert_eq!(reader.info().unwrap().units, 3_000);
    }

    #[test]
    fn an_export_a_merge_and_a_look_are_of_one_moment_with_a_writer_beside() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Memory::open(dir.path().join("m"), Mode::Create).unwrap();
        write(&mut writer, "one");
        let reader = Memory::open(writer.dir(), Mode::Read).unwrap();
        // Units come, go and change in the middle of each.
        let round = Cell::new(0);
        let mut meddle = |units: u64| {
            if units == 1_000 {
                round.set(round.get() + 1);
                let round = round.get();
                writer.delete_units(&[UnitId(round), UnitId(1_500 - round)]).unwrap();
                write(&mut writer, &format!("round {round}"));
            }
        };
        let units_before = reader.info().unwrap().units;
        let options = ExportOptions::default();
        let mut beside = Vec::new();
        reader.export_tmx(&mut beside, &options, &mut meddle).unwrap();
        assert_eq!(
            String::from_utf8(beside).unwrap().matches("<tu ").count() as u64,
            units_before
        );

        let units_before = reader.info().unwrap().units;
        let mut into = Memory::open(dir.path().join("into"), Mode::Create).unwrap();
        let options = ImportOptions::default();
        let report = into.merge_memory(&reader, &options, &mut meddle).unwrap();
        assert_eq!((report.read, report.added), (units_before, units_before));
        assert_eq!(
            into.articles().unwrap().iter().map(|a| a.units).sum::<u64>(),
            units_before
        );

        let [fr, en] = ["fr", "en"].map(|tag| Lang::parse(tag).expect("a tag"));
        let before = reader.clean(&fr, &en, &CleanCheck::ALL, |_| {}).unwrap();
        assert_eq!(reader.clean(&fr, &en, &CleanCheck::ALL, &mut meddle).unwrap(), before);
        assert_eq!(round.get(), 3);
        assert_eq!(reader.check().unwrap(), []);
    }

    #[test]
    fn an_iterator_of_units_gives_those_of_the_moment_it_was_made() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Memory::open(dir.path(), Mode::Create).unwrap();
        write(&mut writer, "one");
        let reader = Memory::open(dir.path(), Mode::Read).unwrap();
        let before = sources(&reader);
        let mut units = reader.units(&UnitFilter::default()).unwrap();
        let first = units.next().unwrap().unwrap();
        // One that began later may outlive one that began before.
        let later = reader.units(&UnitFilter::default()).unwrap();
        write(&mut writer, "two");
        let rest: Vec<_> = units.map(|unit| unit.unwrap().variants[0].text.clone()).collect();
        assert_eq!(first.variants[0].text, before[0]);
        assert_eq!(rest, before[1..]);
        assert_eq!(later.count(), before.len());
        assert!(!reader.is_snapshot());
        writer.undo().unwrap();
        assert_eq!(sources(&reader), before);
    }

    #[test]
    fn a_language_that_another_process_adds_between_two_readings_is_no_error() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Memory::open(dir.path(), Mode::Create).unwrap();
        write(&mut writer, "one");
        let reader = Memory::open(dir.path(), Mode::Read).unwrap();
        let now = reader.read_snapshot().unwrap();
        let known = now.info().unwrap().languages;
        writer
            .conn
            .execute_batch("INSERT INTO lang (tag) VALUES ('de'); UPDATE variant SET lang = 3 WHERE lang = 2")
            .unwrap();
        assert_eq!(now.info().unwrap().languages, known);
        drop(now);
        let tags = |memory: &Memory| {
            let languages = memory.info().unwrap().languages;
            languages.iter().map(|(lang, _)| lang.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(tags(&reader), ["fr", "de"]);
    }

    #[test]
    fn it_is_another_after_each_change_and_the_same_after_none_whoever_wrote() {
        let dir = tempfile::tempdir().unwrap();
        let [mut one, mut two] = [0, 1].map(|_| Memory::open(dir.path(), Mode::Create).unwrap());
        let mut seen = vec![one.moment().unwrap()];
        let mut is_new = |one: &Memory, two: &Memory, what: &str| {
            let now = one.moment().unwrap();
            assert!(!seen.contains(&now), "{what}");
            assert_eq!(now, two.moment().unwrap(), "{what}: to both");
            assert_eq!(now, one.moment().unwrap(), "{what}: asked again");
            assert_eq!(now, one.read_moment().unwrap(), "{what}: read anew");
            seen.push(now);
        };
        store(&mut one, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        is_new(&one, &two, "an own import");
        store(&mut two, "b", &text_pair(&[("Trois.", "Three.")]));
        is_new(&one, &two, "another's import");
        one.set_status(&[UnitId(1)], Status::Confirmed).unwrap();
        is_new(&one, &two, "an own status");
        let view = two.article_view(ArticleId(1)).unwrap();
        let note = Action::Note {
            bead: view.beads[1].id,
            text: Some("à voir".to_owned()),
        };
        two.act(view.info.id, view.info.version, &note).unwrap();
        is_new(&one, &two, "another's note, which is no operation and changes no unit");
        two.undo_action(view.info.id, view.info.version + 1, None).unwrap();
        is_new(&one, &two, "its undoing");
        one.undo().unwrap();
        is_new(&one, &two, "an undoing");
    }

    #[test]
    fn what_was_taken_back_was_never_there() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));
        let before = memory.moment().unwrap();
        let raise = "BEGIN; UPDATE article SET version = version + 1";
        memory.conn.execute_batch(raise).unwrap();
        let within = memory.moment().unwrap();
        assert_ne!(within, before);
        memory.conn.execute_batch("ROLLBACK").unwrap();
        assert_eq!(memory.moment().unwrap(), before);
        memory.conn.execute_batch(raise).unwrap();
        memory.conn.execute_batch("COMMIT").unwrap();
        assert_eq!(memory.moment().unwrap(), within);
    }
}
