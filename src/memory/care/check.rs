//! A memory → what is wrong with it: a list of findings, empty for a sound memory.

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::memory::model::identity;
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::bead_texts;
use crate::memory::store::counters;
use crate::memory::store::last_commit;
use crate::memory::store::lock::WriteLock;
use crate::memory::store::own_places;
use crate::memory::store::rows;
use crate::memory::store::tmx_folder::{self, is_ours, is_restoring, touched};
use crate::memory::{Memory, MemoryError, Mode};
use crate::parallel::in_order;

/// What `memory check` goes through, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckKind {
    /// The database file itself, by SQLite (`PRAGMA integrity_check`).
    Database,
    /// Rows that refer to rows which are not there.
    References,
    /// Units without a variant, variants without a unit, and rows with numbers that none can have.
    Variants,
    /// Units that are not found under their texts.
    Identity,
    /// Beads whose segments do not say what their units say.
    Beads,
    /// The numbers from which new rows are counted.
    Counters,
    /// Files of the folder `tmx/` that are noted as still to be written: an interrupted command left them to the next one.
    Waiting,
    /// The folder `tmx/`.
    Files,
    /// Changes that were stored and are not there any more.
    Lost,
    /// An import that was interrupted.
    Imports,
    /// The folder `index/`, which [`Memory::check`] leaves to [`crate::matching::index::store::damaged`].
    Index,
}

impl CheckKind {
    /// Whether it says that units are lost or wrong, which nothing but a backup or a salvage helps against. The others are
    /// about what is derived, or not finished.
    #[must_use]
    pub fn is_damage(self) -> bool {
        match self {
            CheckKind::Database
            | CheckKind::References
            | CheckKind::Variants
            | CheckKind::Identity
            | CheckKind::Beads => true,
            CheckKind::Counters
            | CheckKind::Waiting
            | CheckKind::Lost
            | CheckKind::Files
            | CheckKind::Imports
            | CheckKind::Index => false,
        }
    }

    /// The name used in output, such as `references`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CheckKind::Database => "database",
            CheckKind::References => "references",
            CheckKind::Variants => "variants",
            CheckKind::Identity => "identity",
            CheckKind::Beads => "beads",
            CheckKind::Counters => "counters",
            CheckKind::Waiting => "waiting",
            CheckKind::Files => "files",
            CheckKind::Lost => "lost",
            CheckKind::Imports => "imports",
            CheckKind::Index => "index",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which check found it.
    pub kind: CheckKind,
    /// What it is, for people.
    pub message: String,
    /// Whether [`Memory::repair`] mends it.
    pub repairable: bool,
}

/// At most so many findings of a kind are named one by one.
const NAMED: usize = 20;

impl Memory {
    /// Looks through the whole memory.
    ///
    /// # Errors
    /// When the database cannot be read at all; damage that SQLite can describe is a finding.
    pub fn check(&self) -> Result<Vec<Finding>, MemoryError> {
        let _now = self.read_snapshot()?;
        let mut findings = self.damage()?;
        if !findings.is_empty() {
            // What else there is to say would rest on rows that cannot be trusted.
            return Ok(findings);
        }
        let mut add = |kind, repairable, messages| findings.extend(of_kind(kind, repairable, messages));
        if self.missing > 0 {
            add(
                CheckKind::Lost,
                true,
                vec![format!(
                    "the last {} change(s) that were stored are not there any more: the journal is damaged, or an older copy was put in \
                     the memory's place",
                    self.missing
                )],
            );
        }
        let counters = counters::findings(&self.conn).map_err(|e| self.error(e))?;
        add(CheckKind::Counters, true, counters);
        let OutOfStep {
            waiting,
            stale,
            strange,
        } = self.files_out_of_step()?;
        add(
            CheckKind::Waiting,
            true,
            waiting.iter().map(|f| format!("tmx/{f} waits to be written")).collect(),
        );
        add(
            CheckKind::Files,
            true,
            stale
                .iter()
                .map(|f| format!("tmx/{f} is not what the memory says"))
                .collect(),
        );
        add(
            CheckKind::Files,
            true,
            self.foreign_names()?
                .iter()
                .map(|f| format!("the memory names a file that interligne would not make, and leaves it alone: {f:?}"))
                .collect(),
        );
        add(
            CheckKind::Files,
            false,
            strange
                .iter()
                .map(|f| format!("{f} belongs to nothing in the memory"))
                .collect(),
        );
        add(
            CheckKind::Files,
            true,
            own_places::links(&self.dir)
                .iter()
                .map(|link| {
                    format!(
                        "{} is a link, which may lead anywhere: nothing is written through it; --repair removes it, and what it leads to \
                         stays",
                        link.display()
                    )
                })
                .collect(),
        );
        let open = self.imports()?.into_iter().filter(|i| i.finished.is_none());
        let message = |i: crate::memory::ImportInfo| {
            format!(
                "the import of {} stopped after {} units: import the file again to go on",
                i.name, i.units
            )
        };
        add(CheckKind::Imports, false, open.map(message).collect());
        Ok(findings)
    }

    /// What of the check is damage of the database ([`CheckKind::is_damage`]).
    pub(crate) fn damage(&self) -> Result<Vec<Finding>, MemoryError> {
        let _now = self.read_snapshot()?;
        let conn = &self.conn;
        let lines = database_findings(conn).map_err(|e| self.error(e))?;
        if !lines.is_empty() {
            return Ok(of_kind(CheckKind::Database, false, lines));
        }
        let references = reference_findings(conn).map_err(|e| self.error(e))?;
        let mut findings = of_kind(CheckKind::References, false, references);
        let mut variants = counters::impossible_numbers(conn).map_err(|e| self.error(e))?;
        variants.extend(variant_findings(conn).map_err(|e| self.error(e))?);
        findings.extend(of_kind(CheckKind::Variants, false, variants));
        findings.extend(of_kind(CheckKind::Identity, false, self.identity_findings()?));
        if findings.is_empty() {
            // What beads say is compared with units that can be trusted.
            let beads = self.names().and_then(|names| bead_texts::findings(conn, &names));
            findings.extend(of_kind(CheckKind::Beads, false, beads.map_err(|e| self.error(e))?));
        }
        Ok(findings)
    }

    /// Mends what can be mended without losing anything: removes links in the places of folders, sets counters right, gives files with names that interligne would not make others,
    /// writes the TMX files that are out of step (those of an earlier version's memory all anew), and builds a missing
    /// index. Tells how many files were written.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn repair(&mut self) -> Result<usize, MemoryError> {
        if !self.is_writable() {
            return Err(MemoryError::OpenedForReading);
        }
        own_places::remove_links(&self.dir)?;
        let lock = WriteLock::acquire(&self.dir, self.patience)?;
        let mend = || {
            let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
            counters::repair(&tx)?;
            tx.commit()
        };
        mend().map_err(|e| self.error(e))?;
        rows::create_identity_index(&self.conn).map_err(|e| self.error(e))?;
        self.rename_foreign_files()?;
        touched::note_layout(&self.conn).map_err(|e| self.error(e))?;
        let stale = self.stale_files()?;
        self.write_files(&stale)?;
        if self.missing > 0 {
            last_commit::forget(&self.dir);
            self.missing = 0;
        }
        drop(lock);
        Ok(stale.len())
    }

    /// The files of `tmx/` that are not what the database says, and those that are no article's.
    fn files_out_of_step(&self) -> Result<OutOfStep, MemoryError> {
        let look = |memory: &Memory| -> Result<_, MemoryError> {
            let stale = memory.stale_files()?;
            let mut strange = memory.strange_files()?;
            // A pending file of a deleted article is both.
            let is_stale = |file: &String| file.split_once('/').is_some_and(|(_, name)| stale.contains(name));
            strange.retain(|file| !is_stale(file));
            let is_restoring = is_restoring(&memory.dir);
            if is_restoring {
                strange.retain(|file| !is_ours(&memory.dir.join(file)));
            }
            let noted = tmx_folder::pending(&memory.conn).map_err(|e| memory.error(e))?;
            let (waiting, stale) = stale.into_iter().partition(|file| is_restoring || noted.contains(file));
            Ok(OutOfStep {
                waiting,
                stale,
                strange,
            })
        };
        let found = look(self)?;
        if found.waiting.is_empty() && found.stale.is_empty() && found.strange.is_empty() {
            return Ok(found);
        }
        // The folder is as of now and not of our moment: whoever writes may have gone further, or be between the commit and
        // its files. Where there can be no lock, as in a read-only folder, nobody writes.
        let now = Memory::open_to_check(&self.dir, Mode::Read)?;
        let _lock = WriteLock::acquire(&self.dir, self.patience).ok();
        look(&now)
    }

    /// Reads every unit and compares it with its stored identity.
    fn identity_findings(&self) -> Result<Vec<String>, MemoryError> {
        let read = || {
            let names = self.names()?;
            let mut messages = Vec::new();
            let mut statement = self
                .conn
                .prepare("SELECT id FROM unit WHERE id > ? ORDER BY id LIMIT 1000")?;
            let mut last = i64::MIN;
            let next = || {
                let page = statement
                    .query_map([last], |row| row.get(0))?
                    .collect::<rusqlite::Result<Vec<i64>>>()?;
                let (Some(first), Some(end)) = (page.first(), page.last()) else {
                    return Ok(None);
                };
                last = *end;
                rows::load_units_unchecked(&self.conn, &names, UnitId(*first), UnitId(last)).map(Some)
            };
            in_order(
                next,
                |page| {
                    let wrong = |(unit, stored): &(Unit, i64)| identity::identity(&unit.variants) != *stored;
                    let message = |(unit, _): &(Unit, i64)| format!("unit {} is not found by its texts", unit.id);
                    page.iter().filter(|unit| wrong(unit)).map(message).collect::<Vec<_>>()
                },
                |found| {
                    messages.extend(found);
                    Ok(())
                },
            )?;
            Ok(messages)
        };
        read().map_err(|e| self.error(e))
    }
}

/// Files of `tmx/` and the folder beside it, by their names.
struct OutOfStep {
    /// They are noted as still to be written or removed.
    waiting: BTreeSet<String>,
    /// They are not what the database says.
    stale: BTreeSet<String>,
    /// They belong to nothing; these with their folders.
    strange: Vec<String>,
}

/// The findings of a kind, the first of them one by one.
fn of_kind(kind: CheckKind, repairable: bool, messages: Vec<String>) -> Vec<Finding> {
    let more = messages.len().saturating_sub(NAMED);
    let rest = (more > 0).then(|| format!("and {more} more of the kind"));
    let messages = messages.into_iter().take(NAMED).chain(rest);
    messages
        .map(|message| Finding {
            kind,
            message,
            repairable,
        })
        .collect()
}

/// What SQLite has to say.
fn database_findings(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare("PRAGMA integrity_check")?;
    let lines = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

fn reference_findings(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let message = |row: &rusqlite::Row<'_>| {
        let (table, number, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let number = number.map_or_else(String::new, |n| format!(" {n}"));
        Ok(format!("{table}{number} refers to a row of {parent} that is not there"))
    };
    statement.query_map([], message)?.collect()
}

/// Texts without a unit, and units without a text. Both are read once, side by side, in the order in which they are stored: to look
/// for each on the other side would take several times as long.
fn variant_findings(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut units = conn.prepare("SELECT id FROM unit ORDER BY id")?;
    let mut texts = conn.prepare("SELECT id FROM variant ORDER BY id")?;
    let mut units = units.query_map([], |row| row.get::<_, i64>(0))?;
    // The division is that of the schema, which rounds down.
    let mut texts = texts.query_map([], |row| Ok(row.get::<_, i64>(0)?.div_euclid(rows::MAX_VARIANTS)))?;
    let (mut orphans, mut empty) = (Vec::new(), Vec::new());
    let (mut unit, mut text) = (units.next().transpose()?, texts.next().transpose()?);
    while let Some(next) = unit.into_iter().chain(text).min() {
        match (unit == Some(next), text == Some(next)) {
            (true, true) => {}
            (true, false) => empty.push(format!("unit {next} has no text")),
            (false, _) => orphans.push(format!("there are texts of unit {next}, which is not there")),
        }
        if unit == Some(next) {
            unit = units.next().transpose()?;
        }
        while text == Some(next) {
            text = texts.next().transpose()?;
        }
    }
    orphans.append(&mut empty);
    Ok(orphans)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{Mode, TMX_FOLDER};

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_damage_and_the_file_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("m");
        let mut memory = Memory::open(&dir, Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        store(&mut memory, "b", &text_pair(&[("Un.", "One.")]));
        let victims = [place.path().join("victim.txt"), place.path().join("other.tmx")];
        for victim in &victims {
            fs::write(victim, "precious").unwrap();
        }
        let untouched = || {
            victims
                .iter()
                .all(|victim| fs::read(victim).is_ok_and(|is| is == b"precious"))
        };
        let absolute = victims[1].to_str().unwrap();
        memory
            .conn
            .execute(
                "INSERT INTO pending (file) VALUES ('../../victim.txt'), (?)",
                [absolute],
            )
            .unwrap();
        memory
            .conn
            .execute("UPDATE article SET file = '../../victim.txt' WHERE id = 1", [])
            .unwrap();
        drop(memory);

        let mut memory = Memory::open(&dir, Mode::Write).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One!"), ("Deux.", "Two.")]));
        store(&mut memory, "c", &text_pair(&[("Trois.", "Three.")]));
        memory.backup(&place.path().join("copy")).unwrap();
        let mut found = memory.check().unwrap();
        // What the article's file was before belongs to nothing now.
        found.retain(|f| f.message != "tmx/a.tmx belongs to nothing in the memory");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|f| f.kind == CheckKind::Files && f.repairable));
        assert!(found.iter().any(|f| f.message.contains("../../victim.txt")));
        assert!(untouched());

        memory.repair().unwrap();
        assert_eq!(memory.check().unwrap(), []);
        assert!(dir.join(TMX_FOLDER).join("a.tmx").exists());
        // An undo brings back the article as it was, its file's name included.
        memory.undo().unwrap();
        memory.undo().unwrap();
        memory.repair().unwrap();
        assert_eq!(memory.check().unwrap(), []);
        assert!(untouched());
    }

    #[test]
    fn damage_is_found_and_files_are_mended() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        store(&mut memory, "b", &text_pair(&[("Un.", "One.")]));
        assert_eq!(memory.check().unwrap(), []);

        let folder = dir.path().join(TMX_FOLDER);
        fs::remove_file(folder.join("a.tmx")).unwrap();
        fs::write(folder.join("b.tmx"), "").unwrap();
        fs::write(folder.join("stranger.tmx"), "").unwrap();
        let kinds: Vec<_> = memory.check().unwrap().iter().map(|f| (f.kind, f.repairable)).collect();
        assert_eq!(
            kinds,
            [true, true, false].map(|repairable| (CheckKind::Files, repairable))
        );
        assert_eq!(memory.repair().unwrap(), 2);
        assert_eq!(memory.check().unwrap().len(), 1, "what others put there stays");

        memory.conn.pragma_update(None, "foreign_keys", false).unwrap();
        memory.conn.execute("DELETE FROM unit WHERE id = 2", []).unwrap();
        memory
            .conn
            .execute("UPDATE variant SET text = 'Uno.' WHERE text = 'Un.'", [])
            .unwrap();
        let kinds: Vec<_> = memory.check().unwrap().iter().map(|f| f.kind).collect();
        assert!(kinds.contains(&CheckKind::References), "{kinds:?}");
        assert!(kinds.contains(&CheckKind::Variants), "{kinds:?}");
        assert!(kinds.contains(&CheckKind::Identity), "{kinds:?}");
    }

    #[test]
    fn texts_without_a_unit_and_units_without_a_text_are_found_wherever_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let pairs: Vec<(String, String)> = (1..=9)
            .map(|n| (format!("Phrase {n}."), format!("Line {n}.")))
            .collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
        store(&mut memory, "a", &text_pair(&pairs));
        assert_eq!(variant_findings(&memory.conn).unwrap(), Vec::<String>::new());
        memory.conn.pragma_update(None, "foreign_keys", false).unwrap();
        let damage = "DELETE FROM unit WHERE id IN (1, 5); DELETE FROM variant WHERE unit IN (2, 6, 9);
             INSERT INTO variant (id, lang, text) VALUES (-1, 1, 'x'), (12 * 1024, 1, 'y'), (12 * 1024 + 1, 2, 'z');";
        memory.conn.execute_batch(damage).unwrap();
        let orphans = [-1, 1, 5, 12].map(|unit| format!("there are texts of unit {unit}, which is not there"));
        let empty = [2, 6, 9].map(|unit| format!("unit {unit} has no text"));
        let expected: Vec<String> = orphans.into_iter().chain(empty).collect();
        assert_eq!(variant_findings(&memory.conn).unwrap(), expected);
    }
}
