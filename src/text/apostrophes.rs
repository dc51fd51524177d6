//! Words that an apostrophe parts: what is elided before it, what is contracted after it.

use crate::text::lang::Lang;
use crate::text::languages::{ELIDED_ELSEWHERE, any_has, language};

/// Whether a mark is written for an apostrophe.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Whether a word in lower case, before an apostrophe, is a word of its own (`l’`), in a language that is not known: in any.
pub(crate) fn is_elided(word: &str, lang: &Lang) -> bool {
    match language(lang) {
        Some(known) => known.elided.contains(&word),
        None => any_has(|known| known.elided, word) || ELIDED_ELSEWHERE.contains(&word),
    }
}

/// Whether a word in lower case, after an apostrophe, is a word of its own (`’ll`), in a language that is not known: in any.
pub(crate) fn is_contracted(word: &str, lang: &Lang) -> bool {
    match language(lang) {
        Some(known) => known.contracted.contains(&word),
        None => any_has(|known| known.contracted, word),
    }
}
