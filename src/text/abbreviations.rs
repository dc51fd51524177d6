//! The abbreviation and sentence-opener lists of `data/` → lookups for the sentence scanner.

use crate::text::lang::Lang;
use crate::text::languages::{COUNT, KNOWN};
use crate::text::words::in_lower_case;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// What a stop after an abbreviation can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Never the end of a sentence.
    pub(crate) never: bool,
    /// The end of a sentence only before a likely sentence opener.
    pub(crate) maybe: bool,
    /// Not the end of a sentence before a number.
    pub(crate) number: bool,
}

/// One language's lists.
#[derive(Debug)]
pub(crate) struct Lists {
    abbreviations: FxHashMap<&'static str, Kind>,
    openers: FxHashSet<&'static str>,
}

static LISTS: LazyLock<[Lists; COUNT]> =
    LazyLock::new(|| KNOWN.map(|known| Lists::parse(known.abbreviations, known.function_words)));

fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

impl Lists {
    /// The lists of each known language, with its name.
    pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static Lists)> {
        KNOWN.iter().map(|known| known.name).zip(LISTS.iter())
    }

    /// The lists of a language, if it is known.
    pub(crate) fn of(lang: &Lang) -> Option<&'static Lists> {
        let at = KNOWN.iter().position(|known| lang.is(known.tag))?;
        LISTS.get(at)
    }

    fn parse(abbreviations: &'static str, openers: &'static str) -> Lists {
        let mut lists = Lists {
            abbreviations: FxHashMap::default(),
            openers: entries(openers).collect(),
        };
        let mut section = "";
        for line in entries(abbreviations) {
            if line.starts_with('[') {
                section = line;
                continue;
            }
            let kind = lists.abbreviations.entry(line).or_default();
            match section {
                "[never]" => kind.never = true,
                "[maybe]" => kind.maybe = true,
                _ => kind.number = true,
            }
        }
        lists
    }

    /// Every abbreviation with its kind, in alphabetical order.
    pub(crate) fn entries(&self) -> Vec<(&'static str, Kind)> {
        let mut entries: Vec<_> = self.abbreviations.iter().map(|(word, kind)| (*word, *kind)).collect();
        entries.sort_unstable_by_key(|(word, _)| *word);
        entries
    }

    /// Every opener, in alphabetical order.
    pub(crate) fn openers(&self) -> Vec<&'static str> {
        let mut openers: Vec<_> = self.openers.iter().copied().collect();
        openers.sort_unstable();
        openers
    }

    /// What the stop after `word` can be; `None` when the word is no abbreviation.
    ///
    /// An entry in lower case also matches with a capital (at the beginning of a sentence) or in capitals.
    pub(crate) fn abbreviation(&self, word: &str) -> Option<Kind> {
        if let Some(kind) = self.abbreviations.get(word) {
            return Some(*kind);
        }
        if word.chars().next().is_some_and(char::is_uppercase) && word.chars().nth(1).is_some() {
            return in_lower_case(word, |lower| {
                let titled = || {
                    let mut chars = lower.chars();
                    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
                    first + chars.as_str()
                };
                let entry = self.abbreviations.get(lower);
                entry.or_else(|| self.abbreviations.get(titled().as_str())).copied()
            });
        }
        None
    }

    /// Whether a capitalised `word` is likely to begin a sentence.
    pub(crate) fn is_opener(&self, word: &str) -> bool {
        in_lower_case(word, |lower| match lower.find(['\'', '’']) {
            // French elision (L’, D’, Qu’) and English contraction (It’s, We’ll).
            Some(at) => {
                at <= 2 || self.openers.contains(lower.replace('’', "'").as_str()) || {
                    self.openers.contains(&lower[..at])
                }
            }
            None => self.openers.contains(lower),
        })
    }
}
