//! What all requests share.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;

use super::languages::Served;
use super::log::Log;
use super::metrics::Metrics;
use super::options::ServerOptions;
use super::submit::Submissions;
use super::workers::Workers;
use crate::memory::ChangeMark;
use crate::web::listen::Stop;

/// The memory's threads, and what is counted and told.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) workers: Workers,
    pub(crate) served: Served,
    /// Where units come in; `None` where none do.
    pub(crate) submissions: Option<Submissions>,
    pub(crate) metrics: Metrics,
    /// Where the memory's log stands, for all who wait for more.
    pub(crate) changes: watch::Sender<Option<ChangeMark>>,
    pub(crate) log: Log,
    pub(crate) folder: PathBuf,
    pub(crate) started: Instant,
    pub(crate) stop: Stop,
}

impl State {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives none.
    pub(crate) fn start(options: &ServerOptions, stop: Stop) -> io::Result<Arc<State>> {
        Ok(Arc::new(State {
            workers: Workers::start(&options.memory)?,
            served: Served::new(&options.from, &options.to, &options.languages),
            submissions: options.writable.then(|| Submissions::new(&options.memory)),
            metrics: Metrics::default(),
            changes: watch::Sender::new(None),
            log: options.log,
            folder: options.memory.clone(),
            started: Instant::now(),
            stop,
        }))
    }
}
