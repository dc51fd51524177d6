//! A chapter in XHTML → its paragraphs as pieces.
//!
//! A chapter is XML, where `<title/>` is a whole element, and it has none of a web page's furniture; so it is read as XML, by the
//! elements of the HTML standard and the vocabulary of EPUB's `epub:type`.

use crate::article::block::BlockKind;
use crate::article::draft::Piece;
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::formula::Formula;
use crate::article::formats::notes::is_note_mark;
use crate::article::formats::paragraphs::Blocks;
use crate::article::formats::xml::{Element, Node, Part};
use crate::article::furniture::reason::Furniture;
use crate::text::scripts::Script;

/// Reads a chapter; all of it is marked as a repetition where it is the book's table of contents.
pub(crate) fn read(text: &str, name: &str, contents: bool) -> Result<Vec<Piece>, DocumentError> {
    let mut part = Part::new(text, DocumentFormat::Epub, name);
    let mut walk = Walk::default();
    while let Some(node) = part.next()? {
        match node {
            Node::Start(element) if element.name() == "math" => {
                let formula = Formula::read("math", &mut part)?;
                walk.text(&formula.linear(), contents);
            }
            Node::Start(element) => match Frame::of(&element) {
                Some(frame) if !walk.is_note_mark(element.name()) => walk.start(frame, &element),
                _ => part.skip()?,
            },
            Node::End => walk.end(),
            Node::Text(text) => walk.text(&text, contents),
        }
    }
    Ok(walk.blocks.into_pieces())
}

#[derive(Clone, Copy, Default)]
struct Frame {
    /// Text before and after it is in other paragraphs.
    block: bool,
    kind: Option<BlockKind>,
    navigation: bool,
    /// White space in it counts.
    preformatted: bool,
    /// A link within the book, which may be the mark of a note.
    link: bool,
    /// How its text stands on the line, and where that began.
    script: Script,
    from: usize,
}

impl Frame {
    /// What an element means, or `None` when nothing in it is the book's text.
    fn of(element: &Element<'_>) -> Option<Frame> {
        let kinds = element.attribute("type").unwrap_or_default();
        let role = element.attribute("role").unwrap_or_default();
        let is = |wanted: &[&str]| {
            kinds.split_whitespace().any(|kind| wanted.contains(&kind))
                || role.strip_prefix("doc-").is_some_and(|role| wanted.contains(&role))
        };
        if element.attribute("hidden").is_some() || is(&["noteref", "pagebreak", "backlink"]) {
            return None;
        }
        let mut frame = Frame {
            block: true,
            ..Frame::default()
        };
        match element.name() {
            "head" | "script" | "style" | "svg" | "template" | "noscript" | "audio" | "video" | "iframe" | "object"
            | "rt" | "rp" | "annotation" | "annotation-xml" => return None,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => frame.kind = Some(BlockKind::Heading),
            "li" | "dt" | "dd" => frame.kind = Some(BlockKind::ListItem),
            "blockquote" => frame.kind = Some(BlockKind::Quotation),
            "figcaption" | "caption" => frame.kind = Some(BlockKind::Caption),
            "td" | "th" => frame.kind = Some(BlockKind::TableCell),
            "nav" => frame.navigation = true,
            "pre" => frame.preformatted = true,
            "address" | "article" | "aside" | "body" | "center" | "details" | "div" | "dl" | "fieldset" | "figure"
            | "footer" | "form" | "header" | "hr" | "html" | "legend" | "main" | "ol" | "p" | "section" | "summary"
            | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" => {}
            _ => frame.block = false,
        }
        if is(&["footnote", "endnote", "rearnote"]) {
            frame.kind = Some(BlockKind::Footnote);
        }
        Some(frame)
    }
}

#[derive(Default)]
struct Walk {
    blocks: Blocks,
    frames: Vec<Frame>,
}

impl Walk {
    fn start(&mut self, mut frame: Frame, element: &Element<'_>) {
        if frame.block {
            self.blocks.close();
        }
        match element.name() {
            "br" => self.blocks.text("\n"),
            "sup" => frame.script = Script::Raised,
            "sub" => frame.script = Script::Lowered,
            "a" => frame.link = element.attribute("href").is_some_and(|href| href.contains('#')),
            _ => {}
        }
        frame.from = self.blocks.len();
        self.frames.push(frame);
    }

    /// The raised link that the innermost element ends, either as the link or as what raises it: the mark of a note.
    fn is_raised_link(&self, ended: Frame) -> bool {
        let outer = self.frames.last().copied().unwrap_or_default();
        (ended.link && outer.script == Script::Raised) || (ended.script == Script::Raised && outer.link)
    }

    /// Whether an element is the number before the text of a note.
    fn is_note_mark(&self, name: &str) -> bool {
        matches!(name, "sup" | "a") && !self.blocks.is_open() && self.in_note()
    }

    fn in_note(&self) -> bool {
        self.frames.iter().any(|frame| frame.kind == Some(BlockKind::Footnote))
    }

    fn end(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.block {
            self.blocks.close();
        } else if self.is_raised_link(frame) && self.blocks.since(frame.from).is_some_and(is_note_mark) {
            self.blocks.cut(frame.from);
        } else if frame.script != Script::Plain {
            self.blocks.rewrite(frame.from, frame.script);
        }
    }

    fn text(&mut self, text: &str, contents: bool) {
        if !self.blocks.is_open() {
            if text.trim().is_empty() {
                return;
            }
            let innermost = self.frames.iter().rev().find_map(|frame| frame.kind);
            let kind = if self.in_note() {
                Some(BlockKind::Footnote)
            } else {
                innermost
            };
            self.blocks.open(kind.unwrap_or(BlockKind::Paragraph));
            if contents || self.frames.iter().any(|frame| frame.navigation) {
                self.blocks.set_furniture(Furniture::Repetition);
            }
        }
        if self.frames.iter().any(|frame| frame.preformatted) {
            self.blocks.text(text);
        } else {
            self.blocks.text(&text.replace(['\n', '\r'], " "));
        }
    }
}
