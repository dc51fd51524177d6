//! What an entry of the registry of languages says.

use crate::text::number_words::NumberWords;

/// What is known of one language.
#[derive(Debug)]
pub(crate) struct Language {
    /// Its primary language subtag, in lower case.
    pub(crate) tag: &'static str,
    /// Its name in English.
    pub(crate) name: &'static str,
    /// The months, from January on, as the language writes them.
    pub(crate) months: [&'static str; 12],
    /// Whether it writes months and days of the week with a capital letter.
    pub(crate) capital_dates: bool,
    /// The days of the week, from Monday on.
    pub(crate) weekdays: [&'static str; 7],
    /// A list of words that its sentences have whatever they are about, one a line; `#` begins a comment.
    pub(crate) function_words: &'static str,
    /// A list of abbreviations by what the stop after them can be; see `segment/abbreviations.rs`.
    pub(crate) abbreviations: &'static str,
    /// The words that its numbers are written with.
    pub(crate) number_words: NumberWords,
    /// The words behind a number that multiply it, each with its power of ten.
    pub(crate) scales: &'static [(&'static str, usize)],
    /// Signs for the same that are also signs of units (`5 m`, `12 M`), so that they count beside a currency only.
    pub(crate) short_scales: &'static [(&'static str, usize)],
    /// Signs for the same that always count.
    pub(crate) clear_scales: &'static [(&'static str, usize)],
    /// Frequent words that none of the other known languages has: two of them tell which one a short text is in.
    pub(crate) telling_words: [&'static str; 16],
}
