//! A chapter in XHTML → its paragraphs as pieces.
//!
//! A chapter is XML, where `<title/>` is a whole element, and it has none of a web page's furniture; so it is read as XML, by the
//! elements of the HTML standard and the vocabulary of EPUB's `epub:type`.

use std::collections::HashSet;

use crate::article::block::BlockKind;
use crate::article::draft::Piece;
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::formula::Formula;
use crate::article::formats::notes::{follows_word, is_note_mark, is_place_of_note, names_mark};
use crate::article::formats::paragraphs::Blocks;
use crate::article::formats::style_sheet::StyleSheet;
use crate::article::formats::symbols::{self, SymbolFont};
use crate::article::formats::xml::{Element, Node, Part};
use crate::article::furniture::reason::Furniture;
use crate::text::scripts::Script;

/// Reads a chapter; all of it is marked as a repetition where it is the book's table of contents.
///
/// `sheet` holds the book's style sheets.
pub(crate) fn read(text: &str, name: &str, contents: bool, sheet: &StyleSheet) -> Result<Vec<Piece>, DocumentError> {
    let mut part = Part::new(text, DocumentFormat::Epub, name);
    let mut walk = Walk::new(text, sheet);
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
    /// Such a link right after a word, which its class or its place says to be a note's.
    noted: bool,
    /// The font of symbols that its text is in.
    font: Option<SymbolFont>,
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

struct Walk<'a> {
    sheet: &'a StyleSheet,
    /// The places that the links of the chapter lead to.
    led_to: HashSet<&'a str>,
    blocks: Blocks,
    frames: Vec<Frame>,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, sheet: &'a StyleSheet) -> Walk<'a> {
        let links = text.split("href=").skip(1).filter_map(|after| {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (_, place) = after[1..].split(quote).next()?.split_once('#')?;
            Some(place)
        });
        Walk {
            sheet,
            led_to: links.collect(),
            blocks: Blocks::default(),
            frames: Vec::new(),
        }
    }

    /// Whether a link that begins now is the mark of a note though nothing raises it: it stands right after a word, and its class, or
    /// that of what is around it, or the place that it leads to says so, or something leads back to it.
    fn is_noted(&self, element: &Element<'_>, place: &str) -> bool {
        let before = self.blocks.since(0).unwrap_or("");
        let around = self
            .frames
            .last()
            .filter(|frame| frame.noted && frame.from == self.blocks.len());
        let known = || {
            names_note(element)
                || is_place_of_note(place)
                || element
                    .attribute("id")
                    .is_some_and(|id| self.led_to.contains(id.as_str()))
        };
        around.is_some() || (follows_word(before) && known())
    }

    fn start(&mut self, mut frame: Frame, element: &Element<'_>) {
        if frame.block {
            self.blocks.close();
        }
        match element.name() {
            "br" => self.blocks.text("\n"),
            "sup" => frame.script = Script::Raised,
            "sub" => frame.script = Script::Lowered,
            "a" => {
                if let Some((_, place)) = element
                    .attribute("href")
                    .as_deref()
                    .and_then(|href| href.split_once('#'))
                {
                    frame.link = true;
                    frame.noted = self.is_noted(element, place);
                }
            }
            "span" => frame.noted = names_note(element) && follows_word(self.blocks.since(0).unwrap_or("")),
            _ => {}
        }
        frame.font = self.frames.last().and_then(|outer| outer.font);
        if !frame.block {
            let attribute = |name| element.attribute(name).unwrap_or_default();
            let look = self
                .sheet
                .look(element.name(), &attribute("class"), &attribute("style"));
            if frame.script == Script::Plain {
                frame.script = look.script.unwrap_or_default();
            }
            frame.font = look.font.unwrap_or(frame.font);
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
        } else if (self.is_raised_link(frame) || frame.link && frame.noted)
            && self.blocks.since(frame.from).is_some_and(is_note_mark)
        {
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
        let font = self.frames.last().and_then(|frame| frame.font);
        let symbols = font.map(|font| symbols::text(Some(font), text));
        let text = symbols.as_deref().unwrap_or(text);
        if self.frames.iter().any(|frame| frame.preformatted) {
            self.blocks.text(text);
        } else {
            self.blocks.text(&text.replace(['\n', '\r'], " "));
        }
    }
}

/// Whether the class of an element is that of a note's mark.
fn names_note(element: &Element<'_>) -> bool {
    let class = element.attribute("class").unwrap_or_default();
    class.split_whitespace().any(names_mark)
}
