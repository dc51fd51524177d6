//! Lists of words that every word of a text is looked up in: most are not there, which their length and their first letters say.

use rustc_hash::FxHashMap;

use crate::text::words::packed;

/// Words in lower case, each with what is said of it.
#[derive(Debug)]
pub(crate) struct WordMap<T> {
    /// The [places](place) of the words, a bit each.
    places: [u64; 64],
    words: FxHashMap<&'static str, T>,
    /// Those that have a number, by it.
    short: FxHashMap<u64, T>,
}

/// A number below 4096 that the first two bytes of a word and its length make: a word of the list seldom shares it with another word.
fn place(word: &[u8]) -> usize {
    let byte = |at: usize| usize::from(word.get(at).copied().unwrap_or(0));
    (byte(0) * 37 + byte(1) * 149 + word.len() * 1031) % 4096
}

impl<T> WordMap<T> {
    /// Whether a word may be there; hardly ever so for one that is not.
    pub(crate) fn may_have(&self, word: &[u8]) -> bool {
        let place = place(word);
        self.places[place / 64] >> (place % 64) & 1 != 0
    }

    pub(crate) fn get(&self, word: &str) -> Option<&T> {
        self.may_have(word.as_bytes()).then(|| self.words.get(word)).flatten()
    }

    /// As [`WordMap::get`] of a word in lower case, for one that is given by its number ([`packed`]).
    pub(crate) fn get_packed(&self, word: u64) -> Option<&T> {
        self.short.get(&word)
    }
}

impl<T: Clone> FromIterator<(&'static str, T)> for WordMap<T> {
    fn from_iter<I: IntoIterator<Item = (&'static str, T)>>(words: I) -> WordMap<T> {
        let words: FxHashMap<&'static str, T> = words.into_iter().collect();
        let mut places = [0; 64];
        for place in words.keys().map(|word| place(word.as_bytes())) {
            places[place / 64] |= 1 << (place % 64);
        }
        let numbered = words.iter().map(|(word, value)| (packed(word), value.clone()));
        let short = numbered.filter(|(number, _)| *number != 0).collect();
        WordMap { places, words, short }
    }
}

/// Words in lower case.
#[derive(Debug)]
pub(crate) struct WordSet(WordMap<()>);

impl WordSet {
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.0.get(word).is_some()
    }
}

impl FromIterator<&'static str> for WordSet {
    fn from_iter<I: IntoIterator<Item = &'static str>>(words: I) -> WordSet {
        WordSet(words.into_iter().map(|word| (word, ())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_words_that_it_was_made_of_and_no_others() {
        let listed = ["", "à", "the", "than", "désabonnement"];
        let set: WordSet = listed.into_iter().collect();
        for word in listed {
            assert!(set.contains(word), "{word}");
        }
        for word in ["a", "thy", "that", "désabonnements", "é"] {
            assert!(!set.contains(word), "{word}");
        }
        for (word, is_there) in [
            ("The", true),
            ("THE", true),
            ("than", true),
            ("T", false),
            ("thyme", false),
        ] {
            assert_eq!(set.0.get_packed(packed(word)).is_some(), is_there, "{word}");
        }
    }
}
