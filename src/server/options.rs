//! What is served, to whom.

use std::net::IpAddr;
use std::path::PathBuf;

use super::log::Log;
use crate::text::lang::Lang;

/// The port that clients of tmserver try first.
pub const DEFAULT_PORT: u16 = 55_555;

/// What is served, to whom.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// The memory's folder.
    pub memory: PathBuf,
    /// The source language of requests that name none, and one of the two that are indexed before the server answers.
    pub from: Lang,
    /// The target language of requests that name none.
    pub to: Lang,
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
            languages: Vec::new(),
            listen: IpAddr::from([127, 0, 0, 1]),
            port: DEFAULT_PORT,
            token_file: None,
            allowed_hosts: Vec::new(),
            writable: false,
            log: Log::Each,
        }
    }
}
