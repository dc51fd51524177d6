//! The blocks that were left out of an article → how much of the page's running text is in them.
//!
//! Twelve labels and a whole article are both some blocks of furniture; only the words of their sentences tell them apart.

use crate::article::block::{Article, Block};
use crate::article::furniture::line::{Words, is_prose};
use crate::article::furniture::reason::Furniture;

/// The share of a page's running text, from 0 to 1, above which it should be looked at whether part of the article was left out.
const LARGE_SHARE: f64 = 0.5;
/// The fewest words of running text left out that are worth a look.
const FEW: usize = 60;
/// The most words of running text of a short page: there a paragraph is a large part of what the reader has.
const SHORT: usize = 300;
/// The share of a short page's running text, from 0 to 1, and the words, above which it should be looked at when they were left out for
/// nothing that they say.
const OF_SHORT: (f64, usize) = (0.2, 12);

/// How much of the running text of a page was left out: full sentences, in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProseLeftOut {
    /// The words of the blocks that were left out.
    pub left_out: usize,
    /// Those of them that were left out for their place or for the markup around them, and not for what they say.
    pub doubted: usize,
    /// The words of all blocks, readers' comments aside.
    pub all: usize,
}

impl ProseLeftOut {
    /// Counts the words of an article's running text; `left_out` are the blocks of it that were left out. Readers' comments, which are
    /// told by their own marks, count for neither.
    #[must_use]
    pub fn of(article: &Article, left_out: &[&Block]) -> ProseLeftOut {
        let prose = |block: &Block| {
            let text = article.block_text(block);
            let words = Words::of(text);
            let counts = block.furniture != Some(Furniture::Comments) && is_prose(text, &words, false);
            if counts { words.len() } else { 0 }
        };
        ProseLeftOut {
            left_out: left_out.iter().map(|block| prose(block)).sum(),
            doubted: left_out
                .iter()
                .filter(|block| is_doubted(block))
                .map(|block| prose(block))
                .sum(),
            all: article.blocks.iter().map(prose).sum(),
        }
    }

    /// The share that was left out, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.left_out as f64 / self.all.max(1) as f64
    }

    /// Whether so much was left out that it may be part of the article.
    #[must_use]
    pub fn is_large(&self) -> bool {
        let (share, few) = OF_SHORT;
        let doubted = self.doubted as f64 / self.all.max(1) as f64;
        self.left_out >= FEW && self.share() > LARGE_SHARE
            || self.all <= SHORT && self.doubted >= few && doubted > share
    }
}

/// Whether a block was left out for where it stands.
fn is_doubted(block: &Block) -> bool {
    matches!(
        block.furniture,
        Some(Furniture::Outside | Furniture::Interface | Furniture::Repetition | Furniture::Byline)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::block::BlockKind;

    #[test]
    fn a_whole_article_is_told_from_labels() {
        let sentence = "The ferryman waited on the bank until the lamps were lit on the other side of the river.";
        let text = format!("{}Share\n", format!("{sentence}\n").repeat(8));
        let mut at = 0;
        let blocks = text.lines().map(|line| {
            let range = at..at + line.len();
            at = range.end + 1;
            Block {
                kind: BlockKind::Paragraph,
                range,
                furniture: Some(Furniture::Outside),
            }
        });
        let article = Article {
            blocks: blocks.collect(),
            text: text.clone(),
            title: None,
            lang: None,
            date: None,
            replaced: 0,
            garbled: None,
            mended: false,
        };
        let left_out = |from: usize| ProseLeftOut::of(&article, &article.blocks[from..].iter().collect::<Vec<_>>());
        let nothing = ProseLeftOut {
            left_out: 0,
            doubted: 0,
            all: 144,
        };
        assert_eq!(left_out(8), nothing);
        // A fifth of a short page is one sentence of eight and a part of the next.
        assert!(!left_out(8).is_large() && !left_out(7).is_large() && left_out(6).is_large());
        let long = |left_out| ProseLeftOut {
            left_out,
            doubted: left_out,
            all: 1_000,
        };
        assert!(!long(400).is_large() && long(501).is_large());
        let told = ProseLeftOut {
            left_out: 50,
            doubted: 0,
            all: 144,
        };
        assert!(!told.is_large());
    }
}
