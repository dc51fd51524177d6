//! What all requests share.

use std::io;
use std::sync::Arc;

use tokio::sync::{broadcast, watch};

use super::article::Reading;
use super::desk::{self, Desk, Writer, Writing};
use super::event::Event;
use super::options::ReviewOptions;
use super::reply::Refused;
use crate::web::listen::Stop;
use crate::web::session::Session;

/// Events that wait for a listener who is slow; then he is told to read everything anew.
const WAITING: usize = 64;

/// The two threads, and what is told.
#[derive(Debug)]
pub(super) struct State {
    pub(super) reader: Desk<Reading>,
    /// `None` where the memory can only be read.
    writer: Option<Desk<Writing>>,
    pub(super) session: Session,
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
    ) -> io::Result<(Arc<State>, Writer)> {
        let events = broadcast::Sender::new(WAITING);
        let folder = options.memory.clone();
        let reader = desk::reader(move || Reading::open(&folder))?;
        let (writer, thread) = if read_only {
            (None, std::thread::spawn(|| Ok(())))
        } else {
            let told = events.clone();
            let (writer, thread) = desk::writer(&options.memory, options.author.clone(), move |message| {
                let _ = told.send(Event::Files(message));
            })?;
            (Some(writer), thread)
        };
        let state = Arc::new(State {
            reader,
            writer,
            session,
            events,
            end,
            stop,
        });
        Ok((state, thread))
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.writer.is_none()
    }

    /// Has something written.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Writing) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        match &self.writer {
            None => Err(Refused::read_only()),
            Some(writer) => {
                writer
                    .ask(move |writing| {
                        writing.waits = true;
                        change(writing)
                    })
                    .await
            }
        }
    }
}
