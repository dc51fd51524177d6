//! The languages that are known beyond what Unicode says of all: one file and one entry each.
//!
//! To add a language, copy `english.rs`, fill it in, and name it in `known!` below. Stemmers, which a library brings for many more
//! languages, stand in `stem.rs`.

mod english;
pub(crate) mod entry;
mod french;
mod number_formats;

use crate::text::lang::Lang;
use entry::Language;
pub(crate) use number_formats::{NumberFormat, number_format};

/// The registry: each entry is the path of a constant.
macro_rules! known {
    ($($entry:path),+ $(,)?) => {
        /// All languages that are known.
        pub(crate) static KNOWN: [&Language; COUNT] = [$({ static ENTRY: Language = $entry; &ENTRY }),+];
        /// How many languages are known.
        pub(crate) const COUNT: usize = [$($entry.tag),+].len();
        /// The months of each known language.
        pub(crate) const MONTHS: [[&str; 12]; COUNT] = [$($entry.months),+];
        /// The days of the week of each known language.
        pub(crate) const WEEKDAYS: [[&str; 7]; COUNT] = [$($entry.weekdays),+];
    };
}

known![french::FRENCH, english::ENGLISH];

/// What is known of a language, whatever its region and script.
pub(crate) fn language(lang: &Lang) -> Option<&'static Language> {
    let primary = lang.primary();
    KNOWN.into_iter().find(|known| known.tag == primary)
}

/// Whether a list of any known language has the word.
pub(crate) fn any_has(list: fn(&Language) -> &'static [&'static str], word: &str) -> bool {
    KNOWN.into_iter().any(|known| list(known).contains(&word))
}

/// Whether a word in lower case is what numbered pictures or parts of a text are called: `figure`, `chap`.
pub(crate) fn is_label(word: &str) -> bool {
    any_has(|known| known.picture_labels, word) || any_has(|known| known.part_labels, word)
}

/// Articles and prepositions of languages that have no entry: the commonest of German and Spanish. See [`Language::never_last`].
pub(crate) const NEVER_LAST_ELSEWHERE: [&str; 14] = [
    "der", "den", "dem", "ein", "eine", "einen", "einer", "und", "mit", "von", "zum", "el", "los", "del",
];

/// What else is elided: in Italian. See [`Language::elided`].
pub(crate) const ELIDED_ELSEWHERE: [&str; 1] = ["dell"];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn an_entry_is_whole() {
        for known in KNOWN {
            let lang = Lang::parse(known.tag).expect("the tag of an entry");
            assert_eq!(lang.name(), known.name);
            assert!(language(&lang).is_some_and(|found| std::ptr::eq(found, known)));
            assert!(known.function_words.lines().count() > 50 && known.abbreviations.lines().count() > 50);
        }
    }

    #[test]
    fn telling_words_tell_the_languages_apart() {
        let all: Vec<&str> = KNOWN.iter().flat_map(|known| known.telling_words).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }
}
