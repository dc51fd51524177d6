//! Terms of a glossary in a segment: a segment in, the terms that occur in it out.

use crate::text::languages::any_has;
use std::collections::HashMap;
use std::ops::Range;

use rust_stemmers::Stemmer;

use crate::exchange::Term;
use crate::text::lang::Lang;
use crate::text::stem::stemmer;
use crate::text::tokens;

/// A glossary, ready to be looked up in.
///
/// A term occurs where its words follow each other as [`tokens`], whatever their case and, for a language with a stemmer
/// (Snowball, through `rust-stemmers`), their inflection: `cessez-le-feu fragiles` has the term `cessez-le-feu fragile`. It does not
/// occur inside a hyphenated word: `feu` is not in `cessez-le-feu`, but `maison` is in `cette maison-ci`. Ligatures are two letters:
/// `oeillet` is `œillet`.
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
            let words: Vec<String> = glossary.stems(&term.source).into_iter().map(|(stem, _)| stem).collect();
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
        let (words, ranges): (Vec<String>, Vec<Range<usize>>) = self.stems(segment).into_iter().unzip();
        let mut found: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let candidates = self.by_first.get(&words[at]).map_or(&[][..], Vec::as_slice);
            let mut longest = 0;
            for (term, index) in candidates {
                let occurs = term.len() >= longest && words[at..].starts_with(term);
                let last = at + term.len().max(1) - 1;
                if occurs && stands_alone(segment, ranges[at].start..ranges[last].end) {
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

    /// The stems of the words, each with its place in the text.
    fn stems(&self, text: &str) -> Vec<(String, Range<usize>)> {
        let mut stems = Vec::new();
        tokens::for_each(text, |word, range| {
            let word = word.replace('œ', "oe").replace('æ', "ae");
            let stem = match &self.stemmer {
                Some(stemmer) => stemmer.stem(&word).into_owned(),
                None => word,
            };
            stems.push((stem, range));
        });
        stems
    }
}

/// Whether the stretch is no part of a longer word with hyphens.
fn stands_alone(text: &str, stretch: Range<usize>) -> bool {
    let hyphen = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}');
    let (before, after) = (&text[..stretch.start], &text[stretch.end..]);
    if before
        .strip_suffix(hyphen)
        .is_some_and(|before| before.ends_with(char::is_alphanumeric))
    {
        return false;
    }
    let Some(rest) = after.strip_prefix(hyphen) else {
        return true;
    };
    let next: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    let goes_on = rest[next.len()..].starts_with(hyphen) && next != "t";
    next.is_empty() || (!goes_on && any_has(|known| known.enclitics, &next.to_lowercase()))
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

    #[test]
    fn a_term_is_a_whole_word_however_it_is_spelled() {
        let lang = |tag: &str| Lang::parse(tag).unwrap();
        let term = |source: &str| Term {
            source: source.to_owned(),
            target: source.to_owned(),
            source_lang: lang("fr"),
            target_lang: lang("en"),
            note: None,
            deprecated: false,
        };
        let terms = ["feu", "œillet", "maison", "cessez-le-feu", "porte", "coeur"].map(term);
        let glossary = Glossary::new(terms.to_vec(), &lang("fr"));
        let found = |text: &str| -> Vec<&str> { glossary.find(text).into_iter().map(|t| t.source.as_str()).collect() };
        for (text, expected) in [
            ("Le cessez-le-feu tient.", &["cessez-le-feu"][..]),
            ("Un pare-feu, un porte-avions", &[]),
            ("Un pare\u{2011}feu", &[]),
            ("Cette maison-ci brûle : au feu !", &["maison", "feu"]),
            ("Où porte-t-il ses pas ?", &["porte"]),
            ("Feu - fumée", &["feu"]),
            ("L'oeillet et l’œillet", &["œillet"]),
            ("Le cœur", &["coeur"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
