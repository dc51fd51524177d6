//! A memory → a copy of it elsewhere, whole even while others write.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::memory::store::dictionaries::Names;
use crate::memory::store::rows;
use crate::memory::{DATABASE_FILE, Memory, MemoryError, TMX_FOLDER};

/// Database pages that are copied between two looks at other writers.
const PAGES: i32 = 4_096;

impl Memory {
    /// Makes a copy of the memory in the new folder `to`: the database as of one moment, and `tmx/`. The index is left
    /// out, since it is rebuilt.
    ///
    /// The copy is made beside its place and moved there when it is whole, so that a folder named `to` is a whole memory.
    ///
    /// # Errors
    /// [`MemoryError::Exists`] if there is something at `to`; else when the copy cannot be read or written.
    pub fn backup(&self, to: &Path) -> Result<(), MemoryError> {
        if to.symlink_metadata().is_ok() {
            return Err(MemoryError::Exists(to.to_path_buf()));
        }
        let parent = to
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(|e| MemoryError::io(parent, e))?;
        // Removed again if anything fails.
        let folder = tempfile::Builder::new()
            .prefix(".interligne-backup-")
            .tempdir_in(parent)
            .map_err(|e| MemoryError::io(parent, e))?;
        let path = folder.path().join(DATABASE_FILE);
        let fail = |e| MemoryError::sqlite(&path, e);
        let mut copy = Connection::open(&path).map_err(fail)?;
        // A copy of one moment: without it, SQLite begins again whenever somebody writes.
        let _now = self.read_snapshot()?;
        let run = Backup::new(&self.conn, &mut copy)
            .and_then(|backup| backup.run_to_completion(PAGES, Duration::from_millis(1), None));
        run.map_err(fail)?;
        let tmx = folder.path().join(TMX_FOLDER);
        fs::create_dir(&tmx).map_err(|e| MemoryError::io(&tmx, e))?;
        let names = Names::load(&copy).map_err(fail)?;
        let articles = rows::load_articles(&copy, &names, "", []).map_err(fail)?;
        let files: BTreeSet<String> = articles.into_iter().map(|a| a.file).collect();
        crate::memory::store::tmx_folder::prepare(&copy, &names, folder.path(), &files, &path)?
            .publish(&copy)
            .map_err(|(path, error)| MemoryError::io(&path, error))?;
        copy.close().map_err(|(_, e)| fail(e))?;
        let folder = folder.keep();
        fs::rename(&folder, to).map_err(|e| {
            // The copy is of no use under its temporary name.
            let _ = fs::remove_dir_all(&folder);
            MemoryError::io(to, e)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{Mode, UnitFilter};

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
}
