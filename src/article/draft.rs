//! What a reader hands over: the text and its blocks, and what it knows of the page around them.
//!
//! A reader marks a block as furniture where the document's own markup says so, and knows nothing of how furniture is found
//! in what lines say. `read.rs` makes an article of a draft.

use crate::article::block::{Block, BlockKind};
use crate::article::furniture::reason::Furniture;
use crate::text::lang::Lang;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A text as a reader found it.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The blocks' texts, or the whole input for plain text.
    pub(crate) text: String,
    /// The blocks in document order, those marked that the markup marks.
    pub(crate) blocks: Vec<Block>,
    /// The title that the document declares; for a page perhaps with the site's name after it.
    pub(crate) title: Option<String>,
    /// The language that it declares.
    pub(crate) lang: Option<Lang>,
    /// The date that it declares, as `YYYY-MM-DD`.
    pub(crate) date: Option<String>,
    /// What it is a text of.
    pub(crate) origin: Origin,
}

/// Where a text comes from: what is still to be found in it.
#[derive(Debug)]
pub(crate) enum Origin {
    /// A document that says itself what its paragraphs are.
    Document,
    /// A document that says how its paragraphs look, and not which are headings.
    Print,
    /// Text without markup, perhaps pasted from a page: furniture and headings are told by what lines say.
    Text,
    /// A page with its markup.
    Page {
        /// The share of each block, from 0 to 1, that is a link.
        links: Vec<f32>,
        /// The boxes that the blocks stand in.
        boxes: Boxes,
        /// The elements that they stand in.
        elements: Elements,
    },
}

/// A block before it has its place in the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What it is.
    pub(crate) kind: BlockKind,
    /// Its text, white space folded, never empty.
    pub(crate) text: String,
    /// Why it is no part of the article, where it is none.
    pub(crate) furniture: Option<Furniture>,
}

/// What a document says about itself.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// The title, as it stands in the document's properties.
    pub(crate) title: Option<String>,
    /// The language tag.
    pub(crate) lang: Option<String>,
    /// A date that begins with `YYYY-MM-DD`.
    pub(crate) date: Option<String>,
}

/// The boxes of a page, and the one that each line stands in; empty where boxes are not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Boxes {
    /// The innermost box of each line.
    pub(crate) of_line: Vec<usize>,
    /// Each box with the one around it, which comes before it.
    pub(crate) parents: Vec<Option<usize>>,
    /// Whether a box holds a field or a button.
    pub(crate) forms: Vec<bool>,
    /// Whether the page's first heading is in a box.
    pub(crate) titles: Vec<bool>,
}

/// What a reader knows of a page beyond its lines.
#[derive(Default)]
pub(crate) struct Page<'a> {
    /// Whether the text is known to be a whole page, and not an article alone.
    pub(crate) saved: bool,
    /// The title that the page declares, perhaps with the site's name after it.
    pub(crate) title: Option<&'a str>,
    /// The share of each line, from 0 to 1, that is a link; empty where links are not known.
    pub(crate) links: &'a [f32],
    /// The boxes that the lines stand in, where they are known.
    pub(crate) boxes: Boxes,
    /// The elements that they stand in, where they are known.
    pub(crate) elements: Elements,
}

/// The elements that say something of what stands anywhere in them, each with the name of the feature that says so.
pub(crate) const ANCESTORS: [(&str, &str); 24] = [
    ("article", "in-article"),
    ("main", "in-main"),
    ("aside", "in-aside"),
    ("nav", "in-nav"),
    ("header", "in-header"),
    ("footer", "in-footer"),
    ("figure", "in-figure"),
    ("table", "in-table"),
    ("td", "in-td"),
    ("li", "in-li"),
    ("dl", "in-dl"),
    ("form", "in-form"),
    ("p", "in-p"),
    ("blockquote", "in-blockquote"),
    ("h1", "in-h1"),
    ("h2", "in-h2"),
    ("h3", "in-h3"),
    ("h4", "in-h4"),
    ("section", "in-section"),
    ("button", "in-button"),
    ("label", "in-label"),
    ("pre", "in-pre"),
    ("center", "in-center"),
    ("a", "in-a"),
];

/// The elements of a page, and the innermost one of each line; empty where there is no markup.
#[derive(Clone, Debug, Default)]
pub(crate) struct Elements {
    /// The innermost element of each line.
    pub(crate) of_line: Vec<usize>,
    /// All elements, each after the one around it.
    pub(crate) nodes: Vec<Node>,
}

/// An element of a page.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The element around it.
    pub(crate) parent: Option<usize>,
    /// How many elements are around it.
    pub(crate) depth: usize,
    /// The names of it and of the elements around it, and those names with their classes; equal for equal paths.
    pub(crate) tags: u64,
    pub(crate) path: u64,
    /// Which of [`ANCESTORS`] it is or stands in, a bit each.
    pub(crate) within: u32,
    /// The words of its classes and identifier in lower case, its role after `@`, its property after `~`.
    pub(crate) names: Vec<String>,
}

impl Elements {
    /// Adds an element in another one, and gives its number.
    pub(crate) fn open(&mut self, name: &str, classes: &str, names: Vec<String>, parent: Option<usize>) -> usize {
        let around = parent.map(|parent| &self.nodes[parent]);
        let seed = |of: fn(&Node) -> u64| around.map_or(0, of);
        let (depth, within) = around.map_or((0, 0), |node| (node.depth + 1, node.within));
        let tags = xxh3_64_with_seed(name.as_bytes(), seed(|node| node.tags));
        let path = xxh3_64_with_seed(name.as_bytes(), seed(|node| node.path));
        let bit = ANCESTORS.iter().position(|(ancestor, _)| *ancestor == name);
        self.nodes.push(Node {
            parent,
            depth,
            tags,
            path: xxh3_64_with_seed(classes.as_bytes(), path),
            within: within | bit.map_or(0, |bit| 1 << bit),
            names,
        });
        self.nodes.len() - 1
    }

    /// The outermost element that a line stands in and that gives it this feature.
    pub(crate) fn outermost(&self, line: usize, feature: &str) -> Option<usize> {
        let bit = ANCESTORS.iter().position(|(_, name)| *name == feature)?;
        let mut found = None;
        let mut around = self.of_line.get(line).copied();
        while let Some(this) = around.filter(|this| self.nodes[*this].within & (1 << bit) != 0) {
            (found, around) = (Some(this), self.nodes[this].parent);
        }
        found
    }

    /// Whether a line stands in an element, by the name of the feature that says so.
    pub(crate) fn is_in(&self, line: usize, feature: &str) -> bool {
        let bit = ANCESTORS.iter().position(|(_, name)| *name == feature);
        let node = self.of_line.get(line).map(|element| &self.nodes[*element]);
        matches!((node, bit), (Some(node), Some(bit)) if node.within & (1 << bit) != 0)
    }
}

/// The blocks' texts in order, separated by blank lines, and the blocks that point into them.
pub(crate) fn join_blocks<'a>(
    pieces: impl Iterator<Item = (&'a str, BlockKind, Option<Furniture>)>,
) -> (String, Vec<Block>) {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for (piece, kind, furniture) in pieces {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(piece);
        blocks.push(Block {
            kind,
            range: start..text.len(),
            furniture,
        });
    }
    (text, blocks)
}
