//! A word → its translations by a lexicon, for people to read.

use std::borrow::Cow;

use super::{Lexicon, WordId, written};
use crate::align::vocabulary::Vocabulary;

impl Lexicon {
    /// Whether the lexicon knows how its words are written; one of format 1 has their stems alone.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.written < self.bytes.len()
    }

    /// The words of a side, by number, as they are written most often; a stem where that is not known.
    fn written(&self, side: usize) -> Vec<String> {
        let mut differences = self.bytes.get(self.written..).unwrap_or_default();
        let mut words = Vec::with_capacity(self.words[side]);
        for of in 0..=side {
            for id in 0..self.words[of] {
                let stem = String::from_utf8_lossy(self.word_at(of, id));
                let word = written::decode(&stem, &mut differences);
                if of == side {
                    words.push(word.unwrap_or(Cow::Borrowed(&stem)).into_owned());
                }
            }
        }
        words
    }

    /// The translations of a source word (any form of it), best first: the word in the target language as it is written most often
    /// (its stem in a lexicon without words, see [`Lexicon::has_words`]), its probability given the source word, and the
    /// probability of the source word given it (0 to 1).
    #[must_use]
    pub fn translations(&self, word: &str) -> Vec<(String, f32, f32)> {
        let mut vocabulary = Vocabulary::new(&self.from);
        vocabulary.read(word, &mut Vec::new());
        let types = vocabulary.into_types();
        let asked = types.iter().filter_map(|t| self.word(0, &t.key));
        let found = asked.flat_map(|id| self.row(id));
        self.best_first(1, found.map(|e| (e.target, e.forward, e.backward)).collect())
    }

    /// As [`Lexicon::translations`], of a target word into the source language: the word there, its probability given the target
    /// word, and the probability of the target word given it. All words of the source are looked through.
    #[must_use]
    pub fn translations_back(&self, word: &str) -> Vec<(String, f32, f32)> {
        let mut vocabulary = Vocabulary::new(&self.to);
        vocabulary.read(word, &mut Vec::new());
        let types = vocabulary.into_types();
        let asked: Vec<WordId> = types.iter().filter_map(|t| self.word(1, &t.key)).collect();
        let sources = (0..self.words[0]).filter_map(|id| WordId::try_from(id).ok());
        let found = sources
            .flat_map(|id| self.row(id).map(move |entry| (id, entry)))
            .filter(|(_, entry)| asked.contains(&entry.target));
        self.best_first(0, found.map(|(id, e)| (id, e.backward, e.forward)).collect())
    }

    /// Translations with the words of a side in the place of their numbers, the most probable first.
    fn best_first(&self, side: usize, found: Vec<(WordId, f32, f32)>) -> Vec<(String, f32, f32)> {
        let words = self.written(side);
        let word = |id: WordId| words.get(usize::from(id)).cloned().unwrap_or_default();
        let mut found: Vec<_> = found.into_iter().map(|(id, p, q)| (word(id), p, q)).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found
    }
}
