//! A memory → a copy of it elsewhere, whole even while others write.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::inside::{self, There, look};
use crate::memory::care::unfinished::Unfinished;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::tmx_folder::{self, touched};
use crate::memory::store::{rows, schema};
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
        self.backup_with(to, |_| Ok(()))
    }

    /// As [`Memory::backup`]; `mark` may add to the folder before it takes its place.
    fn backup_with(&self, to: &Path, mark: impl FnOnce(&Path) -> Result<(), MemoryError>) -> Result<(), MemoryError> {
        let new = Unfinished::beside(to)?;
        self.copy_into(new.folder()).map_err(|error| match error {
            // What is damaged in the copy is damaged in what it is a copy of, and that is what stays.
            MemoryError::Damaged { detail, .. } => MemoryError::Damaged {
                path: self.database(),
                detail,
            },
            error => new.told(error),
        })?;
        mark(new.folder()).map_err(|error| new.told(error))?;
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
        run.map_err(|e| match MemoryError::sqlite(&path, e) {
            // Only the copy is written.
            written if written.is_about_writing() => written,
            MemoryError::Damaged { detail, .. } => MemoryError::Damaged {
                path: self.database(),
                detail,
            },
            read => read.placed(folder, &self.dir),
        })?;
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

    /// Makes a backup with the time as its name in the folder `among`, and then deletes the oldest such ones of this memory there until
    /// `keep` are left. Gives the new one and those that were deleted. Nothing is deleted unless the new one is whole, and nothing
    /// else than what this method made of the memory that is in this folder.
    ///
    /// # Errors
    /// As [`Memory::backup`]; when an old one cannot be deleted, the new one is there.
    pub fn backup_among(&self, among: &Path, keep: NonZeroUsize) -> Result<(PathBuf, Vec<PathBuf>), MemoryError> {
        let label = self.label()?;
        let mark = |folder: &Path| {
            let path = folder.join(LABEL);
            fs::write(&path, &label).map_err(|e| MemoryError::io(&path, e))
        };
        let time = Timestamp::now().to_tmx().to_string();
        let mut number = 1;
        let to = loop {
            let to = among.join(match number {
                1 => time.clone(),
                number => format!("{time}-{number}"),
            });
            match self.backup_with(&to, mark) {
                // Of the same second.
                Err(MemoryError::Exists(_)) => number += 1,
                made => break made.map(|()| to)?,
            }
        };
        let mut old: Vec<((Timestamp, u64), PathBuf)> = fs::read_dir(among)
            .map_err(|e| MemoryError::io(among, e))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| *path != to && is_backup_of(path, &label))
            .filter_map(|path| Some((dated(&path)?, path)))
            .collect();
        old.sort();
        old.truncate((old.len() + 1).saturating_sub(keep.get()));
        let old: Vec<PathBuf> = old.into_iter().map(|(_, path)| path).collect();
        for folder in &old {
            fs::remove_dir_all(folder).map_err(|e| MemoryError::io(folder, e))?;
        }
        Ok((to, old))
    }

    /// What tells this memory from others: the number that it was given when it was made, which a copy has too, and its folder.
    fn label(&self) -> Result<Vec<u8>, MemoryError> {
        let number = rows::setting(&self.conn, schema::BIRTH).map_err(|e| self.error(e))?;
        let mut label = format!("{}\n", number.unwrap_or(0)).into_bytes();
        let folder = self.dir.canonicalize().map_err(|e| MemoryError::io(&self.dir, e))?;
        label.extend(folder.as_os_str().as_encoded_bytes());
        label.push(b'\n');
        Ok(label)
    }
}

/// The file in a backup that says of which memory it is, where [`Memory::backup_among`] made it.
const LABEL: &str = ".backup-of";

/// When a folder was made by [`Memory::backup_among`], as its name says, and which of that second it is.
fn dated(folder: &Path) -> Option<(Timestamp, u64)> {
    let name = folder.file_name()?.to_str()?;
    let (date, number) = match name.split_once('-') {
        None => (name, 1),
        Some((date, number)) => (date, number.parse().ok()?),
    };
    let time = Timestamp::parse(date)?;
    (time.to_tmx().to_string() == date).then_some((time, number))
}

/// Whether a folder is a memory with this label.
fn is_backup_of(folder: &Path, label: &[u8]) -> bool {
    look(folder) == There::Folder
        && folder.join(DATABASE_FILE).is_file()
        && inside::read(&folder.join(LABEL)).is_ok_and(|bytes| bytes == label)
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
        let keep = NonZeroUsize::new(4).unwrap();
        for name in ["20200101T000000Z", "20210101T000000Z", "20220101T000000Z"] {
            // As if it were of that day.
            let (made, _) = memory.backup_among(&among, keep).unwrap();
            fs::rename(made, among.join(name)).unwrap();
        }
        memory.backup(&among.join("mine")).unwrap();
        memory.backup(&among.join("20180101T000000Z")).unwrap();
        fs::create_dir(among.join("20190101T000000Z")).unwrap();
        let keep = NonZeroUsize::new(2).unwrap();
        let (made, deleted) = memory.backup_among(&among, keep).unwrap();
        assert_eq!(
            deleted,
            ["20200101T000000Z", "20210101T000000Z"].map(|name| among.join(name))
        );
        let mut left: Vec<PathBuf> = fs::read_dir(&among).unwrap().map(|e| e.unwrap().path()).collect();
        left.sort();
        // What was not made so stays, whatever its name.
        let kept = ["20180101T000000Z", "20190101T000000Z", "20220101T000000Z"].map(|name| among.join(name));
        assert_eq!(
            left,
            [&kept[0], &kept[1], &kept[2], &made, &among.join("mine")].map(PathBuf::clone)
        );
        // A damaged memory deletes none.
        memory
            .conn
            .execute("UPDATE variant SET text = 'x' WHERE text = 'Un.'", [])
            .unwrap();
        assert!(memory.backup_among(&among, keep).is_err());
        assert_eq!(fs::read_dir(&among).unwrap().count(), 5);
    }

    #[test]
    fn several_in_one_second_are_made_and_those_of_other_memories_stay() {
        let dir = tempfile::tempdir().unwrap();
        let place = |name: &str| dir.path().join(name);
        let among = place("backups");
        let keep = |number| NonZeroUsize::new(number).unwrap();
        let mut a = Memory::open(place("a"), Mode::Create).unwrap();
        store(&mut a, "a", &text_pair(&[("Un.", "One.")]));
        // A copy has the same number, and another memory another one in the same place.
        a.backup(&place("b")).unwrap();
        let b = Memory::open(place("b"), Mode::Write).unwrap();
        let mut made: Vec<PathBuf> = (0..3).map(|_| a.backup_among(&among, keep(3)).unwrap().0).collect();
        let of_b = b.backup_among(&among, keep(1)).unwrap();
        assert_eq!(of_b.1, Vec::<PathBuf>::new());
        made.push(of_b.0);
        assert!(made.iter().all(|path| path.is_dir()), "{made:?}");
        drop(a);
        fs::rename(place("a"), place("away")).unwrap();
        let another = Memory::open(place("a"), Mode::Create).unwrap();
        assert_eq!(another.backup_among(&among, keep(1)).unwrap().1, Vec::<PathBuf>::new());
        drop(another);
        fs::remove_dir_all(place("a")).unwrap();
        fs::rename(place("away"), place("a")).unwrap();
        let a = Memory::open(place("a"), Mode::Read).unwrap();
        let (_, deleted) = a.backup_among(&among, keep(2)).unwrap();
        assert_eq!(deleted, made[..2], "the oldest go first");
    }
}
