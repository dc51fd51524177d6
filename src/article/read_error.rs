//! Why a file is not read as an article.

use std::path::PathBuf;

use crate::article::formats::error::{DocumentError, SUPPORTED};
use crate::article::furniture::model::ModelError;

/// Why a file was not read as an article; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Its path, as it was given.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The path is a folder.
    #[error("{}: this is a folder; name a file in it", path.display())]
    Folder {
        /// Its path, as it was given.
        path: PathBuf,
    },
    /// The file has no text.
    #[error("{name}: the file is empty: there is no text in it")]
    Empty {
        /// Its path, or what its caller calls it.
        name: String,
    },
    /// The file is too large to be an article.
    #[error("{name}: {size} bytes are more than an article can have (the limit is {limit}); split the file")]
    TooLarge {
        /// Its path, or what its caller calls it.
        name: String,
        /// Its size in bytes.
        size: u64,
        /// The largest size in bytes that is read.
        limit: u64,
    },
    /// The file is of a kind that holds no text, or none that is read.
    #[error("{name}: this is a {kind} file, which is not read; save or convert its text first (read are {SUPPORTED})")]
    Binary {
        /// Its path, or what its caller calls it.
        name: String,
        /// What kind of file it is.
        kind: &'static str,
    },
    /// A text that was given as such has a character that no text file has, and XML cannot hold.
    #[error("{name}: the character U+{:04X} cannot stand in a text: take it out, or a space in its place", u32::from(*character))]
    Character {
        /// What its caller calls it.
        name: String,
        /// The first such character.
        character: char,
    },
    /// A file of a known format that breaks the format's rules, or goes beyond what is read of it.
    #[error("{name}: this {format} file cannot be read: {what}")]
    Malformed {
        /// Its path, or what its caller calls it.
        name: String,
        /// As `--format` names it.
        format: &'static str,
        /// What is wrong, and where.
        what: String,
    },
    /// A document (DOCX, ODT, ...) that could not be read, or of a kind that is not read.
    #[error("{name}: {problem}")]
    Document {
        /// Its path, or what its caller calls it.
        name: String,
        /// What is wrong with it.
        problem: DocumentError,
    },
    /// The weights by which the furniture of pages is told cannot be read.
    #[error(transparent)]
    Model(#[from] &'static ModelError),
    /// Bytes that are no text in any encoding that is tried.
    #[error(
        "{name}, line {line}: the byte at offset {offset} is not valid text in the file's encoding; \
         save the file as UTF-8 again from the program that wrote it"
    )]
    Encoding {
        /// Its path, or what its caller calls it.
        name: String,
        /// The offset of the first wrong byte, from 0.
        offset: usize,
        /// The line of the first wrong byte, from 1.
        line: usize,
    },
}

impl ReadError {
    /// The same of a file that is called otherwise than it was read by; `rename` is given that name, or its path.
    #[must_use]
    pub fn renamed(self, rename: impl FnOnce(&str) -> String) -> ReadError {
        let mut error = self;
        match &mut error {
            ReadError::Io { path, .. } | ReadError::Folder { path } => {
                *path = PathBuf::from(rename(&path.to_string_lossy()));
            }
            ReadError::Empty { name }
            | ReadError::TooLarge { name, .. }
            | ReadError::Binary { name, .. }
            | ReadError::Character { name, .. }
            | ReadError::Malformed { name, .. }
            | ReadError::Document { name, .. }
            | ReadError::Encoding { name, .. } => *name = rename(name),
            ReadError::Model(_) => {}
        }
        error
    }
}
