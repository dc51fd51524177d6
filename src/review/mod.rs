//! The page on which an article is mended: a memory → a server on this machine alone, for the browser of whoever sits here.
//!
//! ```text
//! GET  /                            the articles
//! GET  /a/ID                        an article, its beads as rows
//! GET  /a/ID/rows, /a/ID/left-out   pieces of that page
//! GET  /api/…                       the same as JSON, and what the panels show
//! POST /api/…                       one action each, as `interligne memory act`
//! GET  /assets/…                    styles and scripts
//! ```
//!
//! docs/REVIEW.md describes the addresses, the elements of the pages and what is refused how. What an action does is the memory's affair
//! ([`Memory::act`]): nothing is decided here that the command line could not do.
//!
//! One thread reads the memory and keeps the articles that are open; another one writes. Files in `tmx/` are written when nothing was
//! done for two seconds, and at the end. Who may ask is looked at before a request comes here, by `web::session`.

mod actions;
mod address;
mod api;
mod article;
mod assets;
mod changes;
mod counting;
mod counts;
mod desk;
mod event;
mod events;
mod export;
mod import;
mod language;
mod list;
mod numbers;
mod options;
mod pages;
mod panels;
mod reference;
mod refusals;
mod reply;
mod routes;
mod state;
mod texts;
mod told;
mod verbs;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::memory::{ArticleId, BeadId, DeferredFiles, Memory, MemoryError, Mode, QUIET};
use crate::web::guard::Guard;
use crate::web::listen;
pub use crate::web::listen::ListenError;
use crate::web::session::Session;

use event::Event;
pub use options::ReviewOptions;
use state::State;

/// What the page shows first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The page of all articles.
    Articles,
    /// An article, from its beginning or at a bead.
    Article(ArticleId, Option<BeadId>),
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// The port cannot be listened at.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The memory cannot be read.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The system gives no threads, sockets or random bytes.
    #[error("the page cannot be served: {0}")]
    Io(#[from] io::Error),
}

/// A page that listens and does not answer yet.
#[derive(Debug)]
pub struct Review {
    options: ReviewOptions,
    /// Whether the memory can only be read.
    read_only: bool,
    listener: TcpListener,
    address: SocketAddr,
    session: Session,
}

impl Review {
    /// Looks whether everything is there that the page needs, and listens. A memory that cannot be written is shown without actions.
    ///
    /// # Errors
    /// See [`ReviewError`].
    pub fn bind(options: ReviewOptions) -> Result<Review, ReviewError> {
        let read_only = match Memory::open(&options.memory, Mode::Write) {
            Ok(_) => false,
            Err(MemoryError::ReadOnly(_)) => {
                drop(Memory::open(&options.memory, Mode::Read)?);
                true
            }
            Err(error) => return Err(error.into()),
        };
        let here = Ipv4Addr::LOCALHOST;
        let listener = listen::bind(SocketAddr::new(here.into(), options.port))?;
        let address = listener.local_addr()?;
        let session = Session::new(Guard::new(here.into(), Vec::new(), &[]), address.port())?;
        Ok(Review {
            options,
            read_only,
            listener,
            address,
            session,
        })
    }

    /// Whether the memory can only be read: the page then offers no actions.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The address for people, which lets whoever opens it in.
    #[must_use]
    pub fn address(&self, start: Start) -> String {
        self.with(start, &self.session.printed())
    }

    /// The address that a browser is started with. It lets one in once, since other people of this machine may see how programs are
    /// called.
    #[must_use]
    pub fn address_once(&self, start: Start) -> String {
        match self.session.once() {
            Some(once) => self.with(start, &once),
            None => self.address(start),
        }
    }

    fn with(&self, start: Start, secret: &str) -> String {
        let path = match start {
            Start::Articles => format!("/?{secret}"),
            Start::Article(article, None) => format!("/a/{article}?{secret}"),
            Start::Article(article, Some(bead)) => format!("/a/{article}?bead={bead}&{secret}"),
        };
        format!("http://{}{path}", self.address)
    }

    /// Answers until the process is asked to end (SIGTERM, SIGINT), or the button for that is pressed. What is under way is finished, and
    /// the files in `tmx/` are written.
    ///
    /// # Errors
    /// When the system gives no threads or no sockets, and when files in `tmx/` could not be written at the end.
    pub fn run(self) -> Result<(), ReviewError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let (sender, stop) = listen::stop();
        let state = State::start(
            &self.options,
            self.read_only,
            self.session,
            sender.clone(),
            stop.clone(),
        )?;
        let files = if self.read_only {
            None
        } else {
            let told = state.events.clone();
            let mut memory = Memory::open(&self.options.memory, Mode::Write)?;
            Some(memory.write_files_after(QUIET, move |error| {
                // Nobody may listen.
                let _ = told.send(Event::Files(error.to_string()));
            })?)
        };
        let outcome = runtime.block_on(async {
            tokio::spawn(async move {
                listen::asked_to_end().await;
                let _ = sender.send(true);
            });
            tokio::spawn(events::watch(state.clone()));
            tokio::spawn(counting::keep(state.clone()));
            listen::serve(self.listener, stop, routes::service(state)).await
        });
        // A search or an alignment that is under way holds no one up.
        runtime.shutdown_background();
        let written = files.map_or(Ok(()), DeferredFiles::finish);
        outcome?;
        Ok(written?)
    }
}
