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
use super::reply::Tag;
use super::submit::Submissions;
use super::workers::Workers;
use crate::matching::SuggestOptions;
use crate::memory::ChangeMark;
use crate::web::listen::Stop;

/// The memory's threads, and what is counted and told.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) workers: Workers,
    pub(crate) served: Served,
    /// What counts where a request of our own interface does not say.
    pub(crate) suggest: SuggestOptions,
    /// Where units come in; `None` where none do.
    pub(crate) submissions: Option<Submissions>,
    pub(crate) metrics: Metrics,
    /// Where the memory's log stands, for all who wait for more.
    pub(crate) changes: watch::Sender<Option<ChangeMark>>,
    /// A hash of what, beside the memory, makes an answer what it is.
    settings: u64,
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
            submissions: options
                .writable
                .then(|| Submissions::new(&options.memory, &options.languages)),
            settings: settings_of(options),
            suggest: options.suggest.clone(),
            metrics: Metrics::default(),
            changes: watch::Sender::new(None),
            log: options.log,
            folder: options.memory.clone(),
            started: Instant::now(),
            stop,
        }))
    }

    /// The tag of answers of that moment of the memory.
    pub(crate) fn tag(&self, mark: ChangeMark) -> Tag {
        Tag::new(mark, self.settings)
    }
}

/// What answers depend on beside the memory and the request: another server of the same memory may give others.
fn settings_of(options: &ServerOptions) -> u64 {
    let ServerOptions {
        from,
        to,
        suggest,
        languages,
        ..
    } = options;
    xxhash_rust::xxh3::xxh3_64(format!("{from} {to} {suggest:?} {languages:?}").as_bytes())
}
