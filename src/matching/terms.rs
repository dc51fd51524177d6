//! Terms of a glossary in a segment: a segment in, the terms that occur in it out.

use std::collections::HashMap;

use rust_stemmers::Stemmer;

use crate::exchange::Term;
use crate::text::lang::Lang;
use crate::text::stem::stemmer;
use crate::text::tokens;

/// A glossary, ready to be looked up in.
///
/// A term occurs where its words follow each other as [`tokens`], whatever their case and, for a language with a stemmer
/// (Snowball, through `rust-stemmers`), their inflection: `cessez-le-feu fragiles` has the term `cessez-le-feu fragile`.
pub struct Glossary {
    stemmer: Option<Stemmer>,
    terms: Vec<Term>,
    /// The terms by the stem of their first word, each with the stems of all of its words.
    by_first: HashMap<String, Vec<(Vec<String>, usize)>>,
}

impl Glossary {
    /// A glossary whose source terms are in the language `from`.
    #[must_use]
    pub fn new(terms: Vec<Term>, from: &Lang) -> Glossary {
        let mut glossary = Glossary {
            stemmer: stemmer(from),
            terms: Vec::new(),
            by_first: HashMap::new(),
        };
        for (index, term) in terms.iter().enumerate() {
            let words = glossary.stems(&term.source);
            if let Some(first) = words.first() {
                glossary.by_first.entry(first.clone()).or_default().push((words, index));
            }
        }
        // Where several terms begin at one word the longest is the one meant.
        for candidates in glossary.by_first.values_mut() {
            candidates.sort_by_key(|(words, index)| (std::cmp::Reverse(words.len()), *index));
        }
        glossary.terms = terms;
        glossary
    }

    /// The terms that occur in a segment, each once, in the order of the segment; where one lies within another only the
    /// longer is given, with all of its translations.
    #[must_use]
    pub fn find(&self, segment: &str) -> Vec<&Term> {
        let words = self.stems(segment);
        let mut found: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let candidates = self.by_first.get(&words[at]).map_or(&[][..], Vec::as_slice);
            let mut longest = 0;
            for (term, index) in candidates {
                if term.len() >= longest && words[at..].starts_with(term) {
                    longest = term.len();
                    if !found.contains(index) {
                        found.push(*index);
                    }
                }
            }
            at += longest.max(1);
        }
        found.into_iter().map(|index| &self.terms[index]).collect()
    }

    fn stems(&self, text: &str) -> Vec<String> {
        let mut stems = Vec::new();
        tokens::for_each(text, |word, _| {
            stems.push(
                self.stemmer
                    .as_ref()
                    .map_or_else(|| word.to_owned(), |s| s.stem(word).into_owned()),
            );
        });
        stems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_term_is_found_in_any_inflection() {
        let lang = |tag: &str| Lang::parse(tag).unwrap();
        let term = |source: &str, target: &str| Term {
            source: source.to_owned(),
            target: target.to_owned(),
            source_lang: lang("fr"),
            target_lang: lang("en"),
            note: None,
            deprecated: false,
        };
        let glossary = Glossary::new(
            vec![
                term("accord", "agreement"),
                term("accord de paix", "peace deal"),
                term("accord de paix", "peace agreement"),
            ],
            &lang("fr"),
        );
        let found = |text: &str| -> Vec<&str> { glossary.find(text).into_iter().map(|t| t.target.as_str()).collect() };
        assert_eq!(
            found("Les Accords de paix ont tenu."),
            ["peace deal", "peace agreement"]
        );
        assert_eq!(
            found("Un accord, puis un accord de paix."),
            ["agreement", "peace deal", "peace agreement"]
        );
        assert!(found("Rien de tel.").is_empty());
    }
}
