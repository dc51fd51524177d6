//! What a page is served of.

use std::path::PathBuf;

use crate::text::lang::Lang;

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
    /// The language of articles that are imported.
    pub from: Lang,
    /// The language of their translations.
    pub to: Lang,
}

impl ReviewOptions {
    /// The options for a memory and the languages of what is imported, everything else at its default.
    #[must_use]
    pub fn new(memory: PathBuf, from: Lang, to: Lang) -> ReviewOptions {
        ReviewOptions {
            memory,
            port: 0,
            author: None,
            from,
            to,
        }
    }
}
