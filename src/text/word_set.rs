//! Lists of words that every word of a text is looked up in: most are not there, which their length and their first letters say.

use rustc_hash::FxHashMap;

/// Words in lower case, each with what is said of it.
#[derive(Debug)]
pub(crate) struct WordMap<T> {
    /// The [places](place) of the words, a bit each.
    places: [u64; 64],
    words: FxHashMap<&'static str, T>,
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
}

impl<T> FromIterator<(&'static str, T)> for WordMap<T> {
    fn from_iter<I: IntoIterator<Item = (&'static str, T)>>(words: I) -> WordMap<T> {
        let words: FxHashMap<&'static str, T> = words.into_iter().collect();
        let mut places = [0; 64];
        for place in words.keys().map(|word| place(word.as_bytes())) {
            places[place / 64] |= 1 << (place % 64);
        }
        WordMap { places, words }
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
    }
}
