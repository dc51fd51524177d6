//! The words that a language has in every sentence, whatever it is about.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Function words of French and English, by language.
struct FunctionWords {
    french: HashSet<&'static str>,
    english: HashSet<&'static str>,
}

static FUNCTION_WORDS: LazyLock<FunctionWords> = LazyLock::new(|| {
    let list = |text: &'static str| {
        text.lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .collect()
    };
    FunctionWords {
        french: list(include_str!("../../data/function-words.fr.txt")),
        english: list(include_str!("../../data/function-words.en.txt")),
    }
});

/// Whether a word in lower case is a function word of French or English.
pub(crate) fn is_function_word(word: &str) -> bool {
    word.chars().nth(1).is_none()
        || FUNCTION_WORDS.french.contains(word)
        || FUNCTION_WORDS.english.contains(word)
        || matches!(word, "qu" | "est" | "sont" | "être" | "été" | "ont" | "be" | "been")
}
