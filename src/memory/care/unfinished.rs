//! A folder that is made beside its place and moved there when it is whole.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::memory::MemoryError;
use crate::memory::location::memory_around;

/// What the names of unfinished folders begin with.
const PREFIX: &str = ".interligne-backup-";
/// The file in it that is locked as long as somebody works on it.
const MARK: &str = ".unfinished";

/// A folder under way. Dropped before [`Unfinished::finish`], it is gone.
pub(crate) struct Unfinished {
    folder: TempDir,
    /// Dropped after the folder: those that are empty then go too.
    _made: MadeFolders,
    to: PathBuf,
    /// Held as long as the process works on it.
    lock: File,
}

impl Unfinished {
    /// A folder that is to be `to`, where there must be nothing yet. What killed processes left of their own is removed.
    pub(crate) fn beside(to: &Path) -> Result<Unfinished, MemoryError> {
        if to.symlink_metadata().is_ok() {
            return Err(MemoryError::Exists(to.to_path_buf()));
        }
        if let Some(memory) = memory_around(to) {
            let path = to.to_path_buf();
            return Err(MemoryError::InsideMemory { path, memory });
        }
        let parent = to
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let made = MadeFolders::new(parent);
        fs::create_dir_all(parent).map_err(|e| MemoryError::io(parent, e))?;
        sweep(parent);
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(parent)
            .map_err(|e| MemoryError::io(parent, e))?;
        let path = folder.path().join(MARK);
        let lock = File::create(&path).map_err(|e| MemoryError::io(&path, e))?;
        // Where there are no locks, nothing is swept either.
        let _ = lock.try_lock();
        Ok(Unfinished {
            folder,
            _made: made,
            to: to.to_path_buf(),
            lock,
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// An error of the work in the folder, in words about the place that it is for.
    pub(crate) fn told(&self, error: MemoryError) -> MemoryError {
        error.placed(self.folder(), &self.to)
    }

    /// Moves the folder to its place.
    pub(crate) fn finish(self) -> Result<(), MemoryError> {
        let mark = self.folder.path().join(MARK);
        fs::remove_file(&mark).map_err(|e| MemoryError::io(&mark, e))?;
        drop(self.lock);
        let folder = self.folder.keep();
        fs::rename(&folder, &self.to).map_err(|e| {
            // It is of no use under its temporary name.
            let _ = fs::remove_dir_all(&folder);
            MemoryError::io(&self.to, e)
        })?;
        // The rename reaches the disk with its folder, where folders can be synchronised.
        let _ = self
            .to
            .parent()
            .and_then(|parent| File::open(parent).ok())
            .map(|parent| parent.sync_all());
        Ok(())
    }
}

/// Folders that were made on the way to a place. Dropped, those go in which there is nothing.
struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    /// Those of the path to `folder` that are not there yet and are about to be made, the innermost first.
    fn new(folder: &Path) -> MadeFolders {
        let missing = folder
            .ancestors()
            .take_while(|path| *path != Path::new("") && !path.exists());
        MadeFolders(missing.map(Path::to_path_buf).collect())
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        // A folder with something in it is not removed so.
        self.0.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

/// Removes unfinished folders that nobody works on.
fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok);
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX)) {
        let abandoned = File::open(entry.path().join(MARK)).is_ok_and(|lock| lock.try_lock().is_ok());
        if abandoned {
            // One that cannot be removed is in nobody's way.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_removed_and_what_is_under_way_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let left = dir.path().join(".interligne-backup-left");
        fs::create_dir(&left).unwrap();
        fs::write(left.join(MARK), "").unwrap();
        fs::write(left.join("memory.sqlite"), "half").unwrap();
        let one = Unfinished::beside(&dir.path().join("one")).unwrap();
        let two = Unfinished::beside(&dir.path().join("two")).unwrap();
        assert!(!left.exists());
        assert!(one.folder().exists() && two.folder().exists());
        two.finish().unwrap();
        drop(one);
        let names: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert_eq!(names, ["two"]);
        let deep = dir.path().join("a").join("b").join("c");
        drop(Unfinished::beside(&deep).unwrap());
        assert!(!dir.path().join("a").exists(), "what was made for it goes with it");
        Unfinished::beside(&deep).unwrap().finish().unwrap();
        assert!(deep.is_dir());
        assert!(matches!(
            Unfinished::beside(&dir.path().join("two")),
            Err(MemoryError::Exists(_))
        ));
    }
}
