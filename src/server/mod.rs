//! A memory → a server for the tools that people have open: CAT tools by the protocols that they know, assistants by the Model Context
//! Protocol, and everything else by an interface of our own.
//!
//! ```text
//! /tmserver/…, /api/v1/…   tmserver: Weblate, Okapi, Virtaal
//! /apy/…                   Apertium APy: OmegaT, Weblate
//! /v1/…                    our own, described by /v1/openapi.json
//! /search                  a page for people, such as from OmegaT's External Finder
//! /mcp                     the Model Context Protocol
//! ```
//!
//! Threads of our own read the memory, each by a connection of its own, and share one index; see `workers`. A write opens the memory
//! for itself. Who may ask is looked at before a request comes here, by the room `web`. docs/SERVER.md says how clients are set up.

mod apertium;
mod api;
mod changes;
mod coded_text;
mod finder;
mod json;
mod languages;
mod log;
mod mcp;
mod mcp_http;
mod mcp_message;
mod mcp_stdio;
mod metrics;
mod options;
mod page;
mod query;
mod reply;
mod routes;
mod state;
mod submit;
mod tmserver;
mod transfer;
mod workers;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};

use crate::matching;
use crate::memory::{Memory, MemoryError, Mode};
use crate::web::guard::{Guard, host_name};
use crate::web::listen;
pub use crate::web::listen::ListenError;
use crate::web::token;
pub use crate::web::token::TokenError;
pub use finder::omegat_finder;
pub use log::Log;
pub use options::{DEFAULT_PORT, ServerOptions};

use state::State;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The address is not of this machine alone, and anybody could ask.
    #[error(
        "{0} can be reached from other machines: name a file of tokens with --token-file (it is made if there is none)"
    )]
    OpenToAll(IpAddr),
    /// Units could be handed in by anybody on this machine, pages in a browser included.
    #[error("--writable needs a file of tokens: name one with --token-file (it is made if there is none)")]
    WritableToAll,
    /// No request can be sent to such a name.
    #[error(
        "--allow-host {0}: expected the name of this machine alone, such as tm.example, without http:// and without a path (in its xn-- form where it has other letters than those of ASCII)"
    )]
    NoHostName(String),
    /// The tokens cannot be read.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The address cannot be listened at.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The memory cannot be read.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The system gives no threads or no sockets.
    #[error("the server cannot run: {0}")]
    Io(#[from] io::Error),
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    options: ServerOptions,
    listener: TcpListener,
    address: SocketAddr,
    guard: Guard,
}

impl Server {
    /// Looks whether everything is there that the server needs, and listens.
    ///
    /// # Errors
    /// See [`ServerError`].
    pub fn bind(options: ServerOptions) -> Result<Server, ServerError> {
        if options.token_file.is_none() {
            if options.writable {
                return Err(ServerError::WritableToAll);
            }
            if !options.listen.is_loopback() {
                return Err(ServerError::OpenToAll(options.listen));
            }
        }
        if let Some(name) = options.allowed_hosts.iter().find(|name| host_name(name).is_none()) {
            return Err(ServerError::NoHostName(name.clone()));
        }
        let mode = if options.writable { Mode::Write } else { Mode::Read };
        drop(Memory::open(&options.memory, mode)?);
        let tokens = match &options.token_file {
            Some(path) => token::read_or_make(path)?,
            None => Vec::new(),
        };
        let listener = listen::bind(SocketAddr::new(options.listen, options.port))?;
        let address = listener.local_addr()?;
        let guard = Guard::new(options.listen, tokens, &options.allowed_hosts);
        Ok(Server {
            options,
            listener,
            address,
            guard,
        })
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Brings the index of the two languages up to date, so that nobody waits for it; `progress` is told, now and then, how many units
    /// have been taken in.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn prepare(&self, progress: impl FnMut(u64)) -> Result<(), ServerError> {
        let memory = Memory::open(&self.options.memory, Mode::Read)?;
        Ok(matching::refresh(
            &memory,
            &self.options.from,
            &self.options.to,
            progress,
        )?)
    }

    /// Answers until the process is asked to end (SIGTERM, SIGINT); what is under way then is finished, for ten seconds at most.
    ///
    /// # Errors
    /// When the system gives no threads or no sockets.
    pub fn run(self) -> Result<(), ServerError> {
        let runtime = runtime()?;
        let (sender, stop) = listen::stop();
        let outcome = runtime.block_on(async {
            let state = State::start(&self.options, stop.clone())?;
            tokio::spawn(async move {
                listen::asked_to_end().await;
                let _ = sender.send(true);
            });
            tokio::spawn(changes::watch(state.clone()));
            let service = routes::service(state, self.guard);
            Ok(listen::serve(self.listener, stop, service).await?)
        });
        // A search that is under way holds no one up: its connection reads and cannot leave anything half done.
        runtime.shutdown_background();
        outcome
    }
}

/// Serves the Model Context Protocol over standard input and output, until the input ends. Writes are credited to `person`.
///
/// # Errors
/// When the memory cannot be read, or the system gives no threads.
pub fn serve_mcp(options: &ServerOptions, person: Option<String>) -> Result<(), ServerError> {
    let mode = if options.writable { Mode::Write } else { Mode::Read };
    drop(Memory::open(&options.memory, mode)?);
    let runtime = runtime()?;
    let (_sender, stop) = listen::stop();
    let outcome = runtime.block_on(async {
        let state = State::start(options, stop)?;
        tokio::spawn(changes::watch(state.clone()));
        tokio::select! {
            served = mcp_stdio::over_stdio(state, person) => Ok(served?),
            () = listen::asked_to_end() => Ok(()),
        }
    });
    runtime.shutdown_background();
    outcome
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
