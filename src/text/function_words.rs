//! The words that a language has in every sentence, whatever it is about.

use std::collections::HashSet;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

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

/// The words that tell each known language: its function words that no other has, and forms of *to be*.
static TELLING: LazyLock<Vec<(&'static str, HashSet<&'static str>)>> = LazyLock::new(|| {
    let lists = KNOWN.map(|known| {
        let lines = known.function_words.lines().map(str::trim);
        let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let telling = known.telling_words.iter().copied();
        (known.tag, words.chain(telling).collect::<HashSet<_>>())
    });
    let own = |(tag, words): &(&'static str, HashSet<&'static str>)| {
        let others = |word: &&&str| lists.iter().all(|(other, list)| other == tag || !list.contains(**word));
        (*tag, words.iter().filter(others).copied().collect())
    };
    lists.iter().map(own).collect()
});

/// The known language whose words a text has: one at least, and more than twice as many as of any other language.
pub(crate) fn language_of_words(text: &str) -> Option<&'static str> {
    let mut counts = vec![0_u32; TELLING.len()];
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1) {
        let word = word.to_lowercase();
        for (count, (_, words)) in counts.iter_mut().zip(&*TELLING) {
            *count += u32::from(words.contains(word.as_str()));
        }
    }
    let (best, count) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let others = counts.iter().enumerate().filter(|(at, _)| *at != best);
    let next = others.map(|(_, count)| *count).max().unwrap_or(0);
    (*count > 2 * next).then(|| TELLING[best].0)
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
