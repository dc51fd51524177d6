//! An article: one decoded text, and the typed blocks that point into it.

use std::ops::Range;

use crate::article::furniture::reason::Furniture;
use crate::text::lang::Lang;

/// What a block of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A title, intertitle or other heading.
    Heading,
    /// Running text.
    Paragraph,
    /// The caption of a picture, table or video.
    Caption,
    /// An item of a bulleted or numbered list, without its mark.
    ListItem,
    /// A quotation set apart from the text.
    Quotation,
    /// A cell of a table; each is a block of its own.
    TableCell,
    /// A footnote or endnote.
    Footnote,
    /// One cue of a subtitle file.
    Cue,
}

impl BlockKind {
    /// The name used in machine output, such as `list-item`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BlockKind::Heading => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::Caption => "caption",
            BlockKind::ListItem => "list-item",
            BlockKind::Quotation => "quotation",
            BlockKind::TableCell => "table-cell",
            BlockKind::Footnote => "footnote",
            BlockKind::Cue => "cue",
        }
    }
}

/// One block of an article: a stretch of [`Article::text`] and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Paragraph, heading, caption and so on, as the reader or the passes found it.
    pub kind: BlockKind,
    /// Where it stands: a byte range of [`Article::text`] that neither begins nor ends with white space.
    pub range: Range<usize>,
    /// Why the block belongs to the page and not to the article; `None` for the article's own blocks.
    pub furniture: Option<Furniture>,
}

/// One text in one language, read from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The decoded text, in NFC. For plain text this is the whole input (without its byte order mark); for other
    /// formats the blocks' texts in order, separated by blank lines. Every byte offset in this crate points into it.
    pub text: String,
    /// The blocks in document order, furniture included; their ranges do not overlap.
    pub blocks: Vec<Block>,
    /// The article's title, where there is one.
    pub title: Option<String>,
    /// The language that the document itself declares, where it does.
    pub lang: Option<Lang>,
    /// The date that the document itself declares, as `YYYY-MM-DD`, where it does.
    pub date: Option<String>,
    /// How many characters of a damaged page could not be read and stand as U+FFFD in the text.
    pub replaced: usize,
    /// The first word that shows the text to be UTF-8 which some program read in another encoding and saved so.
    pub garbled: Option<Garbled>,
    /// Whether the text was so and is mended, as [`crate::article::ReadOptions::mend_encoding`] asks.
    pub mended: bool,
}

/// A word of text that is UTF-8 read in another encoding: `Ã©tÃ©` for `été`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Garbled {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The word as it stands.
    pub found: String,
    /// The word as it was.
    pub mended: String,
}

impl Article {
    /// A block's text, as it stands in the article.
    #[must_use]
    pub fn block_text(&self, block: &Block) -> &str {
        &self.text[block.range.clone()]
    }
}
