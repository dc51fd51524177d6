//! The command line's one error: what kind of trouble it is, what to say, what to do, and the causes behind it.
//!
//! An error of the library says all that a user needs, its cause included: its text is shown as it is. A context that a
//! command adds stands before the text of its cause.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::Path;

use crate::align::AlignError;
#[cfg(feature = "lab")]
use crate::align::lab::{ablation::UnknownComponent, gold::GoldError};
use crate::align::lexicon::LexiconError;
use crate::article::ReadError;
use crate::atomic::WriteError;
use crate::exchange::{ExchangeError, UnitsError};
use crate::memory::{ExportError, ImportError, MemoryError};
use crate::pair::{DiscoverError, PairError};
#[cfg(feature = "review")]
use crate::review::ReviewError;
use crate::segment::SrxError;
#[cfg(feature = "server")]
use crate::server::ServerError;
use crate::settings::{Origin, SettingsError};

/// What a command gives.
pub(crate) type Result<T = (), E = CliError> = std::result::Result<T, E>;

/// What messages call standard output.
pub(crate) const STANDARD_OUTPUT: &str = "standard output";

/// What kind of trouble an error is; the exit code follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The command line makes no sense: exit code 2.
    Usage,
    /// What was asked for cannot be had, though nothing is wrong with an input or the memory.
    User,
    /// A file that was given cannot be used, or one that was named must not be written.
    Input,
    /// The memory cannot be used, or refused the change.
    Memory,
    /// What comes out could not be written: to standard output, where [`CliError::written_to`] names nothing else.
    Output,
    /// The system or interligne itself failed.
    Internal,
}

/// Why a command was not carried out.
#[derive(Debug)]
pub(crate) struct CliError {
    kind: Kind,
    message: String,
    hints: Vec<String>,
    /// Whether the message says what became of the memory.
    tells_state: bool,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl CliError {
    /// An error of a kind; the message is a sentence without its full stop.
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> CliError {
        CliError {
            kind,
            message: message.into(),
            hints: Vec::new(),
            tells_state: false,
            source: None,
        }
    }

    /// A command line whose parts do not go together, found after parsing.
    pub(crate) fn usage(message: impl Into<String>) -> CliError {
        CliError::new(Kind::Usage, message)
    }

    /// Adds what to do instead.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> CliError {
        self.hints.push(hint.into());
        self
    }

    /// What kind of trouble it is.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// What to do instead.
    pub(crate) fn hints(&self) -> &[String] {
        &self.hints
    }

    /// Whether the reader of the output went away.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.comes_of(io::ErrorKind::BrokenPipe)
    }

    /// Whether a file that was given is not there.
    pub(crate) fn is_missing_file(&self) -> bool {
        self.kind == Kind::Input && self.comes_of(io::ErrorKind::NotFound)
    }

    fn comes_of(&self, kind: io::ErrorKind) -> bool {
        let mut cause: Option<&(dyn Error + 'static)> = self.source();
        while let Some(error) = cause {
            if error
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.kind() == kind)
            {
                return true;
            }
            cause = error.source();
        }
        false
    }

    /// The same where the output was not standard output, but this file.
    pub(crate) fn written_to(mut self, path: &Path) -> CliError {
        let Some(source) = self.source.take_if(|_| self.kind == Kind::Output) else {
            return self;
        };
        match source.downcast::<WriteError>() {
            Ok(error) => WriteError::of(path)(error.source).into(),
            Err(source) => CliError {
                source: Some(source),
                ..self
            },
        }
    }

    fn of(kind: Kind, error: impl Error + Send + Sync + 'static) -> CliError {
        CliError {
            kind,
            message: error.to_string(),
            hints: Vec::new(),
            tells_state: false,
            source: Some(Box::new(error)),
        }
    }

    /// An error of the library that may come when the change is stored, and says so then.
    fn of_change(kind: Kind, stored: bool, error: impl Error + Send + Sync + 'static) -> CliError {
        CliError {
            tells_state: stored,
            ..CliError::of(kind, error)
        }
    }

    /// The same, with a message that says what became of the memory.
    pub(crate) fn telling_state(self) -> CliError {
        CliError {
            tells_state: true,
            ..self
        }
    }

    /// Whether the message says what became of the memory.
    pub(crate) fn tells_state(&self) -> bool {
        self.tells_state
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for CliError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

/// Each error of the library with its kind.
macro_rules! kinds {
    ($($kind:ident: $($error:ty),+;)+) => {
        $($(impl From<$error> for CliError {
            fn from(error: $error) -> CliError {
                CliError::of(Kind::$kind, error)
            }
        })+)+
    };
}

kinds! {
    Output: WriteError;
    Input: AlignError, LexiconError, ReadError, ExchangeError, DiscoverError, SrxError;
    Memory: ExportError;
    Internal: fmt::Error, std::num::TryFromIntError;
}

impl From<PairError> for CliError {
    fn from(error: PairError) -> CliError {
        let kind = match error {
            // Nothing is wrong with the file.
            PairError::SameFile { .. } => Kind::Usage,
            _ => Kind::Input,
        };
        CliError::of(kind, error)
    }
}

/// Commands read through the library, or say what they read; what fails without a word is their output.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> CliError {
        WriteError::of(Path::new(STANDARD_OUTPUT))(error).into()
    }
}

impl From<serde_json::Error> for CliError {
    fn from(error: serde_json::Error) -> CliError {
        if error.is_io() {
            io::Error::from(error).into()
        } else {
            CliError::of(Kind::Internal, error)
        }
    }
}

impl From<SettingsError> for CliError {
    fn from(error: SettingsError) -> CliError {
        // A variable, or a value to be set, is as wrong as an option would be.
        let kind = match &error {
            SettingsError::Variable { .. }
            | SettingsError::NewValue { .. }
            | SettingsError::NewNotForMemories { .. } => Kind::Usage,
            // Where a file says one of the two, the file is wrong.
            SettingsError::OneLanguage { from, to, .. } => {
                let in_file = [from, to]
                    .into_iter()
                    .any(|origin| matches!(**origin, Origin::File(..)));
                if in_file { Kind::Input } else { Kind::Usage }
            }
            _ => Kind::Input,
        };
        CliError::of(kind, error)
    }
}

impl From<MemoryError> for CliError {
    fn from(error: MemoryError) -> CliError {
        use MemoryError::{Emptied, Newer, NoDefaultFolder, NotAFolder, NotAMemory, NotFound};
        // Where there is no memory that could be changed, nobody asks.
        let no_memory = matches!(
            error,
            NotFound(_) | Emptied(_) | NotAFolder(_) | NotAMemory(_) | Newer { .. } | NoDefaultFolder
        );
        CliError::of_change(Kind::Memory, no_memory || error.is_stored(), error)
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> CliError {
        let kind = match &error {
            ImportError::Memory(_) | ImportError::MemoryMidway { .. } => Kind::Memory,
            ImportError::Unreadable { .. } | ImportError::Tmx { .. } | ImportError::TmxMidway { .. } => Kind::Input,
        };
        CliError::of_change(kind, error.is_stored(), error)
    }
}

impl From<UnitsError> for CliError {
    fn from(error: UnitsError) -> CliError {
        match error {
            UnitsError::Memory(error) => error.into(),
            UnitsError::Import(error) => error.into(),
            other => CliError::of(Kind::Input, other),
        }
    }
}

#[cfg(feature = "lab")]
kinds! {
    Input: GoldError;
    Usage: UnknownComponent;
}

#[cfg(feature = "review")]
impl From<ReviewError> for CliError {
    fn from(error: ReviewError) -> CliError {
        let kind = match &error {
            ReviewError::Memory(_) => Kind::Memory,
            ReviewError::Listen(_) => Kind::User,
            ReviewError::Io(_) => Kind::Internal,
        };
        CliError::of(kind, error)
    }
}

#[cfg(feature = "server")]
impl From<ServerError> for CliError {
    fn from(error: ServerError) -> CliError {
        let kind = match &error {
            ServerError::OpenToAll(_) | ServerError::WritableToAll | ServerError::NoHostName(_) => Kind::Usage,
            ServerError::Token(_) => Kind::Input,
            ServerError::Memory(_) => Kind::Memory,
            _ => Kind::User,
        };
        CliError::of(kind, error)
    }
}

/// What a command was about when something below it failed.
pub(crate) trait Context<T> {
    /// Puts a context before the error's own text: `context: error`.
    fn context(self, kind: Kind, context: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Error + Send + Sync + 'static> Context<T> for std::result::Result<T, E> {
    fn context(self, kind: Kind, context: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| CliError {
            kind,
            message: format!("{}: {error}", context()),
            hints: Vec::new(),
            tells_state: false,
            source: Some(Box::new(error)),
        })
    }
}

/// Leaves the function with an error of a kind.
macro_rules! fail {
    ($kind:ident, $($message:tt)+) => {
        return Err($crate::cli::error::CliError::new($crate::cli::error::Kind::$kind, format!($($message)+)))
    };
}
pub(crate) use fail;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_stands_before_its_cause_once() {
        let failed: std::result::Result<(), io::Error> = Err(io::Error::other("no such thing"));
        let error = failed
            .context(Kind::Input, || "a.txt".to_owned())
            .expect_err("it failed");
        assert_eq!(error.to_string(), "a.txt: no such thing");
        assert_eq!(error.source().expect("the cause is kept").to_string(), "no such thing");
    }

    #[test]
    fn a_broken_pipe_is_found_below_other_errors() {
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(CliError::from(closed()).is_broken_pipe());
        let wrapped = ExchangeError::from(WriteError::of(Path::new("out.tsv"))(closed()));
        assert!(CliError::from(wrapped).is_broken_pipe());
        assert!(!CliError::usage("wrong").is_broken_pipe());
    }

    #[test]
    fn an_output_that_cannot_be_written_is_named_in_one_way() {
        let full = || io::Error::other("full");
        let of = |error: CliError| (error.to_string(), error.written_to(Path::new("out.tmx")).to_string());
        let expected = |name: &str| format!("{name}: cannot be written: full");
        let plain = CliError::from(full());
        assert_eq!(of(plain), (expected("standard output"), expected("out.tmx")));
        let json = CliError::from(serde_json::Error::io(full()));
        assert_eq!(of(json).1, expected("out.tmx"));
        // What names its output already says it in the same words.
        let units = UnitsError::export(Path::new("x.tmx"), ExportError::from(full()));
        assert_eq!(of(units.into()), (expected("x.tmx"), expected("x.tmx")));
        let other = CliError::usage("wrong").written_to(Path::new("out.tmx"));
        assert_eq!(other.to_string(), "wrong");
    }
}
