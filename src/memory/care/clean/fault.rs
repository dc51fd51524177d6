//! What is wrong with a pair, as data: every language can be told it in its own words. Its `Display` is the English that the command line has.

use std::fmt;

use serde::Serialize;

use crate::text::lang::Lang;

/// What a check found wrong with a pair of texts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CleanFault {
    /// There is a text in one language only.
    OneLanguage,
    /// A text is empty.
    EmptyText {
        /// Its language.
        lang: Lang,
    },
    /// Both texts are the same.
    SameText {
        /// The languages of the source and of the target.
        langs: [Lang; 2],
    },
    /// A number of one text is not in the other in any form.
    MissingNumber {
        /// The number as it is written.
        number: String,
        /// The language of the text that lacks it.
        lang: Lang,
    },
    /// A text seems to be in another language.
    OtherLanguage {
        /// The language that it should be in.
        lang: Lang,
        /// The one that it seems to be in.
        seems: Lang,
    },
    /// One text is far longer than is usual beside the other.
    Length {
        /// The language of the longer text.
        lang: Lang,
        /// How many times as long as usual it is.
        times: f64,
    },
    /// A tag is opened and not closed, or closed and not opened.
    TagUnpaired {
        /// The language of the text.
        lang: Lang,
    },
    /// A tag or placeholder is in the two texts another number of times.
    TagCount {
        /// The tag or placeholder.
        tag: String,
        /// The languages of the source and of the target.
        langs: [Lang; 2],
        /// How often it is in each.
        counts: [usize; 2],
    },
}

impl fmt::Display for CleanFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CleanFault::OneLanguage => f.write_str("it has a text in one language only"),
            CleanFault::EmptyText { lang } => write!(f, "the text in {lang} is empty"),
            CleanFault::SameText {
                langs: [source, target],
            } => write!(f, "{source} and {target} have the same text"),
            CleanFault::MissingNumber { number, lang } => write!(f, "{number} is not in the text in {lang}"),
            CleanFault::OtherLanguage { lang, seems } => write!(f, "the text in {lang} seems to be in {seems}"),
            CleanFault::Length { lang, times } => write!(f, "the text in {lang} is {times:.1} times as long as usual"),
            CleanFault::TagUnpaired { lang } => {
                write!(f, "a tag in {lang} is opened and not closed, or closed and not opened")
            }
            CleanFault::TagCount {
                tag,
                langs: [source, target],
                counts: [of_source, of_target],
            } => write!(f, "{tag}: {of_source} in {source}, {of_target} in {target}"),
        }
    }
}
