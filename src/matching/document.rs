//! A file to be translated → its segments, each a query with its neighbours.

use std::path::Path;

use super::suggest::Query;
use crate::article::{self, Article, ReadError, ReadOptions};
use crate::segment::{self, Segment, Segmenter};
use crate::text::lang::Lang;

/// How a file to be translated is read.
#[derive(Clone, Debug)]
pub struct DocumentOptions {
    /// The file's language.
    pub lang: Lang,
    /// Every line is one segment, an empty line a paragraph break; nothing is cleaned.
    pub presegmented: bool,
    /// Keep what is not the article: share buttons, advertising labels, lists of other articles.
    pub keep_furniture: bool,
}

/// A file to be translated.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its segments, in order.
    pub segments: Vec<Segment>,
    /// The article that they were cut from; `None` when it came cut into segments.
    pub article: Option<Article>,
}

impl Document {
    /// Reads a file and cuts it into segments.
    ///
    /// # Errors
    /// As [`article::read`].
    pub fn read(path: &Path, options: &DocumentOptions) -> Result<Document, ReadError> {
        if options.presegmented {
            let (segments, _) = segment::presegmented(&article::read_text(path)?);
            return Ok(Document {
                segments,
                article: None,
            });
        }
        let read = article::read(
            path,
            &ReadOptions {
                lang: Some(options.lang.clone()),
            },
        )?;
        let segments = Segmenter::new(&options.lang).segment(&read, options.keep_furniture);
        Ok(Document {
            segments,
            article: Some(read),
        })
    }

    /// A query for each segment, with its neighbours.
    #[must_use]
    pub fn queries(&self) -> Vec<Query> {
        let texts: Vec<&str> = self.segments.iter().map(|s| s.text.as_str()).collect();
        Query::in_context(&texts)
    }
}
