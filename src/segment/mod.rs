//! An article's blocks → [`Segment`]s, what a translator translates at once: mostly sentences.
//!
//! French and English have a scanner of their own; other languages are cut by Unicode's sentence breaks. A line that is
//! no running text (a heading, a list item) is cut by the same rules, and a block never shares a segment with another.

mod export;
mod pattern;
mod scanner;
mod shown;
mod srx;
mod unicode;

use std::ops::Range;

use crate::article::{Article, BlockKind};
use crate::text::lang::Lang;

pub use export::export_srx;
pub use srx::{Srx, SrxError};

use crate::text::abbreviations::Lists;
use scanner::Scanner;
use shown::Shown;

/// One segment of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The segment's text: line breaks and runs of plain white space folded to one space, non-breaking spaces kept, soft hyphens
    /// left out, words that a line break cuts made whole.
    pub text: String,
    /// The index of its block in [`crate::article::Article::blocks`], furniture counted.
    pub block: usize,
    /// Paragraph, heading, caption, … of the block that it is part of.
    pub kind: BlockKind,
    /// Where it stands: a byte range of [`crate::article::Article::text`].
    pub range: Range<usize>,
}

impl Segment {
    /// A segment that is a text of its own, of no article: one paragraph, all of it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Segment {
        let text = text.into();
        Segment {
            block: 0,
            kind: BlockKind::Paragraph,
            range: 0..text.len(),
            text,
        }
    }
}

/// Cuts articles, or any text, of one language into segments.
///
/// ```
/// use interligne::text::lang::Lang;
/// use interligne::segment::Segmenter;
/// let segmenter = Segmenter::new(&Lang::parse("fr")?);
/// let text = "« Entrez ! » dit M. Petit. Elle entra.";
/// let sentences: Vec<&str> = segmenter.split(text).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(sentences, ["« Entrez ! » dit M. Petit.", "Elle entra."]);
/// # Ok::<(), interligne::text::lang::LangError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Segmenter {
    rules: Rules,
}

#[derive(Clone, Debug)]
enum Rules {
    Scanner(Scanner),
    Srx(srx::Rules),
    Unicode,
}

impl Segmenter {
    /// The rules of a language: our own for French and English, whatever the region, Unicode's for others.
    #[must_use]
    pub fn new(lang: &Lang) -> Segmenter {
        let rules = Lists::of(lang).map_or(Rules::Unicode, |lists| Rules::Scanner(Scanner::new(lists)));
        Segmenter { rules }
    }

    /// A user's own rules, as an SRX file holds them for a language. A language that no language map names is not cut.
    ///
    /// # Errors
    /// When a pattern of these rules is no regular expression: with its file, line and rule.
    pub fn with_srx(srx: &Srx, lang: &Lang) -> Result<Segmenter, SrxError> {
        Ok(Segmenter {
            rules: Rules::Srx(srx.rules(lang)?),
        })
    }

    /// The rules of an SRX file that have backtracked without end in what was cut so far; they were left out there.
    #[must_use]
    pub fn runaways(&self) -> Vec<SrxError> {
        match &self.rules {
            Rules::Srx(rules) => rules.runaways(),
            Rules::Scanner(_) | Rules::Unicode => Vec::new(),
        }
    }

    /// The segments of an article in document order; blocks marked as furniture are left out unless `keep_furniture`.
    #[must_use]
    pub fn segment(&self, article: &Article, keep_furniture: bool) -> Vec<Segment> {
        let mut segments = Vec::new();
        let shown = Shown::new(article);
        for (index, block) in article.blocks.iter().enumerate() {
            if block.furniture.is_some() && !keep_furniture {
                continue;
            }
            let text = article.block_text(block);
            for range in self.split(text) {
                segments.push(Segment {
                    text: shown.text(&text[range.clone()]),
                    block: index,
                    kind: block.kind,
                    range: block.range.start + range.start..block.range.start + range.end,
                });
            }
        }
        segments
    }

    /// The byte ranges of the sentences of `text`, in order: they do not overlap, begin and end with something else
    /// than white space, and only white space lies between them. A line break is white space like any other.
    #[must_use]
    pub fn split(&self, text: &str) -> Vec<Range<usize>> {
        match &self.rules {
            Rules::Scanner(scanner) => scanner.split(text),
            Rules::Srx(rules) => rules.split(text),
            Rules::Unicode => unicode::split(text),
        }
    }
}

/// Text whose every line is one segment → its segments and the line number, from 0, of each.
///
/// An empty line is a paragraph break: it keeps its number and gives no segment. A segment's `block` is the number of
/// its paragraph, from 0; nothing is cleaned or cut.
#[must_use]
pub fn presegmented(text: &str) -> (Vec<Segment>, Vec<usize>) {
    let (mut segments, mut lines) = (Vec::new(), Vec::new());
    let (mut block, mut in_block, mut at) = (0, false, 0);
    for (number, line) in text.split('\n').enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            block += usize::from(in_block);
            in_block = false;
        } else {
            let start = at + (line.len() - line.trim_start().len());
            segments.push(Segment {
                text: shown::line(trimmed),
                block,
                kind: BlockKind::Paragraph,
                range: start..start + trimmed.len(),
            });
            lines.push(number);
            in_block = true;
        }
        at += line.len() + 1;
    }
    (segments, lines)
}
