//! A segment that nothing in the memory resembles → its longest stretches that occur there, with their translation.
//!
//! A stretch is a run of words of the segment that stand one after another in a unit's text in the same language, as a
//! phrase does for the [`concordance`](super::concordance): without case, accents and punctuation. It counts when it
//! has enough content words; function words at its ends are left off.
//!
//! A segment that is a sentence among others of a unit's text, as units of merged beads have several, is a fragment whole, however few
//! words it has, and comes first; the part of the translation that belongs to it is marked.

use std::ops::Range;

use super::concordance::{
    Concordance, ConcordanceHit, ConcordanceOptions, ConcordanceQuery, MOST_WORDS, QueryWord, UnitSide, is_word,
};
use super::suggest::Match;
use crate::matching::index::build::fold;
use crate::memory::{Memory, MemoryError};
use crate::segment::Segmenter;
use crate::text::function_words::is_function_word;
use crate::text::lang::Lang;
use crate::text::tokens::tokenize;

/// How many words of a segment are looked at: those from its beginning. Each may ask the index twice, so this bounds the
/// time that a segment of any length takes.
pub const LOOKED_AT: usize = 1_000;

/// What is wanted of [`Fragments::find`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FragmentOptions {
    /// The fewest content words of a stretch; at least 1.
    pub least_content: usize,
    /// The most stretches.
    pub limit: usize,
}

impl Default for FragmentOptions {
    fn default() -> FragmentOptions {
        FragmentOptions {
            least_content: 3,
            limit: 5,
        }
    }
}

impl FragmentOptions {
    /// The fewest content words of a stretch; at least 1.
    #[must_use]
    pub fn least_content(mut self, words: usize) -> FragmentOptions {
        self.least_content = words;
        self
    }

    /// The most stretches.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> FragmentOptions {
        self.limit = limit;
        self
    }
}

/// A stretch of a segment that occurs in the memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Fragment {
    /// Where it stands in the segment, in bytes.
    pub range: Range<usize>,
    /// How many content words it has.
    pub content_words: usize,
    /// The best unit that has it, as the concordance ranks them: the stretch is marked in the source, and in the target
    /// what translates it, as far as the lexicon is sure.
    pub hit: ConcordanceHit,
    /// Whether the segment is whole sentences among others of the unit's source: then these are marked there, and in the target the
    /// part that belongs to them, where that can be told.
    pub is_sentence: bool,
}

/// How many units with the words of a segment are looked at for one that has them as a sentence.
const LOOKED_THROUGH: usize = 20;

/// Finds stretches in a memory, for one pair of languages.
pub struct Fragments<'m> {
    memory: &'m Memory,
    concordance: Concordance<'m>,
    /// Of the source language and of the target language.
    segmenters: [Segmenter; 2],
}

/// A word of the segment.
struct Word {
    word: QueryWord,
    range: Range<usize>,
    content: bool,
}

impl<'m> Fragments<'m> {
    /// A finder for segments in `from` to be translated into `to`.
    #[must_use]
    pub fn new(memory: &'m Memory, from: &Lang, to: &Lang) -> Fragments<'m> {
        Fragments::with(memory, Concordance::new(memory, from, to))
    }

    /// A finder that uses this concordance of the memory.
    pub(super) fn with(memory: &'m Memory, concordance: Concordance<'m>) -> Fragments<'m> {
        let [from, to] = concordance.languages().map(Segmenter::new);
        Fragments {
            memory,
            concordance,
            segmenters: [from, to],
        }
    }

    /// The fragments of a segment that has these matches: without any all of [`Fragments::find`], beside matches of which none is identical
    /// the [sentences](Fragments::sentences) of longer units, beside an identical one nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn beside(
        &mut self,
        text: &str,
        matches: &[Match],
        options: &FragmentOptions,
    ) -> Result<Vec<Fragment>, MemoryError> {
        match matches.first() {
            None => self.find(text, options),
            Some(best) if best.base < 100.0 => self.sentences(text, options),
            Some(_) => Ok(Vec::new()),
        }
    }

    /// What a segment has in common with the memory: the [sentences](Fragments::sentences) that it is, and where it is none the
    /// longest stretches that occur there, the ones with the most content words first, then by their place in the segment. No two overlap. Of a longer segment the first [`LOOKED_AT`] words are looked at; see
    /// [`Fragments::is_cut`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find(&mut self, text: &str, options: &FragmentOptions) -> Result<Vec<Fragment>, MemoryError> {
        let _now = self.memory.read_snapshot()?;
        let sentences = self.sentences(text, options)?;
        if !sentences.is_empty() {
            return Ok(sentences);
        }
        let mut words = words(text);
        words.truncate(LOOKED_AT);
        let least = options.least_content.max(1);
        let mut stretches = self.stretches(&words, least)?;
        let content = |stretch: &Range<usize>| words[stretch.clone()].iter().filter(|word| word.content).count();
        stretches.sort_by_key(|stretch| (std::cmp::Reverse(content(stretch)), stretch.start));
        let mut chosen: Vec<Range<usize>> = Vec::new();
        let mut found = Vec::new();
        for stretch in stretches {
            if found.len() >= options.limit {
                break;
            }
            let overlaps = |other: &Range<usize>| stretch.start < other.end && other.start < stretch.end;
            if chosen.iter().any(overlaps) {
                continue;
            }
            if let Some(hit) = self.best(&words[stretch.clone()])? {
                let range = words[stretch.start].range.start..words[stretch.end - 1].range.end;
                let content_words = content(&stretch);
                found.push(Fragment {
                    range,
                    content_words,
                    hit,
                    is_sentence: false,
                });
                chosen.push(stretch);
            }
        }
        Ok(found)
    }

    /// The units in which the segment, one sentence or more, stands among others, with different translations: the best first, as the
    /// concordance ranks them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sentences(&mut self, text: &str, options: &FragmentOptions) -> Result<Vec<Fragment>, MemoryError> {
        let _now = self.memory.read_snapshot()?;
        let words = words(text);
        let first = words.iter().take(MOST_WORDS).map(|word| word.word.clone()).collect();
        let (Some(query), Some(start), Some(end)) = (ConcordanceQuery::phrase(first), words.first(), words.last())
        else {
            return Ok(Vec::new());
        };
        let concordance = ConcordanceOptions {
            sides: vec![UnitSide::Source],
            limit: LOOKED_THROUGH,
            ..ConcordanceOptions::default()
        };
        let key = key(&words);
        let mut found: Vec<Fragment> = Vec::new();
        for mut hit in self.concordance.search(&query, &concordance)?.hits {
            let sentences = self.segmenters[0].split(&hit.source);
            let Some(asked) = run_of(&hit.source, &sentences, &key) else {
                continue;
            };
            hit.marks.clear();
            hit.marks
                .push(sentences[asked.start].start..sentences[asked.end - 1].end);
            let ends = self.segmenters[1].split(&hit.target);
            if let Some(part) = self.concordance.part(&hit, &sentences, &asked, &ends) {
                hit.translation_marks = vec![part];
            }
            let part = |hit: &ConcordanceHit| -> Vec<String> {
                let parts = hit.translation_marks.iter();
                parts.map(|mark| hit.target[mark.clone()].to_owned()).collect()
            };
            if found.len() < options.limit && found.iter().all(|other| part(&other.hit) != part(&hit)) {
                found.push(Fragment {
                    range: start.range.start..end.range.end,
                    content_words: words.iter().filter(|word| word.content).count(),
                    hit,
                    is_sentence: true,
                });
            }
        }
        Ok(found)
    }

    /// Whether a segment is so long that only its beginning is looked at.
    #[must_use]
    pub fn is_cut(text: &str) -> bool {
        // As many words need at least as many bytes.
        text.len() > LOOKED_AT && words(text).len() > LOOKED_AT
    }

    /// The stretches that no longer one contains, in order, without function words at their ends.
    ///
    /// Where a stretch occurs, all of its parts do: so when the stretch from one word on ends before a certain word, the
    /// one from the next word on does not end earlier, and each word is tried at most twice.
    fn stretches(&mut self, words: &[Word], least: usize) -> Result<Vec<Range<usize>>, MemoryError> {
        let mut out: Vec<Range<usize>> = Vec::new();
        let mut end = 0;
        for start in (0..words.len()).filter(|&start| words[start].content) {
            let content = (start..words.len()).filter(|&at| words[at].content).nth(least - 1);
            // Too few content words are left.
            let Some(last) = content else { break };
            let before = end;
            // A stretch ends with a content word.
            let mut ends = (last + 1..=words.len()).filter(|&end| words[end - 1].content && end > before);
            while let Some(next) = ends.next().filter(|&next| next - start <= MOST_WORDS) {
                if !self.occur(&words[start..next])? {
                    break;
                }
                end = next;
            }
            if end > before {
                out.push(start..end);
            }
        }
        Ok(out)
    }

    /// Whether a unit has these words in sequence.
    fn occur(&mut self, words: &[Word]) -> Result<bool, MemoryError> {
        match ConcordanceQuery::phrase(words.iter().map(|word| word.word.clone()).collect()) {
            Some(query) => self.concordance.occurs(&query, UnitSide::Source),
            None => Ok(false),
        }
    }

    /// The best unit with these words in sequence.
    fn best(&mut self, words: &[Word]) -> Result<Option<ConcordanceHit>, MemoryError> {
        let Some(query) = ConcordanceQuery::phrase(words.iter().map(|word| word.word.clone()).collect()) else {
            return Ok(None);
        };
        let options = ConcordanceOptions {
            sides: vec![UnitSide::Source],
            limit: 1,
            ..ConcordanceOptions::default()
        };
        Ok(self.concordance.search(&query, &options)?.hits.pop())
    }
}

/// The words as they are compared.
fn key(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| fold(&word.word.text)).collect()
}

/// The sentences of a text, fewer than all, that have these words together; `None` where none have.
fn run_of(text: &str, sentences: &[Range<usize>], wanted: &[String]) -> Option<Range<usize>> {
    let keys: Vec<Vec<String>> = sentences.iter().map(|s| key(&words(&text[s.clone()]))).collect();
    let from = |start: usize| {
        let mut rest = wanted;
        let mut end = start;
        while let Some(key) = keys.get(end).filter(|_| !rest.is_empty()) {
            rest = rest.strip_prefix(key.as_slice())?;
            end += 1;
        }
        (rest.is_empty() && end > start && end - start < keys.len()).then_some(start..end)
    };
    (0..keys.len()).filter(|&at| !keys[at].is_empty()).find_map(from)
}

fn words(text: &str) -> Vec<Word> {
    let tokens = tokenize(text).into_iter().filter(|token| is_word(&token.text));
    tokens
        .map(|token| Word {
            content: !is_function_word(&token.text),
            word: QueryWord {
                text: token.text,
                prefix: false,
            },
            range: token.range,
        })
        .collect()
}
