//! A saved web page → an [`Article`]: its visible text as typed blocks, and what stands around the article marked.
//!
//! The page is parsed as the HTML standard says. A block of text takes its kind from its element; an element that is furniture
//! by its name, its role or its class marks the blocks in it, unless much of the page's text is in it. The rest is
//! left to the rules that pasted pages go through.

mod attributes;
mod elements;
mod fragment;
mod head;
mod links;
mod maths;
mod nesting;
mod quotes;
mod shares;
mod spans;

use crate::article::draft::Draft;
use crate::article::draft::Origin;
use crate::article::draft::join_blocks;
use crate::text::scripts;
use crate::text::scripts::Script;
use crate::text::sentence_end::lines_that_go_on;
use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use crate::article::block::{Block, BlockKind};
use crate::article::draft::{Boxes, Elements};
use crate::article::formats::style_sheet::StyleSheet;
use crate::article::formats::symbols::{self, SymbolFont};
use crate::article::furniture::reason::Furniture;
use crate::text::lang::Lang;
use elements::{
    Size, Sizes, furniture_of, is_block, is_box, is_hidden, is_line, is_standfirst, kind_of, look_of, names_of,
    names_standfirst, outgrows,
};
pub(crate) use fragment::is_fragment;
use head::Head;
pub(crate) use head::{declared_encoding, iso_date};
use nesting::nesting;

/// The deepest nesting of elements that is read: pages have some tens, and the parser's time grows with the square.
const DEEPEST: usize = 2_000;

/// Why a page was not read.
#[derive(Debug)]
pub(crate) enum HtmlError {
    /// Elements are nested deeper than any page does.
    TooDeep,
    /// The page has no visible text.
    NoText,
}

/// Reads a page; `markup` is the decoded file.
pub(crate) fn read(markup: &str) -> Result<Draft, HtmlError> {
    let found = extract(markup)?;
    if found.blocks.is_empty() {
        return Err(HtmlError::NoText);
    }
    Ok(found.into_draft())
}

/// What a page holds.
pub(crate) struct Extract {
    text: String,
    blocks: Vec<Block>,
    links: Vec<f32>,
    boxes: Boxes,
    elements: Elements,
    title: Option<String>,
    lang: Option<Lang>,
    date: Option<String>,
}

impl Extract {
    /// The text and kind of each block, in order.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (&str, BlockKind)> {
        self.blocks
            .iter()
            .map(|block| (&self.text[block.range.clone()], block.kind))
    }

    fn into_draft(self) -> Draft {
        Draft {
            text: self.text,
            blocks: self.blocks,
            title: self.title,
            lang: self.lang,
            date: self.date,
            origin: Origin::Page {
                links: self.links,
                boxes: self.boxes,
                elements: self.elements,
            },
        }
    }
}

/// The visible text of a page as blocks, those inside of elements that are furniture by their markup marked.
pub(crate) fn extract(markup: &str) -> Result<Extract, HtmlError> {
    if nesting(markup) > DEEPEST {
        return Err(HtmlError::TooDeep);
    }
    let html = Html::parse_document(&attributes::few(markup));
    let sizes = Sizes::of(&html);
    let mut walk = Walk::default();
    walk.sheet.add_of_page(markup);
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => walk.open(node, element, &sizes),
                Node::Text(text) => walk.text(text),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    walk.close(element);
                }
            }
        }
    }
    walk.flush();
    let (text, blocks) = join_blocks(
        walk.pieces
            .iter()
            .map(|piece| (piece.text.as_str(), piece.kind, piece.furniture)),
    );
    let links = walk.pieces.iter().map(|piece| piece.linked).collect();
    let mut boxes = walk.boxes;
    boxes.of_line = walk.pieces.iter().map(|piece| piece.within).collect();
    let mut elements = walk.elements;
    elements.of_line = walk.pieces.iter().map(|piece| piece.element).collect();
    let head = Head::of(&html);
    Ok(Extract {
        text,
        blocks,
        links,
        boxes,
        elements,
        title: head.title,
        lang: head.lang,
        date: head.date,
    })
}

/// The text of a piece of a page, such as a block of HTML in Markdown; none when it is nested too deeply.
pub(crate) fn fragment(markup: &str) -> Vec<(String, BlockKind)> {
    let Ok(found) = extract(markup) else { return Vec::new() };
    found
        .blocks
        .iter()
        .map(|block| (found.text[block.range.clone()].to_owned(), block.kind))
        .collect()
}

/// One block of text as it is found.
struct Piece {
    text: String,
    kind: BlockKind,
    furniture: Option<Furniture>,
    linked: f32,
    within: usize,
    element: usize,
}

/// An open element, as far as it matters to the text in it.
#[derive(Clone, Copy)]
struct Frame {
    kind: BlockKind,
    furniture: Option<Furniture>,
    /// Whether it stands in an element that is named for the standfirst.
    standfirst: bool,
    hidden: bool,
    link: bool,
    preformatted: bool,
    in_article: bool,
    within: usize,
    element: Option<usize>,
    /// Where the text of the line was when an element began that raises or lowers its text.
    script: Option<(usize, Script)>,
    /// The font of symbols that its text is in.
    font: Option<SymbolFont>,
    /// The mark that ends a quotation which the element is.
    close_quote: Option<&'static str>,
}

#[derive(Default)]
struct Walk {
    boxes: Boxes,
    elements: Elements,
    frames: Vec<Frame>,
    pieces: Vec<Piece>,
    line: String,
    linked: usize,
    sheet: StyleSheet,
}

impl Walk {
    fn frame(&self) -> Frame {
        self.frames.last().copied().unwrap_or(Frame {
            kind: BlockKind::Paragraph,
            furniture: None,
            standfirst: false,
            hidden: false,
            link: false,
            preformatted: false,
            in_article: false,
            within: 0,
            element: None,
            script: None,
            font: None,
            close_quote: None,
        })
    }

    fn open(&mut self, node: NodeRef<'_, Node>, element: &Element, sizes: &Sizes) {
        let size: Size = sizes.of_node(node.id());
        let outer = self.frame();
        let name = element.name();
        let look = look_of(element, &self.sheet);
        let around = outer.script.map(|(_, script)| script);
        let raised = look.script.or(around) == Some(Script::Raised);
        let sign = links::is_note_mark(node, &sizes.anchors, &self.line, raised)
            || links::is_sign(node, &sizes.anchors)
            || links::is_edit_link(node);
        let unseen = sign || maths::is_picture(node) || (is_hidden(element) && !maths::wraps_formula(node));
        let mut close_quote = None;
        if !outer.hidden && name == "math" {
            self.text(&maths::linear(node));
        } else if !outer.hidden && name == "q" {
            close_quote = quotes::marks(node).map(|(open, close)| {
                self.text(open);
                close
            });
        }
        let line = is_line(name) || is_block(element);
        if line && !outer.hidden {
            self.flush();
        } else if !outer.hidden && name == "br" {
            self.line.push('\n');
        } else if !outer.hidden
            && let Some(seam) = spans::seam(node, &self.line)
        {
            self.line.push(seam);
        }
        let within = self.open_box(name, outer.within, size.title);
        let share = size.text as f32 / sizes.whole.max(1) as f32;
        self.frames.push(Frame {
            kind: kind_of(name, outer.kind),
            furniture: outer
                .furniture
                .or_else(|| furniture_of(element, size, share, outer.in_article)),
            standfirst: outer.standfirst || names_standfirst(element),
            hidden: outer.hidden || unseen,
            link: outer.link || name == "a",
            preformatted: outer.preformatted || name == "pre",
            in_article: outer.in_article || matches!(name, "article" | "main"),
            within,
            element: Some(self.elements.open(
                name,
                element.attr("class").unwrap_or(""),
                names_of(element),
                outer.element,
            )),
            script: look
                .script
                .filter(|script| *script != Script::Plain)
                .map(|script| (self.line.len(), script)),
            font: look.font.unwrap_or(outer.font),
            close_quote,
        });
    }

    /// The box that the text of an element stands in: a new one, or the one around it.
    fn open_box(&mut self, name: &str, around: usize, title: bool) -> usize {
        let boxes = &mut self.boxes;
        if boxes.parents.is_empty() || is_box(name) {
            boxes.parents.push((!boxes.parents.is_empty()).then_some(around));
            boxes.forms.push(name == "form");
            boxes.titles.push(title);
            return boxes.parents.len() - 1;
        }
        if matches!(name, "input" | "button" | "textarea" | "select") {
            boxes.forms[around] = true;
        }
        around
    }

    fn close(&mut self, element: &Element) {
        let hidden = self.frames.len() > 1 && self.frames[self.frames.len() - 2].hidden;
        if !hidden && (is_line(element.name()) || is_block(element)) {
            self.flush();
        }
        let Some(frame) = self.frames.pop() else { return };
        if let Some((from, script)) = frame.script {
            scripts::rewrite(&mut self.line, from, script);
        }
        if let Some(close) = frame.close_quote {
            self.text(close);
        }
    }

    fn text(&mut self, text: &str) {
        let frame = self.frame();
        if frame.hidden {
            return;
        }
        let symbols = frame.font.map(|font| symbols::text(Some(font), text));
        for c in symbols.as_deref().unwrap_or(text).chars() {
            let space = matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}');
            if space && frame.preformatted && c == '\n' {
                self.line.push('\n');
            } else if !space {
                self.line.push(c);
                self.linked += usize::from(frame.link && !c.is_whitespace());
            } else if !self.line.ends_with([' ', '\n']) && !self.line.is_empty() {
                self.line.push(' ');
            }
        }
    }

    /// Ends the block of text; a line break in it ends a block too, unless it falls in the middle of a sentence.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let linked = std::mem::take(&mut self.linked);
        let size = line.chars().filter(|c| !c.is_whitespace()).count();
        if size == 0 {
            return;
        }
        let frame = self.frame();
        let share = linked as f32 / size as f32;
        let mut block = String::new();
        let mut push = |text: &mut String| {
            let trimmed = text.trim();
            if !trimmed.is_empty() {
                let text = scripts::with_cents(crate::text::space::nfc(trimmed.to_owned()));
                let furniture = frame
                    .furniture
                    .filter(|reason| !(outgrows(*reason, &text) || frame.standfirst && is_standfirst(&text)));
                self.pieces.push(Piece {
                    text,
                    kind: frame.kind,
                    furniture,
                    linked: share,
                    within: frame.within,
                    element: frame.element.unwrap_or(0),
                });
            }
            text.clear();
        };
        let lines: Vec<&str> = line.split('\n').map(str::trim).collect();
        for (line, goes_on) in lines.iter().zip(lines_that_go_on(&lines)) {
            if goes_on {
                block.push('\n');
            } else {
                push(&mut block);
            }
            block.push_str(line);
        }
        push(&mut block);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_its_article_with_kinds() {
        let page = "<!DOCTYPE html><html lang=fr-CA><head><title>Le lac - Le Journal</title>\
            <meta property='article:published_time' content='2024-05-02T08:00:00Z'><script>var a = '<p>';</script></head><body>\
            <nav><a href=/>Accueil</a><a href=/m>Météo</a></nav><main><h1>Le lac</h1>\
            <figure><img><figcaption>Le lac au matin &amp; sa rive</figcaption></figure>\
            <p>Le lac a gelé cette nuit, pour la première fois depuis <em>dix</em> ans.</p><h2>La pêche</h2>\
            <ul><li>la perche du lac</li><li>le brochet</li></ul>\
            <blockquote>Le lac ne gèle plus jamais comme avant, disait le vieux.</blockquote>\
            <p>Les pêcheurs du lac attendent le printemps, comme chaque année.</p></main>\
            <footer>© Le Journal</footer></body></html>";
        let article =
            crate::article::read_bytes("lac.html", page.as_bytes(), &Default::default()).expect("a page with text");
        assert_eq!(article.title.as_deref(), Some("Le lac"));
        assert_eq!(article.date.as_deref(), Some("2024-05-02"));
        assert_eq!(article.lang.as_ref().map(Lang::as_str), Some("fr-CA"));
        let kept: Vec<(&str, &str)> = article
            .blocks
            .iter()
            .filter(|block| block.furniture.is_none())
            .map(|block| (block.kind.as_str(), article.block_text(block)))
            .collect();
        assert_eq!(
            kept,
            [
                ("heading", "Le lac"),
                ("caption", "Le lac au matin & sa rive"),
                (
                    "paragraph",
                    "Le lac a gelé cette nuit, pour la première fois depuis dix ans."
                ),
                ("heading", "La pêche"),
                ("list-item", "la perche du lac"),
                ("list-item", "le brochet"),
                ("quotation", "Le lac ne gèle plus jamais comme avant, disait le vieux."),
                (
                    "paragraph",
                    "Les pêcheurs du lac attendent le printemps, comme chaque année."
                ),
            ]
        );
    }

    #[test]
    fn nesting_beyond_reason_is_refused() {
        let page = format!("{}x", "<div>".repeat(DEEPEST + 1));
        assert!(matches!(read(&page), Err(HtmlError::TooDeep)));
        let paragraphs = format!("<ul>{}</ul>", "<li><p>one<p>two".repeat(DEEPEST));
        assert!(read(&paragraphs).is_ok());
    }
}
