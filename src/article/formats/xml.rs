//! A part of XML → its elements and text as a stream, within bounds.
//!
//! Names are known by their namespace and not by their prefix, which some programs choose freely. Entities that a part
//! declares itself are refused (no document format needs them, and they can unfold without end); the characters that XML
//! and HTML name are resolved.

use std::borrow::Cow;

use quick_xml::escape::{resolve_html5_entity, resolve_predefined_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use crate::article::formats::error::{DocumentError, DocumentFormat};

/// The deepest nesting of elements that is read; documents have some tens.
const DEEPEST: usize = 400;
/// The most elements that one part may have.
const MOST_ELEMENTS: u64 = 8_000_000;

/// The vocabularies that the readers know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// WordprocessingML, transitional or strict (ECMA-376 part 1, 17).
    Word,
    /// Office mathematics (ECMA-376 part 1, 22.1).
    Math,
    /// Markup compatibility (ECMA-376 part 3).
    Compatibility,
    /// OpenDocument `office:`.
    Office,
    /// OpenDocument `text:`.
    Text,
    /// OpenDocument `table:`.
    Table,
    /// OpenDocument `style:`.
    Style,
    /// OpenDocument `draw:`.
    Draw,
    /// OpenDocument `meta:`.
    Meta,
    /// OpenDocument `manifest:`.
    Manifest,
    /// Dublin Core elements and terms.
    Dublin,
    /// Everything else, and no namespace.
    Other,
}

impl Space {
    fn of(namespace: &str) -> Space {
        const OPEN_DOCUMENT: &str = "urn:oasis:names:tc:opendocument:xmlns:";
        if let Some(name) = namespace.strip_prefix(OPEN_DOCUMENT) {
            return match name {
                "office:1.0" => Space::Office,
                "text:1.0" => Space::Text,
                "table:1.0" => Space::Table,
                "style:1.0" => Space::Style,
                "drawing:1.0" => Space::Draw,
                "meta:1.0" => Space::Meta,
                "manifest:1.0" => Space::Manifest,
                _ => Space::Other,
            };
        }
        match namespace {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
            "http://schemas.openxmlformats.org/officeDocument/2006/math"
            | "http://purl.oclc.org/ooxml/officeDocument/math" => Space::Math,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Space::Compatibility,
            "http://purl.org/dc/elements/1.1/" | "http://purl.org/dc/terms/" => Space::Dublin,
            _ => Space::Other,
        }
    }
}

/// What comes next in a part.
pub(crate) enum Node<'a> {
    /// An element begins; an empty element begins and ends.
    Start(Element<'a>),
    /// The element that began last and has not ended yet ends.
    End,
    /// Characters.
    Text(Cow<'a, str>),
}

/// The beginning of an element.
pub(crate) struct Element<'a> {
    /// Its vocabulary.
    pub(crate) space: Space,
    start: BytesStart<'a>,
}

impl Element<'_> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The value of the attribute of this name, whatever its prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name)
            .and_then(|attribute| {
                let value = attribute
                    .normalized_value_with(XmlVersion::Implicit1_0, 1, entity)
                    .ok()?;
                Some(value.into_owned())
            })
    }

    /// The value of an attribute that names something, such as a style or a language: none when it is longer than any name, so
    /// that what is looked up for each paragraph is short.
    pub(crate) fn short_attribute(&self, name: &str) -> Option<String> {
        const LONGEST: usize = 256;
        self.attribute(name).filter(|value| value.len() <= LONGEST)
    }

    /// The value of an attribute that says yes or no, as Word writes them; it says yes when it is not there.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// A part that is being read.
pub(crate) struct Part<'a> {
    reader: NsReader<&'a [u8]>,
    format: DocumentFormat,
    name: &'a str,
    depth: usize,
    elements: u64,
}

impl<'a> Part<'a> {
    /// Begins to read the XML `text` of the part called `name`.
    pub(crate) fn new(text: &'a str, format: DocumentFormat, name: &'a str) -> Part<'a> {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Part {
            reader,
            format,
            name,
            depth: 0,
            elements: 0,
        }
    }

    /// The next node, or `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Node<'a>>, DocumentError> {
        loop {
            let event = self
                .reader
                .read_event()
                .map_err(|error| self.damaged(error.to_string()))?;
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    self.elements += 1;
                    if self.depth > DEEPEST {
                        return Err(self.too_much("levels of nested elements", DEEPEST as u64));
                    }
                    if self.elements > MOST_ELEMENTS {
                        return Err(self.too_much("elements", MOST_ELEMENTS));
                    }
                    let space = match self.reader.resolver().resolve_element(start.name()).0 {
                        ResolveResult::Bound(Namespace(namespace)) => Space::of(namespace),
                        ResolveResult::Unbound | ResolveResult::Unknown(_) => Space::Other,
                    };
                    return Ok(Some(Node::Start(Element { space, start })));
                }
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(Some(Node::End));
                }
                Event::Text(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::CData(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::GeneralRef(reference) => {
                    let character = reference
                        .resolve_char_ref()
                        .map_err(|error| self.damaged(error.to_string()))?;
                    let text = match character {
                        Some(c) => Cow::Owned(c.to_string()),
                        None => {
                            let name = reference.into_inner();
                            entity(&name).map_or_else(|| Cow::Owned(format!("&{name};")), Cow::Borrowed)
                        }
                    };
                    return Ok(Some(Node::Text(text)));
                }
                Event::DocType(ref declaration) if declaration.contains("<!ENTITY") => {
                    return Err(DocumentError::Entities {
                        format: self.format,
                        part: self.name.to_owned(),
                    });
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.damaged("it ends in the middle".to_owned()));
                }
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    /// Passes over the rest of the element that began last.
    pub(crate) fn skip(&mut self) -> Result<(), DocumentError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside && self.next()?.is_some() {}
        Ok(())
    }

    /// The text of the element that began last, its children's included, without white space around it.
    pub(crate) fn text(&mut self) -> Result<String, DocumentError> {
        let outside = self.depth.saturating_sub(1);
        let mut all = String::new();
        while self.depth > outside {
            match self.next()? {
                Some(Node::Text(text)) => all.push_str(&text),
                Some(_) => {}
                None => break,
            }
        }
        Ok(all.trim().to_owned())
    }

    fn damaged(&self, problem: String) -> DocumentError {
        DocumentError::Damaged {
            format: self.format,
            part: self.name.to_owned(),
            problem,
        }
    }

    fn too_much(&self, what: &'static str, limit: u64) -> DocumentError {
        DocumentError::TooMuch {
            format: self.format,
            part: self.name.to_owned(),
            what,
            limit,
        }
    }
}

/// The characters of a part of XML: UTF-8, UTF-16 with its mark, or the encoding that its first line declares (XML 1.0, 4.3.3).
pub(crate) fn decode(bytes: Vec<u8>, format: DocumentFormat, part: &str) -> Result<String, DocumentError> {
    use encoding_rs::Encoding;
    let wrong = || DocumentError::Damaged {
        format,
        part: part.to_owned(),
        problem: "it is not text in the encoding that it declares".to_owned(),
    };
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
        return text.map(Cow::into_owned).ok_or_else(wrong);
    }
    let first = &bytes[..bytes.len().min(200)];
    let label = String::from_utf8_lossy(first);
    let label = label
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next())
        .and_then(|rest| rest.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    match declared {
        // A part that declares UTF-16 and is read here has no mark: its bytes are those of UTF-8.
        Some(encoding) if encoding != encoding_rs::UTF_8 && encoding.is_ascii_compatible() => encoding
            .decode_without_bom_handling_and_without_replacement(&bytes)
            .map(Cow::into_owned)
            .ok_or_else(wrong),
        _ => String::from_utf8(bytes).map_err(|_| wrong()),
    }
}

fn entity(name: &str) -> Option<&'static str> {
    resolve_predefined_entity(name).or_else(|| resolve_html5_entity(name))
}
