//! `data/furniture.txt` → what is known of the labels that pages put around their articles.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::article::furniture::reason::Furniture;

/// The words and phrases of page furniture, in French and English, in lower case.
#[derive(Default)]
pub(crate) struct Vocabulary {
    /// Words that act: share, copy, subscribe.
    pub(crate) action: HashSet<&'static str>,
    /// Words that stand beside them.
    pub(crate) interface: HashSet<&'static str>,
    /// Words that a date begins with.
    pub(crate) dates: HashSet<&'static str>,
    /// Words that say what a date is the date of.
    pub(crate) events: HashSet<&'static str>,
    /// Titles of a note on the author.
    pub(crate) author: HashSet<&'static str>,
    /// What notes on authors say that they do.
    pub(crate) author_verbs: HashSet<&'static str>,
    /// What pages count.
    pub(crate) counts: HashSet<&'static str>,
    /// How languages call themselves.
    pub(crate) languages: HashSet<&'static str>,
    /// Whole labels, with what they announce.
    pub(crate) phrases: HashMap<&'static str, Furniture>,
    /// Labels of a site's header and footer.
    pub(crate) footer: Vec<&'static str>,
    /// Beginnings of sentences that sell or ask for consent.
    pub(crate) pitch: Vec<&'static str>,
    /// Phrases of a site that speaks for itself, by their words.
    pub(crate) house: Vec<Vec<&'static str>>,
    house_words: Endings,
    house_weak: Endings,
}

/// Words, some of them with any ending.
#[derive(Default)]
struct Endings {
    whole: HashSet<&'static str>,
    beginnings: Vec<&'static str>,
}

impl Endings {
    fn extend(&mut self, words: std::str::Split<'static, char>) {
        for word in words {
            match word.strip_suffix('*') {
                Some(beginning) => self.beginnings.push(beginning),
                None => drop(self.whole.insert(word)),
            }
        }
    }

    fn contains(&self, word: &str) -> bool {
        self.whole.contains(word) || self.beginnings.iter().any(|beginning| word.starts_with(beginning))
    }
}

/// The one vocabulary, read on first use.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> =
        LazyLock::new(|| Vocabulary::parse(include_str!("../../../data/furniture.txt")));
    &VOCABULARY
}

impl Vocabulary {
    /// Whether a word is one that a site says when it speaks for itself.
    pub(crate) fn is_house(&self, word: &str) -> bool {
        self.house_words.contains(word)
    }

    /// Whether a word is one that such sentences also have.
    pub(crate) fn is_house_weak(&self, word: &str) -> bool {
        self.house_weak.contains(word)
    }

    fn parse(list: &'static str) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        let mut section = "";
        for line in list
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if line.starts_with('[') {
                section = line;
                continue;
            }
            let mut phrase = |reason| {
                vocabulary.phrases.insert(line, reason);
            };
            match section {
                "[action]" => vocabulary.action.extend(line.split(' ')),
                "[interface]" => vocabulary.interface.extend(line.split(' ')),
                "[dates]" => vocabulary.dates.extend(line.split(' ')),
                "[events]" => vocabulary.events.extend(line.split(' ')),
                "[counts]" => vocabulary.counts.extend(line.split(' ')),
                "[languages]" => vocabulary.languages.extend(line.split(' ')),
                "[author]" => drop(vocabulary.author.insert(line)),
                "[author verbs]" => vocabulary.author_verbs.extend(line.split(' ')),
                "[footer]" => vocabulary.footer.push(line),
                "[pitch]" => vocabulary.pitch.push(line),
                // Lines with a star, or of one word, are lists of words; the others are phrases.
                "[house]" if line.contains('*') => vocabulary.house_words.extend(line.split(' ')),
                "[house]" => vocabulary.house.push(line.split(' ').collect()),
                "[house weak]" => vocabulary.house_weak.extend(line.split(' ')),
                "[control]" => phrase(Furniture::Interface),
                "[advertising]" => phrase(Furniture::Advertising),
                "[related]" => phrase(Furniture::Related),
                "[comments]" => phrase(Furniture::Comments),
                "[copyright]" => phrase(Furniture::Copyright),
                _ => phrase(Furniture::Byline),
            }
        }
        vocabulary
    }
}
