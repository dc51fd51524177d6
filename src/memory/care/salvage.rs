//! A damaged memory → a new one with everything of it that can be read, and a list of what is lost.
//!
//! The damaged files are only read: the work is done on a copy. Its tables are copied row by row into a new database, by halving
//! each stretch that cannot be read until what is lost is known; what refers to lost rows, and units whose texts are not what was
//! stored, are left out. What is missing then is looked for in the TMX files of `tmx/`, which are a second copy of each article.
//! No table is named here that only the present schema has, so that a memory of any schema can be salvaged; the history is not
//! taken over.

mod files;
mod header;
mod rows;

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use crate::memory::care::history::SALVAGE;
use crate::memory::care::unfinished::Unfinished;
use crate::memory::model::identity;
use crate::memory::model::ranges::ranges;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Status, UnitId};
use crate::memory::store::changes::ChangeKind;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::{bead_texts, rows as units, schema, tmx_folder};
use crate::memory::{DATABASE_FILE, Memory, MemoryError, Mode, OLDEST_SCHEMA_VERSION, SCHEMA_VERSION};
use crate::text::lang::Lang;

/// What a salvage brought, and what it did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Salvage {
    /// Units of the new memory.
    pub units: u64,
    /// Articles of the new memory.
    pub articles: u64,
    /// Units that are lost, by their numbers.
    pub lost_units: Vec<RangeInclusive<i64>>,
    /// Units whose texts are there and whose status, dates and authors are lost: they are to be reviewed.
    pub without_attributes: Vec<RangeInclusive<i64>>,
    /// Articles that lack units, by their names.
    pub incomplete_articles: BTreeSet<String>,
    /// Articles of which nothing but texts is left, by their numbers.
    pub lost_articles: Vec<RangeInclusive<i64>>,
    /// Units, counted among those of the new memory, that came back from the files of `tmx/`.
    pub from_files: u64,
    /// Those of them whose texts could be compared with nothing that the database has: they are to be reviewed.
    pub unproven: u64,
    /// What else could not be read: tables, with how many of their rows, and files.
    pub unread: Vec<String>,
}

impl Salvage {
    /// Whether everything is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.lost_units.is_empty()
            && self.without_attributes.is_empty()
            && self.incomplete_articles.is_empty()
            && self.lost_articles.is_empty()
            && self.unread.is_empty()
    }
}

impl Memory {
    /// Makes a new memory in the folder `into`, which must not exist, of everything that can be read of the one in `from`. The
    /// old one is left as it is. The new one appears when it is whole.
    ///
    /// # Errors
    /// [`MemoryError::NotFound`] where there is nothing to read; [`MemoryError::Exists`] if there is something at `into`; else when
    /// the new memory cannot be written. Damage is no error.
    pub fn salvage(from: &Path, into: &Path) -> Result<Salvage, MemoryError> {
        let database = from.join(DATABASE_FILE);
        // A pipe in its place is waited for by nobody.
        let is_there = database.is_file();
        if !is_there && !tmx_folder::has_files(from) {
            return Err(MemoryError::NotFound(from.to_path_buf()));
        }
        let new = Unfinished::beside(into)?;
        let copy = new.folder().join("damaged.sqlite");
        if is_there {
            copy_database(&database, &copy).map_err(|error| new.told(error))?;
        }
        let salvaged = Memory::salvage_into(new.folder(), &copy, from).map_err(|error| new.told(error))?;
        new.finish()?;
        Ok(salvaged)
    }

    /// Makes the new memory in `folder` of the `copy` of a database and the files of `from`.
    fn salvage_into(folder: &Path, copy: &Path, from: &Path) -> Result<Salvage, MemoryError> {
        let made = folder.join(DATABASE_FILE);
        let (mut memory, mut found, trusted) = match Memory::of_copy(folder, &made, copy) {
            Err(error) if error.is_about_writing() => return Err(error),
            Ok(made) => made,
            // Rows of a kind that is not foreseen: the files are what is left.
            Err(_) => {
                remove_copy(&made);
                let mut found = Salvage::default();
                found.unread.push("the database as a whole".to_owned());
                let mut conn = Connection::open(&made).map_err(|e| MemoryError::sqlite(&made, e))?;
                schema::create(&mut conn).map_err(|e| MemoryError::sqlite(&made, e))?;
                drop(conn);
                (Memory::open(folder, Mode::Create)?, found, HashSet::new())
            }
        };
        remove_copy(copy);
        if !found.is_whole() {
            let brought = files::bring_back(&mut memory, from, &trusted, &mut found.unread)?;
            (found.from_files, found.unproven) = (brought.units, brought.unproven);
        }
        memory.repair()?;
        let info = memory.info()?;
        (found.units, found.articles) = (info.units, info.articles);
        Ok(found)
    }

    /// The new memory with what can be read of the copy, and the hashes of units that are lost while these are known.
    fn of_copy(folder: &Path, made: &Path, copy: &Path) -> Result<(Memory, Salvage, HashSet<i64>), MemoryError> {
        let mut found = Salvage::default();
        let version = new_database(copy, made)?;
        if version.is_some() {
            let mut conn = Connection::open(made).map_err(|e| MemoryError::sqlite(made, e))?;
            fill(&mut conn, copy, &mut found).map_err(|e| MemoryError::sqlite(made, e))?;
        } else {
            found.unread.push("the database as a whole".to_owned());
        }
        // An older schema is brought up to date here, as whenever it is opened.
        let mut memory = Memory::open(folder, Mode::Create)?;
        let trusted = memory.keep_what_is_sound(&mut found)?;
        Ok((memory, found, trusted))
    }

    /// Leaves out units whose texts are not what was stored, and notes in the history where the others come from.
    /// Gives the hashes of those that were left out.
    fn keep_what_is_sound(&mut self, found: &mut Salvage) -> Result<HashSet<i64>, MemoryError> {
        let Sorted {
            mut lost,
            bare,
            incomplete,
            hashes,
        } = self.sort().map_err(|e| self.error(e))?;
        found.incomplete_articles.extend(incomplete);
        let bare: BTreeSet<UnitId> = bare.into_iter().collect();
        lost.extend(
            found
                .lost_units
                .drain(..)
                .flatten()
                .map(UnitId)
                .filter(|id| !bare.contains(id)),
        );
        found.lost_units = ranges(lost);
        found.without_attributes = ranges(bare.into_iter().collect());
        Ok(hashes)
    }

    fn sort(&self) -> rusqlite::Result<Sorted> {
        self.conn.execute_batch("PRAGMA foreign_keys = OFF")?;
        let tx = self.conn.unchecked_transaction()?;
        let (lost, bare, hashes) = sort_out(&tx)?;
        let mut incomplete = rows::without_parents(&tx)?;
        // A bead that lost its unit may have lost its segments too.
        incomplete.extend(bead_texts::mend(&tx, &Names::load(&tx)?)?);
        tx.execute(
            "INSERT INTO operation (time, kind, summary) VALUES (?1, ?2, 'what could be read')",
            params![Timestamp::now().0, SALVAGE],
        )?;
        let operation = tx.last_insert_rowid();
        tx.execute(
            "INSERT INTO change (operation, token, kind, first, last) \
             SELECT ?1, random(), ?2, min(id), max(id) FROM unit HAVING count(*) > 0",
            params![operation, ChangeKind::Added.code()],
        )?;
        // No number that was in use is given again, so that nobody takes one unit for another.
        tx.execute(
            "INSERT OR REPLACE INTO setting SELECT 'next_unit', max(1, coalesce((SELECT max(id) FROM unit), 0) + 1, ?1)",
            [lost.iter().map(|id| id.0 + 1).max().unwrap_or(1)],
        )?;
        tx.execute_batch(
            "INSERT OR REPLACE INTO setting SELECT 'next_bead', coalesce(max(id), 0) + 1 FROM bead; \
             INSERT OR REPLACE INTO setting SELECT 'next_segment', coalesce(max(id), 0) + 1 FROM segment;",
        )?;
        units::create_identity_index(&tx)?;
        tx.commit()?;
        self.conn.execute_batch("PRAGMA foreign_keys = ON")?;
        Ok(Sorted {
            lost,
            bare,
            incomplete,
            hashes,
        })
    }
}

/// What became of the units of a damaged memory.
struct Sorted {
    /// Those that were left out.
    lost: Vec<UnitId>,
    /// Those of which nothing but their texts is known.
    bare: Vec<UnitId>,
    /// The names of articles that lost something.
    incomplete: BTreeSet<String>,
    /// The hashes under which units were stored that were left out.
    hashes: HashSet<i64>,
}

/// Deletes units without texts, or with texts that are not what was stored; texts without a unit get one. Tells which were
/// deleted, and which have lost all but their texts.
fn sort_out(conn: &Connection) -> rusqlite::Result<(Vec<UnitId>, Vec<UnitId>, HashSet<i64>)> {
    let mut bare = Vec::new();
    let orphans = conn
        .prepare("SELECT DISTINCT id >> 10 FROM variant WHERE NOT EXISTS (SELECT 1 FROM unit WHERE unit.id = variant.id >> 10)")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in orphans {
        conn.execute(
            "INSERT INTO unit (id, identity, status, usage_count) VALUES (?1, 0, ?2, 0)",
            params![id, Status::ToReview.code()],
        )?;
        bare.push(UnitId(id));
    }
    let names = Names::load(conn)?;
    let ids = conn
        .prepare("SELECT id FROM unit ORDER BY id")?
        .query_map([], |row| row.get(0).map(UnitId))?
        .collect::<rusqlite::Result<Vec<UnitId>>>()?;
    let (mut lost, mut hashes) = (Vec::new(), HashSet::new());
    for page in ids.chunks(1_000) {
        let (first, last) = (page[0], page[page.len() - 1]);
        // One that cannot be read at all spoils its page, which is then read one by one.
        let read = units::load_units_unchecked(conn, &names, first, last);
        let read = read.unwrap_or_else(|_| {
            let each = |id: &UnitId| units::load_units_unchecked(conn, &names, *id, *id).unwrap_or_default();
            page.iter().flat_map(each).collect()
        });
        let mut sound = BTreeSet::new();
        for (unit, stored) in read.into_iter().filter(|(unit, _)| !unit.variants.is_empty()) {
            let is = identity::identity(&unit.variants);
            if bare.binary_search(&unit.id).is_ok() {
                conn.execute("UPDATE unit SET identity = ?2 WHERE id = ?1", params![unit.id.0, is])?;
            } else if is != stored {
                continue;
            }
            sound.insert(unit.id);
        }
        for id in page.iter().filter(|id| !sound.contains(id)) {
            hashes.insert(conn.query_row("SELECT identity FROM unit WHERE id = ?", [id.0], |row| row.get(0))?);
            units::delete_unit(conn, *id)?;
            lost.push(*id);
        }
    }
    bare.retain(|id| lost.binary_search(id).is_err());
    Ok((lost, bare, hashes))
}

/// Copies the database and its log to a place where SQLite can put them in order; its head is made anew if it is gone.
fn copy_database(database: &Path, copy: &Path) -> Result<(), MemoryError> {
    // The one that is read is on another disk perhaps than the one that is full.
    let failed = |from: &Path, error| match MemoryError::io(from, error) {
        MemoryError::DiskFull(_) => MemoryError::DiskFull(copy.parent().unwrap_or(copy).to_path_buf()),
        error => error,
    };
    fs::copy(database, copy).map_err(|e| failed(database, e))?;
    let log = beside(database, "-wal");
    if log.is_file() {
        fs::copy(&log, beside(copy, "-wal")).map_err(|e| failed(&log, e))?;
    }
    header::make_readable(copy).map_err(|e| MemoryError::io(copy, e))
}

fn remove_copy(copy: &Path) {
    for end in ["", "-wal", "-shm"] {
        // Where it cannot be removed, the folder's own removal or rename says so.
        let _ = fs::remove_file(beside(copy, end));
    }
}

/// A file of SQLite's beside the database.
pub(crate) fn beside(database: &Path, end: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(end);
    path.into()
}

/// Makes the new database, empty and with the schema of the version that the damaged one has; `None` if that has none that can be
/// read.
fn new_database(copy: &Path, made: &Path) -> Result<Option<i64>, MemoryError> {
    let read = || -> rusqlite::Result<(i64, bool)> {
        let damaged = Connection::open(copy)?;
        let version = damaged.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
        let has_tables = damaged.query_row(tables, [], |row| row.get::<_, i64>(0))? > 0;
        Ok((version, has_tables))
    };
    let version = read()
        .ok()
        .filter(|(_, has_tables)| *has_tables)
        .map(|(version, _)| version);
    let mut conn = Connection::open(made).map_err(|e| MemoryError::sqlite(made, e))?;
    let make = || -> rusqlite::Result<Option<i64>> {
        match version {
            Some(version @ OLDEST_SCHEMA_VERSION..SCHEMA_VERSION) => schema::create_older(&conn, version)?,
            _ => schema::create(&mut conn)?,
        }
        Ok(version)
    };
    let mut make = make;
    make().map_err(|e| MemoryError::sqlite(made, e))
}

/// Copies what can be read, table by table.
fn fill(conn: &mut Connection, copy: &Path, found: &mut Salvage) -> rusqlite::Result<()> {
    let damaged = Connection::open(copy)?;
    conn.execute_batch("PRAGMA foreign_keys = OFF")?;
    let tx = conn.transaction()?;
    for (table, lost) in rows::copy_all(&damaged, &tx)? {
        match table.as_str() {
            "unit" => found.lost_units.extend(lost.ranges),
            "article" => found.lost_articles.extend(lost.ranges),
            // Which units lack a text is found out when they are looked at.
            "variant" => {}
            _ if lost.rows > 0 => found.unread.push(format!("{} rows of the table {table}", lost.rows)),
            _ => {}
        }
    }
    let odd = without_odd_languages(&tx)?;
    if odd > 0 {
        found.unread.push(format!("{odd} rows of the table lang"));
    }
    found.incomplete_articles.extend(rows::without_parents(&tx)?);
    tx.commit()
}

/// Deletes languages whose tags are none, and tells how many there were; what is in them cannot be told.
fn without_odd_languages(conn: &Connection) -> rusqlite::Result<usize> {
    let mut tags = conn.prepare("SELECT id, tag FROM lang")?;
    let tags = tags
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    let odd = tags.iter().filter(|(_, tag)| Lang::parse(tag).is_err());
    let odd: Vec<i64> = odd.map(|(id, _)| *id).collect();
    for id in &odd {
        conn.execute("DELETE FROM lang WHERE id = ?", [id])?;
    }
    Ok(odd.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{ImportOptions, Incoming, UnitFilter, Variant};
    use crate::text::lang::Lang;

    const PAGE: usize = 4_096;

    /// A memory with articles and with units of a file, closed, so that all of it is in the database.
    fn memory(dir: &Path) -> Vec<String> {
        let mut memory = Memory::open(dir, Mode::Create).unwrap();
        for article in 0..3 {
            let pair = |n| {
                (
                    format!("Phrase {n} de {article}."),
                    format!("Sentence {n} of {article}."),
                )
            };
            let pairs: Vec<(String, String)> = (0..60).map(pair).collect();
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            store(&mut memory, &format!("article {article}"), &text_pair(&pairs));
        }
        let unit = |n: u32| {
            let variant = |tag| Variant::plain(Lang::parse(tag).expect("a tag"), format!("{tag} {n}"));
            Incoming::new(vec![variant("fr"), variant("en")])
        };
        memory
            .import_units("x", 1, &ImportOptions::default(), (0..200).map(unit))
            .unwrap();
        contents(&memory)
    }

    /// Texts and status of each unit, sorted.
    fn contents(memory: &Memory) -> Vec<String> {
        let line = |unit: crate::memory::Unit| {
            let texts: Vec<&str> = unit.variants.iter().map(|v| v.text.as_str()).collect();
            texts.join(" = ")
        };
        let units = memory.units(&UnitFilter::default()).unwrap();
        let mut all: Vec<String> = units.map(|unit| line(unit.unwrap())).collect();
        all.sort();
        all
    }

    fn salvaged(place: &Path) -> (Salvage, Vec<String>) {
        let into = place.join("new");
        let _ = fs::remove_dir_all(&into);
        let found = Memory::salvage(&place.join("m"), &into).unwrap();
        let memory = Memory::open(&into, Mode::Read).unwrap();
        assert_eq!(memory.check().unwrap(), []);
        (found, contents(&memory))
    }

    #[test]
    fn of_a_sound_memory_nothing_is_lost() {
        let place = tempfile::tempdir().unwrap();
        let all = memory(&place.path().join("m"));
        let (found, units) = salvaged(place.path());
        assert!(
            found.is_whole() && found.from_files == 0 && found.unproven == 0,
            "{found:?}"
        );
        assert_eq!((found.units, found.articles, &units), (380, 3, &all));
        let mut new = Memory::open(place.path().join("new"), Mode::Write).unwrap();
        assert_eq!(new.undo().unwrap(), None, "there is nothing before it");
        let more = store(&mut new, "more", &text_pair(&[("Neuf.", "New.")]));
        assert_eq!(more.added, 1);
        assert!(matches!(
            Memory::salvage(&place.path().join("m"), &place.path().join("new")),
            Err(MemoryError::Exists(_))
        ));
    }

    /// Each page of the database is lost in turn, or its bytes are others.
    #[test]
    fn whatever_page_is_lost_all_else_is_there_and_nothing_is_wrong() {
        let place = tempfile::tempdir().unwrap();
        let all = memory(&place.path().join("m"));
        let database = place.path().join("m").join(DATABASE_FILE);
        let sound = fs::read(&database).unwrap();
        // Where the list of tables or of languages is lost, or the root of a table, nothing is left but the files.
        let conn = Connection::open(&database).unwrap();
        let roots = "SELECT rootpage - 1 FROM sqlite_schema WHERE name IN ('lang', 'unit', 'variant')";
        let mut roots = conn.prepare(roots).unwrap();
        let roots: Vec<u32> = roots
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for page in 0..sound.len() / PAGE {
            let mut bytes = sound.clone();
            bytes[page * PAGE..(page + 1) * PAGE].fill([0, 0xa5][page % 2]);
            fs::write(&database, bytes).unwrap();
            let (found, units) = salvaged(place.path());
            assert!(units.iter().all(|unit| all.binary_search(unit).is_ok()), "page {page}");
            assert!(units.len() == all.len() || !found.is_whole(), "page {page}: {found:?}");
            // The units of articles are in the files too.
            let of_articles = units.iter().filter(|unit| unit.starts_with("Phrase")).count();
            assert_eq!(of_articles, 180, "page {page}: {found:?}");
            let is_root = page == 0 || roots.iter().any(|root| *root as usize == page);
            assert!(is_root || units.len() > 250, "page {page}: {found:?}");
        }
    }

    #[test]
    fn a_lost_head_is_made_anew_and_the_log_is_played_back() {
        let place = tempfile::tempdir().unwrap();
        let all = memory(&place.path().join("m"));
        let database = place.path().join("m").join(DATABASE_FILE);
        let mut bytes = fs::read(&database).unwrap();
        bytes[..64].fill(0);
        fs::write(&database, &bytes).unwrap();
        let (found, units) = salvaged(place.path());
        assert!(found.is_whole(), "{found:?}");
        assert_eq!(units, all);
        assert_eq!(fs::read(&database).unwrap(), bytes, "the old one is as it was");

        // As a killed process leaves it, with a change in the log alone.
        let other = place.path().join("other");
        memory(&other);
        let mut open = Memory::open(&other, Mode::Write).unwrap();
        store(&mut open, "late", &text_pair(&[("Tard.", "Late.")]));
        let killed = place.path().join("m");
        fs::remove_dir_all(&killed).unwrap();
        fs::create_dir(&killed).unwrap();
        for end in ["", "-wal"] {
            fs::copy(beside(&other.join(DATABASE_FILE), end), beside(&database, end)).unwrap();
        }
        let (found, units) = salvaged(place.path());
        assert!(
            found.is_whole() && units.contains(&"Tard. = Late.".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn a_text_that_is_not_what_was_stored_is_lost_and_named() {
        let place = tempfile::tempdir().unwrap();
        let all = memory(&place.path().join("m"));
        let memory = Memory::open(place.path().join("m"), Mode::Write).unwrap();
        memory
            .conn
            .execute_batch(
                "UPDATE variant SET text = 'Phrase 6 de 9.' WHERE unit = 7; UPDATE variant SET text = 'fr 99x' WHERE unit = 280; \
                 PRAGMA foreign_keys = OFF; DELETE FROM unit WHERE id = 290",
            )
            .unwrap();
        for id in [7, 280] {
            let error = memory.unit(UnitId(id)).unwrap_err();
            assert!(matches!(error, MemoryError::Damaged { .. }), "{error}");
        }
        drop(memory);
        let (found, units) = salvaged(place.path());
        assert_eq!(found.lost_units, [7..=7, 280..=280]);
        assert_eq!(found.without_attributes, [290..=290]);
        assert_eq!(found.incomplete_articles.iter().collect::<Vec<_>>(), ["article 0"]);
        // Both are in the files of tmx/.
        assert_eq!((found.from_files, units), (2, all));
        let new = Memory::open(place.path().join("new"), Mode::Read).unwrap();
        assert_eq!(
            new.unit(UnitId(290)).unwrap().map(|unit| unit.status),
            Some(Status::ToReview)
        );
    }

    #[test]
    fn a_damaged_file_is_not_taken_for_what_was_stored() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("m");
        memory(&dir);
        let file = dir.join("tmx").join("article-0.tmx");
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace("Sentence 3 of 0", "Sentense 3 of 0")).unwrap();
        let open = Memory::open(&dir, Mode::Write).unwrap();
        open.conn
            .execute_batch("UPDATE variant SET text = 'zzz' WHERE text IN ('Sentence 3 of 0.', 'Sentence 4 of 0.')")
            .unwrap();
        drop(open);
        let (found, _) = salvaged(place.path());
        assert_eq!((found.from_files, found.unproven), (2, 1), "{found:?}");
        let new = Memory::open(place.path().join("new"), Mode::Read).unwrap();
        for unit in new.units(&UnitFilter::default()).unwrap().map(Result::unwrap) {
            let is_wrong = unit.variants.iter().any(|v| v.text.contains("Sentense"));
            assert_eq!(unit.status == Status::ToReview, is_wrong, "{unit:?}");
        }
    }

    #[test]
    fn rows_that_make_no_sense_leave_the_files() {
        for damage in [
            "UPDATE lang SET tag = 'f r' WHERE tag = 'fr'",
            "UPDATE lang SET tag = 'f r' || id",
            "UPDATE article SET name = ' ' || id, imported = -1",
            "UPDATE segment SET side = 7",
            "UPDATE bead SET origin = 9, state = 9",
            "UPDATE unit SET extras = '{' WHERE id < 9",
        ] {
            let place = tempfile::tempdir().unwrap();
            let dir = place.path().join("m");
            let all = memory(&dir);
            let open = Memory::open(&dir, Mode::Write).unwrap();
            open.conn.execute_batch(damage).unwrap();
            drop(open);
            let (_, units) = salvaged(place.path());
            assert_eq!(units, all, "{damage}");
        }
    }
}
