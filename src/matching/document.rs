//! A file to be translated → its segments, each a query with its neighbours.

use std::path::Path;

use super::query::Query;
use crate::article::{self, Article, ReadError, ReadOptions};
use crate::segment::{self, Segment, Segmenter};
use crate::text::guess::SURE_OF_LANGUAGE;
use crate::text::lang::Lang;

/// How a file to be translated is read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DocumentOptions {
    /// The file's language.
    pub lang: Lang,
    /// Every line is one segment, an empty line a paragraph break; nothing is cleaned.
    pub presegmented: bool,
    /// Keep what is not the article: share buttons, advertising labels, lists of other articles.
    pub keep_furniture: bool,
    /// Mend text that is UTF-8 read in another encoding, as [`ReadOptions::mend_encoding`].
    pub mend_encoding: bool,
}

impl DocumentOptions {
    /// A file in that language, read as text comes, without its furniture.
    #[must_use]
    pub fn new(lang: Lang) -> DocumentOptions {
        DocumentOptions {
            lang,
            presegmented: false,
            keep_furniture: false,
            mend_encoding: false,
        }
    }

    /// Takes every line for one segment and an empty line for a paragraph break; nothing is cleaned.
    #[must_use]
    pub fn presegmented(mut self, presegmented: bool) -> DocumentOptions {
        self.presegmented = presegmented;
        self
    }

    /// Keeps what is not the article: share buttons, advertising labels, lists of other articles.
    #[must_use]
    pub fn keep_furniture(mut self, keep: bool) -> DocumentOptions {
        self.keep_furniture = keep;
        self
    }

    /// Mends text that is UTF-8 read in another encoding.
    #[must_use]
    pub fn mend_encoding(mut self, mend: bool) -> DocumentOptions {
        self.mend_encoding = mend;
        self
    }
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
            let mut text = article::read_text(path)?;
            if options.mend_encoding {
                text = article::mend_encoding(text);
            }
            let (segments, _) = segment::presegmented(&text);
            return Ok(Document {
                segments,
                article: None,
            });
        }
        let read = article::read(
            path,
            &ReadOptions {
                lang: Some(options.lang.clone()),
                mend_encoding: options.mend_encoding,
            },
        )?;
        let segments = Segmenter::new(&options.lang).segment(&read, options.keep_furniture);
        Ok(Document {
            segments,
            article: Some(read),
        })
    }

    /// The language that the text looks like, where that is another than `lang` with a probability of 0.9 or more.
    #[must_use]
    pub fn other_language(&self, lang: &Lang) -> Option<Lang> {
        let texts: Vec<&str> = self.segments.iter().map(|s| s.text.as_str()).collect();
        let (found, probability) = article::guess_lang(&texts.join("\n"))?;
        (probability >= SURE_OF_LANGUAGE && !lang.accepts(&found)).then_some(found)
    }

    /// A query for each segment, with its neighbours.
    #[must_use]
    pub fn queries(&self) -> Vec<Query> {
        let texts: Vec<&str> = self.segments.iter().map(|s| s.text.as_str()).collect();
        Query::in_context(&texts)
    }
}
