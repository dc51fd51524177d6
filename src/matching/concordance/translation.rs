//! Marked words of a text and its translation → the words that translate them, where the lexicon is sure.
//!
//! Each word of the translation is shared out among the words of the text by `p(target word | source word)`, as in IBM
//! model 1 (P. Brown et al., "The mathematics of statistical machine translation", Computational Linguistics 19, 1993),
//! and each word of the text among those of the translation the other way round. A word is marked when most of it
//! belongs to marked words and a fair share of one of these belongs to it.

use std::ops::Range;

use rust_stemmers::Stemmer;

use super::query::is_word;
use crate::align::lexicon::Lexicon;
use crate::matching::index::build::fold;
use crate::text::lang::Lang;
use crate::text::stem::stemmer;
use crate::text::tokens;

/// The probability that stands for all words that are not there.
const NONE: f32 = 0.03;
/// The least share of a word of the translation that belongs to marked words.
const LEAST_OWNED: f32 = 0.5;
/// The least share of a marked word that belongs to a word of the translation.
const LEAST_GIVEN: f32 = 0.25;
/// What it is worth that two words are the same, unless the lexicon knows better.
const SAME: f32 = 0.6;
/// What it is worth that two words are alike, as names in two spellings are, times their likeness.
const ALIKE: f32 = 0.4;
/// The least likeness, and the fewest letters, of such words.
const LEAST_LIKENESS: f64 = 0.65;
const ALIKE_LETTERS: usize = 4;
/// A word with a probability of this or more beside another one is explained by it.
const EXPLAINED: f32 = 0.05;
/// More frequent words are function words: they are marked only next to a marked word.
const FUNCTION: f32 = 0.004;
/// The most pairs of a word of the text and a word of its translation that are looked at: a thousand words on each side. In
/// longer units no translation is marked, since time and memory go with the pairs.
const MOST_PAIRS: usize = 1_000_000;

/// Finds which words of one language translate which of another.
pub(super) struct Translator {
    lexicon: Option<(Lexicon, bool)>,
    stemmers: [Option<Stemmer>; 2],
}

/// A word of a text.
struct Word {
    range: Range<usize>,
    folded: String,
    /// Its number in the lexicon.
    id: Option<u16>,
    function: bool,
}

impl Translator {
    /// A translator from one language to another, by the compiled-in lexicon where it is for these languages.
    pub(super) fn new(from: &Lang, to: &Lang) -> Translator {
        let lexicon = Lexicon::built_in(from, to).and_then(|lexicon| {
            let reversed = lexicon.serves(from, to)?;
            Some((lexicon, reversed))
        });
        Translator {
            lexicon,
            stemmers: [stemmer(from), stemmer(to)],
        }
    }

    /// The words of `target` that translate the marked places of `source`: byte ranges in order, neighbours joined. `None`
    /// where the two are too long to look.
    pub(super) fn marks(&self, source: &str, marks: &[Range<usize>], target: &str) -> Option<Vec<Range<usize>>> {
        if is_too_long(source, target) {
            return None;
        }
        let (sources, targets) = (self.words(source, 0), self.words(target, 1));
        if sources.is_empty() || targets.is_empty() {
            return Some(Vec::new());
        }
        let cells = self.cells(&sources, &targets);
        let row = |s: usize| &cells[s * targets.len()..(s + 1) * targets.len()];
        let is_marked = |word: &Word| {
            // The marks are in order and do not overlap.
            let after = marks.partition_point(|mark| mark.start <= word.range.start);
            after > 0 && word.range.end <= marks[after - 1].end
        };
        let marked: Vec<usize> = (0..sources.len()).filter(|&s| is_marked(&sources[s])).collect();
        let given_in_all: Vec<f32> = marked
            .iter()
            .map(|&s| NONE + row(s).iter().map(|cell| cell[1]).sum::<f32>())
            .collect();
        let translates = |t: usize| {
            let all: f32 = (0..sources.len()).map(|s| row(s)[t][0]).sum();
            let owned: f32 = marked.iter().map(|&s| row(s)[t][0]).sum();
            let given = marked.iter().zip(&given_in_all).map(|(&s, all)| row(s)[t][1] / all);
            owned / (NONE + all) >= LEAST_OWNED && given.fold(0.0, f32::max) >= LEAST_GIVEN
        };
        let found: Vec<bool> = (0..targets.len()).map(translates).collect();
        let only_function = marked.iter().all(|&s| sources[s].function);
        let content = |t: usize| found.get(t).is_some_and(|found| *found) && !targets[t].function;
        let is_kept = |t: usize| found[t] && (only_function || content(t) || content(t + 1) || t > 0 && content(t - 1));
        let mut kept: Vec<bool> = (0..targets.len()).map(is_kept).collect();
        // A function word between two marked words, such as an article that the text does without, is of the phrase.
        for t in 1..targets.len().saturating_sub(1) {
            kept[t] |= kept[t - 1] && targets[t].function && is_kept(t + 1);
        }
        if !kept.contains(&true) && !only_function && self.lexicon.is_some() {
            kept[..].copy_from_slice(&leftover(&sources, &targets, &cells, &marked));
        }
        let kept = (0..targets.len()).filter(|&t| kept[t]);
        let mut out: Vec<Range<usize>> = Vec::new();
        for range in kept.map(|t| &targets[t].range) {
            match out.last_mut() {
                Some(last) if target[last.end..range.start].trim().is_empty() => last.end = range.end,
                _ => out.push(range.clone()),
            }
        }
        Some(out)
    }

    /// The words of `target`, and how much of each belongs to each of the sentences of `source`, from 0 to 1; `None` where the
    /// two are too long to look.
    pub(super) fn owned(
        &self,
        source: &str,
        sentences: &[Range<usize>],
        target: &str,
    ) -> Option<Vec<(Range<usize>, Vec<f32>)>> {
        if is_too_long(source, target) {
            return None;
        }
        let (sources, targets) = (self.words(source, 0), self.words(target, 1));
        let cells = self.cells(&sources, &targets);
        let of_word = |(t, word): (usize, &Word)| {
            let share = |s: usize| cells[s * targets.len() + t][0];
            let all: f32 = NONE + (0..sources.len()).map(share).sum::<f32>();
            let of_sentence = |sentence: &Range<usize>| {
                let inside = (0..sources.len()).filter(|&s| sentence.contains(&sources[s].range.start));
                inside.map(share).sum::<f32>() / all
            };
            (word.range.clone(), sentences.iter().map(of_sentence).collect())
        };
        Some(targets.iter().enumerate().map(of_word).collect())
    }

    /// Which words of the two texts translate each other: byte ranges of both, in the order of the source. Function words are linked where
    /// they are the same only. None where the two are too long to look.
    pub(super) fn links(&self, source: &str, target: &str) -> Vec<[Range<usize>; 2]> {
        if is_too_long(source, target) {
            return Vec::new();
        }
        let (sources, targets) = (self.words(source, 0), self.words(target, 1));
        let cells = self.cells(&sources, &targets);
        let cell = |s: usize, t: usize| cells[s * targets.len() + t];
        let owned: Vec<f32> = (0..targets.len())
            .map(|t| NONE + (0..sources.len()).map(|s| cell(s, t)[0]).sum::<f32>())
            .collect();
        let mut links = Vec::new();
        for (s, word) in sources.iter().enumerate() {
            let given = NONE + (0..targets.len()).map(|t| cell(s, t)[1]).sum::<f32>();
            for (t, other) in targets.iter().enumerate() {
                let [forward, backward] = cell(s, t);
                let is_function = (word.function || other.function) && word.folded != other.folded;
                if !is_function && forward / owned[t] >= LEAST_OWNED && backward / given >= LEAST_GIVEN {
                    links.push([word.range.clone(), other.range.clone()]);
                }
            }
        }
        links
    }

    fn words(&self, text: &str, side: usize) -> Vec<Word> {
        let mut words = Vec::new();
        tokens::for_each(text, |token, range| {
            if !is_word(token) {
                return;
            }
            let lexicon = self.lexicon.as_ref().map(|(lexicon, reversed)| {
                let lexicon_side = if *reversed { 1 - side } else { side };
                (lexicon, lexicon_side)
            });
            // The lexicon knows an elided word with its apostrophe.
            let elided = text[range.end..].starts_with(['\'', '’']);
            let id = lexicon.and_then(|(lexicon, side_of)| {
                let with_mark = elided.then(|| lexicon.word(side_of, &format!("{token}'"))).flatten();
                with_mark.or_else(|| {
                    let stemmer = self.stemmers[side].as_ref();
                    stemmer.map_or_else(
                        || lexicon.word(side_of, token),
                        |stemmer| lexicon.word(side_of, &stemmer.stem(token)),
                    )
                })
            });
            let frequency = lexicon
                .zip(id)
                .map(|((lexicon, side_of), id)| lexicon.frequency(side_of, id));
            words.push(Word {
                folded: fold(token),
                id,
                function: frequency.is_some_and(|frequency| frequency > FUNCTION),
                range,
            });
        });
        words
    }

    /// For each source word and each target word `p(target word | source word)` and `p(source word | target word)`.
    fn cells(&self, sources: &[Word], targets: &[Word]) -> Vec<[f32; 2]> {
        let mut cells = vec![[0.0f32; 2]; sources.len() * targets.len()];
        for (s, source) in sources.iter().enumerate() {
            for (t, target) in targets.iter().enumerate() {
                cells[s * targets.len() + t] = [spelling(&source.folded, &target.folded); 2];
            }
        }
        let Some((lexicon, reversed)) = &self.lexicon else {
            return cells;
        };
        // The rows are those of the lexicon's own source language.
        let (rows, columns) = if *reversed {
            (targets, sources)
        } else {
            (sources, targets)
        };
        // A row of the lexicon has hundreds of entries, of which hardly one is among the columns.
        let mut by_id: Vec<(u16, usize)> = (0..).zip(columns).filter_map(|(c, word)| Some((word.id?, c))).collect();
        by_id.sort_unstable();
        let mut present = vec![0u64; usize::from(u16::MAX) / 64 + 1];
        for &(id, _) in &by_id {
            present[usize::from(id / 64)] |= 1 << (id % 64);
        }
        let is_present = |id: u16| present[usize::from(id / 64)] >> (id % 64) & 1 == 1;
        for (r, row) in rows.iter().enumerate() {
            let entries = row.id.into_iter().flat_map(|id| lexicon.row(id));
            for entry in entries.filter(|entry| is_present(entry.target)) {
                let first = by_id.partition_point(|&(id, _)| id < entry.target);
                for &(_, c) in by_id[first..].iter().take_while(|&&(id, _)| id == entry.target) {
                    let (s, t) = if *reversed { (c, r) } else { (r, c) };
                    let known = if *reversed {
                        [entry.backward, entry.forward]
                    } else {
                        [entry.forward, entry.backward]
                    };
                    let cell = &mut cells[s * targets.len() + t];
                    *cell = [cell[0].max(known[0]), cell[1].max(known[1])];
                }
            }
        }
        cells
    }
}

/// The one content word of the translation that nothing else in the text explains, where the marked words are the only content words
/// of the text that nothing there explains: a word that the lexicon hardly knows, found by what is left over.
fn leftover(sources: &[Word], targets: &[Word], cells: &[[f32; 2]], marked: &[usize]) -> Vec<bool> {
    let cell = |s: usize, t: usize| cells[s * targets.len() + t];
    let others = || (0..sources.len()).filter(|s| !marked.contains(s));
    let is_explained = |s: usize| (0..targets.len()).any(|t| cell(s, t)[0].max(cell(s, t)[1]) >= EXPLAINED);
    let mut left = vec![false; targets.len()];
    if others().any(|s| !sources[s].function && !is_explained(s)) {
        return left;
    }
    let by_others = |t: usize| others().any(|s| cell(s, t)[0].max(cell(s, t)[1]) >= EXPLAINED);
    let mut unexplained = (0..targets.len()).filter(|&t| !targets[t].function && !by_others(t));
    if let (Some(only), None) = (unexplained.next(), unexplained.next()) {
        left[only] = true;
    }
    left
}

/// Whether a text and its translation have more pairs of words than are looked at.
fn is_too_long(source: &str, target: &str) -> bool {
    // No text has more words than half its bytes; what might be too long is counted before it is read word by word.
    let most = |text: &str| text.len() / 2 + 1;
    let counted = |text: &str| {
        let mut count = 0usize;
        tokens::for_each(text, |token, _| count += usize::from(is_word(token)));
        count
    };
    most(source).saturating_mul(most(target)) > MOST_PAIRS
        && counted(source).saturating_mul(counted(target)) > MOST_PAIRS
}

/// What the spelling of two words says for their being translations of each other.
fn spelling(a: &str, b: &str) -> f32 {
    let long = |word: &str| word.chars().nth(ALIKE_LETTERS - 1).is_some();
    let is_number = |word: &str| word.chars().all(char::is_numeric);
    if a.chars().next() != b.chars().next() {
        return 0.0;
    }
    if a == b {
        return if long(a) || is_number(a) { SAME } else { 0.0 };
    }
    // Numbers that are alike are not the same.
    if !long(a) || !long(b) || is_number(a) || is_number(b) {
        return 0.0;
    }
    let likeness = strsim::normalized_levenshtein(a, b);
    if likeness >= LEAST_LIKENESS {
        ALIKE * likeness as f32
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(from: &str, to: &str, source: &str, words: &str, target: &str) -> Vec<String> {
        let lang = |tag: &str| Lang::parse(tag).expect("a tag written in this test");
        let start = source.find(words).expect("words of the text");
        let mark = start..start + words.len();
        let marks = Translator::new(&lang(from), &lang(to)).marks(source, &[mark], target);
        let marks = marks.expect("short texts");
        marks.into_iter().map(|mark| target[mark].to_owned()).collect()
    }

    const FRENCH: &str = "La vieille église du village a été détruite par le feu en 1912, dit Ivan Marchenko.";
    const ENGLISH: &str = "Ivan Martchenko says the old village church was destroyed by fire in 1912.";

    #[test]
    fn the_words_that_translate_are_marked_in_both_directions() {
        let french = |words| translated("fr", "en", FRENCH, words, ENGLISH);
        assert_eq!(french("église"), ["church"]);
        assert_eq!(french("village"), ["village"]);
        assert_eq!(french("vieille église"), ["old", "church"]);
        assert_eq!(french("1912"), ["1912"]);
        let english = |words| translated("en", "fr", ENGLISH, words, FRENCH);
        assert_eq!(english("church"), ["église"]);
        assert_eq!(english("destroyed by fire"), ["détruite par le feu"]);
    }

    #[test]
    fn a_word_that_the_lexicon_hardly_knows_is_what_is_left_over() {
        let truce = ("La trêve a été signée hier soir.", "The truce was signed last night.");
        assert_eq!(translated("fr", "en", truce.0, "trêve", truce.1), ["truce"]);
        assert_eq!(translated("en", "fr", truce.1, "truce", truce.0), ["trêve"]);
        // Two words are left over, or the text has another one that nothing explains.
        let two = "The brittle armistice was signed last night.";
        assert!(translated("fr", "en", truce.0, "trêve", two).is_empty());
        let other = "La trêve zyx a été signée hier soir.";
        assert!(translated("fr", "en", other, "trêve", truce.1).is_empty());
    }

    #[test]
    fn names_are_found_in_another_spelling() {
        assert_eq!(
            translated("fr", "en", FRENCH, "Ivan Marchenko", ENGLISH),
            ["Ivan Martchenko"]
        );
        assert_eq!(
            translated("da", "fi", "Her er Marchenko.", "Marchenko", "Tässä on Martchenko."),
            ["Martchenko"]
        );
    }

    #[test]
    fn texts_of_any_length_take_bounded_work() {
        let lang = |tag: &str| Lang::parse(tag).expect("a tag written in this test");
        let translator = Translator::new(&lang("fr"), &lang("en"));
        let (source, target) = (
            "Le pont est rouge. ".repeat(20_000),
            "The bridge is red. ".repeat(20_000),
        );
        let every: Vec<Range<usize>> = (0..20_000).map(|n| 19 * n + 3..19 * n + 7).collect();
        assert_eq!(translator.marks(&source, &every, &target), None);
        // A short side beside a long one has few pairs.
        let marks = translator.marks(&source, &every, "The bridge").expect("few pairs");
        assert_eq!(marks, std::slice::from_ref(&(4..10)));
    }

    #[test]
    fn where_nothing_is_sure_nothing_is_marked() {
        assert!(translated("fr", "en", FRENCH, "feu", "Nobody was hurt.").is_empty());
        assert!(translated("fr", "en", "Le chat", "chat", "").is_empty());
        assert!(translated("da", "fi", "En gammel kirke", "kirke", "Vanha temppeli").is_empty());
    }
}
