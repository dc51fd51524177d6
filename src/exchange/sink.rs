//! What takes rows one by one and makes a document of them, and how.

use std::io;

use crate::exchange::row::Row;
use crate::text::lang::Lang;

/// How a file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// The source language, where a row does not say its own.
    pub from: Lang,
    /// The target language, where a row does not say its own.
    pub to: Lang,
    /// A title for formats that show one, and the name of the document for XLIFF where a row has no origin.
    pub title: String,
    /// The version and the level of TMX.
    pub tmx: tmx::WriterOptions,
}

impl WriteOptions {
    /// Options for that direction, with no special title.
    #[must_use]
    pub fn new(from: Lang, to: Lang) -> WriteOptions {
        WriteOptions {
            from,
            to,
            title: "interligne".to_owned(),
            tmx: tmx::WriterOptions::default(),
        }
    }

    /// The title for formats that show one, and the name of the document for XLIFF where a row has no origin.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> WriteOptions {
        self.title = title.into();
        self
    }

    /// The version and the level of TMX.
    #[must_use]
    pub fn tmx(mut self, options: tmx::WriterOptions) -> WriteOptions {
        self.tmx = options;
        self
    }
}

/// What takes rows one by one and makes a document of them.
pub(crate) trait RowSink {
    fn take(&mut self, row: &Row) -> io::Result<()>;
    fn finish(self: Box<Self>) -> io::Result<()>;
}
