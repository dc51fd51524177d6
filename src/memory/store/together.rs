//! Many small changes one after the other → one wait for the disk.
//!
//! Each change waits for the disk several times: for the journal, for its files of `tmx/`, for their folders. Of a folder of
//! articles the changes are held back from that and made durable together; each is a transaction all the same.

use std::fs::File;
use std::io;

use crate::memory::store::last_commit;
use crate::memory::store::rows;
use crate::memory::{DATABASE_FILE, Memory, MemoryError};

impl Memory {
    /// From here on, changes are whole and seen by others as always, but a power cut may undo the latest of them, and the files
    /// of `tmx/` are left noted: until [`Memory::settle`]. A process that is killed loses nothing; the next one that opens the memory
    /// for writing writes the files.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn hold_back(&mut self) -> Result<(), MemoryError> {
        // In WAL mode a commit then waits for nothing.
        self.conn
            .pragma_update(None, "synchronous", "NORMAL")
            .map_err(|e| self.error(e))?;
        self.held_back.get_or_insert(self.defers_files);
        self.defers_files = true;
        Ok(())
    }

    /// Makes durable what was changed since [`Memory::hold_back`], and writes the files of `tmx/` that wait.
    ///
    /// # Errors
    /// When the disk or the database refuses; the changes are stored then, and the files stay noted.
    pub fn settle(&mut self) -> Result<(), MemoryError> {
        let Some(defers_files) = self.held_back.take() else {
            return Ok(());
        };
        self.defers_files = defers_files;
        self.conn
            .pragma_update(None, "synchronous", "FULL")
            .map_err(|e| self.error(e))?;
        if !self.unsettled.take() {
            return Ok(());
        }
        // The files of `tmx/` must not be ahead of the database after a power cut.
        self.sync_journal()?;
        let number = rows::setting(&self.conn, last_commit::NUMBER).map_err(|e| self.error(e))?;
        number
            .into_iter()
            .for_each(|number| last_commit::note(&self.dir, number));
        if self.defers_files {
            Ok(())
        } else {
            self.write_waiting_files()
        }
    }

    /// Waits until the journal, with all commits so far, is on the disk.
    fn sync_journal(&self) -> Result<(), MemoryError> {
        let journal = self.dir.join(format!("{DATABASE_FILE}-wal"));
        // Windows flushes no file that is open to be read only.
        let synced = File::options()
            .write(true)
            .open(&journal)
            .and_then(|file| file.sync_data());
        match synced {
            // SQLite has taken it over into the database, and waited for that.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            synced => synced.map_err(|error| MemoryError::io(&journal, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{Memory, Mode, TMX_FOLDER};

    #[test]
    fn changes_that_were_held_back_are_whole_and_their_files_follow() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let file = |name: &str| dir.path().join(TMX_FOLDER).join(name);
        memory.hold_back().unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        store(&mut memory, "b", &text_pair(&[("Trois.", "Three.")]));
        let seen = Memory::open(dir.path(), Mode::Read).unwrap();
        assert_eq!(seen.info().unwrap().units, 3);
        assert!(!file("a.tmx").exists());
        memory.settle().unwrap();
        assert!(file("a.tmx").exists() && file("b.tmx").exists());
        assert_eq!(memory.check().unwrap(), []);
        assert_eq!(memory.history(9).unwrap().len(), 2, "each is undone by itself");

        // From then on all is as before.
        store(&mut memory, "c", &text_pair(&[("Quatre.", "Four.")]));
        assert!(file("c.tmx").exists());
        let synchronous = |memory: &Memory| {
            let level = memory
                .conn
                .pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
            level.unwrap()
        };
        assert_eq!(synchronous(&memory), 2);

        // One that ends before has noted what is to be written.
        memory.hold_back().unwrap();
        store(&mut memory, "d", &text_pair(&[("Cinq.", "Five.")]));
        drop(memory);
        assert!(!file("d.tmx").exists());
        let memory = Memory::open(dir.path(), Mode::Write).unwrap();
        assert!(file("d.tmx").exists());
        assert_eq!(memory.check().unwrap(), []);
    }
}
