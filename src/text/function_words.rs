//! The words that a language has in every sentence, whatever it is about.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::text::lang::Lang;
use crate::text::languages::KNOWN;
use crate::text::languages::entry::Language;
use crate::text::word_set::{WordMap, WordSet};
use crate::text::words::{each_word, in_lower_case, letters};

static FUNCTION_WORDS: LazyLock<WordSet> = LazyLock::new(|| {
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
static TELLING: LazyLock<WordMap<usize>> = LazyLock::new(|| {
    let lists = KNOWN.map(|known| {
        let lines = known.function_words.lines().map(str::trim);
        let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        words
            .chain(known.telling_words.iter().copied())
            .collect::<FxHashSet<_>>()
    });
    let own = |at: usize| {
        let lists = &lists;
        let others = move |word: &str| (0..lists.len()).any(|other| other != at && lists[other].contains(word));
        let words = lists[at].iter().filter(move |word| !others(word));
        words.map(move |word| (*word, at))
    };
    (0..lists.len()).flat_map(own).collect()
});

/// The known language whose words a text has: one at least, and more than twice as many as of any other language.
pub(crate) fn language_of_words(text: &str) -> Option<&'static str> {
    let mut counts = [0_u32; KNOWN.len()];
    let telling = &*TELLING;
    each_word(text, |word, packed| {
        let language = match packed {
            0 => in_lower_case(word, |word| telling.get(word).filter(|_| word.len() > 1)),
            packed => telling.get_packed(packed).filter(|_| word.len() > 1),
        };
        if let Some(language) = language {
            counts[*language] += 1;
        }
    });
    let (best, count) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let others = counts.iter().enumerate().filter(|(at, _)| *at != best);
    let next = others.map(|(_, count)| *count).max().unwrap_or(0);
    (*count > 2 * next).then(|| KNOWN[best].tag)
}

/// The telling words of the known languages, each with the place of its language in [`KNOWN`] and a bit of its own; none is of two languages.
static TELLING_WORDS: LazyLock<WordMap<(usize, u32)>> = LazyLock::new(|| {
    let of = |(at, known): (usize, &&'static Language)| {
        let words = known.telling_words.into_iter().zip(0..);
        words.map(move |(word, number)| (word, (at, 1 << number)))
    };
    KNOWN.iter().enumerate().flat_map(of).collect()
});

/// How many telling words of each of [`KNOWN`] a text has, in lower case as they stand.
pub(crate) fn telling_words_in(text: &str) -> [usize; KNOWN.len()] {
    let mut counts = [0; KNOWN.len()];
    for (language, _) in letters(text).filter_map(|word| TELLING_WORDS.get(word)) {
        counts[*language] += 1;
    }
    counts
}

/// Bytes of text that are looked at for [`is_surely_in`], as many as a guess by letters looks at.
const SAMPLE: usize = 8 * 1024;
/// Of so many words one at least is a telling word of the language.
const PER_TELLING: usize = 10;
/// So many different telling words are there, of the sixteen.
const DIFFERENT: u32 = 8;
/// Telling words of other languages are at most one in so many of its own.
const PER_OTHER: usize = 8;

/// Whether the words of a text leave no doubt that it is in a known language, so that its letters need not be asked, which takes
/// thirty times as long. `false` says nothing: the text may be short, a list, or in a language that nothing is known of.
pub(crate) fn is_surely_in<'t>(texts: impl IntoIterator<Item = &'t str>, lang: &Lang) -> bool {
    let Some(own) = KNOWN.iter().position(|known| lang.is(known.tag)) else {
        return false;
    };
    let table = &*TELLING_WORDS;
    let (mut words, mut telling, mut others, mut different, mut bytes) = (0, 0, 0, 0_u32, 0);
    for text in texts {
        for word in letters(text) {
            words += 1;
            match table.get(word) {
                Some((at, bit)) if *at == own => {
                    telling += 1;
                    different |= bit;
                }
                Some(_) => others += 1,
                None => {}
            }
        }
        bytes += text.len();
        if bytes >= SAMPLE {
            break;
        }
    }
    telling * PER_TELLING >= words && different.count_ones() >= DIFFERENT && others * PER_OTHER <= telling
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_running_text_of_one_language_is_surely_in_it() {
        let [fr, en, de] = ["fr", "en", "de"].map(|tag| Lang::parse(tag).expect("a tag"));
        let french = "Les habitants du village sont venus pour la réunion, et une partie des élus avec eux. Dans cette salle qui \
            est froide, ils ont parlé du pont par lequel on passe sur la rivière.";
        let english = "The people of the village have come to the meeting with their mayor, and this is not the first time that \
            they are told by the council which bridge will be closed.";
        assert!(is_surely_in([french], &fr) && is_surely_in([english], &en));
        let (first, last) = english.split_at(english.len() / 2);
        assert!(is_surely_in([first, last], &en));
        for (text, lang) in [
            (french, &en),
            (english, &fr),
            (french, &de),
            ("Les ponts du village", &fr),
            ("", &fr),
        ] {
            assert!(!is_surely_in([text], lang), "{text} {lang}");
        }
        // Texts of both, and texts of a language that shares some of the words.
        assert!(!is_surely_in([french, english], &fr));
        let catalan = "Les dones del poble han vingut a la reunió i una part dels regidors amb elles, per parlar del pont sobre el riu \
            que és tancat des de dimarts.";
        assert!(!is_surely_in([catalan], &fr));
        // A list of names, with a sentence behind it.
        let names = "Kerval Moret Parmentier Baumont Furel Roe ".repeat(30);
        assert!(!is_surely_in([names.as_str(), french], &fr));
    }

    #[test]
    fn each_telling_word_is_of_one_language() {
        for (at, known) in KNOWN.iter().enumerate() {
            let mut expected = [0; KNOWN.len()];
            expected[at] = known.telling_words.len();
            assert_eq!(
                telling_words_in(&known.telling_words.join(" ")),
                expected,
                "{}",
                known.tag
            );
        }
    }

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
