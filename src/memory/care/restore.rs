//! A backup → in the place of the memory, with what was there kept beside.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::memory::care::unfinished::Unfinished;
use crate::memory::model::time::Timestamp;
use crate::memory::store::last_commit;
use crate::memory::store::lock::WriteLock;
use crate::memory::store::patience::WAIT;
use crate::memory::store::tmx_folder::{self, FOLDERS, is_ours};
use crate::memory::{DATABASE_FILE, Memory, MemoryError, Mode};

/// Database pages that are copied at a time.
const PAGES: i32 = 4_096;

/// What SQLite keeps beside a database, which belongs to no other.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

impl Memory {
    /// Puts the memory in `backup` in the place of the one in `dir`, which may be damaged or missing. What was there is first
    /// copied to a folder beside `dir`, which is given back; `None` where there was nothing.
    ///
    /// Where the old database can be opened, SQLite writes the new content over it as one transaction, so that processes that have
    /// it open see the old state or the new one. Where it cannot, its write-ahead log goes with it: played back into another
    /// database it would ruin that.
    ///
    /// # Errors
    /// When the backup is no sound memory (then nothing is touched), or the memory cannot be written.
    pub fn restore(dir: &Path, backup: &Path) -> Result<Option<PathBuf>, MemoryError> {
        let source = Memory::open(backup, Mode::Read)?;
        let same = |a: &Path, b: &Path| Some(a.canonicalize().ok()? == b.canonicalize().ok()?);
        if same(dir, backup) == Some(true) {
            return Err(MemoryError::SameMemory(backup.to_path_buf()));
        }
        if let Some(finding) = source.damage()?.into_iter().next() {
            return Err(MemoryError::Damaged {
                path: source.database(),
                detail: finding.message,
            });
        }
        fs::create_dir_all(dir).map_err(|e| MemoryError::io(dir, e))?;
        let lock = WriteLock::acquire(dir, WAIT)?;
        let database = dir.join(DATABASE_FILE);
        // Held open, so that nobody is the last to close it and plays the log back while the files are copied.
        let live = Connection::open_with_flags(&database, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE).ok();
        let former = keep_former(dir)?;
        tmx_folder::begin_restoring(dir).map_err(|e| MemoryError::io(dir, e))?;
        // What is put back has no such changes.
        last_commit::forget(dir);
        let written = live.is_some_and(|live| write_over(&source, live).is_ok());
        if !written {
            replace(&source, &database)?;
        }
        drop(lock);
        // It finishes here what the next command would finish.
        Memory::open(dir, Mode::Create)?.finish_restoring()?;
        Ok(former)
    }

    /// Writes the files of `tmx/` of a memory that was put back, and removes those of articles that are no more, which the copy of the
    /// memory before has. What was never ours stays.
    pub(crate) fn finish_restoring(&mut self) -> Result<(), MemoryError> {
        self.repair()?;
        let _lock = WriteLock::acquire(&self.dir, self.patience)?;
        for file in self.strange_files()? {
            let path = self.dir.join(&file);
            if is_ours(&path) {
                fs::remove_file(&path).map_err(|e| MemoryError::io(&path, e))?;
            }
        }
        tmx_folder::end_restoring(&self.dir).map_err(|e| MemoryError::io(&self.dir, e))
    }
}

/// Copies the database and its log, as they stand, to a folder beside the memory.
fn keep_former(dir: &Path) -> Result<Option<PathBuf>, MemoryError> {
    let database = dir.join(DATABASE_FILE);
    if !database.is_file() {
        return Ok(None);
    }
    let name = dir.canonicalize().map_err(|e| MemoryError::io(dir, e))?;
    let stem = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let now = Timestamp::now().to_tmx();
    let mut to = name.with_file_name(format!("{stem}-before-restore-{now}"));
    let mut number = 2;
    while to.symlink_metadata().is_ok() {
        to.set_file_name(format!("{stem}-before-restore-{now}-{number}"));
        number += 1;
    }
    let copy = Unfinished::beside(&to)?;
    for end in ["", "-wal"] {
        let from = super::salvage::beside(&database, end);
        if from.is_file() {
            let to = super::salvage::beside(&copy.folder().join(DATABASE_FILE), end);
            fs::copy(&from, &to).map_err(|e| MemoryError::io(&from, e))?;
        }
    }
    // A second copy of each article, should the database be damaged.
    for folder in FOLDERS {
        let tmx = copy.folder().join(folder);
        fs::create_dir(&tmx).map_err(|e| MemoryError::io(&tmx, e))?;
        let files = fs::read_dir(dir.join(folder)).into_iter().flatten().flatten();
        for file in files.filter(|file| file.path().is_file()) {
            fs::copy(file.path(), tmx.join(file.file_name())).map_err(|e| MemoryError::io(&file.path(), e))?;
        }
    }
    copy.finish()?;
    Ok(Some(to))
}

/// Writes the content over the open database, all of it or nothing.
fn write_over(source: &Memory, mut live: Connection) -> rusqlite::Result<()> {
    live.busy_timeout(WAIT)?;
    live.pragma_update(None, "synchronous", "FULL")?;
    live.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Backup::new(&source.conn, &mut live)?.run_to_completion(PAGES, Duration::from_millis(1), None)
}

/// Puts a new file in the place of a database that cannot be opened. What SQLite keeps beside the old one goes first.
fn replace(source: &Memory, database: &Path) -> Result<(), MemoryError> {
    let new = super::salvage::beside(database, ".restored");
    let fail = |e| MemoryError::sqlite(&new, e);
    let _ = fs::remove_file(&new);
    let mut copy = Connection::open(&new).map_err(fail)?;
    Backup::new(&source.conn, &mut copy)
        .and_then(|backup| backup.run_to_completion(PAGES, Duration::from_millis(1), None))
        .map_err(fail)?;
    copy.close().map_err(|(_, e)| fail(e))?;
    for end in BESIDE {
        let path = super::salvage::beside(database, end);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(MemoryError::io(&path, e)),
            _ => {}
        }
    }
    fs::rename(&new, database).map_err(|e| MemoryError::io(database, e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{CheckKind, TMX_FOLDER, UnitFilter};

    fn sources(dir: &Path) -> Vec<String> {
        let memory = Memory::open(dir, Mode::Read).unwrap();
        assert_eq!(memory.check().unwrap(), []);
        let units = memory.units(&UnitFilter::default()).unwrap();
        units.map(|unit| unit.unwrap().variants[0].text.clone()).collect()
    }

    #[test]
    fn a_backup_takes_the_place_of_a_memory_whatever_became_of_that() {
        let place = tempfile::tempdir().unwrap();
        let (dir, backup) = (place.path().join("m"), place.path().join("backup"));
        let mut memory = Memory::open(&dir, Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));
        memory.backup(&backup).unwrap();
        store(&mut memory, "b", &text_pair(&[("Deux.", "Two.")]));
        // A file that is not ours stays.
        fs::write(dir.join(TMX_FOLDER).join("mine.txt"), "mine").unwrap();

        // In use, with its last change in the log.
        let former = Memory::restore(&dir, &backup).unwrap().unwrap();
        assert_eq!(memory.articles().unwrap().len(), 1, "others see it at once");
        drop(memory);
        assert_eq!(sources(&dir), ["Un."]);
        assert_eq!(sources_of_former(&former), ["Un.", "Deux."]);
        assert!(!dir.join(TMX_FOLDER).join("b.tmx").exists() && dir.join(TMX_FOLDER).join("mine.txt").exists());

        // Damaged beyond opening, with a log of its own that must not be played back into the new one.
        let mut memory = Memory::open(&dir, Mode::Write).unwrap();
        store(&mut memory, "c", &text_pair(&[("Trois.", "Three.")]));
        let log = fs::read(super::super::salvage::beside(&dir.join(DATABASE_FILE), "-wal")).unwrap();
        drop(memory);
        fs::write(dir.join(DATABASE_FILE), vec![7; 20_000]).unwrap();
        fs::write(super::super::salvage::beside(&dir.join(DATABASE_FILE), "-wal"), log).unwrap();
        Memory::restore(&dir, &backup).unwrap().unwrap();
        assert_eq!(sources(&dir), ["Un."]);

        // Killed when the database was in its place, and its files were not.
        let mut memory = Memory::open(&dir, Mode::Write).unwrap();
        store(&mut memory, "d", &text_pair(&[("Quatre.", "Four.")]));
        drop(memory);
        tmx_folder::begin_restoring(&dir).unwrap();
        last_commit::forget(&dir);
        replace(&Memory::open(&backup, Mode::Read).unwrap(), &dir.join(DATABASE_FILE)).unwrap();
        fs::write(dir.join(TMX_FOLDER).join("a.tmx"), "").unwrap();
        let found = Memory::open(&dir, Mode::Read).unwrap().check().unwrap();
        assert_eq!(
            found.iter().map(|found| found.kind).collect::<Vec<_>>(),
            [CheckKind::Waiting]
        );
        drop(Memory::open(&dir, Mode::Write).unwrap());
        assert_eq!(sources(&dir), ["Un."]);
        assert!(!dir.join(TMX_FOLDER).join("d.tmx").exists());

        // Gone.
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(Memory::restore(&dir, &backup).unwrap(), None);
        assert_eq!(sources(&dir), ["Un."]);
        assert!(matches!(Memory::restore(&dir, &dir), Err(MemoryError::SameMemory(_))));
    }

    fn sources_of_former(former: &Path) -> Vec<String> {
        let memory = Memory::open(former, Mode::Write).unwrap();
        let units = memory.units(&UnitFilter::default()).unwrap();
        units.map(|unit| unit.unwrap().variants[0].text.clone()).collect()
    }

    #[test]
    fn a_damaged_backup_is_refused_and_nothing_is_touched() {
        let place = tempfile::tempdir().unwrap();
        let (dir, backup) = (place.path().join("m"), place.path().join("backup"));
        let mut memory = Memory::open(&dir, Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));
        memory.backup(&backup).unwrap();
        let copy = Memory::open(&backup, Mode::Write).unwrap();
        copy.conn
            .execute("UPDATE variant SET text = 'Une.' WHERE text = 'Un.'", [])
            .unwrap();
        assert!(matches!(
            Memory::restore(&dir, &backup),
            Err(MemoryError::Damaged { .. })
        ));
        assert!(matches!(
            copy.backup(&place.path().join("second")),
            Err(MemoryError::Damaged { .. })
        ));
        let names: BTreeSet<_> = fs::read_dir(place.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["backup", "m"]);
    }
}
