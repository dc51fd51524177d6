//! The library's errors as Python's exceptions, with the same texts.

use std::fmt::Display;

use interligne::align::AlignError;
use interligne::article::ReadError;
use interligne::exchange::{ExchangeError, UnitsError};
use interligne::matching::concordance::QueryError;
use interligne::memory::{ImportError, MemoryError};
use interligne::pair::PairError;
use interligne::text::lang::LangError;
use pyo3::PyErr;
use pyo3::create_exception;
use pyo3::exceptions::PyException;

create_exception!(
    interligne,
    InterligneError,
    PyException,
    "What interligne refuses; the text says the file, the line where there is one, what was expected and what to do."
);
create_exception!(
    interligne,
    InputError,
    InterligneError,
    "A text, a file or an argument that cannot be used; nothing was changed."
);
create_exception!(
    interligne,
    StoreError,
    InterligneError,
    "The memory cannot be used, or refused the change; it is as it was."
);

/// An error of the library on its way to Python.
pub(crate) enum Error {
    /// A text, a file or an argument.
    Input(String),
    /// The memory.
    Store(String),
}

impl Error {
    /// What cannot be used, and why.
    pub(crate) fn input(message: impl Display) -> Error {
        Error::Input(message.to_string())
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Error::Input(message) | Error::Store(message)) = self;
        f.write_str(message)
    }
}

impl From<Error> for PyErr {
    fn from(error: Error) -> PyErr {
        match error {
            Error::Input(message) => InputError::new_err(message),
            Error::Store(message) => StoreError::new_err(message),
        }
    }
}

macro_rules! inputs {
    ($($error:ty),+) => {
        $(impl From<$error> for Error {
            fn from(error: $error) -> Error {
                Error::input(error)
            }
        })+
    };
}

inputs!(AlignError, ReadError, ExchangeError, QueryError, PairError, LangError);

impl From<MemoryError> for Error {
    fn from(error: MemoryError) -> Error {
        Error::Store(error.to_string())
    }
}

impl From<UnitsError> for Error {
    fn from(error: UnitsError) -> Error {
        match error {
            UnitsError::Memory(error) | UnitsError::Import(ImportError::Memory(error)) => error.into(),
            error => Error::input(error),
        }
    }
}
