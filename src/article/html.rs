//! A saved web page → an [`Article`]: its visible text as typed blocks, and what stands around the article marked.
//!
//! The page is parsed as the HTML standard says. A block of text takes its kind from its element; an element that is furniture
//! by its name, its role or its class marks the blocks in it, unless much of the page's text is in it. The rest is
//! left to the rules that pasted pages go through.

use std::collections::HashMap;

use encoding_rs::Encoding;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use super::page::Page;
use super::{Article, Block, BlockKind, Furniture, ReadOptions, clean};
use crate::lang::Lang;

/// The deepest nesting of elements that is read: pages have some tens, and the parser's time grows with the square.
const DEEPEST: usize = 2_000;

/// Why a page was not read.
#[derive(Debug)]
pub(super) enum HtmlError {
    /// Elements are nested deeper than any page does.
    TooDeep,
    /// The page has no visible text.
    NoText,
}

/// Reads a page; `markup` is the decoded file.
pub(super) fn read(markup: &str, options: &ReadOptions) -> Result<Article, HtmlError> {
    let found = extract(markup)?;
    if found.blocks.is_empty() {
        return Err(HtmlError::NoText);
    }
    Ok(found.into_article(options))
}

/// What a page holds before its furniture is marked.
pub(super) struct Extract {
    text: String,
    blocks: Vec<Block>,
    links: Vec<f32>,
    title: Option<String>,
    lang: Option<Lang>,
    date: Option<String>,
}

impl Extract {
    /// The text and kind of each block, in order.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (&str, BlockKind)> {
        self.blocks
            .iter()
            .map(|block| (&self.text[block.range.clone()], block.kind))
    }

    fn into_article(mut self, options: &ReadOptions) -> Article {
        let saved = self.blocks.iter().any(|block| block.furniture.is_some());
        let page = Page {
            saved,
            title: self.title.as_deref(),
            links: &self.links,
        };
        clean::mark_furniture(&self.text, &mut self.blocks, options.lang.as_ref(), &page);
        let heading = self
            .blocks
            .iter()
            .find(|block| block.furniture.is_none() && block.kind == BlockKind::Heading);
        let title = heading
            .map(|block| self.text[block.range.clone()].to_owned())
            .or(self.title);
        Article {
            text: self.text,
            blocks: self.blocks,
            title,
            lang: self.lang,
            date: self.date,
        }
    }
}

/// The visible text of a page as blocks, those inside of elements that are furniture by their markup marked.
pub(super) fn extract(markup: &str) -> Result<Extract, HtmlError> {
    if nesting(markup) > DEEPEST {
        return Err(HtmlError::TooDeep);
    }
    let html = Html::parse_document(markup);
    let sizes = Sizes::of(&html);
    let mut walk = Walk::default();
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => walk.open(element, sizes.of_node(node.id()), &sizes),
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
    let head = Head::of(&html);
    Ok(Extract {
        text,
        blocks,
        links,
        title: head.title,
        lang: head.lang,
        date: head.date,
    })
}

/// The blocks' texts in order, separated by blank lines, and the blocks that point into them.
pub(super) fn join_blocks<'a>(
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

/// The text of a piece of a page, such as a block of HTML in Markdown; none when it is nested too deeply.
pub(super) fn fragment(markup: &str) -> Vec<(String, BlockKind)> {
    let Ok(found) = extract(markup) else { return Vec::new() };
    found
        .blocks
        .iter()
        .map(|block| (found.text[block.range.clone()].to_owned(), block.kind))
        .collect()
}

/// How much text each element holds, in characters that are not white space.
struct Sizes {
    sizes: HashMap<NodeId, Size>,
    whole: usize,
}

#[derive(Clone, Copy, Default)]
struct Size {
    text: usize,
    linked: usize,
    title: bool,
}

impl Sizes {
    fn of(html: &Html) -> Sizes {
        let mut sizes = HashMap::new();
        let mut open: Vec<Size> = vec![Size::default()];
        let (mut hidden, mut links) = (0_usize, 0_usize);
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        hidden += usize::from(is_hidden(element));
                        links += usize::from(element.name() == "a");
                        open.push(Size {
                            title: element.name() == "h1",
                            ..Size::default()
                        });
                    }
                    Node::Text(text) if hidden == 0 => {
                        let count = text.chars().filter(|c| !c.is_whitespace()).count();
                        if let Some(size) = open.last_mut() {
                            size.text += count;
                            size.linked += if links > 0 { count } else { 0 };
                        }
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        hidden -= usize::from(is_hidden(element));
                        links -= usize::from(element.name() == "a");
                        let size = open.pop().unwrap_or_default();
                        sizes.insert(node.id(), size);
                        if let Some(parent) = open.last_mut() {
                            parent.text += size.text;
                            parent.linked += size.linked;
                            parent.title |= size.title;
                        }
                    }
                }
            }
        }
        Sizes {
            sizes,
            whole: open.first().map_or(0, |size| size.text),
        }
    }

    fn of_node(&self, node: NodeId) -> Size {
        self.sizes.get(&node).copied().unwrap_or_default()
    }
}

/// One block of text as it is found.
struct Piece {
    text: String,
    kind: BlockKind,
    furniture: Option<Furniture>,
    linked: f32,
}

/// An open element, as far as it matters to the text in it.
#[derive(Clone, Copy)]
struct Frame {
    kind: BlockKind,
    furniture: Option<Furniture>,
    hidden: bool,
    link: bool,
    preformatted: bool,
    in_article: bool,
}

#[derive(Default)]
struct Walk {
    frames: Vec<Frame>,
    pieces: Vec<Piece>,
    line: String,
    linked: usize,
}

impl Walk {
    fn frame(&self) -> Frame {
        self.frames.last().copied().unwrap_or(Frame {
            kind: BlockKind::Paragraph,
            furniture: None,
            hidden: false,
            link: false,
            preformatted: false,
            in_article: false,
        })
    }

    fn open(&mut self, element: &Element, size: Size, sizes: &Sizes) {
        let outer = self.frame();
        let name = element.name();
        if is_line(name) {
            self.flush();
        } else if name == "br" && !outer.hidden {
            self.line.push('\n');
        }
        let share = size.text as f32 / sizes.whole.max(1) as f32;
        self.frames.push(Frame {
            kind: kind_of(name, outer.kind),
            furniture: outer
                .furniture
                .or_else(|| furniture_of(element, size, share, outer.in_article)),
            hidden: outer.hidden || is_hidden(element),
            link: outer.link || name == "a",
            preformatted: outer.preformatted || name == "pre",
            in_article: outer.in_article || matches!(name, "article" | "main"),
        });
    }

    fn close(&mut self, element: &Element) {
        if is_line(element.name()) {
            self.flush();
        }
        self.frames.pop();
    }

    fn text(&mut self, text: &str) {
        let frame = self.frame();
        if frame.hidden {
            return;
        }
        for c in text.chars() {
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
                let text = super::read::nfc(trimmed.to_owned());
                self.pieces.push(Piece {
                    text,
                    kind: frame.kind,
                    furniture: frame.furniture,
                    linked: share,
                });
            }
            text.clear();
        };
        let mut lines = line.split('\n').map(str::trim).peekable();
        while let Some(line) = lines.next() {
            block.push_str(line);
            match lines.peek() {
                Some(next) if !goes_on(&block, next) => push(&mut block),
                Some(_) => block.push('\n'),
                None => push(&mut block),
            }
        }
    }
}

/// Whether a sentence goes on after a line break.
pub(super) fn goes_on(line: &str, next: &str) -> bool {
    let long = line.chars().nth(40).is_some();
    let open = !line.ends_with(['.', '!', '?', '…', ':', '»', '"', '”']);
    !line.is_empty() && !next.is_empty() && ((long && open) || next.starts_with(char::is_lowercase))
}

fn is_hidden(element: &Element) -> bool {
    let name = element.name();
    let hidden_name = matches!(
        name,
        "head"
            | "script"
            | "style"
            | "template"
            | "noscript"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "canvas"
            | "audio"
            | "video"
            | "select"
            | "textarea"
            | "datalist"
    );
    let style = element.attr("style").unwrap_or("");
    let unseen = style.split(';').any(|rule| {
        let rule: String = rule.chars().filter(|c| !c.is_whitespace()).collect();
        rule.eq_ignore_ascii_case("display:none") || rule.eq_ignore_ascii_case("visibility:hidden")
    });
    hidden_name || element.attr("hidden").is_some() || unseen
}

/// Whether an element begins and ends a line of its own.
fn is_line(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

fn kind_of(name: &str, outer: BlockKind) -> BlockKind {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
        "figcaption" | "caption" => BlockKind::Caption,
        "li" | "dd" | "dt" => BlockKind::ListItem,
        "blockquote" => BlockKind::Quotation,
        "td" | "th" => BlockKind::TableCell,
        // Layout tables hold whole pages: what stands in them as a paragraph is one.
        "p" if outer == BlockKind::TableCell => BlockKind::Paragraph,
        "table" => BlockKind::Paragraph,
        _ => outer,
    }
}

/// The reason why an element is furniture, as its name, role and class say; `share` is its part of the page's text.
fn furniture_of(element: &Element, size: Size, share: f32, in_article: bool) -> Option<Furniture> {
    let name = element.name();
    let linked = size.linked as f32 / size.text.max(1) as f32;
    let role = element.attr("role").unwrap_or("");
    match (name, role) {
        ("button" | "dialog", _)
        | (_, "dialog" | "alertdialog" | "search" | "menu" | "menubar" | "toolbar" | "button") => {
            return Some(Furniture::Interface);
        }
        ("form", _) if share < 0.3 => return Some(Furniture::Interface),
        ("nav", _) | (_, "navigation") => return Some(Furniture::Outside),
        (_, "banner" | "contentinfo" | "complementary") if share < 0.3 && !size.title => {
            return Some(Furniture::Outside);
        }
        ("footer" | "header", _) if !in_article && share < 0.3 && !size.title => return Some(Furniture::Outside),
        ("aside", _) if share < 0.4 && (!in_article || linked > 0.4) => return Some(Furniture::Outside),
        _ => {}
    }
    if matches!(name, "html" | "body" | "main" | "article" | "h1") || size.title {
        return None;
    }
    let classes = element.attr("class").unwrap_or("").split_whitespace();
    let names: Vec<String> = classes.chain(element.attr("id")).flat_map(tokens).collect();
    let reason = names.iter().find_map(|token| reason_of(token))?;
    let largest = match reason {
        Furniture::Comments => 0.6,
        Furniture::Byline | Furniture::Copyright => 0.1,
        _ => 0.3,
    };
    (share < largest).then_some(reason)
}

/// The words of a class name: `articleShareBar`, `article-share_bar`.
fn tokens(class: &str) -> impl Iterator<Item = String> {
    super::words::words(class).into_iter()
}

fn reason_of(token: &str) -> Option<Furniture> {
    Some(match token {
        "share" | "sharing" | "social" | "socials" | "partage" | "partager" | "toolbar" | "cookie" | "cookies"
        | "consent" | "consentement" | "gdpr" | "rgpd" | "newsletter" | "newsletters" | "infolettre" | "subscribe"
        | "subscription" | "abonnement" | "paywall" | "popup" | "modal" | "login" | "evitement" | "skip" | "print"
        | "rating" | "bandeau" => Furniture::Interface,
        "ad" | "ads" | "advert" | "adverts" | "advertisement" | "advertising" | "pub" | "pubs" | "publicite"
        | "sponsor" | "sponsored" | "sponsorise" | "promo" | "promos" | "taboola" | "outbrain" => {
            Furniture::Advertising
        }
        "related" | "recommended" | "recommendations" | "recommandations" | "reco" | "similar" | "similaires"
        | "trending" | "popular" | "mostread" | "teaser" | "teasers" => Furniture::Related,
        "comments" | "commentlist" | "commentaires" | "disqus" => Furniture::Comments,
        "byline" | "author" | "authors" | "auteur" | "auteurs" | "signature" | "pubdate" | "timestamp" | "tags"
        | "tag" | "etiquettes" => Furniture::Byline,
        "credit" | "credits" | "copyright" => Furniture::Copyright,
        "nav" | "navbar" | "menu" | "breadcrumb" | "breadcrumbs" | "ariane" | "sidebar" | "footer" | "pager"
        | "pagination" | "toc" | "sommaire" | "navigation" | "widget" | "topbar" | "ticker" | "masthead" => {
            Furniture::Outside
        }
        _ => return None,
    })
}

/// What the head of a page declares.
#[derive(Default)]
struct Head {
    title: Option<String>,
    lang: Option<Lang>,
    date: Option<String>,
}

impl Head {
    fn of(html: &Html) -> Head {
        let mut head = Head::default();
        let (mut og_title, mut page_title, mut time) = (None, None, None);
        for node in html.tree.root().descendants() {
            let Node::Element(element) = node.value() else { continue };
            match element.name() {
                "html" => head.lang = element.attr("lang").and_then(|tag| Lang::parse(tag).ok()),
                "title" if page_title.is_none() => {
                    let text: String = node
                        .descendants()
                        .filter_map(|n| n.value().as_text().map(|t| &**t))
                        .collect();
                    page_title = Some(text);
                }
                "meta" => {
                    let name = element
                        .attr("property")
                        .or_else(|| element.attr("name"))
                        .unwrap_or("")
                        .to_ascii_lowercase();
                    let content = element.attr("content").unwrap_or("");
                    match name.as_str() {
                        "og:title" => og_title = Some(content.to_owned()),
                        "article:published_time"
                        | "date"
                        | "dc.date"
                        | "dc.date.issued"
                        | "dcterms.date"
                        | "pubdate"
                        | "datepublished" => head.date = head.date.or_else(|| iso_date(content)),
                        _ => {}
                    }
                }
                "script" if head.date.is_none() && element.attr("type") == Some("application/ld+json") => {
                    let text: String = node
                        .descendants()
                        .filter_map(|n| n.value().as_text().map(|t| &**t))
                        .collect();
                    let after = text.find("\"datePublished\"").map(|at| &text[at + 15..]);
                    head.date = after.and_then(|after| after.split('"').nth(1)).and_then(iso_date);
                }
                "time" if time.is_none() => time = element.attr("datetime").and_then(iso_date),
                _ => {}
            }
        }
        head.date = head.date.or(time);
        let titles = og_title.into_iter().chain(page_title);
        head.title = titles
            .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
            .find(|title| !title.is_empty());
        head
    }
}

/// `2025-03-11T06:12:00+01:00` → `2025-03-11`; `None` when the text does not begin with a date of ISO 8601.
pub(super) fn iso_date(text: &str) -> Option<String> {
    let date = text.trim().get(..10)?;
    let parts: Vec<&str> = date.split('-').collect();
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            let month: u8 = month.parse().ok()?;
            let day: u8 = day.parse().ok()?;
            ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| date.to_owned())
        }
        _ => None,
    }
}

/// The encoding that a page or an XML file names in its first kilobyte: `<meta charset=…>`, `<?xml encoding=…?>`.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let find = |pattern: &[u8]| {
        head.windows(pattern.len())
            .position(|w| w == pattern)
            .map(|at| at + pattern.len())
    };
    if head.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let at = find(b"charset=").or_else(|| find(b"encoding="))?;
    let label = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '));
    let label: Vec<u8> = label
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&label)
}

/// The deepest nesting that the tags of a page can come to, elements that close by themselves left out.
fn nesting(markup: &str) -> usize {
    let bytes = markup.as_bytes();
    let mut open: HashMap<Vec<u8>, usize> = HashMap::new();
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(found) = bytes[at..].iter().position(|b| *b == b'<') {
        at += found + 1;
        let closing = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(closing);
        let end = bytes[start..]
            .iter()
            .position(|b| !b.is_ascii_alphanumeric())
            .map_or(bytes.len(), |n| start + n);
        let name = bytes[start..end.min(start + 16)].to_ascii_lowercase();
        let counted = !name.is_empty()
            && !matches!(
                name.as_slice(),
                b"p" | b"li"
                    | b"dt"
                    | b"dd"
                    | b"option"
                    | b"tr"
                    | b"td"
                    | b"th"
                    | b"tbody"
                    | b"thead"
                    | b"tfoot"
                    | b"br"
                    | b"img"
                    | b"hr"
                    | b"meta"
                    | b"link"
                    | b"input"
                    | b"source"
                    | b"area"
                    | b"base"
                    | b"col"
                    | b"embed"
                    | b"track"
                    | b"wbr"
                    | b"path"
                    | b"use"
            );
        if counted {
            let count = open.entry(name).or_default();
            if closing {
                depth -= usize::from(*count > 0);
                *count = count.saturating_sub(1);
            } else {
                *count += 1;
                depth += 1;
                deepest = deepest.max(depth);
            }
        }
        at = end;
    }
    deepest
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
        let article = read(page, &ReadOptions::default()).expect("a page with text");
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
        assert!(matches!(read(&page, &ReadOptions::default()), Err(HtmlError::TooDeep)));
        let paragraphs = format!("<ul>{}</ul>", "<li><p>one<p>two".repeat(DEEPEST));
        assert!(read(&paragraphs, &ReadOptions::default()).is_ok());
    }
}
