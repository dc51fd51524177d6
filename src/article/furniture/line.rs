//! A line of a page → the words and the features that tell its furniture from its prose.

use std::ops::Range;

use crate::article::block::{Block, BlockKind};
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::weights;
use crate::text::function_words::is_function_word;
use crate::text::sentence_end::bare_end;
use crate::text::sentence_end::has_final_mark;

/// The words of a line as [`crate::text::words::words`] has them, one after the other in one text: a page has a hundred thousand.
#[derive(Clone, Default)]
pub(crate) struct Words {
    /// The letters and digits of the line in lower case, as [`crate::text::words::key`] has them.
    letters: String,
    /// Where each word ends in them.
    ends: Vec<u32>,
}

impl Words {
    pub(crate) fn of(line: &str) -> Words {
        let mut words = Words {
            letters: String::with_capacity(line.len()),
            // A word of seven letters with what stands after it.
            ends: Vec::with_capacity(line.len() / 5 + 1),
        };
        let (mut before, mut begun, mut at) = (' ', false, 0);
        while let Some(c) = line[at..].chars().next() {
            let glued = before.is_lowercase() && c.is_uppercase();
            if begun && (glued || !c.is_alphanumeric()) {
                words.end();
                begun = false;
            }
            if c.is_ascii_alphanumeric() {
                let run = plain_run(&line[at..]);
                let start = words.letters.len();
                words.letters.push_str(run);
                words.letters[start..].make_ascii_lowercase();
                begun = true;
                at += run.len();
                before = char::from(line.as_bytes()[at - 1]);
                continue;
            }
            if c.is_alphanumeric() {
                words.letters.extend(c.to_lowercase());
                begun = true;
            }
            at += c.len_utf8();
            before = c;
        }
        if begun {
            words.end();
        }
        words.letters.shrink_to_fit();
        words.ends.shrink_to_fit();
        words
    }

    fn end(&mut self) {
        // A file has 256 MiB at most.
        self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The word at a place, from 0; empty behind the last one.
    pub(crate) fn at(&self, place: usize) -> &str {
        let end = |place: usize| self.ends.get(place).map_or(self.letters.len(), |end| *end as usize);
        let start = place.checked_sub(1).map_or(0, end);
        &self.letters[start..end(place)]
    }

    /// The word of a line that has one alone.
    pub(crate) fn only(&self) -> Option<&str> {
        (self.len() == 1).then(|| self.at(0))
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        (0..self.len()).map(|place| self.at(place))
    }

    /// Some of the words, apart by spaces.
    pub(crate) fn joined(&self, places: Range<usize>) -> String {
        let mut joined = String::new();
        for place in places {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(self.at(place));
        }
        joined
    }
}

/// The plain letters and digits that a text begins with, up to a capital behind a small letter; of most words all there is.
fn plain_run(text: &str) -> &str {
    let bytes = text.as_bytes();
    let in_run = |at: &usize| {
        bytes[*at].is_ascii_alphanumeric()
            && !(*at > 0 && bytes[*at].is_ascii_uppercase() && bytes[*at - 1].is_ascii_lowercase())
    };
    let len = (0..bytes.len()).take_while(in_run).count();
    &text[..len]
}

/// Whether a line is running text: a full sentence, or so long that it can be no label; in a `known` language it must
/// also have function words.
pub(crate) fn is_prose(line: &str, words: &Words, known: bool) -> bool {
    let length = words.len() as f64;
    let least = |words: f64| length >= words;
    let sentence = || least(weights::SENTENCE) && bare_end(line).ends_with(['.', '…', ':', ';']);
    let question = || least(weights::QUESTION) && has_final_mark(line);
    if !(least(weights::UNMARKED) || sentence() || question()) {
        return false;
    }
    let function = || words.iter().filter(|word| is_function_word(word)).count() as f64;
    !known || function() * weights::PROSE_PER_FUNCTION_WORD >= length
}

/// What is known of one block.
#[derive(Clone)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) kind: BlockKind,
    pub(crate) words: Words,
    pub(crate) prose: bool,
    /// Whether most of it is a link.
    pub(crate) linked: bool,
    /// Whether the reader marked it, by the markup around it.
    pub(crate) given: bool,
    pub(crate) mark: Option<Furniture>,
    /// A label that might also be a heading or an item of the article: it counts among other furniture only.
    pub(crate) doubtful: bool,
    /// Whether it is one of a table of contents.
    pub(crate) contents: bool,
    /// Whether it is the title of a list of other articles or of comments.
    pub(crate) title: bool,
    /// Whether it is the caption of a picture, as a neighbour that says it again shows.
    pub(crate) caption: bool,
    /// How many line breaks stand between it and the line above in a text without markup, at most 3.
    pub(crate) breaks: u8,
}

impl<'a> Line<'a> {
    /// The line of a block; `known` as in [`is_prose`].
    pub(crate) fn of(text: &'a str, block: &Block, known: bool) -> Line<'a> {
        let text = &text[block.range.clone()];
        let words = Words::of(text);
        let prose = is_prose(text, &words, known);
        Line {
            text,
            kind: block.kind,
            prose,
            words,
            linked: false,
            given: block.furniture.is_some(),
            mark: block.furniture,
            doubtful: false,
            title: false,
            contents: false,
            caption: false,
            breaks: 0,
        }
    }

    /// Whether a line is not marked, or only because of where it stands.
    pub(crate) fn is_free(&self) -> bool {
        self.mark.is_none() || self.mark == Some(Furniture::Outside) && !self.given
    }

    /// The letters and digits of the line in lower case: two lines with the same key say the same.
    pub(crate) fn key(&self) -> &str {
        &self.words.letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::{key, words};

    #[test]
    fn words_are_those_of_every_text() {
        for line in [
            "",
            "—",
            "Partager cet articleCommentaires (12)",
            "L’ÉTÉ 2024, à İzmir : straße, ǅ, ² et ½",
            "a b",
        ] {
            let own = Words::of(line);
            let expected = words(line);
            assert_eq!(own.iter().collect::<Vec<_>>(), expected, "{line}");
            assert_eq!(own.joined(0..own.len()), expected.join(" "));
            assert_eq!(own.letters, key(line));
            assert_eq!((own.at(expected.len()), own.len()), ("", expected.len()));
        }
    }
}
