//! The bytes of a DOCX file → its paragraphs as pieces, in reading order.
//!
//! Read by ECMA-376 part 1 (WordprocessingML, section 17): paragraphs and runs (17.3), tables (17.4), styles (17.7),
//! footnotes and endnotes (17.11), and revisions (17.13.5). What is inserted with tracking is kept and what is deleted is
//! left out, as are comments, headers, footers, hidden text and the instructions of fields.

mod package;
mod styles;

use std::collections::HashMap;

use crate::article::block::BlockKind;
use crate::article::draft::{Metadata, Piece};
use crate::article::formats::container::Container;
use crate::article::formats::docx::package::{Relations, properties};
use crate::article::formats::docx::styles::{Run, Styles, is_list, outline};
use crate::article::formats::eq_field;
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::formula::Formula;
use crate::article::formats::notes;
use crate::article::formats::paragraphs::Blocks;
use crate::article::formats::roles::Role;
use crate::article::formats::symbols;
use crate::article::formats::symbols::SymbolFont;
use crate::article::formats::xml;
use crate::article::formats::xml::{Element, Node, Part, Space};
use crate::article::furniture::reason::Furniture;
use crate::text::scripts::Script;

const FORMAT: DocumentFormat = DocumentFormat::Docx;

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
    /// The instructions of a field.
    Instructions,
    /// A field that is one element.
    SimpleField,
    Cell,
    /// A table of contents made by Word, in a control of its own.
    Contents,
    /// A link to another place of the document (17.16.22).
    InnerLink,
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
    /// What the properties of the run say, and the style that they name.
    run: Run,
    /// For each open field (17.16.18), how far it is read.
    fields: Vec<Field>,
}

/// A field (17.16): instructions, and mostly a result to show.
#[derive(Default)]
struct Field {
    /// The instructions so far.
    instructions: String,
    /// Whether they are over.
    over: bool,
    /// Whether the character that they name was shown: the result would show it again.
    shown: bool,
}

/// What is known of an open paragraph.
struct Paragraph {
    role: Role,
    outline: Option<u8>,
    list: Option<bool>,
    /// What its style says of its runs, the document's defaults included.
    run: Run,
    mark_deleted: bool,
    /// The large first letter of the next paragraph (17.3.1.11).
    drop_cap: bool,
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
            run: Run::default(),
            fields: Vec::new(),
        }
    }

    /// Takes a node in; says whether it was an element that was passed over to its end.
    fn node(&mut self, node: Node<'_>, part: &mut Part<'_>) -> Result<bool, DocumentError> {
        match node {
            Node::Start(element) if element.space == Space::Math && element.name() == "oMath" => {
                let formula = Formula::read("oMath", part)?;
                self.run = Run::default();
                self.add(&formula.linear());
                return Ok(true);
            }
            Node::Start(element) => {
                let Some(frame) = self.start(&element) else {
                    part.skip()?;
                    return Ok(true);
                };
                self.frames.push(frame);
            }
            Node::End => self.end(),
            Node::Text(text) => match self.frames.last() {
                Some(Frame::Text) => self.add(&text),
                Some(Frame::Instructions) => {
                    if let Some(field) = self.fields.last_mut().filter(|field| !field.over) {
                        field.instructions.push_str(&text);
                    }
                }
                _ => {}
            },
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
                self.run = Run::default();
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
                    self.show(c.encode_utf8(&mut [0; 4]));
                }
                Frame::Other
            }
            "instrText" => Frame::Instructions,
            "fldSimple" => {
                let instructions = element.attribute("instr").unwrap_or_default();
                let mut field = Field {
                    instructions,
                    ..Field::default()
                };
                self.end_instructions(&mut field);
                self.fields.push(field);
                Frame::SimpleField
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
            "hyperlink" if element.attribute("anchor").is_some() && element.attribute("id").is_none() => {
                Frame::InnerLink
            }
            "trPr" | "tblPr" | "tcPr" | "sectPr" | "tblPrEx" | "delText" | "delInstrText" | "rt" | "pPrChange"
            | "rPrChange" | "numberingChange" => return None,
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
                        paragraph.run = styles.run(&id).or(styles.default_run());
                    }
                    "outlineLvl" => paragraph.outline = outline(element),
                    "numId" => paragraph.list = Some(is_list(element)),
                    "framePr" => {
                        let kind = element.short_attribute("dropCap");
                        paragraph.drop_cap = matches!(kind.as_deref(), Some("drop" | "margin"));
                    }
                    _ => {}
                }
            }
            Some(Frame::RunProperties) => match name {
                // What the style says stands behind what the run says itself, which comes after it or before.
                "rStyle" => {
                    let style = self.styles.run(&element.short_attribute("val").unwrap_or_default());
                    self.run = std::mem::take(&mut self.run).or(&style);
                }
                _ => self.run.property(element),
            },
            _ => {}
        }
    }

    fn in_run(&self) -> bool {
        self.frames.iter().rev().find(|frame| **frame != Frame::Other) == Some(&Frame::Run)
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") if self.fields.len() < DEEPEST_FIELDS => self.fields.push(Field::default()),
            Some("separate") => {
                if let Some(mut field) = self.fields.pop() {
                    self.end_instructions(&mut field);
                    self.fields.push(field);
                }
            }
            Some("end") => {
                if let Some(mut field) = self.fields.pop()
                    && !field.over
                {
                    self.end_instructions(&mut field);
                }
            }
            _ => {}
        }
    }

    /// The instructions of a field, which stands on no stack now, are over: the character that they name is shown.
    fn end_instructions(&mut self, field: &mut Field) {
        field.over = true;
        if let Some(character) = symbols::field(&field.instructions) {
            field.shown = true;
            if let Some(c) = character {
                self.show(c.encode_utf8(&mut [0; 4]));
            }
        } else if let Some(formula) = eq_field::linear(&field.instructions) {
            field.shown = true;
            self.show(&formula);
        }
    }

    /// Adds text that is Unicode's already, whatever font stands around it.
    fn show(&mut self, text: &str) {
        let font = self.run.font.replace(None);
        self.add(text);
        self.run.font = font;
    }

    /// Whether the text that comes now leads to another place of the document.
    fn leads_inside(&self) -> bool {
        self.frames.contains(&Frame::InnerLink)
            || self
                .fields
                .iter()
                .any(|field| field.over && notes::is_reference(&field.instructions))
    }

    fn begin_paragraph(&mut self) {
        self.blocks.open(self.plain);
        self.paragraphs.push(Paragraph {
            role: Role::Kind(BlockKind::Paragraph),
            outline: None,
            list: None,
            run: self.styles.default_run().clone(),
            mark_deleted: false,
            drop_cap: false,
            text: String::new(),
        });
    }

    fn add(&mut self, text: &str) {
        let leads_inside = notes::is_note_mark(text) && self.leads_inside();
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        // Text in the instructions of an outer field is that of an inner one, and not shown.
        let unseen = self
            .fields
            .split_last()
            .is_some_and(|(last, outer)| last.shown || outer.iter().any(|field| !field.over || field.shown));
        let run = &self.run;
        let hidden = run.hidden.or(paragraph.run.hidden).unwrap_or(false);
        if hidden || unseen {
            return;
        }
        let font = run.font.or(paragraph.run.font).flatten();
        let text = symbols::text(font, text);
        let script = run.script.or(paragraph.run.script).unwrap_or_default();
        // A whole paragraph that is moved is none of it; a run in it is.
        let script = match script {
            Script::Plain => run.position.unwrap_or_default(),
            script => script,
        };
        if script == Script::Raised && leads_inside {
            return;
        }
        self.blocks.text_in(script, &text);
        if paragraph.role == Role::Title {
            paragraph.text.push_str(&text);
        }
        if let Some(lang) = run.lang.as_ref().or(paragraph.run.lang.as_ref()) {
            self.blocks.count_language(lang, &text);
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
            Some(Frame::Run) => self.run = Run::default(),
            Some(Frame::SimpleField) => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn end_paragraph(&mut self, paragraph: Paragraph, contents: bool, in_cell: bool) {
        // The instructions of a field do not go on in another paragraph: its end is missing.
        for field in &mut self.fields {
            field.over = true;
        }
        let Paragraph {
            role,
            outline,
            list,
            mark_deleted,
            drop_cap,
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
        if mark_deleted || drop_cap {
            self.blocks.close_held();
        } else {
            self.blocks.close();
        }
    }
}

/// The character of a symbol font (17.3.3.30), where Unicode has it: others of the fonts' own are pictures.
fn symbol(element: &Element<'_>) -> Option<char> {
    let code = u32::from_str_radix(&element.attribute("char")?, 16).ok()?;
    let font = element
        .short_attribute("font")
        .and_then(|name| SymbolFont::of_name(&name));
    let own = if (0xF000..=0xF0FF).contains(&code) {
        code - 0xF000
    } else {
        code
    };
    match (font, u8::try_from(own)) {
        (Some(font), Ok(code)) => font.character(code),
        _ => char::from_u32(code).filter(|_| !(0xE000..=0xF8FF).contains(&code)),
    }
}
