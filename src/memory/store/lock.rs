//! One writer at a time: an advisory lock on a small file that says who holds it.
//!
//! SQLite would serialise writers by itself, but could not say who is in the way, and does not cover the files of
//! `tmx/`. The lock is the operating system's (`flock`), so it ends with its process, however that ends; the file stays.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::inside;
use crate::memory::MemoryError;
use crate::memory::store::own_places;

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(crate) struct WriteLock {
    file: File,
    /// Whether the file has no other name.
    is_ours: bool,
}

impl WriteLock {
    /// Waits for the lock of the memory in `dir`, at most `patience`.
    pub(crate) fn acquire(dir: &Path, patience: Duration) -> Result<WriteLock, MemoryError> {
        // Whoever has the lock writes to the other places.
        own_places::refuse_links(dir)?;
        let path = dir.join(own_places::LOCK);
        let mut file = inside::open(&path).map_err(|error| refusal(dir, &path, error))?;
        let begin = Instant::now();
        let mut pause = Duration::from_millis(2);
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if begin.elapsed() < patience => {
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_millis(100));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(MemoryError::Locked {
                        path: dir.to_path_buf(),
                        by: holder(&mut file),
                        waited: patience.as_secs(),
                    });
                }
                // Some network file systems have no locks: SQLite's own still keep the database whole.
                Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => break,
                Err(TryLockError::Error(error)) => return Err(MemoryError::io(&path, error)),
            }
        }
        let text = format!("{} (process {})\n", command(), std::process::id());
        // A file of another name as well may be anybody's: it is locked and not written to.
        let is_ours = file.metadata().is_ok_and(|there| inside::is_ours_alone(&there));
        if is_ours {
            // Only a courtesy to whoever waits: a full disk shows itself at the real write.
            let _ = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| file.write_all(text.as_bytes()));
        }
        Ok(WriteLock { file, is_ours })
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        if self.is_ours {
            let _ = self.file.set_len(0);
        }
        let _ = self.file.unlock();
    }
}

fn refusal(dir: &Path, path: &Path, error: std::io::Error) -> MemoryError {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            MemoryError::ReadOnly(dir.to_path_buf())
        }
        _ => MemoryError::io(path, error),
    }
}

/// Who holds the lock, as they wrote it.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(1_000).read_to_string(&mut text));
    match (read, text.trim()) {
        (Ok(_), name) if !name.is_empty() => name.to_owned(),
        _ => "another program".to_owned(),
    }
}

/// This process's command, for whoever waits: the program's name and its first argument that is no option.
fn command() -> String {
    let mut args = std::env::args_os();
    let program = args
        .next()
        .map(PathBuf::from)
        .and_then(|p| p.file_stem().map(|s| s.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "interligne".to_owned());
    let words: Vec<String> = args.take(2).map(|a| a.to_string_lossy().into_owned()).collect();
    std::iter::once(program).chain(words).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::store::patience::WAIT;

    #[test]
    fn the_second_writer_hears_who_is_in_the_way() {
        let dir = tempfile::tempdir().unwrap();
        let first = WriteLock::acquire(dir.path(), WAIT).unwrap();
        let second = WriteLock::acquire(dir.path(), Duration::from_millis(20)).unwrap_err();
        let message = second.to_string();
        assert!(
            message.contains(&format!("process {}", std::process::id())),
            "{message}"
        );
        drop(first);
        WriteLock::acquire(dir.path(), Duration::ZERO).unwrap();
    }
}
