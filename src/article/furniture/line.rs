//! A line of a page → the words and the features that tell its furniture from its prose.

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
        french: list(include_str!("../../../data/function-words.fr.txt")),
        english: list(include_str!("../../../data/function-words.en.txt")),
    }
});

/// Whether a word in lower case is a function word of French or English.
pub(crate) fn is_function_word(word: &str) -> bool {
    word.chars().nth(1).is_none()
        || FUNCTION_WORDS.french.contains(word)
        || FUNCTION_WORDS.english.contains(word)
        || matches!(word, "qu" | "est" | "sont" | "être" | "été" | "ont" | "be" | "been")
}

/// The words of a line in lower case. Marks separate words, and so does a small letter before a capital
/// (`articleDiscussion`), since pages glue their labels together when they are copied.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in line.chars() {
        let glued = before.is_lowercase() && c.is_uppercase();
        if (!c.is_alphanumeric() || glued) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The letters and digits of a line in lower case: two lines with the same key say the same.
pub(crate) fn key(line: &str) -> String {
    line.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A line without the quotation marks and parentheses that close it.
fn bare_end(line: &str) -> &str {
    line.trim_end_matches(['»', '"', '”', '’', '\'', ')', ']', '*', '_', ' ', '\u{a0}', '\u{202f}'])
}

/// Whether a line ends as a sentence does.
pub(crate) fn has_final_mark(line: &str) -> bool {
    bare_end(line).ends_with(['.', '!', '?', '…', ':', ';'])
}

/// Whether a line is running text: a full sentence, or so long that it can be no label; in a `known` language it must
/// also have function words.
pub(crate) fn is_prose(line: &str, words: &[String], known: bool) -> bool {
    let function = words.iter().filter(|word| is_function_word(word)).count();
    let sentence = words.len() >= 7 && bare_end(line).ends_with(['.', '…', ':', ';']);
    let question = words.len() >= 16 && has_final_mark(line);
    (sentence || question || words.len() >= 25) && (!known || function * 6 >= words.len())
}
