//! The paragraphs that a reader finds, one after the other → the blocks of an [`Article`].
//!
//! Paragraphs may stand inside of one another (a text box in a paragraph, a footnote at a word): the inner ones come after
//! the outer one, so that no sentence is cut in two.

use crate::article::draft::Draft;
use crate::article::draft::Metadata;
use crate::article::draft::Origin;
use crate::article::draft::Piece;
use crate::article::draft::join_blocks;
use crate::text::scripts;
use crate::text::scripts::Script;
use crate::text::sentence_end::lines_that_go_on;
use crate::text::space::fold;
use std::collections::BTreeMap;

use crate::article::block::BlockKind;
use crate::article::furniture::reason::Furniture;
use crate::text::lang::Lang;

/// The paragraphs found so far.
#[derive(Default)]
pub(crate) struct Blocks {
    done: Vec<Piece>,
    open: Vec<Open>,
    /// Text of a paragraph whose end was deleted: it belongs to the next one.
    held: Option<Open>,
    languages: BTreeMap<String, usize>,
}

struct Open {
    kind: BlockKind,
    furniture: Option<Furniture>,
    text: String,
    after: Vec<Piece>,
}

impl Blocks {
    /// Begins a paragraph, in the middle of another one where one is open.
    pub(crate) fn open(&mut self, kind: BlockKind) {
        let (text, after) = self
            .held
            .take()
            .map_or_else(Default::default, |held| (held.text, held.after));
        self.open.push(Open {
            kind,
            furniture: None,
            text,
            after,
        });
    }

    /// Whether a paragraph is open.
    pub(crate) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Says what the open paragraph is.
    pub(crate) fn set_kind(&mut self, kind: BlockKind) {
        if let Some(open) = self.open.last_mut() {
            open.kind = kind;
        }
    }

    /// Marks the open paragraph as no part of the article.
    pub(crate) fn set_furniture(&mut self, reason: Furniture) {
        if let Some(open) = self.open.last_mut() {
            open.furniture = Some(reason);
        }
    }

    /// Adds text to the open paragraph; a `\n` in it is a line break inside of the paragraph.
    pub(crate) fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    /// Adds text that is raised above the line or lowered below it.
    pub(crate) fn text_in(&mut self, script: Script, text: &str) {
        if let Some(open) = self.open.last_mut() {
            scripts::push(&mut open.text, script, text);
        }
    }

    /// How much text the open paragraph has, in bytes: what [`Blocks::rewrite`] counts from.
    pub(crate) fn len(&self) -> usize {
        self.open.last().map_or(0, |open| open.text.len())
    }

    /// What was added to the open paragraph since it had `from` bytes.
    pub(crate) fn since(&self, from: usize) -> Option<&str> {
        self.open.last().and_then(|open| open.text.get(from..))
    }

    /// Takes back what was added to the open paragraph since it had `from` bytes.
    pub(crate) fn cut(&mut self, from: usize) {
        if let Some(open) = self.open.last_mut()
            && open.text.is_char_boundary(from)
        {
            open.text.truncate(from);
        }
    }

    /// Raises or lowers what was added to the open paragraph since it had `from` bytes.
    pub(crate) fn rewrite(&mut self, from: usize, script: Script) {
        if let Some(open) = self.open.last_mut() {
            scripts::rewrite(&mut open.text, from, script);
        }
    }

    /// Counts `text` as written in a language, given by its tag.
    pub(crate) fn count_language(&mut self, tag: &str, text: &str) {
        match self.languages.get_mut(tag) {
            Some(count) => *count += text.len(),
            None => {
                self.languages.insert(tag.to_owned(), text.len());
            }
        }
    }

    /// The language that most of the text counted is written in.
    pub(crate) fn language(&self) -> Option<String> {
        let most = self.languages.iter().max_by_key(|(_, count)| **count);
        most.map(|(tag, _)| tag.clone())
    }

    /// Puts pieces after the open paragraph, or here when none is open.
    pub(crate) fn add_after(&mut self, pieces: Vec<Piece>) {
        match self.open.last_mut() {
            Some(open) => open.after.extend(pieces),
            None => self.done.extend(pieces),
        }
    }

    /// Ends the open paragraph.
    pub(crate) fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.finish(open);
        }
    }

    /// Ends the open paragraph so that the next one goes on with its text.
    pub(crate) fn close_held(&mut self) {
        self.held = self.open.pop();
    }

    /// The pieces found, in order; what is still open is ended.
    pub(crate) fn into_pieces(mut self) -> Vec<Piece> {
        if let Some(held) = self.held.take() {
            self.finish(held);
        }
        while self.is_open() {
            self.close();
        }
        self.done
    }

    fn finish(&mut self, open: Open) {
        let mut pieces = Vec::new();
        for text in lines(&open.text) {
            pieces.push(Piece {
                kind: open.kind,
                text,
                furniture: open.furniture,
            });
        }
        pieces.extend(open.after);
        self.add_after(pieces);
    }
}

/// A draft of these pieces; `None` when there is no text.
pub(crate) fn draft(pieces: &[Piece], metadata: Metadata) -> Option<Draft> {
    if pieces.is_empty() {
        return None;
    }
    let (text, blocks) = join_blocks(
        pieces
            .iter()
            .map(|piece| (piece.text.as_str(), piece.kind, piece.furniture)),
    );
    let heading = || {
        let first = blocks
            .iter()
            .find(|block| block.kind == BlockKind::Heading && block.furniture.is_none());
        first.map(|block| text[block.range.clone()].to_owned())
    };
    let title = metadata.title.and_then(|title| own_title(&title)).or_else(heading);
    let date = metadata.date.filter(|date| is_date(date)).map(|mut date| {
        date.truncate("YYYY-MM-DD".len());
        date
    });
    Some(Draft {
        origin: Origin::Document,
        lang: metadata.lang.and_then(|tag| Lang::parse(&tag).ok()),
        text,
        blocks,
        title,
        date,
    })
}

/// The title in a document's properties, unless a program put it there: a file name, or the name of a new file.
fn own_title(title: &str) -> Option<String> {
    let title = fold(title);
    let lower = title.to_lowercase();
    let file = [".doc", ".docx", ".odt", ".rtf", ".pdf", ".dot", ".indd", ".tex", ".txt"]
        .iter()
        .any(|extension| lower.ends_with(extension));
    let new_file = lower.starts_with("microsoft word - ")
        || [
            "untitled",
            "untitled document",
            "sans titre",
            "sans nom",
            "unknown",
            "word document",
            "document",
            "powerpoint presentation",
            "présentation powerpoint",
        ]
        .contains(&lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' '));
    (!title.is_empty() && !file && !new_file).then_some(title)
}

fn is_date(date: &str) -> bool {
    let bytes = date.as_bytes();
    bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(at, b)| match at {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        })
}

/// A paragraph's text, white space folded: one block, or several where a line break inside of it ends a line for good (an
/// address, a verse) and does not fall within a sentence.
fn lines(text: &str) -> Vec<String> {
    let folded: Vec<String> = text.split('\n').map(|line| scripts::with_cents(fold(line))).collect();
    let borrowed: Vec<&str> = folded.iter().map(String::as_str).collect();
    let mut lines: Vec<String> = Vec::new();
    for (line, goes_on) in borrowed.iter().zip(lines_that_go_on(&borrowed)) {
        match lines.last_mut() {
            Some(last) if goes_on => {
                last.push(' ');
                last.push_str(line);
            }
            _ if line.is_empty() => {}
            _ => lines.push((*line).to_owned()),
        }
    }
    lines
}
