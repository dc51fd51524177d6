//! A line of a page → whether the site speaks in it for itself: an appeal, an offer, a condition.
//!
//! Such sentences read like the article's own, so what they say has to tell: words of selling and of membership beside `you` and
//! `we` and a price. A word that the article itself is about (an article on subscriptions) does not count.

use std::collections::HashMap;

use crate::article::furniture::line::Line;
use crate::article::furniture::weights;
use crate::article::furniture::word_lists::vocabulary;
use crate::text::function_words::is_function_word;

/// What a word or phrase of the first list counts, beside 1 for one of the second.
pub(crate) const STRONG: usize = 3;
/// What a sentence has to come to; each full [`PER_WORDS`] words more ask for 1 more.
pub(crate) const ENOUGH: usize = 4;
/// A long sentence has more room for common words.
const PER_WORDS: usize = 30;
/// The longest line that is looked at, in words.
const LONGEST: usize = 90;
/// In how many lines a word stands that the article is about.
const TOPIC: usize = 3;

/// What a page speaks of: its words, each with the number of lines that have it.
pub(crate) struct House<'a> {
    lines: HashMap<&'a str, usize>,
    prices: usize,
    /// Whether the article itself speaks to its reader, or of a `we`, throughout.
    you: bool,
    we: bool,
}

impl<'a> House<'a> {
    /// Counts in how many lines that are not marked each word stands.
    pub(crate) fn of(lines: &'a [Line<'_>]) -> House<'a> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        // The last line that has a word, so that each counts it once.
        let mut last: HashMap<&str, usize> = HashMap::new();
        let free = lines.iter().filter(|line| line.mark.is_none());
        for (at, line) in free.clone().enumerate() {
            for word in line.words.iter() {
                if last.insert(word, at) != Some(at) {
                    *counts.entry(word).or_default() += 1;
                }
            }
        }
        let prose: Vec<&Line<'_>> = free.clone().filter(|line| line.prose).collect();
        let most = |said: fn(&str) -> bool| {
            let saying = prose.iter().filter(|line| line.words.iter().any(said));
            saying.count() as f64 * weights::ADDRESSED_PER_PARAGRAPH > prose.len() as f64
        };
        House {
            prices: free.filter(|line| has_price(line)).count(),
            you: most(is_you),
            we: most(is_we),
            lines: counts,
        }
    }

    /// Whether the site speaks in a line of prose, or in a short line.
    pub(crate) fn speaks(&self, line: &Line<'_>) -> bool {
        let length = line.words.len();
        if !(2..=LONGEST).contains(&length) {
            return false;
        }
        // A sentence that speaks to nobody and sells nothing tells of such things.
        if line.prose && !self.addresses(line) && !has_price(line) {
            return false;
        }
        self.weight(line) >= ENOUGH + length / PER_WORDS
    }

    /// Whether a line speaks to its reader, of a `we`, or in a phrase of sites.
    pub(crate) fn addresses(&self, line: &Line<'_>) -> bool {
        let vocabulary = vocabulary();
        let phrase = |at: usize| {
            let begins = |phrase: &Vec<&str>| {
                let rest = at..line.words.len();
                rest.len() >= phrase.len() && phrase.iter().zip(rest).all(|(word, at)| *word == line.words.at(at))
            };
            let first = line.words.at(at);
            let alike = vocabulary
                .begins_house(first)
                .then(|| vocabulary.house.get(first))
                .flatten();
            alike.is_some_and(|phrases| phrases.iter().any(begins))
        };
        let imperative = |word: &str| word.len() > 4 && word.ends_with("ez");
        let says = |word: &str| is_you(word) || is_we(word) || imperative(word);
        line.words.iter().any(says) || (0..line.words.len()).any(phrase)
    }

    /// How much a line says of what sites say of themselves.
    pub(crate) fn weight(&self, line: &Line<'_>) -> usize {
        let vocabulary = vocabulary();
        let words: Vec<&str> = line.words.iter().collect();
        let topic = |word: &str| self.lines.get(word).is_some_and(|lines| *lines >= TOPIC);
        let mut seen: Vec<&str> = Vec::new();
        let mut weight = 0;
        let mut at = 0;
        while at < words.len() {
            if !vocabulary.begins_house(words[at]) {
                at += 1;
                continue;
            }
            let rest = &words[at..];
            let begins = |phrase: &&Vec<&str>| phrase.len() > 1 && rest.starts_with(phrase);
            let alike = vocabulary.house.get(words[at]);
            if let Some(phrase) = alike.and_then(|phrases| phrases.iter().find(begins)) {
                let about = phrase.iter().any(|word| !is_function_word(word) && topic(word));
                weight += if about { 0 } else { STRONG };
                at += phrase.len();
                continue;
            }
            let word = words[at];
            at += 1;
            let counts = if vocabulary.is_house(word) {
                STRONG
            } else if vocabulary.is_house_weak(word) {
                1
            } else {
                continue;
            };
            if !seen.contains(&word) && !topic(word) {
                seen.push(word);
                weight += counts;
            }
        }
        let says = |said: fn(&str) -> bool| words.iter().any(|word| said(word));
        let you = !self.you && says(is_you);
        let we = !self.we && says(is_we);
        let price = self.prices < TOPIC && has_price(line);
        weight + usize::from(you) + usize::from(we) + usize::from(price)
    }
}

fn is_you(word: &str) -> bool {
    matches!(word, "you" | "your" | "yours" | "vous" | "votre" | "vos")
}

fn is_we(word: &str) -> bool {
    matches!(word, "we" | "our" | "us" | "nous" | "notre" | "nos")
}

fn has_price(line: &Line<'_>) -> bool {
    line.text.contains(['€', '£', '$'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::block::{Block, BlockKind};

    fn lines(text: &str) -> Vec<Line<'_>> {
        let mut at = 0;
        let block = |piece: &str| {
            let range = at..at + piece.trim_end().len();
            at += piece.len();
            Block {
                kind: BlockKind::Paragraph,
                range,
                furniture: None,
            }
        };
        let blocks: Vec<Block> = text.split_inclusive('\n').map(block).collect();
        blocks
            .iter()
            .filter(|block| !block.range.is_empty())
            .map(|block| Line::of(text, block, true))
            .collect()
    }

    #[test]
    fn an_appeal_is_told_from_a_sentence_about_appeals() {
        let page = "\
The mill grinds again, after two years of repairs by the volunteers of the village.
Sign up for our weekly newsletter and receive the best of the valley in your inbox.
The works cost 3.1 million, of which a third came from 1,014 donors who gave small sums.
Vous avez aimé cet article ? Soutenez une rédaction indépendante en vous abonnant.
La souscription a réuni mille donateurs, dont la moitié habite la vallée.
";
        let lines = lines(page);
        let house = House::of(&lines);
        let speaks: Vec<bool> = lines.iter().map(|line| house.speaks(line)).collect();
        assert_eq!(speaks, [false, true, false, true, false]);
    }

    #[test]
    fn hardly_a_line_of_an_article_speaks_for_a_site() {
        let Some(gold) = crate::skip::folder("INTERLIGNE_GOLD") else {
            return;
        };
        let (mut all, mut speaking) = (0, 0);
        for folder in std::fs::read_dir(gold.join("articles")).expect("the gold's folder") {
            for file in std::fs::read_dir(folder.expect("an entry").path()).expect("a folder") {
                let path = file.expect("an entry").path();
                if path.extension().is_some_and(|extension| extension == "txt") {
                    let text = std::fs::read_to_string(&path).expect("a text");
                    let lines = lines(&text);
                    let house = House::of(&lines);
                    for line in lines.iter().filter(|line| line.prose && house.speaks(line)) {
                        println!("{}: {}", path.display(), line.text);
                        speaking += 1;
                    }
                    all += lines.iter().filter(|line| line.prose).count();
                }
            }
        }
        println!("{speaking} of {all} lines of prose");
        assert!(speaking * 100 <= all, "{speaking} of {all} lines");
    }
}
