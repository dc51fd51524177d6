//! The bytes of an ODT file → its paragraphs as pieces, in reading order.
//!
//! Read by OpenDocument 1.3 part 3: paragraphs and headings (5.1), lists (5.3), tracked changes (5.5), text (6), notes
//! (6.3), indexes (8), tables (9) and frames (10.4). Text that was deleted with tracking stands apart and is left out, as
//! are comments, headers, footers and alternative texts of pictures.

use std::collections::HashMap;

use crate::article::block::BlockKind;
use crate::article::draft::{Metadata, Piece};
use crate::article::formats::container::Container;
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::formula::Formula;
use crate::article::formats::paragraphs::Blocks;
use crate::article::formats::roles::Role;
use crate::article::formats::symbols;
use crate::article::formats::symbols::SymbolFont;
use crate::article::formats::xml;
use crate::article::formats::xml::{Element, Node, Part, Space};
use crate::article::furniture::reason::Furniture;
use crate::text::scripts::Script;

const FORMAT: DocumentFormat = DocumentFormat::Odt;

/// Reads a document.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Piece>, Metadata), DocumentError> {
    let mut container = Container::open(bytes, FORMAT)?;
    if let Some(manifest) = part_text(&mut container, "META-INF/manifest.xml")?
        && is_encrypted(&manifest)?
    {
        return Err(DocumentError::Encrypted { format: FORMAT });
    }
    let content = xml::decode(container.needed_part("content.xml")?, FORMAT, "content.xml")?;
    let mut styles = Styles::default();
    if let Some(text) = part_text(&mut container, "styles.xml")? {
        let mut part = Part::new(&text, FORMAT, "styles.xml");
        while let Some(node) = part.next()? {
            styles.node(&node);
        }
    }
    let mut walk = Walk::new(styles);
    walk.formulas = formulas(&mut container, &content)?;
    let mut part = Part::new(&content, FORMAT, "content.xml");
    while let Some(node) = part.next()? {
        walk.node(node, &mut part)?;
    }
    if !walk.has_text_body {
        return Err(DocumentError::Missing {
            format: FORMAT,
            part: "office:text in content.xml".to_owned(),
        });
    }
    let mut metadata = match part_text(&mut container, "meta.xml")? {
        Some(text) => properties(&text)?,
        None => Metadata::default(),
    };
    metadata.lang = walk.blocks.language().or(metadata.lang);
    if let Some(title) = walk.title.take() {
        metadata.title.get_or_insert(title);
    }
    Ok((walk.blocks.into_pieces(), metadata))
}

fn part_text(container: &mut Container<'_>, name: &str) -> Result<Option<String>, DocumentError> {
    let bytes = container.part(name)?;
    bytes.map(|bytes| xml::decode(bytes, FORMAT, name)).transpose()
}

/// The formulas that the text refers to, by the name of their object (part 3, 10.4.6.2): each is a part of its own in MathML.
fn formulas(container: &mut Container<'_>, content: &str) -> Result<HashMap<String, String>, DocumentError> {
    let mut formulas = HashMap::new();
    for (at, reference) in content.match_indices("href=\"./") {
        let name = content[at + reference.len()..].split('"').next().unwrap_or("");
        // Pictures and charts are objects too.
        if name.len() > 64 || name.contains("..") || formulas.contains_key(name) {
            continue;
        }
        let part_name = format!("{name}/content.xml");
        let Some(text) = part_text(container, &part_name)? else {
            continue;
        };
        let mut part = Part::new(&text, FORMAT, &part_name);
        if let Some(Node::Start(element)) = part.next()?
            && element.name() == "math"
        {
            let formula = Formula::read("math", &mut part)?;
            formulas.insert(name.to_owned(), formula.linear());
        }
    }
    Ok(formulas)
}

/// Whether the manifest says that parts are encrypted (part 2, 4.8).
fn is_encrypted(manifest: &str) -> Result<bool, DocumentError> {
    let mut part = Part::new(manifest, FORMAT, "META-INF/manifest.xml");
    while let Some(node) = part.next()? {
        if matches!(&node, Node::Start(element) if element.space == Space::Manifest && element.name() == "encryption-data")
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The title, language and date in `meta.xml` (part 3, 4.3).
fn properties(text: &str) -> Result<Metadata, DocumentError> {
    let mut metadata = Metadata::default();
    let mut part = Part::new(text, FORMAT, "meta.xml");
    while let Some(node) = part.next()? {
        let Node::Start(element) = node else { continue };
        match (element.space, element.name()) {
            (Space::Dublin, "title") => metadata.title = Some(part.text()?),
            (Space::Dublin, "language") => metadata.lang = Some(part.text()?),
            (Space::Meta, "creation-date") => metadata.date = Some(part.text()?),
            (Space::Dublin, "date") if metadata.date.is_none() => metadata.date = Some(part.text()?),
            _ => {}
        }
    }
    Ok(metadata)
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    look: Look,
}

/// What text properties (part 3, 20) say that matters to the text; `None` where they say nothing.
#[derive(Clone, Debug, Default)]
struct Look {
    /// The language tag.
    lang: Option<String>,
    /// Whether the text is hidden (`text:display`).
    hidden: Option<bool>,
    /// Whether it is raised or lowered (`style:text-position`).
    script: Option<Script>,
    /// The font, where it is one of symbols; `Some(None)` says that it is not.
    font: Option<Option<SymbolFont>>,
}

impl Look {
    fn of(element: &Element<'_>, faces: &HashMap<String, Option<SymbolFont>>) -> Look {
        let named = element.short_attribute("font-name").map(|name| match faces.get(&name) {
            Some(font) => *font,
            // LibreOffice counts faces of one font: `Symbol1`.
            None => SymbolFont::of_name(name.trim_end_matches(|c: char| c.is_ascii_digit())),
        });
        let family = || {
            element
                .short_attribute("font-family")
                .map(|name| SymbolFont::of_name(&name))
        };
        Look {
            lang: lang_of(element),
            hidden: element.short_attribute("display").map(|display| display == "none"),
            script: element
                .short_attribute("text-position")
                .map(|position| script_of(&position)),
            font: named.or_else(family),
        }
    }

    /// What this says, and the other where this says nothing.
    fn or(self, other: &Look) -> Look {
        Look {
            lang: self.lang.or_else(|| other.lang.clone()),
            hidden: self.hidden.or(other.hidden),
            script: self.script.or(other.script),
            font: self.font.or(other.font),
        }
    }
}

/// `super 58%`, `-33% 58%`: where text stands relative to its line.
fn script_of(position: &str) -> Script {
    let first = position.split_whitespace().next().unwrap_or("");
    match first.trim_end_matches('%').parse::<f32>() {
        Ok(height) if height > 0.0 => Script::Raised,
        Ok(height) if height < 0.0 => Script::Lowered,
        _ if first == "super" => Script::Raised,
        _ if first == "sub" => Script::Lowered,
        _ => Script::Plain,
    }
}

/// The styles of paragraphs and text, common and automatic, by name (part 3, 16.2).
#[derive(Default)]
struct Styles {
    styles: HashMap<String, Style>,
    default: Look,
    /// The font faces that the document declares (part 3, 16.23), by name: whether each is one of symbols.
    faces: HashMap<String, Option<SymbolFont>>,
    /// The style that is being read; an empty name is the default style of paragraphs.
    current: Option<String>,
}

impl Styles {
    fn node(&mut self, node: &Node<'_>) {
        let Node::Start(element) = node else { return };
        if element.space != Space::Style {
            return;
        }
        match element.name() {
            "font-face" => {
                let name = element.short_attribute("name").unwrap_or_default();
                let family = element.short_attribute("font-family").unwrap_or_default();
                self.faces.insert(name, SymbolFont::of_name(&family));
            }
            "style" => {
                let name = element.attribute("name").unwrap_or_default();
                let parent = element.short_attribute("parent-style-name");
                self.styles.insert(
                    name.clone(),
                    Style {
                        parent,
                        ..Style::default()
                    },
                );
                self.current = Some(name);
            }
            "default-style" => {
                let paragraph = element.attribute("family").as_deref() == Some("paragraph");
                self.current = paragraph.then(String::new);
            }
            "text-properties" => {
                let Some(name) = &self.current else { return };
                let look = Look::of(element, &self.faces);
                let known = match self.styles.get_mut(name) {
                    Some(style) => &mut style.look,
                    None => &mut self.default,
                };
                *known = look.or(known);
            }
            _ => {}
        }
    }

    /// The names of a style and of those it comes from, nearest first.
    fn chain<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a Style)> {
        /// A chain that comes back to itself must end.
        const LONGEST: usize = 16;
        let find = |name: &'a str| self.styles.get(name).map(|style| (name, style));
        std::iter::successors(find(name), move |(_, style)| style.parent.as_deref().and_then(find)).take(LONGEST)
    }

    /// What the style of this name, or one that it comes from, makes of a paragraph.
    fn role(&self, name: &str) -> Option<Role> {
        let mut names = std::iter::once(name).chain(self.chain(name).filter_map(|(_, style)| style.parent.as_deref()));
        // LibreOffice writes a space of a name as `_20_`.
        names.find_map(|name| match name.replace("_20_", " ").as_str() {
            // These are of captions only in OpenDocument.
            "Table" | "Text" => Some(Role::Kind(BlockKind::Caption)),
            name => Role::of_name(name).filter(|role| *role != Role::Kind(BlockKind::ListItem)),
        })
    }

    fn look(&self, name: &str) -> Look {
        self.chain(name)
            .fold(Look::default(), |look, (_, style)| look.or(&style.look))
    }
}

/// The language of text properties; `none` says that there is none.
fn lang_of(element: &Element<'_>) -> Option<String> {
    let language = element
        .short_attribute("language")
        .filter(|language| language != "none" && language != "zxx")?;
    let country = element.short_attribute("country").filter(|country| country != "none");
    Some(match country {
        Some(country) => format!("{language}-{country}"),
        None => language,
    })
}

/// Whether nothing in an element is the document's text: comments, deleted text, numbers that are made, pictures.
fn is_left_out(element: &Element<'_>) -> bool {
    let names: &[&str] = match element.space {
        Space::Office => &["annotation", "annotation-end", "forms", "scripts"],
        Space::Text => &[
            "tracked-changes",
            "note-citation",
            "number",
            "ruby-text",
            "hidden-text",
            "hidden-paragraph",
        ],
        Space::Table => &["covered-table-cell", "shapes"],
        Space::Draw => &["object-ole", "image-map"],
        Space::Other => &["title", "desc"],
        _ => &[],
    };
    names.contains(&element.name())
}

/// What an open element means for the text in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    Paragraph,
    ListItem,
    Cell,
    Note,
    Index,
    Span,
    Other,
}

/// The walk through `content.xml`.
struct Walk {
    styles: Styles,
    blocks: Blocks,
    frames: Vec<Frame>,
    /// How the text of each open paragraph and span looks.
    looks: Vec<Look>,
    /// For each open paragraph, where its text is gathered when it is the title.
    titles: Vec<Option<String>>,
    title: Option<String>,
    /// The formulas of the document, by the name of their object.
    formulas: HashMap<String, String>,
    has_text_body: bool,
}

impl Walk {
    fn new(styles: Styles) -> Walk {
        Walk {
            styles,
            blocks: Blocks::default(),
            frames: Vec::new(),
            looks: Vec::new(),
            titles: Vec::new(),
            title: None,
            formulas: HashMap::new(),
            has_text_body: false,
        }
    }

    fn node(&mut self, node: Node<'_>, part: &mut Part<'_>) -> Result<(), DocumentError> {
        if !self.has_text_body {
            self.styles.node(&node);
        }
        match node {
            Node::Start(element) if element.space == Space::Draw && element.name() == "object" => {
                let name = element.attribute("href").unwrap_or_default();
                let formula = self.formulas.get(name.trim_start_matches("./")).cloned();
                // Without a part of its own the formula stands in the object.
                let inside = Formula::read("object", part)?.linear_math();
                if let Some(formula) = formula.or(inside) {
                    self.add(&formula);
                }
            }
            Node::Start(element) => match self.start(&element) {
                Some(frame) => self.frames.push(frame),
                None => part.skip()?,
            },
            Node::End => self.end(),
            Node::Text(text) => {
                // White space in the file is folded (6.1.2); line breaks that are meant are elements.
                if matches!(self.frames.last(), Some(Frame::Paragraph | Frame::Span)) {
                    self.add(&text.replace(['\n', '\r'], " "));
                }
            }
        }
        Ok(())
    }

    /// What an element means, or `None` when nothing in it is read.
    fn start(&mut self, element: &Element<'_>) -> Option<Frame> {
        if is_left_out(element) {
            return None;
        }
        let frame = match (element.space, element.name()) {
            (Space::Office, "text") => {
                self.has_text_body = true;
                Frame::Other
            }
            (Space::Text, "p" | "h") => {
                self.begin_paragraph(element);
                Frame::Paragraph
            }
            (Space::Text, "list-item" | "list-header") => Frame::ListItem,
            (Space::Text, "note-body") => Frame::Note,
            (Space::Text, "index-body") => Frame::Index,
            (Space::Text, "s") => {
                self.add(" "); // one or more: they are folded
                Frame::Other
            }
            (Space::Text, "tab") => {
                self.add(" ");
                Frame::Other
            }
            (Space::Text, "line-break") => {
                self.add("\n");
                Frame::Other
            }
            (Space::Table, "table-cell") => Frame::Cell,
            // What else stands in a paragraph holds its text: spans, links, fields, bookmarks, rubies.
            (Space::Text, _) if self.blocks.is_open() && !self.in_note_between() => {
                let look = element.attribute("style-name").map(|name| self.styles.look(&name));
                let around = self.looks.last().cloned().unwrap_or_default();
                self.looks.push(look.unwrap_or_default().or(&around));
                Frame::Span
            }
            _ => Frame::Other,
        };
        Some(frame)
    }

    /// Whether the innermost thing is a note, list or cell inside of a paragraph, and not the paragraph itself.
    fn in_note_between(&self) -> bool {
        let innermost = self.frames.iter().rev().find(|frame| **frame != Frame::Other);
        !matches!(innermost, Some(Frame::Paragraph | Frame::Span))
    }

    fn begin_paragraph(&mut self, element: &Element<'_>) {
        let style = element.attribute("style-name").unwrap_or_default();
        let role = self.styles.role(&style);
        let title = role == Some(Role::Title) && self.title.is_none();
        let heading = element.name() == "h";
        let kind = if heading {
            Some(BlockKind::Heading)
        } else {
            role.map(Role::kind)
        };
        let inside = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Note => Some(BlockKind::Footnote),
            Frame::Cell => Some(BlockKind::TableCell),
            Frame::ListItem => Some(BlockKind::ListItem),
            // A text box stands on its own, whatever its paragraph is in.
            Frame::Paragraph => Some(BlockKind::Paragraph),
            _ => None,
        });
        let kind = match (kind, inside) {
            (_, Some(BlockKind::Footnote)) => BlockKind::Footnote,
            (Some(kind), _) => kind,
            (None, inside) => inside.unwrap_or(BlockKind::Paragraph),
        };
        self.blocks.open(kind);
        if self.frames.contains(&Frame::Index) || role == Some(Role::Contents) {
            self.blocks.set_furniture(Furniture::Repetition);
        }
        self.looks.push(self.styles.look(&style).or(&self.styles.default));
        self.titles.push(title.then(String::new));
    }

    fn add(&mut self, text: &str) {
        if self.in_note_between() {
            return;
        }
        let look = self.looks.last().cloned().unwrap_or_default();
        if look.hidden == Some(true) {
            return;
        }
        let text = symbols::text(look.font.flatten(), text);
        self.blocks.text_in(look.script.unwrap_or_default(), &text);
        if let Some(Some(title)) = self.titles.last_mut() {
            title.push_str(&text);
        }
        if let Some(lang) = look.lang {
            self.blocks.count_language(&lang, &text);
        }
    }

    fn end(&mut self) {
        match self.frames.pop() {
            Some(Frame::Paragraph) => {
                self.looks.pop();
                if let Some(Some(title)) = self.titles.pop()
                    && !title.trim().is_empty()
                {
                    self.title.get_or_insert(title);
                }
                self.blocks.close();
            }
            Some(Frame::Span) => drop(self.looks.pop()),
            _ => {}
        }
    }
}
