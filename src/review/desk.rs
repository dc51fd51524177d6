//! Questions to the memory, and changes of it → answers, each by a thread of its own that has the memory open.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{io, path::Path};

use tokio::sync::oneshot;

use super::reply::Refused;
use crate::memory::{Memory, MemoryError, Mode};

/// How long nothing is done before files in `tmx/` are written.
const QUIET: Duration = Duration::from_secs(2);

type Job<D> = Box<dyn FnOnce(Result<&mut D, MemoryError>) + Send>;

/// A thread that has something before it, `D`, and is asked for things.
#[derive(Debug)]
pub(super) struct Desk<D> {
    jobs: Sender<Job<D>>,
}

impl<D> Clone for Desk<D> {
    fn clone(&self) -> Desk<D> {
        Desk {
            jobs: self.jobs.clone(),
        }
    }
}

impl<D: 'static> Desk<D> {
    /// Asks for something.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut D) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        let (sender, answer) = oneshot::channel();
        let job = move |desk: Result<&mut D, MemoryError>| {
            let _ = sender.send(desk.map_err(Refused::from).and_then(question));
        };
        self.jobs.send(Box::new(job)).map_err(|_| Refused::fault())?;
        answer.await.map_err(|_| Refused::fault())?
    }
}

/// Starts a thread that answers questions one after another, with what `open` gives; after a fault it is opened anew.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn reader<D>(open: impl Fn() -> Result<D, MemoryError> + Send + 'static) -> io::Result<Desk<D>>
where
    D: 'static,
{
    let (jobs, receiver) = channel::<Job<D>>();
    thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let mut opened = None;
        while let Ok(job) = receiver.recv() {
            opened = run(job, opened.take(), &open);
        }
    })?;
    Ok(Desk { jobs })
}

/// The memory as the writer has it before it.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) memory: Memory,
    /// Whether something was done since files in `tmx/` were written.
    pub(super) waits: bool,
}

/// How the thread that writes ends.
pub(super) type Writer = JoinHandle<Result<(), MemoryError>>;

/// Starts the thread that writes. When nobody can ask any more it writes the files in `tmx/` that wait, and ends with what came of it.
/// `told` is given what went wrong with them in between.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn writer(
    folder: &Path,
    author: Option<String>,
    told: impl Fn(String) + Send + 'static,
) -> io::Result<(Desk<Writing>, Writer)> {
    let folder = folder.to_owned();
    let open = move || {
        let mut memory = Memory::open(&folder, Mode::Write)?;
        memory.set_author(author.clone());
        memory.defer_files(true);
        Ok(Writing { memory, waits: false })
    };
    let (jobs, receiver) = channel::<Job<Writing>>();
    let thread = thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || write(&receiver, &open, &told))?;
    Ok((Desk { jobs }, thread))
}

fn write(
    jobs: &Receiver<Job<Writing>>,
    open: &impl Fn() -> Result<Writing, MemoryError>,
    told: &impl Fn(String),
) -> Result<(), MemoryError> {
    let mut opened: Option<Writing> = None;
    let mut last = Instant::now();
    loop {
        let waits = opened.as_ref().is_some_and(|writing| writing.waits);
        let job = if waits {
            jobs.recv_timeout(QUIET.saturating_sub(last.elapsed()))
        } else {
            jobs.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        match (job, opened.as_mut()) {
            (Ok(job), _) => {
                opened = run(job, opened.take(), open);
                last = Instant::now();
            }
            (Err(RecvTimeoutError::Timeout), Some(writing)) => {
                // What could not be written stays noted, and is tried again after the next change and at the end.
                writing.waits = false;
                if let Err(error) = writing.memory.write_deferred_files() {
                    told(error.to_string());
                }
            }
            (Err(RecvTimeoutError::Timeout), None) => {}
            (Err(RecvTimeoutError::Disconnected), _) => {
                return opened.map_or(Ok(()), |mut writing| writing.memory.write_deferred_files());
            }
        }
    }
}

/// Has a job done. After a fault nothing is kept.
fn run<D>(job: Job<D>, kept: Option<D>, open: &impl Fn() -> Result<D, MemoryError>) -> Option<D> {
    let present = kept.map_or_else(open, Ok);
    catch_unwind(AssertUnwindSafe(|| match present {
        Ok(mut desk) => {
            job(Ok(&mut desk));
            Some(desk)
        }
        Err(error) => {
            job(Err(error));
            None
        }
    }))
    .unwrap_or(None)
}
