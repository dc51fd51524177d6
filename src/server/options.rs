//! What is served, to whom.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::log::Log;
use crate::matching::SuggestOptions;
use crate::text::lang::Lang;

/// The port that clients of tmserver try first.
pub const DEFAULT_PORT: u16 = 55_555;

/// What is served, to whom.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerOptions {
    /// The memory's folder.
    pub memory: PathBuf,
    /// The source language of requests that name none, and one of the two that are indexed before the server answers.
    pub from: Lang,
    /// The target language of requests that name none.
    pub to: Lang,
    /// The least score and the most matches for requests of our own interface that name none.
    pub suggest: SuggestOptions,
    /// Only texts in these languages; empty: in all that the memory has.
    pub languages: Vec<Lang>,
    /// The address to listen at.
    pub listen: IpAddr,
    /// The port to listen at; 0 for a free one.
    pub port: u16,
    /// The file of tokens, made if there is none; without it everybody who reaches the server may ask.
    pub token_file: Option<PathBuf>,
    /// Names of this machine under which requests are answered, beside `localhost` and its addresses.
    pub allowed_hosts: Vec<String>,
    /// Whether units may be handed in.
    pub writable: bool,
    /// What is told of each request on standard error.
    pub log: Log,
}

impl ServerOptions {
    /// A server of that memory as it is when nothing more is said: for this machine alone, to be read.
    #[must_use]
    pub fn new(memory: PathBuf, from: Lang, to: Lang) -> ServerOptions {
        ServerOptions {
            memory,
            from,
            to,
            suggest: SuggestOptions::default(),
            languages: Vec::new(),
            listen: IpAddr::from([127, 0, 0, 1]),
            port: DEFAULT_PORT,
            token_file: None,
            allowed_hosts: Vec::new(),
            writable: false,
            log: Log::Each,
        }
    }
    /// The least score and the most matches for requests of our own interface that name none.
    #[must_use]
    pub fn suggest(mut self, options: SuggestOptions) -> ServerOptions {
        self.suggest = options;
        self
    }

    /// Only texts in these languages; none means all that the memory has.
    #[must_use]
    pub fn languages(mut self, languages: impl IntoIterator<Item = Lang>) -> ServerOptions {
        self.languages = languages.into_iter().collect();
        self
    }

    /// The address and the port to listen at; port 0 takes a free one.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> ServerOptions {
        (self.listen, self.port) = (address.ip(), address.port());
        self
    }

    /// Answers only who gives a token of this file, which is made if there is none.
    #[must_use]
    pub fn token_file(mut self, path: Option<PathBuf>) -> ServerOptions {
        self.token_file = path;
        self
    }

    /// Also answers where this machine is called so; a port after a name is passed over.
    #[must_use]
    pub fn allowed_hosts(mut self, names: impl IntoIterator<Item = String>) -> ServerOptions {
        self.allowed_hosts = names.into_iter().collect();
        self
    }

    /// Whether units may be handed in, to be reviewed.
    #[must_use]
    pub fn writable(mut self, writable: bool) -> ServerOptions {
        self.writable = writable;
        self
    }

    /// What is told of each request on standard error.
    #[must_use]
    pub fn log(mut self, log: Log) -> ServerOptions {
        self.log = log;
        self
    }
}
