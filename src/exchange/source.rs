//! What gives rows one by one, and how.

use crate::exchange::error::ExchangeError;
use crate::exchange::row::Row;
use crate::text::lang::Lang;

/// The languages of a file that does not say them itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileLanguages {
    /// The source language: a table's column with its name is the source.
    pub from: Lang,
    /// The target language.
    pub to: Lang,
}

impl FileLanguages {
    /// Texts in `from` and their translations to `to`.
    #[must_use]
    pub fn new(from: Lang, to: Lang) -> FileLanguages {
        FileLanguages { from, to }
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
