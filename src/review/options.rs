//! What a page is served of.

use std::path::PathBuf;

/// Which memory, and by whom.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReviewOptions {
    /// The memory's folder.
    pub memory: PathBuf,
    /// The port to listen at; 0 takes a free one.
    pub port: u16,
    /// Whom changes are credited to.
    pub author: Option<String>,
}

impl ReviewOptions {
    /// The options for a memory, everything else at its default.
    #[must_use]
    pub fn new(memory: PathBuf) -> ReviewOptions {
        ReviewOptions {
            memory,
            port: 0,
            author: None,
        }
    }
}
