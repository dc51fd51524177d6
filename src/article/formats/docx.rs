//! The bytes of a DOCX file → its paragraphs as pieces, in reading order.
//!
//! Read by ECMA-376 part 1 (WordprocessingML, section 17): paragraphs and runs (17.3), tables (17.4), styles (17.7),
//! footnotes and endnotes (17.11), and revisions (17.13.5). What is inserted with tracking is kept and what is deleted is
//! left out, as are comments, headers, footers, hidden text and the instructions of fields.

use std::collections::HashMap;

use crate::article::block::BlockKind;
use crate::article::draft::{Metadata, Piece};
use crate::article::formats::container::Container;
use crate::article::formats::error::{DocumentError, Format};
use crate::article::formats::paragraphs::Blocks;
use crate::article::formats::roles::Role;
use crate::article::formats::xml;
use crate::article::formats::xml::{Element, Node, Part, Space};
use crate::article::furniture::reason::Furniture;

const FORMAT: Format = Format::Docx;

/// The deepest nesting of fields that is followed; Word's own nest two or three deep.
const DEEPEST_FIELDS: usize = 32;

/// Reads a document.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Piece>, Metadata), DocumentError> {
    let mut container = Container::open(bytes, FORMAT)?;
    let package = Relations::of(&mut container, "")?;
    let main = package
        .first("/officeDocument")
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let document = text_of(container.needed_part(&main)?, &main)?;
    let relations = Relations::of(&mut container, &main)?;
    let mut related = |kind: &str| -> Result<Option<(String, String)>, DocumentError> {
        let Some(name) = relations.first(kind) else {
            return Ok(None);
        };
        match container.part(&name)? {
            Some(bytes) => Ok(Some((text_of(bytes, &name)?, name))),
            None => Ok(None),
        }
    };
    let styles = match related("/styles")? {
        Some((text, name)) => Styles::read(&text, &name)?,
        None => Styles::default(),
    };
    let mut notes = Notes::default();
    for (kind, element) in [("/footnotes", "footnote"), ("/endnotes", "endnote")] {
        if let Some((text, name)) = related(kind)? {
            notes.read(&text, &name, element, &styles)?;
        }
    }
    let mut walk = Walk::new(&styles, BlockKind::Paragraph);
    walk.notes = notes;
    let mut part = Part::new(&document, FORMAT, &main);
    let mut has_body = false;
    while let Some(node) = part.next()? {
        has_body |= matches!(&node, Node::Start(element) if element.space == Space::Word && element.name() == "body");
        walk.node(node, &mut part)?;
    }
    if !has_body {
        return Err(DocumentError::Missing {
            format: FORMAT,
            part: format!("w:body in {main}"),
        });
    }
    let mut metadata = match package.first("/core-properties") {
        Some(name) => properties(&mut container, &name)?,
        None => Metadata::default(),
    };
    metadata.lang = walk.blocks.language().or(metadata.lang);
    if let Some(title) = walk.title.take() {
        metadata.title.get_or_insert(title);
    }
    Ok((walk.blocks.into_pieces(), metadata))
}

fn text_of(bytes: Vec<u8>, name: &str) -> Result<String, DocumentError> {
    xml::decode(bytes, FORMAT, name)
}

/// The relations of a part: what it is related to, by kind (ECMA-376 part 2, 6.5).
struct Relations(Vec<(String, String)>);

impl Relations {
    /// The relations of the part `of`, or of the whole package when it is empty.
    fn of(container: &mut Container<'_>, of: &str) -> Result<Relations, DocumentError> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let name = format!("{prefix}_rels/{file}.rels");
        let Some(bytes) = container.part(&name)? else {
            return Ok(Relations(Vec::new()));
        };
        let text = text_of(bytes, &name)?;
        let mut part = Part::new(&text, FORMAT, &name);
        let mut relations = Vec::new();
        while let Some(node) = part.next()? {
            let Node::Start(element) = node else { continue };
            if element.attribute("TargetMode").as_deref() == Some("External") {
                continue;
            }
            if let (Some(kind), Some(target)) = (element.attribute("Type"), element.attribute("Target")) {
                let target = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("{prefix}{target}"),
                };
                relations.push((kind, target));
            }
        }
        Ok(Relations(relations))
    }

    fn first(&self, kind: &str) -> Option<String> {
        let found = self.0.iter().find(|(found, _)| found.ends_with(kind));
        found.map(|(_, target)| target.clone())
    }
}

/// The title, language and date in the package's properties (ECMA-376 part 2, 8).
fn properties(container: &mut Container<'_>, name: &str) -> Result<Metadata, DocumentError> {
    let mut metadata = Metadata::default();
    let Some(bytes) = container.part(name)? else {
        return Ok(metadata);
    };
    let text = text_of(bytes, name)?;
    let mut part = Part::new(&text, FORMAT, name);
    while let Some(node) = part.next()? {
        let Node::Start(element) = node else { continue };
        if element.space != Space::Dublin {
            continue;
        }
        match element.name() {
            "title" => metadata.title = Some(part.text()?),
            "language" => metadata.lang = Some(part.text()?),
            "created" => metadata.date = Some(part.text()?),
            "modified" if metadata.date.is_none() => metadata.date = Some(part.text()?),
            _ => {}
        }
    }
    Ok(metadata)
}

/// What a paragraph style says.
#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<bool>,
    lang: Option<String>,
}

/// The styles of a document (17.7) by their identifier.
#[derive(Default)]
struct Styles {
    styles: HashMap<String, Style>,
    default: Style,
}

impl Styles {
    fn read(text: &str, name: &str) -> Result<Styles, DocumentError> {
        let mut part = Part::new(text, FORMAT, name);
        let mut styles = Styles::default();
        let mut id: Option<String> = None;
        let mut style = Style::default();
        while let Some(node) = part.next()? {
            let Node::Start(element) = node else { continue };
            if element.space != Space::Word {
                continue;
            }
            match element.name() {
                "style" => {
                    if let Some(id) = id.take() {
                        styles.styles.insert(id, std::mem::take(&mut style));
                    } else {
                        styles.default = std::mem::take(&mut style);
                    }
                    id = element.attribute("styleId");
                }
                "name" if id.is_some() => style.name = element.short_attribute("val").unwrap_or_default(),
                "basedOn" => style.based_on = element.short_attribute("val"),
                "outlineLvl" => style.outline = outline(&element),
                "numId" => style.list = Some(is_list(&element)),
                "lang" => style.lang = element.short_attribute("val"),
                _ => {}
            }
        }
        match id {
            Some(id) => drop(styles.styles.insert(id, style)),
            None => styles.default = style,
        }
        Ok(styles)
    }

    /// A style and those it is based on, nearest first.
    fn chain<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Style> {
        /// Word itself allows no longer chain, and one that comes back to itself must end.
        const LONGEST: usize = 12;
        let next = |style: &&'a Style| style.based_on.as_deref().and_then(|id| self.styles.get(id));
        std::iter::successors(self.styles.get(id), next).take(LONGEST)
    }

    /// What a paragraph of this style is.
    fn role(&self, id: &str) -> Role {
        let mut list = None;
        for style in self.chain(id) {
            if let Some(role) = Role::of_name(&style.name) {
                return role;
            }
            if let Some(level) = style.outline {
                return if level < 9 {
                    Role::Kind(BlockKind::Heading)
                } else {
                    Role::Kind(BlockKind::Paragraph)
                };
            }
            list = list.or(style.list);
        }
        if list == Some(true) {
            return Role::Kind(BlockKind::ListItem);
        }
        Role::Kind(BlockKind::Paragraph)
    }

    fn lang(&self, id: &str) -> Option<String> {
        let own = self.chain(id).find_map(|style| style.lang.clone());
        own.or_else(|| self.default.lang.clone())
    }
}

fn outline(element: &Element<'_>) -> Option<u8> {
    element.attribute("val")?.parse().ok()
}

fn is_list(element: &Element<'_>) -> bool {
    element.attribute("val").is_some_and(|id| id != "0")
}

/// Footnotes and endnotes by their kind and identifier; each is taken once, where it is first referred to.
#[derive(Default)]
struct Notes(HashMap<(bool, String), Vec<Piece>>);

impl Notes {
    fn read(&mut self, text: &str, name: &str, kind: &str, styles: &Styles) -> Result<(), DocumentError> {
        let mut part = Part::new(text, FORMAT, name);
        let mut current: Option<(String, usize, Walk<'_>)> = None;
        let mut depth = 0;
        while let Some(node) = part.next()? {
            match &node {
                Node::Start(element) if current.is_none() => {
                    depth += 1;
                    if element.space == Space::Word && element.name() == kind {
                        let id = element.attribute("id").unwrap_or_default();
                        current = Some((id, depth, Walk::new(styles, BlockKind::Footnote)));
                    }
                    continue;
                }
                Node::Start(_) => depth += 1,
                Node::End => depth -= 1,
                Node::Text(_) => {}
            }
            match current.take() {
                Some((id, at, walk)) if depth < at => {
                    let pieces = walk.blocks.into_pieces();
                    self.0.insert((kind == "endnote", id), pieces);
                }
                Some((id, at, mut walk)) => {
                    let skipped = walk.node(node, &mut part)?;
                    depth -= usize::from(skipped);
                    current = Some((id, at, walk));
                }
                None => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, endnote: bool, id: &str) -> Vec<Piece> {
        self.0.remove(&(endnote, id.to_owned())).unwrap_or_default()
    }
}

/// What an open element means for the text in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Text,
    Cell,
    /// A table of contents made by Word, in a control of its own.
    Contents,
    Other,
}

/// The walk through a part that holds paragraphs.
struct Walk<'s> {
    styles: &'s Styles,
    /// What a paragraph is that nothing says more of.
    plain: BlockKind,
    blocks: Blocks,
    notes: Notes,
    title: Option<String>,
    frames: Vec<Frame>,
    paragraphs: Vec<Paragraph>,
    /// The language of the run, and whether it is hidden.
    run_lang: Option<String>,
    hidden: bool,
    /// For each open field (17.16.18), whether its instructions are over.
    fields: Vec<bool>,
}

/// What is known of an open paragraph.
struct Paragraph {
    role: Role,
    outline: Option<u8>,
    list: Option<bool>,
    lang: Option<String>,
    mark_deleted: bool,
    text: String,
}

impl<'s> Walk<'s> {
    fn new(styles: &'s Styles, plain: BlockKind) -> Self {
        Walk {
            styles,
            plain,
            blocks: Blocks::default(),
            notes: Notes::default(),
            title: None,
            frames: Vec::new(),
            paragraphs: Vec::new(),
            run_lang: None,
            hidden: false,
            fields: Vec::new(),
        }
    }

    /// Takes a node in; says whether it was an element that was passed over to its end.
    fn node(&mut self, node: Node<'_>, part: &mut Part<'_>) -> Result<bool, DocumentError> {
        match node {
            Node::Start(element) => {
                let Some(frame) = self.start(&element) else {
                    part.skip()?;
                    return Ok(true);
                };
                self.frames.push(frame);
            }
            Node::End => self.end(),
            Node::Text(text) => {
                if self.frames.last() == Some(&Frame::Text) {
                    self.add(&text);
                }
            }
        }
        Ok(false)
    }

    fn in_properties(&self) -> Option<Frame> {
        let mut frames = self.frames.iter().rev().copied();
        frames.find(|frame| {
            matches!(
                frame,
                Frame::ParagraphProperties | Frame::RunProperties | Frame::Run | Frame::Paragraph
            )
        })
    }

    /// What an element means, or `None` when nothing in it is read.
    fn start(&mut self, element: &Element<'_>) -> Option<Frame> {
        match element.space {
            Space::Word => {}
            Space::Math if element.name() == "t" => return Some(Frame::Text),
            // The fallback says the same as the choice before it.
            Space::Compatibility if element.name() == "Fallback" => return None,
            _ => return Some(Frame::Other),
        }
        let frame = match element.name() {
            "p" => {
                self.begin_paragraph();
                Frame::Paragraph
            }
            "pPr" => Frame::ParagraphProperties,
            "rPr" => {
                // In a paragraph's properties these are of its mark.
                if self.in_properties() == Some(Frame::ParagraphProperties) {
                    Frame::ParagraphProperties
                } else {
                    Frame::RunProperties
                }
            }
            "r" => {
                self.run_lang = None;
                self.hidden = false;
                Frame::Run
            }
            "del" | "moveFrom" => {
                if self.frames.last() == Some(&Frame::ParagraphProperties)
                    && let Some(paragraph) = self.paragraphs.last_mut()
                {
                    paragraph.mark_deleted = true;
                }
                return None;
            }
            "t" => Frame::Text,
            "tab" | "ptab" if self.in_run() => {
                self.add(" ");
                Frame::Other
            }
            "br" | "cr" if self.in_run() => {
                self.add("\n");
                Frame::Other
            }
            "noBreakHyphen" => {
                self.add("\u{2011}");
                Frame::Other
            }
            "sym" => {
                if let Some(c) = symbol(element) {
                    self.add(c.encode_utf8(&mut [0; 4]));
                }
                Frame::Other
            }
            "fldChar" => {
                self.field(element.attribute("fldCharType").as_deref());
                Frame::Other
            }
            "footnoteReference" | "endnoteReference" => {
                let id = element.attribute("id").unwrap_or_default();
                let pieces = self.notes.take(element.name() == "endnoteReference", &id);
                self.blocks.add_after(pieces);
                Frame::Other
            }
            "tc" => Frame::Cell,
            "trPr" | "tblPr" | "tcPr" | "sectPr" | "tblPrEx" | "delText" | "delInstrText" | "instrText" | "rt"
            | "pPrChange" | "rPrChange" | "numberingChange" => return None,
            "docPartGallery" => {
                self.mark_contents(element);
                Frame::Other
            }
            name => {
                self.property(name, element);
                Frame::Other
            }
        };
        Some(frame)
    }

    /// A control that holds what Word made of the document: its table of contents.
    fn mark_contents(&mut self, element: &Element<'_>) {
        let contents = element
            .attribute("val")
            .is_some_and(|gallery| gallery == "Table of Contents");
        // docPartGallery in docPartObj in sdtPr in sdt.
        if let (true, Some(at)) = (contents, self.frames.len().checked_sub(3)) {
            self.frames[at] = Frame::Contents;
        }
    }

    fn property(&mut self, name: &str, element: &Element<'_>) {
        match self.frames.iter().rev().find(|frame| **frame != Frame::Other) {
            Some(Frame::ParagraphProperties) => {
                let styles = self.styles;
                let Some(paragraph) = self.paragraphs.last_mut() else {
                    return;
                };
                match name {
                    "pStyle" => {
                        let id = element.attribute("val").unwrap_or_default();
                        paragraph.role = styles.role(&id);
                        paragraph.lang = styles.lang(&id);
                    }
                    "outlineLvl" => paragraph.outline = outline(element),
                    "numId" => paragraph.list = Some(is_list(element)),
                    _ => {}
                }
            }
            Some(Frame::RunProperties) => match name {
                "lang" => self.run_lang = element.attribute("val"),
                "vanish" => self.hidden = element.is_on(),
                _ => {}
            },
            _ => {}
        }
    }

    fn in_run(&self) -> bool {
        self.frames.iter().rev().find(|frame| **frame != Frame::Other) == Some(&Frame::Run)
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") if self.fields.len() < DEEPEST_FIELDS => self.fields.push(false),
            Some("separate") => {
                if let Some(last) = self.fields.last_mut() {
                    *last = true;
                }
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn begin_paragraph(&mut self) {
        self.blocks.open(self.plain);
        self.paragraphs.push(Paragraph {
            role: Role::Kind(BlockKind::Paragraph),
            outline: None,
            list: None,
            lang: self.styles.default.lang.clone(),
            mark_deleted: false,
            text: String::new(),
        });
    }

    fn add(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        // Text in the instructions of an outer field is that of an inner one, and not shown.
        let instructions = self
            .fields
            .split_last()
            .is_some_and(|(_, outer)| outer.contains(&false));
        if self.hidden || instructions {
            return;
        }
        self.blocks.text(text);
        if paragraph.role == Role::Title {
            paragraph.text.push_str(text);
        }
        if let Some(lang) = self.run_lang.as_ref().or(paragraph.lang.as_ref()) {
            self.blocks.count_language(lang, text);
        }
    }

    fn end(&mut self) {
        match self.frames.pop() {
            Some(Frame::Paragraph) => {
                let contents = self.frames.contains(&Frame::Contents);
                let in_cell = self.frames.contains(&Frame::Cell);
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.end_paragraph(paragraph, contents, in_cell);
                }
            }
            Some(Frame::Run) => {
                self.run_lang = None;
                self.hidden = false;
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self, paragraph: Paragraph, contents: bool, in_cell: bool) {
        // The instructions of a field do not go on in another paragraph: its end is missing.
        for over in &mut self.fields {
            *over = true;
        }
        let Paragraph {
            role,
            outline,
            list,
            mark_deleted,
            text,
            ..
        } = paragraph;
        let kind = match (outline, role.kind()) {
            (Some(0..9), _) => BlockKind::Heading,
            _ if self.plain == BlockKind::Footnote => BlockKind::Footnote,
            (_, BlockKind::Paragraph | BlockKind::ListItem) if in_cell => BlockKind::TableCell,
            (_, BlockKind::Paragraph) if list == Some(true) => BlockKind::ListItem,
            (_, BlockKind::ListItem) if list == Some(false) => BlockKind::Paragraph,
            (_, kind) => kind,
        };
        self.blocks.set_kind(kind);
        if contents || role == Role::Contents {
            self.blocks.set_furniture(Furniture::Repetition);
        }
        if role == Role::Title && self.title.is_none() && !text.trim().is_empty() {
            self.title = Some(text);
        }
        if mark_deleted {
            self.blocks.close_held();
        } else {
            self.blocks.close();
        }
    }
}

/// The character of a symbol font (17.3.3.30), where it is one of Unicode: the fonts' own are pictures.
fn symbol(element: &Element<'_>) -> Option<char> {
    let code = u32::from_str_radix(&element.attribute("char")?, 16).ok()?;
    char::from_u32(code).filter(|_| !(0xE000..=0xF8FF).contains(&code))
}
