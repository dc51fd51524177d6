//! Beside the database, the number of the last commit that it was told to hold: whether the latest changes are still there.
//!
//! SQLite takes a damaged end of its journal for a change that was never finished, and goes on from the commit before it without a
//! word. So each commit has a number, which is stored with it and, once it is on the disk, written to a file of its own. A memory
//! whose journal lies beside it and which does not have that commit has lost it: whoever opens it is refused until the memory is
//! repaired, or another one put in its place.
//!
//! The file is never ahead of the database by a power cut, since a commit waits for the disk before it is noted. Without a journal
//! nothing is concluded: somebody may have put a backup in the place of the database.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::inside;
use crate::memory::DATABASE_FILE;
use crate::memory::store::rows;

/// The setting with the number of the last commit.
pub(crate) const NUMBER: &str = "commits";

/// The file's name is the database's with this at its end.
const END: &str = "-last";

/// What is noted beside a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LastCommit {
    number: i64,
    /// Whether somebody found that the database does not have it.
    is_missed: bool,
}

/// Looks before the database is opened, which may put the journal away; `None` where nothing is to be compared.
pub(crate) fn look(dir: &Path) -> Option<LastCommit> {
    let noted = parse(&inside::read(&place(dir)).ok()?)?;
    let journal = dir.join(format!("{DATABASE_FILE}-wal"));
    (noted.is_missed || journal.exists()).then_some(noted)
}

/// How many commits were noted that the database does not have. That they are missed is noted, since the journal is soon put away.
pub(crate) fn missing(conn: &Connection, dir: &Path, noted: LastCommit) -> rusqlite::Result<u64> {
    let stored = rows::setting(conn, NUMBER)?.unwrap_or(0);
    let missing = u64::try_from(noted.number.saturating_sub(stored)).unwrap_or(0);
    if missing > 0 && !noted.is_missed {
        put(
            dir,
            LastCommit {
                is_missed: true,
                ..noted
            },
        );
    }
    Ok(missing)
}

/// Notes a commit that is on the disk.
pub(crate) fn note(dir: &Path, number: i64) {
    put(
        dir,
        LastCommit {
            number,
            is_missed: false,
        },
    );
}

/// Takes the database as it is, whatever was noted.
pub(crate) fn forget(dir: &Path) {
    let _ = fs::remove_file(place(dir));
}

fn place(dir: &Path) -> PathBuf {
    dir.join(format!("{DATABASE_FILE}{END}"))
}

/// Without it less is known, and nothing is wrong: a full disk or a folder that cannot be written to is no reason to complain. All
/// notes have the same length, so that one is written over the other at once.
fn put(dir: &Path, last: LastCommit) {
    let text = format!("{:020} {}", last.number, u8::from(last.is_missed));
    let line = format!("{text} {:08x}\n", crc32fast::hash(text.as_bytes()));
    let _ = inside::open_to_write_over(&place(dir)).and_then(|mut file| file.write_all(line.as_bytes()));
}

/// What a file says, unless it is damaged itself.
fn parse(bytes: &[u8]) -> Option<LastCommit> {
    let line = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let (text, checksum) = line.rsplit_once(' ')?;
    if u32::from_str_radix(checksum, 16).ok()? != crc32fast::hash(text.as_bytes()) {
        return None;
    }
    let (number, missed) = text.split_once(' ')?;
    Some(LastCommit {
        number: number.parse().ok()?,
        is_missed: missed == "1",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{CheckKind, Memory, MemoryError, Mode};

    /// A memory of two articles, copied while its changes stand in the journal alone; and how long the journal was with the first.
    fn in_journal(dir: &Path) -> (PathBuf, u64) {
        let (opened, copied) = (dir.join("opened"), dir.join("copied"));
        let mut memory = Memory::open(&opened, Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));
        let length = fs::metadata(opened.join("memory.sqlite-wal")).unwrap().len();
        store(&mut memory, "b", &text_pair(&[("Deux.", "Two.")]));
        fs::create_dir(&copied).unwrap();
        for entry in fs::read_dir(&opened).unwrap().map(Result::unwrap) {
            if entry.path().is_file() {
                fs::copy(entry.path(), copied.join(entry.file_name())).unwrap();
            }
        }
        (copied, length)
    }

    #[test]
    fn a_memory_that_lost_its_last_changes_is_refused_until_it_is_repaired() {
        let dir = tempfile::tempdir().unwrap();
        let (place, length) = in_journal(dir.path());
        let journal = fs::File::options().write(true).open(place.join("memory.sqlite-wal"));
        journal.unwrap().set_len(length).unwrap();
        // The first look puts the journal away, and the others know all the same.
        for mode in [Mode::Read, Mode::Read, Mode::Write, Mode::Create] {
            let error = Memory::open(&place, mode).unwrap_err();
            assert!(matches!(error, MemoryError::Behind { missing: 1, .. }), "{error}");
        }
        let mut memory = Memory::open_to_check(&place, Mode::Write).unwrap();
        let lost = |memory: &Memory| {
            memory
                .check()
                .unwrap()
                .iter()
                .any(|finding| finding.kind == CheckKind::Lost)
        };
        assert!(lost(&memory));
        memory.repair().unwrap();
        assert!(!lost(&memory));
        drop(memory);
        let mut memory = Memory::open(&place, Mode::Write).unwrap();
        assert_eq!(memory.articles().unwrap().len(), 1);
        store(&mut memory, "c", &text_pair(&[("Trois.", "Three.")]));
        drop(memory);
        assert_eq!(Memory::open(&place, Mode::Read).unwrap().check().unwrap(), []);
    }

    #[test]
    fn a_backup_in_its_place_and_a_whole_journal_are_taken_as_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let (place, _) = in_journal(dir.path());
        let memory = Memory::open(&place, Mode::Write).unwrap();
        assert_eq!(memory.articles().unwrap().len(), 2);
        drop(memory);
        assert!(!place.join("memory.sqlite-wal").exists());
        let backup = dir.path().join("backup");
        drop(Memory::open(&backup, Mode::Create).unwrap());
        fs::copy(backup.join(DATABASE_FILE), place.join(DATABASE_FILE)).unwrap();
        assert_eq!(Memory::open(&place, Mode::Read).unwrap().articles().unwrap().len(), 0);
    }

    #[test]
    fn a_note_that_is_damaged_says_nothing() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("memory.sqlite-wal"), "").unwrap();
        note(dir.path(), 12);
        assert_eq!(look(dir.path()).map(|last| last.number), Some(12));
        let bytes = fs::read(super::place(dir.path())).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(parse(&damaged), None, "{at}");
        }
        note(dir.path(), 7);
        assert_eq!(look(dir.path()).map(|last| last.number), Some(7));
        forget(dir.path());
        assert_eq!(look(dir.path()), None);
    }
}
