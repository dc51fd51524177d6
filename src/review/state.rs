//! What all requests share.

use std::io;
use std::sync::Arc;

use tokio::sync::{broadcast, watch};

use super::article::Reading;
use super::counts::Counts;
use super::desk::Desk;
use super::event::Event;
use super::options::ReviewOptions;
use super::reference::Panels;
use super::reply::Refused;
use crate::memory::{Memory, Mode};
use crate::text::lang::Lang;
use crate::web::listen::Stop;
use crate::web::session::Session;

/// Events that wait for a listener who is slow; then he is told to read everything anew.
const WAITING: usize = 64;

/// The threads, and what is told.
#[derive(Debug)]
pub(super) struct State {
    /// The articles that are open.
    pub(super) reader: Desk<Reading>,
    /// What the panels ask, which may take a while.
    pub(super) panels: Desk<Panels>,
    /// What counts places, which may take a while.
    pub(super) counter: Desk<Memory>,
    pub(super) counts: Counts,
    /// `None` where the memory can only be read.
    writer: Option<Desk<Memory>>,
    pub(super) session: Session,
    /// The languages of what is imported.
    pub(super) langs: [Lang; 2],
    pub(super) events: broadcast::Sender<Event>,
    /// What ends the page.
    pub(super) end: watch::Sender<bool>,
    pub(super) stop: Stop,
}

impl State {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn start(
        options: &ReviewOptions,
        read_only: bool,
        session: Session,
        end: watch::Sender<bool>,
        stop: Stop,
    ) -> io::Result<Arc<State>> {
        let folder = &options.memory;
        let author = options.author.clone();
        let writer = move |folder: &std::path::Path| {
            let mut memory = Memory::open(folder, Mode::Write)?;
            memory.set_author(author.clone());
            // Somebody else sees to the files of `tmx/`, in a quiet moment.
            memory.defer_files(true);
            Ok(memory)
        };
        Ok(Arc::new(State {
            reader: Desk::start("reader", folder, Reading::open)?,
            panels: Desk::start("panels", folder, Panels::open)?,
            counter: Desk::start("counter", folder, |folder| Memory::open(folder, Mode::Read))?,
            counts: Counts::default(),
            writer: if read_only {
                None
            } else {
                Some(Desk::start("writer", folder, writer)?)
            },
            session,
            langs: [options.from.clone(), options.to.clone()],
            events: broadcast::Sender::new(WAITING),
            end,
            stop,
        }))
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.writer.is_none()
    }

    /// Has something written.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Memory) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        match &self.writer {
            None => Err(Refused::read_only()),
            Some(writer) => writer.ask(change).await,
        }
    }
}
