//! A memory that is open for as long as Python holds it, in a thread of its own.
//!
//! A connection to the database and the index that is mapped beside it stay with one thread. Calls from Python are sent to it and
//! answered one by one; between two calls it waits.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use interligne::Matcher;
use interligne::matching::concordance::Concordance;
use interligne::memory::{Memory, Mode};
use interligne::text::lang::Lang;

use crate::errors::Error;

/// What readers of the memory have at hand.
pub(crate) struct Reading<'m> {
    pub(crate) memory: &'m Memory,
    pub(crate) matcher: Matcher<'m>,
    pub(crate) concordance: Concordance<'m>,
}

/// A call that reads, or one that may change the memory.
enum Job {
    Read(Box<dyn FnOnce(&mut Reading<'_>) + Send>),
    Change(Box<dyn FnOnce(&mut Memory) + Send>),
}

/// An open memory.
pub(crate) struct Store {
    folder: PathBuf,
    mode: Mode,
    languages: [Lang; 2],
    /// With the process that the thread belongs to: a process that Python forked has none of its parent's threads.
    thread: Mutex<(u32, Sender<Job>)>,
}

impl Store {
    /// Opens the memory in a folder.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(crate) fn open(folder: &Path, mode: Mode, languages: [Lang; 2]) -> Result<Store, Error> {
        let jobs = start(folder, mode, &languages)?;
        Ok(Store {
            folder: folder.to_owned(),
            // What was made is there.
            mode: if mode == Mode::Create { Mode::Write } else { mode },
            languages,
            thread: Mutex::new((std::process::id(), jobs)),
        })
    }

    /// The memory's folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The languages of the source and the target.
    pub(crate) fn languages(&self) -> [&Lang; 2] {
        self.languages.each_ref()
    }

    /// Whether it may be changed.
    pub(crate) fn is_writable(&self) -> bool {
        self.mode != Mode::Read
    }

    /// Asks the memory something.
    ///
    /// # Errors
    /// Those of `ask`.
    pub(crate) fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Reading<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, answer) = mpsc::channel();
        self.send(Job::Read(Box::new(move |reading| {
            // Whoever asked may have gone.
            drop(sender.send(ask(reading)));
        })))?;
        received(&answer)
    }

    /// Changes the memory.
    ///
    /// # Errors
    /// Those of `change`.
    pub(crate) fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Memory) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, answer) = mpsc::channel();
        self.send(Job::Change(Box::new(move |memory| {
            drop(sender.send(change(memory)));
        })))?;
        received(&answer)
    }

    fn send(&self, job: Job) -> Result<(), Error> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if thread.0 != process {
            let jobs = start(&self.folder, self.mode, &self.languages)?;
            *thread = (process, jobs);
        }
        thread.1.send(job).map_err(|_| gone())
    }
}

fn received<T>(answer: &Receiver<Result<T, Error>>) -> Result<T, Error> {
    answer.recv().unwrap_or_else(|_| Err(gone()))
}

fn gone() -> Error {
    Error::Store("the memory was closed by an error before this one; open it again".to_owned())
}

/// Starts the thread of a memory, and gives the way to it once the memory is open.
fn start(folder: &Path, mode: Mode, languages: &[Lang; 2]) -> Result<Sender<Job>, Error> {
    let (sender, jobs) = mpsc::channel();
    let (said, opened) = mpsc::channel();
    let (folder, languages) = (folder.to_owned(), languages.clone());
    let work = move || match Memory::open(&folder, mode) {
        Ok(memory) => {
            if said.send(Ok(())).is_ok() {
                serve(memory, &languages, &jobs);
            }
        }
        Err(error) => drop(said.send(Err(error.into()))),
    };
    thread::Builder::new()
        .name("memory".to_owned())
        .spawn(work)
        .map_err(|error| Error::Store(format!("no thread for the memory: {error}")))?;
    received(&opened)?;
    Ok(sender)
}

/// Answers until nobody can ask any more.
fn serve(mut memory: Memory, [from, to]: &[Lang; 2], jobs: &Receiver<Job>) {
    let mut next = jobs.recv();
    loop {
        match next {
            Err(_) => return,
            Ok(Job::Change(change)) => {
                change(&mut memory);
                next = jobs.recv();
            }
            Ok(Job::Read(ask)) => {
                let mut reading = match Matcher::open(&memory, from, to) {
                    Ok(matcher) => Reading {
                        memory: &memory,
                        matcher,
                        concordance: Concordance::new(&memory, from, to),
                    },
                    // The one who asked is told that the thread has gone.
                    Err(_) => return,
                };
                ask(&mut reading);
                next = loop {
                    match jobs.recv() {
                        Ok(Job::Read(ask)) => ask(&mut reading),
                        other => break other,
                    }
                };
            }
        }
    }
}
