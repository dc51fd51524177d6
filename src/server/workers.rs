//! Questions to the memory → answers, by threads that have it open.
//!
//! Each thread has a connection of its own, and all of them one index. A question is answered as of one moment. Where the memory's
//! file has been deleted or another put in its place, the thread opens what is there now.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{io, thread};

use tokio::sync::{mpsc, oneshot};

use crate::file_identity::FileIdentity;
use crate::matching::concordance::Concordance;
use crate::matching::{Fragments, Indexes, Matcher};
use crate::memory::{DATABASE_FILE, Memory, MemoryError, Mode};
use crate::text::lang::Lang;

/// How long a question may take. Weblate waits five seconds.
pub(crate) const USUAL: Duration = Duration::from_millis(4_500);
/// How long a question of many segments may take.
pub(crate) const LONG: Duration = Duration::from_secs(60);
/// Questions that wait for a thread; more wait to be let in.
const WAITING: usize = 256;

/// The threads.
#[derive(Debug)]
pub(crate) struct Workers {
    jobs: mpsc::Sender<Job>,
    source: Arc<Source>,
}

/// What a thread is asked to do with the memory, or with the reason why it cannot be opened.
type Job = Box<dyn FnOnce(Result<Desk<'_>, MemoryError>) + Send>;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Memory(#[from] MemoryError),
    #[error("the answer did not come within {} seconds", .0.as_secs_f32())]
    Late(Duration),
    /// A fault of ours.
    #[error("the question could not be answered: please report it with what was asked")]
    Fault,
}

/// The memory's folder, and what the threads know of the file that is there.
#[derive(Debug)]
struct Source {
    folder: PathBuf,
    /// The file's identity, and the indexes of what is in it.
    opened: Mutex<Option<(FileIdentity, Indexes)>>,
    /// How often another file was found in its place.
    replaced: AtomicU64,
    /// What indexes were brought up to date before the present ones.
    refreshed: AtomicU64,
}

impl Source {
    /// The shared indexes; new ones where the memory’s file is another than before.
    fn indexes(&self, identity: FileIdentity) -> Indexes {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, indexes)) = opened.as_ref() {
            if *known == identity {
                return indexes.clone();
            }
            self.replaced.fetch_add(1, Ordering::Relaxed);
            self.refreshed.fetch_add(indexes.refreshed(), Ordering::Relaxed);
        }
        let indexes = Indexes::new();
        *opened = Some((identity, indexes.clone()));
        indexes
    }
}

/// The memory of one thread, and its hold on what they share.
#[derive(Debug)]
struct Opened {
    memory: Memory,
    identity: FileIdentity,
    indexes: Indexes,
}

impl Opened {
    fn open(source: &Source) -> Result<Opened, MemoryError> {
        let identity = FileIdentity::of(&source.folder.join(DATABASE_FILE))
            .map_err(|_| MemoryError::NotFound(source.folder.clone()))?;
        Ok(Opened {
            memory: Memory::open(&source.folder, Mode::Read)?,
            identity,
            indexes: source.indexes(identity),
        })
    }

    /// Whether the file is still the one that was opened.
    fn is_present(&self, source: &Source) -> bool {
        FileIdentity::of(&source.folder.join(DATABASE_FILE)).is_ok_and(|found| found == self.identity)
    }
}

/// What a thread has before it while it answers.
#[derive(Debug)]
pub(crate) struct Desk<'m> {
    pub(crate) memory: &'m Memory,
    indexes: &'m Indexes,
}

/// How often a new moment is begun where other threads have gone on with the index meanwhile.
const MOMENTS: usize = 16;

impl Desk<'_> {
    /// Asks a matcher.
    pub(crate) fn matching<T>(
        &self,
        (from, to): (&Lang, &Lang),
        ask: impl FnOnce(&Memory, &mut Matcher<'_>) -> Result<T, MemoryError>,
    ) -> Result<T, MemoryError> {
        for _ in 0..MOMENTS {
            let now = self.memory.read_snapshot()?;
            if let Some(mut matcher) = self.indexes.matcher(&now, from, to)? {
                return ask(&now, &mut matcher);
            }
        }
        let now = self.memory.read_snapshot()?;
        ask(&now, &mut self.indexes.open_matcher(&now, from, to))
    }

    /// Asks a concordance.
    pub(crate) fn words<T>(
        &self,
        (from, to): (&Lang, &Lang),
        ask: impl FnOnce(&Memory, &mut Concordance<'_>) -> Result<T, MemoryError>,
    ) -> Result<T, MemoryError> {
        for _ in 0..MOMENTS {
            let now = self.memory.read_snapshot()?;
            if let Some(mut concordance) = self.indexes.concordance(&now, from, to)? {
                return ask(&now, &mut concordance);
            }
        }
        let now = self.memory.read_snapshot()?;
        ask(&now, &mut self.indexes.open_concordance(&now, from, to))
    }

    /// A finder of fragments, inside of what [`Desk::matching`] asks.
    pub(crate) fn fragments<'n>(&self, now: &'n Memory, (from, to): (&Lang, &Lang)) -> Fragments<'n> {
        self.indexes.open_fragments(now, from, to)
    }

    /// Brings the index of two languages up to date.
    pub(crate) fn refresh(&self, (from, to): (&Lang, &Lang)) -> Result<(), MemoryError> {
        self.indexes.refresh(self.memory, from, to, |_| ())
    }
}

impl Workers {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives none.
    pub(crate) fn start(folder: &Path) -> io::Result<Workers> {
        let source = Arc::new(Source {
            folder: folder.to_owned(),
            opened: Mutex::new(None),
            replaced: AtomicU64::new(0),
            refreshed: AtomicU64::new(0),
        });
        let (sender, receiver) = mpsc::channel(WAITING);
        let jobs = Arc::new(Mutex::new(receiver));
        // One more than there are cores: one may wait for an index that another brings up to date.
        let count = thread::available_parallelism().map_or(2, |cores| cores.get() + 1);
        for number in 0..count {
            let (source, jobs) = (source.clone(), jobs.clone());
            thread::Builder::new()
                .name(format!("reader {number}"))
                .spawn(move || work(&source, &jobs))?;
        }
        Ok(Workers { jobs: sender, source })
    }

    /// Asks a question, which may take so long.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        within: Duration,
        question: impl FnOnce(&Desk<'_>) -> Result<T, MemoryError> + Send + 'static,
    ) -> Result<T, Failure> {
        let (sender, answer) = oneshot::channel();
        let job = move |desk: Result<Desk<'_>, MemoryError>| {
            // Who asked may have gone away.
            if !sender.is_closed() {
                let _ = sender.send(desk.and_then(|desk| question(&desk)));
            }
        };
        let asked = async {
            self.jobs.send(Box::new(job)).await.map_err(|_| Failure::Fault)?;
            let answer = answer.await.map_err(|_| Failure::Fault)?;
            Ok(answer?)
        };
        let answered = tokio::time::timeout(within, asked).await;
        answered.unwrap_or(Err(Failure::Late(within)))
    }

    /// How often an index was brought up to date.
    pub(crate) fn refreshed(&self) -> u64 {
        let opened = self.source.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let present = opened.as_ref().map_or(0, |(_, indexes)| indexes.refreshed());
        self.source.refreshed.load(Ordering::Relaxed) + present
    }

    /// How often another memory was found in the place of the one that was open.
    pub(crate) fn replaced(&self) -> u64 {
        self.source.replaced.load(Ordering::Relaxed)
    }
}

/// Answers one question after another, until nobody can ask any more.
fn work(source: &Source, jobs: &Mutex<mpsc::Receiver<Job>>) {
    let mut opened: Option<Opened> = None;
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(job) = job else { return };
        let kept = opened.take().filter(|opened| opened.is_present(source));
        let present = match kept {
            Some(opened) => Ok(opened),
            None => Opened::open(source),
        };
        // After a fault nothing is kept: the memory is opened anew.
        opened = catch_unwind(AssertUnwindSafe(|| match present {
            Ok(present) => {
                job(Ok(Desk {
                    memory: &present.memory,
                    indexes: &present.indexes,
                }));
                Some(present)
            }
            Err(error) => {
                job(Err(error));
                None
            }
        }))
        .unwrap_or(None);
    }
}
