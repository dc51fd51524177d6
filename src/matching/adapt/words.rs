//! What is known of how words are translated, by the compiled-in lexicon and a list of names: whether a name stays as it
//! is, and which word of the target a word of the source has become.

use std::sync::LazyLock;

use rust_stemmers::Stemmer;
use rustc_hash::FxHashMap;

use crate::align::lexicon::{Lexicon, WordId};
use crate::text::lang::Lang;
use crate::text::stem::stemmer;
use crate::text::tokens;

/// Names that French and English spell differently, a French and an English one on a line.
const NAMES: &str = include_str!("../../../data/names.fr-en.txt");

/// The names of the list in lower case, each with the other language's; the French ones, then the English ones.
static SPELLED_DIFFERENTLY: LazyLock<[FxHashMap<String, String>; 2]> = LazyLock::new(|| {
    let mut names = [FxHashMap::default(), FxHashMap::default()];
    for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
        if let Some((french, english)) = line.split_once('\t') {
            let (french, english) = (french.to_lowercase(), english.to_lowercase());
            names[1].insert(english.clone(), french.clone());
            names[0].insert(french, english);
        }
    }
    names
});

/// What is known of a name in translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stay {
    /// It stays as it is.
    Proven,
    /// Nobody knows one of its words, or it may have another spelling.
    Unproven,
    /// One of its words becomes another one.
    Changes,
}

/// What is known of the words of two languages.
pub(super) struct Words {
    lexicon: Option<Lexicon>,
    /// The number of the query's side in the lexicon.
    side: usize,
    /// For the query's side and the other one.
    stemmers: [Option<Stemmer>; 2],
    /// The names that are spelled differently, where the list is for these languages.
    names: Option<&'static FxHashMap<String, String>>,
}

/// The least probability that a word stays as it is in translation, for it to be carried over as a name.
const STAYS: f32 = 0.5;

/// From this probability on that a word of the other language is a name's translation and that of no other, it is the
/// name's spelling there when it is nearly the name: `plato` beside `platon`.
const OWN_SPELLING: f32 = 0.4;

impl Words {
    pub(super) fn new(from: &Lang, to: &Lang) -> Words {
        let lexicon = Lexicon::built_in(from, to);
        let reversed = lexicon.as_ref().and_then(|lexicon| lexicon.serves(from, to));
        let names = match (from.primary(), to.primary()) {
            ("fr", "en") => Some(&SPELLED_DIFFERENTLY[0]),
            ("en", "fr") => Some(&SPELLED_DIFFERENTLY[1]),
            _ => None,
        };
        Words {
            side: usize::from(reversed == Some(true)),
            lexicon,
            stemmers: [stemmer(from), stemmer(to)],
            names,
        }
    }

    pub(super) fn are_known(&self) -> bool {
        self.lexicon.is_some()
    }

    /// The number of a word on a side of the lexicon.
    fn number(&self, lexicon: &Lexicon, side: usize, word: &str) -> Option<WordId> {
        lexicon.word(side, &self.key(side, word))
    }

    fn key(&self, side: usize, word: &str) -> String {
        let stemmer = self.stemmers[usize::from(side != self.side)].as_ref();
        stemmer.map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word).into_owned())
    }

    /// Whether all words stay as they are in translation, as names do. A word that stands in the list of names that are
    /// spelled differently changes, and so does one that the lexicon knows in the query's language and that mostly becomes
    /// another.
    pub(super) fn stay(&self, name: &str) -> Stay {
        let words = tokens::tokenize(name);
        let words = words.iter().filter(|token| token.text.contains(char::is_alphabetic));
        let whole = name.to_lowercase();
        if self.names.is_some_and(|names| names.contains_key(&whole)) {
            return Stay::Changes;
        }
        let mut all = Stay::Proven;
        for token in words {
            match self.word_stays(&token.text) {
                Stay::Proven => {}
                Stay::Unproven => all = Stay::Unproven,
                Stay::Changes => return Stay::Changes,
            }
        }
        all
    }

    fn word_stays(&self, word: &str) -> Stay {
        if self.names.is_some_and(|names| names.contains_key(word)) {
            return Stay::Changes;
        }
        let Some(lexicon) = &self.lexicon else {
            return Stay::Unproven;
        };
        let ids = [0, 1].map(|side| self.number(lexicon, side, word));
        match ids {
            [Some(source), Some(target)] => {
                let kept = lexicon.row(source).any(|entry| {
                    let kept = if self.side == 0 { entry.forward } else { entry.backward };
                    entry.target == target && kept >= STAYS
                });
                match kept {
                    false => Stay::Changes,
                    true if self.has_another_spelling(lexicon, source, word) => Stay::Unproven,
                    true => Stay::Proven,
                }
            }
            // Known in the query's language only.
            _ if ids[self.side].is_some() => Stay::Changes,
            _ => Stay::Unproven,
        }
    }

    /// Whether another word, which is nearly this one, is mostly its translation: `grenada` for `grenade`.
    fn has_another_spelling(&self, lexicon: &Lexicon, source: WordId, word: &str) -> bool {
        if self.side != 0 {
            return false;
        }
        let own = self.key(1, word);
        lexicon.row(source).any(|entry| {
            let other = lexicon.text(1, entry.target).unwrap_or_default();
            let lengths = [other.chars().count(), own.chars().count()];
            let common = own.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            entry.backward >= OWN_SPELLING && other != own && lengths[0].abs_diff(lengths[1]) <= 1 && common >= 4
        })
    }

    /// The probability that `word`, of the query's language, becomes `other`, as far as the lexicon has it; 1 where the list
    /// of names has the two.
    pub(super) fn becomes(&self, word: &str, other: &str) -> f32 {
        if self
            .names
            .is_some_and(|names| names.get(word).is_some_and(|name| name == other))
        {
            return 1.0;
        }
        let Some(lexicon) = &self.lexicon else { return 0.0 };
        let mut texts = [word, other];
        if self.side == 1 {
            texts.swap(0, 1);
        }
        let ids = [0, 1].map(|side| self.number(lexicon, side, texts[side]));
        let [Some(source), Some(target)] = ids else { return 0.0 };
        let entry = lexicon.row(source).find(|entry| entry.target == target);
        entry.map_or(0.0, |entry| if self.side == 0 { entry.forward } else { entry.backward })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_proves_that_a_name_stays_is_the_lexicon() {
        let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
        let there = Words::new(&fr, &en);
        for (name, expected) in [
            ("Paris", Stay::Proven),
            ("Obama", Stay::Proven),
            ("Marseille", Stay::Proven),
            ("Brignac", Stay::Unproven),
            ("Paris Brignac", Stay::Unproven),
            ("Londres", Stay::Changes),
            ("Conseil", Stay::Changes),
            ("Platon", Stay::Changes),
            ("Grenade", Stay::Changes),
            ("Sénèque", Stay::Changes),
            ("Sadate", Stay::Changes),
        ] {
            assert_eq!(there.stay(name), expected, "{name}");
        }
        let back = Words::new(&en, &fr);
        assert_eq!(back.stay("Dover"), Stay::Changes);
        assert_eq!(back.stay("Paris"), Stay::Proven);
        assert!(there.becomes("londres", "london") > 0.3 && back.becomes("london", "londres") > 0.3);
        assert!(there.becomes("douvres", "dover") > 0.9);
    }

    #[test]
    fn the_list_has_two_spellings_on_each_line() {
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            let (french, english) = line.split_once('\t').expect("a tab");
            assert!(!french.is_empty() && !english.is_empty() && french != english, "{line}");
        }
    }
}
