//! Files of `tmx/` that writes of a long-lived process left for later → written after a quiet moment, on a thread of its own.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::memory::store::patience::WAIT;
use crate::memory::store::tmx_folder::pending;
use crate::memory::store::watch::Watch;
use crate::memory::{Memory, MemoryError, Mode};

/// How often it is looked whether something was written.
const EVERY: Duration = Duration::from_millis(200);

/// How many quiet moments pass before what failed is tried again although nothing was written since.
const AGAIN: u32 = 15;

/// Writes the files that were left for later; see [`Memory::write_files_after`]. Dropped, it writes what waits and ends.
#[derive(Debug)]
pub struct DeferredFiles {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<Result<(), MemoryError>>>,
}

impl Memory {
    /// From here on, writes note which files of `tmx/` they make stale and leave them ([`Memory::defer_files`]), and a thread
    /// writes these once nothing has changed for as long as `quiet`, usually [`crate::memory::QUIET`]. Other handles on the memory
    /// that should leave their files to it call `defer_files` themselves.
    ///
    /// `tell` is told why files could not be written, the same reason once. They stay noted ([`Memory::deferred_files`]) and are tried
    /// again, after the next change or some time.
    ///
    /// # Errors
    /// When the memory cannot be opened once more.
    pub fn write_files_after(
        &mut self,
        quiet: Duration,
        tell: impl FnMut(&MemoryError) + Send + 'static,
    ) -> Result<DeferredFiles, MemoryError> {
        let mut memory = Memory::open(self.dir(), Mode::Write)?;
        let watch = memory.watch()?;
        // Whoever has the lock may write them along.
        memory.set_patience(Duration::ZERO);
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("tmx-files".to_owned())
            .spawn(move || keep(memory, watch, quiet, &stopped, tell))
            .map_err(|e| MemoryError::io(self.dir(), e))?;
        self.defer_files(true);
        Ok(DeferredFiles {
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The names of the files of `tmx/` that are still to be written.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn deferred_files(&self) -> Result<BTreeSet<String>, MemoryError> {
        pending(&self.conn).map_err(|e| self.error(e))
    }
}

impl DeferredFiles {
    /// Writes what waits, and ends.
    ///
    /// # Errors
    /// When a file cannot be written: it stays noted, and the next process that opens the memory for writing tries again.
    pub fn finish(mut self) -> Result<(), MemoryError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), MemoryError> {
        self.stop = None;
        match self.thread.take() {
            // A panic there is a panic here.
            Some(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            None => Ok(()),
        }
    }
}

impl Drop for DeferredFiles {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // What could not be written stays noted.
            let _ = self.end();
        }
    }
}

/// Writes what waits whenever it has been quiet for long enough, and once more at the end.
fn keep(
    mut memory: Memory,
    mut watch: Watch,
    quiet: Duration,
    stop: &Receiver<()>,
    mut tell: impl FnMut(&MemoryError),
) -> Result<(), MemoryError> {
    let mut due = Some(Instant::now() + quiet);
    let mut told = None;
    while stop.recv_timeout(EVERY.min(quiet)) == Err(RecvTimeoutError::Timeout) {
        let changed = watch.has_changed();
        if matches!(changed, Ok(true)) {
            due = Some(Instant::now() + quiet);
        }
        if due.is_none_or(|due| Instant::now() < due) {
            continue;
        }
        due = match changed.and_then(|_| memory.write_waiting_files()) {
            Ok(()) => {
                told = None;
                None
            }
            Err(MemoryError::Locked { .. }) => Some(Instant::now() + quiet),
            Err(error) => {
                let reason = error.to_string();
                if told.as_ref() != Some(&reason) {
                    tell(&error);
                    told = Some(reason);
                }
                Some(Instant::now() + quiet * AGAIN)
            }
        };
    }
    memory.set_patience(WAIT);
    memory.write_waiting_files()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{Status, TMX_FOLDER, UnitId};

    const LONG: Duration = Duration::from_secs(3_600);

    fn place() -> (tempfile::TempDir, Memory) {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        (dir, memory)
    }

    #[test]
    fn files_wait_for_a_quiet_moment_and_are_written_at_the_end() {
        let (dir, mut memory) = place();
        let file = dir.path().join(TMX_FOLDER).join("a.tmx");
        let before = std::fs::read_to_string(&file).unwrap();
        let files = memory.write_files_after(LONG, |error| panic!("{error}")).unwrap();
        memory.set_status(&[UnitId(1)], Status::Rejected).unwrap();
        assert_eq!(
            memory.deferred_files().unwrap().into_iter().collect::<Vec<_>>(),
            ["a.tmx"]
        );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
        files.finish().unwrap();
        assert_eq!(memory.deferred_files().unwrap(), BTreeSet::new());
        assert!(!std::fs::read_to_string(&file).unwrap().contains("One."));
        assert_eq!(memory.check().unwrap(), []);

        let files = memory.write_files_after(Duration::from_millis(20), |error| panic!("{error}"));
        memory.set_status(&[UnitId(1)], Status::Confirmed).unwrap();
        while !memory.deferred_files().unwrap().is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(std::fs::read_to_string(&file).unwrap().contains("One."));
        drop(files);
        assert_eq!(memory.check().unwrap(), []);
    }

    #[test]
    fn a_failure_is_told_and_the_file_stays_noted() {
        let (dir, mut memory) = place();
        let folder = dir.path().join(TMX_FOLDER);
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::write(&folder, "in the way").unwrap();
        let (sender, told) = channel();
        let tell = move |error: &MemoryError| sender.send(error.to_string()).unwrap();
        let files = memory.write_files_after(Duration::from_millis(20), tell).unwrap();
        memory.set_status(&[UnitId(1)], Status::Confirmed).unwrap();
        let reason = told.recv().unwrap();
        assert!(reason.contains(&folder.display().to_string()), "{reason}");
        assert_eq!(memory.deferred_files().unwrap().len(), 1);
        std::fs::remove_file(&folder).unwrap();
        files.finish().unwrap();
        assert_eq!(memory.check().unwrap(), []);
    }
}
