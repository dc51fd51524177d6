//! The words that a language has in every sentence, whatever it is about.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::languages::KNOWN;

static FUNCTION_WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
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

/// The words that tell a known language, each with the place of that language in [`KNOWN`]: its function words that no other has, and
/// forms of *to be*.
static TELLING: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| {
    let lists = KNOWN.map(|known| {
        let lines = known.function_words.lines().map(str::trim);
        let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        words
            .chain(known.telling_words.iter().copied())
            .collect::<FxHashSet<_>>()
    });
    let mut telling = FxHashMap::default();
    for (at, words) in lists.iter().enumerate() {
        let others = |word: &str| (0..lists.len()).any(|other| other != at && lists[other].contains(word));
        telling.extend(words.iter().filter(|word| !others(word)).map(|word| (*word, at)));
    }
    telling
});

/// The known language whose words a text has: one at least, and more than twice as many as of any other language.
pub(crate) fn language_of_words(text: &str) -> Option<&'static str> {
    let mut counts = [0_u32; KNOWN.len()];
    let telling = &*TELLING;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1) {
        let found = if word.bytes().all(|b| b.is_ascii_lowercase()) {
            telling.get(word)
        } else {
            telling.get(word.to_lowercase().as_str())
        };
        if let Some(language) = found {
            counts[*language] += 1;
        }
    }
    let (best, count) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let others = counts.iter().enumerate().filter(|(at, _)| *at != best);
    let next = others.map(|(_, count)| *count).max().unwrap_or(0);
    (*count > 2 * next).then(|| KNOWN[best].tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_known_by_its_words() {
        for (text, language) in [
            ("Le pont est rouge.", Some("fr")),
            ("The bridge is red.", Some("en")),
            ("L’été des ponts", Some("fr")),
            ("Open", None),
            ("12 %", None),
        ] {
            assert_eq!(language_of_words(text), language, "{text}");
        }
    }
}
