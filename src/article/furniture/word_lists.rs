//! `data/furniture.txt` → what is known of the labels that pages put around their articles.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::furniture::reason::Furniture;

/// The words and phrases of page furniture, in French and English, in lower case.
#[derive(Default)]
pub(crate) struct Vocabulary {
    /// Words that act: share, copy, subscribe.
    pub(crate) action: FxHashSet<&'static str>,
    /// Words that stand beside them.
    pub(crate) interface: FxHashSet<&'static str>,
    /// Words that a date begins with.
    pub(crate) dates: FxHashSet<&'static str>,
    /// Words that say what a date is the date of.
    pub(crate) events: FxHashSet<&'static str>,
    /// Titles of a note on the author.
    pub(crate) author: FxHashSet<&'static str>,
    /// What notes on authors say that they do.
    pub(crate) author_verbs: FxHashSet<&'static str>,
    /// What pages count.
    pub(crate) counts: FxHashSet<&'static str>,
    /// How languages call themselves.
    pub(crate) languages: FxHashSet<&'static str>,
    /// Whole labels, with what they announce.
    pub(crate) phrases: FxHashMap<&'static str, Furniture>,
    /// Those of [`Furniture::Copyright`].
    pub(crate) copyright: Vec<Credit>,
    /// Labels of a site's header and footer, a space before and after each.
    pub(crate) footer: Vec<String>,
    /// Beginnings of sentences that sell or ask for consent, by their first word.
    pub(crate) pitch: FxHashMap<&'static str, Vec<&'static str>>,
    /// Phrases of a site that speaks for itself, by their words; found by the first of these.
    pub(crate) house: FxHashMap<&'static str, Vec<Vec<&'static str>>>,
    house_words: Endings,
    house_weak: Endings,
    house_beginnings: Beginnings,
}

/// What words begin with: a bit for the last five bits of each of their first three bytes, by which small letters differ.
struct Beginnings([u64; 512]);

impl Default for Beginnings {
    fn default() -> Beginnings {
        Beginnings([0; 512])
    }
}

impl Beginnings {
    /// Those of the words and phrases of a site that speaks for itself.
    fn of_house(vocabulary: &Vocabulary) -> Beginnings {
        let mut all = Beginnings::default();
        let lists = [&vocabulary.house_words, &vocabulary.house_weak];
        let whole = lists.iter().flat_map(|list| &list.whole);
        for word in vocabulary.house.keys().chain(whole) {
            all.insert(Beginnings::number(word), 1);
        }
        for beginning in lists.iter().flat_map(|list| list.beginnings.iter().flatten()) {
            // Any letter may follow.
            let open = 3_u32.saturating_sub(u32::try_from(beginning.len()).unwrap_or(3));
            all.insert(Beginnings::number(beginning), 32_usize.pow(open));
        }
        all
    }

    /// Adds so many numbers, from one on.
    fn insert(&mut self, number: usize, count: usize) {
        for number in number..number + count {
            self.0[number / 64] |= 1 << (number % 64);
        }
    }

    fn number(word: &str) -> usize {
        let bytes = word.bytes().chain([0; 3]).take(3);
        bytes.fold(0, |number, byte| number << 5 | usize::from(byte & 31))
    }

    fn contains(&self, word: &str) -> bool {
        let number = Beginnings::number(word);
        self.0[number / 64] >> (number % 64) & 1 != 0
    }
}

/// Words, some of them with any ending.
struct Endings {
    whole: FxHashSet<&'static str>,
    /// By their first byte.
    beginnings: [Vec<&'static str>; 256],
}

impl Default for Endings {
    fn default() -> Endings {
        Endings {
            whole: FxHashSet::default(),
            beginnings: [const { Vec::new() }; 256],
        }
    }
}

/// How a copyright or credit line begins, or what it says.
pub(crate) struct Credit {
    pub(crate) phrase: &'static str,
    /// Finds its letters among those of a line, which any line has that says it.
    pub(crate) letters: Finder<'static>,
}

impl Endings {
    fn extend(&mut self, words: std::str::Split<'static, char>) {
        for word in words {
            match word.strip_suffix('*') {
                Some(beginning) => {
                    let first = beginning.bytes().next().unwrap_or(0);
                    self.beginnings[usize::from(first)].push(beginning);
                }
                None => drop(self.whole.insert(word)),
            }
        }
    }

    fn contains(&self, word: &str) -> bool {
        let first = word.bytes().next().unwrap_or(0);
        let alike = &self.beginnings[usize::from(first)];
        alike.iter().any(|beginning| word.starts_with(beginning)) || self.whole.contains(word)
    }
}

/// The one vocabulary, read on first use.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> =
        LazyLock::new(|| Vocabulary::parse(include_str!("../../../data/furniture.txt")));
    &VOCABULARY
}

impl Vocabulary {
    /// Whether any word or phrase of a site that speaks for itself begins as a word does: of the words of a text, most do not.
    pub(crate) fn begins_house(&self, word: &str) -> bool {
        self.house_beginnings.contains(word)
    }

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
                "[footer]" => vocabulary.footer.push(format!(" {line} ")),
                "[pitch]" => vocabulary.pitch.entry(first_word(line)).or_default().push(line),
                // Lines with a star, or of one word, are lists of words; the others are phrases.
                "[house]" if line.contains('*') => vocabulary.house_words.extend(line.split(' ')),
                "[house]" => {
                    let phrase = line.split(' ').collect();
                    vocabulary.house.entry(first_word(line)).or_default().push(phrase);
                }
                "[house weak]" => vocabulary.house_weak.extend(line.split(' ')),
                "[control]" => phrase(Furniture::Interface),
                "[advertising]" => phrase(Furniture::Advertising),
                "[related]" => phrase(Furniture::Related),
                "[comments]" => phrase(Furniture::Comments),
                "[copyright]" => {
                    phrase(Furniture::Copyright);
                    vocabulary.copyright.push(Credit {
                        phrase: line,
                        letters: Finder::new(&line.replace(' ', "")).into_owned(),
                    });
                }
                _ => phrase(Furniture::Byline),
            }
        }
        vocabulary.house_beginnings = Beginnings::of_house(&vocabulary);
        vocabulary
    }
}

fn first_word(phrase: &'static str) -> &'static str {
    phrase.split(' ').next().unwrap_or(phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sites_say_begins_as_the_list_says() {
        let vocabulary = vocabulary();
        for word in ["newsletters", "abonnés", "donations", "ce", "don", "prix", "éco", "app"] {
            let listed =
                vocabulary.is_house(word) || vocabulary.is_house_weak(word) || vocabulary.house.contains_key(word);
            assert!(!listed || vocabulary.begins_house(word), "{word}");
        }
        assert!(vocabulary.is_house_weak("lecteurs") && vocabulary.begins_house("lecteurs"));
        assert!(!vocabulary.begins_house("village") && !vocabulary.begins_house("k"));
    }
}
