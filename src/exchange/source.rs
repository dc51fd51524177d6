//! What gives rows one by one, and how.

use crate::exchange::error::ExchangeError;
use crate::exchange::row::Row;
use crate::text::lang::Lang;

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The source language: a table's column with its name is the source.
    pub from: Lang,
    /// The target language.
    pub to: Lang,
}

impl ReadOptions {
    /// A file of texts in `from` and their translations to `to`, where it does not say its languages itself.
    #[must_use]
    pub fn new(from: Lang, to: Lang) -> ReadOptions {
        ReadOptions { from, to }
    }
}

/// Rows of a file, one by one; after an error there are no more.
pub type Rows = Box<dyn Iterator<Item = Result<Row, ExchangeError>>>;

/// What `next` gives, until there is nothing more or an error.
pub(crate) fn until_end(mut next: impl FnMut() -> Result<Option<Row>, ExchangeError> + 'static) -> Rows {
    let mut done = false;
    Box::new(std::iter::from_fn(move || {
        if done {
            return None;
        }
        let row = next();
        done = !matches!(row, Ok(Some(_)));
        row.transpose()
    }))
}
