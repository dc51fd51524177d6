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
    /// What stands before the number of a note in its mark (`[note 1]`), in lower case.
    pub(crate) note_labels: &'static [&'static str],
    /// What editors note in brackets behind a sentence (`[citation needed]`), in lower case.
    pub(crate) editors_notes: &'static [&'static str],
    /// The words around numbers.
    pub(crate) figures: FigureWords,
    /// What its words have to do with hyphens.
    pub(crate) hyphens: HyphenWords,
}

/// What tells whether a hyphen at the end of a line is the word's own.
#[derive(Debug)]
pub(crate) struct HyphenWords {
    /// The words that small parts of compounds are: `rez-de-chaussée`, `brother-in-law`.
    pub(crate) connectors: &'static [&'static str],
    /// What is counted with a number and a hyphen: `two-thirds`, `a four-year plan`.
    pub(crate) counted: &'static [&'static str],
    /// Endings of ordinals that are hung on a number with a hyphen before them: `vingt-deuxième`.
    pub(crate) ordinals: &'static [&'static str],
    /// Endings that make another word of a first part, and are no second part: `porte-ra`, `high-er`.
    pub(crate) endings: &'static [&'static str],
    /// What is joined to the word before by a hyphen, each with the words that have it: `dit-il`, `celui-ci`.
    pub(crate) joined: &'static [(&'static [&'static str], Before)],
}

/// Before what a word stands that is joined to it by a hyphen.
#[derive(Debug)]
pub(crate) enum Before {
    /// Any word.
    Any,
    /// A word that ends with one of the letters.
    Letters(&'static [char]),
    /// One of the words.
    Words(&'static [&'static str]),
    /// One of the first words, or a word with one of the others among the three before it: `celui-ci`, `ce jour-là`.
    Demonstrative(&'static [&'static str], &'static [&'static str]),
    /// A word that the text has elsewhere: an imperative.
    OfText,
}

/// Words or signs, each with its power of ten.
pub(crate) type Powers = &'static [(usize, &'static str)];

/// What a language has around its numbers and dates, and how they change with them.
#[derive(Debug)]
pub(crate) struct FigureWords {
    /// The words that multiply a number and may stand in each other's place: the power of ten, the singular and the plural. A word of
    /// [`Language::scales`] that is not among them has other words around it (`mille`, `millions of`).
    pub(crate) scale_nouns: &'static [(usize, &'static str, &'static str)],
    /// The short signs of one notation, each with its power of ten (`K`, `M`, `B`), for the signs that it is told by; without these, for all others.
    pub(crate) scale_signs: &'static [(&'static [&'static str], Powers)],
    /// Whether nouns are in the singular behind anything under two (`1,5 million`), not behind one alone.
    pub(crate) singular_below_two: bool,
    /// The ending of an ordinal in digits, where another one has the ending that is given; `None` where that is not certain.
    pub(crate) ordinal_ending: for<'a> fn(u32, &'a str) -> Option<&'a str>,
    /// Further endings of ordinals in digits: those of plurals.
    pub(crate) ordinal_plurals: &'static [&'static str],
    /// The ending of a day of the month before or behind the month's name, where that of another day is an ordinal, or is none.
    pub(crate) day_ending: fn(u32, bool) -> &'static str,
    /// Words that cannot stand before a date that begins with the day of the week (`the 9 March`).
    pub(crate) never_before_weekday: &'static [&'static str],
    /// Words of which a date without its day of the week needs one before it (`le 9 mars`); empty where it needs none.
    pub(crate) before_day: &'static [&'static str],
    /// The noun behind the number of an hour, the longest form first (`19 heures 30`); empty where times are not written so.
    pub(crate) hour_nouns: &'static [&'static str],
    /// Words that turn a value beside them into another one: `moins de 10 %`, `€10 more`, `avant 9 h`, `until 2020`.
    pub(crate) comparisons: &'static [&'static str],
    /// Words that say how often: `12 € mensuels`, `$5 weekly`.
    pub(crate) rates: &'static [&'static str],
    /// What stands between a number's unit and the unit that it is counted by: `9 mg par litre`, `$5 a day`.
    pub(crate) by_units: &'static [&'static str],
    /// Units, in the singular, that are one with what the next words say: `points de base`.
    pub(crate) part_units: &'static [&'static str],
    /// The points of the compass, behind degrees: words, and letters.
    pub(crate) compass: &'static [&'static str],
    /// The names of days and months as they are shortened, without a stop.
    pub(crate) short_dates: &'static [&'static str],
    /// What tells the two halves of a day apart beside a time: `9 h du soir`.
    pub(crate) halves_of_day: &'static [&'static str],
    /// The words for a sign before a number: `moins 5`.
    pub(crate) signs: &'static [&'static str],
    /// What is added to a number and makes it another one: a second house of a number (`12 bis`), an era.
    pub(crate) additions: &'static [&'static str],
    /// What stands between a number and its unit, with the space behind it: `2 millions d’euros`.
    pub(crate) before_units: &'static [&'static str],
    /// The word before `cent` and `mille` in `pour cent`.
    pub(crate) per: &'static [&'static str],
    /// Ordinals and collective numbers as cardinals.
    pub(crate) cardinals: Cardinals,
}

/// How the cardinal is found in an ordinal or a collective number: `septième` is `sept`, `twentieth` is `twenty`.
#[derive(Debug)]
pub(crate) struct Cardinals {
    /// Whole words, each with its cardinal.
    pub(crate) irregular: &'static [(&'static str, &'static str)],
    /// The endings that are taken off, the longest first.
    pub(crate) endings: &'static [&'static str],
    /// How a stem ends without them, and how the cardinal ends in its place.
    pub(crate) stems: &'static [(&'static str, &'static str)],
}
