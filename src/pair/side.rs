//! One of the two texts of a pair.

use std::path::{Path, PathBuf};

use super::error::PairError;
use super::options::PairOptions;
use crate::article::{self, Article, Block, Furniture, ReadError, ReadOptions};
use crate::segment::{self, Segment, Segmenter};
use crate::text::characters::forbidden_to_read;
use crate::text::lang::Lang;

/// One side of a pair, read and cut into segments.
#[derive(Clone, Debug)]
pub struct Side {
    /// The file that it came from, or what the text was called.
    pub path: PathBuf,
    /// The article; with [`PairOptions::presegmented`] its blocks are the input's paragraphs.
    pub article: Article,
    /// The segments that take part in the alignment.
    pub segments: Vec<Segment>,
    /// The segments of what was left out as page furniture, in document order.
    pub furniture: Vec<LeftOut>,
    /// The blocks that looked like furniture and are in the article, since the other side has them too; in document order.
    pub taken_back: Vec<usize>,
    /// For presegmented text, the line of each segment, from 0.
    pub(crate) lines: Option<Vec<usize>>,
}

/// A segment that takes no part in the alignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// With its place in the article and its block.
    pub segment: Segment,
    /// Why.
    pub reason: Furniture,
}

impl Side {
    /// Cuts what is left out into segments.
    pub(crate) fn keep_furniture(&mut self, segmenter: &Segmenter) {
        if self.left_out().next().is_none() {
            return;
        }
        let kept: std::collections::HashSet<usize> = self.segments.iter().map(|segment| segment.block).collect();
        let all = segmenter.segment(&self.article, true);
        let blocks = &self.article.blocks;
        let left_out = all.into_iter().filter(|segment| !kept.contains(&segment.block));
        self.furniture = left_out
            .filter_map(|segment| {
                let reason = blocks[segment.block].furniture?;
                Some(LeftOut { segment, reason })
            })
            .collect();
    }

    /// Reads a file in a language and cuts it into segments.
    ///
    /// # Errors
    /// When it cannot be read, or all of it looks like page furniture that is not wanted.
    pub fn read(path: &Path, lang: &Lang, options: &PairOptions) -> Result<Side, PairError> {
        if options.presegmented {
            let text = mended(article::read_text(path)?, options);
            return Ok(Side::presegmented(path.to_owned(), text));
        }
        Side::of_article(
            path.to_owned(),
            article::read(path, &reading(lang, options))?,
            lang,
            options,
        )
    }

    /// Reads a text that is at hand, as [`Side::read`] reads a file; `name` is what messages call it.
    ///
    /// # Errors
    /// When it has no text, or all of it looks like page furniture that is not wanted.
    pub fn of_text(name: &str, text: &str, lang: &Lang, options: &PairOptions) -> Result<Side, PairError> {
        if options.presegmented {
            let text = mended(article::decoded(name, text)?, options);
            return Ok(Side::presegmented(PathBuf::from(name), text));
        }
        let article = article::read_str(name, text, &reading(lang, options))?;
        Side::of_article(PathBuf::from(name), article, lang, options)
    }

    /// A text that came in segments, whatever the options say: nothing is cleaned or cut, and [`Side::number`] is a segment's
    /// position in the list. An empty segment is a paragraph break, and takes no part; a line break in one is a space.
    ///
    /// ```
    /// use interligne::pair::{PairOptions, Side};
    /// use interligne::{Aligner, Lang, Pair};
    ///
    /// let french = Side::of_segments("rapport", &["Le pont est fermé depuis lundi.", "Il rouvrira le 3 mai."])?;
    /// let english = Side::of_segments("report", &["The bridge has been closed since Monday.", "It reopens on 3 May."])?;
    /// let aligner = Aligner::new(Lang::parse("fr")?, Lang::parse("en")?)?;
    /// let pair = Pair::of_sides(french, english, &PairOptions::default(), &aligner)?;
    /// assert_eq!(pair.target_text(&pair.alignment.beads[1]), "It reopens on 3 May.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When no segment has text, or one has a character that no text can hold.
    pub fn of_segments<S: AsRef<str>>(name: &str, segments: &[S]) -> Result<Side, PairError> {
        let mut text = String::new();
        for (index, segment) in segments.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            text.extend(segment.as_ref().chars().map(|c| {
                if matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}') {
                    ' '
                } else {
                    c
                }
            }));
        }
        if let Some(character) = forbidden_to_read(&text) {
            return Err(ReadError::Character {
                name: name.to_owned(),
                character,
            }
            .into());
        }
        if text.trim().is_empty() {
            return Err(ReadError::Empty { name: name.to_owned() }.into());
        }
        Ok(Side::presegmented(PathBuf::from(name), crate::text::space::nfc(text)))
    }

    fn of_article(path: PathBuf, article: Article, lang: &Lang, options: &PairOptions) -> Result<Side, PairError> {
        let segments = Segmenter::new(lang).segment(&article, options.keep_furniture);
        if segments.is_empty() {
            return Err(PairError::NoSegments { path });
        }
        Ok(Side {
            path,
            article,
            segments,
            furniture: Vec::new(),
            taken_back: Vec::new(),
            lines: None,
        })
    }

    fn presegmented(path: PathBuf, text: String) -> Side {
        let (segments, lines) = segment::presegmented(&text);
        let blocks = paragraphs(&segments);
        let article = Article {
            garbled: article::first_garbled(&text),
            text,
            blocks,
            title: None,
            lang: None,
            date: None,
            replaced: 0,
            mended: false,
        };
        Side {
            path,
            article,
            segments,
            furniture: Vec::new(),
            taken_back: Vec::new(),
            lines: Some(lines),
        }
    }

    /// The number that machine output gives to a segment: its line for presegmented text, else its position among the
    /// segments, both from 0.
    #[must_use]
    pub fn number(&self, segment: usize) -> usize {
        self.lines.as_ref().map_or(segment, |lines| lines[segment])
    }

    /// The blocks that were left out as page furniture, in document order.
    pub fn left_out(&self) -> impl Iterator<Item = &Block> {
        let kept: std::collections::HashSet<usize> = self.segments.iter().map(|segment| segment.block).collect();
        self.article
            .blocks
            .iter()
            .enumerate()
            .filter(move |(index, block)| block.furniture.is_some() && !kept.contains(index))
            .map(|(_, block)| block)
    }
}

fn reading(lang: &Lang, options: &PairOptions) -> ReadOptions {
    ReadOptions {
        lang: Some(lang.clone()),
        mend_encoding: options.mend_encoding,
    }
}

fn mended(text: String, options: &PairOptions) -> String {
    if options.mend_encoding {
        article::mend_encoding(text)
    } else {
        text
    }
}

/// The paragraphs of presegmented text as blocks: each from its first segment to its last.
fn paragraphs(segments: &[Segment]) -> Vec<Block> {
    segments
        .chunk_by(|a, b| a.block == b.block)
        .filter_map(|paragraph| match paragraph {
            [] => None,
            [first, ..] => {
                let end = paragraph.last().map_or(first.range.end, |last| last.range.end);
                Some(Block {
                    kind: first.kind,
                    range: first.range.start..end,
                    furniture: None,
                })
            }
        })
        .collect()
}
