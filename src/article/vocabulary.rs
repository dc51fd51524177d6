//! `data/furniture.txt` → what is known of the labels that pages put around their articles.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::Furniture;

/// The words and phrases of page furniture, in French and English, in lower case.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// Words that act: share, copy, subscribe.
    pub(super) action: HashSet<&'static str>,
    /// Words that stand beside them.
    pub(super) interface: HashSet<&'static str>,
    /// Words that a date begins with.
    pub(super) dates: HashSet<&'static str>,
    /// Whole labels, with what they announce.
    pub(super) phrases: HashMap<&'static str, Furniture>,
    /// Labels of a site's header and footer.
    pub(super) footer: Vec<&'static str>,
    /// Beginnings of sentences that sell or ask for consent.
    pub(super) pitch: Vec<&'static str>,
}

/// The one vocabulary, read on first use.
pub(super) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> =
        LazyLock::new(|| Vocabulary::parse(include_str!("../../data/furniture.txt")));
    &VOCABULARY
}

impl Vocabulary {
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
                "[footer]" => vocabulary.footer.push(line),
                "[pitch]" => vocabulary.pitch.push(line),
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
