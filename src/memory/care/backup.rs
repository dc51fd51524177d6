//! A memory → a copy of it elsewhere, whole even while others write.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::memory::care::unfinished::Unfinished;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::tmx_folder::{self, touched};
use crate::memory::{DATABASE_FILE, Memory, MemoryError, Mode, Timestamp};

/// Database pages that are copied between two looks at other writers.
const PAGES: i32 = 4_096;

impl Memory {
    /// Makes a copy of the memory in the new folder `to`: the database as of one moment, and the TMX files. The index is left
    /// out, since it is rebuilt.
    ///
    /// The copy is made beside its place and moved there when it is whole, so that a folder named `to` is a whole memory.
    ///
    /// The copy is checked before it counts, as [`Memory::check`] does: a damaged memory gives none.
    ///
    /// # Errors
    /// [`MemoryError::Exists`] if there is something at `to`; [`MemoryError::Damaged`]; else when the copy cannot be read or
    /// written.
    pub fn backup(&self, to: &Path) -> Result<(), MemoryError> {
        let new = Unfinished::beside(to)?;
        self.copy_into(new.folder()).map_err(|error| match error {
            // What is damaged in the copy is damaged in what it is a copy of, and that is what stays.
            MemoryError::Damaged { detail, .. } => MemoryError::Damaged {
                path: self.database(),
                detail,
            },
            error => error,
        })?;
        new.finish()
    }

    /// Copies the database, checks the copy, and writes `tmx/` from it.
    fn copy_into(&self, folder: &Path) -> Result<(), MemoryError> {
        let path = folder.join(DATABASE_FILE);
        let fail = |e| MemoryError::sqlite(&path, e);
        let mut copy = Connection::open(&path).map_err(fail)?;
        // A copy of one moment: without it, SQLite begins again whenever somebody writes.
        let _now = self.read_snapshot()?;
        let run = Backup::new(&self.conn, &mut copy)
            .and_then(|backup| backup.run_to_completion(PAGES, Duration::from_millis(1), None));
        run.map_err(|e| self.error(e))?;
        let copied = Memory::open(folder, Mode::Read)?;
        if let Some(finding) = copied.damage()?.into_iter().next() {
            return Err(MemoryError::Damaged {
                path: self.database(),
                detail: finding.message,
            });
        }
        drop(copied);
        for name in tmx_folder::FOLDERS {
            let tmx = folder.join(name);
            fs::create_dir(&tmx).map_err(|e| MemoryError::io(&tmx, e))?;
        }
        let names = Names::load(&copy).map_err(fail)?;
        let files = touched::all_files(&copy).map_err(fail)?;
        touched::note_layout(&copy).map_err(fail)?;
        tmx_folder::prepare(&copy, &names, folder, &files, &path)?
            .publish(&copy)
            .map_err(|(path, error)| MemoryError::io(&path, error))?;
        copy.close().map_err(|(_, e)| fail(e))
    }

    /// Makes a backup with the time as its name in the folder `among`, and then deletes the oldest such ones there until `keep`
    /// are left. Gives the new one and those that were deleted. Nothing is deleted unless the new one is whole, and nothing
    /// else than memories with such names.
    ///
    /// # Errors
    /// As [`Memory::backup`]; when an old one cannot be deleted, the new one is there.
    pub fn backup_among(&self, among: &Path, keep: NonZeroUsize) -> Result<(PathBuf, Vec<PathBuf>), MemoryError> {
        let to = among.join(Timestamp::now().to_tmx().to_string());
        self.backup(&to)?;
        let mut old: Vec<PathBuf> = fs::read_dir(among)
            .map_err(|e| MemoryError::io(among, e))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| *path != to && is_dated_backup(path))
            .collect();
        old.sort();
        old.truncate((old.len() + 1).saturating_sub(keep.get()));
        for folder in &old {
            fs::remove_dir_all(folder).map_err(|e| MemoryError::io(folder, e))?;
        }
        Ok((to, old))
    }
}

/// Whether a folder is a memory whose name is a time as [`Memory::backup_among`] writes it.
fn is_dated_backup(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let dated = Timestamp::parse(&name).is_some_and(|time| time.to_tmx().to_string() == name);
    dated && !folder.is_symlink() && folder.join(DATABASE_FILE).is_file()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::UnitFilter;
    use crate::memory::import::article_pair::tests::{store, text_pair};

    #[test]
    fn a_backup_is_a_memory_and_takes_no_place_that_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path().join("m"), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        let to = dir.path().join("deep").join("copy");
        memory.backup(&to).unwrap();
        assert!(matches!(memory.backup(&to), Err(MemoryError::Exists(_))));
        let copy = Memory::open(&to, Mode::Read).unwrap();
        assert_eq!(copy.check().unwrap(), []);
        let units = |m: &Memory| {
            m.units(&UnitFilter::default())
                .unwrap()
                .map(Result::unwrap)
                .collect::<Vec<_>>()
        };
        assert_eq!(units(&copy), units(&memory));
        assert_eq!(fs::read_dir(dir.path().join("deep")).unwrap().count(), 1);
    }

    #[test]
    fn only_dated_backups_beyond_the_number_are_deleted() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path().join("m"), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));
        let among = dir.path().join("backups");
        for name in ["20200101T000000Z", "20210101T000000Z", "20220101T000000Z", "mine"] {
            memory.backup(&among.join(name)).unwrap();
        }
        fs::create_dir(among.join("20190101T000000Z")).unwrap();
        let keep = NonZeroUsize::new(2).unwrap();
        let (made, deleted) = memory.backup_among(&among, keep).unwrap();
        assert_eq!(
            deleted,
            ["20200101T000000Z", "20210101T000000Z"].map(|name| among.join(name))
        );
        let mut left: Vec<PathBuf> = fs::read_dir(&among).unwrap().map(|e| e.unwrap().path()).collect();
        left.sort();
        let kept = ["20190101T000000Z", "20220101T000000Z"].map(|name| among.join(name));
        assert_eq!(
            left,
            [&kept[0], &kept[1], &made, &among.join("mine")].map(PathBuf::clone)
        );
        // A damaged memory deletes none.
        memory
            .conn
            .execute("UPDATE variant SET text = 'x' WHERE text = 'Un.'", [])
            .unwrap();
        assert!(memory.backup_among(&among, keep).is_err());
        assert_eq!(fs::read_dir(&among).unwrap().count(), 4);
    }
}
