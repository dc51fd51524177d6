//! The words that a language has in every sentence, whatever it is about.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::languages::KNOWN;

static FUNCTION_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    KNOWN
        .iter()
        .flat_map(|known| known.function_words.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Whether a word in lower case is a function word of a known language.
pub(crate) fn is_function_word(word: &str) -> bool {
    word.chars().nth(1).is_none()
        || FUNCTION_WORDS.contains(word)
        || matches!(word, "qu" | "est" | "sont" | "être" | "été" | "ont" | "be" | "been")
}
