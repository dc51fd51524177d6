//! An article pair on its way in: what it says, what it is known by, and how it is stored.

use crate::align::Alignment;
use crate::memory::model::identity;
pub use crate::pair::LeftOut;
use crate::pair::{Pair, article_name};
use crate::segment::Segment;
use crate::text::lang::Lang;

/// What the key of an article begins with that the user named.
pub(crate) const NAMED_KEY: &str = "name:";

/// An aligned article pair, to be stored.
#[derive(Clone, Debug)]
pub struct NewPair<'a> {
    /// What the article is known by at its next import, such as the source file's absolute path.
    pub key: String,
    /// A name for people and for the article's TMX file, such as the source file's stem. If another article has it, a
    /// number is added.
    pub name: String,
    /// The article's title.
    pub title: Option<String>,
    /// The source file's path, as the user gave it.
    pub source_path: Option<String>,
    /// The target file's path, as the user gave it.
    pub target_path: Option<String>,
    /// The source language.
    pub source_lang: Lang,
    /// The target language.
    pub target_lang: Lang,
    /// All source segments, in document order.
    pub source: &'a [Segment],
    /// All target segments, in document order.
    pub target: &'a [Segment],
    /// How they belong together.
    pub alignment: &'a Alignment,
    /// What was left out of either side as page furniture, in document order: it is kept aside, so that it can be taken back in.
    pub left_out: [&'a [LeftOut]; 2],
    /// What its files say and how they were read, by which they are known to be unchanged even where a later version of interligne
    /// reads them otherwise; `None` where that is the segments alone.
    pub origin: Option<ReadFrom>,
}

/// What an article was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFrom {
    /// A hash of the decoded texts and of the options.
    pub(crate) digest: i64,
    /// The options, for people.
    pub(crate) options: String,
}

impl ReadFrom {
    /// Decoded texts that were read with some options, which are told apart by their wording.
    #[must_use]
    pub fn new(source: &str, target: &str, options: impl Into<String>) -> ReadFrom {
        let options = options.into();
        ReadFrom {
            digest: identity::digest([source, target, options.as_str()]),
            options,
        }
    }
}

impl<'a> NewPair<'a> {
    /// A pair as it was read from its two files.
    ///
    /// The article will be known again by the source file's place on the disk and the language that it was translated to;
    /// its name is the source file's, without language and extension.
    #[must_use]
    pub fn of(pair: &'a Pair) -> NewPair<'a> {
        let (source, target) = (&pair.source, &pair.target);
        let place = source.path.canonicalize().unwrap_or_else(|_| source.path.clone());
        NewPair {
            key: format!("{}:{}", pair.to, place.display()),
            name: article_name(&source.path),
            title: source.article.title.clone(),
            source_path: Some(source.path.display().to_string()),
            target_path: Some(target.path.display().to_string()),
            source_lang: pair.from.clone(),
            target_lang: pair.to.clone(),
            source: &source.segments,
            target: &target.segments,
            alignment: &pair.alignment,
            left_out: [&source.furniture, &target.furniture],
            origin: Some(ReadFrom::new(
                &source.article.text,
                &target.article.text,
                pair.reading.as_str(),
            )),
        }
    }

    /// The same under a name that the user gave, by which it will also be known again.
    #[must_use]
    pub fn known_as(mut self, name: impl Into<String>) -> NewPair<'a> {
        self.name = name.into();
        self.key = format!("{NAMED_KEY}{}", self.name);
        self
    }

    /// The same under another name; it is still known again by its source file.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> NewPair<'a> {
        self.name = name.into();
        self
    }
}

/// How a pair is stored where the memory has the article already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PairImport {
    /// Put it in the place of the article of the same files, however little the two share; else one that shares next to nothing
    /// is stored as another article.
    pub replace: bool,
    /// Align and store it anew although its files have not changed, and forget what a person mended in the article. Mended units that no
    /// other article has and no file brought are deleted.
    pub afresh: bool,
    /// Find out what would become of it, and leave the memory as it is.
    pub dry_run: bool,
    /// Read it anew although its files have not changed, since this version may read them better, and keep what a person mended.
    pub reread: bool,
}

impl PairImport {
    /// Puts it in the place of the article of the same files, however little the two share.
    #[must_use]
    pub fn replace(mut self, replace: bool) -> PairImport {
        self.replace = replace;
        self
    }

    /// Aligns and stores it anew although its files have not changed, and forgets what a person mended in the article.
    #[must_use]
    pub fn afresh(mut self, afresh: bool) -> PairImport {
        self.afresh = afresh;
        self
    }

    /// Finds out what would become of it, and leaves the memory as it is.
    #[must_use]
    pub fn dry_run(mut self, dry: bool) -> PairImport {
        self.dry_run = dry;
        self
    }

    /// Reads it anew although its files have not changed, and keeps what a person mended.
    #[must_use]
    pub fn reread(mut self, reread: bool) -> PairImport {
        self.reread = reread;
        self
    }
}
