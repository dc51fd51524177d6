//! Errors of exchange files, each with the file, the line and what was expected.

use std::io;
use std::path::{Path, PathBuf};

use crate::atomic::WriteError;
use crate::memory::{ExportError, ImportError, MemoryError};
use crate::text::lang::Lang;

/// Why an exchange file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The file cannot be read.
    #[error("{}: cannot be read: {source}", file.display())]
    Read {
        /// Its path, as it was given.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be written; the old file, if any, is as it was.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The file's name says no format.
    #[error(
        "{}: its name says no format that is known: expected .tsv, .csv, .xlsx, .xlf, .po or .jsonl (and .tmx)",
        file.display()
    )]
    UnknownFormat {
        /// Its path, as it was given.
        file: PathBuf,
    },
    /// The format is for people to look at.
    #[error("{}: HTML tables are written, not read: export to .tsv, .xlsx or .tmx to read again", file.display())]
    WriteOnly {
        /// Its path, as it was given.
        file: PathBuf,
    },
    /// There is nothing in the file.
    #[error("{}: the file is empty: expected {expected}", file.display())]
    Empty {
        /// Its path, as it was given.
        file: PathBuf,
        /// What should be there.
        expected: String,
    },
    /// The file is not sound TMX.
    #[error("{}: {error}", file.display())]
    Tmx {
        /// Its path, as it was given.
        file: PathBuf,
        /// What is wrong, and on which line.
        #[source]
        error: tmx::Error,
    },
    /// The texts are in each other's language.
    #[error(
        "{}: in {rows} of {of} rows that tell, the source is {} and the translation {} (`{example}`): expected {from} and {to}; {advice}\
         give --from and --to the other way round, or --force if all is right",
        file.display(), to.name(), from.name(), advice = if *is_table { "name the columns in a first row, or " } else { "" }
    )]
    Reversed {
        /// Its path, as it was given.
        file: PathBuf,
        /// Whether it is a table, whose first row can name the columns.
        is_table: bool,
        /// How many rows are the wrong way round.
        rows: u64,
        /// Of how many that tell their direction.
        of: u64,
        /// The beginning of the source of the first.
        example: String,
        /// The language that the source should be in.
        from: Lang,
        /// The language that the translation should be in.
        to: Lang,
    },
    /// The file says that source and translation are in the same language.
    #[error(
        "{}: the file says that source and translation are both in {}: expected two languages, such as {from} and {to}; \
         correct the language that the file names",
        file.display(), lang.name()
    )]
    OneLanguage {
        /// Its path, as it was given.
        file: PathBuf,
        /// The language.
        lang: Lang,
        /// The source language asked for.
        from: Lang,
        /// The other language asked for.
        to: Lang,
    },
    /// A side is in another language than was asked for.
    #[error(
        "{}: the {side} is in {} and not in {}: give the languages of the file with --from and --to, or --force if all is right",
        file.display(), found.name(), expected.name()
    )]
    AnotherLanguage {
        /// Its path, as it was given.
        file: PathBuf,
        /// `source` or `translation`.
        side: &'static str,
        /// The language of the texts.
        found: Lang,
        /// The language asked for.
        expected: Lang,
    },
    /// The content is wrong.
    #[error("{}:{line}: {problem}: expected {expected}", file.display())]
    Content {
        /// Its path, as it was given.
        file: PathBuf,
        /// The line, or the row of a workbook, from 1.
        line: u64,
        /// What is wrong.
        problem: String,
        /// What should be there.
        expected: String,
    },
}

impl ExchangeError {
    pub(crate) fn read(file: &Path, source: io::Error) -> ExchangeError {
        ExchangeError::Read {
            file: file.to_owned(),
            source,
        }
    }

    pub(crate) fn content(
        file: &Path,
        line: u64,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> ExchangeError {
        ExchangeError::Content {
            file: file.to_owned(),
            line,
            problem: problem.into(),
            expected: expected.into(),
        }
    }
}

/// Why units could not be exchanged; the file, or the memory, is as it was, unless [`UnitsError::is_stored`] says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum UnitsError {
    /// The file was not read or written.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// A TMX file was not imported, or not to its end.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The units make no TMX that may be written; the old file, if any, is as it was.
    #[error("{}: {error}", file.display())]
    Export {
        /// Its path, as it was given.
        file: PathBuf,
        /// What is wrong with them.
        #[source]
        error: tmx::WriteError,
    },
    /// The memory refused.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

impl UnitsError {
    /// Whether the memory holds units of the file all the same.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        match self {
            UnitsError::Import(error) => error.is_stored(),
            UnitsError::Memory(error) => error.is_stored(),
            UnitsError::Exchange(_) | UnitsError::Export { .. } => false,
        }
    }

    /// What an export of TMX to `file` failed of.
    pub(crate) fn export(file: &Path, error: ExportError) -> UnitsError {
        match error {
            ExportError::Memory(error) => error.into(),
            ExportError::Write(tmx::WriteError::Io(source)) => ExchangeError::from(WriteError::of(file)(source)).into(),
            ExportError::Write(error) => UnitsError::Export {
                file: file.to_owned(),
                error,
            },
        }
    }
}
