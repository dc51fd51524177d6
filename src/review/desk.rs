//! Questions to the memory, and changes of it → answers, each by a thread of its own that has the memory open.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use tokio::sync::oneshot;

use super::reply::Refused;
use crate::file_identity::FileIdentity;
use crate::memory::{DATABASE_FILE, MemoryError};

type Job<D> = Box<dyn FnOnce(Result<&mut D, MemoryError>) + Send>;

/// A thread that has something before it, `D`, and is asked for things.
#[derive(Debug)]
pub(super) struct Desk<D> {
    jobs: Sender<Job<D>>,
}

impl<D: 'static> Desk<D> {
    /// Starts a thread that does one thing after another with what `open` gives of the memory in a folder. After a fault, and where another
    /// database is put in the place of the one that was opened, it is opened anew.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(
        name: &str,
        folder: &Path,
        open: impl Fn(&Path) -> Result<D, MemoryError> + Send + 'static,
    ) -> io::Result<Desk<D>> {
        let (jobs, receiver) = channel::<Job<D>>();
        let folder = folder.to_owned();
        let database = folder.join(DATABASE_FILE);
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            let mut opened: Option<(D, Option<FileIdentity>)> = None;
            while let Ok(job) = receiver.recv() {
                let present = FileIdentity::of(&database).ok();
                let kept = opened.take().filter(|(_, identity)| *identity == present);
                let desk = match kept {
                    Some((desk, _)) => Ok(desk),
                    None => open(&folder),
                };
                opened = done(job, desk).map(|desk| (desk, present));
            }
        })?;
        Ok(Desk { jobs })
    }

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

/// Has a job done. After a fault nothing is kept.
fn done<D>(job: Job<D>, desk: Result<D, MemoryError>) -> Option<D> {
    catch_unwind(AssertUnwindSafe(|| match desk {
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
