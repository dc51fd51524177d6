//! Whether a memory is another one by now, for a process that lives long: asked as often as one likes.
//!
//! SQLite counts for each connection what others committed (`PRAGMA data_version`), so that a look at a memory in which nothing happened
//! reads one number. A watch has a connection of its own, to which all writers are others, those of the same process too.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::file_identity::FileIdentity;
use crate::memory::store::moment::Moment;
use crate::memory::{Memory, MemoryError, Mode};

/// How often a watch that waits looks.
const EVERY: Duration = Duration::from_millis(100);

/// Looks whether the memory has changed; see [`Memory::watch`].
#[derive(Debug)]
pub struct Watch {
    memory: Memory,
    /// Which file it looks at: another one may be put in its place.
    file: Option<FileIdentity>,
    commits: i64,
    /// The state that was seen last.
    seen: Moment,
}

impl Memory {
    /// Watches the memory from now on. It can go to another thread, and needs no lock and no transaction of this one.
    ///
    /// ```
    /// # use interligne::memory::{Memory, MemoryError, Watch};
    /// # fn reload(_: &Memory) {}
    /// fn look(memory: &Memory, watch: &mut Watch) -> Result<(), MemoryError> {
    ///     if watch.has_changed()? {
    ///         reload(memory);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn watch(&self) -> Result<Watch, MemoryError> {
        Watch::of(self.dir())
    }
}

impl Watch {
    fn of(dir: &Path) -> Result<Watch, MemoryError> {
        let memory = Memory::open(dir, Mode::Read)?;
        Ok(Watch {
            file: FileIdentity::of(&memory.database()).ok(),
            commits: commits(&memory)?,
            seen: memory.moment()?,
            memory,
        })
    }

    /// Whether units, articles or their beads have changed since it was last asked, or since it began: by this process or another one.
    /// That files of `tmx/` were written is no change.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn has_changed(&mut self) -> Result<bool, MemoryError> {
        let file = FileIdentity::of(&self.memory.database()).ok();
        if file.is_some() && file != self.file {
            let before = self.seen;
            *self = Watch::of(self.memory.dir())?;
            return Ok(self.seen != before);
        }
        let commits = commits(&self.memory)?;
        if commits == self.commits {
            return Ok(false);
        }
        let now = self.memory.moment()?;
        self.commits = commits;
        Ok(std::mem::replace(&mut self.seen, now) != now)
    }

    /// Waits until something has changed, at most so long, and tells whether it has.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn wait(&mut self, at_most: Duration) -> Result<bool, MemoryError> {
        let begin = Instant::now();
        loop {
            if self.has_changed()? {
                return Ok(true);
            }
            let left = at_most.saturating_sub(begin.elapsed());
            if left.is_zero() {
                return Ok(false);
            }
            std::thread::sleep(left.min(EVERY));
        }
    }
}

/// SQLite's count of what others committed, as this connection sees it.
fn commits(memory: &Memory) -> Result<i64, MemoryError> {
    memory
        .conn
        .prepare_cached("PRAGMA data_version")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        .map_err(|e| memory.error(e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{Action, Status, UnitId};

    #[test]
    fn whatever_changes_is_seen_once_and_the_writing_of_files_is_no_change() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("m");
        let mut memory = Memory::open(&place, Mode::Create).unwrap();
        let mut watch = memory.watch().unwrap();
        let mut changes = |what: &str, is_change: bool| {
            assert_eq!(watch.has_changed().unwrap(), is_change, "{what}");
            assert!(!watch.has_changed().unwrap(), "{what}, asked again");
        };
        changes("nothing", false);
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        changes("an import", true);
        memory.set_status(&[UnitId(1)], Status::Confirmed).unwrap();
        changes("a status", true);
        let view = memory.articles().unwrap().remove(0).info;
        let bead = memory.article_view(view.id).unwrap().beads[1].id;
        memory.defer_files(true);
        let note = Action::Note {
            bead,
            text: Some("à voir".to_owned()),
        };
        let acted = memory.act(view.id, view.version, &note).unwrap();
        changes("a note", true);
        memory.write_deferred_files().unwrap();
        changes("files", false);
        memory.undo_action(view.id, acted.version, None).unwrap();
        changes("an undoing", true);
        let other = Memory::open(&place, Mode::Read).unwrap();
        other.info().unwrap();
        changes("a reader", false);
        // A backup is written over it.
        let copy = dir.path().join("copy");
        other.backup(&copy).unwrap();
        memory.set_status(&[UnitId(2)], Status::Rejected).unwrap();
        changes("another status", true);
        Memory::restore(&place, &copy).unwrap();
        changes("a backup", true);
        // Another file is put in its place, as a restoring does of a damaged one.
        memory.set_status(&[UnitId(2)], Status::Rejected).unwrap();
        changes("that status again", true);
        drop((memory, other));
        let database = |end: &str| place.join(format!("{}{end}", crate::memory::DATABASE_FILE));
        std::fs::copy(copy.join(crate::memory::DATABASE_FILE), database(".new")).unwrap();
        for end in ["-wal", "-shm"] {
            std::fs::remove_file(database(end)).unwrap();
        }
        std::fs::rename(database(".new"), database("")).unwrap();
        changes("another file", cfg!(unix));
    }

    #[test]
    fn a_change_ends_the_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let mut watch = memory.watch().unwrap();
        assert!(!watch.wait(Duration::ZERO).unwrap());
        let waiting = std::thread::spawn(move || watch.wait(Duration::from_secs(600)).unwrap());
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));
        assert!(waiting.join().unwrap());
    }
}
