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
    /// A list of abbreviations by what the stop after them can be; see `text/abbreviations.rs`.
    pub(crate) abbreviations: &'static str,
    /// The words that its numbers are written with.
    pub(crate) number_words: NumberWords,
    /// The words behind a number that multiply it, each with its power of ten.
    pub(crate) scales: &'static [(&'static str, usize)],
    /// Signs for the same that are also signs of units (`5 m`, `12 M`), so that they count beside a currency only.
    pub(crate) short_scales: &'static [(&'static str, usize)],
    /// Signs for the same that always count.
    pub(crate) clear_scales: &'static [(&'static str, usize)],
    /// What stands behind the number of an hour, in lower case (`14 h`, `2 pm`).
    pub(crate) hour_words: &'static [&'static str],
    /// Frequent words that none of the other known languages has: two of them tell which one a short text is in.
    pub(crate) telling_words: [&'static str; 16],
    /// Articles, prepositions and others that never end a sentence, in lower case.
    pub(crate) never_last: &'static [&'static str],
    /// Conjunctions and relative pronouns that begin a clause, in lower case.
    pub(crate) clause_openers: &'static [&'static str],
    /// What numbered pictures are called, in captions and references (`Figure 3`), in lower case.
    pub(crate) picture_labels: &'static [&'static str],
    /// What numbered parts of a text are called (`Chapter 3`), in lower case.
    pub(crate) part_labels: &'static [&'static str],
    /// What stands between an initial and a surname (`Y. Le Goff`), in lower case.
    pub(crate) name_particles: &'static [&'static str],
    /// First names that are shortened to two letters and more (`J.-Cl.`).
    pub(crate) short_first_names: &'static [&'static str],
    /// What is hung on a word with a hyphen without making another word of it (`dit-il`), in lower case.
    pub(crate) enclitics: &'static [&'static str],
    /// The parts before an apostrophe that are words of their own (`l’`), in lower case.
    pub(crate) elided: &'static [&'static str],
    /// The parts after an apostrophe that are words of their own (`’ll`), in lower case.
    pub(crate) contracted: &'static [&'static str],
    /// Units of money, measure and time that are words, in the singular and in lower case.
    pub(crate) unit_nouns: &'static [&'static str],
    /// Other nouns that stand behind numbers with decimals, in the singular and in lower case.
    pub(crate) counted_nouns: &'static [&'static str],
    /// The endings of ordinals and decades in digits, the longest first.
    pub(crate) ordinal_endings: &'static [&'static str],
    /// Words that say or imply numbers, where no reader of numbers sees one, each with the numbers that it may stand for.
    pub(crate) implied_numbers: &'static [(&'static str, &'static [&'static str])],
    /// The endings of ordinals that are words, whole words among them, in lower case; not the first, which mostly counts nothing.
    pub(crate) ordinal_words: &'static [&'static str],
}
