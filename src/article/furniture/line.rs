//! A line of a page → the words and the features that tell its furniture from its prose.

use crate::article::block::{Block, BlockKind};
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::weights;
use crate::text::function_words::is_function_word;
use crate::text::sentence_end::bare_end;
use crate::text::sentence_end::has_final_mark;
use crate::text::words::key;
use crate::text::words::words;

/// Whether a line is running text: a full sentence, or so long that it can be no label; in a `known` language it must
/// also have function words.
pub(crate) fn is_prose(line: &str, words: &[String], known: bool) -> bool {
    let function = words.iter().filter(|word| is_function_word(word)).count() as f64;
    let length = words.len() as f64;
    let least = |words: f64| length >= words;
    let sentence = least(weights::SENTENCE) && bare_end(line).ends_with(['.', '…', ':', ';']);
    let question = least(weights::QUESTION) && has_final_mark(line);
    (sentence || question || least(weights::UNMARKED))
        && (!known || function * weights::PROSE_PER_FUNCTION_WORD >= length)
}

/// What is known of one block.
#[derive(Clone)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) kind: BlockKind,
    pub(crate) words: Vec<String>,
    pub(crate) key: String,
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
}

impl<'a> Line<'a> {
    /// The line of a block; `known` as in [`is_prose`].
    pub(crate) fn of(text: &'a str, block: &Block, known: bool) -> Line<'a> {
        let text = &text[block.range.clone()];
        let words = words(text);
        let prose = is_prose(text, &words, known);
        Line {
            text,
            kind: block.kind,
            key: key(text),
            prose,
            words,
            linked: false,
            given: block.furniture.is_some(),
            mark: block.furniture,
            doubtful: false,
            title: false,
            contents: false,
            caption: false,
        }
    }
}
