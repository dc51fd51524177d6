//! A query and the words of a text → whether all terms occur, how near each other, and where.

use std::ops::Range;

use rust_stemmers::Stemmer;

use super::query::{ConcordanceQuery, MOST_WORDS, QueryWord, is_word};
use crate::matching::index::build::fold;
use crate::text::lang::Lang;
use crate::text::stem::stemmer;
use crate::text::tokens;

/// What one word of the query asks of a word of the text; all forms are folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Matcher {
    /// This word.
    Word(String),
    /// A word that begins like this.
    Prefix(String),
    /// A word with this stem that begins like this. Stemming changes the ends of words: the beginning keeps `dying`
    /// from `die`, and little else, and lets an index look at few words.
    Stem { stem: String, start: String },
}

/// How many letters two words must begin with in common to have the same stem: all of it but so many, ...
const STEM_END: usize = 2;
/// ... and at least so many.
const STEM_START: usize = 2;

/// A query made ready for texts in one language.
pub(super) struct Pattern {
    /// The words of all terms, one after another; the bit of a word is its place here.
    matchers: Vec<Matcher>,
    /// Where the words of each term are.
    terms: Vec<Range<usize>>,
    stemmer: Option<Stemmer>,
}

/// A word of a text that the query asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// How many words come before it in the text.
    pub(super) word: u32,
    /// Which words of the query it can be.
    pub(super) bits: u64,
}

/// How near each other the terms stand in a text; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Nearness {
    /// The words that stand between and are of no term, where the terms are nearest.
    pub(super) spread: u32,
    /// Whether the terms come in another order than they were typed in.
    pub(super) out_of_order: bool,
}

impl Nearness {
    /// Nothing between, and in order.
    pub(super) const BEST: Nearness = Nearness {
        spread: 0,
        out_of_order: false,
    };
}

impl Pattern {
    /// Makes a query ready; with `stems`, words count in all their inflections where the language has a stemmer.
    pub(super) fn new(query: &ConcordanceQuery, lang: &Lang, stems: bool) -> Pattern {
        let stemmer = if stems { stemmer(lang) } else { None };
        let mut matchers = Vec::new();
        let mut terms = Vec::new();
        for term in query.terms() {
            let from = matchers.len();
            matchers.extend(term.iter().map(|word| matcher(word, stemmer.as_ref())));
            terms.push(from..matchers.len());
        }
        Pattern {
            matchers,
            terms,
            stemmer,
        }
    }

    /// What each word of the query asks for.
    pub(super) fn matchers(&self) -> &[Matcher] {
        &self.matchers
    }

    /// Whether there are several terms, so that their nearness says something.
    pub(super) fn is_ranked(&self) -> bool {
        self.terms.len() > 1
    }

    /// Whether a term has several words.
    pub(super) fn has_phrase(&self) -> bool {
        self.terms.len() < self.matchers.len()
    }

    /// The bits of the first words of all terms.
    pub(super) fn first_words(&self) -> u64 {
        self.terms.iter().map(|term| 1 << term.start).sum()
    }

    /// The bits of the last words of all terms.
    pub(super) fn last_words(&self) -> u64 {
        // No term is empty.
        self.terms.iter().map(|term| 1 << (term.end - 1)).sum()
    }

    /// Which words of the query a word token can be; 0 for none of them.
    pub(super) fn bits(&self, token: &str) -> u64 {
        let folded = fold(token);
        let mut stem = None;
        let mut bits = 0;
        for (i, matcher) in self.matchers.iter().enumerate() {
            let is = match matcher {
                Matcher::Word(word) => *word == folded,
                Matcher::Prefix(start) => folded.starts_with(start),
                Matcher::Stem { stem: wanted, start } => {
                    folded.starts_with(start)
                        && *stem.get_or_insert_with(|| folded_stem(token, self.stemmer.as_ref())) == *wanted
                }
            };
            bits |= u64::from(is) << i;
        }
        bits
    }

    /// The nearest place of all terms; `None` where one does not occur. `seen` is in the order of the text.
    pub(super) fn nearness(&self, seen: &[Seen]) -> Option<Nearness> {
        let mut best: Option<Nearness> = None;
        // Where each term was last.
        let mut last = [u32::MAX; MOST_WORDS];
        let last = &mut last[..self.terms.len()];
        let mut missing = last.len();
        for (i, word) in seen.iter().enumerate() {
            let mut any = false;
            for (term, place) in self.terms.iter().zip(last.iter_mut()) {
                if occurs(term, &seen[i..]) {
                    missing -= usize::from(*place == u32::MAX);
                    *place = word.word;
                    any = true;
                }
            }
            if any && missing == 0 {
                let found = self.window(last);
                best = Some(best.map_or(found, |best| best.min(found)));
            }
        }
        best
    }

    /// How near these places of the terms are.
    pub(super) fn window(&self, places: &[u32]) -> Nearness {
        let (mut start, mut end, mut own) = (u32::MAX, 0, 0);
        for (term, &place) in self.terms.iter().zip(places) {
            // At most `MOST_WORDS`.
            let length = term.len() as u32;
            start = start.min(place);
            end = end.max(place + length);
            own += length;
        }
        Nearness {
            // Two terms may be one word of the text (`pont` and `pont*`).
            spread: end.saturating_sub(start).saturating_sub(own),
            out_of_order: !places.is_sorted(),
        }
    }

    /// Whether and how near the terms occur in a text, and how many tokens it has.
    pub(super) fn read(&self, text: &str) -> (Option<Nearness>, u32) {
        let mut seen = Vec::new();
        let (mut words, mut length) = (0, 0);
        tokens::for_each(text, |token, _| {
            length += 1;
            if is_word(token) {
                let bits = self.bits(token);
                if bits != 0 {
                    seen.push(Seen { word: words, bits });
                }
                words += 1;
            }
        });
        (self.nearness(&seen), length)
    }

    /// Where the terms stand in a text, each place of each of them: byte ranges in order, without overlaps.
    pub(super) fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let mut seen = Vec::new();
        let mut ranges = Vec::new();
        let mut words = 0;
        tokens::for_each(text, |token, range| {
            if is_word(token) {
                let bits = self.bits(token);
                if bits != 0 {
                    seen.push(Seen { word: words, bits });
                    ranges.push(range);
                }
                words += 1;
            }
        });
        let mut marks: Vec<Range<usize>> = Vec::new();
        for i in 0..seen.len() {
            for term in self.terms.iter().filter(|term| occurs(term, &seen[i..])) {
                marks.push(ranges[i].start..ranges[i + term.len() - 1].end);
            }
        }
        merged(marks)
    }
}

/// Whether the term's words stand one after another from the first word of `seen` on.
fn occurs(term: &Range<usize>, seen: &[Seen]) -> bool {
    let Some(first) = seen.first() else { return false };
    term.clone().zip(0u32..).all(|(bit, offset)| {
        let word = seen.get(offset as usize);
        word.is_some_and(|word| word.word == first.word + offset && word.bits >> bit & 1 == 1)
    })
}

/// The ranges in order, those that overlap joined.
pub(super) fn merged(mut marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks {
        match out.last_mut() {
            Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
            _ => out.push(mark),
        }
    }
    out
}

fn matcher(word: &QueryWord, stemmer: Option<&Stemmer>) -> Matcher {
    let folded = fold(&word.text);
    if word.prefix {
        Matcher::Prefix(folded)
    } else if stemmer.is_some() {
        let stem = folded_stem(&word.text, stemmer);
        let letters = stem.chars().count().saturating_sub(STEM_END).max(STEM_START);
        let start = folded.chars().take(letters).collect();
        Matcher::Stem { stem, start }
    } else {
        Matcher::Word(folded)
    }
}

/// The stem of a word, folded. Accents are folded after stemming, for which they matter.
fn folded_stem(word: &str, stemmer: Option<&Stemmer>) -> String {
    stemmer.map_or_else(|| fold(word), |stemmer| fold(&stemmer.stem(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(query: &str, lang: &str, stems: bool) -> Pattern {
        let query = ConcordanceQuery::parse(query).expect("a query written in this test");
        Pattern::new(&query, &Lang::parse(lang).expect("a tag written in this test"), stems)
    }

    fn marked(query: &str, text: &str, stems: bool) -> Vec<String> {
        let marks = pattern(query, "fr", stems).marks(text);
        marks.into_iter().map(|range| text[range].to_owned()).collect()
    }

    fn nearness(query: &str, text: &str) -> Option<(u32, bool)> {
        let (found, _) = pattern(query, "fr", false).read(text);
        found.map(|n| (n.spread, n.out_of_order))
    }

    #[test]
    fn case_accents_ligatures_and_apostrophes_are_folded() {
        assert_eq!(marked("ecole", "À L’École, à l'ECOLE.", false), ["École", "ECOLE"]);
        assert_eq!(marked("École", "une ecole", false), ["ecole"]);
        assert_eq!(
            marked("l'école", "À L’École, à l'ECOLE.", false),
            ["L’École", "l'ECOLE"]
        );
        assert_eq!(marked("coeur", "Le cœur a ses raisons.", false), ["cœur"]);
        assert_eq!(marked("cote", "co\u{302}te\u{301}", false), ["co\u{302}te\u{301}"]);
    }

    #[test]
    fn words_are_whole_unless_a_star_says_otherwise() {
        assert!(marked("pont", "Les pontons du port", false).is_empty());
        assert_eq!(marked("pont*", "Les pontons du pont", false), ["pontons", "pont"]);
    }

    #[test]
    fn stems_find_inflections() {
        assert_eq!(
            marked("chanter", "Elles chantaient, il chante un chant.", true),
            ["chantaient", "chante", "chant"]
        );
        assert_eq!(marked("decider", "Il a décidé.", true), ["décidé"]);
        assert!(marked("chanter", "Elles chantaient.", false).is_empty());
    }

    #[test]
    fn phrases_are_sequences_and_punctuation_does_not_count() {
        assert_eq!(
            marked("\"eau douce\"", "L’eau douce, l’eau si douce", false),
            ["eau douce"]
        );
        assert_eq!(
            marked("\"peut être\"", "Peut-être. Il peut l’être.", false),
            ["Peut-être"]
        );
        assert_eq!(
            marked("\"très très\"", "très très très bien", false),
            ["très très très"]
        );
    }

    #[test]
    fn nearness_counts_the_words_between() {
        assert_eq!(nearness("pont rouge", "Le pont rouge"), Some((0, false)));
        assert_eq!(nearness("rouge pont", "Le pont rouge"), Some((0, true)));
        assert_eq!(
            nearness("pont rouge", "Le pont, très vieux, est rouge."),
            Some((3, false))
        );
        assert_eq!(
            nearness("pont rouge", "Un pont de fer puis un feu rouge devant le pont rouge"),
            Some((0, false))
        );
        assert_eq!(nearness("pont \"feu rouge\"", "Le feu rouge du pont"), Some((1, true)));
        assert_eq!(nearness("pont vert", "Le pont rouge"), None);
        assert_eq!(nearness("pont pont*", "Le pont"), Some((0, false)));
    }
}
